import { electrodeQuantities } from "#electrode";
import { microscopeQuantities } from "#microscope";
import { drugs, dyes, membranePlaces, nearestTo, parameterSetNames, parameterTable } from "#model";

/** A noun of the model: the word we print, and what people also call it. */
export interface Noun {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** What a protocol may name of the model. */
export interface Catalogue {
  readonly parameterSets: readonly string[];
  readonly drugs: readonly Noun[];
  readonly indicators: readonly Noun[];
  readonly structuralDyes: readonly Noun[];
  /** Places of the membrane, for mechanisms that a protocol brings along. */
  readonly places: readonly Noun[];
  /** Every number that a protocol may set, as the model prints it: "nmda.gMax" → "0.4 nS". */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Numbers of the instruments, as the model's. */
const instruments: readonly (readonly [name: string, text: string])[] = [electrodeQuantities, microscopeQuantities]
  .flatMap(({ group, all }) => Object.entries(all).map(([name, { text }]) => [`${group}.${name}`, text] as const));

/** The nouns and numbers of model, electrode and microscope. */
export function modelCatalogue(): Catalogue {
  return {
    parameterSets: parameterSetNames,
    drugs,
    indicators: dyes.filter((dye) => dye.kind !== "structural"),
    structuralDyes: dyes.filter((dye) => dye.kind === "structural"),
    places: membranePlaces,
    parameters: new Map([...parameterTable().map(({ name, value }) => [name, value] as const), ...instruments]),
  };
}

/** What two spellings of a word share: capitals, spaces, hyphens and underscores don't count. */
export function folded(word: string): string {
  return word.toLowerCase().replace(/[\s_\-–]+/gu, "");
}

/** Our word for what was written, by name or alias. */
export function nounFor(written: string, among: readonly Noun[]): string | undefined {
  const wanted = folded(written);
  return among.find(({ name, aliases }) => [name, ...aliases].some((known) => folded(known) === wanted))?.name;
}

/** The same for nouns. */
export const suggestionOf = (written: string, nouns: readonly Noun[]): string =>
  suggestion(written, nouns.map(({ name }) => name), nouns.flatMap(({ aliases }) => aliases));

/** How many words are listed where none is near. */
const LISTED = 8;

/** `did you mean "D-APV"?`, or else what there is to choose from; `aliases` are near, but not listed. */
export function suggestion(written: string, names: Iterable<string>, aliases: Iterable<string> = []): string {
  const all = [...names];
  // To a word of two letters anything short is near.
  const near = written.length > 2 ? nearestTo(written, [...all, ...aliases]) : undefined;
  if (near !== undefined) return `did you mean "${near}"?`;
  if (all.length === 0) return "there are none";
  const listed = all.slice(0, LISTED).map((name) => `"${name}"`).join(", ");
  return `known are ${listed}${all.length > LISTED ? ` and ${all.length - LISTED} more` : ""}`;
}
