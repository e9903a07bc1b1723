import { RigError } from "#errors";
import type { Issue, PixelArray } from "#recording";
import type { FileSource } from "../source.js";
import { openTiff, readPage, type PagePixels, type TiffFile } from "../tiff/index.js";
import type { PlannedTrial } from "./cycles.js";
import type { ScanFolder } from "./scan-folder.js";

/** The pixels of one trial: per channel number, all of one size. */
export interface TrialPixels {
  /** 0 where no channel could be read. */
  readonly width: number;
  readonly lines: number;
  readonly channels: ReadonlyMap<number, PixelArray>;
  readonly issues: readonly Issue[];
}

type OpenImage = { readonly source: FileSource; readonly tiff: TiffFile };

/** The folder's images, each opened once, however many frames name it: version 5.5 on can keep a series in one file. */
export interface ImageStore {
  /** The image, or the issue that says why there is none. */
  open(filename: string): Promise<OpenImage | Issue>;
  /** AcquisitionDate of an image in the OME-XML of those opened so far: ISO 8601, whole seconds, no zone. */
  dateOf(filename: string): string | undefined;
}

export function imageStore(folder: ScanFolder): ImageStore {
  const opened = new Map<string, Promise<OpenImage | Issue>>();
  const dates = new Map<string, string>();
  const open = async (filename: string): Promise<OpenImage | Issue> => {
    const source = folder.find(filename);
    if (!source)
      return {
        severity: "error",
        code: "prairie-image-missing",
        message: "the description names this image, but it is not in the folder",
        file: filename,
      };
    try {
      const tiff = await openTiff(source);
      for (const [name, date] of acquisitionDates(tiff.pages[0]?.description)) dates.set(name, date);
      return { source, tiff };
    } catch (error) {
      return asIssue(error, source.path);
    }
  };
  return {
    dateOf: (filename) => dates.get(filename),
    open: (filename) => {
      const known = opened.get(filename);
      if (known) return known;
      const promise = open(filename);
      opened.set(filename, promise);
      return promise;
    },
  };
}

/**
 * AcquisitionDate by file name. Prairie writes the OME-XML of all cycles into the first file, an Image element each, and
 * a mere reference to it into the others.
 */
function acquisitionDates(description: string | undefined): ReadonlyMap<string, string> {
  const dates = new Map<string, string>();
  if (description === undefined || description.length > 10_000_000 || !description.includes("<OME")) return dates;
  for (const image of description.split("<Image ").slice(1)) {
    const date = /<AcquisitionDate>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(image)?.[1];
    if (date === undefined) continue;
    for (const name of image.matchAll(/FileName="([^"]*)"/g)) dates.set(name[1] ?? "", date);
  }
  return dates;
}

/** Reads a trial's images; a missing or damaged one leaves its channel out, with an issue. */
export async function trialPixels(plan: PlannedTrial, trial: number, images: ImageStore): Promise<TrialPixels> {
  const issues: Issue[] = [];
  const note = (issue: Issue): void => {
    issues.push({ ...issue, trial });
  };
  const read = new Map<number, PagePixels>();
  for (const file of plan.files) {
    const image = await images.open(file.filename);
    if ("severity" in image) {
      note({ ...image, message: `${file.channelName}: ${image.message}` });
      continue;
    }
    for (const issue of image.tiff.issues) note(issue);
    const page = image.tiff.pages.find((candidate) => candidate.index === file.page);
    const damage = (message: string): void =>
      note({
        severity: "error",
        code: "prairie-image-unusable",
        message: `${file.channelName}: ${message}`,
        file: image.source.path,
      });
    if (!page) {
      damage(`page ${file.page + 1} is missing`);
      continue;
    }
    if (read.has(file.channel)) {
      damage(`the description names a second image of channel ${file.channel}; the first was kept`);
      continue;
    }
    try {
      const pixels = await readPage(image.source, page);
      for (const issue of pixels.issues) note(issue);
      if (pixels.samplesPerPixel !== 1)
        damage(`it has ${pixels.samplesPerPixel} samples a pixel, so it is a picture rather than a detector's readings`);
      else if (pixels.width < 1 || pixels.height < 1) damage("it holds no line");
      else read.set(file.channel, pixels);
    } catch (error) {
      note(asIssue(error, image.source.path));
    }
  }
  return { ...sameSize(read, trial, issues), issues };
}

/** Cuts the channels to the lines they share; one of another width is left out. */
function sameSize(read: ReadonlyMap<number, PagePixels>, trial: number, issues: Issue[]): Omit<TrialPixels, "issues"> {
  const [first] = read.values();
  if (!first) return { width: 0, lines: 0, channels: new Map() };
  const widths = [...read.values()].map((pixels) => pixels.width);
  const width = mostCommon(widths);
  const fitting = [...read].filter(([, pixels]) => pixels.width === width);
  const lines = Math.min(...fitting.map(([, pixels]) => pixels.height));
  const report = (message: string): void => {
    issues.push({ severity: "warning", code: "prairie-channels-differ", message, trial });
  };
  for (const [channel, pixels] of read) {
    if (pixels.width !== width)
      report(`channel ${channel} has ${pixels.width} pixels a line, the others ${width}; it was left out`);
    else if (pixels.height !== lines)
      report(`channel ${channel} has ${pixels.height} lines, another only ${lines}; the first ${lines} were kept`);
  }
  return {
    width,
    lines,
    channels: new Map(fitting.map(([channel, pixels]) => [channel, pixels.pixels.subarray(0, lines * width)])),
  };
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/** What the TIFF layer could not read at all, as an issue of this folder; our own mistakes pass through. */
export function asIssue(error: unknown, file: string): Issue {
  if (!(error instanceof RigError)) throw error;
  return { severity: "error", code: error.code, message: error.message, file };
}
