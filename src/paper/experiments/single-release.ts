/** One EPSP with and without calcium channels, its course, and how far it spreads: beside Figure 3, and Discussion. */
import {
  meanIn, measured, noiseIn, regionOf, trueDeltaF, trueIn, trueMeanIn, valueOf, type Chosen, type Stretch,
} from "../bench.js";
import { average, medianOf, numbers, ratio, ratioOf, share, truly, truths } from "../conclude.js";
import type { Experiment, Recorded } from "../experiment.js";
import { WHERE } from "../population.js";

const AT = 100; // ms, of the pulse
/** A response about its peak. */
export const RESPONSE: Stretch = { from: AT + 10, to: AT + 90 };
/** The first 50 ms, in which the paper saw calcium stay in its spine. */
const EARLY: Stretch = { from: AT + 10, to: AT + 50 };
/** When the response falls, and when stores would answer, whose release peaks 200 ms after caffeine. */
const FALLING: Stretch = { from: AT + 110, to: AT + 170 };
const LATE: Stretch = { from: AT + 180, to: AT + 240 };

export const EPSP: Chosen = { stimulus: "EPSP" };
export const AP: Chosen = { stimulus: "AP" };

export const withoutAtp: Experiment = {
  name: "without-atp",
  findings: ["S07", "S08", "S09", "S16", "S17", "S18"],
  spines: 7,
  quick: 1,
  population: "drawn",
  selection: WHERE,
  truths: [
    "head_bound_dye_uM", "head_calcium_uM", "shaft_bound_dye_uM", "shaft_calcium_uM", "channels_calcium_current_pA",
  ],
  also: { ATP: ["pipette.atp=5 mM", "runs=[{ stimulus: EPSP, trials: 4 }, { stimulus: AP, trials: 2 }]"] },
  read: (of) => {
    const [without, fed] = [of(""), of("ATP")];
    const [spent, m] = [measured(without.recording, EPSP), measured(fed.recording, EPSP)];
    const spike = ({ recording }: Recorded): number | null =>
      meanIn(measured(recording, AP), "spine", RESPONSE)?.value ?? null;
    const [falling, late] = [meanIn(m, "spine", FALLING)?.value, meanIn(m, "spine", LATE)?.value];
    const region = regionOf(m, "spine");
    const course = trueDeltaF(fed.truth, "head", EPSP);
    return {
      // With ATP, which keeps the channels, as control: as much dye has reached the spine.
      spike: spike(without), control: spike(fed),
      trueSpike: trueMeanIn(without.truth, "head", RESPONSE, AP),
      trueControl: trueMeanIn(fed.truth, "head", RESPONSE, AP),
      channels: (100 * chargeOf(without)) / chargeOf(fed),
      spent: valueOf(regionOf(spent, "spine")?.amplitude), trueSpent: highest(trueDeltaF(without.truth, "head", EPSP)),
      fed: valueOf(region?.amplitude), trueFed: highest(course),
      peak: region?.fit ? (m.time[peakOf(region.fit)] as number) - AT : null,
      truePeak: fed.truth.interval * peakOf(course) - AT,
      spine: meanIn(m, "spine", EARLY)?.value ?? null, shaft: meanIn(m, "shaft", EARLY)?.value ?? null,
      trueSpine: trueMeanIn(fed.truth, "head", EARLY, EPSP), trueShaft: trueMeanIn(fed.truth, "shaft", EARLY, EPSP),
      single: falling === undefined || late === undefined ? null
        : late - falling < 3 * Math.SQRT2 * noiseIn(m, "spine", LATE),
      trulySingle: Number(risesOnce(course)),
    };
  },
  conclude: (all) => {
    const comparable = ratioOf(all, "spent", "fed") ?? NaN;
    const [runDown, spread] = [ratioOf(all, "trueSpike", "trueControl"), ratioOf(all, "trueShaft", "trueSpine")];
    const peaks = numbers(all, "peak");
    const shortest = all.find(({ peak }) => peak === Math.min(...peaks));
    /** Whether the mean response is there at all, by its interval. */
    const responds = (name: string): boolean => (average("S08", numbers(all, name), { direction: false }).low ?? 0) > 0;
    const said = (name: string): string => (medianOf(all, name) ?? NaN).toFixed(0);
    return [
      ratio("S07", all, "spike", "control", {
        direction: (runDown ?? 1) < 0.5, ...truly(runDown),
        note: `Of the response with 5 mM ATP as long after break-in; ${said("channels")} % of the channels' current.`,
      }),
      average("S08", numbers(all, "spent"), {
        direction: responds("spent"), ...truly(truths(all, "trueSpent")),
        note: `Median ${said("spent")} %. Small heads respond most, and the mean hangs on how many there are.`,
      }),
      {
        ...average("S09", numbers(all, "fed"), {
          direction: responds("fed"), ...truly(truths(all, "trueFed")),
          note: `Responses without ATP are ${comparable.toFixed(2)} of these.`,
        }),
        holds: comparable >= 0.5 && comparable <= 1.1,
      },
      {
        id: "S16", n: peaks.length, nOf: "spines", direction: peaks.length > 0,
        ...(shortest && {
          value: shortest["peak"] as number, truth: shortest["truePeak"] as number,
          note: `The shortest, which is what "can peak" claims; the median is ${said("peak")} ms.`,
        }),
      },
      ratio("S17", all, "shaft", "spine", { direction: (spread ?? 1) < 1, ...truly(spread) }),
      {
        ...share("S18", all, "single", {
          direction: 2 * all.filter(({ single }) => single === true).length > all.length,
          ...truly(truths(all, "trulySingle")),
          note: "The model has no stores; what was looked for is anything else that rises again.",
        }),
        holds: numbers(all, "fed").length > 0 && all.every(({ single }) => single !== false),
      },
    ];
  },
};

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
