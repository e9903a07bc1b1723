import { pow, square } from "#elementary";
import type { PixelArray } from "#recording";
import { refuse } from "./failures.js";
import { darkestPixels } from "./photon-transfer-lines.js";
import { requireWindow, type LineWindow } from "./windows.js";

/** Mean and variance of each pixel's readings over lines in which nothing happens. */
export interface PixelStatistics {
  /** Counts, one per pixel. */
  readonly mean: Float64Array;
  /** Ordinary variance within trials, counts². */
  readonly variance: Float64Array;
  /** Variance from differences of successive lines: what the photon transfer uses, for bleaching leaves it alone. */
  readonly successiveVariance: Float64Array;
  /**
   * Third and fourth cumulants, from the same differences, counts³ and counts⁴: how far from normal the readings are.
   * The fourth needs 5 lines, and is NaN without.
   */
  readonly thirdCumulant: Float64Array;
  readonly fourthCumulant: Float64Array;
  /** Correlation of a pixel's reading with its next line's, Σ products / Σ squares over pixels: 0 for photons. */
  readonly correlation: NotPhotons;
  /**
   * What pixels of one line have in common as if all brightened at once, as a share of the noise that light adds to the
   * darkest pixels': 0 for photons.
   */
  readonly flicker: NotPhotons;
  /** The same as if the line slid along itself from line to line. */
  readonly sliding: NotPhotons;
  /** Share of readings at the converter's end, per pixel. */
  readonly saturated: Float64Array;
  /** The converter's last value, where known. */
  readonly full?: number;
  /** Lines, over all trials. */
  readonly lines: number;
  readonly trials: number;
}

/** A share of the noise, and its standard error where all of it is photons'. */
export interface NotPhotons {
  readonly share: number;
  readonly standardError: number;
}

/** Pixels this near each other may share noise by the amplifier's memory, which real recordings show. */
const NEAR = 2;

/**
 * Per-pixel statistics over the lines of `window` in every trial, pooled within trials.
 *
 * `trials` are lines × pixels arrays of one channel (`pixels[line * pixelsPerLine + pixel]`). Trials may differ in
 * level (bleaching between trials does not count as noise).
 */
export function pixelStatistics(
  trials: readonly PixelArray[],
  { pixelsPerLine, window, bits }: { pixelsPerLine: number; window: LineWindow; bits?: number },
): PixelStatistics {
  if (trials.length === 0) throw refuse("too-few-trials", { what: "Pixel statistics", needed: 1, found: 0 });
  const perTrial = Math.min(...trials.map(
    (pixels) => requireWindow(window, Math.floor(pixels.length / pixelsPerLine), "The baseline", 3),
  ));
  const full = bits === undefined ? undefined : pow(2, bits) - 1;
  const sums = (): Float64Array => new Float64Array(pixelsPerLine);
  const [mean, squares, products, saturated] = [sums(), sums(), sums(), sums()];
  const [seconds, thirds, fourths] = [sums(), sums(), sums()];
  for (const pixels of trials) {
    for (let pixel = 0; pixel < pixelsPerLine; pixel++) {
      let own = 0;
      for (let line = window.from; line < window.to; line++) own += pixels[line * pixelsPerLine + pixel] as number;
      own /= perTrial;
      let before = Number.NaN;
      let [variation, second, third] = [squares[pixel] as number, seconds[pixel] as number, thirds[pixel] as number];
      let [fourth, product] = [fourths[pixel] as number, products[pixel] as number];
      for (let line = window.from; line < window.to; line++) {
        const reading = pixels[line * pixelsPerLine + pixel] as number;
        const deviation = reading - own;
        variation += deviation * deviation;
        if (line > window.from) {
          const step = square(deviation - before);
          second += step;
          third += (step * (deviation + before)) / 2;
          fourth += step * step;
          product += deviation * before;
        }
        if (full !== undefined && reading >= full) saturated[pixel] = (saturated[pixel] as number) + 1;
        before = deviation;
      }
      squares[pixel] = variation;
      seconds[pixel] = second;
      thirds[pixel] = third;
      fourths[pixel] = fourth;
      products[pixel] = product;
      mean[pixel] = (mean[pixel] as number) + own / trials.length;
    }
  }
  const count = trials.length;
  const steps = count * (perTrial - 1);
  const successiveVariance = seconds.map((s) => s / (2 * steps));
  const whole = total(squares);
  const darkest = darkestPixels(mean);
  const dark = darkest.reduce((sum, i) => sum + (successiveVariance[i] as number), 0) / darkest.length;
  const noise = total(successiveVariance.map((v) => v - dark));
  const common = (pattern: Float64Array): NotPhotons =>
    commonNoise(trials, { window, variance: successiveVariance, steps, noise, pattern });
  return {
    mean,
    variance: squares.map((s) => s / steps),
    successiveVariance,
    // The trial's own mean holds both readings of a difference.
    thirdCumulant: thirds.map((s) => s / steps / (1 - 2 / perTrial)),
    // E d⁴ = 2κ₄ + 12σ⁴, and the square of an estimated σ² exceeds σ⁴ by its variance, (3σ⁴ + κ₄) / steps.
    fourthCumulant: fourths.map((s, i) => steps > 3
      ? (((steps + 3) * s) / (2 * steps) - 6 * steps * square(successiveVariance[i] as number)) / (steps - 3)
      : Number.NaN),
    correlation: {
      // A mean taken from the same lines makes r negative by 1/n; put back.
      share: whole > 0 ? total(products) / whole + 1 / perTrial : 0,
      standardError: whole > 0 ? Math.sqrt(total(squares.map((s) => s * s)) / (count * perTrial)) / whole : Infinity,
    },
    flicker: common(mean.map((m) => m - Math.min(...mean))),
    sliding: common(mean.map((_, i) => ((mean[i + 1] ?? Number.NaN) - (mean[i - 1] ?? Number.NaN)) / 2 || 0)),
    saturated: saturated.map((s) => s / (count * perTrial)),
    ...(full === undefined ? {} : { full }),
    lines: count * perTrial,
    trials: count,
  };
}

/**
 * How much of the pixels' variance comes and goes together as `pattern` p: readings are x + εp with one ε a line.
 *
 * Var ε is read from products of differences at pixels more than NEAR apart, weighted by p/σ² each, whose mean is
 * 2 Var ε pᵢpⱼ. Photons reach pixels independently, whatever their law, so that the standard error needs the variances
 * alone: successive differences overlap, which makes it √(3/2) times that of as many independent lines.
 */
function commonNoise(
  trials: readonly PixelArray[],
  { window, variance, steps, noise, pattern }: {
    window: LineWindow; variance: Float64Array; steps: number; noise: number; pattern: Float64Array;
  },
): NotPhotons {
  const pixels = variance.length;
  const weights = pattern.map((p, i) => ((variance[i] as number) > 0 ? p / (variance[i] as number) : 0));
  const information = distantPairs(weights.map((w, i) => w * (pattern[i] as number)));
  if (!(information > 0) || !(noise > 0)) return { share: 0, standardError: Infinity };
  let sum = 0;
  const weighted = new Float64Array(pixels);
  for (const readings of trials) {
    for (let line = window.from + 1; line < window.to; line++) {
      for (let i = 0; i < pixels; i++) {
        const at = line * pixels + i;
        weighted[i] = (weights[i] as number) * ((readings[at] as number) - (readings[at - pixels] as number));
      }
      sum += distantPairs(weighted);
    }
  }
  const toShare = total(pattern.map((p) => p * p)) / noise;
  return {
    share: (sum / (2 * steps * information)) * toShare,
    standardError: Math.sqrt(3 / (2 * steps * information)) * toShare,
  };
}

/** Σ xᵢxⱼ over the pairs i < j more than NEAR apart. */
function distantPairs(x: Float64Array): number {
  let sum = 0;
  let far = 0; // Σ of what lies more than NEAR before
  for (let i = NEAR + 1; i < x.length; i++) {
    far += x[i - NEAR - 1] as number;
    sum += far * (x[i] as number);
  }
  return sum;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
