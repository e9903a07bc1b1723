import type { Issue } from "#recording";
import type { Fields } from "./bytes.js";
import { unreadable } from "./failures.js";
import { exactInterval, programName, scaling, shown, startedAt, type AbfHeader, type AdcChannel, type Records } from "./header.js";
import type { AnalogOutput, Epoch, Stimulus, UserList } from "./stimulus.js";

const BLOCK = 512;
const INPUTS = 16;
const EPOCHS = 10;
/** Bytes of the header up to ABF 1.5, and since 1.6. */
const OLD_HEADER = 2048;
export const HEADER_1_BYTES = 6144;

type Note = (severity: Issue["severity"], code: string, offset: number, message: string) => void;

/** The fixed header of ABF 1.x (FORMAT.md has the table). Throws where no sample could be found or timed. */
export function readHeader1(file: string, size: number, f: Fields, note: Note): AbfHeader {
  if (f.byteLength < OLD_HEADER) throw unreadable("abf-header-truncated", { file, byteOffset: 0, needed: OLD_HEADER, found: size });
  const version = f.float32(4);
  const extended = version >= 1.6 && f.byteLength >= HEADER_1_BYTES;
  if (version >= 1.6 && !extended) {
    note("warning", "abf-header-short", size, `the header ends at byte ${size} of ${HEADER_1_BYTES}; protocol, epochs and telegraphed gains are missing`);
  }
  const format = f.int16(100);
  if (format !== 0 && format !== 1) throw unreadable("abf-data-format", { file, byteOffset: 100, found: format });
  const sampleBytes = format === 0 ? 2 : 4;
  const mode = f.int16(8);
  const channels = readChannels(file, f, extended, note);
  const between = f.float32(122);
  const sampleInterval = exactInterval(between * channels.length);
  if (!(sampleInterval > 0) || !Number.isFinite(sampleInterval)) throw unreadable("abf-no-clock", { file, byteOffset: 122, found: between });
  const second = exactInterval(f.float32(126) * channels.length);
  const change = Math.floor(f.int32(194) / channels.length);
  const hasSecondClock = second > 0 && Number.isFinite(second) && second !== sampleInterval && change > 0;
  const tick = f.float32(130);
  const started = startedAt(f.int32(20), f.int32(24) * 1000 + Math.max(0, f.int16(366)));
  if (started === undefined) {
    note("warning", "abf-date", 20, `the start is stored as date ${f.int32(20)} and ${f.int32(24)} s, which does not exist; it is left out`);
  }
  const program = programName(f.text(294, 16), extended ? [0, 2, 4, 6].map((at) => f.int16(5798 + at)) : []);
  const protocol = extended ? f.text(4898, 256) : "";
  const comment = (extended ? f.text(5154, 128) : "") || f.text(310, 56);
  const ignored = mode === 3 ? Math.max(0, f.int16(14)) * sampleBytes : 0;
  return {
    major: 1,
    version: String(Math.round(version * 100) / 100),
    mode,
    sampleBytes,
    dataStart: f.int32(40) * BLOCK + ignored,
    claimedSamples: f.int32(10),
    channels,
    sampleInterval,
    ...(hasSecondClock ? { secondInterval: second, clockChange: change } : {}),
    tick: tick > 0 && Number.isFinite(tick) ? tick : sampleInterval / channels.length,
    synch: records(size, f.int32(92), 8, f.int32(96)),
    claimedSweeps: Math.max(f.int32(96), mode === 3 ? 0 : f.int32(16)),
    samplesPerSweep: f.int32(138),
    startToStart: positive(f.float32(178)),
    tags: records(size, f.int32(44), 64, f.int32(48)),
    claimedTags: f.int32(48),
    deltas: f.int32(76),
    ...(started === undefined ? {} : { startedAt: started }),
    ...(program === undefined ? {} : { program }),
    ...(protocol === "" ? {} : { protocol }),
    stimulus: extended ? stimulusOf(f) : oldStimulusOf(f),
    settings: {
      ...(comment === "" ? {} : { comment }),
      ...(extended && f.text(5318, 16) !== "" ? { modifiedBy: programName(f.text(5318, 16), [0, 2, 4, 6].map((at) => f.int16(5806 + at))) ?? "" } : {}),
      nExperimentType: String(f.int16(260)),
      lPreTriggerSamples: String(f.int32(142)),
      fEpisodeStartToStart: shown(f.float32(178)),
    },
  };
}

const positive = (x: number): number => (x > 0 && Number.isFinite(x) ? x : 0);

/** Records that begin at a block, as many as lie within the file. */
function records(size: number, block: number, stride: number, count: number): Records {
  const start = block * BLOCK;
  if (block <= 0 || count <= 0 || start >= size) return { start: 0, stride, count: 0 };
  return { start, stride, count: Math.min(count, Math.floor((size - start) / stride)) };
}

function readChannels(file: string, f: Fields, extended: boolean, note: Note): AdcChannel[] {
  const claimed = f.int16(120);
  const sequence: number[] = [];
  for (let i = 0; i < INPUTS; i++) {
    const input = f.int16(410 + 2 * i);
    if (input < 0 || input >= INPUTS) break;
    sequence.push(input);
  }
  let count = claimed;
  if (claimed < 1 || claimed > INPUTS) {
    if (sequence.length === 0 || claimed > INPUTS) throw unreadable("abf-no-channels", { file, byteOffset: 120, found: claimed });
    count = sequence.length;
    note("warning", "abf-channel-count", 120, `${claimed} channels are claimed; the sampling sequence has ${count}, which is taken`);
  }
  const repeated = new Set(sequence.slice(0, count)).size < Math.min(count, sequence.length);
  if (sequence.length < count || repeated) {
    note("warning", "abf-sampling-sequence", 410, `the sampling sequence [${sequence.join(", ")}] doesn't name ${count} inputs; inputs 0 to ${count - 1} are taken`);
  }
  const inOrder = sequence.length < count || repeated;
  return Array.from({ length: count }, (_, i) => channel(f, inOrder ? i : (sequence[i] ?? i), extended, note));
}

function channel(f: Fields, input: number, extended: boolean, note: Note): AdcChannel {
  const name = f.text(442 + 10 * input, 10) || `input ${input}`;
  const scaled = scaling({
    range: f.float32(244),
    resolution: f.int32(252),
    instrumentScale: f.float32(922 + 4 * input),
    instrumentOffset: f.float32(986 + 4 * input),
    signalGain: f.float32(1050 + 4 * input),
    signalOffset: f.float32(1114 + 4 * input),
    conditioned: f.int16(1410) !== 0,
    programmableGain: f.float32(730 + 4 * input),
    telegraphGain: telegraphGain(f, input, extended),
  });
  if (scaled !== undefined) return { name, unit: f.text(602 + 8 * input, 8), input, ...scaled };
  note("warning", "abf-scale", 922 + 4 * input, `channel "${name}" has no usable gain; its values are converter counts`);
  return { name, unit: "counts", input, scale: 1, shift: 0 };
}

/** One telegraph for all up to ABF 1.5, one per input since. */
function telegraphGain(f: Fields, input: number, extended: boolean): number {
  if (extended) return f.int16(4512 + 2 * input) === 0 ? 1 : f.float32(4576 + 4 * input);
  return f.int16(262) !== 0 && f.int16(264) === input ? f.float32(268) : 1;
}

const SOURCES = ["none", "epochs", "file"] as const;

function stimulusOf(f: Fields): Stimulus {
  const outputs = [0, 1].map((dac): AnalogOutput => {
    const conditioning = f.int16(3260 + 2 * dac) !== 0 && f.float32(3304 + 4 * dac) > 0 ? { conditioningLevel: f.float32(3312 + 4 * dac) } : {};
    const epochs: Epoch[] = [];
    for (let i = 0; i < EPOCHS; i++) {
      const at = EPOCHS * dac + i;
      const type = f.int16(2308 + 2 * at);
      if (type === 0) continue;
      epochs.push({
        number: i,
        type,
        level: f.float32(2348 + 4 * at),
        levelIncrement: f.float32(2428 + 4 * at),
        duration: f.int32(2508 + 4 * at),
        durationIncrement: f.int32(2588 + 4 * at),
        period: f.int32(2136 + 4 * at),
        width: f.int32(2216 + 4 * at),
      });
    }
    return {
      ...plainOutput(f, dac),
      enabled: f.int16(2296 + 2 * dac) !== 0,
      source: SOURCES[f.int16(2300 + 2 * dac)] ?? "unknown",
      file: f.text(2736 + 256 * dac, 256),
      keepsLastLevel: f.int16(2304 + 2 * dac) !== 0,
      ...conditioning,
      epochs,
    };
  });
  const userLists: UserList[] = [];
  for (let u = 0; u < 4; u++) {
    const values = f.text(3376 + 256 * u, 256).split(/[, ]+/u).filter((v) => v !== "");
    if (f.int16(3360 + 2 * u) === 0) continue;
    userLists.push({ output: u, parameter: f.int16(3368 + 2 * u), repeats: f.int16(4400 + 2 * u) !== 0, values: values.length > 0 ? values : ["0"] });
  }
  return {
    ...commonStimulus(f),
    outputs,
    userLists,
    alternating: f.int16(5876) !== 0,
    alternatingDigital: f.int16(5918) !== 0,
    digital: {
      ...digitalOf(f),
      trainsActiveHigh: f.int16(2688) !== 0,
      epochs: new Map(
        Array.from({ length: EPOCHS }, (_, i) => [
          i,
          {
            value: f.int16(1588 + 2 * i),
            train: f.int16(2668 + 2 * i),
            alternateValue: f.int16(5878 + 2 * i),
            alternateTrain: f.int16(5898 + 2 * i),
          },
        ]),
      ),
    },
  };
}

/** Up to ABF 1.5 there is one waveform, on the active output, with durations of 16 bits. */
function oldStimulusOf(f: Fields): Stimulus {
  const epochs: Epoch[] = [];
  for (let i = 0; i < EPOCHS; i++) {
    const type = f.int16(1444 + 2 * i);
    if (type === 0) continue;
    epochs.push({
      number: i,
      type,
      level: f.float32(1464 + 4 * i),
      levelIncrement: f.float32(1504 + 4 * i),
      duration: f.int16(1544 + 2 * i),
      durationIncrement: f.int16(1564 + 2 * i),
      period: 0,
      width: 0,
    });
  }
  const source = SOURCES[f.int16(1438)] ?? "unknown";
  const active = f.int16(1440);
  return {
    ...commonStimulus(f),
    outputs: [{ ...plainOutput(f, Math.max(0, Math.min(3, active))), enabled: source !== "none", source, file: f.text(1634, 84), keepsLastLevel: f.int16(1442) !== 0, epochs }],
    userLists: [],
    alternating: false,
    alternatingDigital: false,
    digital: {
      ...digitalOf(f),
      trainsActiveHigh: true,
      epochs: new Map(Array.from({ length: EPOCHS }, (_, i) => [i, { value: f.int16(1588 + 2 * i), train: 0, alternateValue: 0, alternateTrain: 0 }])),
    },
  };
}

function plainOutput(f: Fields, dac: number): Pick<AnalogOutput, "index" | "name" | "unit" | "holding"> {
  return { index: dac, name: f.text(1306 + 10 * dac, 10) || `output ${dac}`, unit: f.text(1346 + 8 * dac, 8), holding: f.float32(1394 + 4 * dac) };
}

function commonStimulus(f: Fields): Pick<Stimulus, "activeOutput" | "sweepsPerRun" | "runsPerTrial" | "gearShift"> {
  return { activeOutput: f.int16(1440), sweepsPerRun: f.int32(146), runsPerTrial: f.int32(150), gearShift: false };
}

/** The digitisers of ABF 1 move four lines in step with the samples. */
function digitalOf(f: Fields): Pick<Stimulus["digital"], "enabled" | "lines" | "holding" | "keepsLastLevel"> {
  return { enabled: f.int16(1436) !== 0, lines: 4, holding: f.int16(1584), keepsLastLevel: f.int16(1586) !== 0 };
}
