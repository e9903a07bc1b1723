import { open } from "radiatum/node";
import { describeIssue, type LineScan, type Recording, type ReferenceImage } from "radiatum/recording";
import { formatNumber } from "radiatum/statistics";
import { parseQuantity } from "radiatum/units";
import { progress, say } from "./terminal.js";

export interface InfoOptions {
  readonly linePeriod?: string;
  readonly json?: boolean;
}

/** Prints what a recording holds: channels, trials, line timing with its source, issues. */
export async function info(path: string, options: InfoOptions): Promise<void> {
  const recording = await open(path, {
    ...(options.linePeriod === undefined ? {} : { linePeriod: parseQuantity(options.linePeriod, "time") }),
    onProgress: progress("Reading"),
  });
  say(options.json ? JSON.stringify(asDocument(recording), null, 2) : asText(recording));
}

/** The same facts for programs; the shape is documented in the README. */
function asDocument(recording: Recording): object {
  return {
    recording: {
      name: recording.name,
      format: recording.format,
      formatDetail: recording.formatDetail,
      startedAt: recording.startedAt ?? null,
      trials: recording.trials.length,
      simulated: recording.provenance.simulated,
    },
    lineScans: recording.lineScans.map((scan) => ({
      name: scan.name,
      lines: longest(scan),
      pixels: scan.pixelsPerLine,
      trials: scan.trials.length,
      channels: scan.channels.map((channel) => ({ name: channel.name, colour: channel.colour ?? null, dye: channel.dye ?? null })),
      pixelSize_um: scan.pixelSize_um ?? null,
      timing: {
        linePeriod_ms: scan.timing.period ?? null,
        source: scan.timing.source,
        alternatives: scan.timing.alternatives.map((other) => ({ linePeriod_ms: other.period, source: other.source, note: other.note })),
        contradictions: scan.timing.contradictions,
        check: scan.timing.check ?? null,
      },
    })),
    images: recording.images.map(({ name, channel, width, height, pixelSize_um }) =>
      ({ name, channel: channel ?? null, width, height, pixelSize_um: pixelSize_um ?? null })),
    sweeps: sweepGroups(recording).map(({ channel, quantity, unit, count, samplePeriod, seconds }) => ({ channel, quantity, unit, sweeps: count, samplePeriod_ms: samplePeriod, duration_s: seconds })),
    events: recording.events.map((event) => ({ ...event })),
    conditions: recording.conditions.map((condition) => ({ ...condition })),
    issues: recording.issues.map((issue) => ({ ...issue, text: describeIssue(issue) })),
    settings: recording.provenance.settings,
  };
}

function asText(recording: Recording): string {
  const rows: [string, string][] = [["recording", recording.name], ["format", recording.formatDetail]];
  if (recording.startedAt) rows.push(["started", recording.startedAt.replace("T", " ")]);
  if (recording.provenance.program) rows.push(["program", recording.provenance.program]);
  rows.push(["trials", String(recording.trials.length)]);
  for (const scan of recording.lineScans) rows.push(["", ""], ...scanRows(scan));
  const pictures = pictureRows(recording.images);
  if (pictures.length > 0) rows.push(["", ""], ...pictures);
  const sweeps = sweepGroups(recording);
  if (sweeps.length > 0) rows.push(["", ""]);
  for (const group of sweeps) {
    rows.push([
      `electrode ${group.channel}`,
      `${group.quantity}, ${group.unit}; ${plural(group.count, "sweep")} of ${formatNumber(group.seconds, 4)} s at ${formatNumber(1 / group.samplePeriod, 5)} kHz`,
    ]);
  }
  const conditions = recording.conditions.map((condition) =>
    [condition.name, ...condition.drugs.map((drug) => drug.name + (drug.concentration_uM === undefined ? "" : ` ${formatNumber(drug.concentration_uM)} µM`)), condition.holding === undefined ? "" : `${formatNumber(condition.holding)} mV`].filter((part) => part !== "").join(", "),
  );
  if (conditions.length > 0) rows.push(["", ""], ["conditions", conditions.join("; ")]);
  if (recording.events.length > 0) rows.push(["stimuli", eventSummary(recording)]);
  const lines = table(rows);
  const seen = new Map<string, number>();
  for (const issue of recording.issues) {
    const text = `${issue.severity}: ${describeIssue(issue)}`;
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  if (seen.size > 0) lines.push("", "issues", ...[...seen].map(([text, count]) => `  ${text}${count > 1 ? ` (${count} times)` : ""}`));
  return lines.join("\n");
}

function scanRows(scan: LineScan): [string, string][] {
  const lines = scan.trials.map((trial) => trial.lines);
  const shortest = Math.min(...lines);
  const span = shortest === longest(scan) ? String(shortest) : `${shortest} to ${longest(scan)}`;
  const { timing } = scan;
  const rows: [string, string][] = [
    ["line scan", `${scan.name}: ${span} lines × ${scan.pixelsPerLine} pixels, ${plural(scan.trials.length, "trial")}`],
    ["channels", scan.channels.map((channel) => channel.name + (channel.colour && channel.colour !== "other" ? ` (${channel.colour})` : "")).join(", ")],
    ["line period", timing.period === undefined ? "unknown: give it with --line-period" : `${formatNumber(timing.period, 6)} ms, from ${timing.source}`],
  ];
  for (const other of timing.alternatives) rows.push(["  not taken", `${formatNumber(other.period, 6)} ms, ${other.source}: ${other.note}`]);
  for (const contradiction of timing.contradictions) rows.push(["  but", contradiction]);
  if (timing.check) rows.push(["  checked", timing.check]);
  if (scan.pixelSize_um !== undefined) rows.push(["pixel", `${formatNumber(scan.pixelSize_um, 4)} µm along the line`]);
  if (scan.dwellTime_us !== undefined) rows.push(["dwell", `${formatNumber(scan.dwellTime_us, 4)} µs a pixel`]);
  return rows;
}

/** One row for all pictures of a channel that have the same size. */
function pictureRows(images: readonly ReferenceImage[]): [string, string][] {
  const groups = new Map<string, ReferenceImage[]>();
  for (const image of images) {
    const key = `${image.channel ?? ""}\n${image.width}\n${image.height}\n${image.pixelSize_um ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), image]);
  }
  return [...groups.values()].map((group) => {
    const { channel, width, height, pixelSize_um } = group[0] as ReferenceImage;
    const size = pixelSize_um === undefined ? "" : ` of ${formatNumber(pixelSize_um, 4)} µm`;
    const named = group.slice(0, 3).map(({ name }) => name).join("; ");
    const more = group.length > 3 ? `; and ${group.length - 3} more` : "";
    return [
      ["pictures", channel].filter((word) => word !== undefined).join(" "),
      `${group.length} of ${width} × ${height} pixels${size}: ${named}${more}`,
    ];
  });
}

interface SweepGroup {
  readonly channel: string;
  readonly quantity: string;
  readonly unit: string;
  readonly count: number;
  readonly samplePeriod: number;
  readonly seconds: number;
}

function sweepGroups(recording: Recording): SweepGroup[] {
  const groups = new Map<string, SweepGroup>();
  for (const sweep of recording.sweeps) {
    const key = `${sweep.channel}\n${sweep.quantity}`;
    const seconds = (sweep.samples.length * sweep.samplePeriod) / 1000;
    const before = groups.get(key);
    groups.set(key, before ? { ...before, count: before.count + 1, seconds: Math.max(before.seconds, seconds) } : { channel: sweep.channel, quantity: sweep.quantity, unit: sweep.unit, count: 1, samplePeriod: sweep.samplePeriod, seconds });
  }
  return [...groups.values()];
}

function eventSummary(recording: Recording): string {
  const counts = new Map<string, number>();
  for (const event of recording.events) {
    const text = `${event.kind} at ${formatNumber(event.start, 6)} ms${event.target ? ` on ${event.target}` : ""} (${event.source})`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const shown = [...counts].slice(0, 6).map(([text, count]) => (count > 1 ? `${text}, in ${count} trials` : text));
  return counts.size > 6 ? `${shown.join("; ")}; and ${counts.size - 6} more` : shown.join("; ");
}

const longest = (scan: LineScan): number => Math.max(0, ...scan.trials.map((trial) => trial.lines));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value}`.trimEnd());
}
