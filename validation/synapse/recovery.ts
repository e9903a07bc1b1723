/**
 * Recovery studies: experiments of known truth, and how often the 95 % interval holds it. Two-sided intervals are judged against
 * 93 to 97 %; those that are conservative by construction (exact bounds for counts, one-sided bounds) against at least 94 %.
 * Repetitions that the estimator refuses are counted apart: coverage is of what is answered.
 */
import { randomStream, type RandomStream } from "#random";
import { rankEnvelopeTest, type Estimate } from "#statistics";
import { RigError } from "#errors";
import { calciumAfterInflux, calibrateTwoPulses, extrapolateBindingRatio, occupancy } from "../../src/analysis/calcium/index.js";
import {
  classifyTrials, pairedPulse, pairedPulseRatio, probabilityFrom, quantalPosterior, successAmplitude, supralinearityOfAmplitudes, totalCalciumOf,
} from "../../src/analysis/synapse/index.js";

/** One estimator at one truth. */
export interface RecoveryStudy {
  readonly name: string;
  readonly truth: number;
  /** One simulated experiment, measured. May refuse. */
  readonly draw: (random: RandomStream) => Estimate;
  /** What the true coverage must lie between. */
  readonly between: readonly [number, number];
  /** Largest share of experiments that may be refused. */
  readonly mostRefused: number;
  /** Repetitions of the full and of the quick version; 0 leaves it out. */
  readonly repetitions: readonly [number, number];
}

/** One line of the report. */
export interface RecoveryRow {
  readonly case: string;
  readonly reference: number;
  readonly found: number;
  readonly error: number;
  readonly tolerance: number;
  readonly refused: number;
  readonly verdict: "agrees" | "differs";
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const TWO_SIDED = [0.93, 0.97] as const;
const CONSERVATIVE = [0.94, 1] as const;

/** Trials of a synapse: noise SD 1, successes d′ apart with a coefficient of variation; as many windows without a stimulus. */
function synapse(random: RandomStream, { n, p, dPrime, variation = 0.3 }: { n: number; p: number; dPrime: number; variation?: number }): {
  amplitudes: number[]; windows: number[];
} {
  const windows = range(n).map(() => random.normal());
  const amplitudes = range(n).map(() => (random.uniform() < p ? dPrime * (1 + variation * random.normal()) : 0) + random.normal());
  return { amplitudes, windows };
}

/** Gamma of whole shape: a sum of exponentials. */
const gamma = (random: RandomStream, shape: number, scale: number): number =>
  scale * range(shape).reduce((total) => total + random.exponential(), 0);

function probabilityStudies(): RecoveryStudy[] {
  const cases: readonly [n: number, p: number, dPrime: number][] = [
    [10, 0.3, 8], [10, 0.5, 8], [20, 0.1, 8], [20, 0.3, 5], [20, 0.5, 8], [30, 0.1, 8], [30, 0.3, 5], [30, 0.5, 5], [30, 0.8, 8],
    [60, 0.1, 8], [60, 0.3, 5], [60, 0.5, 8], [100, 0.1, 8], [100, 0.3, 5], [100, 0.8, 5],
  ];
  return cases.map(([n, p, dPrime]) => ({
    name: `calcium transient probability ${p}, ${n} trials, d′ ${dPrime}`, truth: p,
    // Counts are discrete, and few successes are answered conservatively.
    between: n < 30 ? CONSERVATIVE : [0.93, 0.985], mostRefused: 0, repetitions: [2000, n <= 30 && p >= 0.3 ? 60 : 0],
    draw: (random: RandomStream): Estimate => {
      const { amplitudes, windows } = synapse(random, { n, p, dPrime });
      return probabilityFrom(classifyTrials(amplitudes, windows));
    },
  }));
}

/** Below d′ = 4 the answer must be a bound that holds, and never an interval that pretends. */
function boundStudies(): RecoveryStudy[] {
  return ([[30, 0.3, 2], [60, 0.5, 3]] as const).map(([n, p, dPrime]) => ({
    name: `bound on the probability ${p}, ${n} trials, d′ ${dPrime}`, truth: p, between: [0.93, 1] as const, mostRefused: 0.6, repetitions: [2000, n === 30 ? 60 : 0] as const,
    draw: (random: RandomStream): Estimate => {
      const { amplitudes, windows } = synapse(random, { n, p, dPrime });
      const classification = classifyTrials(amplitudes, windows);
      if (classification.verdict !== "bound only") throw new RigError("refused", "not-a-bound", "successes seemed separable, or absent", {});
      return probabilityFrom(classification);
    },
  }));
}

function amplitudeStudies(): RecoveryStudy[] {
  return ([[30, 0.3, 8], [60, 0.2, 6], [100, 0.5, 6]] as const).map(([n, p, dPrime]) => ({
    name: `success amplitude ${dPrime}, ${n} trials, p ${p}`, truth: dPrime, between: TWO_SIDED, mostRefused: 0.2, repetitions: [2000, n === 30 ? 100 : 0],
    draw: (random: RandomStream): Estimate => {
      const { amplitudes, windows } = synapse(random, { n, p, dPrime });
      return successAmplitude(classifyTrials(amplitudes, windows), { unit: "SD" });
    },
  }));
}

function calibrationStudies(): RecoveryStudy[] {
  const constants = { restingCalcium_nM: 75, dissociation_nM: 189, endogenousBindingRatio: 150 };
  return ([[100e3, 500, 0.01], [200e3, 1000, 0.015], [500e3, 2000, 0.01], [500e3, 2000, 0.02]] as const).flatMap(([dye_nM, truth, noise]) => {
    const cell = { ...constants, dye_nM };
    const influx = truth * 151;
    const first = calciumAfterInflux(75, influx, cell);
    const before = 75 + 0.85 * (first - 75);
    const levels = [75, first, before, calciumAfterInflux(before, influx, cell)].map((calcium) => 1 + 13 * occupancy(calcium, 189));
    const scale = (levels[1] as number) - (levels[0] as number);
    return [6, 20].map((n): RecoveryStudy => ({
      name: `E2 without dye, ${dye_nM / 1e3} µM, ${truth} nM, noise ${noise} of the first step, ${n} pairs`, truth, between: [0.93, 0.97], mostRefused: 0.05, repetitions: [4000, 150],
      draw: (random: RandomStream): Estimate => {
        const trials = range(n).map(() => levels.map((level) => level + noise * scale * Math.sqrt(n) * random.normal()));
        const [rest, firstPeak, beforeSecond, secondPeak] = levels.map((_, i) => {
          const values = trials.map((trial) => trial[i] as number);
          const centre = values.reduce((a, b) => a + b) / n;
          return { centre, error: Math.sqrt(values.reduce((a, b) => a + (b - centre) ** 2, 0) / (n - 1) / n) };
        }) as [Value, Value, Value, Value];
        const four = (pick: (value: Value) => number) => ({ rest: pick(rest), firstPeak: pick(firstPeak), beforeSecond: pick(beforeSecond), secondPeak: pick(secondPeak) });
        return calibrateTwoPulses(four((v) => v.centre), cell, { errors: { fluorescence: four((v) => v.error), degreesOfFreedom: n - 1 }, n }).withoutDye;
      },
    }));
  });
}

interface Value {
  readonly centre: number;
  readonly error: number;
}

function supralinearityStudies(): RecoveryStudy[] {
  const laws = {
    normal: (random: RandomStream, centre: number, cv: number): number => centre * (1 + cv * random.normal()),
    gamma: (random: RandomStream, centre: number, cv: number): number => gamma(random, Math.round(1 / cv ** 2), centre * cv ** 2),
  };
  const scale = { restingCalcium_nM: 75, dissociation_nM: 189, dye_nM: 200e3, endogenousBindingRatio: 60, saturatedDeltaFOverF: 2 };
  const ratios = ([4, 6, 10, 30] as const).flatMap((n) =>
    (["normal", "gamma"] as const).map((law): RecoveryStudy => ({
      name: `supralinearity, ${n} trials each, ${law} amplitudes`, truth: 2.5, between: TWO_SIDED, mostRefused: 0.02, repetitions: [10000, 400],
      draw: (random: RandomStream): Estimate => {
        const group = (centre: number, cv: number): number[] => range(n).map(() => laws[law](random, centre, cv));
        return supralinearityOfAmplitudes({ paired: group(2.5, 0.25), alone: [group(0.6, 0.33), group(0.4, 0.25)] }).ratio;
      },
    })),
  );
  const centres = { paired: 1.2, epsp: 0.4, ap: 0.3 };
  const truth = totalCalciumOf(centres.paired, scale) / (totalCalciumOf(centres.epsp, scale) + totalCalciumOf(centres.ap, scale));
  const inverted = ([8, 30] as const).map((n): RecoveryStudy => ({
    name: `supralinearity on total calcium, ${n} trials each`, truth, between: TWO_SIDED, mostRefused: 0.02, repetitions: [4000, 200],
    draw: (random: RandomStream): Estimate => {
      const group = (centre: number): number[] => range(n).map(() => centre + 0.15 * random.normal());
      const { totalCalcium } = supralinearityOfAmplitudes({ paired: group(centres.paired), alone: [group(centres.epsp), group(centres.ap)] }, { scale });
      if (!totalCalcium || "refused" in totalCalcium) throw new RigError("refused", "no-total", "not inverted", {});
      return totalCalcium;
    },
  }));
  return [...ratios, ...inverted];
}

function pairedPulseStudies(): RecoveryStudy[] {
  const pulses = (random: RandomStream, n: number): { first: boolean[]; second: boolean[] } => {
    const first = range(n).map(() => random.uniform() < 0.4);
    return { first, second: first.map((success) => random.uniform() < (success ? 0.5 : 0.7)) };
  };
  const counted = ([20, 40] as const).flatMap((n): RecoveryStudy[] => [
    {
      name: `pulse 2 − pulse 1, ${n} trials`, truth: 0.62 - 0.4, between: [0.93, 0.98], mostRefused: 0, repetitions: [10000, 400],
      draw: (random: RandomStream): Estimate => ((x) => pairedPulse(x.first, x.second).difference)(pulses(random, n)),
    },
    {
      name: `pulse 2 / pulse 1, ${n} trials`, truth: 0.62 / 0.4, between: [0.93, 0.98], mostRefused: 0.01, repetitions: [10000, 400],
      draw: (random: RandomStream): Estimate => {
        const { first, second } = pulses(random, n);
        const { ratio } = pairedPulse(first, second);
        if ("refused" in ratio) throw new RigError("refused", "no-ratio", ratio.refused, {});
        return ratio;
      },
    },
  ]);
  const measured = ([6, 12, 30] as const).map((n): RecoveryStudy => ({
    name: `paired-pulse ratio of amplitudes, ${n} trials`, truth: 1.5, between: TWO_SIDED, mostRefused: 0.05, repetitions: [10000, 400],
    draw: (random: RandomStream): Estimate => {
      const gain = range(n).map(() => random.normal());
      return pairedPulseRatio(gain.map((g) => 10 + 2 * g + 2 * random.normal()), gain.map((g) => 15 + 3 * g + 3 * random.normal()));
    },
  }));
  return [...counted, ...measured];
}

function extrapolationStudies(): RecoveryStudy[] {
  return ([5, 8, 16] as const).flatMap((n) =>
    (["amplitude", "decay"] as const).map((from): RecoveryStudy => ({
      name: `κ_E = 60 from ${from}, ${n} cells`, truth: 60, between: TWO_SIDED, mostRefused: 0.05, repetitions: [10000, 400],
      draw: (random: RandomStream): Estimate => {
        const cells = range(n).map((i) => {
          const added = 20 + (280 * i) / (n - 1);
          const clean = 61 + added;
          const scatter = clean + 12 * random.normal();
          return { addedBindingRatio: added, value: from === "amplitude" ? (250 * 61) / scatter : scatter / 10 };
        });
        return extrapolateBindingRatio(cells, { from }).endogenousBindingRatio;
      },
    })),
  );
}

/** Every study, by what it is about. */
export const recoveryStudies: readonly RecoveryStudy[] = [
  ...probabilityStudies(), ...boundStudies(), ...amplitudeStudies(), ...calibrationStudies(), ...supralinearityStudies(),
  ...pairedPulseStudies(), ...extrapolationStudies(),
];

/** Runs one study. The tolerance is that of `between`, widened by three binomial standard errors of so many repetitions. */
export function recover(study: RecoveryStudy, repetitions: number): RecoveryRow {
  let covered = 0;
  let answered = 0;
  const stream = recoveryStudies.indexOf(study);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    try {
      const { interval } = study.draw(randomStream(20261123, repetition, stream));
      if (!interval) throw new Error(`${study.name}: no interval`);
      answered++;
      if (interval.low <= study.truth && study.truth <= interval.high) covered++;
    } catch (problem) {
      if (!(problem instanceof RigError && problem.kind === "refused")) throw problem;
    }
  }
  const coverage = covered / answered;
  const refused = 1 - answered / repetitions;
  const [low, high] = study.between;
  const chance = (p: number): number => 3 * Math.sqrt((p * (1 - p)) / answered);
  const holds = coverage >= low - chance(low) && coverage <= high + chance(high);
  const target = (low + high) / 2;
  return {
    case: study.name, reference: target, found: coverage, error: Math.abs(coverage - target), tolerance: (high - low) / 2 + chance(0.95), refused,
    verdict: holds && refused <= study.mostRefused + 3 * Math.sqrt(0.25 / repetitions) ? "agrees" : "differs",
  };
}

/**
 * Simulation-based calibration of the quantal posterior (Talts et al. 2018): truths from the grid's own prior, ranks of the truth
 * among 19 posterior draws, ties broken at random; p of the ranks' uniformity for N, q and the p of one condition.
 */
export function quantalCalibration(repetitions: number): RecoveryRow[] {
  const draws = 19;
  const grid = { sites: [1, 2, 3, 4, 5, 6], quantalSizes: range(16).map((i) => 3 + 0.4 * i), releaseProbabilities: range(12).map((i) => (i + 0.5) / 12) };
  const ranks: Record<"N" | "q" | "p", number[]> = { N: [], q: [], p: [] };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = randomStream(20261124, repetition, 0);
    const pick = (values: readonly number[]): number => values[random.integer(values.length)] as number;
    const [sites, q] = [pick(grid.sites), pick(grid.quantalSizes)];
    const chances = [pick(grid.releaseProbabilities), pick(grid.releaseProbabilities)];
    const conditions = chances.map((p) =>
      range(25).map(() => {
        const k = range(sites).filter(() => random.uniform() < p).length;
        return k * q + Math.sqrt(1.5 ** 2 + k * (0.25 * q) ** 2) * random.normal();
      }),
    );
    const posterior = quantalPosterior(conditions, { signal: "somatic current", noise: 1.5, quantalVariation: 0.25, grid, unit: "pA" });
    const rank = (values: readonly number[], law: readonly number[], truth: number): number => {
      const below = law.filter((_, i) => (values[i] as number) < truth).reduce((a, b) => a + b, 0);
      const here = law[values.indexOf(truth)] as number;
      // One place for the truth among its equals, so that ties are broken uniformly.
      const place = below + random.uniform() * here;
      return range(draws).filter(() => random.uniform() < place).length;
    };
    ranks.N.push(rank(grid.sites, posterior.sites, sites));
    ranks.q.push(rank(grid.quantalSizes, posterior.quantalSize, q));
    ranks.p.push(rank(grid.releaseProbabilities, posterior.releaseProbabilities[0] as readonly number[], chances[0] as number));
  }
  return (["N", "q", "p"] as const).map((which) => {
    const { pValue } = rankEnvelopeTest(ranks[which], { draws });
    return {
      case: `quantal posterior, ranks of ${which}, ${repetitions} synapses`, reference: 1, found: pValue, error: 1 - pValue, tolerance: 0.999, refused: 0,
      verdict: pValue > 0.001 ? "agrees" : "differs",
    };
  });
}

/**
 * Calls against what each trial really was: the share of calls that are wrong, undecided trials not counted. At d′ of 4 and more
 * all calls are asked; below, successes alone, since "all failures" is said of transients of 4 noise SDs and more. A call
 * claims a certainty of 90 %, so that one in ten may be wrong; most trials are surer than that.
 */
export function callsAgainstTruth(repetitions: number): RecoveryRow[] {
  const cases: readonly [n: number, p: number, dPrime: number][] = [[10, 0.3, 4], [30, 0.5, 4], [30, 0.1, 5], [30, 0.9, 5], [30, 0.5, 8], [30, 0.1, 0.7], [30, 0.9, 0.7], [30, 0.3, 2]];
  return cases.map(([n, p, dPrime], stream) => {
    let [trials, calls, wrong] = [0, 0, 0];
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const random = randomStream(20261130, repetition, stream);
      const windows = range(n).map(() => random.normal());
      const released = range(n).map(() => random.uniform() < p);
      const amplitudes = released.map((success) => (success ? dPrime * (1 + 0.3 * random.normal()) : 0) + random.normal());
      for (const [i, { call }] of classifyTrials(amplitudes, windows).trials.entries()) {
        trials++;
        if (call === "undecided" || (dPrime < 4 && call === "failure")) continue;
        calls++;
        if ((call === "success") !== released[i]) wrong++;
      }
    }
    const most = 0.1;
    const found = calls === 0 ? 0 : wrong / (dPrime < 4 ? trials : calls);
    return {
      case: `wrong among ${dPrime < 4 ? "trials, called a success" : "calls"}: p ${p}, ${n} trials, d′ ${dPrime}`, reference: 0, found, error: found, tolerance: most,
      refused: 1 - calls / trials, verdict: found <= most ? "agrees" : "differs",
    };
  });
}

/** The full version: every study at its full length, as rows to print. */
export function recoveryReport(): RecoveryRow[] {
  return [...recoveryStudies.map((study) => recover(study, study.repetitions[0])), ...quantalCalibration(2000), ...callsAgainstTruth(500)];
}
