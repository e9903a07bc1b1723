import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { requireSavable, requireVacant, saveFile, saveFolder, saveNewFile } from "./save.js";

/** As on a disk that knows no second names for a file (exFAT, some shares). */
const disk = vi.hoisted(() => ({ knowsLinks: true }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const link: typeof real.link = (from, to) =>
    disk.knowsLinks ? real.link(from, to) : Promise.reject(Object.assign(new Error("no links"), { code: "ENOTSUP" }));
  return { ...real, link };
});

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), "radiatum-folder-"))));
afterEach(() => rmSync(place, { recursive: true, force: true }));

describe("saveFolder", () => {
  test("two files, one of them a folder down, and nothing else beside them", () => {
    saveFolder(join(place, "made", "recording"), new Map<string, string | Uint8Array>([["a.xml", "<a/>"], ["References/b.tif", Uint8Array.of(1, 2)]]));
    expect(readFileSync(join(place, "made", "recording", "a.xml"), "utf8")).toBe("<a/>");
    expect([...readFileSync(join(place, "made", "recording", "References", "b.tif"))]).toEqual([1, 2]);
    expect(readdirSync(join(place, "made"))).toEqual(["recording"]);
  });

  test("an empty folder is taken over; one with a file in it is left as it is, and so is a file", () => {
    mkdirSync(join(place, "empty"));
    saveFolder(join(place, "empty"), new Map([["a", "1"]]));
    expect(readdirSync(join(place, "empty"))).toEqual(["a"]);
    expect(() => saveFolder(join(place, "empty"), new Map([["b", "2"]]))).toThrow("is there already, with 1 file in it");
    expect(readdirSync(join(place, "empty"))).toEqual(["a"]);
    writeFileSync(join(place, "file"), "");
    expect(() => saveFolder(join(place, "file"), new Map([["b", "2"]]))).toThrow("is there already as a file");
  });

  test("where the second of two files can't be written, no folder is left, whole or partial", () => {
    expect(() => saveFolder(join(place, "x"), new Map([["a", "1"], ["a/b", "2"]]))).toThrow();
    expect(existsSync(join(place, "x"))).toBe(false);
    expect(readdirSync(place)).toEqual([]);
  });

  test("a name that leads out of the folder is our own mistake", () => {
    expect(() => saveFolder(join(place, "x"), new Map([["../y", "1"]]))).toThrow("a file of the folder lies within it");
    expect(readdirSync(place)).toEqual([]);
  });
});

describe("saveFile", () => {
  test("replaces a file whole, and leaves nothing beside it", () => {
    saveFile(join(place, "made", "a.txt"), "one");
    saveFile(join(place, "made", "a.txt"), "two");
    expect(readFileSync(join(place, "made", "a.txt"), "utf8")).toBe("two");
    expect(readdirSync(join(place, "made"))).toEqual(["a.txt"]);
  });

  test("a folder's name, a file as a folder and too long a name are usage errors, before and after a long job", () => {
    writeFileSync(join(place, "file"), "");
    for (const say of [requireSavable, (path: string) => saveFile(path, "")]) {
      expect(() => say(place)).toThrow("that is a folder; name a file in it");
      expect(() => say(join(place, "file", "a.txt"))).toThrow(`${join(place, "file")} is no folder`);
    }
    expect(() => requireVacant(join(place, "file", "folder"))).toThrow("is no folder");
    expect(() => saveFile(join(place, "x".repeat(300)), "")).toThrow("can't be written, since its name is too long");
    expect(readdirSync(place)).toEqual(["file"]);
  });
});

describe.each([true, false])("saveNewFile, on a disk that knows second names for a file: %s", (knowsLinks) => {
  beforeEach(() => void (disk.knowsLinks = knowsLinks));
  async function* chunks(...texts: readonly (string | Error)[]): AsyncGenerator<Uint8Array> {
    for (const text of texts) {
      await Promise.resolve();
      if (text instanceof Error) throw text;
      yield new TextEncoder().encode(text);
    }
  }

  test("writes the chunks one after another, gives their bytes, and leaves nothing beside the file", async () => {
    expect(await saveNewFile(join(place, "a.txt"), chunks("one ", "", "µ"))).toBe(6);
    expect(readFileSync(join(place, "a.txt"), "utf8")).toBe("one µ");
    expect(readdirSync(place)).toEqual(["a.txt"]);
  });

  test("never replaces, also what came to be there while the chunks came", async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* chunks("ours");
      writeFileSync(join(place, "a.txt"), "theirs");
    }
    await expect(saveNewFile(join(place, "a.txt"), slow())).rejects.toMatchObject({ kind: "usage", code: "file-taken" });
    expect(readFileSync(join(place, "a.txt"), "utf8")).toBe("theirs");
    expect(readdirSync(place)).toEqual(["a.txt"]);
  });

  test("throws on what the chunks throw, and leaves nothing", async () => {
    await expect(saveNewFile(join(place, "a.txt"), chunks("one", new Error("cut off")))).rejects.toThrow("cut off");
    await expect(saveNewFile(join(place, "x".repeat(300)), chunks("one"))).rejects.toThrow("its name is too long");
    expect(readdirSync(place)).toEqual([]);
  });
});
