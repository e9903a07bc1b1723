import { failures } from "#errors";
import { formatNumber } from "#statistics";

/** What single trials cannot answer, and what would. */
export const refuse = failures("refused", {
  "baseline-windows-too-few": (f: { needed: number; found: number }) =>
    `The law of failures is read from windows without a stimulus: at least ${f.needed} are needed, found ${f.found}. ` +
    `Lengthen the baseline, or measure several windows in it with the same template.`,
  "trials-too-few": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed} trials, found ${f.found}. Record more trials, or show them one by one.`,
  "baseline-silent": (f: { what: string }) =>
    `${f.what}: all windows without a stimulus read exactly 0, so there is no noise to compare with. ` +
    `Pass amplitudes measured with the same template on unsmoothed baseline.`,
  "successes-too-few": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed} successes, found about ${formatNumber(f.found, 2)}. Record more trials or raise release.`,
  "mixture-not-separable": (f: { what: string; detectability: number; needed: number }) =>
    `${f.what}: successes and failures lie ${formatNumber(f.detectability)} noise SDs apart, below the ${f.needed} at which single ` +
    `trials can be told apart. Average trials, collect more photons per line, or use a template matched to the decay.`,
  "one-condition": (f: { what: string; needed: number; found: number }) =>
    `${f.what} needs at least ${f.needed} conditions with different release probability (calcium, magnesium, pulse number), ` +
    `found ${f.found}. Vary the release probability and keep everything else.`,
  "calcium-is-no-quantal-amplitude": (f: { asked: string }) =>
    `${f.asked} can't be read from spine calcium: a spine holds one synapse whose receptors a single vesicle may saturate, so ` +
    `amplitude does not count vesicles and N, p and q enter only as the probability of a calcium transient. ` +
    `Report calciumTransientProbability, or analyse the somatic current.`,
  "variance-mean-not-bent": (f: { curvature: number; standardError: number }) =>
    `Variance against mean bends by ${formatNumber(f.curvature)} ± ${formatNumber(f.standardError)}, not distinguishably downward, so N and p ` +
    `are not bounded by these data; q alone is the initial slope. Add a condition of high release probability (p above 0.5).`,
  "denominator-near-zero": (f: { what: string; mean: number; standardError: number }) =>
    `${f.what}: the denominator is ${formatNumber(f.mean)} ± ${formatNumber(f.standardError)} and may be zero, so the ratio has no bounded ` +
    `interval. Give the difference, record more trials, or enlarge the responses alone.`,
  "never-happened": (f: { what: string; next: string }) => `${f.what} never happened in these trials. ${f.next}`,
});

/** Arguments that mean nothing, whatever the data. */
export const misuse = failures("usage", {
  "outside-domain": (f: { what: string; expected: string; found: number }) => `${f.what} must be ${f.expected}, found ${f.found}.`,
  "lengths-differ": (f: { what: string; first: number; second: number }) =>
    `${f.what} must be of equal length, found ${f.first} and ${f.second}.`,
});

/** Throws unless `found` lies within [low, high]. */
export function requireWithin(found: number, low: number, high: number, what: string): void {
  if (!(found >= low && found <= high)) throw misuse("outside-domain", { what, expected: `from ${low} to ${high}`, found });
}

/** Throws unless every value is finite: trials that could not be measured must be left out by the caller. */
export function requireFiniteValues(values: readonly number[], what: string): void {
  for (const [index, found] of values.entries()) {
    if (!Number.isFinite(found)) throw misuse("outside-domain", { what: `${what}, trial ${index + 1},`, expected: "finite", found });
  }
}
