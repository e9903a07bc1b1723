/**
 * Holds our OME-TIFFs against tifffile and ImageJ, and our reader against some 300 files that tifffile wrote with
 * imagecodecs. `RADIATUM_PYTHON` names a Python that has validation/requirements.txt, default python3; ImageJ is found at
 * `RADIATUM_IMAGEJ` (a path to ij.jar) or where Debian puts it, and its absence is an error only where CI is set.
 * Exit status 1 if anything differs, or if the judges don't refuse a spoilt file.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { dropFile, memoryFile } from "#formats";
import type { PixelArray, Recording } from "#recording";
import { openTiff, readPage, tiffReader, writeOmeTiff } from "../src/formats/tiff/index.js";
import { projectFolder, sampleFolder } from "./samples.js";

const scripts = join(projectFolder(), "validation");
const python = process.env["RADIATUM_PYTHON"] ?? "python3";
const imagej = process.env["RADIATUM_IMAGEJ"] ?? "/usr/share/java/ij.jar";

interface Case {
  readonly name: string;
  readonly recording: Recording;
}

const PIXELS = 17;
const TYPES = [Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];

/** Two channels over trials of `lines`, the whole range of the type in them. */
function made(name: string, make: (length: number) => PixelArray, lines: readonly number[], missing: readonly number[] = []): Case {
  const value = (i: number): number => Math.floor((i * 0.6180339887498949 * 2 ** 32) % 2 ** 32) - 2 ** 31;
  const trials = lines.map((n, trial) => ({
    trial,
    lines: n,
    start: 0,
    pixels: [0, 1].map((channel) => (channel === 1 && missing.includes(trial) ? null : make(n * PIXELS).map((_: number, i: number) => value(i + 1000 * trial + channel)))),
  }));
  return {
    name,
    recording: {
      name,
      format: "tiff",
      formatDetail: "made up",
      lineScans: [
        {
          name,
          pixelsPerLine: PIXELS,
          channels: [{ name: "Ch1 µ", colour: "red" }, { name: "Ch2 <&>", colour: "green" }],
          trials,
          timing: { period: 2.5, source: "user", alternatives: [], contradictions: [] },
          pixelSize_um: 0.25,
          path: { shape: "unknown", vertices: [] },
        },
      ],
      sweeps: [],
      sweepOffset: 0,
      trials: lines.map((n, index) => ({ index, start: 100 * index, duration: 2.5 * n, condition: "control" })),
      events: [],
      conditions: [{ name: "control", drugs: [] }],
      images: [],
      provenance: { simulated: false, files: [], settings: {} },
      issues: [],
    },
  };
}

const cases: readonly Case[] = [
  ...TYPES.map((Type) => made(Type.name, (length) => new Type(length), [6, 6, 6])),
  made("one trial", (length) => new Int16Array(length), [40]),
  made("trials of unequal length", (length) => new Int16Array(length), [6, 3, 6, 5]),
  made("a channel missing in trial 2", (length) => new Int16Array(length), [6, 6], [1]),
  made("200 trials", (length) => new Uint16Array(length), Array.from({ length: 200 }, () => 3)),
];

const DTYPES: Readonly<Record<string, string>> = { Float32Array: "float32", Float64Array: "float64" };
const dtype = (pixels: PixelArray): string => DTYPES[pixels.constructor.name] ?? pixels.constructor.name.replace("Array", "").toLowerCase();
/** Of the samples as they lie in memory; every machine this runs on has the least byte first, as the judges' digests. */
const sha256 = (pixels: PixelArray): string => createHash("sha256").update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)).digest("hex");

interface Page {
  readonly lines: number;
  readonly pixels: PixelArray;
}

/** Pages in the order of the file: trials of one length behind each other, channels fastest. */
function pagesOf({ lineScans }: Recording): Page[][] {
  const groups = new Map<number, Page[]>();
  for (const { lines, pixels } of lineScans[0]?.trials ?? []) {
    const group = groups.get(lines) ?? [];
    groups.set(lines, group);
    for (const one of pixels) if (one) group.push({ lines, pixels: one });
  }
  return [...groups.values()];
}

function expectation(recording: Recording, file: string, name: string): unknown {
  const trials = recording.lineScans[0]?.trials ?? [];
  const lengths = [...new Set(trials.map((trial) => trial.lines))];
  return {
    name,
    file,
    pages: pagesOf(recording).flat().map(({ lines, pixels }) => ({ width: PIXELS, height: lines, dtype: dtype(pixels), sha256: sha256(pixels) })),
    // tifffile leaves out axes of length 1.
    series: lengths.map((lines) => {
      const count = trials.filter((trial) => trial.lines === lines).length;
      return count === 1 ? { shape: [2, lines, PIXELS], axes: "CYX" } : { shape: [count, 2, lines, PIXELS], axes: "TCYX" };
    }),
    channels: recording.lineScans[0]?.channels.map((channel) => channel.name),
    pixelSize_um: recording.lineScans[0]?.pixelSize_um,
  };
}

let failures = 0;
let count = 0;
function verdict(name: string, problems: readonly string[]): void {
  count++;
  if (problems.length > 0) failures++;
  if (problems.length > 0) console.log(`FAIL ${name}`);
  for (const problem of problems) console.log(`       ${problem}`);
}

function run(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args[0] ?? ""} stopped with status ${done.status ?? "none"}:\n${done.stderr}`);
  return done.stdout;
}

const jsonLines = (text: string): unknown[] => text.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as unknown);

/** tifffile, byte for byte. */
function judgeByTifffile(folder: string): void {
  for (const line of jsonLines(run(python, [join(scripts, "tiff-writer.py"), folder]))) {
    const { name, problems } = line as { name: string; problems: string[] };
    verdict(`written, by tifffile: ${name}`, problems);
  }
}

/** ImageJ opens what has one size throughout; its numbers are single precision, and it has no signed bytes, 32-bit integers or doubles. */
function judgeByImageJ(folder: string): void {
  if (!existsSync(imagej)) {
    if (process.env["CI"]) throw new Error(`ImageJ is missing at ${imagej}: CI must not skip it`);
    console.log(`ImageJ is missing at ${imagej}; tifffile judges alone.`);
    return;
  }
  const fit = cases.map(({ recording, name }, i) => ({ name, pages: pagesOf(recording), path: join(folder, `${i}.ome.tif`) })).filter(({ name, pages }) => pages.length === 1 && !/^(U?int32|Int8|Float64)/i.test(name));
  const said = jsonLines(run("java", ["-Djava.awt.headless=true", "-cp", imagej, join(scripts, "tiff-imagej.java"), ...fit.map(({ path }) => path)]));
  fit.forEach(({ name, pages }, i) => {
    const [group = []] = pages;
    let [sum, weighted, place] = [0, 0, 0];
    for (const { pixels } of group) {
      for (const pixel of pixels) {
        const value = Math.fround(pixel);
        sum += value;
        weighted += value * ((place++ % 8191) + 1);
      }
    }
    const wanted = { width: PIXELS, height: group[0]?.lines, images: group.length, sum, weighted };
    const got = (said[i] ?? {}) as Readonly<Record<string, unknown>>;
    const problems = Object.entries(wanted).flatMap(([key, value]) => (got[key] === value ? [] : [`${key} is ${String(got[key])} instead of ${String(value)}`]));
    verdict(`written, by ImageJ: ${name}`, problems);
  });
}

interface Foreign {
  readonly file: string;
  readonly what: string;
  readonly pages: readonly { readonly shape: readonly number[]; readonly dtype: string; readonly sha256: string }[];
  readonly recording?: { readonly format: string; readonly trials: number; readonly channels: number; readonly pixelSize_um: number; readonly alternative: number };
}

/** Our reader on files of others. */
async function judgeOurReader(folder: string): Promise<void> {
  const samples = sampleFolder();
  run(python, [join(scripts, "tiff-foreign.py"), folder, ...(samples === undefined ? [] : [samples])]);
  const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Foreign[];
  for (const { file, what, pages, recording } of expected) {
    const problems: string[] = [];
    const source = memoryFile(file, new Uint8Array(readFileSync(resolve(folder, file))));
    if (recording) {
      const { format, lineScans } = await tiffReader.read(dropFile(source), {});
      const [scan] = lineScans;
      const got = { format, trials: scan?.trials.length, channels: scan?.channels.length, pixelSize_um: scan?.pixelSize_um, alternative: scan?.timing.alternatives[0]?.period };
      if (JSON.stringify(got) !== JSON.stringify(recording)) problems.push(`${JSON.stringify(got)} instead of ${JSON.stringify(recording)}`);
      const digests = scan?.trials.flatMap((trial) => trial.pixels.map((pixels) => (pixels ? sha256(pixels) : "none"))) ?? [];
      if (JSON.stringify(digests) !== JSON.stringify(pages.map((page) => page.sha256))) problems.push("pixels differ");
    } else {
      const tiff = await openTiff(source);
      if (tiff.pages.length !== pages.length) problems.push(`${tiff.pages.length} pages instead of ${pages.length}`);
      for (const [i, page] of tiff.pages.entries()) {
        const read = await readPage(source, page);
        const shape = [read.height, read.width, ...(read.samplesPerPixel === 1 ? [] : [read.samplesPerPixel])];
        const got = { shape, dtype: dtype(read.pixels), sha256: sha256(read.pixels) };
        if (JSON.stringify(got) !== JSON.stringify(pages[i])) problems.push(`page ${i}: ${JSON.stringify(got)} instead of ${JSON.stringify(pages[i])}`);
        problems.push(...read.issues.map((issue) => `page ${i}: ${issue.message}`));
      }
    }
    verdict(`read, by tifffile: ${what}`, problems);
  }
}

const folder = mkdtempSync(join(tmpdir(), "radiatum-tiff-"));
try {
  const expected = cases.map(({ recording, name }, i) => {
    writeFileSync(join(folder, `${i}.ome.tif`), writeOmeTiff(recording));
    return expectation(recording, `${i}.ome.tif`, name);
  });
  writeFileSync(join(folder, "expected.json"), JSON.stringify(expected));
  judgeByTifffile(folder);
  judgeByImageJ(folder);
  mkdirSync(join(folder, "foreign"));
  await judgeOurReader(join(folder, "foreign"));
  console.log(`TIFF: ${count - failures} of ${count} as they should be.`);
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
