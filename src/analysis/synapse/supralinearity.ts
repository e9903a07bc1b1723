import { randomStream } from "#random";
import {
  bootstrap, mean, permutationTest, ratioOfMeans, resampleIndices, signFlipTest, smallestTwoSidedP, studentQuantile, variance, welchDifference, summarise,
  type BootstrapEstimate, type BootstrapMethod, type Estimate, type RatioMethod, type ResampleIndices,
} from "#statistics";
import { calciumFromDeltaFOverF, totalCalciumChange, type BufferedCompartment } from "../calcium/isotherm.js";
import type { Answer } from "../measurement.js";
import { answerOf } from "../answer.js";
import { misuse, refuse, requireFiniteValues } from "./failures.js";

/** Single-trial amplitudes of the paired response and of each of its parts alone, in ΔF/F (0.5 is 50 %). */
export interface PairingTrials {
  readonly paired: readonly number[];
  /** Synaptic stimulation alone and action potentials alone, in either order. */
  readonly alone: readonly (readonly number[])[];
}

/** What turns ΔF/F into calcium that entered. */
export interface CalciumScale extends BufferedCompartment {
  /** ΔF/F with all dye bound (`saturatedDeltaFOverF`, or a saturating train). */
  readonly saturatedDeltaFOverF: number;
}

/** How much more calcium pairing brings than its parts. */
export interface Supralinearity {
  /** R = paired/(sum of parts) of mean ΔF/F: 1 is linear summation. A saturating dye pulls it down. */
  readonly ratio: Estimate;
  /** Paired minus the sum, in ΔF/F. */
  readonly difference: Estimate;
  /** 100·(R − 1): "200 % more than the arithmetic sum" is R = 3. */
  readonly percentAboveSum: number;
  /** R of the total calcium that entered, the isotherm inverted; absent unless a scale was given. */
  readonly totalCalcium?: Answer;
}

const LEAST_TRIALS = 4;

function requireTrials({ paired, alone }: PairingTrials): void {
  if (alone.length < 1) throw misuse("outside-domain", { what: "number of parts", expected: "at least 1", found: alone.length });
  for (const [what, values] of [["paired trials", paired] as const, ...alone.map((values) => ["trials of a part alone", values] as const)]) {
    requireFiniteValues(values, what);
    if (values.length < LEAST_TRIALS) throw refuse("trials-too-few", { what: `Supralinearity, ${what},`, needed: LEAST_TRIALS, found: values.length });
  }
}

/**
 * Supralinearity of pairing: paired response over the arithmetic sum of its parts, on ΔF/F and, given a `scale`, on total
 * calcium.
 *
 * The default interval is Fieller's with Student's t on Satterthwaite's degrees of freedom, the one that covers 93–97 % from
 * 4 to 30 trials a condition (validation/synapse); `delta` and `log-delta` are there for comparison. On total calcium the
 * *mean* responses are inverted, and trials scatter about them along the isotherm's tangent, so that noise is not amplified
 * trial by trial; κ_E stays linear, Kd exact. Amplitudes must be matched fits: maxima of dim traces pull R towards 1 (a true
 * 2.1 reads 1.2 under 30 photons a line). Refuses fewer than 4 trials, and parts that may add up to 0. Yuste & Denk 1995.
 */
export function supralinearityOfAmplitudes(
  trials: PairingTrials,
  { scale, interval = "Fieller", quantile = "Student", level = 0.95 }: {
    scale?: CalciumScale; interval?: RatioMethod; quantile?: "normal" | "Student"; level?: number;
  } = {},
): Supralinearity {
  requireTrials(trials);
  requirePositiveSum(trials.alone);
  const options = { method: interval, quantile, level, nOf: "trials" };
  const ratio = ratioOfMeans(trials.paired, trials.alone, options);
  return {
    ratio,
    difference: differenceFromSum(trials, level),
    percentAboveSum: 100 * (ratio.value - 1),
    ...(scale && {
      totalCalcium: answerOf(() => {
        const { paired, alone } = asTotalCalcium(trials, scale);
        const estimate = ratioOfMeans(paired, alone, options);
        return { ...estimate, method: `${estimate.method}, of total calcium` };
      }),
    }),
  };
}

/** Throws where the parts do not add up to a rise: there is nothing to compare with. */
function requirePositiveSum(alone: readonly (readonly number[])[]): void {
  const sum = alone.reduce((total, values) => total + mean(values), 0);
  const standardError = Math.sqrt(alone.reduce((total, values) => total + variance(values) / values.length, 0));
  if (!(sum > 0)) throw refuse("denominator-near-zero", { what: "The ratio to the sum of parts", mean: sum, standardError });
}

/** Total calcium that entered, nM of compartment volume, for a mean ΔF/F. */
export function totalCalciumOf(deltaFOverF: number, scale: CalciumScale): number {
  const { restingCalcium_nM, dissociation_nM, saturatedDeltaFOverF } = scale;
  const calcium = calciumFromDeltaFOverF(deltaFOverF, { resting_nM: restingCalcium_nM, dissociation_nM, saturated: saturatedDeltaFOverF });
  return totalCalciumChange(restingCalcium_nM, calcium, scale);
}

/** Trials on the tangent of the isotherm at their group's mean. */
function asTotalCalcium(trials: PairingTrials, scale: CalciumScale): PairingTrials {
  const along = (values: readonly number[]): number[] => {
    const centre = mean(values);
    const step = 1e-5 * (scale.saturatedDeltaFOverF - centre);
    const slope = (totalCalciumOf(centre + step, scale) - totalCalciumOf(centre - step, scale)) / (2 * step);
    const level = totalCalciumOf(centre, scale);
    return values.map((value) => level + slope * (value - centre));
  };
  return { paired: along(trials.paired), alone: trials.alone.map(along) };
}

/** Paired minus the sum of parts, Student's t on Satterthwaite's degrees of freedom (1946). */
function differenceFromSum({ paired, alone }: PairingTrials, level: number): Estimate {
  const parts = [paired, ...alone].map((values) => ({ v: variance(values) / values.length, df: values.length - 1 }));
  const v = parts.reduce((total, part) => total + part.v, 0);
  const degreesOfFreedom = (v * v) / parts.reduce((total, part) => total + (part.v * part.v) / part.df, 0);
  const value = mean(paired) - alone.reduce((total, values) => total + mean(values), 0);
  const standardError = Math.sqrt(v);
  const half = studentQuantile((1 + level) / 2, degreesOfFreedom) * standardError;
  const n = paired.length + alone.reduce((total, values) => total + values.length, 0);
  return {
    value, unit: "ΔF/F", interval: { low: value - half, high: value + half, level }, standardError,
    method: "paired minus the sum of parts, Student's t with Satterthwaite's degrees of freedom", n, nOf: "trials",
  };
}

/**
 * The ratio with a bootstrap interval, each condition resampled within itself. For comparison and for skewed amplitudes at 20
 * trials or more; with fewer trials it is too narrow, and `evenIfNarrow` says that you know. Indices from `seed`, or given
 * to repeat another program. Refuses groups too small for the method (`bootstrap`).
 */
export function supralinearityByBootstrap(
  trials: PairingTrials,
  { method, level = 0.95, evenIfNarrow = false, ...source }: {
    method: BootstrapMethod; level?: number; evenIfNarrow?: boolean;
  } & ({ seed: number; resamples: number } | { indices: ResampleIndices }),
): BootstrapEstimate {
  requireTrials(trials);
  const groups = [...trials.alone, trials.paired];
  const statistic = (all: readonly (readonly number[])[]): number => {
    const parts = all.slice(0, -1).reduce((total, values) => total + mean(values), 0);
    return mean(all.at(-1) as readonly number[]) / parts;
  };
  const indices =
    "indices" in source ? source.indices : resampleIndices(randomStream(source.seed, 0, 0), groups.map((group) => group.length), source.resamples);
  return bootstrap(groups, statistic, indices, { method, unit: "1", level, nOf: "trials", evenIfNarrow });
}

/** Whether it matters which comes first. */
export interface PairingOrder {
  /** Mean with EPSPs first over mean with action potentials first; refused where the latter may be 0. */
  readonly ratio: Answer;
  /** EPSPs first minus action potentials first, Welch's interval. */
  readonly difference: Estimate;
  /** Exact two-sided permutation p, and out of how many arrangements: 4 against 4 can't give less than 2/70. */
  readonly pValue: number;
  readonly arrangements: number;
}

/**
 * Order dependence within one spine: trials in which EPSPs preceded the action potentials against trials in reverse order
 * (the paper's Fig. 8B, C). Single-trial amplitudes, any unit. Refuses fewer than 4 trials of either.
 */
export function pairingOrder(
  synapticFirst: readonly number[],
  actionPotentialFirst: readonly number[],
  { unit = "ΔF/F", level = 0.95 }: { unit?: string; level?: number } = {},
): PairingOrder {
  requireTrials({ paired: synapticFirst, alone: [actionPotentialFirst] });
  const test = permutationTest(synapticFirst, actionPotentialFirst);
  const difference = welchDifference(summarise(actionPotentialFirst), summarise(synapticFirst), { unit, level });
  return {
    ratio: answerOf(() => {
      requirePositiveSum([actionPotentialFirst]);
      return ratioOfMeans(synapticFirst, [actionPotentialFirst], { method: "Fieller", quantile: "Student", level, nOf: "trials" });
    }),
    difference: { ...difference.estimate, nOf: "trials" },
    pValue: test.twoSided,
    arrangements: test.ways,
  };
}

/**
 * Order dependence across spines: exact p by flipping the sign of each spine's difference (EPSPs first minus reverse), one
 * number a spine. "Six of six" can't give less than 2/2⁶ = 0.03, "four of four" not less than 0.125.
 */
export function pairingOrderAcrossSpines(differences: readonly number[]): { readonly pValue: number; readonly smallestPossible: number } {
  requireFiniteValues(differences, "difference");
  if (differences.length < 2) throw refuse("trials-too-few", { what: "Order across spines", needed: 2, found: differences.length });
  return { pValue: signFlipTest(differences), smallestPossible: smallestTwoSidedP(differences.length) };
}
