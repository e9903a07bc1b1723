import type { Channel, Issue, LineTiming } from "#recording";
import type { FileSource } from "../source.js";
import type { Annotation } from "./annotation.js";
import type { TiffFile, TiffPage } from "./page.js";

/** A TIFF with its directories read. */
export interface OpenedTiff {
  readonly file: FileSource;
  readonly tiff: TiffFile;
}

/** More channels than any line-scan microscope has; what a file declares beyond it costs no memory. */
export const MOST_CHANNELS = 64;

/** What a dialect makes of one or several files, before any pixel is read. */
export interface Understood {
  /** `tiff`, `ome-tiff`, `imagej-tiff` or `scanimage-tiff`. */
  readonly format: string;
  readonly formatDetail: string;
  readonly startedAt?: string;
  readonly program?: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly series: readonly Series[];
  readonly issues: readonly Issue[];
  /** Every file that carries pixels of it. */
  readonly files: readonly FileSource[];
  /** What Radiatum's own writer left in the file. */
  readonly annotation?: Annotation | undefined;
}

/** Line scans of one configuration: which page is whose. */
export interface Series {
  readonly name: string;
  readonly pixelsPerLine: number;
  readonly channels: readonly Channel[];
  /** Trial after trial, one plane a channel; null where it is missing. */
  readonly trials: readonly (readonly (Plane | null)[])[];
  readonly timing: LineTiming;
  readonly dwellTime_us?: number;
  readonly pixelSize_um?: number;
}

/** Sample number `sample` of every pixel of a page. */
export interface Plane {
  readonly file: FileSource;
  readonly page: TiffPage;
  readonly sample: number;
}

/** The channels that a page's samples are, with the sample that each is. */
export interface SampleChannels {
  readonly channels: readonly Channel[];
  readonly samples: readonly number[];
}

/** Red, green and blue for an RGB picture, without its transparency; else one channel a sample. */
export function sampleChannels(page: TiffPage): SampleChannels {
  if (page.samplesPerPixel === 1) return { channels: [{ name: "Channel 1" }], samples: [0] };
  const colours = page.photometric === 2 ? RGB : [];
  const isAlpha = (sample: number): boolean => {
    const extra = page.extraSamples[sample - (page.samplesPerPixel - page.extraSamples.length)];
    return extra === 1 || extra === 2;
  };
  const samples = Array.from({ length: page.samplesPerPixel }, (_, sample) => sample).filter((sample) => !isAlpha(sample));
  return { channels: samples.map((sample) => colours[sample] ?? { name: `Channel ${sample + 1}` }), samples };
}

const RGB: readonly Channel[] = [
  { name: "Red", colour: "red" },
  { name: "Green", colour: "green" },
  { name: "Blue", colour: "other" },
];

/** What a reader of the pixels should know of how this page shows them. */
export function pageNotes(file: FileSource, page: TiffPage): readonly Issue[] {
  const notes: Issue[] = [];
  const note = (code: string, message: string): void => {
    notes.push({ severity: "note", code, message, file: file.path, offset: page.offset });
  };
  if (page.photometric === 2 && page.samplesPerPixel >= 3) {
    note("tiff-rgb", "a colour picture: red, green and blue became three channels. Exported pictures are often scaled or clipped, so their counts may not be the detector's.");
  }
  if (page.samplesPerPixel > sampleChannels(page).samples.length) note("tiff-alpha-left-out", "transparency is no detector's reading and was left out.");
  if (page.photometric === 3) note("tiff-palette", "a palette picture: readings are the palette's indices, which a microscope's export uses as intensities.");
  if (page.photometric === 0) note("tiff-white-is-zero", "the file says that 0 is white; readings are as stored, so bright structures may read low.");
  return notes;
}

/** Timing where no source gives any. */
export function unknownTiming(alternatives: LineTiming["alternatives"] = []): LineTiming {
  return { source: "none: the file does not say how long a line takes", alternatives, contradictions: [] };
}

/** "2019:02:05 14:50:27", as TIFF's DateTime has it, in ISO 8601. */
export function isoDate(dateTime: string | undefined): string | undefined {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(dateTime ?? "");
  return match ? `${match[1]}-${match[2]}-${match[3]}T${match[4]}` : undefined;
}
