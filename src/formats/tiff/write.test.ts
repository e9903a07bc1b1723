import { describe, expect, test } from "vitest";
import fc from "fast-check";
import type { Issue, LineScan, PixelArray, Recording } from "#recording";
import { dropFile, memoryFile } from "../source.js";
import { tiffReader, writeOmeTiff } from "./index.js";

/** A recording of two channels whose `lines` differ from trial to trial, with everything a line scan can carry. */
function recorded(make: (length: number) => PixelArray, lines: readonly number[], changes: Partial<LineScan> = {}): Recording {
  const pixelsPerLine = 5;
  return {
    name: "cell 3, spine “a” <b> & c",
    format: "prairie",
    formatDetail: "Prairie View 5.4 folder",
    startedAt: "2019-02-05T14:50:27",
    lineScans: [
      {
        name: "LineScan-µ",
        pixelsPerLine,
        channels: [
          { name: "Ch1", colour: "red", dye: "Alexa 594", darkLevel: 110.25, pmtGain: 650 },
          { name: "Ch2", colour: "green", dye: "OGB-1", countsPerPhoton: 23.4 },
        ],
        trials: lines.map((n, trial) => ({
          trial,
          lines: n,
          start: 0.1 * trial,
          pixels: [0, 1].map((channel) => make(n * pixelsPerLine).map((_: number, i: number) => (channel === 0 ? i - 7 * trial : 3 - 2 * i))),
        })),
        timing: {
          period: 13.6941563473174,
          source: "a.xml, Frame scanLinePeriod",
          alternatives: [{ period: 4.56714773157785, source: "a.xml, PVStateShard scanLinePeriod", note: "belongs to the reference frame" }],
          contradictions: ["the frame period says 4.56 ms"],
        },
        dwellTime_us: 4.4,
        pixelOffsets: Float64Array.of(0.1, 0.2, 0.30000000000000004, 0.4, 0.5),
        pixelSize_um: 0.14734919545525732,
        path: { shape: "straight", vertices: [{ x: 1, y: 2 }, { x: 30.5, y: 2 }] },
        bits: 13,
        ...changes,
      },
    ],
    sweeps: [],
    sweepOffset: 0,
    trials: lines.map((n, index) => ({ index, start: 1000 * index, duration: n * 13.6941563473174, condition: "control", protocol: "EPSP" })),
    events: [{ trial: 0, start: 1000, duration: 0.5, kind: "uncaging", target: "Point 1", source: "MarkPoints, InitialDelay" }],
    conditions: [{ name: "control", bath: "ACSF", drugs: [{ name: "CNQX", concentration_uM: 10 }], calcium_mM: 2, temperature_C: 34.5, holding: -70 }],
    images: [],
    regions: [{ name: "spine 1", structure: "spine", from: 1, to: 3, scan: changes.name ?? "LineScan-µ" }],
    provenance: { simulated: false, files: [], program: "Prairie View 5.4", settings: { "pmtGain Ch 1 HV": "650" } },
    issues: [{ severity: "note", code: "prairie-colour", message: "by convention" }],
  };
}

async function readBack(recording: Recording): Promise<Recording> {
  return tiffReader.read(dropFile(memoryFile("written.ome.tif", writeOmeTiff(recording))), {});
}

/** All but what must differ: where it was read from. */
function content({ provenance, ...rest }: Recording): unknown {
  return { ...rest, format: "any", formatDetail: "any", provenance: { ...provenance, files: [] } };
}

const TYPES = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array] as const;

describe("an OME-TIFF written and read by this project", () => {
  test.each(TYPES)("gives back %o exactly: pixels, timing, channels, trials, events, conditions", async (Type) => {
    const recording = recorded((length) => new Type(length), [4, 4, 4]);
    expect(content(await readBack(recording))).toEqual(content(recording));
  });

  test("trials of 4, 2, 4 and 3 lines come back in their order, nothing padded", async () => {
    const recording = recorded((length) => new Int16Array(length), [4, 2, 4, 3]);
    expect(content(await readBack(recording))).toEqual(content(recording));
  });

  test("a channel that is missing in one trial stays missing", async () => {
    const recording = recorded((length) => new Int16Array(length), [4, 4]);
    const [scan] = recording.lineScans;
    const [first, second] = scan!.trials;
    const gap = { ...recording, lineScans: [{ ...scan!, trials: [first!, { ...second!, pixels: [null, second!.pixels[1]!] }] }] };
    const back = await readBack(gap);
    expect(back.lineScans[0]!.trials).toEqual(gap.lineScans[0]!.trials);
    expect(back.issues.at(-1)).toMatchObject({ code: "tiff-channel-missing", trial: 1 });
  });

  test("an unknown line period stays unknown", async () => {
    const recording = recorded((length) => new Uint16Array(length), [2], { timing: { source: "none", alternatives: [], contradictions: [] } });
    expect((await readBack(recording)).lineScans[0]!.timing).toEqual({ source: "none", alternatives: [], contradictions: [] });
  });

  test("any names survive, whatever characters they have", async () => {
    // UTF-16 units, so control characters, markup and halves of surrogate pairs are among them.
    const unit = fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff })).map((code) => String.fromCharCode(code));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit }), fc.string({ unit }), async (dye, name) => {
        const recording = recorded((length) => new Int8Array(length), [1], { channels: [{ name, dye }, { name: "Ch2" }] });
        const back = await readBack({ ...recording, name });
        expect(back.lineScans[0]!.channels).toEqual([{ name, dye }, { name: "Ch2" }]);
        expect(back.name).toBe(name);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("a file whose pixels were changed since does not use its annotation, and says so", async () => {
    const bytes = writeOmeTiff(recorded((length) => new Int16Array(length), [4, 4]));
    const text = new TextDecoder("latin1").decode(bytes);
    const at = text.indexOf('SizeT="2"');
    bytes.set(new TextEncoder().encode('SizeT="1"'), at);
    const back = await tiffReader.read(dropFile(memoryFile("a.ome.tif", bytes)), {});
    expect(back.lineScans[0]!.trials).toHaveLength(1);
    expect(back.lineScans[0]!.timing.period).toBeUndefined();
    expect(back.issues.map((issue) => issue.code)).toContain("tiff-annotation-misfit");
  });

  test("the user's line period of 2 ms overrides the file's 13.69 ms, which stays visible", async () => {
    const bytes = writeOmeTiff(recorded((length) => new Int16Array(length), [4]));
    const back = await tiffReader.read(dropFile(memoryFile("a.ome.tif", bytes)), { linePeriod: 2 });
    const { period, source, alternatives } = back.lineScans[0]!.timing;
    expect([period, source, alternatives[0]!.period]).toEqual([2, "user", 13.6941563473174]);
  });
});

describe("what an OME-TIFF can't carry", () => {
  const recording = recorded((length) => new Int16Array(length), [2, 2]);

  test("is reported: 1 sweep, 1 image, 1 other scan, trial 2 without pixels", () => {
    const [scan] = recording.lineScans;
    const issues: Issue[] = [];
    const full: Recording = {
      ...recording,
      sweeps: [{ trial: 0, channel: "IN 0", quantity: "potential", unit: "mV", start: 0, samplePeriod: 0.1, samples: Float32Array.of(1) }],
      images: [{ name: "reference", width: 1, height: 1, pixels: Uint8Array.of(1) }],
      lineScans: [{ ...scan!, trials: [scan!.trials[0]!, { trial: 1, lines: 0, start: 0, pixels: [null, null] }] }, scan!],
    };
    writeOmeTiff(full, { onIssue: (issue) => issues.push(issue) });
    expect(issues.map(({ message, trial }) => [message.split(";")[0], trial])).toEqual([
      ["1 electrode sweeps are not in the OME-TIFF", undefined],
      ["1 reference images are not in the OME-TIFF", undefined],
      ["1 other line scans are not in the OME-TIFF", undefined],
      ["it has no pixels, so the OME-TIFF has no page of it.", 1],
    ]);
  });

  test("is refused: no such scan, no pixels, mixed sample types", () => {
    expect(() => writeOmeTiff(recording, { scan: 1 })).toThrow(/no line scan number 2.*has 1/);
    const [scan] = recording.lineScans;
    expect(() => writeOmeTiff({ ...recording, lineScans: [{ ...scan!, trials: [] }] })).toThrow(/none of its 0 trials has pixels/);
    const mixed = { ...scan!.trials[0]!, pixels: [new Int16Array(10), new Uint16Array(10)] };
    expect(() => writeOmeTiff({ ...recording, lineScans: [{ ...scan!, trials: [mixed] }] })).toThrow(/Int16Array and Uint16Array/);
  });
});
