import { exp, hypot, log, square } from "#elementary";
import { randomStream } from "#random";
import { gradient, normalQuantile, quantile, studentQuantile, type Estimate, type Interval } from "#statistics";
import { RigError } from "#errors";
import { misuse, refuse, requireNonNegative } from "./failures.js";
import { finiteDyeBindingRatio, requireCompartment, type BufferedCompartment } from "./isotherm.js";
import { stepRatio, twoPulseStep, type TwoPulseEstimator, type TwoPulseFluorescence } from "./two-pulse.js";

/** How well the inputs of a calibration are known; all errors independent. */
export interface CalibrationErrors {
  /** Standard errors of the four fluorescence values, in their unit. */
  readonly fluorescence: TwoPulseFluorescence;
  /** Degrees of freedom of each of those errors (trials − 1); taken as exactly known where absent. */
  readonly degreesOfFreedom?: number;
  /** Relative standard errors of the constants: 0.2 is 20 %. Absent constants are taken as exact. */
  readonly constants?: Partial<Record<keyof BufferedCompartment, number>>;
}

/** d ln(amplitude without dye) / d ln(input): −0.55 for `stepRatio` means that 1 % more of it gives 0.55 % less calcium. */
export interface CalibrationSensitivity extends Readonly<Record<keyof BufferedCompartment, number>> {
  readonly stepRatio: number;
}

/** Calcium per pulse, with everything that it rests on. */
export interface CalciumCalibration {
  readonly estimator: TwoPulseEstimator;
  /** {Kd, [Ca]₀, dye, κ_E}: a concentration without them means nothing. */
  readonly constants: BufferedCompartment;
  /** a of the paper's Eq. 2. */
  readonly stepRatio: Estimate;
  /** First step of free calcium with the dye present, nM. */
  readonly step: Estimate;
  /** The step the same influx would make without dye, nM: step·(1 + κ_dye/(1 + κ_E)), κ_dye over the finite step. */
  readonly withoutDye: Estimate;
  /** All calcium that entered, nM of compartment volume. */
  readonly influx: Estimate;
  readonly sensitivity: CalibrationSensitivity;
  /** Implied F_max, in the unit of fluorescence; absent for E0. */
  readonly saturation?: number;
}

/** What to compute. */
export interface CalibrationOptions {
  /** Default E2: equal influx, saturable dye. */
  readonly estimator?: TwoPulseEstimator;
  readonly errors?: CalibrationErrors;
  readonly level?: number;
  /** Pulse pairs averaged into the four values, and what they are called. */
  readonly n?: number;
  readonly nOf?: string;
}

const FLUORESCENCE = ["rest", "firstPeak", "beforeSecond", "secondPeak"] as const;
const CONSTANTS = ["restingCalcium_nM", "dissociation_nM", "dye_nM", "endogenousBindingRatio"] as const;
/** Above this relative error the logarithmic delta interval no longer covers what it claims (validation/synapse). */
const LARGEST_RELATIVE_ERROR = 0.3;

interface Amplitudes {
  readonly step: number;
  readonly withoutDye: number;
  readonly influx: number;
  readonly saturation?: number;
}

function amplitudes(f: TwoPulseFluorescence, constants: BufferedCompartment, estimator: TwoPulseEstimator): Amplitudes {
  const { restingCalcium_nM: rest, dissociation_nM, dye_nM, endogenousBindingRatio } = constants;
  const scale = rest + dissociation_nM;
  const others = 1 + endogenousBindingRatio;
  const solution = twoPulseStep(f, { scale_nM: scale, dyeLoad: (dye_nM * dissociation_nM) / (scale * scale) / others }, estimator);
  const dyeRatio = finiteDyeBindingRatio(rest, rest + solution.step_nM, constants);
  const withoutDye = solution.step_nM * (1 + dyeRatio / others);
  return {
    step: solution.step_nM, withoutDye, influx: withoutDye * others,
    ...(solution.saturation !== undefined && { saturation: f.rest + solution.saturation }),
  };
}

/**
 * Calcium per action potential from the saturation of the dye by the second of two equal pulses.
 *
 * `fluorescence`: four values above background, averaged over pairs. `constants`: resting calcium, the dye's Kd *in situ*,
 * its concentration and κ_E; none can be seen in the fluorescence, so each result lists them and its sensitivity to them.
 *
 * The paper's formula (E0) reads two-fold low at 500 µM calcium green-1, where the dye dominates and equal influx is not
 * equal free steps; E2 is exact there. All estimators assume the second influx equals the first: see `unequalInfluxBias`.
 * Intervals are logarithmic delta ones (Student's t on Satterthwaite's degrees of freedom where `degreesOfFreedom` is given); a relative error above 30 % is
 * refused, since the pair then hardly bends. Feller, Delaney & Tank 1996, J. Neurophysiol. 76:381; Yuste et al. 1999.
 */
export function calibrateTwoPulses(
  fluorescence: TwoPulseFluorescence,
  constants: BufferedCompartment,
  { estimator = "E2", errors, level = 0.95, n = 1, nOf = "pulse pairs" }: CalibrationOptions = {},
): CalciumCalibration {
  requireCompartment(constants);
  if (errors) requireErrors(errors);
  const inputs = [...FLUORESCENCE.map((key) => fluorescence[key]), ...CONSTANTS.map((key) => constants[key])];
  const result = amplitudes(fluorescence, constants, estimator);
  const scale = [...FLUORESCENCE.map(() => Math.abs(fluorescence.firstPeak - fluorescence.rest)), ...CONSTANTS.map((key) => constants[key] || 1)];
  const deviations = errors && [
    ...FLUORESCENCE.map((key) => errors.fluorescence[key]),
    ...CONSTANTS.map((key) => (errors.constants?.[key] ?? 0) * constants[key]),
  ];
  const estimate = (what: (at: readonly number[]) => number, unit: string): Estimate => {
    const value = what(inputs);
    const said = { value, unit, method: `two-pulse calibration ${estimator}`, n, nOf };
    if (!deviations) return { ...said, note: "No errors of the fluorescence were given, so there is no interval." };
    const parts = gradient(what, inputs, scale).map((slope, i) => slope * (deviations[i] as number));
    const standardError = hypot(...parts);
    const relative = standardError / Math.abs(value);
    if (!(relative <= LARGEST_RELATIVE_ERROR)) throw refuse("calibration-undetermined", { estimator, value, relative });
    const interval = logInterval(value, relative, level, jointDegreesOfFreedom(parts, errors.degreesOfFreedom));
    return { ...said, method: `${said.method}, log-delta interval`, standardError, interval };
  };
  const through = (pick: (amplitude: Amplitudes) => number) => (at: readonly number[]): number => pick(amplitudes(...unpack(at), estimator));
  return {
    estimator,
    constants,
    stepRatio: estimate((at) => stepRatio(unpack(at)[0]), "1"),
    step: estimate(through((a) => a.step), "nM"),
    withoutDye: estimate(through((a) => a.withoutDye), "nM"),
    influx: estimate(through((a) => a.influx), "nM"),
    sensitivity: sensitivity(fluorescence, constants, estimator),
    ...(result.saturation !== undefined && { saturation: result.saturation }),
  };
}

function unpack(at: readonly number[]): [TwoPulseFluorescence, BufferedCompartment] {
  const [rest, firstPeak, beforeSecond, secondPeak, restingCalcium_nM, dissociation_nM, dye_nM, endogenousBindingRatio] = at as [
    number, number, number, number, number, number, number, number,
  ];
  return [{ rest, firstPeak, beforeSecond, secondPeak }, { restingCalcium_nM, dissociation_nM, dye_nM, endogenousBindingRatio }];
}

function requireErrors({ fluorescence, constants = {}, degreesOfFreedom }: CalibrationErrors): void {
  for (const key of FLUORESCENCE) requireNonNegative(fluorescence[key], `standard error of ${key}`);
  for (const key of CONSTANTS) requireNonNegative(constants[key] ?? 0, `relative error of ${key}`);
  if (degreesOfFreedom !== undefined && !(degreesOfFreedom >= 1)) {
    throw misuse("outside-domain", { what: "degrees of freedom", expected: "at least 1", found: degreesOfFreedom });
  }
}

/** Satterthwaite's (1946), when the four fluorescence errors have `each` and the constants' errors are known. */
function jointDegreesOfFreedom(parts: readonly number[], each: number | undefined): number | undefined {
  if (each === undefined) return undefined;
  const squares = parts.map((part) => part * part);
  const uncertain = squares.slice(0, FLUORESCENCE.length).reduce((total, v) => total + (v * v) / each, 0);
  return uncertain === 0 ? undefined : square(squares.reduce((total, v) => total + v, 0)) / uncertain;
}

function logInterval(value: number, relative: number, level: number, degreesOfFreedom: number | undefined): Interval {
  const tail = (1 + level) / 2;
  const reach = exp((degreesOfFreedom === undefined ? normalQuantile(tail) : studentQuantile(tail, degreesOfFreedom)) * relative);
  return { low: value / reach, high: value * reach, level };
}

/** Central logarithmic derivatives of the amplitude without dye. The ratio a is varied through F₃ alone. */
function sensitivity(f: TwoPulseFluorescence, constants: BufferedCompartment, estimator: TwoPulseEstimator): CalibrationSensitivity {
  const h = 1e-5;
  const slope = (amplitude: (factor: number) => number): number => (log(amplitude(1 + h)) - log(amplitude(1 - h))) / (2 * h);
  const constant = (key: keyof BufferedCompartment): number =>
    constants[key] === 0 ? 0 : slope((factor) => amplitudes(f, { ...constants, [key]: constants[key] * factor }, estimator).withoutDye);
  const second = f.secondPeak - f.beforeSecond;
  return {
    stepRatio: slope((factor) => amplitudes({ ...f, secondPeak: f.beforeSecond + second * factor }, constants, estimator).withoutDye),
    restingCalcium_nM: constant("restingCalcium_nM"),
    dissociation_nM: constant("dissociation_nM"),
    dye_nM: constant("dye_nM"),
    endogenousBindingRatio: constant("endogenousBindingRatio"),
  };
}

/**
 * The same amplitude without dye by drawing the inputs from their errors (normal for fluorescence, log-normal for constants)
 * and solving each: a check on the delta interval, and better where errors are large. Draws without a solution
 * count as unbounded above, so that the high end is Infinity once more than (1 − level)/2 of them have none.
 */
export function calibrateByMonteCarlo(
  fluorescence: TwoPulseFluorescence,
  constants: BufferedCompartment,
  { estimator = "E2", errors, level = 0.95, draws = 4000, seed, n = 1, nOf = "pulse pairs" }: Omit<CalibrationOptions, "errors"> & {
    readonly errors: CalibrationErrors; readonly draws?: number; readonly seed: number;
  },
): Estimate {
  requireCompartment(constants);
  requireErrors(errors);
  const random = randomStream(seed, 0, 0);
  const values = Array.from({ length: draws }, () => {
    const shaken = Object.fromEntries(FLUORESCENCE.map((key) => [key, fluorescence[key] + errors.fluorescence[key] * random.normal()]));
    const known = Object.fromEntries(CONSTANTS.map((key) => [key, constants[key] * exp((errors.constants?.[key] ?? 0) * random.normal())]));
    try {
      return amplitudes(shaken as unknown as TwoPulseFluorescence, known as unknown as BufferedCompartment, estimator).withoutDye;
    } catch (problem) {
      if (problem instanceof RigError && problem.kind === "refused") return Infinity;
      throw problem;
    }
  });
  const failed = values.filter((value) => value === Infinity).length;
  // A finite stand-in above every other draw keeps the interpolated quantile defined.
  const largest = Math.max(...values.filter(Number.isFinite), 0);
  const end = (p: number): number => {
    const at = quantile(values.map((value) => (value === Infinity ? 1e6 * (largest + 1) : value)), p);
    return at > largest ? Infinity : at;
  };
  return {
    value: amplitudes(fluorescence, constants, estimator).withoutDye, unit: "nM",
    interval: { low: end((1 - level) / 2), high: end((1 + level) / 2), level },
    method: `two-pulse calibration ${estimator}, Monte Carlo interval of ${draws} draws`, n, nOf,
    ...(failed > 0 && { note: `${failed} of ${draws} draws had no solution and count as unbounded.` }),
  };
}
