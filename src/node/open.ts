import { closeSync, openSync, readSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { scanned, type ScannedRecording } from "#analysis";
import { failures } from "#errors";
import { read, type Drop, type FileSource, type ReadOptions } from "#formats";

const misuse = failures("usage", {
  "path-missing": (f: { path: string }) =>
    `${f.path}: there is no such file or folder. Check the spelling, or drag the folder onto the terminal.`,
});
const unreadable = failures("unreadable", {
  "folder-too-large": (f: { path: string; limit: number }) =>
    `${f.path}: holds more than ${f.limit} files. Point at the folder of one recording, not at a whole disk.`,
  "file-unopenable": (f: { path: string; reason: string }) =>
    `${f.path}: could not be opened (${f.reason}). Check its permissions.`,
});

/** More files than any recording has; a larger folder is surely a mistake. */
const FILE_LIMIT = 20_000;
/** Folders below folders that are still looked into: Prairie keeps its references one down. */
const DEPTH_LIMIT = 4;

/**
 * Opens whatever is at `path`: a Prairie folder, or a TIFF, ABF, ATF, CSV or NWB file.
 * Plain data that can be asked for traces: `recording.channel("OGB-1").along({ from: "2.1 µm", to: "3.0 µm" }).trials`.
 * Throws a RigError: `usage` where nothing is there, `unreadable` where nothing can be read.
 */
export async function open(path: string, options: ReadOptions = {}): Promise<ScannedRecording> {
  return scanned(await read(dropAt(path), options));
}

/** The files at `path` as readers want them; the bytes stay on disk until a reader asks for them. */
export function dropAt(path: string): Drop {
  const full = resolve(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (!found) throw misuse("path-missing", { path });
  if (found.isDirectory()) {
    return { name: basename(full), kind: "folder", files: filesWithin(full, DEPTH_LIMIT), siblings: [] };
  }
  const siblings = filesWithin(dirname(full), 0).filter((file) => file.path !== basename(full));
  return { name: basename(full), kind: "file", files: [diskFile(full, basename(full), found.size)], siblings };
}

/** Regular files below `folder`, sorted by path; links that lead out of it are left alone. */
function filesWithin(folder: string, depth: number): FileSource[] {
  const root = realpathSync(folder);
  const files: FileSource[] = [];
  const walk = (inside: string, left: number): void => {
    for (const entry of readdirSync(join(root, inside), { withFileTypes: true })) {
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`;
      const full = join(root, path);
      if (entry.isDirectory()) {
        if (left > 0) walk(path, left - 1);
        continue;
      }
      const found = statSync(full, { throwIfNoEntry: false });
      if (!found?.isFile()) continue;
      if (entry.isSymbolicLink() && !realpathSync(full).startsWith(root + sep)) continue;
      if (files.length === FILE_LIMIT) {
        if (depth === 0) return; // siblings of a single file are a courtesy
        throw unreadable("folder-too-large", { path: folder, limit: FILE_LIMIT });
      }
      files.push(diskFile(full, path, found.size));
    }
  };
  walk("", depth);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One file on disk. Opened for each read: readers ask for few large ranges, and no handle can leak. */
function diskFile(full: string, path: string, size: number): FileSource {
  return {
    path,
    size,
    read: (from, to) => {
      const start = Math.max(0, Math.min(from, size));
      const end = Math.max(start, Math.min(to, size));
      try {
        return Promise.resolve(readRange(full, start, end));
      } catch (error) {
        return Promise.reject(
          unreadable("file-unopenable", { path, reason: (error as Error).message }, { cause: error })
        );
      }
    },
  };
}

function readRange(full: string, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(end - start).buffer);
  const handle = openSync(full, "r");
  try {
    let got = 0;
    while (got < bytes.length) {
      const n = readSync(handle, bytes, got, Math.min(bytes.length - got, 2 ** 30), start + got);
      if (n === 0) return bytes.subarray(0, got); // the file shrank meanwhile; the reader reports the truncation
      got += n;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}
