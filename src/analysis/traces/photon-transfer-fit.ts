import { square } from "#elementary";
import { refuse } from "./failures.js";
import { darkestPixels, moments, weightedLine, type TransferLine } from "./photon-transfer-lines.js";
import type { PixelStatistics } from "./photon-transfer-pixels.js";

/** A line through the variances of points, which are pixels, or all that are equally dark as one. */
export interface TransferFit {
  readonly line: TransferLine;
  /** Standard errors of gain and zero level for photon noise alone. */
  readonly gainError: number;
  readonly zeroError: number;
  /** Mean of each point, counts. */
  readonly mean: Float64Array;
  /** The variance that the line gives it, counts², and what is left of its own. */
  readonly expected: Float64Array;
  readonly residual: Float64Array;
  /** The variance by which chance alone leaves something, counts⁴. */
  readonly chance: Float64Array;
}

/** Where the line is held: the reading without light and its variance. */
export interface DarkPoint {
  readonly level: number;
  readonly variance: number;
}

/** Averages over `size` pixels. */
interface Points {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly third: Float64Array;
  readonly fourth: Float64Array;
  readonly size: Float64Array;
}

/**
 * Variance from successive lines against the mean, by weighted least squares, with three things allowed for that a
 * reweighted line leaves out. Each counts where pixels are dark, and most pixels are.
 *
 * Pixels which cannot be told from the darkest are one point: one that by chance caught nothing, whose fitted variance
 * is next to nothing, draws the line to itself otherwise. A mean errs as well (variance σ²/n), together with its
 * variance (covariance κ₃/n): these are taken off the sums of squares and products, as for any regressor with errors of
 * known size (Fuller 1987, Measurement Error Models). And readings of few photons are far from normal: a pixel departs
 * from the line by (3σ⁴ + κ₄ − 2gκ₃ + g²σ²)/n, where cumulants κ of photon counts are linear in the mean, so that the
 * last three terms are a line fitted to all pixels (for pure Poisson readings it is zero).
 */
export function fitTransferLine(statistics: PixelStatistics, held?: DarkPoint): TransferFit {
  const { lines, trials } = statistics;
  const { mean, variance, third, fourth, size } = pointsOf(statistics);
  const steps = lines - trials;
  // Readings that never change where it is dark pin the line there.
  const least = Math.max(variance[0] as number, 1e-6 * Math.max(...variance));
  let chance = size.map((s) => 1 / s);
  let weights = size;
  let expected = variance;
  let line: TransferLine = { gain: 0, intercept: 0, zeroLevel: 0 };
  let [total, centre, spread] = [0, 0, 0];
  for (let round = 0; round < 50; round++) {
    const own = moments(mean, weights);
    total = own.total;
    centre = held?.level ?? own.centre;
    const level = held?.variance ?? weights.reduce((sum, w, i) => sum + w * (variance[i] as number), 0) / total;
    let product = 0;
    spread = 0;
    for (const [i, w] of weights.entries()) {
      const x = (mean[i] as number) - centre;
      // Of a point's own error, less what it moves the centre by.
      const shared = (held ? 1 : 1 - w / total) / (lines * (size[i] as number));
      product += w * (x * ((variance[i] as number) - level) - shared * (third[i] as number));
      spread += w * (x * x - shared * (variance[i] as number));
    }
    if (!(spread > 0)) throw refuse("levels-too-alike", { gain: 0, standardError: Infinity });
    const gain = product / spread;
    const intercept = level - gain * centre;
    line = { gain, intercept, zeroLevel: -intercept / gain };
    expected = mean.map((m) => Math.max(intercept + gain * m, least));
    const beyondNormal = variance.map(
      (v, i) => (fourth[i] as number) - 2 * gain * (third[i] as number) + gain * gain * v,
    );
    // A fourth cumulant is known to σ⁸.
    const extra = weightedLine(mean, beyondNormal, expected.map((f, i) => (size[i] as number) / square(square(f))));
    chance = expected.map((f, i) => {
      const beyond = Math.max(0, extra.intercept + extra.gain * (mean[i] as number));
      return (3 * f * f + beyond) / (steps * (size[i] as number));
    });
    weights = chance.map((c) => 1 / c);
  }
  const { gain, intercept, zeroLevel } = line;
  return {
    line, mean, expected, chance,
    gainError: 1 / Math.sqrt(spread),
    zeroError: held ? 0 : Math.sqrt(1 / total + square(zeroLevel - centre) / spread) / gain,
    residual: variance.map((v, i) => v - intercept - gain * (mean[i] as number)),
  };
}

/** The first point is all pixels whose mean lies within four standard errors of the darkest ones'. */
function pointsOf({ mean, successiveVariance, thirdCumulant, fourthCumulant, lines }: PixelStatistics): Points {
  let dark = darkestPixels(mean);
  const average = (values: Float64Array): number =>
    dark.reduce((sum, i) => sum + (values[i] as number), 0) / dark.length;
  // The darkest of many equals are dark by chance, so once more from all that are found.
  for (let round = 0; round < 2; round++) {
    const top = average(mean) + 4 * Math.sqrt(average(successiveVariance) / lines);
    dark = Array.from(mean.keys()).filter((i) => (mean[i] as number) <= top);
  }
  const points = (values: Float64Array): Float64Array =>
    Float64Array.of(average(values), ...values.filter((_, i) => !dark.includes(i)));
  return {
    mean: points(mean),
    variance: points(successiveVariance),
    third: points(thirdCumulant),
    fourth: points(fourthCumulant),
    size: Float64Array.of(dark.length, ...new Float64Array(mean.length - dark.length).fill(1)),
  };
}
