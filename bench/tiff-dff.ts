/**
 * How long does a 205 MB line-scan TIFF take from disk to ΔF/F of one region, here and in tifffile with numpy?
 *
 * `node dist/bench/tiff-dff.js [ROUNDS]` makes the files by a seeded script in a temporary folder, then runs both
 * programs in turn, each in a fresh process and once more within one. Both must give the same ΔF/F.
 * `RADIATUM_PYTHON` names a Python with validation/requirements.txt.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PixelArray } from "#recording";
import { openTiff, readPage, tiffReader } from "../src/formats/tiff/index.js";
import { dropAt } from "../src/node/index.js";

const ROI = { from: 100, to: 120 };
const BASELINE = 100;

/** Sum of |ΔF/F| over every trial, so that the work can't be left out and both programs can be compared. */
async function ofRecording(path: string): Promise<number> {
  const recording = await tiffReader.read(dropAt(path), {});
  const [scan] = recording.lineScans;
  if (!scan) throw new Error("the benchmark's file has no line scan");
  let total = 0;
  for (const { lines, pixels } of scan.trials) {
    const [channel] = pixels;
    if (!channel) throw new Error("a page of the benchmark's file is missing");
    total += sumOf(deltaFOverF(channel, lines, scan.pixelsPerLine, ROI));
  }
  return total;
}

/** The same from the region's columns alone, page by page: what a program does that wants no picture. */
async function ofColumns(path: string): Promise<number> {
  const [file] = dropAt(path).files;
  if (!file) throw new Error("the benchmark's file is missing");
  let total = 0;
  for (const page of (await openTiff(file)).pages) {
    const { pixels, width, height } = await readPage(file, page, { columns: ROI });
    total += sumOf(deltaFOverF(pixels, height, width, { from: 0, to: width - 1 }));
  }
  return total;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0);
}

/** (F − F₀) / F₀ of the region's mean, F₀ over the first lines, background 0. */
function deltaFOverF(
  pixels: PixelArray, lines: number, width: number, region: { readonly from: number; readonly to: number },
): Float64Array {
  const trace = new Float64Array(lines);
  let rest = 0;
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    const end = line * width + region.to;
    for (let i = line * width + region.from; i <= end; i++) sum += pixels[i] ?? 0;
    const mean = sum / (region.to - region.from + 1);
    trace[line] = mean;
    if (line < BASELINE) rest += mean / BASELINE;
  }
  return trace.map((value) => (value - rest) / rest);
}

interface Measured {
  readonly seconds: readonly number[];
  readonly checksum: number;
  /** Seconds of processor time since the process started, which other work on the machine disturbs less. */
  readonly cpu: number;
}

function timed(command: string, args: readonly string[]): { readonly wall: number; readonly said: Measured } {
  const start = performance.now();
  const done = spawnSync(command, args, { encoding: "utf8" });
  const wall = (performance.now() - start) / 1000;
  if (done.status !== 0) throw new Error(`${command} stopped:\n${done.stderr}`);
  return { wall, said: JSON.parse(done.stdout) as Measured };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const show = (values: readonly number[]): string => `${(1000 * median(values)).toFixed(0)} ms (${(1000 * Math.min(...values)).toFixed(0)} to ${(1000 * Math.max(...values)).toFixed(0)})`;

function compare(rounds: number): void {
  const python = process.env["RADIATUM_PYTHON"] ?? "python3";
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const script = join(root, "bench", "tiff_dff.py");
  const self = fileURLToPath(import.meta.url);
  const folder = mkdtempSync(join(tmpdir(), "radiatum-bench-"));
  try {
    const made = spawnSync(python, [script, "make", folder], { encoding: "utf8" });
    if (made.status !== 0) throw new Error(`the files could not be made:\n${made.stderr}`);
    console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}, ${rounds} rounds in turn, file cache warm`);
    for (const [what, file] of [
      ["one page of 200 000 lines × 512 pixels", "line.tif"], ["400 pages of 500 lines × 512 pixels", "pages.tif"],
    ] as const) {
      const path = join(folder, file);
      const programs = [
        { name: "tifffile + numpy", command: python, args: [script, path] },
        { name: "Radiatum, region alone", command: process.execPath, args: [self, "region", path] },
        { name: "Radiatum, whole recording", command: process.execPath, args: [self, "recording", path] },
      ].map((program) => (
        { ...program, wall: [] as number[], cpu: [] as number[], inside: [] as number[], sums: [] as number[] }
      ));
      for (let round = 0; round < rounds; round++) {
        for (const program of programs) {
          const once = timed(program.command, [...program.args, "1"]);
          program.wall.push(once.wall);
          program.cpu.push(once.said.cpu);
          program.sums.push(once.said.checksum);
          program.inside.push(...timed(program.command, [...program.args, "4"]).said.seconds.slice(1));
        }
      }
      const sums = programs.flatMap((program) => program.sums);
      if (Math.max(...sums) - Math.min(...sums) > 1e-9 * Math.max(...sums)) {
        throw new Error(`ΔF/F differ: ${sums.join(", ")}`);
      }
      console.log(what);
      const [theirs] = programs;
      console.log(
        "                            whole process                 of it processor time          once more in process"
      );
      for (const program of programs) {
        const cells = (["wall", "cpu", "inside"] as const).map((key) => `${show(program[key])} ${(median(theirs?.[key] ?? []) / median(program[key])).toFixed(2)}×`.padEnd(30));
        console.log(`  ${program.name.padEnd(26)}${cells.join("")}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [task, path, repeats] = process.argv.slice(2);
if (path !== undefined) {
  const seconds: number[] = [];
  let sum = 0;
  for (let i = 0; i < Number(repeats); i++) {
    const start = performance.now();
    sum = await (task === "region" ? ofColumns(path) : ofRecording(path));
    seconds.push((performance.now() - start) / 1000);
  }
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ seconds, checksum: sum, cpu: (user + system) / 1e6 } satisfies Measured));
} else compare(Number(task ?? 7));
