import { nounFor, modelCatalogue, suggestion, type Catalogue } from "./catalogue.js";
import { misuse } from "./failures.js";
import type { Protocol } from "./protocol.js";
import { checked } from "./read.js";
import { foundOf, type Found, type Problem } from "./shapes/shape.js";
import { valuesOf } from "./source.js";
import { withoutImplied } from "./write.js";

/** A part of a protocol that can be changed in place. */
type Part = Record<string, unknown> | unknown[];
const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null;

/**
 * The protocol with changes such as "nmda.gMax=0.3 nS" (a number of the model), "electrode.seriesResistance=20 MΩ" or
 * "conditions.APV.holding=-60mV" (a field; things with names go by name or by place, "conditions[1]"), or "trials=5" (of
 * every run). What a change implies follows: a condition whose holding was the electrode's has the electrode's new one.
 * Throws one RigError.
 */
export function withChanges(protocol: Protocol, changes: readonly string[], { catalogue = modelCatalogue() }: { readonly catalogue?: Catalogue } = {}): Protocol {
  if (changes.length === 0) return protocol;
  const draft = structuredClone(withoutImplied(protocol, catalogue));
  const file = "The changed protocol";
  for (const text of changes) change(draft, protocol, text, catalogue);
  return checked(foundOf(draft), [], { file, catalogue });
}

function change(draft: Record<string, unknown>, protocol: Protocol, text: string, catalogue: Catalogue): void {
  const equals = text.indexOf("=");
  const path = text.slice(0, equals).trim();
  const written = text.slice(equals + 1).trim();
  if (equals < 1 || path === "" || written === "") throw misuse("change-malformed", { text });
  const problems: Problem[] = [];
  const value = plain(valuesOf(written, `--set ${text}`, problems));
  if (problems.length > 0) throw misuse("protocol-wrong", { file: `--set ${text}`, problems });
  if (path === "trials") {
    draft["runs"] = protocol.runs.map((run) => ({ ...run, trials: value }));
    return;
  }
  if (catalogue.parameters.has(path)) {
    const set = (draft["set"] ??= {}) as Record<string, unknown>;
    set[path] = value;
    return;
  }
  put(draft, protocol as unknown as Part, path, path, value, { text, path, catalogue });
}

interface Asked { readonly text: string; readonly path: string; readonly catalogue: Catalogue }

/**
 * Puts a value at what is left of a path. `whole` is the same part with its defaults, from which a part that the draft
 * leaves out is begun, so that its neighbours keep their values.
 */
function put(part: Part, whole: Part, path: string, rest: string, value: unknown, asked: Asked, within = ""): void {
  const step = stepInto(whole, rest, within);
  if (!step && isNew(rest, within)) {
    if (Array.isArray(part)) part.push({ name: rest, dose: value });
    else part[rest] = value;
    return;
  }
  if (!step) throw misuse("change-unknown", { text: asked.text, path, hint: hintFor(whole, rest, asked) });
  const { key, rest: further } = step;
  const [held, complete] = [part as Record<string | number, unknown>, (whole as Record<string | number, unknown>)[key]];
  if (further === "") {
    held[key] = value;
    return;
  }
  if (!isPart(complete)) throw misuse("change-unknown", { text: asked.text, path, hint: `"${path.slice(0, -further.length).replace(/\.$/, "")}" has no parts` });
  const begun = isPart(held[key]) ? held[key] : anew(complete);
  held[key] = begun;
  put(begun, complete, path, further, value, asked, String(key));
}

/** The next part of a path: by name or place, or the only thing there is. */
function stepInto(whole: Part, rest: string, within: string): { key: string | number; rest: string } | undefined {
  if (!Array.isArray(whole)) return keyIn(whole, rest);
  return indexIn(whole, rest) ?? (whole.length === 1 && within !== "drugs" ? { key: 0, rest } : undefined);
}

/** Whether names may be added here: numbers of a spine, doses of drugs. */
const isNew = (rest: string, within: string): boolean => (within === "with" || within === "drugs") && !/^\[|[.[]/u.test(rest);

/** A part that was implied: things with names are implied all but for their names. */
function anew(complete: Part): Part {
  if (!Array.isArray(complete)) return {};
  return complete.map((item: unknown) => (isPart(item) && "name" in item ? { name: item.name } : structuredClone(item)));
}

/** Singular words for lists: "spine.distance" is the only spine's. */
const SINGULAR: Readonly<Record<string, string>> = { spine: "spines", condition: "conditions", axon: "axons", run: "runs", mechanism: "mechanisms" };

/** The longest key of `whole` that `rest` begins with, since names may hold dots. */
function keyIn(whole: Record<string, unknown>, rest: string): { key: string; rest: string } | undefined {
  const aliased = rest.replace(/^[a-z]+(?=[.[]|$)/u, (word) => (Object.hasOwn(whole, word) ? word : (SINGULAR[word] ?? word)));
  const keys = [...new Set([...Object.keys(whole), ...OPTIONAL])].filter((key) => beginsWith(aliased, key)).sort((a, b) => b.length - a.length);
  const [key] = keys;
  return key === undefined ? undefined : { key, rest: aliased.slice(key.length).replace(/^\./u, "") };
}

/** Fields that may be absent from a finished protocol; the reader says where they may stand. */
const OPTIONAL: readonly string[] = ["about", "draw", "kd", "on", "dynamicRange", "brightness", "axons"];

const beginsWith = (rest: string, key: string): boolean => rest === key || rest.startsWith(`${key}.`) || rest.startsWith(`${key}[`);

/** "[1].dose", or by name: "D-APV.dose"; the name alone of a drug means its dose. */
function indexIn(whole: readonly unknown[], rest: string): { key: number; rest: string } | undefined {
  const index = /^\[(\d+)\]\.?/u.exec(rest);
  if (index) return Number(index[1]) < whole.length ? { key: Number(index[1]), rest: rest.slice(index[0].length) } : undefined;
  const named = whole.flatMap((item, key) => (isPart(item) && "name" in item && typeof item.name === "string" ? [{ key, name: item.name, item }] : []));
  const [found] = named.filter(({ name }) => beginsWith(rest, name)).sort((a, b) => b.name.length - a.name.length);
  if (!found) return undefined;
  const further = rest.slice(found.name.length).replace(/^\./u, "");
  return { key: found.key, rest: further === "" && "dose" in found.item ? "dose" : further };
}

function hintFor(whole: Part, rest: string, { path, catalogue }: Asked): string {
  const word = rest.split(/[.[]/u)[0] ?? rest;
  const names = Array.isArray(whole)
    ? whole.flatMap((item, i) => (isPart(item) && "name" in item && typeof item.name === "string" ? [item.name] : [`[${i}]`]))
    : Object.keys(whole);
  const numbers = [...catalogue.parameters.keys()];
  const nearby = suggestion(path, numbers);
  if (nounFor(word, names.map((name) => ({ name, aliases: [] }))) === undefined && nearby.startsWith("did")) return nearby;
  return suggestion(word, names);
}

/** Values without their places. */
function plain({ value, text }: Found): unknown {
  if (Array.isArray(value)) return (value as readonly Found[]).map(plain);
  if (value instanceof Map) return Object.fromEntries([...(value as ReadonlyMap<string, Found>)].map(([key, found]) => [key, plain(found)]));
  return typeof value === "number" ? (Number(text) === value ? value : text) : value;
}
