import { square } from "#elementary";
import { chiSquareQuantile, normalQuantile, quantile } from "#statistics";
import { refuse } from "./failures.js";
import type { TransferFit } from "./photon-transfer-fit.js";
import { weightedLine } from "./photon-transfer-lines.js";
import type { PixelStatistics, NotPhotons } from "./photon-transfer-pixels.js";

/** How often a specimen that keeps still, under steady light, is refused at most. */
const FALSE_REFUSALS = 1e-3;
/** Correlation, flicker, sliding, bend and scatter. */
const TESTS = 5;
const EACH = FALSE_REFUSALS / TESTS;
/** Share of the noise that may be other than photons' without harm: the gain moves by about as much. */
const TOLERATED = 0.05;

/** Refuses lines that are correlated with the next, and noise that a line's pixels have in common. */
export function requireIndependence({ correlation, flicker, sliding, lines, trials }: PixelStatistics): void {
  if (correlation.share > Math.max(TOLERATED, normalQuantile(1 - EACH) * correlation.standardError)) {
    throw refuse("noise-not-photons", { correlation: correlation.share });
  }
  // A sum of squares of n − 1 overlapping differences has the variance of χ² of 2(n − 1)/3 degrees of freedom; its
  // upper tail is no longer than that.
  const freedom = (2 * (lines - trials)) / 3;
  const reach = (chiSquareQuantile(1 - EACH, freedom) - freedom) / Math.sqrt(2 * freedom);
  const beyond = ({ share, standardError }: NotPhotons): boolean =>
    share > Math.max(TOLERATED, reach * standardError);
  if (beyond(flicker)) throw refuse("noise-in-common", { as: "flicker", ...flicker });
  if (beyond(sliding)) throw refuse("noise-in-common", { as: "sliding", ...sliding });
}

/**
 * How many times as widely as by chance the variances scatter about the line, in variance. Refuses a bend, and more
 * than fourfold scatter.
 */
export function requireStraightness(fit: TransferFit, { held }: { held: boolean }): number {
  requireNoBend(fit);
  const { residual, chance } = fit;
  const freedom = Math.max(1, residual.length - (held ? 1 : 2));
  const scatter = residual.reduce((sum, r, i) => sum + (r * r) / (chance[i] as number), 0) / freedom;
  if (scatter > Math.max(4, chiSquareQuantile(1 - EACH, freedom) / freedom)) {
    throw refuse("not-scattered-as-photons", { misfit: scatter, pixels: residual.length });
  }
  return scatter;
}

/** Refuses a variance that bends: a quadratic term beyond chance that also moves the bright end by a quarter. */
function requireNoBend({ mean, chance, residual, expected }: TransferFit): void {
  const weights = chance.map((c) => 1 / c);
  // The part of mean² that a line cannot follow, as a regressor for the residuals.
  const line = weightedLine(mean, mean.map((m) => m * m), weights);
  const bend = mean.map((m) => m * m - line.intercept - line.gain * m);
  const held = weights.reduce((sum, w, i) => sum + w * square(bend[i] as number), 0);
  if (held === 0) return;
  const slope = weights.reduce((sum, w, i) => sum + w * (bend[i] as number) * (residual[i] as number), 0) / held;
  const brightest = mean.indexOf(quantile(mean, 1));
  const scale = (bend[brightest] as number) / (expected[brightest] as number);
  const curvature = slope * scale;
  const standardError = Math.abs(scale) / Math.sqrt(held);
  // Where pixels vary more than the line says, so does what they vary by.
  const beyondChance = normalQuantile(1 - EACH / 2) * standardError * (1 + Math.max(0, curvature));
  if (Math.abs(curvature) > Math.max(0.25, beyondChance)) throw refuse("not-linear", { curvature, standardError });
}
