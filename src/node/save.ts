import { randomUUID } from "node:crypto";
import {
  accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync,
  writeFileSync, type Stats,
} from "node:fs";
import { copyFile, link, open, rm } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { assert, failures } from "#errors";

const misuse = failures("usage", {
  "unsavable": (f: { path: string; reason: string }) => `${f.path}: can't be written, since ${f.reason}.`,
  "file-taken": (f: { path: string }) => `${f.path}: is there already. Give another name, or move it away first.`,
  "folder-taken": (f: { path: string; files: number }) => {
    const held = f.files > 0 ? `, with ${f.files} ${f.files === 1 ? "file" : "files"} in it` : " as a file";
    return `${f.path}: is there already${held}. Give another name, or move it away first.`;
  },
});

/**
 * Writes a whole file or nothing: a temporary file beside the target, flushed, then renamed over it, so that neither
 * a crash nor a full disk leaves half a file under the final name. Missing folders are made. Throws a RigError of kind
 * "usage" where nothing can be written there.
 */
export function saveFile(path: string, content: string | Uint8Array): void {
  requireSavable(path);
  whole(path, (temporary) => { writeFlushed(temporary, content); });
}

/**
 * Writes a whole file or nothing from chunks as they come, and never over a file that is there, also one that came to
 * be there meanwhile: that is a RigError of kind "usage" with code "file-taken". What the chunks throw is thrown on. The
 * folder must be there. Gives the number of bytes.
 */
export async function saveNewFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const temporary = temporaryFor(path);
  try {
    const file = await open(temporary, "wx");
    let bytes = 0;
    try {
      for await (const chunk of chunks) {
        await file.writeFile(chunk);
        bytes += chunk.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await named(temporary, path);
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw misuse("file-taken", { path }, { cause: error });
    throw explained(path, error);
  } finally {
    // Where its name is too long it can't even be looked for, which is no news after the error that said so.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** A second name is refused where it is taken, which renaming isn't; disks that know no second names get a copy. */
async function named(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}

/**
 * Writes a whole folder or nothing, as `saveFile` does a file. Names may have folders in them ("References/a"). A
 * folder that holds anything is never replaced: that is a RigError of kind "usage".
 */
export function saveFolder(path: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const target = resolve(path);
  requireVacant(path);
  whole(target, (temporary) => {
    mkdirSync(temporary);
    for (const [name, content] of files) {
      const file = join(temporary, name);
      assert(file.startsWith(temporary + sep), "a file of the folder lies within it");
      mkdirSync(dirname(file), { recursive: true });
      writeFlushed(file, content);
    }
  });
}

/** Says before a long job what `saveFile` would say after it. */
export function requireSavable(path: string): void {
  if (standing(path)?.isDirectory() === true) {
    throw misuse("unsavable", { path, reason: "that is a folder; name a file in it" });
  }
  requireRoom(path);
}

/** Says before a long job what `saveFolder` would say after it. */
export function requireVacant(path: string): void {
  const found = standing(path);
  const files = found?.isDirectory() === true ? readdirSync(path).length : 0;
  if (found && (files > 0 || !found.isDirectory())) throw misuse("folder-taken", { path, files });
  requireRoom(path);
}

/** The nearest folder above that exists takes further files. */
function requireRoom(path: string): void {
  let above = dirname(resolve(path));
  while (standing(above) === undefined) above = dirname(above);
  if (standing(above)?.isDirectory() !== true) throw misuse("unsavable", { path, reason: `${above} is no folder` });
  try {
    accessSync(above, constants.W_OK);
  } catch (error) {
    throw misuse("unsavable", { path, reason: `you may not write in ${above}` }, { cause: error });
  }
}

/** What is there; undefined for nothing, also where a file stands in the way. */
function standing(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Makes something under a temporary name beside `target`, then gives it its name. */
function whole(target: string, make: (temporary: string) => void): void {
  const temporary = temporaryFor(target);
  try {
    mkdirSync(dirname(target), { recursive: true });
    make(temporary);
    renameSync(temporary, target);
  } catch (error) {
    if (standing(temporary)) rmSync(temporary, { recursive: true, force: true });
    throw explained(target, error);
  }
}

const temporaryFor = (target: string): string => `${target}.${randomUUID().slice(0, 8)}.partial`;

/** The error itself, or a sentence in its place where a person can mend it. */
function explained(path: string, error: unknown): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
  return reason === undefined ? error : misuse("unsavable", { path, reason }, { cause: error });
}

/** Of the system's errors those that a person can mend. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full", EDQUOT: "your share of the disk is full", EROFS: "the disk can only be read",
  EACCES: "you may not write there", EPERM: "you may not write there", ENAMETOOLONG: "its name is too long",
};

function writeFlushed(path: string, content: string | Uint8Array): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
