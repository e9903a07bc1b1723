import type { PixelArray } from "#recording";
import { median, normalQuantile, quantile, type Estimate } from "#statistics";
import { refuse } from "./failures.js";
import { requireWindow, type LineWindow } from "./windows.js";

/** Mean and variance of each pixel's readings over lines in which nothing happens. */
export interface PixelStatistics {
  /** Counts, one per pixel. */
  readonly mean: Float64Array;
  /** Ordinary variance within trials, counts². */
  readonly variance: Float64Array;
  /** Variance from differences of successive lines: what the photon transfer uses, for bleaching leaves it alone. */
  readonly successiveVariance: Float64Array;
  /** Correlation of a pixel's reading with its next line's, mean over pixels: 0 for photons. */
  readonly correlation: number;
  /** Share of readings at the converter's end, per pixel. */
  readonly saturated: Float64Array;
  /** The converter's last value, where known. */
  readonly full?: number;
  /** Lines, over all trials. */
  readonly lines: number;
  readonly trials: number;
}

/**
 * Per-pixel statistics over the lines of `window` in every trial, pooled within trials.
 *
 * `trials` are lines × pixels arrays of one channel (`pixels[line * pixelsPerLine + pixel]`). Trials may differ in level
 * (bleaching between trials does not count as noise).
 */
export function pixelStatistics(
  trials: readonly PixelArray[],
  { pixelsPerLine, window, bits }: { pixelsPerLine: number; window: LineWindow; bits?: number },
): PixelStatistics {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "Pixel statistics", needed: 1, found: 0 });
  const perTrial = Math.min(...trials.map((pixels) => requireWindow(window, Math.floor(pixels.length / pixelsPerLine), "The baseline", 3)));
  const full = bits === undefined ? undefined : 2 ** bits - 1;
  const mean = new Float64Array(pixelsPerLine);
  const squares = new Float64Array(pixelsPerLine);
  const differences = new Float64Array(pixelsPerLine);
  const products = new Float64Array(pixelsPerLine);
  const saturated = new Float64Array(pixelsPerLine);
  for (const pixels of trials) {
    for (let pixel = 0; pixel < pixelsPerLine; pixel++) {
      let own = 0;
      for (let line = window.from; line < window.to; line++) own += pixels[line * pixelsPerLine + pixel] as number;
      own /= perTrial;
      let before = Number.NaN;
      for (let line = window.from; line < window.to; line++) {
        const reading = pixels[line * pixelsPerLine + pixel] as number;
        const deviation = reading - own;
        squares[pixel] = (squares[pixel] as number) + deviation * deviation;
        if (line > window.from) {
          differences[pixel] = (differences[pixel] as number) + (deviation - before) ** 2;
          products[pixel] = (products[pixel] as number) + deviation * before;
        }
        if (full !== undefined && reading >= full) saturated[pixel] = (saturated[pixel] as number) + 1;
        before = deviation;
      }
      mean[pixel] = (mean[pixel] as number) + own / trials.length;
    }
  }
  const count = trials.length;
  const lively = Array.from(squares, (s, i) => ({ s, r: products[i] as number })).filter(({ s }) => s > 0);
  return {
    mean,
    variance: squares.map((s) => s / (count * (perTrial - 1))),
    successiveVariance: differences.map((d) => d / (2 * count * (perTrial - 1))),
    // A mean taken from the same lines makes r negative by 1/n; put back.
    correlation: lively.reduce((total, { s, r }) => total + r / s, 0) / Math.max(1, lively.length) + 1 / perTrial,
    saturated: saturated.map((s) => s / (count * perTrial)),
    ...(full === undefined ? {} : { full }),
    lines: count * perTrial,
    trials: count,
  };
}

/** A straight line through variance against mean: `gain` counts per photon, `zeroLevel` the mean at which it meets 0. */
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
 * 2σ⁴/(n − 1) for normal readings.
 */
export function reweightedTransferLine(
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  { lines }: { lines: number },
): TransferLine & { readonly standardError: number } {
  let line = ordinaryTransferLine(mean, variance);
  let weights = new Float64Array(mean.length);
  const floor = 1e-6 * Math.max(...Array.from(variance));
  for (let round = 0; round < 50; round++) {
    const { gain, intercept } = line;
    weights = Float64Array.from(mean, (m) => (lines - 1) / (2 * Math.max(intercept + gain * m, floor) ** 2));
    line = weightedLine(mean, variance, weights);
  }
  return { ...line, standardError: 1 / Math.sqrt(moments(mean, weights).spread) };
}

/** Median of the slopes between all pairs of pixels (Theil 1950, Sen 1968): a few moving or saturated pixels do nothing. */
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
  let gain = excess.reduce((a, b) => a + b, 0) / above.reduce((a, b) => a + b, 0);
  let information = 0;
  for (let round = 0; round < 50; round++) {
    let product = 0;
    information = 0;
    for (const [i, x] of above.entries()) {
      const weight = (lines - 1) / (2 * (gain * x + readVariance) ** 2);
      product += weight * (excess[i] as number) * x;
      information += weight * x * x;
    }
    gain = product / information;
  }
  return { gain, standardError: 1 / Math.sqrt(information) };
}

/** What the noise says of the detector. */
export interface PhotonTransfer {
  /** Counts per photon. */
  readonly gain: Estimate;
  /** The reading with no light, where the line of variance against mean meets zero; lower by (read variance) / gain. */
  readonly zeroLevel: Estimate;
  readonly line: TransferLine;
}

/**
 * Counts per photon from how the variance of pixels grows with their mean (Janesick et al. 1985; Mertz 2010).
 *
 * Variance from successive lines, weights from the fitted line; readings that scatter more than photons would widen the
 * interval. "Photons" are effective ones: the detector's multiplication noise makes one photoelectron count as less. With
 * `darkLevel` (and `readVariance`, 0 unless given) the line is held through that point.
 *
 * Refused: saturated pixels, filtered or averaged lines (successive ones are correlated), a variance that bends, pixels
 * all of one brightness, fewer than 6 pixels or 20 lines.
 */
export function photonTransfer(
  statistics: PixelStatistics,
  { darkLevel, readVariance = 0, level = 0.95 }: { darkLevel?: number; readVariance?: number; level?: number } = {},
): PhotonTransfer {
  const { mean, successiveVariance: variance, lines, trials, full, saturated, correlation } = statistics;
  const pixels = mean.length;
  if (pixels < 6) throw refuse("too-few-lines", { what: "The photon transfer, counting pixels as lines,", needed: 6, found: pixels });
  if (lines < 20) throw refuse("too-few-lines", { what: "The photon transfer", needed: 20, found: lines });
  const worst = Math.max(...saturated);
  if (full !== undefined && worst > 0.001) throw refuse("saturated", { fraction: worst, full });
  if (Math.max(...variance) === 0) throw refuse("constant", { what: "The photon transfer", value: mean[0] as number });
  // Per pixel r has SD 1/√lines; the mean over pixels is far steadier, and 0.1 already moves the gain by a tenth.
  if (correlation > Math.max(0.1, 4 / Math.sqrt(lines * pixels))) throw refuse("noise-not-photons", { correlation });
  const differences = lines - trials;
  const line =
    darkLevel === undefined
      ? reweightedTransferLine(mean, variance, { lines })
      : throughDark(knownOffsetGain(mean, variance, { darkLevel, readVariance, lines }).gain, darkLevel, readVariance);
  // For Poisson readings the errors of mean and variance correlate so that what remains about the line is 3σ⁴/(n − 1),
  // whatever the photon count: the third and fourth cumulants cancel.
  const floor = 1e-6 * Math.max(...variance);
  const fitted = mean.map((m) => Math.max(line.intercept + line.gain * m, floor));
  const precision = fitted.map((f) => differences / (3 * f * f));
  const residuals = variance.map((v, i) => v - (fitted[i] as number));
  const chiSquare = residuals.reduce((total, r, i) => total + r * r * (precision[i] as number), 0);
  const scatter = Math.max(1, chiSquare / (pixels - (darkLevel === undefined ? 2 : 1)));
  const { total, centre, spread } = moments(mean, precision);
  const held = darkLevel === undefined ? spread : precision.reduce((sum, w, i) => sum + w * ((mean[i] as number) - darkLevel) ** 2, 0);
  const standardError = Math.sqrt(scatter / held);
  if (!(line.gain > 4 * standardError)) throw refuse("levels-too-alike", { gain: line.gain, standardError });
  requireStraight(mean, residuals, fitted, precision);
  if (scatter > 4) throw refuse("not-scattered-as-photons", { misfit: scatter, pixels });
  const z = normalQuantile(1 - (1 - level) / 2);
  const note = scatter > 1.5 ? `Readings scatter ${scatter.toFixed(1)} times as widely (in variance) as photons; the interval allows for it.` : undefined;
  const estimate = (value: number, error: number, unit: string, method: string): Estimate => ({
    value, unit, standardError: error, method, n: pixels, nOf: "pixels",
    interval: { low: value - z * error, high: value + z * error, level },
    ...(note === undefined ? {} : { note }),
  });
  const method = `photon transfer over ${lines} lines, variance from successive lines, reweighted least squares` +
    (darkLevel === undefined ? "" : ", dark level given");
  const zeroError =
    darkLevel === undefined
      ? Math.sqrt(scatter * (1 / total + (line.zeroLevel - centre) ** 2 / spread)) / line.gain
      : 0;
  return { gain: estimate(line.gain, standardError, "counts per photon", method), zeroLevel: estimate(line.zeroLevel, zeroError, "counts", method), line };
}

/**
 * Photons a line from `region` (pixels, both ends inclusive): Σ(mean − dark level) / gain, background light included.
 * The interval carries the errors of gain and dark level; n counts lines.
 */
export function photonsPerLine(
  statistics: PixelStatistics,
  { transfer, region, darkLevel, level = 0.95 }: { transfer: PhotonTransfer; region: { from: number; to: number }; darkLevel?: number; level?: number },
): Estimate {
  const inside = statistics.mean.subarray(region.from, region.to + 1);
  const dark = darkLevel ?? transfer.zeroLevel.value;
  const sum = inside.reduce((total, m) => total + m - dark, 0);
  const gain = transfer.gain.value;
  const value = sum / gain;
  if (!(value > 0)) throw refuse("baseline-too-dim", { what: "Photons a line", f0: sum, standardError: 0, lines: statistics.lines });
  // Gain and zero level rise together (the line pivots about its centre), so their errors partly add.
  const gainError = (transfer.gain.standardError ?? 0) / gain;
  const darkError = darkLevel === undefined ? ((transfer.zeroLevel.standardError ?? 0) * inside.length) / sum : 0;
  const countError = 1 / Math.sqrt(Math.max(1, value * statistics.lines));
  const standardError = value * Math.hypot(gainError + darkError, countError);
  const z = normalQuantile(1 - (1 - level) / 2);
  return {
    value, unit: "photons", standardError, method: `${transfer.gain.method}; delta method`, n: statistics.lines, nOf: "lines",
    interval: { low: Math.max(0, value - z * standardError), high: value + z * standardError, level },
    ...(darkLevel === undefined
      ? { note: "Dark level from the noise itself: too low by read variance over gain, so the count is a little too high." }
      : {}),
  };
}

/**
 * SD of one line's ΔF/F (1 is 100 %) that photon noise alone would give: √N / (N − B), with N photons a line of which B are
 * background. Noise beyond it is the detector's, the electronics' or movement's.
 */
export function shotNoise({ photons, background }: { photons: number; background: number }): number {
  if (!(photons > background)) throw refuse("baseline-too-dim", { what: "Photon noise of ΔF/F", f0: photons - background, standardError: Math.sqrt(photons), lines: 1 });
  return Math.sqrt(photons) / (photons - background);
}

function throughDark(gain: number, darkLevel: number, readVariance: number): TransferLine {
  const intercept = readVariance - gain * darkLevel;
  return { gain, intercept, zeroLevel: -intercept / gain };
}

/** Refuses a variance that bends: a quadratic term beyond chance that also moves the bright end by a quarter. */
function requireStraight(mean: Float64Array, residuals: Float64Array, fitted: Float64Array, precision: Float64Array): void {
  // The part of mean² that a line cannot follow, as a regressor for the residuals.
  const line = weightedLine(mean, mean.map((m) => m * m), precision);
  const bend = mean.map((m) => m * m - line.intercept - line.gain * m);
  const held = bend.reduce((total, b, i) => total + (precision[i] as number) * b * b, 0);
  if (held === 0) return;
  const slope = bend.reduce((total, b, i) => total + (precision[i] as number) * b * (residuals[i] as number), 0) / held;
  const top = quantile(mean, 1);
  const brightest = mean.indexOf(top);
  const scale = (bend[brightest] as number) / (fitted[brightest] as number);
  const curvature = slope * scale;
  const standardError = Math.abs(scale) / Math.sqrt(held);
  if (Math.abs(curvature) > 4 * standardError && Math.abs(curvature) > 0.25) throw refuse("not-linear", { curvature, standardError });
}

function moments(x: ArrayLike<number>, weights: Float64Array): { total: number; centre: number; spread: number } {
  const total = weights.reduce((a, b) => a + b, 0);
  const centre = weights.reduce((sum, w, i) => sum + w * (x[i] as number), 0) / total;
  return { total, centre, spread: weights.reduce((sum, w, i) => sum + w * ((x[i] as number) - centre) ** 2, 0) };
}

function weightedLine(x: ArrayLike<number>, y: ArrayLike<number>, weights: Float64Array): TransferLine {
  const { total, centre, spread } = moments(x, weights);
  if (!(spread > 0)) throw refuse("levels-too-alike", { gain: 0, standardError: Infinity });
  const level = weights.reduce((sum, w, i) => sum + w * (y[i] as number), 0) / total;
  const gain = weights.reduce((sum, w, i) => sum + w * ((x[i] as number) - centre) * ((y[i] as number) - level), 0) / spread;
  const intercept = level - gain * centre;
  return { gain, intercept, zeroLevel: -intercept / gain };
}
