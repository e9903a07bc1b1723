import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Issue, LineScan, PixelArray, Recording, StimulusEvent, Sweep, Trial } from "#recording";
import { measure } from "../../analysis/index.js";
import { twoStateSynapse } from "../../microscope/index.js";
import { openTiff, readPage } from "../tiff/index.js";
import { memoryFile, type Drop } from "../source.js";
import { prairieReader } from "./read.js";
import { writePrairie } from "./write.js";
import { parseXml } from "./xml-tree.js";

const dropOf = (files: ReadonlyMap<string, Uint8Array>): Drop => ({
  name: "folder", kind: "folder", files: [...files].map(([path, bytes]) => memoryFile(path, bytes)), siblings: [],
});
const back = (recording: Recording): Promise<Recording> => prairieReader.read(dropOf(writePrairie(recording)), {});
const text = (files: ReadonlyMap<string, Uint8Array>, ending: string): string =>
  new TextDecoder().decode([...files].find(([name]) => name.endsWith(ending))?.[1]);

/** The closest two doubles can be without being one: what seconds × 1000 can miss by. */
const nearly = (value: number | undefined, wanted: number | undefined): void => {
  if (wanted === undefined) expect(value).toBeUndefined();
  else expect(Math.abs((value ?? NaN) - wanted)).toBeLessThanOrEqual(Number.EPSILON * Math.abs(wanted));
};

test("its first trials come while the others are read: 2, then 8 of 40, each the same as in the whole", async () => {
  const parts: Recording[] = [];
  const read: number[] = [];
  const whole = await prairieReader.read(dropOf(writePrairie(twoStateSynapse(1))), {
    onProgress: (done) => { read.push(done); },
    onFirstTrials: (first) => { parts.push(first); },
  });
  expect(read).toEqual(Array.from({ length: 40 }, (_, k) => k + 1));
  expect(parts.map(({ trials }) => trials.length)).toEqual([2, 8]);
  for (const { trials, lineScans, sweeps, events } of parts) {
    expect(trials).toEqual(whole.trials.slice(0, trials.length));
    expect(lineScans[0]?.trials).toEqual(whole.lineScans[0]?.trials.slice(0, trials.length));
    expect(sweeps).toEqual(whole.sweeps.filter(({ trial }) => trial < trials.length));
    expect(events).toEqual(whole.events.filter(({ trial }) => trial < trials.length));
  }
});

interface Made {
  readonly lines: readonly number[];
  readonly pixels: number;
  readonly channels: number;
  readonly period: number;
  readonly bits: number;
  readonly starts: readonly number[];
  readonly seed: number;
}

const reading = ({ seed, bits }: Made, trial: number, channel: number, at: number): number =>
  ((seed + 1) * 7919 + trial * 104_729 + channel * 1299 + at * 31) % 2 ** bits;

function recordingOf(made: Made, more: Partial<Recording> = {}): Recording {
  const scan: LineScan = {
    name: "scan",
    pixelsPerLine: made.pixels,
    channels: Array.from({ length: made.channels }, (_, c) => ({ name: `Ch${c + 1}`, pmtGain: 600 + c })),
    trials: made.lines.map((lines, trial) => ({
      trial, lines, start: 0,
      pixels: Array.from({ length: made.channels }, (_, c) => Uint16Array.from({ length: lines * made.pixels }, (__, at) => reading(made, trial, c, at))),
    })),
    timing: { period: made.period, source: "simulated", alternatives: [], contradictions: [] },
    dwellTime_us: 4,
    pixelSize_um: 0.15,
    path: { shape: "straight", vertices: [{ x: 20, y: 50 }, { x: 19 + made.pixels, y: 50 }] },
    bits: made.bits,
  };
  const trials = made.lines.map((lines, index): Trial => ({
    index, start: made.starts[index]!, duration: lines * made.period, condition: "control", protocol: index % 2 === 0 ? "EPSP" : "AP",
  }));
  return {
    name: "made", format: "simulated", formatDetail: "made for a test", startedAt: "2021-03-04T23:59:58.25", lineScans: [scan], sweeps: [],
    sweepOffset: 0, trials, events: [], conditions: [{ name: "control", drugs: [] }], images: [],
    provenance: { simulated: true, files: [], settings: {} }, issues: [], ...more,
  };
}

const plain: Made = { lines: [30, 30], pixels: 12, channels: 2, period: 2, bits: 12, starts: [0, 10_000], seed: 0 };

describe("what is written as a Prairie folder is read back", () => {
  const anyScan = fc.record({
    lines: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    pixels: fc.integer({ min: 1, max: 30 }),
    channels: fc.integer({ min: 1, max: 4 }),
    period: fc.double({ min: 0.1, max: 50, noNaN: true }),
    bits: fc.constantFrom(8, 12, 13, 16),
    gaps: fc.array(fc.double({ min: 3000, max: 60_000, noNaN: true }), { minLength: 5, maxLength: 5 }),
    seed: fc.nat(1000),
  });

  test("any lines, pixels, channels, depth and period: every count; times to the last bit of a double", async () => {
    await fc.assert(fc.asyncProperty(anyScan, async ({ gaps, ...made }) => {
      const starts = gaps.map((_, i) => gaps.slice(0, i).reduce((a, b) => a + b, 0));
      const recording = recordingOf({ ...made, starts });
      const [wanted] = recording.lineScans;
      const found = await back(recording);
      const [scan] = found.lineScans;
      expect(scan?.trials.map(({ trial, lines, pixels }) => ({ trial, lines, pixels })))
        .toEqual(wanted?.trials.map(({ trial, lines, pixels }) => ({ trial, lines, pixels })));
      expect(scan).toMatchObject({ pixelsPerLine: made.pixels, bits: made.bits, dwellTime_us: 4, path: wanted?.path });
      expect(scan?.channels.map(({ name, pmtGain }) => [name, pmtGain])).toEqual(wanted?.channels.map(({ name, pmtGain }) => [name, pmtGain]));
      nearly(scan?.timing.period, made.period);
      nearly(scan?.pixelSize_um, 0.15);
      expect(scan?.timing.contradictions.filter((said) => !said.startsWith("A line of"))).toEqual([]); // a dwell time may not fit
      found.trials.forEach((trial, i) => nearly(trial.start, starts[i]));
      expect(found.trials.map(({ protocol }) => protocol)).toEqual(recording.trials.map(({ protocol }) => protocol));
      expect(found.issues.filter(({ severity }) => severity !== "note")).toEqual([]);
    }), { numRuns: 60 });
  });

  test("16 bits hold 65535, and 12 bits 4095, in two channels that may be missing in a trial", async () => {
    for (const bits of [12, 16]) {
      const recording = recordingOf({ ...plain, bits });
      const [scan] = recording.lineScans as [LineScan];
      const full = new Uint16Array(30 * 12).fill(2 ** bits - 1);
      const trials = [{ ...scan.trials[0]!, pixels: [full, scan.trials[0]!.pixels[1]!] }, { ...scan.trials[1]!, pixels: [null, full] }];
      const found = await back({ ...recording, lineScans: [{ ...scan, trials }] });
      expect(found.lineScans[0]?.trials.map(({ pixels }) => pixels)).toEqual(trials.map(({ pixels }) => pixels));
      expect(found.lineScans[0]?.bits).toBe(bits);
    }
  });

  const made = twoStateSynapse(2);
  const reread = back(made);

  test("the demonstration: all 40 trials, sweeps to the last bit of their floats, shocks at 100 ms, start and simulated", async () => {
    const recording = made;
    const found = await reread;
    expect(found.lineScans[0]?.trials).toEqual(recording.lineScans[0]?.trials);
    expect(found.lineScans[0]?.channels.map(({ name, colour }) => [name, colour])).toEqual([["Ch1", "red"], ["Ch2", "green"]]);
    expect(found.sweeps).toEqual(recording.sweeps.map((sweep) => ({ ...sweep, samples: Float64Array.from(sweep.samples) })));
    expect(found.trials.map(({ start, duration }) => [start, duration])).toEqual(recording.trials.map(({ start, duration }) => [start, duration]));
    expect(found.events.map(({ trial, start, duration, kind, target }) => ({ trial, start, duration, kind, target })))
      .toEqual(recording.events.map(({ trial, start, duration, kind, target }) => ({ trial, start, duration, kind, target })));
    expect(found).toMatchObject({ startedAt: "1999-03-15T10:00:00", name: "LineScan-03151999-1000-001", provenance: { simulated: true } });
    expect(found.issues.filter(({ code }) => code !== "prairie-colours-assumed")).toEqual([]);
  });

  test("the demonstration is measured alike before and after, but for the dark level and the beam's place, which no Prairie folder has", async () => {
    const [scan] = made.lineScans as [LineScan];
    const { pixelOffsets, ...unplaced } = scan;
    expect(pixelOffsets).toHaveLength(44);
    const channels = scan.channels.map(({ darkLevel, ...channel }) => (expect(darkLevel).toBe(100), channel));
    const request = { regions: ["spine=10:16px", "shaft=23:31px"], stimulus: "100ms" };
    const before = measure({ ...made, lineScans: [{ ...unplaced, channels }] }, request);
    const after = measure(await reread, request);
    for (const part of ["regions", "trials", "calciumTransientProbability", "amplitudes", "ratio", "photonTransfer", "soma", "further"] as const) {
      expect(JSON.parse(JSON.stringify(after[part]).replaceAll("unstated", "control"))).toEqual(JSON.parse(JSON.stringify(before[part])));
    }
  });

  // Beneath 1e-300 a double has fewer digits, which dividing by 2048 would lose.
  const anySample = fc.double({ min: -2000, max: 2000, noNaN: true }).map((value) => (Math.abs(value) < 1e-300 ? 0 : value));
  const anySamples = fc.array(anySample, { minLength: 2, maxLength: 20 });
  test("potentials and currents of any doubles come back to the last bit, at any start and of any number", async () => {
    await fc.assert(fc.asyncProperty(anySamples, fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.02, 0.05, 0.1, 1), async (values, start, samplePeriod) => {
      const common = { start, samplePeriod };
      const sweeps: Sweep[] = [
        { ...common, trial: 0, channel: "Vm", quantity: "potential", unit: "mV", samples: Float64Array.from(values) },
        { ...common, trial: 0, channel: "Im", quantity: "current", unit: "pA", samples: Float64Array.from(values, (v) => -v) },
        { ...common, trial: 0, channel: "Vc", quantity: "command potential", unit: "mV", samples: Float64Array.from(values) },
        { ...common, trial: 1, start: 7, channel: "Pockels, %", quantity: "other", unit: "%", samples: Float64Array.from(values) },
      ];
      const found = await back(recordingOf(plain, { sweeps }));
      const named = (sweep: Sweep): Sweep => ({ ...sweep, channel: { Vc: "Vc command", "Pockels, %": "Pockels %" }[sweep.channel] ?? sweep.channel });
      expect(found.sweeps).toEqual(sweeps.map(named));
    }), { numRuns: 40 });
  });

  test("a trial without sweeps, and one without lines beside others with them", async () => {
    const sweep: Sweep = { trial: 2, channel: "Im", quantity: "current", unit: "pA", start: 0, samplePeriod: 0.1, samples: Float64Array.of(1, 2, 3) };
    const recording = recordingOf(plain, { sweeps: [sweep] });
    const trials = [...recording.trials, { index: 2, start: 20_000, duration: 0.3, condition: "control" }];
    const found = await back({ ...recording, trials });
    expect(found.sweeps).toEqual([sweep]);
    expect(found.lineScans[0]?.trials.map(({ trial }) => trial)).toEqual([0, 1]);
    expect(found.trials.map(({ start }) => Math.round(start * 1e4) / 1e4)).toEqual([0, 10_000, 20_000]);
  });

  test("two line scans of other widths and periods stay two, each with its own settings", async () => {
    const first = recordingOf(plain);
    const second = recordingOf({ ...plain, pixels: 5, period: 3, bits: 16, seed: 4 });
    const lineScans = [
      { ...first.lineScans[0]!, trials: [first.lineScans[0]!.trials[0]!] },
      { ...second.lineScans[0]!, pixelSize_um: 0.3, trials: [second.lineScans[0]!.trials[1]!] },
    ];
    const found = await back({ ...first, lineScans });
    const shown = (scans: readonly LineScan[]): unknown => scans.map(({ bits, pixelSize_um, pixelsPerLine, timing, trials }) => ({ bits, pixelSize_um, pixelsPerLine, period: timing.period, trials }));
    expect(shown(found.lineScans)).toEqual(shown(lineScans));
  });

  test("a field of 40 × 30 with its pixel size, and a line drawn through it by hand", async () => {
    const pixels = Uint16Array.from({ length: 1200 }, (_, i) => i * 7);
    const recording = recordingOf(plain, { images: [{ name: "field", channel: "Ch1", width: 40, height: 30, pixels, pixelSize_um: 0.25 }] });
    const path = { shape: "freehand", vertices: [{ x: 3, y: 4 }, { x: 6, y: 8 }, { x: 6, y: 20 }] } as const;
    const found = await back({ ...recording, lineScans: [{ ...recording.lineScans[0]!, path }] });
    expect(found.images).toMatchObject([{ channel: "Ch1", width: 40, height: 30, pixels, pixelSize_um: 0.25 }]);
    expect(found.lineScans[0]?.path).toEqual(path);
    nearly(found.lineScans[0]?.pixelSize_um, 0.15);
  });
});

describe("stimuli", () => {
  const event = (kind: StimulusEvent["kind"], start: number, more: Partial<StimulusEvent> = {}): StimulusEvent => ({ trial: 0, start, duration: 2, kind, source: "simulated", ...more });
  const read = async (events: readonly StimulusEvent[]): Promise<unknown> =>
    (await back(recordingOf(plain, { events }))).events.map(({ source, ...said }) => (expect(source).toMatch(/MarkPoints|VoltageOutput/), said));
  const without = (events: readonly StimulusEvent[]): unknown => events.map(({ source, ...said }) => (expect(source).toBe("simulated"), said));

  test("a train of five at 50 Hz is one pulse train; action potentials of 2 nA, light and unknown outputs keep their kind", async () => {
    const events = [
      ...[10, 30, 50, 70, 90].map((start) => event("somatic", start, { target: "soma", amplitude: 2000, amplitudeUnit: "pA" })),
      event("synaptic", 100.3, { target: "axon 1", amplitude: 1.2, amplitudeUnit: "× threshold" }),
      event("light", 120, { target: "blue", amplitude: 3, amplitudeUnit: "V" }),
      event("other", 130, { target: "puff", amplitude: 5, amplitudeUnit: "V" }),
    ];
    expect(await read(events)).toEqual(without(events));
    const output = text(writePrairie(recordingOf(plain, { events })), "VoltageOutput_001.xml");
    expect(output.match(/<PulseCount>/g)).toHaveLength(4);
    expect(output).toContain("<PulseCount>5</PulseCount>");
  });

  test("any times of one output that don't overlap come back where they were", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.double({ min: 2, max: 500, noNaN: true }), { minLength: 1, maxLength: 8 }), fc.constantFrom("uncaging", "synaptic" as const), async (gaps, kind) => {
      const starts = gaps.map((_, i) => gaps.slice(0, i + 1).reduce((a, b) => a + b, 0));
      const found = (await back(recordingOf(plain, { events: starts.map((start) => event(kind, start, { target: "Point 3", amplitude: 4, amplitudeUnit: "V" })) }))).events;
      expect(found.map((one) => one.kind)).toEqual(starts.map(() => kind));
      found.forEach((one, i) => expect(Math.abs(one.start - starts[i]!)).toBeLessThan(2e-9));
    }), { numRuns: 40 });
  });

  test("imaging that begins 100 ms into the trial begins the cycle: light, shocks and sweeps count from there", async () => {
    const sweeps: Sweep[] = [{ trial: 0, channel: "Vm", quantity: "potential", unit: "mV", start: 0, samplePeriod: 0.1, samples: Float64Array.of(-70, -69.5) }];
    const recording = recordingOf(plain, { sweeps, events: [event("synaptic", 40), event("uncaging", 150, { target: "Point 1" })] });
    const [scan] = recording.lineScans as [LineScan];
    const found = await back({ ...recording, lineScans: [{ ...scan, trials: scan.trials.map((trial) => ({ ...trial, start: 100 })) }] });
    expect(found.trials.map(({ start }) => start)).toEqual([0, 10_000]);
    expect(found.events.map(({ kind, start }) => [kind, start])).toEqual([["uncaging", 50], ["synaptic", -60]]);
    expect(found.sweeps).toEqual([{ ...sweeps[0]!, start: -100 }]);
  });

  test("tags, flashes before the first line or during another, and pulses of 0 pA are left out, each with a sentence", () => {
    const issues: Issue[] = [];
    const events = [event("tag", 5), event("uncaging", -3), event("uncaging", 10), event("uncaging", 11), event("somatic", 20, { amplitude: 0, amplitudeUnit: "pA" })];
    writePrairie(recordingOf(plain, { events }), { onIssue: (issue) => issues.push(issue) });
    expect(issues.map(({ message }) => message)).toEqual([
      "1 tags of cycle 1 are not in the folder: Prairie has no place for them.",
      "The flash at -3 ms of cycle 1 is not in the folder: it begins before the first line.",
      "The flash at 11 ms of cycle 1 is not in the folder: it begins during another.",
      "A pulse of Soma at 20 ms of cycle 1 is not in the folder: its amplitude is 0.",
    ]);
  });
});

describe("the folder itself", () => {
  const files = writePrairie(recordingOf(plain));
  const stem = "LineScan-03042021-2359-001";

  test("names are Prairie's: one image a cycle and channel, a VoltageOutput a cycle, the description first", () => {
    expect([...files.keys()]).toEqual([
      `${stem}.xml`,
      ...[1, 2].flatMap((cycle) => [
        `${stem}_Cycle0000${cycle}_VoltageOutput_001.xml`,
        `${stem}_Cycle0000${cycle}_Ch1_000001.ome.tif`,
        `${stem}_Cycle0000${cycle}_Ch2_000001.ome.tif`,
      ]),
      `${stem}-trials.csv`,
    ]);
  });

  test("the line period stands once, in the Frame, so that no tool can take a reference frame's", () => {
    expect(text(files, `${stem}.xml`).match(/key="scanLinePeriod" value="([^"]*)"/g)).toEqual(Array(2).fill('key="scanLinePeriod" value="0.002"'));
    expect(text(files, `${stem}.xml`).split("<Sequence")[0]).not.toContain("scanLinePeriod");
  });

  test("the clock is the recording's: begun 3/4/2021 11:59:58 PM, the second cycle 10 s later, past midnight", () => {
    const xml = text(files, `${stem}.xml`);
    expect(xml).toContain('date="3/4/2021 11:59:58 PM"');
    expect([...xml.matchAll(/<Sequence [^>]*time="([^"]*)"/g)].map(([, time]) => time)).toEqual(["23:59:58.2500000", "00:00:08.2500000"]);
    expect(text(files, "Cycle00002_Ch1_000001.ome.tif")).toContain("<AcquisitionDate>2021-03-05T00:00:08</AcquisitionDate>");
  });

  test("red is channel 1 and green channel 2, whatever their order and names", async () => {
    const recording = recordingOf(plain);
    const [scan] = recording.lineScans as [LineScan];
    const channels = [{ name: "OGB-1", colour: "green" }, { name: "Alexa 594", colour: "red" }] as const;
    const found = await back({ ...recording, lineScans: [{ ...scan, channels }] });
    expect(found.lineScans[0]?.channels).toEqual([channels[1], channels[0]]);
    expect(found.lineScans[0]?.trials[0]?.pixels).toEqual([...scan.trials[0]!.pixels].reverse());
  });

  test("each image is a TIFF of lines × pixels that opens by itself, with OME-XML that is well formed", async () => {
    for (const [name, bytes] of [...files].filter(([path]) => path.endsWith(".tif"))) {
      const file = memoryFile(name, bytes);
      const tiff = await openTiff(file);
      expect(tiff.issues).toEqual([]);
      expect(tiff.pages).toHaveLength(1);
      expect(await readPage(file, tiff.pages[0]!)).toMatchObject({ width: 12, height: 30, issues: [] });
      expect(parseXml(new TextEncoder().encode(tiff.pages[0]?.description), name)).toMatchObject({ complete: true, root: { name: "OME" } });
    }
  });

  test("every XML is well formed whatever the names hold", async () => {
    const target = 'a "b" <c> & \u0001 é 漢';
    const events: StimulusEvent[] = [{ trial: 0, start: 1, duration: 1, kind: "uncaging", target, source: "user" }, { trial: 0, start: 1, duration: 1, kind: "synaptic", target, source: "user" }];
    const hostile = writePrairie(recordingOf(plain, { name: target, events, trials: recordingOf(plain).trials.map((trial) => ({ ...trial, protocol: target })) }));
    for (const [name, bytes] of [...hostile].filter(([path]) => path.endsWith(".xml"))) expect(parseXml(bytes, name)).toMatchObject({ complete: true, issues: [] });
    const found = await prairieReader.read(dropOf(hostile), {});
    expect(found.trials[0]?.protocol).toBe(target.replace("\u0001", "\ufffd"));
    expect(found.events.map((event) => event.target)).toEqual(Array(2).fill(target.replace("\u0001", "\ufffd")));
  });

  test("same recording, same bytes", () => {
    expect(writePrairie(recordingOf(plain))).toEqual(files);
  });

  test.each<[string, PixelArray]>([["−1", Int16Array.of(-1, 2)], ["0.5", Float32Array.of(0.5, 2)], ["65536", Float64Array.of(65_536, 2)]])("a reading of %s is refused with a sentence", (_, pixels) => {
    const recording = recordingOf({ ...plain, lines: [1], pixels: 2, channels: 1 });
    const [scan] = recording.lineScans as [LineScan];
    expect(() => writePrairie({ ...recording, lineScans: [{ ...scan, trials: [{ trial: 0, lines: 1, start: 0, pixels: [pixels] }] }] }))
      .toThrow("scan, Ch1, trial 1: Prairie's images hold whole readings from 0 to 65535");
  });

  test("a recording without lines and sweeps is refused", () => {
    expect(() => writePrairie(recordingOf(plain, { lineScans: [] }))).toThrow("none of its 2 trials has lines or sweeps");
  });
});
