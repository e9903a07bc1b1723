/** Figure 8C with more light and trials than the paper's, on the spines of the scorecard's: what questions of method need. */
import { mean } from "#statistics";
import type { Recording } from "#recording";
import { riseOf, truthOf } from "../bench.js";
import type { Experiment, Reading } from "../experiment.js";
import { fittedPeak, meanTrace, smoothedPeak, tracesOf } from "../traces.js";
import { FIRST, LAST, order, TRAINS } from "./order.js";
import { LIGHT } from "./pairing-in-depth.js";

const TRIALS = 12;
const RUNS = [FIRST, LAST].map((stimulus) => `{ stimulus: ${stimulus}, condition: control, trials: ${TRIALS} }`).join(", ");

export const orderInDepth: Experiment = {
  name: "order-in-depth",
  protocol: "order",
  findings: [],
  spines: order.spines,
  quick: 1,
  population: "drawn",
  selection: order.selection,
  ...(order.search && { search: order.search }),
  searchedBy: order.name,
  truths: ["head_bound_dye_uM"],
  also: { search: order.also?.["search"] ?? [], deep: [LIGHT, `runs=[${RUNS}]`] },
  read: (of) => {
    const { recording, truth } = of("deep");
    const rise = (stimulus: string): number => riseOf(truthOf(truth, "head_bound_dye_uM", { stimulus, condition: "control" }));
    return {
      ...named(FIRST, "first", recording), ...named(LAST, "last", recording), trueFirst: rise(FIRST), trueLast: rise(LAST),
    };
  },
  conclude: () => [],
};

/** Peaks of one order, %: of the paper's averages of three trials, smoothed, and by the fit to the mean of all. */
function named(stimulus: string, name: string, recording: Recording): Reading {
  const traces = tracesOf(recording, { stimulus, condition: "control" });
  if (!traces) return {};
  const few = traces.trials.slice(0, AVERAGED);
  const averaged = traces.time.map((_, i) => mean(few.map((trace) => trace[i] as number)));
  return {
    [`${name}Peak`]: smoothedPeak(traces, averaged, TRAINS), [`${name}Fit`]: fittedPeak(traces, meanTrace(traces), FITTED[stimulus] ?? TRAINS),
  };
}
const AVERAGED = 3;
/** ms: from when calcium may come. */
const FITTED: Readonly<Record<string, { readonly from: number }>> = { [FIRST]: { from: 97 }, [LAST]: { from: 100 } };
