import { baseName, type Drop, type FileSource } from "../source.js";
import { misuse, unreadable } from "./failures.js";

/** One recording's files, with the PVScan file that describes them. */
export interface ScanFolder {
  readonly scan: FileSource;
  /** The PVScan file's name without ".xml": all files of the recording begin with it. */
  readonly stem: string;
  /** Everything beside and beneath the PVScan file. */
  readonly files: readonly FileSource[];
  /** A file by its path relative to the PVScan file, whichever slashes and capitals it is written in. */
  find(relative: string): FileSource | undefined;
}

/** Enough for declaration, comments and the root element's name. */
const HEAD_BYTES = 4096;
const ROOT = /^\uFEFF?(?:\s|<\?[^>]*>|<!--[^]*?-->)*<PVScan[\s>]/;
/** Files that never hold a PVScan, so they needn't be looked into. */
const ACCESSORY = /_(?:MarkPoints|VoltageOutput|VoltageRecording)(?:_\d+)?\.xml$/i;

/**
 * The PVScan files that a drop can mean: of a folder, those highest up; of a single file, the file itself or the one
 * beside it that names it. Decided by content. Empty where this is no Prairie recording.
 */
export async function findScans(drop: Drop): Promise<readonly FileSource[]> {
  const pointed = drop.files[0];
  if (drop.kind === "folder" || !pointed) {
    const scans = await scansAmong(drop.files);
    const depth = (file: FileSource): number => file.path.split("/").length;
    const highest = Math.min(...scans.map(depth));
    return scans.filter((scan) => depth(scan) === highest);
  }
  if (await isScan(pointed)) return [pointed];
  const named: FileSource[] = [];
  for (const scan of await scansAmong(drop.siblings)) {
    const name = baseName(pointed.path);
    const belongs = /\.tiff?$/i.test(name)
      ? (await textOf(scan)).includes(`filename="${name}"`)
      : name.toLowerCase().startsWith(stemOf(scan).toLowerCase());
    if (belongs) named.push(scan);
  }
  return named;
}

/** The one recording that a drop means; a RigError where there is none, or several to choose from. */
export async function openScanFolder(drop: Drop): Promise<ScanFolder> {
  const scans = await findScans(drop);
  const [scan, another] = scans;
  const all = drop.kind === "folder" ? drop.files : [...drop.files, ...drop.siblings];
  if (!scan) throw unreadable("prairie-no-scan", { name: drop.name, files: all.length });
  if (another) throw misuse("prairie-several-scans", { name: drop.name, scans: scans.map((file) => file.path) });
  const base = scan.path.slice(0, scan.path.length - baseName(scan.path).length);
  const within = new Map<string, FileSource>();
  for (const file of all) {
    if (file.path.startsWith(base)) within.set(file.path.slice(base.length).toLowerCase(), file);
  }
  return {
    scan,
    stem: stemOf(scan),
    files: [...within.values()],
    find: (relative) => within.get(relative.replaceAll("\\", "/").toLowerCase()),
  };
}

async function scansAmong(files: readonly FileSource[]): Promise<readonly FileSource[]> {
  const scans: FileSource[] = [];
  for (const file of files) {
    if (/\.xml$/i.test(file.path) && !ACCESSORY.test(file.path) && (await isScan(file))) scans.push(file);
  }
  return scans;
}

async function isScan(file: FileSource): Promise<boolean> {
  return ROOT.test(decoded(await file.read(0, HEAD_BYTES)));
}

/** 8 MiB hold the names of more files than a line scan has. */
async function textOf(file: FileSource): Promise<string> {
  return decoded(await file.read(0, 8 * 1024 * 1024));
}

function decoded(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

function stemOf(scan: FileSource): string {
  return baseName(scan.path).replace(/\.xml$/i, "");
}
