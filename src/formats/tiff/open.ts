import type { Issue } from "#recording";
import type { FileSource } from "../source.js";
import { readDirectory, readNumbers, readText, storedValues, wide, type Directory, type Entry, type Layout } from "./directory.js";
import { unreadable } from "./failures.js";
import type { SampleFormat, StoredValues, TiffFile, TiffPage } from "./page.js";
import { windowOf, type Window } from "./window.js";

const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  resolutionUnit: 296,
  software: 305,
  dateTime: 306,
  artist: 315,
  predictor: 317,
  tileWidth: 322,
  tileLength: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

/** Detectors of the widest spectral microscopes number in the thirties; each becomes a channel. */
const MOST_SAMPLES = 64;

/**
 * The header and every directory of a TIFF or BigTIFF, without its pixels.
 *
 * Reads no more bytes of directories and of texts than the file has: a chain that returns to itself, or directories
 * that overlap, end with an issue. A page that can't be described is left out with an issue. Throws a RigError of kind
 * "unreadable" where no page is left.
 */
export async function openTiff(file: FileSource): Promise<TiffFile> {
  const window = windowOf(file);
  const { layout, first } = await readHeader(file, window);
  const issues: Issue[] = [];
  const report = (severity: Issue["severity"], code: string, offset: number, message: string): void => {
    issues.push({ severity, code, message, file: file.path, offset });
  };
  const texts = textsOf(window, (offset) => {
    report("warning", "tiff-texts-overlap", offset, "texts of several pages overlap, as no honest file's do; the rest are left unread.");
  });
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let spent = 0;
  let index = 0;
  for (let offset = first; offset !== 0; index++) {
    if (seen.has(offset)) {
      report("warning", "tiff-directory-cycle", offset, `the directory chain returns to a page it has been at; it ends here after ${index} pages.`);
      break;
    }
    seen.add(offset);
    const directory = await readDirectory(window, layout, offset);
    if (!directory) {
      const rest = `the directory of page ${index + 1} should start here, but the file has ${file.size} bytes and no entries there; later pages can't be found.`;
      report("error", "tiff-directory-missing", offset, rest);
      break;
    }
    spent += directory.bytes;
    if (spent > file.size) {
      report("warning", "tiff-directories-overlap", offset, `directories overlap: ${index} of them take more room than the file's ${file.size} bytes; the chain ends here.`);
      break;
    }
    if (directory.cut) {
      const { declared, found } = directory.cut;
      report("warning", "tiff-directory-truncated", offset, `the directory of page ${index + 1} declares ${declared} entries and the file ends after ${found}; later pages can't be found.`);
    }
    const page = await describePage(window, layout, directory, index, texts);
    if (typeof page === "string") report("error", "tiff-page-damaged", offset, `page ${index + 1} is left out: ${page}.`);
    else pages.push(page);
    offset = directory.next;
  }
  if (pages.length === 0) {
    const found = issues.find((issue) => issue.severity === "error")?.message ?? "none";
    throw unreadable("tiff-no-pages", { file: file.path, offset: first, expected: "a page's directory with width, height and data", found });
  }
  return { path: file.path, byteOrder: layout.byteOrder, big: layout.big, pages, issues };
}

/** Whether these first bytes are a TIFF's or BigTIFF's. */
export function hasTiffMagic(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) || (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43));
}

async function readHeader(file: FileSource, window: Window): Promise<{ layout: Layout; first: number }> {
  const bytes = await window.at(0, 16);
  if (!hasTiffMagic(bytes)) throw unreadable("tiff-not-a-tiff", { file: file.path, found: hex(bytes.subarray(0, 4)) });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const byteOrder = bytes[0] === 0x49 ? "little" : "big";
  const little = byteOrder === "little";
  const big = view.getUint16(2, little) === 43;
  const needed = big ? 16 : 8;
  if (bytes.length < needed) {
    throw unreadable("tiff-header-damaged", { file: file.path, offset: 0, expected: `${needed} bytes`, found: `${bytes.length}: the file ends there` });
  }
  if (big && (view.getUint16(4, little) !== 8 || view.getUint16(6, little) !== 0)) {
    throw unreadable("tiff-header-damaged", { file: file.path, offset: 4, expected: "offsets of 8 bytes (8, 0)", found: `${view.getUint16(4, little)}, ${view.getUint16(6, little)}` });
  }
  const first = big ? wide(view, 8, little) : view.getUint32(4, little);
  if (first < needed || first >= file.size) {
    throw unreadable("tiff-header-damaged", { file: file.path, offset: big ? 8 : 4, expected: `the byte of the first page's directory, ${needed} to ${file.size - 1}`, found: String(first) });
  }
  return { layout: { byteOrder, big }, first };
}

type Texts = (entry: Entry | undefined) => Promise<string | undefined>;

/** Texts by place, each read once (ScanImage points every page at one), and no more of them than the file has bytes. */
function textsOf(window: Window, refused: (offset: number) => void): Texts {
  const known = new Map<string, string>();
  let spent = 0;
  let warned = false;
  return async (entry) => {
    if (!entry || entry.count === 0) return undefined;
    const key = `${entry.offset} ${entry.count}`;
    const held = known.get(key);
    if (held !== undefined) return held;
    spent += Math.max(0, Math.min(entry.count, window.size - entry.offset));
    if (spent > window.size) {
      if (!warned) refused(entry.offset);
      warned = true;
      return undefined;
    }
    const text = await readText(window, entry);
    known.set(key, text);
    return text;
  };
}

/** The page that a directory describes, or what keeps it from being one. */
async function describePage(window: Window, layout: Layout, directory: Directory, index: number, texts: Texts): Promise<TiffPage | string> {
  const { entries } = directory;
  const one = async (tag: number): Promise<number | undefined> => (await readNumbers(window, layout, entries.get(tag), 1))[0];
  const width = await one(TAG.width);
  const height = await one(TAG.height);
  if (!isSize(width) || !isSize(height)) return `its size should be at least 1 × 1, found ${width ?? "no width"} × ${height ?? "no height"}`;
  const bits = await readNumbers(window, layout, entries.get(TAG.bitsPerSample), 16);
  const samplesPerPixel = (await one(TAG.samplesPerPixel)) ?? Math.max(1, entries.get(TAG.bitsPerSample)?.count ?? 1);
  if (!isSize(samplesPerPixel) || samplesPerPixel > MOST_SAMPLES) return `it should have 1 to ${MOST_SAMPLES} samples a pixel, found ${samplesPerPixel}`;
  const bitsPerSample = bits[0] ?? 1;
  if (bits.some((other) => other !== bitsPerSample)) return `its samples differ in size (${bits.join(", ")} bits), which is not supported`;
  const formats = await readNumbers(window, layout, entries.get(TAG.sampleFormat), 16);
  const sampleFormat = formatOf(formats[0] ?? 1);
  if (sampleFormat === undefined || formats.some((other) => formatOf(other) !== sampleFormat)) {
    return `its sample format is ${formats.join(", ")}; supported are 1 (unsigned), 2 (signed) and 3 (floating point)`;
  }
  const tiled = entries.has(TAG.tileOffsets);
  const places = async (tag: number): Promise<StoredValues | undefined> => {
    const values = storedValues(entries.get(tag));
    return values?.count === 1 ? readNumbers(window, layout, entries.get(tag), 1) : values;
  };
  const offsets = await places(tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const byteCounts = await places(tiled ? TAG.tileByteCounts : TAG.stripByteCounts);
  if (!offsets) return "it doesn't say where its pixels lie (no strip or tile offsets)";
  const tileWidth = tiled ? await one(TAG.tileWidth) : width;
  const tileHeight = tiled ? await one(TAG.tileLength) : Math.min((await one(TAG.rowsPerStrip)) ?? height, height);
  if (!isSize(tileWidth) || !isSize(tileHeight)) return `its strips or tiles should be at least 1 × 1, found ${tileWidth ?? "no width"} × ${tileHeight ?? "no height"}`;
  const description = await texts(entries.get(TAG.description));
  const software = await texts(entries.get(TAG.software));
  const artist = await texts(entries.get(TAG.artist));
  const dateTime = await texts(entries.get(TAG.dateTime));
  const xResolution = await one(TAG.xResolution);
  const yResolution = await one(TAG.yResolution);
  return {
    index,
    offset: directory.offset,
    byteOrder: layout.byteOrder,
    width,
    height,
    samplesPerPixel,
    bitsPerSample,
    sampleFormat,
    compression: (await one(TAG.compression)) ?? 1,
    photometric: (await one(TAG.photometric)) ?? 1,
    planar: samplesPerPixel > 1 && (await one(TAG.planar)) === 2,
    predictor: (await one(TAG.predictor)) ?? 1,
    bitsReversed: (await one(TAG.fillOrder)) === 2,
    reduced: (((await one(TAG.newSubfileType)) ?? 0) & 1) === 1,
    extraSamples: await readNumbers(window, layout, entries.get(TAG.extraSamples), 16),
    ...(description === undefined ? {} : { description }),
    ...(software === undefined ? {} : { software }),
    ...(artist === undefined ? {} : { artist }),
    ...(dateTime === undefined ? {} : { dateTime }),
    ...(xResolution === undefined ? {} : { xResolution }),
    ...(yResolution === undefined ? {} : { yResolution }),
    resolutionUnit: (await one(TAG.resolutionUnit)) ?? 2,
    storage: { tileWidth, tileHeight, tiled, offsets, ...(byteCounts ? { byteCounts } : {}) },
  };
}

/** 4 is "undefined", which in practice means unsigned. */
function formatOf(code: number): SampleFormat | undefined {
  return ({ 1: "uint", 2: "int", 3: "float", 4: "uint" } as const)[code];
}

function isSize(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 1;
}

function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "an empty file" : `"${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}"`;
}
