/** Figure 3 in a spine without NMDA receptors: what calcium its EPSCs still bring by opening channels. */
import { isTold, meanIn, traced, trueMeanIn, type Chosen, type Stretch } from "../bench.js";
import type { Experiment } from "../experiment.js";
import { FEW, TOLD } from "../population.js";

/** As of the same train with the receptors. */
const TRAIN: Stretch = { from: 140, to: 240 };
const EPSC: Chosen = { stimulus: "EPSC" };

export const withoutNmda: Experiment = {
  name: "without-nmda",
  protocol: "epsc-train",
  findings: [],
  spines: 4,
  quick: 3,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("none")), most: FEW },
  also: {
    none: [
      "nmda.available=0",
      // The same first trials as with them: the same releases.
      "runs=[{ stimulus: EPSC, condition: control, trials: 3 }]",
    ],
  },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("none");
    const m = traced(recording, {});
    return {
      without: meanIn(m, "spine", TRAIN, EPSC)?.value ?? null, trueWithout: trueMeanIn(truth, "head", TRAIN, EPSC),
    };
  },
  conclude: () => [],
};
