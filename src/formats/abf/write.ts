import type { Issue, Recording, StimulusEvent, Sweep } from "#recording";
import { refuse } from "./failures.js";
import { exactInterval } from "./header.js";
import { signalOf } from "./signal.js";
import { encoded, joined, laidOut, record, textSection, type Section } from "./write-sections.js";

export interface AbfOptions {
  /** Called for everything of the recording that the file leaves out or changes. */
  readonly onIssue?: (issue: Issue) => void;
}

/** One input of the digitiser. */
interface Input {
  readonly name: string;
  readonly unit: string;
  readonly sweeps: readonly Sweep[];
}

/** µs that a tick may last: the shortest with which the session fits 31 bits. */
const COARSEST = 1000;
const TICKS = [1, 10, 100, COARSEST];
const LONGEST = 2 ** 31 - 1;
const COMMENT_BYTES = 56;

/**
 * The electrode's part of a recording as an ABF 2 file of episodic sweeps: 32-bit floats, a sweep a trial, starts in
 * the synch array, stimuli and marks as tags, the holding potential where all conditions have the same.
 *
 * `abfReader` gives back every sample, and the start of every trial and stimulus to half a microsecond (in sessions
 * of up to 35 minutes; to 5 µs in one of six hours). A tag has a time and a comment, so a stimulus comes back as one,
 * with its kind and target as text. Left out, each reported to `onIssue`: images, line scans, conditions other than
 * the holding, differing protocols, what stimuli are beside their time. Throws a RigError of kind "refused" where
 * there are no sweeps, or where they differ in number, length, sampling or beginning.
 */
export function writeAbf(recording: Recording, { onIssue }: AbfOptions = {}): Uint8Array {
  const losses: string[] = [];
  const inputs = inputsOf(recording, losses);
  const first = inputs[0]?.sweeps[0];
  if (!first) throw refuse("abf-nothing-to-write", { name: recording.name, trials: recording.trials.length });
  requireEven(recording, inputs, first);
  const clock = clockOf(recording, losses);
  const period = exactInterval(Math.fround(first.samplePeriod * 1000)) / 1000;
  if (Math.abs(period - first.samplePeriod) > 1e-12 * first.samplePeriod) {
    losses.push(`the sample period of ${first.samplePeriod} ms is stored in 32 bits, and read as ${period} ms`);
  }
  const strings: string[] = [];
  const indexOf = (text: string): number => text === "" ? 0 : strings.push(text);
  const started = startOf(recording, losses);
  const header = { creator: indexOf("Radiatum"), protocol: indexOf(commonProtocol(recording, losses)) };
  const sections = [
    protocolSection(recording, first, inputs.length, clock.tick),
    adcSection(inputs, indexOf),
    dacSection(recording, inputs, indexOf, losses),
    textSection(strings),
    dataSection(recording.trials.length, inputs, first.samples.length),
    tagSection(recording, clock, losses),
    synchSection(recording, clock, first.samples.length * inputs.length),
  ];
  noteOther(recording, losses);
  for (const message of losses) onIssue?.({ severity: "note", code: "abf-not-written", message });
  return laidOut(
    record(512, [
      ["text", 0, "ABF2"], ["u8", 6, 6], ["u8", 7, 2], ["u32", 8, 512], ["u32", 12, recording.trials.length],
      ["u32", 16, started.date], ["u32", 20, started.milliseconds], ["i16", 28, 1], ["i16", 30, 1],
      ["u32", 60, header.creator], ["u32", 72, header.protocol],
    ]),
    sections,
  );
}

/** Channels in the order in which the recording names them, each with its sweeps trial by trial. */
function inputsOf(recording: Recording, losses: string[]): Input[] {
  const names = [...new Set(recording.sweeps.map((sweep) => sweep.channel))];
  return names.map((name): Input => {
    const sweeps = recording.sweeps.filter((sweep) => sweep.channel === name);
    const { quantity = "other", unit = "" } = sweeps[0] ?? {};
    // A reader knows a recorded command by its input's name alone.
    const isCommand = quantity.startsWith("command");
    const written = isCommand && signalOf(unit, name).quantity !== quantity ? `Cmd 0 ${name}` : name;
    if (written !== name) losses.push(`the channel "${name}" is called "${written}", so that it is read as a command`);
    const read = signalOf(unit, written).quantity;
    if (read !== quantity) losses.push(`the channel "${name}" will be read as ${read}, not as ${quantity}`);
    if (sweeps.some(({ samples }) => samples instanceof Float64Array)) {
      losses.push(`the channel "${name}" has 64-bit samples, stored in 32`);
    }
    return { name: written, unit, sweeps };
  });
}

/** ABF's episodes: every trial has every channel, with the same number of samples, the same period, from its start. */
function requireEven(recording: Recording, inputs: readonly Input[], first: Sweep): void {
  const shape = (sweep: Sweep | undefined): string => {
    if (!sweep) return "no sweep";
    return `${sweep.samples.length} samples of ${sweep.unit} every ${sweep.samplePeriod} ms from ${sweep.start} ms`;
  };
  for (const { name, unit, sweeps } of inputs) {
    const expected = shape({ ...first, unit, start: 0 });
    recording.trials.forEach(({ index }) => {
      const found = sweeps.filter(({ trial }) => trial === index);
      const text = found.length > 1 ? `${found.length} sweeps` : shape(found[0]);
      if (text === expected) return;
      throw refuse("abf-uneven-sweeps", { name: recording.name, channel: name, trial: index, found: text, expected });
    });
  }
}

interface Clock {
  /** µs */
  readonly tick: number;
  /** The tick of a time in ms on the recording's clock. */
  readonly ticksAt: (time: number) => number;
}

function clockOf(recording: Recording, losses: string[]): Clock {
  const stimuli = recording.events.map((event) => timeOf(recording, event));
  const times = [...recording.trials.map(({ start }) => start), ...stimuli];
  // A start below 0 is ABF's word for none, so the clock begins with what came first.
  const zero = Math.min(0, ...recording.trials.map(({ start }) => start));
  if (zero < 0) losses.push(`the clock begins ${-zero} ms earlier, so that no trial starts before 0`);
  const last = times.reduce((latest, time) => Math.max(latest, time), 0) - zero;
  const tick = TICKS.find((us) => (last * 1000) / us <= LONGEST) ?? COARSEST;
  const ticksAt = (time: number): number => Math.round(((time - zero) * 1000) / tick);
  return { tick, ticksAt: (time) => Math.max(-LONGEST, Math.min(LONGEST, ticksAt(time))) };
}

function timeOf(recording: Recording, event: StimulusEvent): number {
  return (recording.trials.find(({ index }) => index === event.trial)?.start ?? 0) + event.start;
}

/** The date as YYYYMMDD and the ms since midnight, of the clock that the text itself shows. */
function startOf({ startedAt }: Recording, losses: string[]): { date: number; milliseconds: number } {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?/u.exec(startedAt ?? "");
  if (!match) {
    losses.push("there is no time at which the recording started; ABF's date is left empty");
    return { date: 0, milliseconds: 0 };
  }
  const parts = match.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const fraction = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000 + 1e-6);
  const milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return { date: (year * 100 + month) * 100 + day, milliseconds };
}

/** What every trial's protocol is called; ABF has one for the file. */
function commonProtocol(recording: Recording, losses: string[]): string {
  const names = new Set(recording.trials.map(({ protocol }) => protocol ?? ""));
  const [only = ""] = names;
  if (names.size === 1 && !/[\\/]|\.pro$/iu.test(only)) return only === "" ? "" : `${only}.pro`;
  if (names.size > 0) {
    const list = [...names].filter((name) => name !== "").join(", ");
    losses.push(`protocols of trials are left out (${list}): ABF has one for all`);
  }
  return "";
}

function protocolSection(recording: Recording, first: Sweep, width: number, tick: number): Section {
  const [one, two] = recording.trials;
  return {
    at: 76, stride: 512, count: 1,
    bytes: record(512, [
      ["i16", 0, 5], ["f32", 2, first.samplePeriod * 1000], ["u32", 10, 1], ["f32", 14, tick],
      ["i32", 22, first.samples.length * width], ["i32", 30, recording.trials.length], ["i32", 34, 1], ["i32", 38, 1],
      ["f32", 62, one && two ? (two.start - one.start) / 1000 : 0],
      ["f32", 110, 10], ["f32", 114, 10], ["i32", 118, 32_768], ["i32", 122, 32_768],
    ]),
  };
}

function adcSection(inputs: readonly Input[], indexOf: (text: string) => number): Section {
  const records = inputs.map(({ name, unit }, i) => record(128, [
    ["i16", 0, i], ["f32", 6, 1], ["i16", 24, i], ["i16", 26, i], ["f32", 28, 1], ["f32", 32, 1],
    // Floats are in the unit already; these factors are for programs that insist on them.
    ["f32", 40, 0.01], ["f32", 48, 1], ["f32", 56, 100_000],
    ["i32", 74, indexOf(name)], ["i32", 78, indexOf(unit === "" ? "1" : unit)],
  ]));
  return { at: 92, stride: 128, count: inputs.length, bytes: joined(records) };
}

/** One output that plays nothing; it says at what potential the cell was held. */
function dacSection(
  recording: Recording, inputs: readonly Input[], indexOf: (text: string) => number, losses: string[],
): Section {
  const holdings = [...new Set(recording.conditions.map(({ holding }) => holding))];
  const inVoltageClamp = inputs.some(({ sweeps }) => sweeps.some(({ quantity }) => quantity === "current"));
  const common = holdings.length === 1 && inVoltageClamp ? holdings[0] : undefined;
  if (common === undefined && holdings.some((holding) => holding !== undefined)) {
    const list = holdings.map((holding) => (holding === undefined ? "unknown" : `${holding} mV`)).join(", ");
    losses.push(`holding potentials are left out (${list}): ABF has one, and only of voltage clamp`);
  }
  return {
    at: 108, stride: 256, count: 1,
    bytes: record(256, [
      ["f32", 8, 20], ["f32", 12, common ?? 0], ["f32", 16, 1], ["i32", 24, indexOf("Cmd 0")],
      // An output in no unit commands neither potential nor current.
      ["i32", 28, indexOf(common === undefined ? "1" : "mV")], ["i32", 118, 0],
    ]),
  };
}

/** Samples of all inputs by turns. */
function dataSection(trials: number, inputs: readonly Input[], samples: number): Section {
  const data = new Float32Array(trials * inputs.length * samples);
  inputs.forEach(({ sweeps }, i) => {
    [...sweeps].sort((a, b) => a.trial - b.trial).forEach((sweep, k) => {
      const at = k * samples * inputs.length + i;
      for (let n = 0; n < samples; n++) data[at + n * inputs.length] = sweep.samples[n] as number;
    });
  });
  return { at: 236, stride: 4, count: data.length, bytes: new Uint8Array(data.buffer) };
}

function tagSection(recording: Recording, clock: Clock, losses: string[]): Section {
  const shortened = new Set<string>();
  const tags = recording.events.map((event) => {
    const comment = [event.kind === "tag" ? "" : event.kind, event.target ?? ""].join(" ").trim();
    const written = fitting(comment);
    if (written !== comment) shortened.add(comment);
    return { ticks: clock.ticksAt(timeOf(recording, event)), comment: written };
  });
  // Every byte of a comment is used, by Axon's programs with spaces.
  const records = tags.sort((a, b) => a.ticks - b.ticks).map(({ ticks, comment }) =>
    record(64, [["i32", 0, ticks], ["text", 4, " ".repeat(COMMENT_BYTES)], ["text", 4, comment], ["i16", 60, 1]]));
  for (const comment of shortened) losses.push(`the tag "${comment}" is cut to ${COMMENT_BYTES} bytes`);
  if (recording.events.some(({ duration, amplitude }) => duration > 0 || amplitude !== undefined)) {
    losses.push("durations and amplitudes of stimuli are left out: a tag has a time and a comment");
  }
  return { at: 252, stride: 64, count: records.length, bytes: joined(records) };
}

/** As many whole characters as fit into a tag. */
function fitting(comment: string): string {
  let text = comment;
  while (encoded(text).length > COMMENT_BYTES) text = text.replace(/.$/su, "");
  return text.trimEnd();
}

function synchSection(recording: Recording, clock: Clock, length: number): Section {
  const records = recording.trials.map(({ start }) =>
    record(8, [["i32", 0, clock.ticksAt(start)], ["i32", 4, length]]));
  return { at: 316, stride: 8, count: records.length, bytes: joined(records) };
}

function noteOther({ lineScans, images, conditions }: Recording, losses: string[]): void {
  if (lineScans.length > 0 || images.length > 0) {
    losses.push("line scans and images are left out: ABF holds what electrodes recorded");
  }
  if (conditions.length > 1 || conditions.some(({ name }) => name !== "unnamed")) {
    const list = conditions.map(({ name }) => name).join(", ");
    losses.push(`conditions are left out (${list}): a trial table can carry them`);
  }
}
