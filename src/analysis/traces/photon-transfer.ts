import { hypot } from "#elementary";
import { normalQuantile, type Estimate } from "#statistics";
import { refuse } from "./failures.js";
import { fitTransferLine } from "./photon-transfer-fit.js";
import type { TransferLine } from "./photon-transfer-lines.js";
import type { PixelStatistics } from "./photon-transfer-pixels.js";
import { requireIndependence, requireStraightness } from "./photon-transfer-still.js";

/** What the noise says of the detector. */
export interface PhotonTransfer {
  /** Counts per photon. */
  readonly gain: Estimate;
  /** The reading with no light, where the line of variance against mean meets zero; lower by (read variance) / gain. */
  readonly zeroLevel: Estimate;
  readonly line: TransferLine;
}

/**
 * Counts per photon from how the variance of pixels grows with their mean (Janesick et al. 1985).
 *
 * Variance from successive lines against the mean, by `fitTransferLine`; readings that scatter more than photons
 * widen the interval. "Photons" are effective ones: the detector's multiplication noise makes one photoelectron count
 * as less. With `darkLevel` (and `readVariance`, 0 unless given) the line is held through that point.
 *
 * Refused: saturated pixels, lines correlated with the next (filtered, averaged or moved), noise that the pixels of a
 * line have in common (light that flickers, tissue that slides), a variance that bends or scatters, pixels all of one
 * brightness, fewer than 6 pixels or 20 lines. A specimen that keeps still is taken for one that doesn't in less than
 * one recording of 1000.
 */
export function photonTransfer(
  statistics: PixelStatistics,
  { darkLevel, readVariance = 0, level = 0.95 }: { darkLevel?: number; readVariance?: number; level?: number } = {},
): PhotonTransfer {
  const { mean, successiveVariance: variance, lines, full, saturated } = statistics;
  const pixels = mean.length;
  if (pixels < 6) {
    throw refuse("too-few-lines", { what: "The photon transfer, counting pixels as lines,", needed: 6, found: pixels });
  }
  if (lines < 20) throw refuse("too-few-lines", { what: "The photon transfer", needed: 20, found: lines });
  const worst = Math.max(...saturated);
  if (full !== undefined && worst > 0.001) throw refuse("saturated", { fraction: worst, full });
  if (Math.max(...variance) === 0) throw refuse("constant", { what: "The photon transfer", value: mean[0] as number });
  requireIndependence(statistics);
  const held = darkLevel === undefined ? undefined : { level: darkLevel, variance: readVariance };
  const fit = fitTransferLine(statistics, held);
  const { line, gainError, zeroError } = fit;
  if (!(line.gain > 4 * gainError)) throw refuse("levels-too-alike", { gain: line.gain, standardError: gainError });
  const scatter = requireStraightness(fit, { held: held !== undefined });
  const widened = Math.sqrt(Math.max(1, scatter));
  const z = normalQuantile(1 - (1 - level) / 2);
  const note = scatter > 1.5
    ? `Readings scatter ${scatter.toFixed(1)} times as widely (in variance) as photons; the interval allows for it.`
    : undefined;
  const method = `photon transfer over ${lines} lines, variance from successive lines, least squares with weights ` +
    `from photon noise and errors in both variables${held ? ", dark level given" : ""}`;
  const estimate = (value: number, error: number, unit: string): Estimate => ({
    value, unit, standardError: error, method, n: pixels, nOf: "pixels",
    interval: { low: value - z * error, high: value + z * error, level },
    ...(note === undefined ? {} : { note }),
  });
  return {
    gain: estimate(line.gain, widened * gainError, "counts per photon"),
    zeroLevel: estimate(line.zeroLevel, widened * zeroError, "counts"),
    line,
  };
}

/**
 * Photons a line from `region` (pixels, both ends inclusive): Σ(mean − dark level) / gain, background light included.
 * The interval carries the errors of gain and dark level; n counts lines.
 */
export function photonsPerLine(
  statistics: PixelStatistics,
  { transfer, region, darkLevel, level = 0.95 }: {
    transfer: PhotonTransfer; region: { from: number; to: number }; darkLevel?: number; level?: number;
  },
): Estimate {
  const inside = statistics.mean.subarray(region.from, region.to + 1);
  const dark = darkLevel ?? transfer.zeroLevel.value;
  const sum = inside.reduce((total, m) => total + m - dark, 0);
  const gain = transfer.gain.value;
  const value = sum / gain;
  const { lines } = statistics;
  if (!(value > 0)) throw refuse("baseline-too-dim", { what: "Photons a line", f0: sum, standardError: 0, lines });
  // Gain and zero level rise together (the line pivots about its centre), so their errors partly add.
  const gainError = (transfer.gain.standardError ?? 0) / gain;
  const darkError = darkLevel === undefined ? ((transfer.zeroLevel.standardError ?? 0) * inside.length) / sum : 0;
  const countError = 1 / Math.sqrt(Math.max(1, value * lines));
  const standardError = value * hypot(gainError + darkError, countError);
  const z = normalQuantile(1 - (1 - level) / 2);
  return {
    value, unit: "photons", standardError, method: `${transfer.gain.method}; delta method`, n: lines, nOf: "lines",
    interval: { low: Math.max(0, value - z * standardError), high: value + z * standardError, level },
    ...(darkLevel === undefined
      ? {
        note: "Dark level from the noise itself: too low by read variance over gain, so the count is a little too " +
          "high.",
      }
      : {}),
  };
}

/**
 * SD of one line's ΔF/F (1 is 100 %) that photon noise alone would give: √N / (N − B), with N photons a line of which B
 * are background. Noise beyond it is the detector's, the electronics' or movement's.
 */
export function shotNoise({ photons, background }: { photons: number; background: number }): number {
  if (!(photons > background)) {
    const [f0, standardError] = [photons - background, Math.sqrt(photons)];
    throw refuse("baseline-too-dim", { what: "Photon noise of ΔF/F", f0, standardError, lines: 1 });
  }
  return Math.sqrt(photons) / (photons - background);
}
