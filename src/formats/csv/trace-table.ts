import type { Sweep } from "#recording";
import { signalOf } from "../abf/signal.js";
import { trialsOf, type TableContents } from "./contents.js";
import { unreadable } from "./failures.js";
import { clockOf, nameAndUnit, timeFactor, timeTitle } from "./times.js";
import { readTrialComments } from "./trial-comments.js";
import { columnsOf, commentSettings, tableWidth, type Note, type Values } from "./values.js";

const QUANTITIES: readonly Sweep["quantity"][] = ["potential", "current", "command potential", "command current", "trigger", "other"];

/**
 * Traces: the first column is time, every further one a channel, or the trial that its title names ("trial 3",
 * "Trace #3", "sweep 3"). Samples at the end of a column that are empty belong to no trial.
 */
export function traceTable(values: Values, note: Note): TableContents {
  const title = values.titles[0] ?? "";
  const line = values.rows[0]?.line ?? 1;
  const factor = timeTitle(title)?.factor ?? timeFactor(values.units[0] ?? "");
  if (factor === undefined) throw unreadable("csv-time-unit", { file: values.file, line: Math.max(1, line - 1), found: title });
  const columns = columnsOf(values, tableWidth(values, note), note);
  const times = columns[0] ?? new Float64Array(0);
  const clock = clockOf(times, factor);
  if (clock === undefined) throw unreadable("csv-no-numbers", { file: values.file, line, found: "times that don't increase" });
  if (clock.irregularity > 0.1) {
    note("warning", "csv-uneven-times", `times stray from even steps of ${clock.period} ms by up to ${clock.irregularity.toPrecision(2)} steps; the mean step is taken`);
  }
  const stated = readTrialComments(values.comments);
  const channelComment = values.comments.map(({ text }) => /^channel: (.+)$/u.exec(text)?.[1]).find((name) => name !== undefined);
  const quantity = QUANTITIES.find((known) => known === commentSettings(values.comments)["quantity"]);
  const sweeps: Sweep[] = [];
  const lengths = new Map<number, number>();
  const assumptions = new Set<string>();
  for (let c = 1; c < columns.length; c++) {
    const named = nameAndUnit(values.titles[c] ?? "");
    const unit = named.unit === "" ? (values.units[c] ?? "") : named.unit;
    const numbered = /^(?:trial|trace|sweep|episode)\s*[#_]?\s*(\d{1,6})\s*(.*)$/iu.exec(named.name);
    const trial = numbered ? Math.max(0, Number(numbered[1]) - 1) : 0;
    if (trial > columns.length + stated.length) continue;
    const channel = (numbered ? (channelComment ?? numbered[2]) : named.name) || channelComment || `column ${c + 1}`;
    const signal = quantity === undefined ? signalOf(unit, channel) : { quantity, unit, factor: 1 };
    if ("assumption" in signal) assumptions.add(signal.assumption);
    const samples = trimmed(columns[c] ?? new Float64Array(0), signal.factor);
    if (samples.length === 0 && named.name === "") continue;
    if (samples.length === 0) note("warning", "csv-column-empty", `column ${c + 1}, "${named.name}", holds no numbers`);
    lengths.set(trial, Math.max(lengths.get(trial) ?? 0, samples.length));
    sweeps.push({ trial, channel, quantity: signal.quantity, unit: signal.unit, start: clock.start, samplePeriod: clock.period, samples });
  }
  for (const assumption of assumptions) note("note", "csv-channel-meaning", assumption);
  return {
    detail: "CSV table of traces",
    lineScans: [],
    sweeps: sweeps.sort((a, b) => a.trial - b.trial),
    ...trialsOf(stated, Array.from({ length: [...lengths.keys()].reduce((most, trial) => Math.max(most, trial + 1), 0) }, (_, trial) => clock.start + (lengths.get(trial) ?? 0) * clock.period)),
  };
}

function trimmed(values: Float64Array, factor: number): Float64Array {
  let length = values.length;
  while (length > 0 && Number.isNaN(values[length - 1])) length--;
  return values.subarray(0, length).map((value) => value * factor);
}
