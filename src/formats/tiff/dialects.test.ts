import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { buildTiff, stored, type BuildOptions, type BuildPage } from "../../../validation/tiff-build.js";
import { dropFile, memoryFile, type FileSource } from "../source.js";
import { tiffReader } from "./index.js";

const read = (bytes: Uint8Array, siblings: readonly FileSource[] = []): Promise<Recording> => tiffReader.read(dropFile(memoryFile("a.tif", bytes), siblings), {});
const codes = (recording: Recording): string[] => recording.issues.map((issue) => issue.code);

/** Page `n` of 3 pixels × 2 lines reads 100 n, 100 n + 1, … as signed 16 bits. */
const page = (n: number, more: Partial<BuildPage> = {}): BuildPage => ({
  width: 3,
  height: 2,
  bits: 16,
  format: 2,
  pieces: [stored(Array.from({ length: 6 }, (_, i) => 100 * n + i), 16, 2)],
  ...more,
});
/** Which page each trial's channels came from. */
const layout = (recording: Recording, scan = 0): (number | null)[][] =>
  recording.lineScans[scan]!.trials.map((trial) => trial.pixels.map((pixels) => (pixels ? Math.floor((pixels[0] ?? NaN) / 100) : null)));

describe("a plain TIFF", () => {
  test("three pages are three trials without times, and the issues say so", async () => {
    const recording = await read(buildTiff([page(1), page(2), page(3)]));
    expect(recording.format).toBe("tiff");
    expect(layout(recording)).toEqual([[1], [2], [3]]);
    expect(recording.trials.map(({ start, duration }) => [start, duration])).toEqual([[0, 0], [0, 0], [0, 0]]);
    expect(recording.lineScans[0]!.timing.period).toBeUndefined();
    expect(codes(recording)).toEqual(["tiff-pages-are-trials", "tiff-line-period-unknown"]);
  });

  test("with 2 ms a line from the user, trials of 2 lines follow each other every 4 ms", async () => {
    const recording = await tiffReader.read(dropFile(memoryFile("a.tif", buildTiff([page(1), page(2)]))), { linePeriod: 2 });
    expect(recording.trials.map(({ start, duration }) => [start, duration])).toEqual([[0, 4], [4, 4]]);
    expect(recording.lineScans[0]!.timing).toMatchObject({ period: 2, source: "user" });
  });

  test("pages of other widths are scans of their own, and thumbnails are left out", async () => {
    const wide = { ...page(2), width: 6, height: 1 };
    const recording = await read(buildTiff([page(1), wide, page(3), page(4, { tags: { 254: [1] } })]));
    expect([layout(recording, 0), layout(recording, 1)]).toEqual([[[1], [3]], [[2]]]);
    expect(codes(recording)).toContain("tiff-thumbnails-left-out");
  });

  test("two samples a pixel are two channels; the transparency of an RGBA picture is none", async () => {
    const two = await read(buildTiff([{ width: 2, height: 1, bits: 8, samples: 2, pieces: [Uint8Array.of(1, 2, 3, 4)] }]));
    expect(two.lineScans[0]!.trials[0]!.pixels.map((pixels) => [...(pixels ?? [])])).toEqual([[1, 3], [2, 4]]);
    const rgba = await read(buildTiff([{ width: 1, height: 1, bits: 8, samples: 4, photometric: 2, pieces: [Uint8Array.of(1, 2, 3, 4)], tags: { 338: [2] } }]));
    expect(rgba.lineScans[0]!.channels).toEqual([{ name: "Red", colour: "red" }, { name: "Green", colour: "green" }, { name: "Blue", colour: "other" }]);
    expect(codes(rgba)).toEqual(expect.arrayContaining(["tiff-rgb", "tiff-alpha-left-out"]));
  });

  test("files of a folder follow each other as trials in the order of their names", async () => {
    const files = [1, 2].map((n) => memoryFile(`f/${n}.tif`, buildTiff([page(n)])));
    const recording = await tiffReader.read({ name: "f", kind: "folder", files, siblings: [] }, {});
    expect(layout(recording)).toEqual([[1], [2]]);
    expect(codes(recording)).toContain("tiff-files-are-trials");
  });
});

describe("ImageJ", () => {
  const description = "ImageJ=1.53t\nimages=6\nchannels=2\nslices=1\nframes=3\nhyperstack=true\nunit=\\u00B5m\nfinterval=0.25\n";

  test("a hyperstack of 2 channels × 3 frames is 3 trials; finterval stays an alternative of 250 ms", async () => {
    const pages = [1, 2, 3, 4, 5, 6].map((n) => page(n, n === 1 ? { description } : {}));
    const recording = await read(buildTiff(pages));
    expect(recording.format).toBe("imagej-tiff");
    expect(layout(recording)).toEqual([[1, 2], [3, 4], [5, 6]]);
    const { timing } = recording.lineScans[0]!;
    expect(timing.period).toBeUndefined();
    expect(timing.alternatives).toEqual([{ period: 250, source: "a.tif, ImageDescription finterval", note: "the time from frame to frame, not from line to line" }]);
  });

  test("a stack with one directory and images=6 behind each other has all six", async () => {
    const all = stored([1, 2, 3, 4, 5, 6].flatMap((n) => Array.from({ length: 6 }, (_, i) => 100 * n + i)), 16, 2);
    for (const byteOrder of ["little", "big"] as const) {
      const bytes = buildTiff([{ ...page(1), description, pieces: [byteOrder === "big" ? swapped(all) : all], tags: { 279: [12] } }], { byteOrder });
      expect(layout(await read(bytes))).toEqual([[1, 2], [3, 4], [5, 6]]);
    }
  });

  test("a stack that is cut after 4 of 6 images gives what is there and says what is not", async () => {
    const pages = [1, 2, 3, 4].map((n) => page(n, n === 1 ? { description } : {}));
    const recording = await read(buildTiff(pages));
    expect(layout(recording)).toEqual([[1, 2], [3, 4]]);
    expect(recording.issues.find((issue) => issue.code === "tiff-images-missing")?.message).toContain("images=6, and 4 are there");
  });
});

function swapped(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (_, i) => bytes[i ^ 1] ?? 0);
}

describe("OME-TIFF", () => {
  const ome = (pixels: string, inside: string, after = ""): string =>
    `<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" UUID="urn:uuid:1"><Image ID="Image:0"><AcquisitionDate>2022-11-18T16:20:25</AcquisitionDate><Pixels ID="Pixels:0" Type="int16" SizeX="3" SizeY="2" ${pixels}>${inside}</Pixels></Image>${after}</OME>`;
  const channels = '<Channel ID="c0" Name="Ch1" Color="-16776961"/><Channel ID="c1" Name="Ch2" Color="16711935"/>';
  const make = (description: string, count: number, options: BuildOptions = {}): Uint8Array =>
    buildTiff(Array.from({ length: count }, (_, n) => page(n + 1, n === 0 ? { description } : {})), options);

  test.each([
    ["XYCZT", [[1, 2], [3, 4], [5, 6]]],
    ["XYZCT", [[1, 2], [3, 4], [5, 6]]],
    ["XYTCZ", [[1, 4], [2, 5], [3, 6]]],
    ["XYZTC", [[1, 4], [2, 5], [3, 6]]],
  ])("dimension order %s: 2 channels × 3 times", async (order, expected) => {
    const recording = await read(make(ome(`DimensionOrder="${order}" SizeC="2" SizeZ="1" SizeT="3"`, `${channels}<TiffData/>`), 6));
    expect(layout(recording)).toEqual(expected);
    expect(recording.lineScans[0]!.channels).toEqual([{ name: "Ch1", colour: "red" }, { name: "Ch2", colour: "green" }]);
    expect(recording.startedAt).toBe("2022-11-18T16:20:25");
  });

  test("PhysicalSizeX of 147 nm is 0.147 µm a pixel; TimeIncrement of 0.5 s and a PhysicalSizeY are no line periods", async () => {
    const sizes = 'PhysicalSizeX="147" PhysicalSizeXUnit="nm" PhysicalSizeY="0.2" TimeIncrement="0.5"';
    const recording = await read(make(ome(`DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1" ${sizes}`, channels), 2));
    const [scan] = recording.lineScans;
    expect(scan!.pixelSize_um).toBeCloseTo(0.147, 12);
    expect(scan!.timing.period).toBeUndefined();
    expect(scan!.timing.alternatives.map(({ period, source }) => [period, source])).toEqual([[500, "a.tif, Pixels TimeIncrement"]]);
    expect(recording.issues.find((issue) => issue.code === "tiff-ome-rows-are-time")?.message).toContain("0.2 µm");
  });

  test("a PhysicalSizeY in ms is shown as an alternative and not taken", async () => {
    const recording = await read(make(ome('DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1" PhysicalSizeY="2.5" PhysicalSizeYUnit="ms"', channels), 2));
    expect(recording.lineScans[0]!.timing).toMatchObject({ alternatives: [{ period: 2.5 }] });
    expect(recording.lineScans[0]!.timing.period).toBeUndefined();
  });

  test("planes in two files are found by name beside the first; without the second its channel is null", async () => {
    const run = (c: number, file: string, uuid: number): string => `<TiffData FirstC="${c}" IFD="0" PlaneCount="1"><UUID FileName="${file}">urn:uuid:${uuid}</UUID></TiffData>`;
    const text = ome('DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1"', channels + run(0, "a.tif", 1) + run(1, "b.tif", 2));
    const first = make(text, 1);
    const second = memoryFile("b.tif", buildTiff([page(7)]));
    expect(layout(await read(first, [second]))).toEqual([[1, 7]]);
    const alone = await read(first);
    expect(layout(alone)).toEqual([[1, null]]);
    expect(alone.issues.find((issue) => issue.code === "tiff-ome-file-missing")?.message).toContain('"b.tif"');
  });

  test("a companion file that describes three TIFFs is read with them; without it the pages are read and the lack is told", async () => {
    const binaryOnly = '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><BinaryOnly MetadataFile="a.companion.ome" UUID="urn:uuid:9"/></OME>';
    const files = [1, 2, 3].map((n) => memoryFile(`t${n}.ome.tif`, buildTiff([page(n, { description: binaryOnly })])));
    const runs = [3, 2, 1].map((n, t) => `<TiffData FirstT="${t}" IFD="0" PlaneCount="1"><UUID FileName="t${n}.ome.tif">urn:uuid:${n}</UUID></TiffData>`);
    const companion = memoryFile("a.companion.ome", new TextEncoder().encode(ome('DimensionOrder="XYCZT" SizeC="1" SizeZ="1" SizeT="3"', runs.join(""))));
    const together = await tiffReader.read({ name: "f", kind: "folder", files: [companion, ...files], siblings: [] }, {});
    expect(layout(together)).toEqual([[3], [2], [1]]);
    const without = await tiffReader.read({ name: "f", kind: "folder", files, siblings: [] }, {});
    expect(layout(without)).toEqual([[1], [2], [3]]);
    expect(codes(without).filter((code) => code === "tiff-ome-metadata-missing")).toHaveLength(3);
  });

  test("XML that breaks off after its first image is used so far", async () => {
    const whole = ome('DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1"', `${channels}<TiffData/>`);
    const recording = await read(make(whole.slice(0, whole.indexOf("</Image>")), 2));
    expect(layout(recording)).toEqual([[1, 2]]);
    expect(codes(recording)).toContain("tiff-ome-xml-damaged");
  });

  test("SizeC of a thousand million costs no memory", async () => {
    const recording = await read(make(ome('DimensionOrder="XYCZT" SizeC="1000000000" SizeZ="1000000000" SizeT="1000000000"', ""), 3));
    expect(layout(recording)).toEqual([[1, 2, 3]]);
    expect(codes(recording)).toEqual(expect.arrayContaining(["tiff-channels-left-out", "tiff-ome-planes-missing"]));
  });
});

describe("ScanImage", () => {
  const three = ["state.software.version=3.8", "state.acq.msPerLine=2", "state.acq.numberOfChannelsSave=2", "state.acq.savingChannel1=1", "state.acq.savingChannel2=0", "state.acq.savingChannel3=1", "state.acq.linesPerFrame=2", "state.acq.frameRate=250", "state.acq.pixelTime=2.56e-05"];

  test("version 3: msPerLine=2, channels 1 and 3 interleaved, 2 frames of 4 ms; a line scan by its own word", async () => {
    const description = [...three, "state.acq.scanAngleMultiplierSlow=0"].join("\r");
    const recording = await read(buildTiff([1, 2, 3, 4].map((n) => page(n, { description }))));
    expect(recording.format).toBe("scanimage-tiff");
    expect(layout(recording)).toEqual([[1, 2], [3, 4]]);
    const [scan] = recording.lineScans;
    expect(scan!.channels.map(({ name }) => name)).toEqual(["Channel 1", "Channel 3"]);
    expect(scan!.timing).toMatchObject({ period: 2, source: "a.tif, ImageDescription state.acq.msPerLine", alternatives: [{ period: 2 }] });
    expect(scan!.dwellTime_us).toBe(25.6);
    expect(recording.trials.map(({ start }) => start)).toEqual([0, 4]);
    expect(codes(recording)).toEqual(["tiff-pages-are-trials"]);
  });

  test("version 5, BigTIFF: linePeriod of 63.0874 µs in the Software tag, channels 1 and 3 by name, negative readings", async () => {
    const software = ["SI.VERSION_MAJOR = '2016'", "SI.VERSION_MINOR = '1'", "SI.hChannels.channelName = {'Channel 1' 'Channel 2' 'Red'}", "SI.hChannels.channelSave = [1;3]", "SI.hRoiManager.linePeriod = 6.30874e-05", "SI.hRoiManager.scanFramePeriod = 0.000126", "SI.hRoiManager.scanType = 'line'", "SI.hScan2D.bidirectional = true", "SI.hStackManager.numSlices = 1"].join("\n");
    const description = "frameNumbers = 1\nepoch = [2016  9 20 15  4  5.5]\n";
    const negative = stored([-32768, -1, 0, 1, 2, 32767], 16, 2);
    const pages = [1, 2].map((n) => page(n, { software, description, pieces: [negative], tags: { 315: [...new TextEncoder().encode('{"RoiGroups":{}}\0')] } }));
    const recording = await read(buildTiff(pages, { big: true }));
    const [scan] = recording.lineScans;
    expect([...scan!.trials[0]!.pixels[1]!]).toEqual([-32768, -1, 0, 1, 2, 32767]);
    expect(scan!.channels.map(({ name }) => name)).toEqual(["Channel 1", "Red"]);
    expect(scan!.timing).toMatchObject({ period: 0.0630874, source: "a.tif, Software SI.hRoiManager.linePeriod", alternatives: [{ period: 0.063 }] });
    expect(recording.formatDetail).toBe("ScanImage 2016.1 TIFF (BigTIFF)");
    expect(recording.startedAt).toBe("2016-09-20T15:04:05.5");
    expect(codes(recording)).toEqual(["tiff-bidirectional"]);
  });

  test("lines that were averaged by 4 contradict the line period", async () => {
    const software = "SI.hRoiManager.linePeriod = 0.001\nSI.hScan2D.lineAverageFactor = 4\n";
    const recording = await read(buildTiff([page(1, { software })], { big: true }));
    expect(recording.lineScans[0]!.timing.contradictions[0]).toContain("it may last 4 ms");
  });

  test("a frame scan is told apart, and without msPerLine there is no period", async () => {
    const recording = await read(buildTiff([page(1, { description: three.filter((line) => !line.includes("msPerLine") && !line.includes("Channel")).join("\n") })]));
    expect(recording.lineScans[0]!.timing.period).toBeUndefined();
    expect(codes(recording)).toEqual(["tiff-frame-scan", "tiff-line-period-unknown"]);
  });
});

const samples = sampleFolder();
describe.skipIf(samples === undefined)("sample recordings (skipped without ../shared/samples)", () => {
  const at = (path: string): FileSource => memoryFile(path.slice(path.lastIndexOf("/") + 1), readFileSync(join(samples ?? "", path)));

  test("ScanImage 3.8: 30 frames of 64 lines of 1.92 ms, channel 2, 30 July 2014, said to be a frame scan", async () => {
    const recording = await tiffReader.read(dropFile(at("scanimage-tiff/SI3_Blank-IPA_1s_16r_032.tif")), {});
    expect(recording.lineScans[0]).toMatchObject({ pixelsPerLine: 64, channels: [{ name: "Channel 2" }], timing: { period: 1.92 }, dwellTime_us: 25.6 });
    expect(recording.lineScans[0]!.trials.map(({ lines }) => lines)).toEqual(Array.from({ length: 30 }, () => 64));
    expect(recording.trials[29]!.start).toBeCloseTo(29 * 64 * 1.92, 9);
    expect(recording.startedAt).toBe("2014-07-30T21:10:00.731");
    expect(codes(recording)).toContain("tiff-frame-scan");
  });

  test("Prairie's OME-TIFFs: 3 cycles × 2 channels in six files are 3 trials of 500 lines without a line period", async () => {
    const folder = "bruker-prairie/LineScan-11182022-1250-763";
    const names = readdirSync(join(samples ?? "", folder)).filter((name) => name.endsWith(".ome.tif"));
    const [first, ...others] = names.sort().map((name) => at(`${folder}/${name}`));
    const recording = await tiffReader.read(dropFile(first!, others), {});
    const [scan] = recording.lineScans;
    expect([scan!.trials.length, scan!.pixelsPerLine, scan!.channels.map(({ name }) => name)]).toEqual([3, 60, ["Ch1", "Ch2"]]);
    expect(scan!.trials.every(({ lines, pixels }) => lines === 500 && pixels.every((one) => one?.length === 30_000))).toBe(true);
    expect(scan!.pixelSize_um).toBe(0.14734919545525732);
    expect(scan!.timing.period).toBeUndefined();
    expect(recording.provenance.files).toHaveLength(6);
  });

  test("an exported RGB line scan is three channels of 500 lines × 519 pixels", async () => {
    const recording = await tiffReader.read(dropFile(at("other-linescan-tiff/Image18.tif")), {});
    expect(recording.lineScans[0]!.channels.map(({ name }) => name)).toEqual(["Red", "Green", "Blue"]);
    expect(recording.lineScans[0]!.trials[0]!.pixels.map((pixels) => [pixels?.length, pixels?.[0]])).toEqual([[259_500, 69], [259_500, 77], [259_500, 98]]);
    expect(codes(recording)).toContain("tiff-rgb");
  });

  test("int8 of OME: 3 channels, negative readings kept, in deflate and uncompressed alike", async () => {
    const [a, b] = await Promise.all(["viv", "avivator"].map((name) => tiffReader.read(dropFile(at(`ome-tiff/${name}_multi-channel.ome.tif`)), {})));
    expect(a!.lineScans[0]!.trials[0]!.pixels).toEqual(b!.lineScans[0]!.trials[0]!.pixels);
    expect([...a!.lineScans[0]!.trials[0]!.pixels[0]!].filter((value) => value < 0).every((value) => value === -1)).toBe(true);
    expect(a!.lineScans[0]!.trials[0]!.pixels[0]).toContain(-1);
  });
});
