import { formatNumber } from "radiatum";
import { fitBase, requireSavable, saveFile } from "radiatum/node";
import { settingsNow, type FitDocument, type FittedParameter, type FittedRow } from "radiatum/paper";
import { count, seedOf } from "./numbers.js";
import { pending, remark, say, settled } from "./terminal.js";

export interface FitBaseCliOptions {
  readonly seed: string;
  readonly workers?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Fits the parameter set `base` to the training rows, and writes what is kept of it. */
export async function fitBaseSet({ seed, workers, out, json = false }: FitBaseCliOptions): Promise<void> {
  requireSavable(out);
  const begun = performance.now();
  let evaluation = 0;
  pending("Setting up");
  const found = await fitBase({
    seed: seedOf(seed),
    ...(workers !== undefined && { workers: count(workers, "--workers") }),
    onEvaluated: (what, loss, values) => {
      settled();
      evaluation++;
      const at = values ? `: ${values.map((value) => formatNumber(value)).join(", ")}` : "";
      if (!json) say(`${String(evaluation).padStart(4)}  loss ${loss.toFixed(3).padStart(8)}  ${what}${at}`);
      pending("Simulating");
    },
  });
  settled();
  const text = `${JSON.stringify(found, null, 2)}\n`;
  saveFile(out, text);
  if (json) say(text);
  else say(summary(found));
  remark(`${((performance.now() - begun) / 1000).toFixed(0)} s. Kept: ${out}`);
}

function summary({ parameters, rows, loss }: FitDocument): string {
  return [
    "", "Numbers: where the fit began → where it ended, ×/÷ as far as the loss may rise by 1 | bounds | in force now",
    ...parameters.flatMap(parameterLines),
    "",
    "Training rows: reading at the start → fitted → with the rounded numbers | aim | distance in halves of what counts",
    ...rows.flatMap(rowLines),
    "", `Loss ${loss.start.toFixed(2)} → ${loss.fitted.toFixed(2)}, rounded ${loss.base.toFixed(2)}; ` +
      `from the drawn start ${loss.otherFitted.toFixed(2)}.`,
  ].join("\n");
}

const now = settingsNow();

function parameterLines(of: FittedParameter): string[] {
  const { name, unit, start, bounds: [low, high], fitted, base, within, pinned } = of;
  const unitText = unit === "1" ? "" : ` ${unit}`;
  const today = now.get(name) ?? NaN;
  return [
    `${name}  ${formatNumber(start)} → ${formatNumber(fitted)} ×/÷ ${within.toFixed(2)}${unitText}, ` +
      `in base ${base} | ${formatNumber(low)} to ${formatNumber(high)} | now ${formatNumber(today)}, ${change(fitted / today)}`,
    `       ${(100 * pinned).toFixed(0)} % by the rows; the other start came to ${formatNumber(of.otherFitted)}. ` +
      of.published,
  ];
}

const change = (ratio: number): string => `${ratio >= 1 ? "+" : "−"}${Math.abs(100 * (ratio - 1)).toFixed(0)} %`;

const WORDS = { "both": "", "at most": "at most ", "at least": "at least " } as const;

function rowLines({ id, reading, aim, side, ends: [low, high], start, fitted, base, distance }: FittedRow): string[] {
  const ends = [low, high].flatMap((end) => (end === null ? [] : [formatNumber(end)])).join(" to ");
  return [
    `${id}  ${reading}`,
    `       ${formatNumber(start)} → ${formatNumber(fitted)} → ${formatNumber(base)} | ` +
      `${WORDS[side]}${formatNumber(aim)} (${ends}) | ${distance.toFixed(2)}`,
  ];
}
