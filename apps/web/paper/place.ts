/** What the view shows, as the address says it: figure, finding, parameter set, seed. */
import { said, say } from "../shell/address.js";

export const SECTIONS = ["arguments", "methods", "sets"] as const;
export type Section = (typeof SECTIONS)[number];
/** A figure's number, or what stands beside all of them. */
export type Place = number | Section;

export const FIGURES = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const PLACES: readonly Place[] = [...FIGURES, ...SECTIONS];

/** The last figure is the paper's point, so it stands open at first sight. */
export function place(): Place {
  const text = said("figure");
  return SECTIONS.find((one) => one === text) ?? FIGURES.find((one) => String(one) === text) ?? 8;
}

export const goToPlace = (to: Place): void => say({ figure: String(to), finding: "" });

/** The next one round the strip. */
export function step(by: 1 | -1): void {
  const at = PLACES.indexOf(place());
  goToPlace(PLACES[(at + by + PLACES.length) % PLACES.length] as Place);
}

/** The one that the address names among these, else the first. */
export const findingAmong = (ids: readonly string[]): string | undefined => ids.find((id) => id === said("finding")) ?? ids[0];

export const setAmong = (names: readonly string[]): string => names.find((name) => name === said("set")) ?? names[0] ?? "base";

/** As of the kept card where the address says nothing that can be one. */
export function seedSaid(kept: number): number {
  const text = said("seed");
  const seed = Number(text);
  return text !== "" && Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff ? seed : kept;
}
