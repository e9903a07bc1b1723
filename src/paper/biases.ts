/** Where the paper's way of measuring moves the answer: its estimate, a better one, the truth, of the same trials. */
import { foundIn, medianOf, numbers, ratioOf } from "./conclude.js";
import type { Reading, Readings } from "./experiment.js";
import { INFLUXES } from "./experiments/influx.js";
import { freeBesideDye, perMicromolar, withoutDye, YARDSTICK } from "./experiments/pairing.js";
import { middleOf, outcomeOf, sumsOf, type Outcome } from "./outcome.js";
import { nearer, remedyOf, type BiasCase, type Case, type Remedy } from "./remedy.js";

export interface Bias {
  readonly name: string;
  readonly title: string;
  readonly page: number;
  readonly words: string;
  readonly unit: string;
  /** How the paper measures it, and what was tried against it. */
  readonly paperWay: string;
  readonly betterWay: string;
  /** What that is by its numbers: "better" where it lies nearer to the truth wherever both ways give a number. */
  readonly remedy: Remedy;
  /** The same in words: where it comes nearer, and whose intervals hold the truth. */
  readonly remedySays: string;
  readonly cases: readonly BiasCase[];
  /** What comes of it, in these numbers. */
  readonly says: string;
}

interface Question extends Omit<Bias, "cases" | "says" | "remedy" | "remedySays"> {
  readonly needs: readonly string[];
  readonly ask: (of: (experiment: string) => readonly Reading[]) => Pick<Bias, "says"> & { readonly cases: readonly Case[] };
}

const shown = (value: number | undefined, digits = 2): string =>
  (value === undefined || !Number.isFinite(value) ? "no number" : value.toFixed(digits).replace("-", "−"));
const times = (value: number | undefined, truth: number): string => `${shown((value ?? NaN) / truth)} times the truth`;

/** A reading's own number with the interval that stands beside it; its trials by the name that all of them end in. */
function readOf(what: string, reading: Reading, [value, low, high]: readonly [string, string, string]): Outcome {
  const number = (name: string): number | undefined => {
    const found = reading[name];
    return typeof found === "number" ? found : undefined;
  };
  const [at, from, to] = [number(value), number(low), number(high)];
  return outcomeOf(what, {
    n: number(`trials ${value.split(" ").slice(1).join(" ")}`) ?? 0, nOf: "trials", ...(at !== undefined && { value: at }),
    ...(from !== undefined && to !== undefined && { low: from, high: to }),
  });
}

/** µM by the yardstick: a signal, and what a µM of it would be by that of five action potentials; null where one is lacking. */
function inMicromolar(
  one: Reading, [signal, five]: readonly [string, string], as: (percent: number) => number | null,
): Reading {
  const of = (name: string): number | null => {
    const percent = one[name];
    return typeof percent === "number" ? as(percent) : null;
  };
  const [above, spikes] = [of(signal), of(five)];
  return { above, below: spikes === null ? null : perMicromolar(spikes) };
}

/** An outcome and its interval, times a number that is known. */
function scaled({ value, low, high, ...rest }: Outcome, by: number): Outcome {
  if (value === undefined || !Number.isFinite(by)) return rest;
  return { ...rest, value: by * value, ...(low !== undefined && high !== undefined && { low: by * low, high: by * high }) };
}

/** µM of free calcium above rest beside magnesium green. */
function stepBesideDye(percent: number): number | null {
  const [free, rest] = [freeBesideDye(percent), freeBesideDye(0)];
  return free === null || rest === null ? null : free - rest;
}

const first = (of: (name: string) => readonly Reading[], name: string): Reading => of(name)[0] as Reading;

const QUESTIONS: readonly Question[] = [
  {
    name: "equal-influx", title: "Eq. 1, under equal influx", page: 1983,
    words: "the influxes produced by each action potential are the same", unit: "nM",
    paperWay: "Eq. 1, exact where two steps of free calcium are equal",
    betterWay: "equal influx, with the dye as a buffer that saturates (E2)",
    needs: ["influx-of-pairs"],
    ask: (of) => {
      const reading = first(of, "influx-of-pairs");
      const cases = INFLUXES.map((influx): Case => ({
        name: `${shown(reading[`influx ${influx}`] as number, 0)} µM an AP`,
        paper: readOf("Eq. 1", reading, [`printed ${influx}`, `printedLow ${influx}`, `printedHigh ${influx}`]),
        better: readOf("E2", reading, [`aware ${influx}`, `awareLow ${influx}`, `awareHigh ${influx}`]),
        truth: reading[`trueStep ${influx}`] as number,
      }));
      const { paper, better, truth } = cases.at(-1) as Case;
      const [low = NaN, high = NaN] = [better.low, better.high];
      return {
        cases,
        says: `Where the dye saturates, Eq. 1 reads ${times(paper.value, truth)} and E2 ${times(better.value, truth)}`
          + (low <= truth && truth <= high ? "." : ", since it takes the cell's own buffer as linear, which it isn't.")
          + " Where it hardly does, a pair says little, and E2 refuses.",
      };
    },
  },
  {
    name: "smoothing", title: "Smoothing and onset", page: 1977,
    words: "In most cases ΔF/F data were filtered by smoothing 10–30 time points", unit: "ms after the AP",
    paperWay: "10 and 90 % of the peak of the mean trace, smoothed by 15 points", betterWay: "fit to the "
      + "unsmoothed lines",
    needs: ["action-potential"],
    ask: (of) => {
      const all = of("action-potential");
      const one = (name: string, [smoothed, fitted, real]: readonly [string, string, string]): Case => ({
        name,
        paper: middleOf("smoothed", numbers(all, smoothed)),
        better: middleOf("fit", numbers(all, fitted)),
        truth: medianOf(all, real) ?? NaN,
      });
      const cases = [
        one("onset", ["smoothedOnset", "onset", "trueOnset"]), one("to 90 % of the "
          + "peak", ["smoothedRise", "rise", "trueRise"]),
      ];
      const [onset, rise] = cases as [Case, Case];
      return {
        cases,
        says: `The smoothed trace begins ${shown(-(onset.paper.value ?? NaN), 0)} ms before the action potential `
          + `and has come `
          + `${shown(rise.paper.value, 0)} ms after it; the truth is ${shown(onset.truth, 1)} and `
          + `${shown(rise.truth, 1)} ms. Claims of `
          + "2 ms need unsmoothed lines, as the authors say of theirs.",
      };
    },
  },
  {
    name: "saturation", title: "Saturation hides supralinearity", page: 1982,
    words: "a low Ca²⁺ affinity minimizes the underestimation of calcium changes that results from the saturation "
      + "of the indicator",
    unit: "paired over the sum of parts",
    paperWay: "ratio of ΔF/F",
    betterWay: "ratio of the total calcium that the dye's isotherm, with K_D in the pipette's Mg²⁺, makes of ΔF/F",
    needs: ["influx-of-pairing"],
    ask: (of) => {
      const reading = first(of, "influx-of-pairing");
      const one = (name: string, key: string): Case => ({
        name,
        paper: readOf("ΔF/F", reading, [`ratio ${key}`, `low ${key}`, `high ${key}`]),
        better: readOf("total calcium", reading, [`total ${key}`, `totalLow ${key}`, `totalHigh ${key}`]),
        truth: reading[`trueInflux ${key}`] as number,
      });
      const cases = [one("calcium green-1, 500 µM", "calcium green-1"), one("magnesium green, 500 "
        + "µM", INFLUXES[0] as string)];
      const [green, magnesium] = cases as [Case, Case];
      return {
        cases,
        says: `The calcium that comes in is ${shown(green.truth)} times that of the parts. Calcium green-1 shows `
          + `${shown(green.paper.value)}, magnesium green ${shown(magnesium.paper.value)}; inverting the isotherm `
          + `gives `
          + `${shown(green.better.value)} and ${shown(magnesium.better.value)}. Where a dye hardly `
          + "saturates there is little to put right, and noise is stretched with what is.",
      };
    },
  },
  {
    name: "noisy-peak", title: "The peak of a noisy trace", page: 1981,
    words: "At the expense of a reduced signal-to-noise", unit: "ratio",
    paperWay: "largest value of a smoothed trace, of single trials and of averages of three",
    betterWay: "peak of the fit to the unsmoothed mean of 8 and 12 trials",
    needs: ["pairing-in-depth", "order-in-depth"],
    ask: (of) => {
      const [paired, ordered] = [foundIn(of("pairing-in-depth")), foundIn(of("order-in-depth"))];
      const cases: Case[] = [
        {
          name: "pairing over the sum",
          paper: middleOf("peak", numbers(paired, "byPeaks")),
          better: middleOf("fit", numbers(paired, "byFit")),
          truth: medianOf(paired, "trueRatio") ?? NaN,
        },
        {
          name: "EPSPs first over APs first",
          paper: sumsOf("peak", ordered, ["firstPeak", "lastPeak"]),
          better: sumsOf("fit", ordered, ["firstFit", "lastFit"]),
          truth: ratioOf(ordered, "trueFirst", "trueLast") ?? NaN,
        },
      ];
      const [pair, order] = cases as [Case, Case];
      return {
        cases,
        says: `Noise lifts small responses most, so that peaks pull ratios towards 1: ${shown(pair.paper.value)} `
          + `for a true `
          + `${shown(pair.truth)}, ${shown(order.paper.value)} for ${shown(order.truth)}. Fits give `
          + `${shown(pair.better.value)} and ${shown(order.better.value)}. The mean of 40 ms about the peak, by which the `
          + `scorecard's rows are read, gives ${shown(medianOf(paired, "ratio"))} for pairing, within which the true ratio is `
          + `${shown(medianOf(paired, "trueInWindow"))}.`,
      };
    },
  },
  {
    name: "yardstick", title: "The yardstick of 2 µM", page: 1983,
    words: "the calcium influx during a single AP would raise [Ca²⁺]i to as much as 2 µM under natural conditions",
    unit: "µM at the peak, without dye",
    paperWay: "2 µM an action potential, times ΔF/F over that of the action potentials",
    betterWay: "the same of free calcium by magnesium green's isotherm, and what ΔF/F of one action potential shows (C06) in "
      + "place of 2 µM",
    needs: ["pairing-in-depth", "order", "two-action-potentials"],
    ask: (of) => {
      const [paired, ordered] = [foundIn(of("pairing-in-depth")), foundIn(of("order"))];
      const spikes = (one: Reading): number | null =>
        (typeof one["perMicromolar"] === "number" ? one["perMicromolar"] / perMicromolar(1) : null);
      const step = medianOf(of("two-action-potentials"), "withoutDye") ?? NaN;
      const one = (name: string, all: readonly Reading[], [signal, five]: readonly [string, string]): Case => ({
        name,
        paper: sumsOf("ΔF/F", all.map((own) => inMicromolar(own, [signal, five], (percent) => percent)), ["above", "below"]),
        better: scaled(sumsOf("free calcium", all.map((own) => inMicromolar(own, [signal, five], stepBesideDye)), ["above", "below"]),
          step / YARDSTICK),
        truth: medianOf(all, "trueWithoutDye") ?? NaN,
      });
      const cases = [
        one("five EPSPs with five APs", paired, ["paired", "ap"]),
        one("three EPSPs, then APs", ordered.map((own) => ({ ...own, spikes: spikes(own) })), ["first", "spikes"]),
      ];
      const [pair, order] = cases as [Case, Case];
      const isotherm = numbers(paired, "paired").flatMap((percent) => withoutDye(percent) ?? []);
      return {
        cases,
        says: `One action potential really brings ${shown(medianOf(of("two-action-potentials"), "barePeak"))} µM, for a `
          + `millisecond, and by its ΔF/F ${shown(step)}. By the yardstick pairing reaches ${shown(pair.paper.value, 0)} µM where the truth is `
          + `${shown(pair.truth, 0)}, and EPSPs before APs ${shown(order.paper.value, 0)} where it is `
          + `${shown(order.truth, 0)}; of free calcium, and by what is seen of one, it is ${shown(pair.better.value, 0)} and `
          + `${shown(order.better.value, 0)}. Isotherm and binding ratios alone make `
          + `${shown(middleOf("", isotherm).value, 0)} µM of pairing: a peak that is over in milliseconds is more than `
          + "40 ms of a dye show.",
      };
    },
  },
];

/** Every question of method for which there are readings. */
export function biasesOf(readings: Readings): readonly Bias[] {
  return QUESTIONS.flatMap(({ needs, ask, ...question }) =>
    (needs.every((name) => (readings.get(name)?.length ?? 0) > 0)
      ? [asked(question, ask((name) => readings.get(name) ?? []))] : []));
}

function asked(
  question: Omit<Question, "needs" | "ask">, { cases, says }: ReturnType<Question["ask"]>,
): Bias {
  const judged = cases.map((one): BiasCase => ({ ...one, nearer: nearer(one) }));
  return { ...question, says, cases: judged, ...remedyOf(judged) };
}
