import { square } from "#elementary";
import { median } from "#statistics";
import { refuse } from "./failures.js";

/** A straight line through variance against mean: `gain` counts per photon, `zeroLevel` the mean where it meets 0. */
export interface TransferLine {
  readonly gain: number;
  readonly intercept: number;
  readonly zeroLevel: number;
}

/** Ordinary least squares. Bright pixels, whose variance is least certain, weigh most: for comparison only. */
export function ordinaryTransferLine(mean: ArrayLike<number>, variance: ArrayLike<number>): TransferLine {
  return weightedLine(mean, variance, new Float64Array(mean.length).fill(1));
}

/**
 * Least squares with weights from the line itself, (n − 1) / 2f², iterated: the variance of a sample variance is
 * 2σ⁴/(n − 1) for normal readings. Where pixels catch few photons that is untrue, and `photonTransfer` does better.
 */
export function reweightedTransferLine(
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  { lines }: { lines: number },
): TransferLine & { readonly standardError: number } {
  let line = ordinaryTransferLine(mean, variance);
  let weights = new Float64Array(mean.length);
  const floor = leastVariance(mean, variance);
  for (let round = 0; round < 50; round++) {
    const { gain, intercept } = line;
    weights = Float64Array.from(mean, (m) => (lines - 1) / (2 * square(Math.max(intercept + gain * m, floor))));
    line = weightedLine(mean, variance, weights);
  }
  return { ...line, standardError: 1 / Math.sqrt(moments(mean, weights).spread) };
}

/** Median of the slopes between all pairs of pixels (Theil 1950, Sen 1968): a few odd ones do nothing. */
export function theilSenGain(mean: ArrayLike<number>, variance: ArrayLike<number>): number {
  const slopes: number[] = [];
  for (let i = 0; i < mean.length; i++) {
    for (let j = i + 1; j < mean.length; j++) {
      const run = (mean[j] as number) - (mean[i] as number);
      if (run !== 0) slopes.push(((variance[j] as number) - (variance[i] as number)) / run);
    }
  }
  return median(slopes);
}

/** The gain where a shuttered frame gave dark level (counts) and read variance (counts²): a line through that point. */
export function knownOffsetGain(
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  { darkLevel, readVariance, lines }: { darkLevel: number; readVariance: number; lines: number },
): { readonly gain: number; readonly standardError: number } {
  const above = Array.from(mean, (m) => m - darkLevel);
  const excess = Array.from(variance, (v) => v - readVariance);
  const floor = leastVariance(mean, variance);
  let gain = excess.reduce((a, b) => a + b, 0) / above.reduce((a, b) => a + b, 0);
  let information = 0;
  for (let round = 0; round < 50; round++) {
    let product = 0;
    information = 0;
    for (const [i, x] of above.entries()) {
      const weight = (lines - 1) / (2 * square(Math.max(gain * x + readVariance, floor)));
      product += weight * (excess[i] as number) * x;
      information += weight * x * x;
    }
    gain = product / information;
  }
  return { gain, standardError: 1 / Math.sqrt(information) };
}

/** Σ w, the weighted mean of x, and Σ w (x − mean)². */
export function moments(
  x: ArrayLike<number>,
  weights: Float64Array,
): { readonly total: number; readonly centre: number; readonly spread: number } {
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = weights.reduce((sum, w, i) => sum + w * (x[i] as number), 0) / total;
  return { total, centre, spread: weights.reduce((sum, w, i) => sum + w * square((x[i] as number) - centre), 0) };
}

/** The line of least Σ w (y − line)². Refuses x that are all alike. */
export function weightedLine(x: ArrayLike<number>, y: ArrayLike<number>, weights: Float64Array): TransferLine {
  const { total, centre, spread } = moments(x, weights);
  if (!(spread > 0)) throw refuse("levels-too-alike", { gain: 0, standardError: Infinity });
  const level = weights.reduce((sum, w, i) => sum + w * (y[i] as number), 0) / total;
  const product = weights.reduce((sum, w, i) => sum + w * ((x[i] as number) - centre) * ((y[i] as number) - level), 0);
  const gain = product / spread;
  const intercept = level - gain * centre;
  return { gain, intercept, zeroLevel: -intercept / gain };
}

/** The pixels of least mean, an eighth of them and no fewer than two. */
export function darkestPixels(mean: ArrayLike<number>): number[] {
  return Array.from(mean, (_, i) => i)
    .sort((i, j) => (mean[i] as number) - (mean[j] as number))
    .slice(0, Math.max(2, Math.floor(mean.length / 8)));
}

/** A quarter of what the darkest pixels show: a line that falls below it gives one pixel all the weight. */
function leastVariance(mean: ArrayLike<number>, variance: ArrayLike<number>): number {
  const darkest = darkestPixels(mean);
  return darkest.reduce((sum, i) => sum + (variance[i] as number), 0) / darkest.length / 4;
}
