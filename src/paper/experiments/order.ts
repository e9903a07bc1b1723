/** Figure 8B to D: which comes first, EPSPs or action potentials. */
import { mean } from "#statistics";
import type { Recording } from "#recording";
import { countOf, riseOf, truthOf, truthPeak, type Stretch } from "../bench.js";
import { foundIn, middle, ratio, searchSaid, share, total, truly } from "../conclude.js";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { WHERE } from "../population.js";
import { meansWithin, meanTrace, smoothedPeak, tracesOf } from "../traces.js";
import { concentration, linearIn, ofPairing, perMicromolar, said, VISIBLE } from "./pairing.js";

export const [FIRST, LAST, FIVE] = ["EPSPs first", "APs first", "five APs"] as const;
/** ms: when both have been, in either order, and the signal is largest. */
export const PEAK: Stretch = { from: 140, to: 190 };
/** ms: from the first stimulus to the end. */
export const TRAINS: Stretch = { from: 100, to: 240 };
/** Share of spines that must show it, and how much: the lower end of what six of six allow. */
const LARGER = { by: 1.5, in: 0.54 };

export const order: Experiment = {
  name: "order",
  findings: ["H03", "H04", "H05"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: `${WHERE} On each cell spines are searched until EPSPs before the depolarisation bring more than ` +
    `${VISIBLE.percent} % ΔF/F in three trials of the search, which count no further.`,
  search: { finds: (of) => amplitude(of("search"), "search", "control") > VISIBLE.percent, most: 8 },
  also: {
    // The session's first run alone.
    "search": ["runs=[{ stimulus: search, condition: control, trials: 3 }]"],
    "no dye": ["pipette.dye=none", "runs=[{ stimulus: EPSPs first, trials: 3 }]"],
  },
  truths: ["head_bound_dye_uM", "head_calcium_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const seen = (stimulus: string, condition = "control"): number => amplitude(recording, stimulus, condition);
    const first = seen(FIRST);
    const bound = (stimulus: string, condition = "control"): number =>
      riseOf(truthOf(truth, "head_bound_dye_uM", { stimulus, condition }));
    return {
      first, last: seen(LAST), perMicromolar: perMicromolar(seen(FIVE)),
      larger: first >= LARGER.by * seen(LAST),
      difference: first - seen(LAST), inApv: seen(FIRST, "APV") - seen(LAST, "APV"),
      firstPeak: peakOf(recording, FIRST), lastPeak: peakOf(recording, LAST),
      trueFirst: bound(FIRST), trueLast: bound(LAST), trueInApv: bound(FIRST, "APV") - bound(LAST, "APV"),
      trueWithoutDye: truthPeak(of("no dye").truth, "head_calcium_uM", { stimulus: FIRST }),
      inControl: [FIRST, LAST, FIVE].reduce((n, stimulus) => n + countOf(recording, { stimulus, condition: "control" }), 0),
      ofBoth: [FIRST, LAST].reduce((n, stimulus) => n + countOf(recording, { stimulus, condition: "control" }), 0),
      inBoth: [FIRST, LAST].reduce((n, stimulus) => n + countOf(recording, { stimulus }), 0),
    };
  },
  needs: ["pairing"],
  conclude: (all, others = () => []) => {
    const found = foundIn(all);
    const paired = foundIn(others("pairing"));
    return [orderRatio(found, all), calciumOf(found, paired), leftByApv(found, paired)];
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

function orderRatio(found: readonly Reading[], all: readonly Reading[]): Conclusion {
  const larger = share("H03", found, "larger", { direction: true });
  const truth = middle("H03", found.map(({ trueFirst, trueLast }) => (trueFirst as number) / (trueLast as number)),
    { direction: true }).value;
  const of = ratio("H03", found, "first", "last", { direction: true, trials: total(found, "ofBoth") });
  return {
    ...of,
    ...(truth !== undefined && { truth }),
    holds: (larger.value ?? 0) >= LARGER.in, direction: (of.value ?? 0) > 1,
    note: `${searchSaid(all)} In ${Math.round((larger.value ?? 0) * found.length)} EPSPs first brought ${LARGER.by} times the ` +
      "reverse order's ΔF/F or more.",
    why: "Action potentials first bring so little that the ratio isn't determined.",
  };
}

/** As of pairing, which must bring as much or more. */
function calciumOf(found: readonly Reading[], paired: readonly Reading[]): Conclusion {
  const of = concentration("H04", found, { signal: "first", perMicromolar: "perMicromolar", between: [10, 30] });
  const more = ofPairing(paired).value;
  return { ...of, holds: of.holds === true && (of.value ?? NaN) <= (more ?? NaN) };
}

/** The order's effect in APV over that in control; and pairing in APV, which must be linear. */
function leftByApv(found: readonly Reading[], paired: readonly Reading[]): Conclusion {
  const linear = linearIn(paired);
  const own = ratio("H05", found, "inApv", "difference", { direction: true, trials: total(found, "inBoth") });
  const sum = (name: string): number => total(found, name);
  const whole = linear?.value;
  // Not to be told from nothing, and surely less than half: as good as nothing.
  const nothing = (own.low ?? 1) <= 0 && (own.high ?? 1) < 0.5;
  return {
    ...own, ...(nothing && { judged: 0 }), ...truly(sum("trueInApv") / (sum("trueFirst") - sum("trueLast"))),
    holds: whole !== undefined && whole >= 0.9 && whole <= 1.1,
    direction: (own.value ?? 1) < 0.5,
    note: linear === undefined || whole === undefined ? "Pairing in APV wasn't measured."
      : `Pairing in APV over the sum of its parts: ${whole.toFixed(2)} ` +
        `(${said(linear.low)}–${said(linear.high)}), truly ${said(linear.truth)}.`,
    why: "In APV next to nothing is left to measure in a dye so dim: so few trials can't tell that sum to a tenth.",
  };
}
