import type { Issue } from "#recording";
import type { FileSource } from "../source.js";
import { decodeText, fields, type Fields } from "./bytes.js";
import { unreadable } from "./failures.js";
import { exactInterval, programName, scaling, shown, startedAt, type AbfHeader, type AdcChannel, type Records } from "./header.js";
import type { AnalogOutput, DigitalEpoch, Epoch, Stimulus, UserList } from "./stimulus.js";

const BLOCK = 512;
export const HEADER_2_BYTES = 512;
/** Inputs and outputs of the largest digitisers have 16 and 8; more than these is damage. */
const MOST_INPUTS = 128;
const MOST_OUTPUTS = 32;

type Note = (severity: Issue["severity"], code: string, offset: number, message: string) => void;

/** Where each section's block index, record size and count stand in the header. */
const SECTION = {
  protocol: 76, inputs: 92, outputs: 108, digitalEpochs: 124, epochs: 156, userLists: 172,
  strings: 220, data: 236, tags: 252, deltas: 284, synch: 316,
} as const;

/** The header and sections of ABF 2 (FORMAT.md has the tables). Throws where no sample could be found or timed. */
export async function readHeader2(file: FileSource, f: Fields, note: Note): Promise<AbfHeader> {
  const path = file.path;
  if (f.byteLength < HEADER_2_BYTES) {
    throw unreadable("abf-header-truncated", { file: path, byteOffset: 0, needed: HEADER_2_BYTES, found: file.size });
  }
  const find = (name: keyof typeof SECTION): Records => section(file.size, f, name, note);
  const load = async (records: Records): Promise<Fields[]> => {
    const bytes = await file.read(records.start, records.start + records.stride * records.count);
    return Array.from({ length: records.count }, (_, i) => fields(bytes.subarray(i * records.stride, (i + 1) * records.stride)));
  };
  const format = f.int16(30);
  if (format !== 0 && format !== 1) throw unreadable("abf-data-format", { file: path, byteOffset: 30, found: format });
  const [protocol] = await load(find("protocol"));
  if (protocol === undefined || protocol.byteLength < 208) {
    throw unreadable("abf-header-truncated", { file: path, byteOffset: f.uint32(SECTION.protocol) * BLOCK, needed: 512, found: file.size });
  }
  const protocolAt = f.uint32(SECTION.protocol) * BLOCK;
  const strings = await readStrings(file, f, note);
  const inputs = find("inputs");
  const claimedInputs = f.int64(SECTION.inputs + 8);
  if (claimedInputs < 1 || claimedInputs > MOST_INPUTS || inputs.count < claimedInputs) {
    throw unreadable("abf-no-channels", { file: path, byteOffset: SECTION.inputs + 8, found: claimedInputs });
  }
  const channels = (await load(inputs)).map((adc, i) => channel(adc, protocol, strings, inputs.start + i * inputs.stride, note));
  const stored = protocol.float32(2);
  const sampleInterval = exactInterval(stored);
  if (!(sampleInterval > 0) || !Number.isFinite(sampleInterval)) throw unreadable("abf-no-clock", { file: path, byteOffset: protocolAt + 2, found: stored });
  const tick = protocol.float32(14);
  const started = startedAt(f.uint32(16), f.uint32(20));
  if (started === undefined) {
    note("warning", "abf-date", 16, `the start is stored as date ${f.uint32(16)} and ${f.uint32(20)} ms, which does not exist; it is left out`);
  }
  const version = [7, 6, 5, 4].map((at) => byte(f, at));
  const program = programName(strings(f.uint32(60)), [59, 58, 57, 56].map((at) => byte(f, at)));
  const modifier = strings(f.uint32(68));
  const path_ = strings(f.uint32(72));
  const comment = strings(protocol.uint32(132));
  const mode = protocol.int16(0);
  const outputs = await load(capped(find("outputs"), MOST_OUTPUTS));
  const stimulus = stimulusOf(protocol, strings, outputs, await load(find("epochs")), await load(find("digitalEpochs")), await load(capped(find("userLists"), MOST_OUTPUTS)));
  return {
    major: 2,
    version: version.join("."),
    mode,
    sampleBytes: format === 0 ? 2 : 4,
    dataStart: f.uint32(SECTION.data) * BLOCK,
    claimedSamples: f.int64(SECTION.data + 8),
    channels,
    sampleInterval,
    tick: tick > 0 && Number.isFinite(tick) ? tick : sampleInterval / channels.length,
    synch: find("synch"),
    claimedSweeps: Math.max(f.int64(SECTION.synch + 8), mode === 3 ? 0 : f.uint32(12)),
    samplesPerSweep: protocol.int32(22),
    startToStart: positive(protocol.float32(62)),
    tags: find("tags"),
    claimedTags: f.int64(SECTION.tags + 8),
    deltas: f.int64(SECTION.deltas + 8),
    ...(started === undefined ? {} : { startedAt: started }),
    ...(program === undefined ? {} : { program }),
    ...(path_ === "" ? {} : { protocol: path_ }),
    stimulus: numbered(stimulus, version, note, f.uint32(SECTION.userLists) * BLOCK),
    settings: {
      ...(comment === "" ? {} : { comment }),
      ...(modifier === "" ? {} : { modifiedBy: programName(modifier, [67, 66, 65, 64].map((at) => byte(f, at))) ?? "" }),
      nExperimentType: String(protocol.int16(126)),
      lPreTriggerSamples: String(protocol.int32(26)),
      fEpisodeStartToStart: shown(protocol.float32(62)),
    },
  };
}

const positive = (x: number): number => (x > 0 && Number.isFinite(x) ? x : 0);
const byte = (f: Fields, at: number): number => f.int16(at) & 0xff;

/** A section's records, as many as lie within the file. */
function section(size: number, f: Fields, name: keyof typeof SECTION, note: Note): Records {
  const at = SECTION[name];
  const start = f.uint32(at) * BLOCK;
  const stride = f.uint32(at + 4);
  const count = f.int64(at + 8);
  if (start === 0 || stride === 0 || count <= 0) return { start: 0, stride: 0, count: 0 };
  const fitting = start >= size ? 0 : Math.min(count, Math.floor((size - start) / stride));
  if (fitting < count && name !== "data" && name !== "strings") {
    note("warning", "abf-section-truncated", at, `section "${name}" should have ${count} records of ${stride} bytes from byte ${start}; the file holds ${fitting} of them`);
  }
  return { start, stride, count: fitting };
}

const capped = (records: Records, most: number): Records => ({ ...records, count: Math.min(records.count, most) });

type Strings = (index: number) => string;

/** The string cache: "SSCH", 40 more bytes of header, then texts that each end with a zero; indices count from 1. */
async function readStrings(file: FileSource, f: Fields, note: Note): Promise<Strings> {
  const start = f.uint32(SECTION.strings) * BLOCK;
  const length = f.uint32(SECTION.strings + 4);
  const bytes = start === 0 ? new Uint8Array(0) : await file.read(start, Math.min(file.size, start + length));
  if (fields(bytes).text(0, 4) !== "SSCH") {
    note("warning", "abf-strings", SECTION.strings, `no string section at byte ${start}; names, units and the protocol's path are missing`);
    return () => "";
  }
  const starts: number[] = [44];
  for (let at = bytes.indexOf(0, 44); at >= 0; at = bytes.indexOf(0, at + 1)) starts.push(at + 1);
  return (index) => {
    const from = index < 1 ? undefined : starts[index - 1];
    return from === undefined ? "" : decodeText(bytes.subarray(from));
  };
}

function channel(adc: Fields, protocol: Fields, strings: Strings, at: number, note: Note): AdcChannel {
  const input = adc.int16(0);
  const name = strings(adc.uint32(74)) || `input ${input}`;
  const scaled = scaling({
    range: protocol.float32(110),
    resolution: protocol.int32(118),
    instrumentScale: adc.float32(40),
    instrumentOffset: adc.float32(44),
    signalGain: adc.float32(48),
    signalOffset: adc.float32(52),
    conditioned: protocol.int16(138) !== 0,
    programmableGain: adc.float32(28),
    telegraphGain: adc.int16(2) === 0 ? 1 : adc.float32(6),
  });
  if (scaled !== undefined) return { name, unit: strings(adc.uint32(78)), input, ...scaled };
  note("warning", "abf-scale", at + 40, `channel "${name}" has no usable gain; its values are converter counts`);
  return { name, unit: "counts", input, scale: 1, shift: 0 };
}

const SOURCES = ["none", "epochs", "file"] as const;

function stimulusOf(protocol: Fields, strings: Strings, dacs: readonly Fields[], epochs: readonly Fields[], digital: readonly Fields[], lists: readonly Fields[]): Stimulus {
  const tables = new Map<number, Epoch[]>();
  for (const e of epochs) {
    if (e.int16(4) === 0) continue;
    const table = tables.get(e.int16(2)) ?? [];
    tables.set(e.int16(2), table);
    table.push({
      number: e.int16(0),
      type: e.int16(4),
      level: e.float32(6),
      levelIncrement: e.float32(10),
      duration: e.int32(14),
      durationIncrement: e.int32(18),
      period: e.int32(22),
      width: e.int32(26),
    });
  }
  const outputs = dacs.map((dac, i): AnalogOutput => {
    const conditioning = dac.int16(60) !== 0 && dac.float32(82) > 0 ? { conditioningLevel: dac.float32(86) } : {};
    return {
      index: i,
      name: strings(dac.uint32(24)) || `output ${i}`,
      unit: strings(dac.uint32(28)),
      enabled: dac.int16(40) !== 0,
      source: SOURCES[dac.int16(42)] ?? "unknown",
      file: strings(dac.uint32(118)),
      holding: dac.float32(12),
      keepsLastLevel: dac.int16(44) !== 0,
      ...conditioning,
      epochs: (tables.get(i) ?? []).sort((a, b) => a.number - b.number),
    };
  });
  const words = new Map<number, DigitalEpoch>();
  for (const d of digital) {
    words.set(d.int16(0), { value: d.int16(2), train: d.int16(4), alternateValue: d.int16(6), alternateTrain: d.int16(8) });
  }
  const inStep = protocol.int16(204);
  return {
    outputs,
    activeOutput: protocol.int16(142),
    userLists: lists.map((list): UserList => {
      const values = strings(list.uint32(8)).split(/[, ]+/u).filter((v) => v !== "");
      return { output: list.int16(0), parameter: list.int16(4), repeats: list.int16(6) !== 0, values: values.length > 0 ? values : ["0"] };
    }),
    sweepsPerRun: protocol.int32(30),
    runsPerTrial: protocol.int32(34),
    alternating: protocol.int16(182) !== 0,
    alternatingDigital: protocol.int16(184) !== 0,
    gearShift: (protocol.int16(6) & 0xff) !== 0 && protocol.uint32(10) > 1,
    digital: {
      enabled: protocol.int16(140) !== 0,
      lines: inStep >= 1 && inStep <= 16 ? inStep : 8,
      holding: protocol.int16(144),
      keepsLastLevel: protocol.int16(146) !== 0,
      trainsActiveHigh: protocol.int16(150) !== 0,
      epochs: words,
    },
  };
}

/** pCLAMP 11 has longer epoch tables, hence other numbers for user-list parameters, which no sample shows. */
function numbered(stimulus: Stimulus, version: readonly number[], note: Note, at: number): Stimulus {
  const [major = 0, minor = 0] = version;
  if (stimulus.userLists.length === 0 || major < 2 || (major === 2 && minor < 9)) return stimulus;
  note("note", "abf-user-list", at, `user lists of ABF ${version.join(".")} (pCLAMP 11) number their parameters otherwise; commands and digital pulses are left out`);
  return { ...stimulus, outputs: [], digital: { ...stimulus.digital, enabled: false } };
}
