import { describe, expect, test } from "vitest";
import { linePeriod, type Recording } from "#recording";
import { prairieReader } from "./index.js";
import {
  NAME,
  dropOf,
  imageName,
  reading,
  scanXml,
  syntheticFiles,
  tiff16,
  voltageRecordingXml,
  type SyntheticFolder,
} from "./testing/synthetic-folder.js";

const read = (files: ReadonlyMap<string, Uint8Array | string>): Promise<Recording> => prairieReader.read(dropOf(files), {});
const open = (folder: SyntheticFolder): Promise<Recording> => read(syntheticFiles(folder));
const codes = (recording: Recording): readonly string[] => recording.issues.map((issue) => issue.code);
const V4 = "4.3.2.13";
const V50 = "5.0.64.400";
const V58 = "5.8.64.800";

describe("every dialect gives the same recording", () => {
  test.each([V4, V50, V58] as const)("version %s: 3 cycles × 3 channels of 10 lines × 8 pixels, each reading in its place", async (version) => {
    const recording = await open({ version, cycles: 3, channels: [1, 2, 3] });
    const scan = recording.lineScans[0]!;
    expect(scan.timing.period).toBeCloseTo(2, 12);
    expect(scan.channels.map(({ name, colour, pmtGain }) => [name, colour, pmtGain])).toEqual([
      ["Ch1", "red", 600],
      ["Ch2", "green", 700],
      ["Ch3", undefined, 800],
    ]);
    expect(scan.bits).toBe(12);
    expect(scan.dwellTime_us).toBe(4);
    expect(scan.pixelSize_um).toBeCloseTo(0.25, 12);
    expect(recording.trials.map((trial) => trial.start)).toEqual([0, 5000, 10_000]);
    expect(recording.trials.map((trial) => trial.duration)).toEqual([20, 20, 20]);
    for (const [i, trial] of scan.trials.entries()) {
      for (const [c, pixels] of trial.pixels.entries()) {
        expect([...pixels!]).toEqual(Array.from({ length: 80 }, (_, at) => reading(i + 1, c + 1, Math.floor(at / 8), at % 8)));
      }
    }
  });

  test("a multi-page file with page numbers gives one cycle per page", async () => {
    const recording = await open({ version: V58, cycles: 3, pageAttribute: true });
    expect(recording.lineScans[0]!.trials.map((trial) => trial.pixels[1]?.[0])).toEqual([12_000, 22_000, 32_000]);
  });

  test("the cycles of such a file keep their own numbers, and with them their MarkPoints", async () => {
    const files = syntheticFiles({ version: V58, cycles: 3, pageAttribute: true });
    files.set(
      `${NAME}_Cycle00003_MarkPoints.xml`,
      '<PVMarkPointSeriesElements><PVMarkPointElement><PVGalvoPointElement InitialDelay="7" Duration="1" /></PVMarkPointElement></PVMarkPointSeriesElements>',
    );
    expect((await read(files)).events.map(({ trial, start }) => [trial, start])).toEqual([[2, 7]]);
  });

  test("channel names that say a colour are believed, and then nothing is assumed", async () => {
    const recording = await open({ version: V58, channelNames: ["Green PMT", "Red PMT"] });
    expect(recording.lineScans[0]!.channels.map((channel) => channel.colour)).toEqual(["green", "red"]);
    expect(codes(recording)).toEqual([]);
  });

  test("channel 2 alone keeps its own gain and colour", async () => {
    const recording = await open({ version: V58, channels: [2] });
    expect(recording.lineScans[0]!.channels).toEqual([{ name: "Ch2", colour: "green", pmtGain: 700 }]);
  });

  test("cycles of two widths become two line scans, trials numbered as recorded", async () => {
    const files = syntheticFiles({ version: V58, cycles: 3 });
    for (const channel of [1, 2]) files.set(imageName({ version: V58 }, 2, channel), tiff16(5, 10, [new Uint16Array(50)]));
    const recording = await read(files);
    expect(recording.lineScans.map((scan) => [scan.pixelsPerLine, scan.trials.map((trial) => trial.trial)])).toEqual([
      [8, [0, 2]],
      [5, [1]],
    ]);
    expect(codes(recording)).toContain("prairie-size-contradiction");
  });
});

describe("line period", () => {
  const period = async (
    folder: Partial<SyntheticFolder>,
  ): Promise<{ period: number | undefined; source: string; alternatives: readonly number[]; said: readonly string[] }> => {
    const { timing } = (await open({ version: V58, ...folder })).lineScans[0]!;
    return {
      period: timing.period,
      source: timing.source,
      alternatives: timing.alternatives.map((alternative) => alternative.period),
      said: timing.contradictions,
    };
  };

  test("the Frame's 2 ms before the Sequence's 3 ms before the file's 1 ms", async () => {
    const all = { frameLinePeriod: "0.002", sequenceLinePeriod: "0.003", fileLinePeriod: "0.001" };
    expect(await period(all)).toMatchObject({ period: 2, source: `${NAME}.xml, Frame scanLinePeriod` });
    expect(await period({ ...all, frameLinePeriod: null })).toMatchObject({ period: 3, source: `${NAME}.xml, Sequence scanLinePeriod` });
  });

  test("a reference frame's period alone is never taken: no period, and times are refused", async () => {
    const recording = await open({ version: V58, frameLinePeriod: null, fileLinePeriod: "0.001" });
    const scan = recording.lineScans[0]!;
    expect(scan.timing.period).toBeUndefined();
    expect(scan.timing.alternatives[0]).toMatchObject({ period: 1, note: "belongs to the reference frame (256 × 256), not to the line scan" });
    expect(() => linePeriod(scan)).toThrow("does not say how long a line takes, so its 10 lines have no times");
  });

  test.each([[[10, 8]], [null]] as const)("a file-level period is the scan's where the file tells of no other frame: size %j", async (reference) => {
    expect(await period({ frameLinePeriod: null, fileLinePeriod: "0.0015", reference })).toMatchObject({
      period: 1.5,
      source: `${NAME}.xml, PVScan scanLinePeriod`,
    });
  });

  test.each(["0", "-0.002", "NaN", "∞", "1e9", "fast"])(
    'a scanLinePeriod of "%s" is refused, named, and nothing put in its place',
    async (frameLinePeriod) => {
      const recording = await open({ version: V58, frameLinePeriod, fileLinePeriod: "0.001" });
      expect(recording.lineScans[0]!.timing.period).toBeUndefined();
      expect(recording.issues.find((issue) => issue.code === "prairie-line-period-unusable")?.message).toContain(`"${frameLinePeriod}"`);
    },
  );

  test("a decimal comma, as .NET prints it in Europe, reads as 8.228 ms", async () => {
    expect((await period({ frameLinePeriod: "0,008228" })).period).toBeCloseTo(8.228, 12);
  });

  test("linesToSkip 3 with passes of 0.5 ms agrees with 2 ms, linesToSkip 1 does not", async () => {
    const withSkip = async (skip: number): Promise<readonly string[]> => {
      const files = syntheticFiles({ version: V58, framePeriod: "0.005" });
      files.set(`${NAME}.env`, `<Environment><LineScanController lines="10" linesToSkip="${skip}" /></Environment>`);
      return (await read(files)).lineScans[0]!.timing.contradictions;
    };
    expect(await withSkip(3)).toEqual([]);
    expect(await withSkip(1)).toEqual([
      `${NAME}.env says linesToSkip = 1, so a line should take 2 passes of 0.5 ms = 1 ms; the line period is given as 2 ms.`,
    ]);
  });

  test("pixels that take longer than the line contradict it: 8 × 500 µs = 4 ms > 2 ms", async () => {
    expect((await period({ dwellTime: "500" })).said).toEqual([
      "A line of 8 pixels takes at least 4 ms at the stated dwell time, but the line period is 2 ms.",
    ]);
  });

  test("cycles that would outlast the interval between them contradict it: 10 × 2 s > 5 s", async () => {
    expect((await period({ cycles: 2, frameLinePeriod: "2" })).said).toEqual([
      "Cycle 1 would last 20000 ms at this line period, but cycle 2 began 5000 ms after it.",
    ]);
  });

  test("Prairie's own line profile is a witness: silent at 2 ms, a contradiction at 8 ms", async () => {
    const withStep = async (step: number): Promise<readonly string[]> => {
      const files = syntheticFiles({ version: V58 });
      files.set(
        `${NAME}_Cycle00001_LineProfileData.csv`,
        `Prof 1 Time(ms), Prof 1\n${Array.from({ length: 9 }, (_, i) => `${i * step}, ${i}`).join("\n")}\n`,
      );
      return (await read(files)).lineScans[0]!.timing.contradictions;
    };
    expect(await withStep(2)).toEqual([]);
    expect((await withStep(8))[0]).toContain("puts 8 ms between lines, 4 times as long");
  });

  test("the user's 7 ms rules, and the file's 2 ms stays visible", async () => {
    const recording = await prairieReader.read(dropOf(syntheticFiles({ version: V58 })), { linePeriod: 7 });
    const { timing } = recording.lineScans[0]!;
    expect(timing).toMatchObject({ period: 7, source: "user" });
    expect(timing.alternatives[0]).toMatchObject({ period: 2, source: `${NAME}.xml, Frame scanLinePeriod` });
    expect(recording.trials[0]!.duration).toBe(70);
  });
});

describe("path", () => {
  const scanOf = async (definition: string, pixels: number): Promise<Recording> => open({ version: V58, definition, pixels });

  test("a freehand line of 3-4-5 triangles: vertices as listed, mean pixel size 2 × 5 × 0.25 / 2 = 1.25 µm", async () => {
    const recording = await scanOf(
      '<PVLinescanDefinition mode="freeHand"><Freehand x="10" y="10" /><Freehand x="13" y="14" /><Freehand x="16" y="18" /><PVFreehand x="0.1" y="0.1" /></PVLinescanDefinition>',
      3,
    );
    const scan = recording.lineScans[0]!;
    expect(scan.path).toEqual({
      shape: "freehand",
      vertices: [
        { x: 10, y: 10 },
        { x: 13, y: 14 },
        { x: 16, y: 18 },
      ],
    });
    expect(scan.pixelSize_um).toBeCloseTo(1.25, 12);
    expect(codes(recording)).toContain("prairie-freehand-pixel-size");
  });

  test("PVFreehand gives fractions of the source image: 0.5 of 256 × 128 is (128, 64)", async () => {
    const recording = await scanOf(
      '<PVLinescanDefinition mode="freeHand" SourcePixelsPerLine="256" SourceLinesPerFrame="128"><PVFreehand x="0.5" y="0.5" /><PVFreehand x="0.25" y="∞" /></PVLinescanDefinition>',
      8,
    );
    expect(recording.lineScans[0]!.path).toEqual({ shape: "freehand", vertices: [{ x: 128, y: 64 }] });
  });

  test("a circle keeps its points, claims no pixel size, and says why", async () => {
    const recording = await scanOf('<PVLinescanDefinition mode="circle"><Circle x="3" y="4" /></PVLinescanDefinition>', 8);
    expect(recording.lineScans[0]!.path).toEqual({ shape: "circle", vertices: [{ x: 3, y: 4 }] });
    expect(recording.lineScans[0]!.pixelSize_um).toBeUndefined();
    expect(codes(recording)).toContain("prairie-line-shape");
  });

  test("a line 4 µm long over 8 pixels contradicts micronsPerPixel 0.25 and wins: 0.5 µm", async () => {
    const recording = await scanOf(
      '<PVLinescanDefinition mode="straightLine"><Line startPixelY="5" startPixelX="20" stopPixelX="27" lineLength="4" /></PVLinescanDefinition>',
      8,
    );
    expect(recording.lineScans[0]!.pixelSize_um).toBe(0.5);
    expect(recording.issues.find((issue) => issue.code === "prairie-pixel-size-contradiction")?.message).toContain(
      "4 µm long over 8 pixels (0.5 µm each), but micronsPerPixel says 0.25 µm",
    );
  });
});

describe("what is missing or too much", () => {
  const folder: SyntheticFolder = { version: V58, cycles: 3 };

  test("one missing channel file is null, with an issue that names trial and file", async () => {
    const files = syntheticFiles(folder);
    files.delete(imageName(folder, 2, 1));
    const recording = await read(files);
    expect(recording.lineScans[0]!.trials.map((trial) => trial.pixels.map((pixels) => pixels !== null))).toEqual([
      [true, true],
      [false, true],
      [true, true],
    ]);
    expect(recording.issues).toContainEqual(expect.objectContaining({ code: "prairie-image-missing", trial: 1, file: imageName(folder, 2, 1) }));
  });

  test("a cycle without any image keeps its place, with no lines", async () => {
    const files = syntheticFiles(folder);
    for (const channel of [1, 2]) files.delete(imageName(folder, 2, channel));
    const recording = await read(files);
    expect(recording.lineScans).toHaveLength(1);
    expect(recording.lineScans[0]!.trials.map((trial) => [trial.trial, trial.lines])).toEqual([
      [0, 10],
      [1, 0],
      [2, 10],
    ]);
    expect(codes(recording)).toContain("prairie-cycle-without-image");
  });

  test("a channel 3 lines shorter cuts the trial to the lines that all channels have", async () => {
    const files = syntheticFiles(folder);
    files.set(imageName(folder, 1, 2), tiff16(8, 7, [new Uint16Array(56)]));
    const recording = await read(files);
    expect(recording.lineScans[0]!.trials[0]).toMatchObject({ lines: 7 });
    expect(recording.lineScans[0]!.trials[0]!.pixels.map((pixels) => pixels?.length)).toEqual([56, 56]);
    expect(codes(recording)).toContain("prairie-channels-differ");
  });

  test("images that the description doesn't name are left out and named", async () => {
    const files = syntheticFiles(folder);
    files.set(imageName(folder, 4, 1), tiff16(8, 10, [new Uint16Array(80)]));
    const recording = await read(files);
    expect(recording.trials).toHaveLength(3);
    expect(recording.issues.find((issue) => issue.code === "prairie-image-unnamed")?.message).toContain(imageName(folder, 4, 1));
  });

  test("a description that breaks off in cycle 2 still gives all 3 cycles, from their images, at 2 ms a line", async () => {
    const xml = scanXml(folder);
    for (const cut of ['cycle="2"', 'channel="2" channelName="Ch2" filename="LineScan-03042021-1200-001_Cycle00002', 'cycle="3"']) {
      const files = syntheticFiles(folder);
      files.set(`${NAME}.xml`, xml.slice(0, xml.indexOf(cut)));
      const recording = await read(files);
      expect(recording.trials).toHaveLength(3);
      expect(recording.lineScans).toHaveLength(1);
      expect(recording.lineScans[0]!.timing.period).toBe(2);
      expect(recording.lineScans[0]!.trials.map((trial) => trial.pixels.map((pixels) => pixels?.[0]))).toEqual([
        [11_000, 12_000],
        [21_000, 22_000],
        [31_000, 32_000],
      ]);
      expect(codes(recording)).toContain("prairie-xml-damaged");
      expect(codes(recording)).toContain("prairie-cycle-undescribed");
    }
  });

  test("a description cut before its first cycle gives the images without a period", async () => {
    const files = syntheticFiles(folder);
    files.set(`${NAME}.xml`, scanXml({ ...folder, fileLinePeriod: "0.001" }).split("<Sequence")[0]!);
    const recording = await read(files);
    expect(recording.trials).toHaveLength(3);
    expect(recording.lineScans[0]!.timing.period).toBeUndefined();
  });

  test("a description of 10¹² lines × 10¹² pixels allocates what the images hold", async () => {
    const files = syntheticFiles(folder);
    files.set(`${NAME}.xml`, scanXml({ ...folder, lines: 1e12, pixels: 1e12 }));
    const recording = await read(files);
    expect(recording.lineScans[0]!.trials[0]).toMatchObject({ lines: 10 });
    for (const name of [...files.keys()]) if (name.endsWith(".tif")) files.delete(name);
    const bare = await read(files);
    expect(bare.lineScans[0]).toMatchObject({ pixelsPerLine: 0 });
    expect(bare.lineScans[0]!.trials[0]).toMatchObject({ lines: 0, pixels: [null, null] });
  });

  test("neither description nor a cycle's image: one error that says where to look", async () => {
    await expect(read(new Map([["a.txt", "hello"]]))).rejects.toMatchObject({ kind: "unreadable", code: "prairie-no-scan" });
    await expect(read(new Map([["a.xml", "<PVScan version="]]))).rejects.toMatchObject({ kind: "unreadable", code: "prairie-scan-damaged" });
    expect(await prairieReader.recognises(dropOf(new Map([["a.xml", "<OME/>"]])))).toBe(false);
  });

  test("frames that are no line scans are counted and left out", async () => {
    const files = syntheticFiles({ version: V58 });
    files.set(`${NAME}.xml`, '<PVScan version="5.8"><Sequence type="ZSeries" cycle="1"><Frame /><Frame /></Sequence></PVScan>');
    const recording = await read(files);
    expect(recording.lineScans).toEqual([]);
    expect(recording.issues.find((issue) => issue.code === "prairie-not-line-scan")?.message).toContain('2 frames of the kind "ZSeries"');
    expect(codes(recording)).toContain("prairie-no-line-scan");
  });
});

describe("when trials began", () => {
  test("without absoluteTime the Sequences' times serve, past midnight too: 23:59:59 to 00:00:04 is 5 s", async () => {
    const recording = await open({
      version: V58,
      cycles: 2,
      frameTimes: () => "",
      sequenceTime: (cycle) => (cycle === 1 ? "23:59:59.0" : "00:00:04.0"),
    });
    expect(recording.trials.map((trial) => trial.start)).toEqual([0, 5000]);
    expect(codes(recording)).toContain("prairie-trial-times-approximate");
  });

  test("without any increasing time, trials of 20 ms lie end to end", async () => {
    const recording = await open({ version: V58, cycles: 3, frameTimes: () => 'absoluteTime="NaN"' });
    expect(recording.trials.map((trial) => trial.start)).toEqual([0, 20, 40]);
    expect(codes(recording)).toContain("prairie-trial-times-unknown");
  });
});

describe("voltage recording", () => {
  const stem = `${NAME}_Cycle00001_VoltageRecording_001`;
  const named = `<VoltageRecording name="x" triggerMode="None" cycle="1" index="1" configurationFile="${stem}.xml" dataFile="${stem}.csv" relativeTime="0" absoluteTime="0" />`;
  const files = (csv: string, xml: string, element = named): Map<string, Uint8Array | string> => {
    const all = syntheticFiles({ version: V58, within: () => element });
    return all.set(`${stem}.csv`, csv).set(`${stem}.xml`, xml);
  };
  const signals = [
    ["Primary", true, "pA", "0.0005", "Multiclamp 700B"],
    ["Unused", false, "Volt", "1", ""],
    ["Secondary", true, "mV", "0.01", "Multiclamp 700B"],
    ["Trigger", true, "Volt", "1", ""],
  ] as const;
  const rows = (count: number, step = 0.1): string => Array.from({ length: count }, (_, i) => `${i * step}, ${i * 0.001}, -0.7, 5`).join("\n");

  test("0.001 V at 0.0005 V/pA is 2 pA, −0.7 V at 0.01 V/mV is −70 mV, 5 V stays 5 V; 10 kHz is 0.1 ms", async () => {
    const recording = await read(files(`Time(ms), Primary, Secondary, Trigger\n${rows(500)}\n`, voltageRecordingXml(signals)));
    expect(
      recording.sweeps.map(({ channel, quantity, unit, samplePeriod, start, trial }) => [channel, quantity, unit, samplePeriod, start, trial]),
    ).toEqual([
      ["Primary", "current", "pA", 0.1, 0, 0],
      ["Secondary", "potential", "mV", 0.1, 0, 0],
      ["Trigger", "other", "V", 0.1, 0, 0],
    ]);
    expect(recording.sweeps.map((sweep) => sweep.samples[1])).toEqual([expect.closeTo(2, 12), expect.closeTo(-70, 12), 5]);
    expect(recording.sweeps.map((sweep) => sweep.samples.length)).toEqual([500, 500, 500]);
    expect(recording.trials[0]!.duration).toBeCloseTo(50, 9);
    expect(codes(recording)).toEqual(["prairie-colours-assumed"]);
  });

  test("amperes and volts of a patch clamp become pA and mV; the multiplier scales too", async () => {
    const xml = voltageRecordingXml(
      [
        ["I", true, "nA", "2", "Axopatch"],
        ["V", true, "Volt", "2", "Axopatch"],
      ],
      "10000",
      "3",
    );
    const recording = await read(files("Time(ms), I, V\n0, 1, 1\n0.1, 1, 1\n", xml));
    expect(recording.sweeps.map(({ unit, samples }) => [unit, samples[0]])).toEqual([
      ["pA", 1500],
      ["mV", 1500],
    ]);
  });

  test("columns follow the enabled signals, not the header's names, which a note reports", async () => {
    const recording = await read(files(`Time(ms), Secondary, LED, Trigger\n${rows(5)}\n`, voltageRecordingXml(signals)));
    expect(recording.sweeps.map((sweep) => sweep.channel)).toEqual(["Primary", "Secondary", "Trigger"]);
    expect(recording.issues.find((issue) => issue.code === "prairie-voltage-names")?.message).toContain('"Secondary" is Primary, "LED" is Secondary');
  });

  test("as many columns as no signals: kept in volts under the header's names", async () => {
    const recording = await read(files("Time(ms), A, B\n0, 1, 2\n0.1, 1, 2\n", voltageRecordingXml(signals)));
    expect(recording.sweeps.map(({ channel, unit }) => [channel, unit])).toEqual([
      ["A", "V"],
      ["B", "V"],
    ]);
    expect(codes(recording)).toContain("prairie-voltage-columns");
  });

  test("a time column at 29 Hz beats a stated rate of 30 Hz, with a warning", async () => {
    const recording = await read(files(`Time(ms), P, S, T\n${rows(100, 1000 / 29)}\n`, voltageRecordingXml(signals, "30")));
    expect(recording.sweeps[0]!.samplePeriod).toBeCloseTo(1000 / 29, 9);
    expect(codes(recording)).toContain("prairie-voltage-rate");
  });

  test("a row that breaks off ends the sweep; the 3 rows before it stand, and the issue has the row's byte", async () => {
    const head = `Time(ms), Primary, Secondary, Trigger\n${rows(3)}\n`;
    const recording = await read(files(`${head}0.3, 0.0`, voltageRecordingXml(signals)));
    expect(recording.sweeps[0]!.samples).toHaveLength(3);
    expect(recording.issues.find((issue) => issue.code === "prairie-voltage-damaged")).toMatchObject({ offset: head.length, trial: 0 });
  });

  test("a record that starts 0.25 s into the cycle starts at 250 ms", async () => {
    const recording = await read(
      files(`Time(ms), P, S, T\n${rows(5)}\n`, voltageRecordingXml(signals), named.replace('relativeTime="0"', 'relativeTime="0.25"')),
    );
    expect(recording.sweeps[0]!.start).toBe(250);
  });

  test("files that no Sequence names are taken by their cycle's number, with a note", async () => {
    const recording = await read(files(`Time(ms), P, S, T\n${rows(5)}\n`, voltageRecordingXml(signals), ""));
    expect(recording.sweeps).toHaveLength(3);
    expect(codes(recording)).toContain("prairie-associated-by-name");
  });

  test("a missing CSV and a missing XML are each named", async () => {
    const withoutCsv = files("", voltageRecordingXml(signals));
    withoutCsv.delete(`${stem}.csv`);
    expect((await read(withoutCsv)).issues).toContainEqual(expect.objectContaining({ code: "prairie-associated-missing", file: `${stem}.csv` }));
    const withoutXml = files("Time(ms), A\n0, 1\n0.1, 2\n", "");
    withoutXml.delete(`${stem}.xml`);
    const recording = await read(withoutXml);
    expect(recording.sweeps[0]).toMatchObject({ channel: "A", unit: "V", samplePeriod: 0.1 });
    expect(codes(recording)).toContain("prairie-associated-missing");
  });

  test("the VoltageOutput's name is the trial's protocol, its pulses the trial's stimuli", async () => {
    const output = `${NAME}_Cycle00001_VoltageOutput_001.xml`;
    const all = syntheticFiles({
      version: V58,
      within: () => `<VoltageOutput name="Step 1_-120 pA" triggerMode="None" filename="${output}" relativeTime="0" absoluteTime="0" />`,
    });
    all.set(
      output,
      "<Experiment><Waveform><Name>700B</Name><Enabled>true</Enabled><Units>pA</Units><UnitScaleFactor>400</UnitScaleFactor><WaveformComponent_PulseTrain><PulseWidth>500</PulseWidth><PulsePotentialStart>-0.3</PulsePotentialStart><FirstPulseDelay>200</FirstPulseDelay></WaveformComponent_PulseTrain></Waveform></Experiment>",
    );
    const recording = await read(all);
    expect(recording.trials[0]!.protocol).toBe("Step 1_-120 pA");
    expect(recording.events).toEqual([expect.objectContaining({ start: 200, duration: 500, kind: "somatic", amplitude: -120, amplitudeUnit: "pA" })]);
  });

  test("a folder of electrode traces alone is a recording without line scans", async () => {
    const all = files(`Time(ms), P, S, T\n${rows(5)}\n`, voltageRecordingXml(signals));
    all.set(`${NAME}.xml`, `<PVScan version="5.8"><Sequence type="VoltageRecording" cycle="1" time="15:17:18.1">${named}</Sequence></PVScan>`);
    const recording = await read(all);
    expect(recording.lineScans).toEqual([]);
    expect(recording.trials).toHaveLength(1);
    expect(recording.sweeps).toHaveLength(3);
  });
});
