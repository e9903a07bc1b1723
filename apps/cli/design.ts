import { answerOf, compareIndicators, expectedDetectability, formatNumber, parseQuantity, planComparison, planTrials } from "radiatum";
import { number, share } from "./numbers.js";
import { say } from "./terminal.js";

export interface DesignOptions {
  readonly probability: string;
  readonly halfWidth: string;
  readonly compare?: string;
  readonly power: string;
  readonly photons: string;
  readonly amplitude: string;
  readonly decay: string;
  readonly rise: string;
  readonly linePeriod: string;
  readonly influx: string;
  readonly rest: string;
  readonly dye: string;
  readonly kappa: string;
  readonly json?: boolean;
}

/** What single trials will show, how many are needed, and what each dye would do. */
export function design(options: DesignOptions): void {
  const probability = share(options.probability, "--probability");
  const transient = {
    photonsPerLine: number(options.photons, "--photons", { least: 0 }),
    deltaFOverF: share(options.amplitude, "--amplitude"),
    rise_ms: parseQuantity(options.rise, "time"),
    decay_ms: parseQuantity(options.decay, "time"),
    linePeriod_ms: parseQuantity(options.linePeriod, "time"),
  };
  const seen = expectedDetectability(transient);
  const trials = answerOf(() => planTrials({ probability, halfWidth: share(options.halfWidth, "--half-width"), detectability: seen.detectability }));
  const other = options.compare === undefined ? undefined : share(options.compare, "--compare");
  const comparison = other === undefined ? undefined : answerOf(() => planComparison(probability, other, { power: share(options.power, "--power") }));
  const nM = (text: string): number => 1000 * parseQuantity(text, "concentration");
  const dyes = compareIndicators({
    rise_nM: nM(options.influx), restingCalcium_nM: nM(options.rest), endogenousBindingRatio: number(options.kappa, "--kappa", { least: 0 }), dye_nM: nM(options.dye),
  });
  if (options.json) {
    say(JSON.stringify({ transient, detectability: seen, trials, ...(comparison ? { comparison } : {}), dyes }, null, 2));
    return;
  }
  const row = (name: string, value: string): string => `  ${name.padEnd(46)}${value}`;
  say(`One trial: ${formatNumber(transient.photonsPerLine)} photons a line of ${formatNumber(transient.linePeriod_ms)} ms, ΔF/F ${formatNumber(100 * transient.deltaFOverF)} %, rise ${formatNumber(transient.rise_ms)} ms, decay ${formatNumber(transient.decay_ms)} ms`);
  say(row("d′ between success and failure", `${formatNumber(seen.detectability)}${seen.separable ? "" : "   (below 4: a probability can only be bounded)"}`));
  say(row("trials called wrongly, at best", `${formatNumber(100 * seen.errorRate, 2)} %`));
  say(row("successes found at 1 % false alarms", `${formatNumber(100 * seen.hitRateAt1Percent)} %`));
  say(`\nTrials for p = ${formatNumber(probability)}`);
  if ("refused" in trials) say(`  ${trials.refused}`);
  else {
    say(row(`for a 95 % interval of ±${options.halfWidth}`, String(trials.trials)));
    say(row("to see at least one success (95 %)", String(trials.trialsForOneSuccess)));
  }
  if (comparison && other !== undefined) {
    if ("refused" in comparison) say(`  ${comparison.refused}`);
    else say(row(`each, to tell it from p = ${formatNumber(other)} (Fisher)`, `${comparison.trialsPerCondition}, power ${formatNumber(100 * comparison.power)} %`));
  }
  say(`\nDyes at ${options.dye}, for a step of ${options.influx} without dye (κ ${options.kappa}, rest ${options.rest})`);
  const head = ["", "Kd, nM", "κ dye", "step left", "decay ×", "bound", "ΔF/F", "2× influx"];
  const cells = dyes.map((dye) => [
    dye.indicator.name, formatNumber(dye.indicator.dissociation_nM), formatNumber(dye.bindingRatioAtRest, 2), `${formatNumber(100 * dye.amplitudeLeft, 2)} %`,
    formatNumber(dye.slowing, 2), `${formatNumber(100 * dye.occupancy, 2)} %`, dye.deltaFOverF === undefined ? "not known" : `${formatNumber(100 * dye.deltaFOverF, 2)} %`,
    dye.doubling === undefined ? "not known" : `× ${formatNumber(dye.doubling, 3)}`,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => (row[i] as string).length)));
  for (const line of [head, ...cells]) say(`  ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[i] as number))).join("  ")}`);
  say("  step left: free calcium that remains with the dye in it; bound: share of dye at the peak; 2× influx: growth of ΔF/F");
}
