/** Results: synaptic calcium stays in its spine, and reaches neither the dendrite nor the spine beside it. */
import { countOf, isTold, meanIn, traced, trueMeanIn, type Stretch } from "../bench.js";
import { ratio, ratioOf, total, truly } from "../conclude.js";
import type { Conclusion, Experiment } from "../experiment.js";
import { findingOf } from "../findings.js";
import { FEW, TOLD } from "../population.js";

/** ms: the first 50 after the shock, in which the paper saw calcium stay in its spine. */
const EARLY: Stretch = { from: 110, to: 150 };
const NEIGHBOUR = "neighbour";

export const restriction: Experiment = {
  name: "restriction",
  findings: ["S17"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: `${TOLD} The spine beside it is drawn, too, and must be told from the dendrite as well.`,
  search: { finds: (of) => isTold(of("")) && isTold(of(NEIGHBOUR)), most: FEW },
  also: { [NEIGHBOUR]: [`imaging.through=${NEIGHBOUR}`] },
  truths: ["head_bound_dye_uM", "head_calcium_uM", "shaft_bound_dye_uM", "shaft_calcium_uM"],
  read: (of) => {
    const [own, other] = [of(""), of(NEIGHBOUR)];
    const [m, beside] = [traced(own.recording, {}), traced(other.recording, {})];
    return {
      spine: meanIn(m, "spine", EARLY)?.value ?? null, shaft: meanIn(m, "shaft", EARLY)?.value ?? null,
      neighbour: meanIn(beside, "spine", EARLY)?.value ?? null,
      trueSpine: trueMeanIn(own.truth, "head", EARLY, {}), trueShaft: trueMeanIn(own.truth, "shaft", EARLY, {}),
      trueNeighbour: trueMeanIn(other.truth, "head", EARLY, {}),
      trials: countOf(own.recording, {}) + countOf(other.recording, {}),
    };
  },
  conclude: (all) => {
    const of = (where: "shaft" | "neighbour", truth: string): Conclusion => ratio("S17", all, where, "spine", {
      trials: total(all, "trials"), direction: (ratioOf(all, where, "spine") ?? 1) < 1,
      ...truly(ratioOf(all, truth, "trueSpine")),
    });
    const [shaft, neighbour] = [of("shaft", "trueShaft"), of("neighbour", "trueNeighbour")];
    const [, most = NaN] = findingOf("S17").range ?? [];
    // Of both places the one that responds more is the row's.
    const [more, less] = (shaft.value ?? -Infinity) >= (neighbour.value ?? Infinity)
      ? [shaft, neighbour] as const : [neighbour, shaft] as const;
    return [{
      ...more, holds: (less.value ?? Infinity) <= most, direction: more.direction && less.direction,
      note: `The ${more === shaft ? "shaft" : "neighbouring spine"}, which responds more. Shaft: ${said(shaft)}; spine 1.5 µm `
        + `along the dendrite: ${said(neighbour)}.`,
    }];
  },
};

/** "0.021 (−0.010 to 0.052), really 0.020". */
function said({ value, low, high, truth }: Conclusion): string {
  const number = (one: number | undefined): string => one?.toFixed(3).replace("-", "−") ?? "—";
  const interval = low === undefined || high === undefined ? "" : ` (${number(low)} to ${number(high)})`;
  return `${number(value)}${interval}, really ${number(truth)}`;
}
