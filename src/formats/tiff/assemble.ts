import { withUserPeriod, type Issue, type LineScan, type LineScanTrial, type PixelArray, type Recording, type Trial } from "#recording";
import type { Drop, FileSource, ReadOptions } from "../source.js";
import { unreadable } from "./failures.js";
import type { PagePixels, TiffPage } from "./page.js";
import { readPage } from "./pixels.js";
import type { Plane, Series, Understood } from "./series.js";

/** Name of the one condition of files that know none. */
const CONDITION = "unnamed";

/** Reads the pixels of what a dialect understood and puts trials on one clock, end to end. */
export async function assemble(drop: Drop, understood: Understood, options: ReadOptions): Promise<Recording> {
  const issues: Issue[] = [...understood.issues];
  const total = understood.series.reduce((sum, series) => sum + series.trials.length, 0);
  const pages = pageReader(issues);
  const lineScans: LineScan[] = [];
  const trials: Trial[] = [];
  let now = 0;
  for (const series of understood.series) {
    const timing = options.linePeriod === undefined ? series.timing : withUserPeriod(series.timing, options.linePeriod);
    const scanTrials: LineScanTrial[] = [];
    for (const planes of series.trials) {
      const index = trials.length;
      const { lines, pixels } = await readTrial(planes, index, series, pages, issues);
      const duration = timing.period === undefined ? 0 : lines * timing.period;
      trials.push({ index, start: now, duration, condition: CONDITION });
      scanTrials.push({ trial: index, lines, start: 0, pixels });
      now += duration;
      options.onProgress?.(trials.length, total);
    }
    if (timing.period === undefined) {
      const message = `the file does not say how long a line takes, so ${series.name} has no times: its trials (${scanTrials.length}) start at 0 and last 0 ms until a line period is given.`;
      issues.push({ severity: "note", code: "tiff-line-period-unknown", message, file: understood.files[0]?.path ?? drop.name });
    }
    lineScans.push({
      name: series.name,
      pixelsPerLine: series.pixelsPerLine,
      channels: series.channels,
      trials: scanTrials,
      timing,
      ...(series.dwellTime_us === undefined ? {} : { dwellTime_us: series.dwellTime_us }),
      ...(series.pixelSize_um === undefined ? {} : { pixelSize_um: series.pixelSize_um }),
      path: { shape: "unknown", vertices: [] },
    });
  }
  if (!lineScans.some((scan) => scan.trials.some((trial) => trial.lines > 0))) {
    const worst = issues.find((issue) => issue.severity !== "note");
    const reason = worst?.message.replace(/\.$/, "") ?? "its pages hold none";
    throw unreadable("tiff-no-lines", { file: understood.files[0]?.path ?? drop.name, offset: worst?.offset ?? 0, pages: trials.length, reason });
  }
  return {
    name: drop.name,
    format: understood.format,
    formatDetail: understood.formatDetail,
    ...(understood.startedAt === undefined ? {} : { startedAt: understood.startedAt }),
    lineScans,
    sweeps: [],
    sweepOffset: 0,
    trials,
    events: [],
    conditions: [{ name: CONDITION, drugs: [] }],
    images: [],
    provenance: {
      simulated: false,
      files: understood.files.map((file) => ({ path: file.path, bytes: file.size })),
      ...(understood.program === undefined ? {} : { program: understood.program }),
      settings: understood.settings,
    },
    issues,
  };
}

type PageReader = (file: FileSource, page: TiffPage, trial: number) => Promise<PagePixels | undefined>;

/**
 * Reads pages, keeping the last (an RGB page serves three channels), and no more stored bytes of a file than it has:
 * pages of an honest file never share their pixels.
 */
function pageReader(issues: Issue[]): PageReader {
  const spent = new Map<FileSource, number>();
  let last: { readonly page: TiffPage; readonly read: PagePixels | undefined } | undefined;
  return async (file, page, trial) => {
    if (last?.page === page) return last.read;
    const before = spent.get(file) ?? 0;
    const read = await readPage(file, page);
    spent.set(file, before + read.storedBytes);
    issues.push(...read.issues.map((issue) => ({ ...issue, trial })));
    const over = before + read.storedBytes > file.size;
    if (over) {
      const message = `page ${page.index + 1}: pages overlap: up to this one they take more room than the file's ${file.size} bytes; it was left out.`;
      issues.push({ severity: "warning", code: "tiff-pages-overlap", message, file: file.path, offset: page.offset, trial });
    }
    last = { page, read: over ? undefined : read };
    return last.read;
  };
}

/** One trial's channels, as long as the shortest of those that are there. */
async function readTrial(
  planes: readonly (Plane | null)[],
  index: number,
  series: Series,
  pages: PageReader,
  issues: Issue[],
): Promise<{ readonly lines: number; readonly pixels: (PixelArray | null)[] }> {
  const channels: { readonly pixels: PixelArray; readonly lines: number }[] = [];
  const at: (number | null)[] = [];
  for (const plane of planes) {
    const read = plane ? await pages(plane.file, plane.page, index) : undefined;
    if (!plane || !read || read.height === 0) {
      at.push(null);
      continue;
    }
    at.push(channels.length);
    channels.push({ pixels: oneSample(read, plane.sample), lines: read.height });
  }
  const lines = channels.length === 0 ? 0 : Math.min(...channels.map((channel) => channel.lines));
  const longest = Math.max(0, ...channels.map((channel) => channel.lines));
  if (longest > lines) {
    issues.push({ severity: "warning", code: "tiff-channels-uneven", message: `its channels have ${lines} to ${longest} lines; all were cut to ${lines}.`, trial: index });
  }
  const absent = at.flatMap((place, c) => (place === null ? [series.channels[c]?.name ?? String(c + 1)] : []));
  if (absent.length > 0) {
    issues.push({ severity: "warning", code: "tiff-channel-missing", message: `no pixels of ${absent.join(", ")}.`, trial: index });
  }
  const pixels = at.map((place) => (place === null ? null : (channels[place]?.pixels.subarray(0, lines * series.pixelsPerLine) ?? null)));
  return { lines, pixels };
}

/** Every `samplesPerPixel`th value from the `sample`th; the array itself where there is one sample a pixel. */
function oneSample({ pixels, samplesPerPixel, width, height }: PagePixels, sample: number): PixelArray {
  if (samplesPerPixel === 1) return pixels;
  const out = new (pixels.constructor as new (length: number) => PixelArray)(width * height);
  for (let i = 0, from = sample; i < out.length; i++, from += samplesPerPixel) out[i] = pixels[from] as number;
  return out;
}
