import { lackOfFit, line, lineAcrossGroups, mixedModel, type GroupedLines, type Line, type MixedModel } from "#statistics";
import type { Refusal } from "../measurement.js";
import { answerOf } from "../answer.js";

/** Peak calcium against holding potential in one spine. */
export interface VoltageDependence {
  /** Slope in `unit`/mV with T = b/SE(b), n − 2 degrees of freedom, n trials: exactly as the paper prints it. */
  readonly line: Line;
  /** F test that the means per potential depart from a line; refused without repeats at three potentials. */
  readonly lackOfFit: { readonly f: number; readonly df1: number; readonly df2: number; readonly pValue: number } | Refusal;
}

/**
 * Does synaptic calcium grow with hyperpolarisation (driving force) or depolarisation (unblocking of NMDA receptors)? The
 * paper's Fig. 4C, "linear regression t test": T = b/SE(b) on n − 2 degrees of freedom over all trials of *one* spine.
 *
 * `potentials` in mV: the membrane's, corrected for junction potential and series resistance, or the slope belongs to the
 * command; −260 mV "nominal" is a command. `peaks` in `unit`, one per trial. Means per potential must not be passed: n
 * would be 4. Moore 1993; Yuste et al. 1999.
 */
export function voltageDependence(
  potentials: readonly number[],
  peaks: readonly number[],
  { unit = "% ΔF/F", level = 0.95 }: { unit?: string; level?: number } = {},
): VoltageDependence {
  return {
    line: line(potentials, peaks, { xUnit: "mV", yUnit: unit, level, nOf: "trials" }),
    lackOfFit: answerOf(() => lackOfFit(potentials, peaks)),
  };
}

/** Voltage dependence of several spines. */
export interface VoltageDependenceAcrossSpines<Spine> extends GroupedLines<Spine> {
  /** Line with random intercept and slope per spine, by REML; refused where the data cannot hold it. */
  readonly mixed: MixedModel | Refusal;
}

/**
 * The same across spines: one slope per spine, then Student's t over spines, beside a mixed model. Pooling all trials into one
 * line would count each trial as a spine. `spines` names the spine of each trial. Refuses fewer than 2 spines.
 */
export function voltageDependenceAcrossSpines<Spine>(
  potentials: readonly number[],
  peaks: readonly number[],
  spines: readonly Spine[],
  { unit = "% ΔF/F", level = 0.95 }: { unit?: string; level?: number } = {},
): VoltageDependenceAcrossSpines<Spine> {
  const names = { xUnit: "mV", yUnit: unit, level, nOf: "spines" };
  return {
    ...lineAcrossGroups(potentials, peaks, spines, names),
    mixed: answerOf(() => mixedModel(potentials, peaks, spines, { ...names, random: "intercept and slope, correlated" })),
  };
}
