import { RigError } from "#errors";
import { randomStream } from "#random";
import { formatNumber, type Estimate } from "#statistics";
import {
  decay, fitTimeCourse, halfDecay, halfDecayTime, meanAmplitude, onset, onsetDifference, peakAmplitude, photonsPerLine, photonTransfer,
  pixelStatistics, restingFluorescence, rise, riseTime, trialAmplitudes, windowMean, type FittedTimeCourse,
} from "../../src/analysis/traces/index.js";
import { ifAnswerable } from "../../src/analysis/answer.js";
import { isRefusal, twoPulses, type Answer, type TwoPulseMeasurement } from "../../src/analysis/index.js";
import { onePixelRecording, readPulses, readTrace, readTrials, timesOf, truthAt, usual, type TruthfulTrace } from "./line-scan-truth.js";

/** One line of the validation table. */
export interface RecoveryRow {
  readonly case: string;
  /** Nominal coverage, 0.95. */
  readonly reference: number;
  /** Coverage found, minus 0.95. */
  readonly error: number;
  /** 93 to 97 %, plus two standard errors of the count. */
  readonly tolerance: number;
  readonly verdict: "agrees" | "differs";
  /** Mean of the estimates minus the truth over their standard deviation, and how many were refused. */
  readonly detail: string;
}

/** A question asked of simulated data again and again: an estimate and the truth it should hold. */
interface Study {
  readonly name: string;
  /** Of the usual repetitions, where one takes a second; 1 if absent. */
  readonly share?: number;
  readonly once: (seed: number) => readonly { readonly what: string; readonly truth: number; readonly estimate: () => Estimate }[];
}

const at = (truth: TruthfulTrace): { background: number; darkLevel: number; times: Float64Array; baseline: { from: number; to: number }; stimulus: number } => ({
  times: timesOf(truth), baseline: { from: 0, to: 48 }, stimulus: 100,
  background: truth.dark + truth.gain * truth.background, darkLevel: truth.dark,
});

const kinetics = (name: string, truth: TruthfulTrace, trials: number): Study => ({
  name,
  once: (seed) => {
    const fit = fitTimeCourse(readTrials(truth, { trials, seed }), at(truth));
    return [
      { what: "onset", truth: truth.onset, estimate: () => onset(fit, { stimulus: 0 }) },
      { what: "10–90 % rise", truth: riseTime(truth), estimate: () => rise(fit) },
      { what: "decay", truth: truth.decay, estimate: () => decay(fit) },
      { what: "half decay", truth: halfDecayTime(truth), estimate: () => halfDecay(fit) },
      { what: "peak", truth: 100 * truth.peak, estimate: () => peakAmplitude(fit) },
    ];
  },
});

/** Correlated noise: onset and rise hang on few lines and over-cover, as they say; what is slow must not under-cover. */
const slowNoise = (name: string, truth: TruthfulTrace, trials: number): Study => ({
  name,
  once: (seed) => kinetics(name, truth, trials).once(seed).filter(({ what }) => what === "decay" || what === "half decay" || what === "peak"),
});

const spineAndShaft = (name: string, spine: TruthfulTrace, shaft: TruthfulTrace, trials: number): Study => ({
  name,
  once: (seed) => {
    const fits = [spine, shaft].map((truth, stream) => fitTimeCourse(readTrials(truth, { trials, seed, stream }), at(truth)));
    const [a, b] = fits as [FittedTimeCourse, FittedTimeCourse];
    return [{ what: "onset difference", truth: spine.onset - shaft.onset, estimate: () => onsetDifference(a, b) }];
  },
});

/** Mean of the true ΔF/F over lines, percent. */
const meanTruth = (truth: TruthfulTrace, from: number, to: number): number =>
  (100 * timesOf(truth).subarray(from, to).reduce((total, time) => total + truthAt(truth, time), 0)) / (to - from);

const averages = (name: string, truth: TruthfulTrace, trials: number): Study => ({
  name,
  once: (seed) => {
    const data = readTrials(truth, { trials, seed });
    const { baseline, background } = at(truth);
    return [
      { what: "F₀", truth: truth.gain * truth.photons, estimate: () => restingFluorescence(data, { baseline, background }) },
      {
        what: "window mean of these trials", truth: meanTruth(truth, 52, 92),
        estimate: () => windowMean(data, { baseline, window: { from: 52, to: 92 }, background, over: "these trials" }),
      },
    ];
  },
});

/** Successes and failures: the mean amplitude of the trials to come, and every single trial's own amplitude. */
const mixture = (name: string, truth: TruthfulTrace, trials: number, chance: number): Study => ({
  name,
  once: (seed) => {
    const sizes = Array.from({ length: trials }, (_, trial) => {
      const random = randomStream(seed, trial, 9);
      return random.uniform() < chance ? Math.max(0, 1 + 0.25 * random.normal()) : 0;
    });
    const data = sizes.map((size, trial) => readTrace(truth, randomStream(seed, trial, 0), size));
    const { baseline, background } = at(truth);
    const amplitudes = trialAmplitudes(data, fitTimeCourse(data, at(truth)), { rest: "all trials" });
    const single = (index: number): Estimate => {
      const { amplitude: value, standardError } = amplitudes[index] as { amplitude: number; standardError: number };
      const reach = 1.959964 * standardError;
      return { value, unit: "%", method: "", n: 1, nOf: "trials", interval: { low: value - reach, high: value + reach, level: 0.95 } };
    };
    return [
      { what: "mean amplitude of trials to come", truth: 100 * truth.peak * chance, estimate: () => meanAmplitude(amplitudes) },
      {
        what: "window mean of trials to come", truth: chance * meanTruth(truth, 52, 92),
        estimate: () => windowMean(data, { baseline, window: { from: 52, to: 92 }, background, over: "trials to come" }),
      },
      { what: "a single trial's amplitude", truth: 100 * truth.peak * (sizes[0] as number), estimate: () => single(0) },
    ];
  },
});

/** Pairs of stimuli, each of which succeeds or fails: what either adds, and their ratio, over the trials to come. */
const pairs = (name: string, truth: TruthfulTrace, { trials, apart, chances }: {
  trials: number; apart: number; chances: readonly [number, number];
}): Study => ({
  name, share: 0.1,
  once: (seed) => {
    const data = Array.from({ length: trials }, (_, trial) => {
      const random = randomStream(seed, trial, 9);
      const size = (chance: number): number => (random.uniform() < chance ? Math.max(0, 1 + 0.25 * random.normal()) : 0);
      return readPulses(truth, randomStream(seed, trial, 0), { apart, sizes: [size(chances[0]), size(chances[1])] });
    });
    const shocks = [100, 100 + apart];
    const recording = onePixelRecording(truth, data, shocks);
    const counts = truth.dark + truth.gain * truth.background;
    // Refusals belong to the answer, so that each is asked for by itself.
    const found = ifAnswerable(() => twoPulses(recording, {}, { regions: ["spine=0:0px"], background: `${counts} counts`, baseline: "0:48lines" }));
    const ask = (which: (found: TwoPulseMeasurement) => Answer) => (): Estimate => {
      const answer = "refused" in found ? found : which(found.answer);
      if (isRefusal(answer)) throw new RigError("refused", "no-answer", answer.refused, {});
      return answer;
    };
    return [
      { what: "first amplitude", truth: 100 * truth.peak * chances[0], estimate: ask(({ first }) => first.amplitude) },
      { what: "second amplitude", truth: 100 * truth.peak * chances[1], estimate: ask(({ second }) => second.amplitude) },
      { what: "second over first", truth: chances[1] / chances[0], estimate: ask(({ ratio }) => ratio) },
    ];
  },
});

/** A line of 48 pixels from empty tissue to a bright shaft. */
const detector = (name: string, { lines, brightest, known }: { lines: number; brightest: number; known: boolean }): Study => ({
  name,
  once: (seed) => {
    const random = randomStream(seed, 0, 3);
    const width = 48;
    const photons = Array.from({ length: width }, (_, i) => 0.5 + brightest * Math.exp(-0.5 * ((i - 20) / 6) ** 2));
    const pixels = Float64Array.from({ length: lines * width }, (_, i) => 100 + 12 * random.poisson(photons[i % width] as number) + 3 * random.normal());
    const statistics = pixelStatistics([pixels], { pixelsPerLine: width, window: { from: 0, to: lines } });
    const options = known ? { darkLevel: 100, readVariance: 9 } : {};
    const inside = photons.slice(14, 27).reduce((a, b) => a + b, 0);
    const transfer = photonTransfer(statistics, options);
    return [
      { what: "gain", truth: 12, estimate: () => transfer.gain },
      ...(known ? [] : [{ what: "zero level", truth: 100 - 9 / 12, estimate: () => transfer.zeroLevel }]),
      { what: "photons a line", truth: inside, estimate: () => photonsPerLine(statistics, { transfer, region: { from: 14, to: 26 }, ...(known ? { darkLevel: 100 } : {}) }) },
    ];
  },
});

/** What is asked, within the regime in which the estimators answer. */
export const studies: readonly Study[] = [
  kinetics("10 trials, 40 photons a line, 60 % ΔF/F", usual, 10),
  kinetics("3 trials of the same", usual, 3),
  kinetics("40 trials of the same", usual, 40),
  kinetics("weak: 25 % ΔF/F, 10 trials", { ...usual, peak: 0.25 }, 10),
  kinetics("dim: 10 photons a line, 20 trials", { ...usual, photons: 10 }, 20),
  kinetics("slow rise: 20 ms, 20 trials", { ...usual, rise: 20 }, 20),
  kinetics("fast rise: 2 ms at 2 ms a line, 20 trials", { ...usual, rise: 2 }, 20),
  kinetics("long decay: 250 ms of 300 seen, 20 trials", { ...usual, decay: 250 }, 20),
  spineAndShaft("shaft 3 ms after spine, 10 trials", usual, { ...usual, onset: 106.3, photons: 90, peak: 0.4 }, 10),
  spineAndShaft("no delay, 20 trials", usual, { ...usual, photons: 90, peak: 0.3, rise: 8 }, 20),
  averages("10 trials, 40 photons a line", usual, 10),
  slowNoise("half the noise correlated by r = 0.6 from line to line, 20 trials", { ...usual, flicker: 0.6 }, 20),
  averages("half the noise correlated by r = 0.6 from line to line, 20 trials", { ...usual, flicker: 0.6 }, 20),
  averages("1 trial, 100 photons a line", { ...usual, photons: 100 }, 1),
  mixture("20 trials, a third succeed", { ...usual, peak: 0.9 }, 20, 0.35),
  mixture("40 trials, half succeed, dim", { ...usual, photons: 15, peak: 0.9 }, 40, 0.5),
  pairs("pairs 40 ms apart, all succeed, 20 trials", usual, { trials: 20, apart: 40, chances: [1, 1] }),
  pairs("pairs 60 ms apart, half and two thirds succeed, 40 trials", { ...usual, peak: 0.9 }, { trials: 40, apart: 60, chances: [0.5, 0.67] }),
  detector("48 pixels, 200 lines, up to 10 photons a pixel", { lines: 200, brightest: 10, known: false }),
  detector("48 pixels, 400 lines, up to 3 photons a pixel", { lines: 400, brightest: 3, known: false }),
  detector("48 pixels, 100 lines, up to 10 photons, dark level known", { lines: 100, brightest: 10, known: true }),
];

/**
 * How often 95 % intervals hold the truth, over `repetitions` simulated experiments a study. Refusals are counted, not
 * held against the interval; what refuses more than one in twenty fails, for it was meant to answer here.
 */
export function recover(study: Study, repetitions: number, seed = 20_000): RecoveryRow[] {
  const tally = new Map<string, { held: number; asked: number; refused: number; errors: number[] }>();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const { what, truth, estimate } of study.once(seed + repetition)) {
      const count = tally.get(what) ?? { held: 0, asked: 0, refused: 0, errors: [] };
      tally.set(what, count);
      count.asked++;
      try {
        const { value, interval } = estimate();
        count.errors.push(value - truth);
        if (interval && interval.low <= truth && truth <= interval.high) count.held++;
      } catch (problem) {
        if (!(problem instanceof RigError) || problem.kind !== "refused") throw problem;
        count.refused++;
      }
    }
  }
  return [...tally].map(([what, { held, asked, refused, errors }]) => {
    const answered = asked - refused;
    const error = held / answered - 0.95;
    const tolerance = 0.02 + 2 * Math.sqrt((0.95 * 0.05) / answered);
    const bias = errors.reduce((a, b) => a + b, 0) / answered;
    const spread = Math.sqrt(errors.reduce((total, e) => total + (e - bias) ** 2, 0) / (answered - 1));
    return {
      case: `${study.name}: ${what}`, reference: 0.95, error, tolerance,
      verdict: Math.abs(error) <= tolerance && refused <= 0.05 * asked ? "agrees" : "differs",
      detail: `bias ${formatNumber(bias / spread, 2)} SD, SD ${formatNumber(spread)}, ${refused} of ${asked} refused`,
    };
  });
}

/** All studies; 1000 repetitions take some minutes and settle coverage to ± 1.4 %. */
export function traceRecovery({ repetitions = 1000 }: { repetitions?: number } = {}): RecoveryRow[] {
  return studies.flatMap((study) => recover(study, Math.ceil(repetitions * (study.share ?? 1))));
}
