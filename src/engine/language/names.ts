import { describeUnit, parseUnit, readQuantity, sameKind, type UnitQuantity } from "#units";
import { isFunctionName } from "./body.js";
import { refuse } from "./failures.js";
import type { BoundTexts, Name } from "./mechanism.js";
import type { Source } from "#units";
import { CONSTANT_NAMES, GIVEN } from "./tools.js";
import { RESERVED_WORDS } from "./tokens.js";

/** A declaration without its equations, as either notation gives it. */
export interface Declared {
  readonly parameters: Readonly<Record<string, readonly [quantity: string, source: Source, bounds?: BoundTexts]>>;
  readonly reads: Readonly<Record<string, string>>;
  readonly states: Readonly<Record<string, string>>;
}

interface DeclaredNames {
  readonly names: ReadonlyMap<string, Name>;
  readonly states: readonly string[];
  readonly reads: readonly string[];
  readonly parameters: readonly string[];
}

/** Known to what an event does, beside the declared names: how much it weighs, and a number drawn from (0, 1). */
export const EVENT_WORDS: readonly string[] = ["weight", "chance"];

/** One name space for all that a body may name. */
export function declareNames(mechanism: string, declared: Declared): DeclaredNames {
  const names = new Map<string, Name>();
  const put = (name: string, entry: Name): void => {
    const reason = unusable(name);
    if (reason !== undefined) throw refuse("mechanism-name", { mechanism, name, reason });
    const first = names.get(name)?.role;
    if (first) throw refuse("mechanism-name-twice", { mechanism, name, first, second: entry.role });
    names.set(name, entry);
  };
  const putUnit = (name: string, text: string, role: "state" | "read"): void => {
    const unit = parseUnit(text);
    if (!unit) throw refuse("mechanism-unit", { mechanism, name, text });
    put(name, { unit, text, role });
  };
  for (const [name, text] of Object.entries(declared.states)) putUnit(name, text, "state");
  for (const [name, text] of Object.entries(declared.reads)) putUnit(name, text, "read");
  for (const [name, [text, source, bounds]] of Object.entries(declared.parameters)) {
    const quantity = readQuantity(text);
    if (!quantity) throw refuse("mechanism-quantity", { mechanism, name, text });
    const within = bounds && checkedBounds(mechanism, name, text, quantity, bounds);
    put(name, { ...quantity, text, role: "parameter", source, ...(within && { bounds: within }) });
  }
  for (const name of CONSTANT_NAMES) names.set(name, GIVEN.get(name) as Name);
  const { states, reads, parameters } = declared;
  return { names, states: Object.keys(states), reads: Object.keys(reads), parameters: Object.keys(parameters) };
}

/**
 * Letters, digits and _, a letter first. The plain alphabet is asked first, since an expression with the letters of all
 * scripts takes a millisecond to build.
 */
export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) || /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(text);
}

/** Why a name can't be declared, if it can't. */
export function unusable(name: string): string | undefined {
  if (!isName(name)) return "a name is letters, digits and _, and starts with a letter";
  if (name.length > 64) return "it is longer than 64 letters";
  if (name in {}) return "every object in JavaScript has something of that name";
  if (isFunctionName(name)) return "it is a function of the language";
  if (RESERVED_WORDS.includes(name)) return "it is a word of the text notation";
  if (EVENT_WORDS.includes(name)) return "it is what an event brings";
  if (GIVEN.has(name)) return `it is a ${GIVEN.get(name)?.role ?? "unit"} of the language`;
  return undefined;
}

function checkedBounds(
  mechanism: string, name: string, text: string, { value, unit }: UnitQuantity, { from, to }: BoundTexts,
): NonNullable<Name["bounds"]> {
  const [low, high] = [from, to].map((bound) => {
    const found = readQuantity(bound);
    if (!found) throw refuse("mechanism-quantity", { mechanism, name, text: bound });
    if (!sameKind(found.unit, unit)) {
      const units = { unit: describeUnit(unit), found: describeUnit(found.unit) };
      throw refuse("mechanism-bound-unit", { mechanism, name, bound, ...units });
    }
    return found.value;
  }) as [number, number];
  if (!(low < high)) throw refuse("mechanism-bounds-empty", { mechanism, name, from, to });
  if (value < low || value > high) throw refuse("mechanism-out-of-bounds", { mechanism, name, text, from, to });
  return { low, high, from, to };
}
