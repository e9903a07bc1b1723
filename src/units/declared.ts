import type { Source } from "./sources.js";
import { quantityIn, readQuantity } from "./unit.js";

/** A number that the program assumes: the quantity as printed, whence it comes, between what it may lie. */
export interface Quantity {
  readonly text: string;
  readonly source: Source;
  readonly from: string;
  readonly to: string;
}

/** Numbers of one idea, such as the spine's geometry; `group.name` is how a protocol or `--set` calls one. */
export interface Quantities<Name extends string = string> {
  readonly group: string;
  readonly all: Readonly<Record<Name, Quantity>>;
}

/** Quantities that differ from the program's own, by `group.name`: `{ "spine.headVolume": "0.1 µm³" }`. */
export type Settings = Readonly<Record<string, string>>;

/** Declares a group: `quantities("spine", { headVolume: ["0.06 µm³", harrisStevens1989, { from: "0.004 µm³", to: "0.56 µm³" }] })`. */
export function quantities<Name extends string>(
  group: string,
  declared: Readonly<Record<Name, readonly [text: string, source: Source, bounds: { readonly from: string; readonly to: string }]>>,
): Quantities<Name> {
  const entries = Object.entries(declared) as [Name, readonly [string, Source, { from: string; to: string }]][];
  const all = Object.fromEntries(entries.map(([name, [text, source, bounds]]) => [name, { text, source, ...bounds }]));
  return { group, all: all as Record<Name, Quantity> };
}

/** The quantity as printed: the settings' where they name it, else its own. */
export function textOf<Name extends string>(of: Quantities<Name>, name: Name, settings: Settings): string {
  return settings[`${of.group}.${name}`] ?? of.all[name].text;
}

/** The number in coherent units (ms, mV, µm, pA, nS, pF, GΩ, µM). Throws a usage RigError where a setting is of another kind. */
export function valueOf<Name extends string>(of: Quantities<Name>, name: Name, settings: Settings): number {
  const asked = settings[`${of.group}.${name}`];
  const { text } = of.all[name];
  if (asked !== undefined) return quantityIn(asked, unitBehind(text), `${of.group}.${name}`);
  const own = readQuantity(text);
  if (!own) throw new Error(`broken invariant: "${text}" is a quantity`);
  return own.value;
}

/** What stands behind the number of a quantity, "1" where nothing does. */
export function unitBehind(text: string): string {
  return /^\S+\s+(.+)$/u.exec(text)?.[1] ?? "1";
}
