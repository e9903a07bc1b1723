/** One EPSP with and without calcium channels, and its course: beside Figure 3, and Discussion. */
import type { Measurement } from "#analysis";
import { square } from "#elementary";
import { mean, studentQuantile } from "#statistics";
import {
  countOf, halfOf, isTold, meanIn, measured, noiseIn, only, regionOf, trueDeltaF, trueIn, trueMeanIn, valueOf, type Chosen, type Stretch,
} from "../bench.js";
import { average, medianOf, numbers, ratio, ratioOf, share, total, truly, truths } from "../conclude.js";
import type { Conclusion, Experiment, Reading, Recorded } from "../experiment.js";
import { findingOf } from "../findings.js";
import { FEW, TOLD } from "../population.js";
import { meansWithin, tracesOf } from "../traces.js";

const AT = 100; // ms, of the pulse
/** A response about its peak. */
export const RESPONSE: Stretch = { from: AT + 10, to: AT + 90 };
/** When the response falls, and when stores would answer, whose release peaks 200 ms after caffeine. */
const FALLING: Stretch = { from: AT + 110, to: AT + 170 };
const LATE: Stretch = { from: AT + 180, to: AT + 240 };

/** When imaging usually began, in a variant with ATP. */
const EARLIER = "ATP, 30 min";
/** Of the action potential's calcium at 30 min, what must be there at 45 min with ATP. */
const KEPT = 0.8;

export const EPSP: Chosen = { stimulus: "EPSP" };
export const AP: Chosen = { stimulus: "AP" };

export const withoutAtp: Experiment = {
  name: "without-atp",
  findings: ["S07", "S08", "S09", "S16", "S18"],
  spines: 12,
  quick: 1,
  population: "drawn",
  selection: TOLD,
  search: { finds: (of) => isTold(of("")), most: FEW },
  truths: ["head_bound_dye_uM", "head_calcium_uM", "channels_calcium_current_pA"],
  also: {
    ATP: ["pipette.atp=5 mM", "runs=[{ stimulus: EPSP, trials: 6 }, { stimulus: AP, trials: 2 }]"],
    [EARLIER]: ["pipette.atp=5 mM", "pipette.sinceBreakIn=30 min", "runs=[{ stimulus: AP, trials: 2 }]", "duration=220 ms"],
  },
  read: (of) => {
    const [without, fed] = [of(""), of("ATP")];
    const [spent, m] = [measured(without.recording, EPSP), measured(fed.recording, EPSP)];
    const spike = ({ recording }: Recorded): number | null => {
      const traces = tracesOf(recording, AP);
      return traces && mean(meansWithin(traces, RESPONSE));
    };
    const [falling, late] = [meanIn(m, "spine", FALLING)?.value, meanIn(m, "spine", LATE)?.value];
    const region = regionOf(m, "spine");
    const [odd, even] = ([0, 1] as const).map((from) => timeToPeak(measured(halfOf(only(fed.recording, EPSP), from), {})));
    const course = trueDeltaF(fed.truth, "head", EPSP);
    return {
      // With ATP, which keeps the channels, as control: as much dye has reached the spine.
      spike: spike(without), control: spike(fed), earlier: spike(of(EARLIER)),
      spikes: countOf(without.recording, AP) + countOf(fed.recording, AP) + countOf(of(EARLIER).recording, AP),
      withoutTrials: countOf(without.recording, EPSP), fedTrials: countOf(fed.recording, EPSP),
      trueSpike: trueMeanIn(without.truth, "head", RESPONSE, AP),
      trueControl: trueMeanIn(fed.truth, "head", RESPONSE, AP),
      channels: (100 * chargeOf(without)) / chargeOf(fed),
      spent: valueOf(regionOf(spent, "spine")?.amplitude), trueSpent: highest(trueDeltaF(without.truth, "head", EPSP)),
      fed: valueOf(region?.amplitude), trueFed: highest(course),
      peak: timeToPeak(m), oddPeak: odd ?? null, evenPeak: even ?? null,
      truePeak: fed.truth.interval * peakOf(course) - AT,
      single: falling === undefined || late === undefined ? null
        : late - falling < 3 * Math.SQRT2 * noiseIn(m, "spine", LATE),
      trulySingle: Number(risesOnce(course)),
    };
  },
  conclude: (all) => {
    const comparable = ratioOf(all, "spent", "fed") ?? NaN;
    const runDown = ratioOf(all, "trueSpike", "trueControl");
    const [left, kept] = [ratioOf(all, "spike", "control") ?? 1, ratioOf(all, "control", "earlier") ?? NaN];
    const [fedTrials, everyTrial] = [total(all, "fedTrials"), total(all, "fedTrials") + total(all, "withoutTrials")];
    /** Whether the mean response is there at all, by its interval. */
    const responds = (name: string): boolean => (average("S08", numbers(all, name), { direction: false }).low ?? 0) > 0;
    const said = (name: string): string => (medianOf(all, name) ?? NaN).toFixed(0);
    return [
      ratio("S07", all, "spike", "control", {
        trials: total(all, "spikes"), direction: left < 0.5, ...truly(runDown), holds: kept >= KEPT,
        note: `Of the response with 5 mM ATP as long after break-in, of which ${kept.toFixed(2)} of that at 30 min is there; `
          + `${said("channels")} % of the channels' current.`,
        why: "The channels run down with a time constant of 15 min, which leaves a twentieth: noise takes some means beyond "
          + "a tenth.",
      }),
      average("S08", numbers(all, "spent"), {
        trials: total(all, "withoutTrials"), direction: responds("spent"), ...truly(truths(all, "trueSpent")),
        note: `Median ${said("spent")} %.`,
        why: "Small heads respond most, and the mean hangs on how many of the drawn spines have one.",
      }),
      {
        ...average("S09", numbers(all, "fed"), {
          trials: everyTrial, direction: responds("fed"), ...truly(truths(all, "trueFed")),
          note: `Responses without ATP are ${comparable.toFixed(2)} of these.`,
          why: "Small heads respond most, and the mean hangs on how many of the drawn spines have one.",
        }),
        holds: comparable >= 0.5 && comparable <= 1.1,
      },
      { ...fastest(all), trials: fedTrials },
      {
        ...share("S18", all, "single", {
          trials: fedTrials, direction: 2 * all.filter(({ single }) => single === true).length > all.length,
          ...truly(truths(all, "trulySingle")),
          note: "The model has no stores; what was looked for is anything else that rises again.",
        }),
        holds: numbers(all, "fed").length > 0 && all.every(({ single }) => single !== false),
      },
    ];
  },
};

/** ms from the shock to the peak of the fit to the mean response; null without a fit. */
function timeToPeak(m: Measurement): number | null {
  const fit = regionOf(m, "spine")?.fit;
  return fit ? (m.time[peakOf(fit)] as number) - AT : null;
}

/**
 * "Can peak": the fastest quarter of the spines, chosen by every second trial and read in the others, so that no luck
 * is read with the choice. The spines are what they are; its interval is of measuring, by how much the halves differ.
 */
function fastest(all: readonly Reading[]): Conclusion {
  const both = all.flatMap(({ oddPeak: chosenBy, evenPeak: read, truePeak }) =>
    (typeof chosenBy === "number" && typeof read === "number" ? [{ chosenBy, read, truePeak: truePeak as number }] : []));
  const n = both.length;
  if (n === 0) return { id: "S16", n, nOf: "spines", direction: false };
  const chosen = [...both].sort((a, b) => a.chosenBy - b.chosenBy).slice(0, Math.ceil(n / 4));
  const value = mean(chosen.map(({ read }) => read));
  const error = Math.sqrt(mean(both.map(({ chosenBy, read }) => square(chosenBy - read))) / 2 / chosen.length);
  const half = studentQuantile(0.975, n) * error;
  return {
    id: "S16", value, low: value - half, high: value + half, n: chosen.length, nOf: "spines", spines: chosen.length,
    cells: chosen.length, each: chosen.map(({ read }) => read), truth: mean(chosen.map(({ truePeak }) => truePeak)),
    holds: value + half <= (findingOf("S16").range?.[1] ?? NaN), direction: value < STORES,
    note: `The fastest quarter of ${n} spines, chosen by every second trial and read in the others; the median of all is `
      + `${(medianOf(all, "peak") ?? NaN).toFixed(0)} ms.`,
    why: "So few trials can't tell the fastest responses from ones that take 50 ms.",
  };
}
/** ms at which release from stores peaks, after caffeine (Discussion). */
const STORES = 200;

const highest = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b));
const peakOf = (values: Float64Array): number => values.indexOf(highest(values));

/** What the head's channels let in during one action potential, in any unit. */
const chargeOf = ({ truth }: Recorded): number =>
  trueIn(truth, "channels_calcium_current_pA", { from: AT, to: AT + 20 }, AP);

/** Whether a course only falls after its peak, but for a fiftieth of it. */
function risesOnce(course: Float64Array): boolean {
  const peak = highest(course);
  let lowest = peak;
  return course.subarray(peakOf(course)).every((value) => {
    lowest = Math.min(lowest, value);
    return value - lowest < 0.02 * peak;
  });
}
