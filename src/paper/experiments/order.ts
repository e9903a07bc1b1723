/** Figure 8B to D: which comes first, EPSPs or action potentials. */
import { mean } from "#statistics";
import type { Recording } from "#recording";
import { riseOf, truthOf, truthPeak, type Stretch } from "../bench.js";
import { middle, numbers, ratio, share } from "../conclude.js";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { WHERE } from "../population.js";
import { meansWithin, meanTrace, smoothedPeak, tracesOf } from "../traces.js";
import { concentration, linearIn, ofPairing, perMicromolar, said, VISIBLE } from "./pairing.js";

const [FIRST, LAST, FIVE] = ["EPSPs first", "APs first", "five APs"] as const;
/** ms: when both have been, in either order, and the signal is largest. */
export const PEAK: Stretch = { from: 140, to: 190 };
/** ms: from the first stimulus to the end. */
const TRAINS: Stretch = { from: 100, to: 240 };
/** Share of spines that must show it, and how much: the lower end of what six of six allow. */
const LARGER = { by: 1.5, in: 0.54 };

export const order: Experiment = {
  name: "order",
  findings: ["H03", "H04", "H05"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  also: { "no dye": ["pipette.dye=none", "runs=[{ stimulus: EPSPs first, trials: 3 }]"] },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const seen = (stimulus: string, condition = "control"): number => amplitude(recording, stimulus, condition);
    const first = seen(FIRST);
    if (!(first > VISIBLE.percent)) return { found: false };
    const bound = (stimulus: string, condition = "control"): number =>
      riseOf(truthOf(truth, "head_bound_dye_uM", { stimulus, condition }));
    return {
      found: true, first, last: seen(LAST), perMicromolar: perMicromolar(seen(FIVE)),
      larger: first >= LARGER.by * seen(LAST),
      difference: first - seen(LAST), inApv: seen(FIRST, "APV") - seen(LAST, "APV"),
      firstPeak: peakOf(recording, FIRST), lastPeak: peakOf(recording, LAST),
      trueFirst: bound(FIRST), trueLast: bound(LAST), trueInApv: bound(FIRST, "APV") - bound(LAST, "APV"),
      trueWithoutDye: truthPeak(of("no dye").truth, "head_calcium_uM", { stimulus: FIRST }),
    };
  },
  needs: ["pairing"],
  conclude: (all, others = () => []) => {
    const found = all.filter((one) => one["found"] === true);
    const paired = others("pairing").filter((one) => one["found"] === true);
    return [orderRatio(found, all.length), calciumOf(found, paired), leftByApv(found, paired)];
  },
};

/** ΔF/F at the peak, %, mean over trials; NaN where the spine isn't to be told from its dendrite. */
function amplitude(recording: Recording, stimulus: string, condition: string): number {
  const traces = tracesOf(recording, { stimulus, condition });
  return traces ? mean(meansWithin(traces, PEAK)) : NaN;
}

/** The paper's way: the peak of the mean trace, smoothed. */
function peakOf(recording: Recording, stimulus: string): number | null {
  const traces = tracesOf(recording, { stimulus, condition: "control" });
  return traces && smoothedPeak(traces, meanTrace(traces), TRAINS);
}

function orderRatio(found: readonly Reading[], searched: number): Conclusion {
  const larger = share("H03", found, "larger", { direction: true });
  const truth = middle("H03", found.map(({ trueFirst, trueLast }) => (trueFirst as number) / (trueLast as number)),
    { direction: true }).value;
  const of = ratio("H03", found, "first", "last", { direction: true });
  return {
    ...of,
    ...(truth !== undefined && { truth }),
    holds: (larger.value ?? 0) >= LARGER.in, direction: (of.value ?? 0) > 1,
    note: `${found.length} of ${searched} spines responded to EPSPs first with more than ${VISIBLE.percent} % ΔF/F; ` +
      `in ${Math.round((larger.value ?? 0) * found.length)} that was ${LARGER.by} times the reverse order's or more.`,
  };
}

/** As of pairing, which must bring as much or more. */
function calciumOf(found: readonly Reading[], paired: readonly Reading[]): Conclusion {
  const of = concentration("H04", found, { signal: "first", perMicromolar: "perMicromolar", between: [10, 30] });
  const more = ofPairing(paired).value;
  return { ...of, holds: of.holds === true && (more === undefined || (of.value ?? NaN) <= more) };
}

/** The order's effect in APV over that in control; and pairing in APV, which must be linear. */
function leftByApv(found: readonly Reading[], paired: readonly Reading[]): Conclusion {
  const linear = linearIn(paired);
  const own = ratio("H05", found, "inApv", "difference", { direction: true });
  const sum = (name: string): number => numbers(found, name).reduce((total, value) => total + value, 0);
  const whole = linear?.value;
  return {
    // Not to be told from nothing: as good as nothing.
    ...own, ...((own.low ?? 1) <= 0 && { judged: 0 }), truth: sum("trueInApv") / (sum("trueFirst") - sum("trueLast")),
    holds: whole === undefined || (whole >= 0.9 && whole <= 1.1),
    direction: (own.value ?? 1) < 0.5,
    note: linear === undefined || whole === undefined ? "Pairing in APV wasn't run."
      : `Pairing in APV over the sum of its parts: ${whole.toFixed(2)} ` +
        `(${said(linear.low)}–${said(linear.high)}), truly ${said(linear.truth)}.`,
  };
}
