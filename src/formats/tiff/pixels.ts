import type { Issue, PixelArray } from "#recording";
import type { FileSource } from "../source.js";
import { EXPANSION, unpackBits, unpackLzw, type Codec } from "./codecs.js";
import { decodeStored } from "./directory.js";
import { unreadable } from "./failures.js";
import type { PagePixels, StoredValues, TiffPage } from "./page.js";
import { undoDifferences, undoFloatingPoint } from "./predictor.js";
import { NATIVE, reversedBits, swapBytes, toPixels, unsupportedKind } from "./samples.js";

interface Coding {
  readonly unpack: Codec;
  readonly expansion: number;
}
const deflate = async (): Promise<Coding> => ({ unpack: (await import("./inflate.js")).inflate, expansion: EXPANSION.deflate });
/** By TIFF's number of the compression; loaded when needed, since most line scans are uncompressed. */
const CODINGS: Readonly<Record<number, () => Promise<Coding>>> = {
  5: () => Promise.resolve({ unpack: unpackLzw, expansion: EXPANSION.lzw }),
  8: deflate,
  32946: deflate,
  32773: () => Promise.resolve({ unpack: unpackBits, expansion: EXPANSION.packBits }),
};
/** Predictors belong to these; elsewhere the tag means nothing. */
const PREDICTED = [5, 8, 32946];

/** What of a page to read. */
export interface PageOptions {
  /** First and last column, both included: a region of the line without the memory for the rest of it. */
  readonly columns?: { readonly from: number; readonly to: number };
}

/** Bytes taken at once where only some columns are kept; small enough for memory to be used again and again. */
const BLOCK = 2 ** 19;

/**
 * The samples of one page, as many rows as the file holds; of all columns, or of some.
 *
 * Rows end at the first one that is missing or damaged: what follows has lost its place in time, so it is left out and
 * an issue says how many rows were declared and how many are there. A page in an unsupported coding has 0 rows and an
 * issue of severity "error". Uncompressed samples in this machine's byte order are a view of the bytes read, so pixels
 * of a file in memory share its memory: don't write into them.
 *
 * Reads at most the file's size in bytes, and allocates at most twice `EXPANSION` (1 uncompressed, 64 PackBits,
 * 1100 deflate, 2560 LZW) times that for unpacked data, whatever the page declares.
 */
export async function readPage(file: FileSource, page: TiffPage, { columns }: PageOptions = {}): Promise<PagePixels> {
  const issues: Issue[] = [];
  const report = (severity: Issue["severity"], code: string, offset: number, message: string): void => {
    issues.push({ severity, code, message: `page ${page.index + 1}: ${message}`, file: file.path, offset });
  };
  const kind = { bits: page.bitsPerSample, format: page.sampleFormat };
  const from = Math.max(0, columns?.from ?? 0);
  const width = Math.max(0, Math.min(page.width - 1, columns?.to ?? Infinity) + 1 - from);
  const nothing = { pixels: new Uint8Array(0), width, height: 0, samplesPerPixel: page.samplesPerPixel, storedBytes: 0, issues };
  const obstacle = unsupportedPage(page);
  if (obstacle !== undefined) {
    report("error", "tiff-coding-unsupported", page.offset, `${obstacle}; it can't be read. Save it uncompressed from the program that made it.`);
    return nothing;
  }
  if (page.predictor === 2 && !PREDICTED.includes(page.compression)) {
    report("note", "tiff-predictor-ignored", page.offset, "a predictor is declared for data that are not compressed by LZW or deflate; as in libtiff it is ignored.");
  }
  const whole = await planChunks(file, page);
  // Columns of packed samples or of tiles are cut out afterwards; otherwise each block is cut as it comes.
  const cut = columns !== undefined && !page.storage.tiled && page.bitsPerSample % 8 === 0 && width > 0;
  const plan = cut ? cutPlan(whole, page, from, width) : whole;
  if (plan.inferred) {
    report("note", "tiff-byte-counts-inferred", page.offset, "the sizes of its strips are missing and were inferred from the image's size.");
  }
  try {
    const planes: Uint8Array[] = [];
    let storedBytes = 0;
    for (let plane = 0; plane < plan.planes; plane++) {
      const read = await readPlane(file, page, plan, plane, file.size - storedBytes, report);
      storedBytes += read.storedBytes;
      planes.push(read.raw);
    }
    const height = Math.min(...planes.map((raw) => Math.floor(raw.length / plan.keptBytes)));
    if (height < page.height && !issues.some((issue) => issue.severity !== "note")) {
      report("warning", "tiff-rows-missing", page.offset, `${height} of ${page.height} rows are in the file.`);
    }
    const samples = planes.map((raw) => toPixels(raw.subarray(0, height * plan.keptBytes), kind, (cut ? width : page.width) * plan.samples));
    const read = samples.length === 1 ? (samples[0] as PixelArray) : interleave(samples);
    const pixels = columns === undefined || cut ? read : columnsOf(read, page, height, from, width);
    return { pixels, width, height, samplesPerPixel: page.samplesPerPixel, storedBytes, issues };
  } catch (error) {
    if (!(error instanceof RangeError) || !/allocation|array length/i.test(error.message)) throw error;
    throw unreadable("tiff-too-large", { file: file.path, offset: page.offset, bytes: plan.rowBytes * page.height }, { cause: error });
  }
}

type Report = (severity: Issue["severity"], code: string, offset: number, message: string) => void;

function unsupportedPage(page: TiffPage): string | undefined {
  const kind = unsupportedKind({ bits: page.bitsPerSample, format: page.sampleFormat });
  if (kind !== undefined) return `it has ${kind}`;
  if (page.compression !== 1 && CODINGS[page.compression] === undefined) {
    return `its compression is number ${page.compression} (supported are 1 none, 5 LZW, 8 and 32946 deflate, 32773 PackBits)`;
  }
  if (!PREDICTED.includes(page.compression) || page.predictor === 1) return undefined;
  if (page.predictor === 2 && page.bitsPerSample % 8 === 0) return undefined;
  if (page.predictor === 3 && page.sampleFormat === "float") return undefined;
  return `its predictor is number ${page.predictor} over ${page.sampleFormat} samples of ${page.bitsPerSample} bits (supported are 2, and 3 for floating point)`;
}

/** How a page's strips or tiles follow each other, and where each lies. */
interface Plan {
  /** 1, or the number of samples where each has its own plane. */
  readonly planes: number;
  /** Samples a pixel within a plane. */
  readonly samples: number;
  /** Bytes of a row of the page and of a strip or tile, in a plane. */
  readonly rowBytes: number;
  readonly chunkRowBytes: number;
  readonly across: number;
  readonly down: number;
  /** Rows of a strip or tile. */
  readonly chunkRows: number;
  readonly offsets: Float64Array;
  readonly byteCounts: Float64Array;
  readonly inferred: boolean;
  /** Of each row, the bytes that are kept and where they start. */
  readonly keptBytes: number;
  readonly keptFrom: number;
  /** Most bytes to read at once. */
  readonly block: number;
}

async function planChunks(file: FileSource, page: TiffPage): Promise<Plan> {
  const { storage } = page;
  const planes = page.planar ? page.samplesPerPixel : 1;
  const samples = page.planar ? 1 : page.samplesPerPixel;
  const rowBytes = Math.ceil((page.width * samples * page.bitsPerSample) / 8);
  const chunkRowBytes = storage.tiled ? Math.ceil((storage.tileWidth * samples * page.bitsPerSample) / 8) : rowBytes;
  const across = storage.tiled ? Math.ceil(page.width / storage.tileWidth) : 1;
  const down = Math.ceil(page.height / storage.tileHeight);
  const most = across * down * planes;
  const offsets = await loadStored(file, page, storage.offsets, most);
  const given = storage.byteCounts ? await loadStored(file, page, storage.byteCounts, most) : new Float64Array(0);
  // A single count of 0 is how some writers say that they didn't know.
  const inferred = given.length === 0 || (offsets.length === 1 && given[0] === 0);
  const inferredCount = (offset: number, i: number): number =>
    page.compression === 1 ? Infinity : ((offsets[i + 1] ?? 0) > offset ? (offsets[i + 1] as number) : file.size) - offset;
  const byteCounts = inferred ? offsets.map(inferredCount) : given;
  const chunkRows = storage.tileHeight;
  return { planes, samples, rowBytes, chunkRowBytes, across, down, chunkRows, offsets, byteCounts, inferred, keptBytes: rowBytes, keptFrom: 0, block: Infinity };
}

/** Keeps some columns alone, and takes a single large strip in blocks. */
function cutPlan(plan: Plan, page: TiffPage, from: number, width: number): Plan {
  const pixelBytes = (plan.samples * page.bitsPerSample) / 8;
  const kept = { ...plan, keptBytes: width * pixelBytes, keptFrom: from * pixelBytes, block: BLOCK };
  const [offset] = plan.offsets;
  const rows = Math.max(1, Math.floor(BLOCK / plan.rowBytes));
  if (page.compression !== 1 || plan.down > 1 || plan.planes > 1 || offset === undefined || rows >= page.height) return kept;
  const stored = Math.min(plan.byteCounts[0] ?? 0, page.height * plan.rowBytes);
  const down = Math.ceil(stored / (rows * plan.rowBytes));
  const offsets = Float64Array.from({ length: down }, (_, i) => offset + i * rows * plan.rowBytes);
  const byteCounts = offsets.map((_, i) => Math.min(rows * plan.rowBytes, stored - i * rows * plan.rowBytes));
  return { ...kept, down: Math.ceil(page.height / rows), chunkRows: rows, offsets, byteCounts };
}

/** Columns `from` and `width - 1` more of pixels that were read whole. */
function columnsOf(pixels: PixelArray, page: TiffPage, height: number, from: number, width: number): PixelArray {
  const out = new (pixels.constructor as new (length: number) => PixelArray)(height * width * page.samplesPerPixel);
  for (let row = 0; row < height; row++) {
    const start = (row * page.width + from) * page.samplesPerPixel;
    out.set(pixels.subarray(start, start + width * page.samplesPerPixel), row * width * page.samplesPerPixel);
  }
  return out;
}

async function loadStored(file: FileSource, page: TiffPage, values: StoredValues, most: number): Promise<Float64Array> {
  if (!("size" in values)) return Float64Array.from(values);
  const bytes = await file.read(values.offset, Math.min(file.size, values.offset + Math.min(values.count, most) * values.size));
  return decodeStored(bytes, values.size, page.byteOrder);
}

interface PlaneRead {
  /** Whole rows in native byte order. */
  readonly raw: Uint8Array;
  readonly storedBytes: number;
}

/** Rows of one plane, up to the first that is missing; reads no more than `budget` bytes. */
async function readPlane(file: FileSource, page: TiffPage, plan: Plan, plane: number, budget: number, report: Report): Promise<PlaneRead> {
  const { offsets, byteCounts, across, down, chunkRowBytes, chunkRows, keptBytes } = plan;
  const { tiled } = page.storage;
  const what = tiled ? "tile" : "strip";
  const codec = await CODINGS[page.compression]?.();
  const pieces: { readonly bytes: Uint8Array; readonly row: number; readonly column: number }[] = [];
  let storedBytes = 0;
  let rows = 0;
  const missing = (offset: number, reason: string): void => {
    report("warning", "tiff-rows-missing", offset, `${reason}; ${rows} of ${page.height} rows are in place, later ones are left out.`);
  };
  let run: Run | undefined;
  for (let y = 0; y < down; y++) {
    const row = y * chunkRows;
    const wanted = Math.min(chunkRows, page.height - row);
    let got = wanted;
    let trouble: { readonly offset: number; readonly reason: string } | undefined;
    for (let x = 0; x < across && trouble === undefined; x++) {
      const k = (plane * down + y) * across + x;
      const offset = offsets[k];
      const count = byteCounts[k];
      if (offset === undefined || count === undefined) {
        trouble = { offset: page.offset, reason: `${what} ${k + 1} of ${across * down * plan.planes} is not listed` };
        break;
      }
      const full = (tiled ? chunkRows : wanted) * chunkRowBytes;
      const asked = codec ? count : Math.min(count, full);
      const there = Math.max(0, Math.min(asked, file.size - offset));
      if (storedBytes + there > budget) {
        trouble = { offset, reason: `${what}s overlap: up to ${what} ${k + 1} they take more room than the file's ${file.size} bytes` };
        break;
      }
      storedBytes += there;
      let bytes: Uint8Array;
      let problem: string | undefined;
      if (!codec) {
        if (!run?.holds(offset, there)) run = await readRun(file, plan, k, offset, there, full, budget);
        bytes = run.slice(offset, there);
        if (page.bitsReversed) bytes = reversedBits(bytes);
      } else {
        const stored = await file.read(offset, offset + there);
        const unpacked = codec.unpack(page.bitsReversed ? reversedBits(stored) : stored, Math.min(full, there * codec.expansion));
        problem = unpacked.problem;
        bytes = unpredicted(page, plan, unpacked.bytes);
      }
      const complete = Math.min(wanted, Math.floor(bytes.length / chunkRowBytes));
      pieces.push({ bytes: keptBytes === plan.rowBytes ? bytes : keptOf(bytes, plan), row, column: x * chunkRowBytes });
      if (complete < wanted) {
        got = Math.min(got, complete);
        const end = offset >= file.size ? `, beyond the file's ${file.size} bytes` : "";
        const why = problem ?? `it should hold ${wanted} rows and holds ${complete}`;
        trouble = { offset, reason: `${what} ${k + 1} at byte ${offset}${end}: ${why}` };
      } else if (problem !== undefined) {
        report("warning", "tiff-strip-damaged", offset, `${what} ${k + 1}: ${problem}.`);
      }
    }
    // A row of tiles counts as far as its shortest tile; one that was not reached has none.
    if (trouble !== undefined && pieces.filter((piece) => piece.row === row).length < across) got = 0;
    rows += got;
    if (trouble !== undefined) {
      missing(trouble.offset, trouble.reason);
      break;
    }
  }
  return { raw: nativeRows(page, assemble(pieces, rows, keptBytes, tiled ? chunkRowBytes : keptBytes), codec !== undefined), storedBytes };
}

/** The columns that are kept, of whole rows; always a copy, so that the block itself can be given back. */
function keptOf(bytes: Uint8Array, { rowBytes, keptBytes, keptFrom }: Plan): Uint8Array {
  const rows = Math.floor(bytes.length / rowBytes);
  const out = new Uint8Array(rows * keptBytes);
  const even = [bytes.byteOffset, bytes.length, rowBytes, keptBytes, keptFrom].every((n) => n % 2 === 0);
  const unit = even ? 2 : 1;
  const source = even ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  const target = even ? new Uint16Array(out.buffer) : out;
  const [step, kept] = [rowBytes / unit, keptBytes / unit];
  for (let row = 0, start = keptFrom / unit, to = 0; row < rows; row++, start += step) {
    for (let from = start; from < start + kept; from++, to++) target[to] = source[from] as number;
  }
  return out;
}

/** A stretch of the file read at once because strips follow each other in it. */
interface Run {
  holds(offset: number, count: number): boolean;
  slice(offset: number, count: number): Uint8Array;
}

/** Reads strip `k` and those that follow it without a gap: one read and one piece of memory for an ordinary page. */
async function readRun(file: FileSource, plan: Plan, k: number, offset: number, count: number, full: number, budget: number): Promise<Run> {
  let end = offset + count;
  for (let i = k + 1; plan.offsets[i] === end && end < file.size; i++) {
    const next = Math.min(plan.byteCounts[i] ?? 0, full);
    if (!(next > 0) || end + next - offset > Math.min(budget, plan.block)) break;
    end += next;
  }
  const bytes = await file.read(offset, Math.min(end, file.size));
  return {
    holds: (from, length) => from >= offset && from + length <= offset + bytes.length,
    slice: (from, length) => bytes.subarray(from - offset, from - offset + length),
  };
}

/** Undoes predictor and byte order of one unpacked strip or tile, whose memory is ours. */
function unpredicted(page: TiffPage, plan: Plan, bytes: Uint8Array): Uint8Array {
  const sampleBytes = page.bitsPerSample / 8;
  const whole = bytes.subarray(0, Math.floor(bytes.length / plan.chunkRowBytes) * plan.chunkRowBytes);
  const rows = { bytes: whole, rowBytes: plan.chunkRowBytes, stride: plan.samples, sampleBytes };
  if (PREDICTED.includes(page.compression) && page.predictor === 3) return undoFloatingPoint(rows);
  if (sampleBytes >= 2 && page.bitsPerSample % 8 === 0 && page.byteOrder !== NATIVE) swapBytes(whole, sampleBytes);
  if (PREDICTED.includes(page.compression) && page.predictor === 2) undoDifferences(rows);
  return whole;
}

/** Rows from pieces side by side and below each other; where these already lie in one run of memory, a view of it. */
function assemble(pieces: readonly { bytes: Uint8Array; row: number; column: number }[], rows: number, rowBytes: number, chunkRowBytes: number): Uint8Array {
  const total = rows * rowBytes;
  const [first] = pieces;
  if (!first || total === 0) return new Uint8Array(0);
  const adjacent = pieces.every(
    ({ bytes, row, column }) =>
      column === 0 && (bytes.length === 0 || (bytes.buffer === first.bytes.buffer && bytes.byteOffset === first.bytes.byteOffset + row * rowBytes)),
  );
  if (adjacent && rowBytes === chunkRowBytes) return new Uint8Array(first.bytes.buffer, first.bytes.byteOffset, total);
  const raw = new Uint8Array(total);
  for (const { bytes, row, column } of pieces) {
    if (rowBytes === chunkRowBytes) {
      const length = Math.min(bytes.length, total - row * rowBytes);
      if (length > 0) raw.set(bytes.subarray(0, length), row * rowBytes);
      continue;
    }
    const take = Math.min(chunkRowBytes, rowBytes - column);
    for (let r = 0; (r + 1) * chunkRowBytes <= bytes.length && row + r < rows; r++) {
      raw.set(bytes.subarray(r * chunkRowBytes, r * chunkRowBytes + take), (row + r) * rowBytes + column);
    }
  }
  return raw;
}

/** Uncompressed rows of foreign byte order are turned round in a copy: the bytes may be the file's own memory. */
function nativeRows(page: TiffPage, raw: Uint8Array, unpacked: boolean): Uint8Array {
  const size = page.bitsPerSample / 8;
  if (unpacked || size < 2 || page.bitsPerSample % 8 !== 0 || page.byteOrder === NATIVE) return raw;
  const own = raw.slice();
  swapBytes(own, size);
  return own;
}

/** Planes of one sample each as pixels of several. */
function interleave(planes: readonly PixelArray[]): PixelArray {
  const [first] = planes;
  if (!first) return new Uint8Array(0);
  const out = new (first.constructor as new (length: number) => PixelArray)(first.length * planes.length);
  planes.forEach((plane, sample) => {
    for (let i = 0, to = sample; i < plane.length; i++, to += planes.length) out[to] = plane[i] as number;
  });
  return out;
}
