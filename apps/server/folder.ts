import { constants, realpathSync, statSync } from "node:fs";
import { lstat, mkdir, open, opendir, readlink, realpath, rmdir, stat, type FileHandle } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { saveNewFile } from "radiatum/node";
import { misuse, refuse } from "./failures.js";

/** What a folder holds, as `GET /api/folder` answers; paths are those that `/api/file` takes. */
export type FolderEntry =
  | { readonly kind: "file"; readonly name: string; readonly path: string; readonly bytes: number }
  | { readonly kind: "folder"; readonly name: string; readonly path: string; readonly entries: readonly FolderEntry[] };

export interface FolderListing {
  readonly name: string;
  readonly entries: readonly FolderEntry[];
  /** Sentences on what is there and not listed; empty where all is. */
  readonly leftOut: readonly string[];
}

/** An open plain file within the folder; whoever asked closes it. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

/** Folders within folders that are listed, the given one being the first. */
const LEVELS = 4;
/** Names that are looked at for one listing. */
const NAMES = 5000;

/** The folder's true place. Throws a RigError of kind "usage" where there is none. */
export function rootOf(path: string): string {
  const found = statSync(resolve(path), { throwIfNoEntry: false });
  if (found === undefined) throw misuse("folder-missing", { path });
  if (!found.isDirectory()) throw misuse("folder-is-file", { path });
  return realpathSync(path);
}

/**
 * Plain files and folders, level by level so that one huge folder doesn't hide its neighbours. Names that begin with a
 * dot are left alone, here and everywhere below: they hold settings and keys, not recordings.
 */
export async function listing(root: string): Promise<FolderListing> {
  const leftOut = new Set<string>();
  let seen = 0;
  const list = async (folder: string): Promise<FolderEntry[]> => {
    const entries: FolderEntry[] = [];
    const names = await opendir(join(root, folder)).catch(() => undefined);
    if (names === undefined) leftOut.add(`${folder}: could not be read.`);
    for await (const entry of names ?? []) {
      if (seen === NAMES) {
        leftOut.add(`Only the first ${NAMES} names were looked at. Start with a smaller folder.`);
        break;
      }
      seen++;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (!isPath(path)) continue;
      if (entry.isDirectory()) entries.push({ kind: "folder", name: entry.name, path, entries: [] });
      else if (entry.isFile() || entry.isSymbolicLink()) {
        const bytes = await sizeWithin(root, path);
        if (bytes !== undefined) entries.push({ kind: "file", name: entry.name, path, bytes });
      }
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const entries = await list("");
  let level = [entries];
  for (let depth = 1; level.length > 0; depth++) {
    const below: FolderEntry[][] = [];
    for (const entry of level.flat()) {
      if (entry.kind !== "folder") continue;
      if (depth === LEVELS) leftOut.add(`Folders below the ${LEVELS}th level were not looked into.`);
      else {
        const inner = entry.entries as FolderEntry[];
        inner.push(...await list(entry.path));
        below.push(inner);
      }
    }
    level = below;
  }
  return { name: basename(root), entries, leftOut: [...leftOut] };
}

async function sizeWithin(root: string, path: string): Promise<number | undefined> {
  try {
    const found = await stat(await placeWithin(root, path));
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a plain file within the folder for reading. The path is checked, the file's true place is checked, only then is
 * it opened, without following a link and without waiting for a pipe's other end; and what was opened is looked at
 * again, since between check and opening somebody could have put something else there.
 */
export async function openWithin(root: string, path: string): Promise<OpenFile> {
  const place = await placeWithin(root, path);
  if ((await lstat(place).catch(() => undefined))?.isFile() !== true) throw refuse("not-a-file", { path });
  const handle = await open(place, UNLINKED).catch((error: unknown) => {
    throw refuse("file-unopenable", { path }, { cause: error });
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw refuse("not-a-file", { path });
    if (!isWithin(root, await placeOf(handle, place))) throw refuse("path-outside", { path });
    return { handle, bytes: found.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Darwin's O_NOFOLLOW_ANY, for which Node has no name: no link anywhere on the way; O_NOFOLLOW sees the end alone. */
const NO_LINKS = process.platform === "darwin" ? 0x2000_0000 : constants.O_NOFOLLOW;
const UNLINKED = constants.O_RDONLY | constants.O_NONBLOCK | NO_LINKS;

/**
 * Where an open file lies. Linux says it, and Darwin opened it by no link. Elsewhere (Windows) it is where it was
 * looked for, if the very same file is still there, else nowhere: to pass for a file within, one outside would have to
 * be exchanged twice between these calls.
 */
async function placeOf(handle: FileHandle, place: string): Promise<string> {
  const told = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined);
  if (told !== undefined) return told;
  const opened = await handle.stat({ bigint: true });
  const there = await lstat(place, { bigint: true }).catch(() => undefined);
  const now = await realpath(place).catch(() => "");
  return opened.dev === there?.dev && opened.ino === there.ino ? now : "";
}

/**
 * Saves what comes as a file that is not there yet, whole or not at all. Folders that are missing are made, and taken
 * away again if nothing comes to lie in them.
 */
export async function saveWithin(root: string, path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const names = namesOf(path);
  const file = names.pop() ?? "";
  const made: string[] = [];
  let folder = root;
  try {
    for (const name of names) {
      const next = join(folder, name);
      if (await makes(next)) made.unshift(next);
      folder = await realpath(next);
      if (!isWithin(root, folder)) throw refuse("path-outside", { path });
      if (!(await lstat(folder)).isDirectory()) throw refuse("path-malformed", { path });
    }
    const target = join(folder, file);
    if (await isThere(target)) throw refuse("file-taken", { path });
    return await saveNewFile(target, chunks);
  } catch (error) {
    for (const each of made) await rmdir(each).catch(() => undefined);
    throw explained(path, error);
  }
}

/** Why a file could not be saved, by the path that was asked for and not by the folder's place on the disk. */
function explained(path: string, error: unknown): unknown {
  const { code, kind, fields } = error as { code?: string; kind?: string; fields?: { reason?: string } };
  if (kind === "refused" || code === undefined) return error;
  if (code === "file-taken") return refuse("file-taken", { path }, { cause: error });
  return refuse("unsavable", { path, reason: fields?.reason ?? code }, { cause: error });
}

/** Makes a folder; false where there is something already. */
async function makes(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

const isThere = (path: string): Promise<boolean> => lstat(path).then(() => true, () => false);

/** The true place of what is there, all links followed. */
async function placeWithin(root: string, path: string): Promise<string> {
  const place = await realpath(join(root, ...namesOf(path))).catch((error: unknown) => {
    const found = (error as NodeJS.ErrnoException).code;
    throw refuse(found === "EACCES" ? "file-unopenable" : "nothing-there", { path }, { cause: error });
  });
  if (!isWithin(root, place)) throw refuse("path-outside", { path });
  return place;
}

/** Below the root, and there by no name that begins with a dot: a link may lead to what can't be asked for. */
function isWithin(root: string, place: string): boolean {
  const below = relative(root, place).split(sep).join("/");
  return place.startsWith(root.endsWith(sep) ? root : root + sep) && isPath(below);
}

function namesOf(path: string): string[] {
  if (!isPath(path)) throw refuse("path-malformed", { path });
  return path.split("/");
}

/** Names between slashes, none empty, hidden, `.` or `..`; on Windows a colon would name a drive or a stream. */
function isPath(path: string): boolean {
  const forbidden = process.platform === "win32" ? /[\0\\:]/ : /[\0\\]/;
  return !forbidden.test(path) && path.split("/").every((name) => name !== "" && !name.startsWith("."));
}
