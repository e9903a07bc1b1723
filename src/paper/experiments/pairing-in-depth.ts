/** Figure 8A with more light and trials than the paper's: as arguments and questions of method need to be decided. */
import { mean } from "#statistics";
import { truthPeak } from "../bench.js";
import type { Experiment } from "../experiment.js";
import {
  amplitudes, byFit, byPeaks, pairing, PEAK, ratioOf, SEARCH, SEARCHED, trueExcess, trueRatio, type Amplitudes,
} from "./pairing.js";

const [CONTROL, APV] = ["control", "APV"] as const;
const TRIALS = 8;
/** Four times the photons of the protocol's 20 mW, since two-photon light goes with the square. */
export const LIGHT = "imaging.power=40 mW";
const RUNS = [CONTROL, APV].flatMap((condition) => ["EPSP", "AP", "paired"].map((stimulus) =>
  `{ stimulus: ${stimulus}, condition: ${condition}, trials: ${TRIALS} }`)).join(", ");

export const pairingInDepth: Experiment = {
  name: "pairing-in-depth",
  protocol: "pairing",
  findings: [],
  spines: 6,
  quick: 1,
  population: "drawn",
  selection: pairing.selection,
  search: SEARCH,
  searchedBy: pairing.name,
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  also: { search: SEARCHED, deep: [LIGHT, `runs=[${RUNS}]`], bare: ["pipette.dye=none", "runs=[{ stimulus: paired, trials: 3 }]"] },
  read: (of) => {
    const { recording, truth } = of("deep");
    const [control, apv] = [amplitudes(recording, CONTROL), amplitudes(recording, APV)];
    if (!control || !apv) return {};
    const means = ({ EPSP, AP, paired }: Amplitudes) => ({ epsp: mean(EPSP), ap: mean(AP), paired: mean(paired) });
    const [own, left] = [means(control), means(apv)];
    return {
      ...own, excess: own.paired - own.epsp - own.ap, excessInApv: left.paired - left.epsp - left.ap,
      trueExcess: trueExcess(truth, CONTROL), trueExcessInApv: trueExcess(truth, APV),
      ratio: ratioOf(control)?.value ?? null, byPeaks: byPeaks(recording), byFit: byFit(recording), trueRatio: trueRatio(truth, CONTROL),
      trueInWindow: trueRatio(truth, CONTROL, PEAK),
      trueWithoutDye: truthPeak(of("bare").truth, "head_calcium_uM", { stimulus: "paired" }),
    };
  },
  conclude: () => [],
};
