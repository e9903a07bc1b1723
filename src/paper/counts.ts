/** What a row's number rests on, as it is said. */
import type { Conclusion } from "./experiment.js";

/** "12 spines": of one, the noun loses its s. */
export const counted = (n: number, of: string): string => `${n} ${n === 1 ? of.replace(/s$/u, "") : of}`;

/** "12 spines, 3 cells, 240 trials"; of what was no recording, "17 protocols". */
export function countsSaid({ n, nOf, spines, cells, trials }: Pick<Conclusion, "n" | "nOf" | "spines" | "cells" | "trials">): string {
  const known = [[spines, "spines"], [cells, "cells"], [trials, "trials"]] as const;
  const said = known.flatMap(([count, of]) => (count === undefined ? [] : [counted(count, of)]));
  return said.length > 0 ? said.join(", ") : counted(n, nOf);
}
