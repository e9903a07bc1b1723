import { answerOf, calibrateTwoPulses, failures, formatEstimate, formatNumber, indicatorNamed, parseQuantity, type CalciumCalibration, type Estimate } from "radiatum";
import { number } from "./numbers.js";
import { say } from "./terminal.js";

export interface CalibrateOptions {
  readonly f0: string;
  readonly f1: string;
  readonly f2: string;
  readonly f3: string;
  readonly se?: string;
  readonly pairs?: string;
  readonly indicator?: string;
  readonly kd?: string;
  readonly rest: string;
  readonly dye: string;
  readonly kappa: string;
  readonly json?: boolean;
}

const misuse = failures("usage", {
  "errors-miscounted": (f: { found: number }) => `--se has ${f.found} values; give one for all four readings, or four separated by commas.`,
});

/** The estimators side by side, since which one applies decides the answer twofold. */
const ESTIMATORS = [
  ["E0", "equal steps of free calcium, no decay between them (Feller et al. 1996, Yuste et al. 1999, as printed)"],
  ["E1", "the same with the decay between the pulses taken out"],
  ["E2", "equal influx, the dye itself a buffer (the physical situation)"],
] as const;

/** Two pulses to calcium by every estimator, with constants and sensitivities. */
export function calibrate(options: CalibrateOptions): void {
  const fluorescence = {
    rest: number(options.f0, "--f0"), firstPeak: number(options.f1, "--f1"), beforeSecond: number(options.f2, "--f2"), secondPeak: number(options.f3, "--f3"),
  };
  const nM = (text: string): number => 1000 * parseQuantity(text, "concentration");
  const indicator = options.indicator === undefined ? undefined : indicatorNamed(options.indicator);
  const constants = {
    restingCalcium_nM: nM(options.rest),
    dissociation_nM: options.kd === undefined ? (indicator?.dissociation_nM ?? indicatorNamed("calcium green-1").dissociation_nM) : nM(options.kd),
    dye_nM: nM(options.dye),
    endogenousBindingRatio: number(options.kappa, "--kappa", { least: 0 }),
  };
  const errors = options.se === undefined ? {} : { errors: { fluorescence: errorsOf(options.se) } };
  const n = options.pairs === undefined ? 1 : number(options.pairs, "--pairs", { least: 1 });
  const results = ESTIMATORS.map(([estimator, meaning]) => ({
    estimator, meaning, result: answerOf(() => calibrateTwoPulses(fluorescence, constants, { estimator, n, nOf: n === 1 ? "pulse pair" : "pulse pairs", ...errors })),
  }));
  if (options.json) {
    say(JSON.stringify({ fluorescence, constants, estimates: results.map(({ estimator, meaning, result }) => ({ estimator, meaning, ...result })) }, null, 2));
    return;
  }
  say(`Kd ${formatNumber(constants.dissociation_nM)} nM, resting calcium ${formatNumber(constants.restingCalcium_nM)} nM, dye ${formatNumber(constants.dye_nM / 1000)} µM, endogenous κ ${formatNumber(constants.endogenousBindingRatio)}\n`);
  for (const { estimator, meaning, result } of results) {
    say(`${estimator}  ${meaning}`);
    if ("refused" in result) say(`    ${result.refused}\n`);
    else say(`${describe(result)}\n`);
  }
}

function describe(result: CalciumCalibration): string {
  const row = (name: string, estimate: Estimate): string => `    ${name.padEnd(34)}${formatEstimate(estimate)}${estimate.note === undefined ? "" : `\n      ${estimate.note}`}`;
  const sensitive = Object.entries(SENSITIVITY).map(([key, name]) => `${name} ${formatNumber(result.sensitivity[key as keyof typeof SENSITIVITY], 2)} %`);
  return [
    row("step ratio a", result.stepRatio),
    row("free calcium step, dye present", result.step),
    row("free calcium step, without dye", result.withoutDye),
    row("calcium that entered", result.influx),
    `    1 % more of … changes the step without dye by: ${sensitive.join(", ")}`,
  ].join("\n");
}

const SENSITIVITY = { stepRatio: "a", dissociation_nM: "Kd", restingCalcium_nM: "[Ca] at rest", dye_nM: "dye", endogenousBindingRatio: "κ" } as const;

function errorsOf(text: string): { rest: number; firstPeak: number; beforeSecond: number; secondPeak: number } {
  const values = text.split(",").map((part) => number(part, "--se", { least: 0 }));
  if (values.length !== 1 && values.length !== 4) throw misuse("errors-miscounted", { found: values.length });
  const at = (index: number): number => values[values.length === 1 ? 0 : index] as number;
  return { rest: at(0), firstPeak: at(1), beforeSecond: at(2), secondPeak: at(3) };
}

