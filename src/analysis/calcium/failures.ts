import { failures } from "#errors";
import { formatNumber } from "#statistics";

/** What a calibration cannot answer, and what would. */
export const refuse = failures("refused", {
  "no-first-transient": (f: { f1: number }) =>
    `The first pulse raised fluorescence by ${formatNumber(f.f1)}, so there is nothing to calibrate. Check the order of F₀ and F₁, or average more trials.`,
  "no-saturation": (f: { ratio: number; limit: number }) =>
    `The second step is ${formatNumber(f.ratio)} of the first, where this method needs less than ${formatNumber(f.limit)}: the dye did not ` +
    `saturate, so its curvature can't tell concentration. Use a dye of higher affinity, shorter interval or more pulses; ` +
    `with a linear dye calibrate by maximal fluorescence.`,
  "calibration-unsolvable": (f: { estimator: string; reason: string }) =>
    `${f.estimator} has no solution for these four fluorescence values: ${f.reason}. Average more trials, and read F₂ just before the second pulse.`,
  "calibration-undetermined": (f: { estimator: string; value: number; relative: number }) =>
    `${f.estimator} gives ${formatNumber(f.value)} nM with a relative standard error of ${formatNumber(100 * f.relative)} %: the pair bends too little ` +
    `for its noise. Average more trials, or use a dye that saturates more.`,
  "signal-beyond-saturation": (f: { what: string; found: number; limit: number }) =>
    `${f.what} of ${formatNumber(f.found)} reaches the dye's saturation at ${formatNumber(f.limit)}, so calcium is not bounded. ` +
    `Use an indicator of lower affinity.`,
  "extrapolation-flat": (f: { line: string; slope: number; standardError: number }) =>
    `The line of ${f.line} against added binding ratio has slope ${formatNumber(f.slope)} ± ${formatNumber(f.standardError)}, not distinguishable ` +
    `from flat, so its intercept has no bounds. Measure cells over a wider range of dye concentration.`,
  "extrapolation-too-few": (f: { needed: number; found: number }) =>
    `The extrapolation needs at least ${f.needed} cells of different dye concentration, found ${f.found}. Record more.`,
});

/** Arguments that mean nothing, whatever the data. */
export const misuse = failures("usage", {
  "outside-domain": (f: { what: string; expected: string; found: number }) => `${f.what} must be ${f.expected}, found ${f.found}.`,
  "indicator-unknown": (f: { name: string; known: string }) =>
    `"${f.name}" is no indicator listed here: known are ${f.known}. Give its Kd in nM instead.`,
  "lengths-differ": (f: { what: string; first: number; second: number }) =>
    `${f.what} must be of equal length, found ${f.first} and ${f.second}.`,
});

/** Throws unless `found` is positive and finite. */
export function requirePositive(found: number, what: string): void {
  if (!(found > 0 && found < Infinity)) throw misuse("outside-domain", { what, expected: "positive and finite", found });
}

/** Throws unless `found` is at least 0 and finite. */
export function requireNonNegative(found: number, what: string): void {
  if (!(found >= 0 && found < Infinity)) throw misuse("outside-domain", { what, expected: "at least 0 and finite", found });
}
