/**
 * A mechanism as plain JSON, as in a protocol file. It may come from strangers: nothing in it is believed or evaluated.
 */
import { complete, EVENT_NAMES } from "./complete.js";
import { declareNames } from "./names.js";
import { refuse } from "./failures.js";
import type { BoundTexts, Ion, Mechanism, Placement } from "./mechanism.js";
import { readText } from "./read-text.js";
import type { Source } from "#units";

export interface MechanismData {
  readonly name: string;
  readonly placed: Placement;
  /** Quantity, source (or in words), bounds. */
  readonly parameters: Readonly<
    Record<string, readonly [quantity: string, source: Source | string, bounds?: BoundTexts]>
  >;
  readonly reads: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
  /** See read-text.ts. */
  readonly equations: string;
  readonly ion?: Ion;
  readonly mobile?: Readonly<Record<string, string>>;
}

const MOST_NAMES = 200;
/** Of a mechanism as text. */
export const MOST_LETTERS = 20_000;
const LONGEST = 500;
export const PLACEMENTS: readonly Placement[] = ["over membrane", "at a point", "in a volume"];

/** Reads and checks; throws a usage RigError that says what is wrong where. */
export function mechanismFromText(data: MechanismData): Mechanism {
  const top = record(data, "declaration");
  for (const key of Object.keys(top)) {
    if (!["name", "placed", "parameters", "reads", "states", "equations", "ion", "mobile"].includes(key)) {
      throw malformed(`field "${key.slice(0, 40)}"`, "one of those known", "another");
    }
  }
  const name = string(top["name"], "name", 64);
  const placed = string(top["placed"], "placement");
  const known = PLACEMENTS.find((one) => one === placed);
  if (known === undefined) {
    throw malformed("placement", PLACEMENTS.map((p) => `"${p}"`).join(" or "), shown(placed));
  }
  const parameters = entries(top["parameters"], "parameters");
  const declared = declareNames(name, {
    parameters: Object.fromEntries(parameters.map(([key, value]) => [key, parameter(value, key)])),
    reads: texts(top["reads"], "reads"),
    states: texts(top["states"], "states"),
  });
  const equations = string(top["equations"], "equations", MOST_LETTERS);
  const bodies = readText(equations, `${name}, equations`, new Set([...declared.names.keys(), ...EVENT_NAMES.keys()]));
  const ion = top["ion"] === undefined ? undefined : ionOf(top["ion"]);
  return complete({
    name,
    placed: known,
    ...declared,
    ...bodies,
    ...(ion && { ion }),
    mobile: new Map(Object.entries(top["mobile"] === undefined ? {} : texts(top["mobile"], "mobile states"))),
    run: {},
  });
}

function malformed(where: string, expected: string, found: string): Error {
  return refuse("mechanism-data", { where, expected, found });
}

function shown(value: unknown): string {
  if (typeof value === "string") return `"${value.slice(0, 40)}"`;
  if (value === null || Array.isArray(value)) return value === null ? "null" : "a list";
  return typeof value === "object" ? "a record" : typeof value === "number" ? String(value) : typeof value;
}

function record(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(where, "a record", shown(value));
  }
  return value as Readonly<Record<string, unknown>>;
}

function entries(value: unknown, where: string): [string, unknown][] {
  const found = Object.entries(record(value, where));
  if (found.length > MOST_NAMES) throw refuse("mechanism-data-size", { where, most: MOST_NAMES, found: found.length });
  return found;
}

function string(value: unknown, where: string, most = LONGEST): string {
  if (typeof value !== "string") throw malformed(where, "a text", shown(value));
  if (value.length > most) throw refuse("mechanism-data-size", { where, most, found: value.length });
  return value;
}

function texts(value: unknown, where: string): Readonly<Record<string, string>> {
  const found = entries(value, where);
  return Object.fromEntries(found.map(([key, text]) => [key, string(text, `${where}, ${key.slice(0, 40)}`)]));
}

function parameter(value: unknown, key: string): readonly [string, Source, BoundTexts?] {
  const where = `parameter ${key.slice(0, 40)}`;
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) {
    throw malformed(where, "[quantity, source] or [quantity, source, bounds]", shown(value));
  }
  const [quantity, source, bounds] = value as unknown[];
  const known = [string(quantity, where), sourceOf(source, where)] as const;
  if (bounds === undefined) return known;
  const { from, to } = record(bounds, `bounds of ${where}`);
  return [...known, { from: string(from, `bounds of ${where}`), to: string(to, `bounds of ${where}`) }];
}

function sourceOf(value: unknown, where: string): Source {
  if (typeof value === "string") return { kind: "stated", words: string(value, `source of ${where}`) };
  const source = record(value, `source of ${where}`);
  const text = (field: string): string => string(source[field], `source of ${where}, ${field}`);
  switch (source["kind"]) {
    case "bath": return { kind: "bath" };
    case "per synapse": return { kind: "per synapse" };
    case "chosen": return { kind: "chosen", reason: text("reason") };
    case "stated": return { kind: "stated", words: text("words") };
    case "paper": {
      const year = source["year"];
      if (typeof year !== "number" || !Number.isInteger(year)) {
        throw malformed(`source of ${where}, year`, "a year", shown(year));
      }
      const cited = { kind: "paper", authors: text("authors"), year, where: text("where") } as const;
      return source["part"] === undefined ? cited : { ...cited, part: text("part") };
    }
    default:
      throw malformed(`source of ${where}`, 'a paper, "bath", "per synapse", a choice or words', shown(source["kind"]));
  }
}

function ionOf(value: unknown): Ion {
  const ion = record(value, "ion");
  const valence = ion["valence"];
  if (typeof valence !== "number") throw malformed("ion, valence", "a number", shown(valence));
  return { name: string(ion["name"], "ion, name", 64), valence, state: string(ion["state"], "ion, state", 64) };
}
