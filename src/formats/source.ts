import type { Recording } from "#recording";

/**
 * Files without a file system: the same readers serve Node, a browser's drop and a test.
 * A reader asks for byte ranges and never for more than a file has.
 */
export interface FileSource {
  /** Slash-separated, relative to what was dropped: "LineScan-x/References/a.tif", or a bare name. */
  readonly path: string;
  readonly size: number;
  /** Bytes `from` (inclusive) to `to` (exclusive), both clamped to the file; a fresh or private array. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** What the user pointed at: one file, with its folder's other files as `siblings`, or a whole folder. */
export interface Drop {
  readonly name: string;
  readonly kind: "file" | "folder";
  /** The file pointed at, or all files of the folder, sorted by path. */
  readonly files: readonly FileSource[];
  /** For a single file: the other files beside it, for formats that span several. Empty for a folder. */
  readonly siblings: readonly FileSource[];
}

/** What the user can tell a reader that the files don't. */
export interface ReadOptions {
  /** ms; overrides whatever the files say. */
  readonly linePeriod?: number;
  /** Free to call often; `done` of `total` units of work. */
  readonly onProgress?: (done: number, total: number) => void;
  /**
   * Of a folder of many trials: its first ones as a recording of their own, while the others are being read; again whenever
   * there are four times as many. The recording that is returned replaces it.
   */
  readonly onFirstTrials?: (recording: Recording) => void;
}

/** The file's name without its folders. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A file that is already in memory. */
export function memoryFile(path: string, bytes: Uint8Array): FileSource {
  return { path, size: bytes.length, read: (from, to) => Promise.resolve(bytes.subarray(Math.max(0, from), Math.min(bytes.length, to))) };
}

/** A single file, with nothing beside it. */
export function dropFile(file: FileSource, siblings: readonly FileSource[] = []): Drop {
  return { name: baseName(file.path), kind: "file", files: [file], siblings };
}
