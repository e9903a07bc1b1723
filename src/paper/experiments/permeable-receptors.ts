/**
 * Figure 4 with calcium-permeable receptors and without: what APV leaves, held at −70 mV and hyperpolarised. Release is
 * certain, so that nothing but the calcium differs.
 */
import type { Recording } from "#recording";
import { isTold, trueMeanIn } from "../bench.js";
import type { Experiment } from "../experiment.js";
import { FEW, TOLD } from "../population.js";
import { meanOver, tracesOf } from "../traces.js";
import { FARTHEST, HELD, PAIR } from "./hyperpolarisation.js";

const RUNS = [
  "axon.reliable=true",
  `runs=[${[HELD, FARTHEST].map((condition) => `{ stimulus: EPSC, condition: ${condition}, trials: 8 }`).join(", ")}]`,
];

export const permeableReceptors: Experiment = {
  name: "permeable-receptors",
  protocol: "hyperpolarisation",
  findings: [],
  spines: 6,
  quick: 2,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("with")), most: FEW },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  also: { with: RUNS, without: [...RUNS, "spinePopulation.permeableFraction=0"] },
  read: (of) => {
    const [there, gone] = [of("with"), of("without")];
    const change = (seen: (condition: string) => number | null): number | null => {
      const [held, farthest] = [seen(HELD), seen(FARTHEST)];
      return held === null || farthest === null ? null : farthest - held;
    };
    const trueOf = ({ truth }: typeof there) => (condition: string): number =>
      trueMeanIn(truth, "head", PAIR, { stimulus: "EPSC", condition });
    return {
      held: meanAt(there.recording, HELD), change: change((condition) => meanAt(there.recording, condition)),
      changeWithout: change((condition) => meanAt(gone.recording, condition)),
      trueHeld: trueOf(there)(HELD), trueChange: change(trueOf(there)), trueChangeWithout: change(trueOf(gone)),
    };
  },
  conclude: () => [],
};

/** Mean ΔF/F, %, of all trials; null where the spine isn't to be told from its dendrite. */
function meanAt(recording: Recording, condition: string): number | null {
  const traces = tracesOf(recording, { stimulus: "EPSC", condition });
  return traces ? meanOver(traces, PAIR)?.value ?? null : null;
}
