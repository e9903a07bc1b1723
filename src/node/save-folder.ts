import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { assert, failures } from "#errors";

const misuse = failures("usage", {
  "folder-taken": (f: { path: string; files: number }) =>
    `${f.path}: is there already${f.files > 0 ? `, with ${f.files} ${f.files === 1 ? "file" : "files"} in it` : " as a file"}. Give another name, or move it away first.`,
});

/**
 * Writes a whole folder or nothing: a temporary folder beside the target, each file flushed, then renamed into place, so
 * that neither a crash nor a full disk leaves half a recording that looks whole. Names may have folders in them ("References/a").
 * A folder that holds anything is never replaced: that is a RigError of kind "usage".
 */
export function saveFolder(path: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const target = resolve(path);
  const found = statSync(target, { throwIfNoEntry: false });
  const inside = found?.isDirectory() === true ? readdirSync(target).length : 0;
  if (found && (inside > 0 || !found.isDirectory())) throw misuse("folder-taken", { path, files: inside });
  mkdirSync(dirname(target), { recursive: true });
  const temporary = `${target}.${randomUUID().slice(0, 8)}.partial`;
  try {
    mkdirSync(temporary);
    for (const [name, content] of files) {
      const file = join(temporary, name);
      assert(file.startsWith(temporary + sep), "a file of the folder lies within it");
      mkdirSync(dirname(file), { recursive: true });
      const handle = openSync(file, "wx");
      try {
        writeFileSync(handle, content);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}
