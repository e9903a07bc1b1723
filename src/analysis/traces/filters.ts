import { exp, pow, square } from "#elementary";
import { median, solveSymmetric } from "#statistics";
import { misuse } from "./failures.js";

/**
 * How a trace is smoothed for the eye. Nothing is measured on the result: smoothing 10-30 lines, as Yuste et al. 1999 did,
 * moves an onset by as much and turns the noise of neighbouring lines into one another's.
 */
export type Smoothing =
  | { readonly kind: "none" }
  /** Centred mean of `points` (odd), fewer at the ends. */
  | { readonly kind: "moving average"; readonly points: number }
  /** Polynomial of `order` through `points` (odd), Savitzky & Golay 1964; at the ends the outermost polynomial goes on. */
  | { readonly kind: "savitzky-golay"; readonly points: number; readonly order: number }
  /** Gaussian with this SD in points, cut at 3 SD; the trace is mirrored at its ends. */
  | { readonly kind: "gaussian"; readonly standardDeviation: number }
  /** Middle value of `points` (odd), fewer at the ends. */
  | { readonly kind: "median"; readonly points: number }
  /** First-order low-pass, causal; time constant in points. */
  | { readonly kind: "exponential"; readonly timeConstant: number };

/** The smoothed trace, as long as `values`. Throws a usage error for an even or overlong window. */
export function smooth(values: ArrayLike<number>, smoothing: Smoothing): Float64Array {
  switch (smoothing.kind) {
    case "none":
      return Float64Array.from(values);
    case "moving average":
      return movingAverage(values, smoothing.points);
    case "savitzky-golay":
      return savitzkyGolay(values, smoothing);
    case "gaussian":
      return gaussian(values, smoothing.standardDeviation);
    case "median":
      return centred(values, smoothing.points, (from, to) => median(Array.prototype.slice.call(values, from, to) as number[]));
    case "exponential":
      return exponential(values, smoothing.timeConstant);
  }
}

/**
 * Variance of smoothed white noise over that of the noise, away from the ends: Σ weights².
 *
 * For the median there are no weights; (π/2) / (n + π/2 − 1) is right to 2 % for normal noise.
 */
export function noiseGain(smoothing: Smoothing): number {
  const squares = (weights: ArrayLike<number>): number => Array.from(weights).reduce((total, w) => total + w * w, 0);
  switch (smoothing.kind) {
    case "none":
      return 1;
    case "moving average":
      return 1 / smoothing.points;
    case "savitzky-golay":
      return squares(savitzkyGolayWeights(smoothing));
    case "gaussian":
      return squares(gaussianWeights(smoothing.standardDeviation));
    case "median":
      return Math.PI / 2 / (smoothing.points + Math.PI / 2 - 1);
    case "exponential": {
      const gain = 1 / (smoothing.timeConstant + 1);
      return gain / (2 - gain);
    }
  }
}

/** "moving average of 11 lines", for a legend. */
export function describeSmoothing(smoothing: Smoothing, unit = "lines"): string {
  switch (smoothing.kind) {
    case "none":
      return "unsmoothed";
    case "moving average":
      return `moving average of ${smoothing.points} ${unit}`;
    case "savitzky-golay":
      return `Savitzky–Golay filter, ${smoothing.points} ${unit}, order ${smoothing.order}`;
    case "gaussian":
      return `Gaussian filter, SD ${smoothing.standardDeviation} ${unit}`;
    case "median":
      return `running median of ${smoothing.points} ${unit}`;
    case "exponential":
      return `exponential filter, time constant ${smoothing.timeConstant} ${unit}`;
  }
}

/** Mean of the last `points` values, only where there are as many: element i belongs to value i + points − 1. */
export function causalMovingAverage(values: ArrayLike<number>, points: number): Float64Array {
  requireFit(points, values.length);
  const running = prefixSums(values);
  return Float64Array.from(
    { length: values.length - points + 1 },
    (_, i) => ((running[i + points] as number) - (running[i] as number)) / points,
  );
}

/**
 * The slope of the local polynomial, in units of `values` per `samplePeriod`'s unit (Savitzky & Golay 1964).
 * Ends as in `smooth`.
 */
export function savitzkyGolayDerivative(
  values: ArrayLike<number>,
  { points, order, samplePeriod }: { points: number; order: number; samplePeriod: number },
): Float64Array {
  return savitzkyGolay(values, { points, order }, 1).map((slope) => slope / samplePeriod);
}

function movingAverage(values: ArrayLike<number>, points: number): Float64Array {
  const running = prefixSums(values);
  return centred(values, points, (from, to) => ((running[to] as number) - (running[from] as number)) / (to - from));
}

function prefixSums(values: ArrayLike<number>): Float64Array {
  const running = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) running[i + 1] = (running[i] as number) + (values[i] as number);
  return running;
}

function centred(values: ArrayLike<number>, points: number, of: (from: number, to: number) => number): Float64Array {
  requireOdd(points);
  const half = (points - 1) / 2;
  return Float64Array.from({ length: values.length }, (_, i) => of(Math.max(0, i - half), Math.min(values.length, i + half + 1)));
}

/** Weights that give the fitted polynomial's `derivative`-th derivative at `position`, in points from the middle. */
function savitzkyGolayWeights(
  { points, order }: { points: number; order: number },
  position = 0,
  derivative: 0 | 1 = 0,
): Float64Array {
  requireOdd(points);
  if (!Number.isInteger(order) || order < 0 || order >= points) {
    throw misuse("outside-domain", { what: "the order of a Savitzky–Golay filter", expected: `a whole number below ${points}`, found: order });
  }
  const half = Math.max(1, (points - 1) / 2); // abscissae within −1 … 1 keep the normal equations well conditioned
  const powers = Array.from({ length: order + 1 }, (_, k) => k);
  const x = Array.from({ length: points }, (_, i) => (i - (points - 1) / 2) / half);
  const normal = powers.map((j) => powers.map((k) => x.reduce((total, xi) => total + pow(xi, j + k), 0)));
  const at = position / half;
  const target = powers.map((k) => (derivative === 0 ? pow(at, k) : k === 0 ? 0 : (k * pow(at, k - 1)) / half));
  const solution = solveSymmetric(normal, target);
  return Float64Array.from(x, (xi) => powers.reduce((total, k) => total + (solution[k] as number) * pow(xi, k), 0));
}

function savitzkyGolay(values: ArrayLike<number>, shape: { points: number; order: number }, derivative: 0 | 1 = 0): Float64Array {
  requireFit(shape.points, values.length);
  const half = (shape.points - 1) / 2;
  const middle = savitzkyGolayWeights(shape, 0, derivative);
  const last = values.length - shape.points;
  return Float64Array.from({ length: values.length }, (_, i) => {
    const from = Math.min(Math.max(0, i - half), last);
    const weights = i - half === from ? middle : savitzkyGolayWeights(shape, i - half - from, derivative);
    return weights.reduce((total, w, k) => total + w * (values[from + k] as number), 0);
  });
}

function gaussianWeights(standardDeviation: number): Float64Array {
  if (!(standardDeviation > 0)) {
    throw misuse("outside-domain", { what: "the SD of a Gaussian filter", expected: "positive", found: standardDeviation });
  }
  const radius = Math.max(1, Math.round(3 * standardDeviation));
  const bell = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => exp(-0.5 * square((i - radius) / standardDeviation)));
  const total = bell.reduce((a, b) => a + b, 0);
  return bell.map((w) => w / total);
}

function gaussian(values: ArrayLike<number>, standardDeviation: number): Float64Array {
  const weights = gaussianWeights(standardDeviation);
  const radius = (weights.length - 1) / 2;
  const last = values.length - 1;
  requireFit(radius + 1, values.length);
  const mirrored = (i: number): number => values[i < 0 ? -i : i > last ? 2 * last - i : i] as number;
  return Float64Array.from({ length: values.length }, (_, i) => weights.reduce((total, w, k) => total + w * mirrored(i + k - radius), 0));
}

function exponential(values: ArrayLike<number>, timeConstant: number): Float64Array {
  if (!(timeConstant >= 0)) {
    throw misuse("outside-domain", { what: "the time constant of an exponential filter", expected: "at least 0", found: timeConstant });
  }
  const gain = 1 / (timeConstant + 1);
  let level = values.length === 0 ? 0 : (values[0] as number);
  return Float64Array.from(values, (value) => (level += gain * (value - level)));
}

function requireOdd(points: number): void {
  if (!Number.isInteger(points) || points < 1 || points % 2 === 0) throw misuse("points-not-odd", { found: points });
}

function requireFit(points: number, found: number): void {
  if (!Number.isInteger(points) || points < 1) {
    throw misuse("outside-domain", { what: "the number of points of a filter", expected: "a whole number of at least 1", found: points });
  }
  if (points > found) throw misuse("points-too-many", { points, found });
}
