import type { Issue, Sweep } from "#recording";
import type { FileSource } from "../source.js";
import { childText, childrenNamed, elementsNamed, finiteNumber, type XmlDocument, type XmlElement } from "./xml-tree.js";

/** Larger than an hour of eight channels at 10 kHz; the rest is left unread and said so. */
const MOST_BYTES = 512 * 1024 * 1024;

/** One enabled input as the VoltageRecording's XML describes it. */
interface Signal {
  readonly name: string;
  readonly unit: string;
  /** Volts at the input times this are `unit`s. */
  readonly scale: number;
  readonly patchClamp: boolean;
}

/** What the XML beside a VoltageRecording's CSV says. */
export interface VoltageRecordingSetup {
  readonly signals: readonly Signal[];
  /** Samples per second. */
  readonly rate?: number;
  readonly dataFile?: string;
  readonly issues: readonly Issue[];
}

/** Electrode and trigger inputs of one cycle, and what was wrong with them. */
export interface VoltageRecording {
  readonly sweeps: readonly Sweep[];
  readonly issues: readonly Issue[];
}

/** Enabled signals in the order of the CSV's columns, from the XML whose root is VRecSessionEntry. */
export function voltageRecordingSetup(document: XmlDocument, file: string): VoltageRecordingSetup {
  const issues: Issue[] = [...document.issues];
  const root = document.root;
  if (root?.name !== "VRecSessionEntry") {
    const found = root ? `"${root.name}"` : "missing";
    const message = `the root element is ${found}, not VRecSessionEntry: names, units and scale of the inputs are unknown`;
    return { signals: [], issues: [...issues, { severity: "warning", code: "prairie-voltage-setup-unknown", message, file }] };
  }
  const experiment = childrenNamed(root, "Experiment")[0] ?? root;
  const rate = finiteNumber(childText(experiment, "Rate"));
  const dataFile = childText(root, "DataFile");
  const signals = elementsNamed(experiment, "VRecSignal")
    .filter((signal) => childText(signal, "Enabled")?.toLowerCase() === "true")
    .map((signal) => readSignal(signal, file, issues));
  return { signals, ...(rate !== undefined && rate > 0 ? { rate } : {}), ...(dataFile === undefined ? {} : { dataFile }), issues };
}

function readSignal(signal: XmlElement, file: string, issues: Issue[]): Signal {
  const unit = childrenNamed(signal, "Unit")[0];
  const name = childText(signal, "Name") ?? "unnamed input";
  const factor = (element: "Multiplier" | "Divisor"): number => {
    const text = childText(unit, element);
    const value = finiteNumber(text);
    if (value !== undefined && Math.abs(value) > 1e-15 && Math.abs(value) < 1e15) return value;
    if (text !== undefined) {
      const message = `${name}: ${element} "${text}" can't scale a signal; 1 was used`;
      issues.push({ severity: "warning", code: "prairie-voltage-scale", message, file });
    }
    return 1;
  };
  return {
    name,
    unit: childText(unit, "UnitName") ?? "Volt",
    scale: factor("Multiplier") / factor("Divisor"),
    patchClamp: childText(unit, "PatchclampDevice") !== undefined,
  };
}

/**
 * Sweeps of one VoltageRecording CSV: a time column in ms, then one column of volts per enabled signal.
 *
 * Columns are matched by position, because published recordings carry wrong names in the header while the order of the
 * enabled signals is right. Each reading is volts × Multiplier / Divisor in the signal's unit, then mV or pA. `start` is
 * added to the file's own times (ms from the trial's start). A row that is no row of numbers ends the reading.
 */
export async function readVoltageCsv(
  csv: FileSource,
  setup: VoltageRecordingSetup,
  trial: number,
  start: number,
): Promise<VoltageRecording> {
  const issues: Issue[] = [];
  const report = (severity: Issue["severity"], code: string, message: string, offset?: number): void => {
    issues.push({ severity, code, message, file: csv.path, trial, ...(offset === undefined ? {} : { offset }) });
  };
  const bytes = await csv.read(0, Math.min(csv.size, MOST_BYTES));
  if (csv.size > MOST_BYTES) report("error", "prairie-voltage-long", `only the first ${MOST_BYTES} of ${csv.size} bytes were read`);
  const table = parseColumns(bytes, report);
  if (table.rows === 0) {
    report("warning", "prairie-voltage-empty", "it holds no row of numbers; the electrode's traces of this trial are missing");
    return { sweeps: [], issues };
  }
  const columns = table.columns.length - 1;
  if (setup.signals.length > 0 && setup.signals.length !== columns) {
    report(
      "warning",
      "prairie-voltage-columns",
      `it has ${columns} columns of readings, but its XML enables ${setup.signals.length} signals; ` +
        "columns were named by the CSV's own header and kept in volts",
    );
  }
  const signals = setup.signals.length === columns ? setup.signals : table.names.slice(1).map(plainVolts);
  if (setup.signals.length === columns) {
    const wrong = signals.flatMap((signal, i) => {
      const header = table.names[i + 1] ?? "";
      return header === signal.name ? [] : [`"${header}" is ${signal.name}`];
    });
    if (wrong.length > 0) {
      const named = wrong.slice(0, 8).join(", ");
      report("note", "prairie-voltage-names", `the header's names differ from the enabled signals, which were preferred: ${named}`);
    }
  }
  const samplePeriod = samplingPeriod(table.columns[0], table.rows, setup.rate, report);
  if (samplePeriod === undefined) {
    report(
      "warning",
      "prairie-voltage-untimed",
      "neither a rate nor two increasing times are given; its traces can't be placed in time and are missing",
    );
    return { sweeps: [], issues };
  }
  const first = start + (table.columns[0]?.[0] ?? 0);
  const sweeps = signals.map((signal, i) => sweep(signal, table.columns[i + 1], table.rows, { trial, start: first, samplePeriod }));
  return { sweeps, issues };
}

const plainVolts = (name: string): Signal => ({ name, unit: "Volt", scale: 1, patchClamp: false });

function sweep(
  signal: Signal,
  column: Float64Array | undefined,
  rows: number,
  when: Pick<Sweep, "trial" | "start" | "samplePeriod">,
): Sweep {
  const { quantity, unit, factor } = meaning(signal);
  const samples = (column ?? new Float64Array(0)).slice(0, rows);
  const scale = signal.scale * factor;
  if (scale !== 1) for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? NaN) * scale;
  return { ...when, channel: signal.name, quantity, unit, samples };
}

/**
 * What a signal measures: volts straight from the board could be anything, so they keep their unit and stay "other". An input
 * that is called a command carries what the amplifier was told, not what it read.
 */
function meaning({ name, unit, patchClamp }: Signal): { quantity: Sweep["quantity"]; unit: string; factor: number } {
  const folded = unit.replace("μ", "µ").replace(/^u(?=[VA])/, "µ");
  const current: Readonly<Record<string, number>> = { fA: 1e-3, pA: 1, nA: 1e3, µA: 1e6, mA: 1e9, A: 1e12 };
  const potential: Readonly<Record<string, number>> = { µV: 1e-3, mV: 1 };
  const command = /\bcommand|\bcmd\b/i.test(name);
  const toPicoamperes = current[folded];
  if (toPicoamperes !== undefined) return { quantity: command ? "command current" : "current", unit: "pA", factor: toPicoamperes };
  const toMillivolts = potential[folded] ?? (patchClamp && /^(V|Volts?)$/i.test(folded) ? 1e3 : undefined);
  if (toMillivolts !== undefined) return { quantity: command ? "command potential" : "potential", unit: "mV", factor: toMillivolts };
  return { quantity: "other", unit: /^Volts?$/i.test(folded) ? "V" : unit, factor: 1 };
}

/** ms between samples: the stated rate where the time column agrees within 0.1 %, else the time column. */
function samplingPeriod(
  times: Float64Array | undefined,
  rows: number,
  rate: number | undefined,
  report: (severity: Issue["severity"], code: string, message: string) => void,
): number | undefined {
  const stated = rate === undefined ? undefined : 1000 / rate;
  const span = times && rows > 1 ? ((times[rows - 1] ?? NaN) - (times[0] ?? NaN)) / (rows - 1) : NaN;
  const counted = span > 0 && Number.isFinite(span) ? span : undefined;
  if (stated === undefined || counted === undefined) return stated ?? counted;
  if (Math.abs(counted / stated - 1) <= 1e-3) return stated;
  report(
    "warning",
    "prairie-voltage-rate",
    `the XML's rate means ${stated} ms between samples, the time column says ${counted} ms; the time column was used`,
  );
  return counted;
}

interface Table {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  readonly rows: number;
}

const COMMA = 0x2c;
const NEWLINE = 0x0a;
/** Inputs of a National Instruments board, with room to spare. */
const MOST_COLUMNS = 256;
/** Far beyond any reading or time, far within what scaling can carry; NaN and ∞ fail it too. */
const MOST_VOLTS = 1e100;

/** Rows of numbers under one header line; as many columns as the header has. Memory is bounded by the bytes. */
function parseColumns(
  bytes: Uint8Array,
  report: (severity: Issue["severity"], code: string, message: string, offset?: number) => void,
): Table {
  const decoder = new TextDecoder("utf-8");
  const headerEnd = bytes.indexOf(NEWLINE);
  const header = decoder.decode(bytes.subarray(0, headerEnd < 0 ? Math.min(bytes.length, 4096) : headerEnd));
  const names = header
    .replace(/\r$/, "")
    .split(",")
    .map((name) => name.trim());
  if (names.length > MOST_COLUMNS || headerEnd < 0) return { names: [], columns: [], rows: 0 };
  let lines = 0;
  for (let at = headerEnd; at >= 0 && at < bytes.length; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  // A row of n columns takes at least 2n − 1 bytes, so damage can't ask for more than four times the file.
  const capacity = Math.min(lines, Math.ceil((bytes.length - headerEnd) / Math.max(1, 2 * names.length - 1)) + 1);
  const columns = names.map(() => new Float64Array(capacity));
  let rows = 0;
  let at = headerEnd + 1;
  while (at < bytes.length && rows < capacity) {
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    let from = at;
    let good = true;
    for (let column = 0; column < names.length && good; column++) {
      const last = column === names.length - 1;
      const comma = last ? end : bytes.indexOf(COMMA, from);
      const until = comma < 0 || comma > end ? -1 : comma;
      const value = until < 0 ? NaN : Number(decoder.decode(bytes.subarray(from, until)).trim() || "NaN");
      good = Math.abs(value) < MOST_VOLTS;
      const values = columns[column];
      if (values) values[rows] = value;
      from = until + 1;
    }
    if (!good) {
      if (decoder.decode(bytes.subarray(at, Math.min(end, at + 64))).trim() === "") break;
      report(
        "warning",
        "prairie-voltage-damaged",
        `row ${rows + 2} is not ${names.length} numbers; the ${rows} rows before it were kept`,
        at,
      );
      break;
    }
    rows++;
    at = end + 1;
  }
  return { names, columns, rows };
}
