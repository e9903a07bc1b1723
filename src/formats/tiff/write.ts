import type { Issue, LineScan, LineScanTrial, PixelArray, Recording } from "#recording";
import { encodeAnnotation } from "./annotate.js";
import { refuse } from "./failures.js";
import { omeText, type OmePlane } from "./ome-write.js";
import { NATIVE, swapBytes } from "./samples.js";

/** What to write, and who hears of what does not fit. */
export interface OmeTiffOptions {
  /** Which of the recording's line scans; the first by default. */
  readonly scan?: number;
  /** Called for everything of the recording that the file leaves out. */
  readonly onIssue?: (issue: Issue) => void;
}

/** Sample types by their array: OME's name, TIFF's SampleFormat. */
const SAMPLES: Readonly<Record<string, { readonly ome: string; readonly format: number }>> = {
  Uint8Array: { ome: "uint8", format: 1 },
  Int8Array: { ome: "int8", format: 2 },
  Uint16Array: { ome: "uint16", format: 1 },
  Int16Array: { ome: "int16", format: 2 },
  Uint32Array: { ome: "uint32", format: 1 },
  Int32Array: { ome: "int32", format: 2 },
  Float32Array: { ome: "float", format: 3 },
  Float64Array: { ome: "double", format: 3 },
};

/** Classic TIFF counts bytes in 32 bits. */
const LIMIT = 0xffff_ffff;

/**
 * One line scan as an OME-TIFF: a page for each channel of each trial, X = pixel, Y = line, C = channel, T = trial.
 *
 * Samples keep their type, so negative ones stay negative. Trials of unequal length become images of their own (one per
 * length): nothing is padded. OME has no word for a line's duration, and PhysicalSizeY and TimeIncrement mean other
 * things, so the timing, and all else that `tiffReader` gives back exactly, is in a structured annotation named
 * "radiatum:line-scan:1". Not written, each reported to `onIssue`: electrode sweeps, reference images, other line
 * scans, trials without pixels. Throws a RigError of kind "refused" where there is nothing to write, where sample types
 * are mixed, or above 4 GB. Linkert et al. 2010, J Cell Biol 189:777 (OME-TIFF).
 */
export function writeOmeTiff(recording: Recording, { scan: scanIndex = 0, onIssue }: OmeTiffOptions = {}): Uint8Array {
  const scan = recording.lineScans[scanIndex];
  if (!scan) throw refuse("tiff-nothing-to-write", { name: recording.name, scan: scanIndex, found: recording.lineScans.length });
  reportLosses(recording, scan, onIssue);
  const places = scan.trials.flatMap((trial, place) => (hasPixels(trial) ? [place] : []));
  if (places.length === 0 || scan.pixelsPerLine < 1) throw refuse("tiff-no-pixels", { name: scan.name, trials: scan.trials.length });
  const { ome, format, bytesPerSample } = sampleType(scan);
  const groups = byLength(scan, places);
  const planes: (OmePlane & { readonly pixels: PixelArray })[] = groups.flatMap((group, image) =>
    group.flatMap((place, t) => (scan.trials[place]?.pixels ?? []).flatMap((pixels, c) => (pixels ? [{ image, t, c, pixels }] : []))),
  );
  const images = groups.map((group) => ({ lines: scan.trials[group[0] ?? 0]?.lines ?? 0, trials: group.length }));
  const text = omeText({ recording, scan, type: ome, images, planes, annotation: encodeAnnotation(recording, scan, groups.flat()) });
  return layOut(scan, planes, new TextEncoder().encode(text), { format, bytesPerSample, name: recording.name });
}

/** Places of trials that have the same number of lines, in the order in which each length first appears. */
function byLength(scan: LineScan, places: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const place of places) {
    const lines = scan.trials[place]?.lines ?? 0;
    const group = groups.get(lines);
    if (group) group.push(place);
    else groups.set(lines, [place]);
  }
  return [...groups.values()];
}

function hasPixels(trial: LineScanTrial): boolean {
  return trial.lines > 0 && trial.pixels.some((pixels) => pixels !== null);
}

function reportLosses(recording: Recording, scan: LineScan, onIssue: OmeTiffOptions["onIssue"]): void {
  const lost = (count: number, what: string): void => {
    if (count > 0) onIssue?.({ severity: "warning", code: "tiff-not-written", message: `${count} ${what} not in the OME-TIFF; save as NWB to keep everything.` });
  };
  lost(recording.sweeps.length, "electrode sweeps are");
  lost(recording.images.length, "reference images are");
  lost(recording.lineScans.length - 1, "other line scans are");
  for (const { trial } of scan.trials.filter((one) => !hasPixels(one))) {
    onIssue?.({ severity: "warning", code: "tiff-not-written", message: "it has no pixels, so the OME-TIFF has no page of it.", trial });
  }
}

function sampleType(scan: LineScan): { readonly ome: string; readonly format: number; readonly bytesPerSample: number } {
  const arrays = scan.trials.filter(hasPixels).flatMap((trial) => trial.pixels.filter((pixels) => pixels !== null));
  const names = [...new Set(arrays.map((pixels) => pixels.constructor.name))];
  const [name = ""] = names;
  const sample = SAMPLES[name];
  if (!sample || names.length > 1) throw refuse("tiff-mixed-samples", { name: scan.name, found: names.join(" and ") });
  return { ...sample, bytesPerSample: arrays[0]?.BYTES_PER_ELEMENT ?? 1 };
}

const SHORT = 3;
const LONG = 4;
const ASCII = 2;
const RATIONAL = 5;
const SOFTWARE = "Radiatum\0";

/** Bytes of the file: header, pixels page after page, each on a multiple of 8, then directories and texts. */
function layOut(
  scan: LineScan,
  planes: readonly { readonly pixels: PixelArray }[],
  description: Uint8Array,
  { format, bytesPerSample, name }: { readonly format: number; readonly bytesPerSample: number; readonly name: string },
): Uint8Array {
  const entriesAtMost = 16;
  const directoryBytes = Math.ceil((2 + 12 * entriesAtMost + 4) / 8) * 8;
  const starts: number[] = [];
  let end = 8;
  for (const { pixels } of planes) {
    end = Math.ceil(end / 8) * 8;
    starts.push(end);
    end += pixels.length * bytesPerSample;
  }
  const directories = Math.ceil(end / 8) * 8;
  const shared = directories + planes.length * directoryBytes;
  const softwareAt = shared + 8;
  const descriptionAt = softwareAt + 16;
  const total = descriptionAt + description.length + 1;
  if (total > LIMIT) throw refuse("tiff-output-too-large", { name, bytes: total, limit: LIMIT });
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directories, true);
  view.setUint32(shared, 1, true); // the resolution 1/1 that every page shares
  view.setUint32(shared + 4, 1, true);
  bytes.set(new TextEncoder().encode(SOFTWARE), softwareAt);
  bytes.set(description, descriptionAt);
  planes.forEach(({ pixels }, i) => {
    const start = starts[i] ?? 0;
    bytes.set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength), start);
    if (NATIVE !== "little") swapBytes(bytes.subarray(start, start + pixels.byteLength), bytesPerSample);
    const lines = pixels.length / scan.pixelsPerLine;
    const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
      [254, LONG, 1, 0],
      [256, LONG, 1, scan.pixelsPerLine],
      [257, LONG, 1, lines],
      [258, SHORT, 1, 8 * bytesPerSample],
      [259, SHORT, 1, 1],
      [262, SHORT, 1, 1],
      ...(i === 0 ? [[270, ASCII, description.length + 1, descriptionAt] as const] : []),
      [273, LONG, 1, start],
      [277, SHORT, 1, 1],
      [278, LONG, 1, lines],
      [279, LONG, 1, pixels.byteLength],
      [282, RATIONAL, 1, shared],
      [283, RATIONAL, 1, shared],
      [296, SHORT, 1, 1],
      [305, ASCII, SOFTWARE.length, softwareAt],
      [339, SHORT, 1, format],
    ];
    let at = directories + i * directoryBytes;
    view.setUint16(at, entries.length, true);
    at += 2;
    for (const [tag, type, count, value] of entries) {
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, type, true);
      view.setUint32(at + 4, count, true);
      if (type === SHORT) view.setUint16(at + 8, value, true);
      else view.setUint32(at + 8, value, true);
      at += 12;
    }
    const next = i + 1 < planes.length ? directories + (i + 1) * directoryBytes : 0;
    view.setUint32(at, next, true);
  });
  return bytes;
}
