/** Figure 2A with channels in spine and shaft, and in the shaft alone: as much light as faint onsets need. */
import { isTold, measured } from "../bench.js";
import type { Experiment } from "../experiment.js";
import { FEW, TOLD } from "../population.js";
import { beside, NO_CHANNELS, trueDelay, trueMeanRatio } from "./action-potential.js";

const AP = { stimulus: "AP" } as const;
/** Sixteen times the photons of the protocol's 10 mW, which 12 bits would not hold: what comes by diffusion is faint. */
const LIGHT = ["duration=350 ms", "imaging.power=40 mW", "imaging.detector.bits=16"];

export const shaftAlone: Experiment = {
  name: "shaft-alone",
  protocol: "action-potential",
  findings: [],
  spines: 12,
  quick: 2,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("own")), most: FEW },
  truths: ["head_bound_dye_uM", "shaft_bound_dye_uM"],
  also: { own: ["trials=6", ...LIGHT], shaft: [...NO_CHANNELS, "trials=20", ...LIGHT] },
  read: (of) => {
    const [own, shaft] = [of("own"), of("shaft")];
    const [both, alone] = [own, shaft].map(({ recording }) => beside(measured(recording, AP)));
    return {
      delay: both?.["delay"] ?? null, ratio: both?.["ratio"] ?? null,
      delayByDiffusion: alone?.["delay"] ?? null, ratioByDiffusion: alone?.["ratio"] ?? null,
      trueDelay: trueDelay(own.truth), trueMeanRatio: trueMeanRatio(own.truth),
      byDiffusion: trueDelay(shaft.truth), trueMeanRatioByDiffusion: trueMeanRatio(shaft.truth),
    };
  },
  conclude: () => [],
};
