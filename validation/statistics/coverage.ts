/**
 * Recovery studies: known truth, many repetitions, and how often the 95 % interval holds it. What is discrete and guaranteed
 * (Clopper–Pearson, exact tests) is judged against its guarantee, what is approximate against 93 to 97 %.
 */
import {
  binomialCumulative, bootstrap, hodgesLehmann, line, lineAcrossGroups, mean, meanWithInterval, mixedModel,
  ratioOfMeans, resampleIndices, summarise, welchDifference, type BootstrapMethod, type Estimate,
} from "#statistics";
import { randomStream, type RandomStream } from "#random";

/** One estimator, one truth. */
export interface Study {
  readonly name: string;
  readonly truth: number;
  /** The interval from one simulated experiment. */
  readonly draw: (random: RandomStream) => Estimate;
  /** Bounds that the true coverage must lie in. */
  readonly between: readonly [number, number];
  /** How many times as long as a mean one repetition takes, roughly. */
  readonly cost: number;
}

/** What one study found. */
export interface Coverage {
  readonly case: string;
  readonly reference: string;
  readonly found: number;
  /** Standard error of the coverage found. */
  readonly error: number;
  readonly repetitions: number;
  readonly verdict: "agrees" | "differs";
}

const normals = (random: RandomStream, n: number, centre = 0, deviation = 1): number[] =>
  Array.from({ length: n }, () => centre + deviation * random.normal());
/** Gamma of whole shape: a sum of exponentials; mean shape·scale, skew 2/√shape. */
const gammas = (random: RandomStream, n: number, shape: number, scale: number): number[] =>
  Array.from({ length: n }, () => scale * Array.from({ length: shape }, () => random.exponential()).reduce((a, b) => a + b));
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const units = { xUnit: "1", yUnit: "1" };

/** Trials in each of several groups whose level and slope differ at random. */
function groupedTrials(random: RandomStream, groups: number, slopeDeviation: number): { x: number[]; y: number[]; group: number[] } {
  const rows = range(groups).flatMap((g) => {
    const [level, slope] = [random.normal(), 1 + slopeDeviation * random.normal()];
    return range(4 * (3 + (g % 3))).map((i) => ({ x: (i % 4) - 1.5, level, slope, g }));
  });
  return { x: rows.map((r) => r.x), y: rows.map((r) => r.level + r.slope * r.x + random.normal()), group: rows.map((r) => r.g) };
}

const ratio = ([p = [], e = [], a = []]: readonly (readonly number[])[]): number => mean(p) / (mean(e) + mean(a));
const ratioGroups = (random: RandomStream, n: number): [number[], number[], number[]] =>
  [gammas(random, n, 20, 7), gammas(random, n, 9, 3), gammas(random, n, 12, 2)];
const ratioStudy = (method: "Fieller" | "log-delta", n: number): Study => ({
  name: `ratio of means, ${method}, Student, three groups of ${n}, gamma laws`, truth: 140 / 51, between: [0.93, 0.97], cost: 3,
  draw: (random: RandomStream): Estimate => {
    const [p, e, a] = ratioGroups(random, n);
    return ratioOfMeans(p, [e, a], { method, quantile: "Student" });
  },
});
const bootstrapStudy = (method: BootstrapMethod, n: number): Study => {
  // Eight sets of resamples, one of them for each experiment: drawing fresh ones would take most of the time.
  const sets = range(8).map((i) => resampleIndices(randomStream(77, i, n), [n, n, n], 999));
  return {
    name: `ratio of means, ${method} bootstrap, three groups of ${n}, gamma laws`, truth: 140 / 51, between: [0.93, 0.97], cost: 100,
    draw: (random) => bootstrap(ratioGroups(random, n), ratio, sets[random.integer(8)] ?? [], { method, unit: "1" }),
  };
};

/** Every study. */
export const studies: readonly Study[] = [
  { name: "mean of 5, normal", truth: 3, between: [0.93, 0.97], cost: 1, draw: (random: RandomStream): Estimate => meanWithInterval(normals(random, 5, 3, 2), { unit: "1" }).estimate },
  {
    name: "Welch's difference, 5 of s.d. 15 against 6 of s.d. 30", truth: 19, between: [0.93, 0.97], cost: 1,
    draw: (random: RandomStream): Estimate => welchDifference(summarise(normals(random, 5, 35, 15)), summarise(normals(random, 6, 54, 30)), { unit: "1" }).estimate,
  },
  {
    name: "slope of a line, 36 trials at 4 values", truth: -0.5, between: [0.93, 0.97], cost: 10,
    draw: (random: RandomStream): Estimate => {
      const x = range(36).map((i) => i % 4);
      return line(x, x.map((v) => 2 - 0.5 * v + random.normal()), units).slope.estimate;
    },
  },
  {
    name: "mean slope across 6 groups whose slopes differ", truth: 1, between: [0.93, 0.97], cost: 20,
    draw: (random: RandomStream): Estimate => {
      const { x, y, group } = groupedTrials(random, 6, 0.5);
      return lineAcrossGroups(x, y, group, units).slope.estimate;
    },
  },
  {
    name: "mixed model, random intercept, 6 groups", truth: 1, between: [0.93, 0.97], cost: 200,
    draw: (random: RandomStream): Estimate => {
      const { x, y, group } = groupedTrials(random, 6, 0);
      return mixedModel(x, y, group, { random: "intercept", ...units }).slope.estimate;
    },
  },
  {
    name: "mixed model, random intercept and slope, 8 groups whose slopes differ", truth: 1, between: [0.93, 0.97], cost: 500,
    draw: (random: RandomStream): Estimate => {
      const { x, y, group } = groupedTrials(random, 8, 0.5);
      return mixedModel(x, y, group, { random: "intercept and slope, uncorrelated", ...units }).slope.estimate;
    },
  },
  {
    name: "Hodges–Lehmann, 8 pairs, Laplace law: exactly 96.1 %", truth: 0, between: [0.9609375, 0.9609375], cost: 2,
    draw: (random: RandomStream): Estimate => hodgesLehmann(range(8).map(() => random.exponential() - random.exponential()), { unit: "1" }),
  },
  ratioStudy("Fieller", 8),
  ratioStudy("log-delta", 8),
  bootstrapStudy("expanded percentile", 12),
  bootstrapStudy("percentile", 30),
  bootstrapStudy("BCa", 30),
];

/**
 * Runs a study `repetitions` times from a seed of its own. It differs where the count of intervals that held the truth would have
 * a chance below 1e-4 under every coverage the study allows.
 */
export function runStudy(study: Study, repetitions: number, seed: number): Coverage {
  let held = 0;
  for (let i = 0; i < repetitions; i++) {
    const { interval } = study.draw(randomStream(seed, i, 0));
    if (interval && interval.low <= study.truth && study.truth <= interval.high) held++;
  }
  const [least, most] = study.between;
  const plausible = binomialCumulative(held, repetitions, least) > 1e-4 && 1 - binomialCumulative(held - 1, repetitions, most) > 1e-4;
  return {
    case: study.name,
    reference: least === most ? `${100 * least} %` : `${100 * least} to ${100 * most} %`,
    found: held / repetitions,
    error: Math.sqrt((held * (repetitions - held)) / repetitions ** 3),
    repetitions,
    verdict: plausible ? "agrees" : "differs",
  };
}

/** All studies, with `effort` times about a second of work each. */
export function coverageRows(effort: number): Coverage[] {
  return studies.map((study, i) => runStudy(study, Math.max(50, Math.round((effort * 8000) / study.cost)), i + 1));
}
