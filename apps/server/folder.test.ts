import { execFileSync, spawn } from "node:child_process";
import {
  existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync,
  truncateSync, writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWithin } from "./folder.js";
import type { FolderEntry, FolderListing } from "./index.js";
import { send, visited, type Answer, type Visitor } from "./testing/raw.js";

const place = realpathSync(mkdtempSync(join(tmpdir(), "radiatum-folder-")));
const statics = join(place, "web");
const folder = join(place, "data");
const outside = join(place, "outside");
const LIMIT = 1000;
let visitor: Visitor;

beforeAll(async () => {
  for (const each of [statics, outside, join(folder, "Scan-1", "References"), join(folder, ".git")]) mkdirSync(each, { recursive: true });
  writeFileSync(join(statics, "index.html"), "<!doctype html>");
  writeFileSync(join(outside, "secret.txt"), "secret beside");
  writeFileSync(join(folder, "Scan-1", "a b+ü.csv"), "0123456789");
  writeFileSync(join(folder, "Scan-1", "empty.csv"), "");
  writeFileSync(join(folder, ".key"), "secret within");
  symlinkSync(join(folder, "Scan-1", "a b+ü.csv"), join(folder, "inward.csv"));
  symlinkSync(join(folder, ".key"), join(folder, "to-key.csv"));
  symlinkSync(join(outside, "secret.txt"), join(folder, "outward.csv"));
  symlinkSync(outside, join(folder, "outward"));
  symlinkSync("loop", join(folder, "loop"));
  visitor = await visited({ statics, folder, limits: { upload: LIMIT } });
});
afterAll(async () => {
  await visitor.app.close();
  rmSync(place, { recursive: true, force: true });
});

const read = (path: string, headers?: Record<string, string>): Promise<Answer> =>
  visitor.ask(`/api/file?path=${encodeURIComponent(path)}`, headers);
const json = ({ body }: Answer): unknown => JSON.parse(String(body));
const codeOf = (answer: Answer): string => (json(answer) as { error: { code: string } }).error.code;
const paths = (entries: readonly FolderEntry[]): string[] =>
  entries.flatMap((entry) => (entry.kind === "file" ? [`${entry.path} ${entry.bytes}`] : [`${entry.path}/`, ...paths(entry.entries)]));

describe("GET /api/folder", () => {
  const listed = async (from: Visitor): Promise<FolderListing> =>
    (json(await from.ask("/api/folder")) as { folder: FolderListing }).folder;

  test("lists files with their bytes, folders, links within; not what is hidden, leads out or loops", async () => {
    const { name, entries, leftOut } = await listed(visitor);
    expect(name).toBe("data");
    expect(leftOut).toEqual([]);
    expect(paths(entries)).toEqual([
      "Scan-1/", "Scan-1/References/", "Scan-1/a b+ü.csv 10", "Scan-1/empty.csv 0", "inward.csv 10",
    ]);
  });
  test("stops at 4 levels and 5000 names, and says so", async () => {
    const [deep, wide] = [join(place, "deep"), join(place, "wide")];
    mkdirSync(join(deep, "1/2/3/4/5"), { recursive: true });
    mkdirSync(wide);
    for (let i = 0; i < 5001; i++) writeFileSync(join(wide, `${i}.csv`), "");
    const below = await visited({ statics, folder: deep });
    expect(await listed(below)).toMatchObject({ leftOut: [expect.stringContaining("4th level")] });
    expect(paths((await listed(below)).entries)).toEqual(["1/", "1/2/", "1/2/3/", "1/2/3/4/"]);
    const many = await visited({ statics, folder: wide });
    const { entries, leftOut } = await listed(many);
    expect(entries).toHaveLength(5000);
    expect(leftOut).toEqual([expect.stringContaining("first 5000 names")]);
    await Promise.all([below.app.close(), many.app.close()]);
  });
  test("without a folder: null, and reading or saving is refused with the next step", async () => {
    const bare = await visited({ statics });
    expect(json(await bare.ask("/api/folder"))).toEqual({ folder: null });
    for (const answer of [await bare.ask("/api/file?path=a"), await bare.put("a", "x")]) {
      expect(answer.status).toBe(404);
      expect(String(answer.body)).toContain("radiatum app <folder>");
    }
    await bare.app.close();
  });
});

describe("GET /api/file", () => {
  test("gives a file's bytes, whole or a range of them", async () => {
    for (const [range, status, body, sent] of [
      [undefined, 200, "0123456789", undefined],
      ["bytes=2-4", 206, "234", "bytes 2-4/10"],
      ["bytes=7-", 206, "789", "bytes 7-9/10"],
      ["bytes=-3", 206, "789", "bytes 7-9/10"],
      ["bytes=8-99", 206, "89", "bytes 8-9/10"],
      ["bytes=0-0", 206, "0", "bytes 0-0/10"],
      ["bytes=10-", 416, undefined, "bytes */10"],
      ["bytes=-0", 416, undefined, "bytes */10"],
      ["bytes=4-2", 200, "0123456789", undefined],
      ["bytes=0-1,3-4", 200, "0123456789", undefined],
      ["lines=0-1", 200, "0123456789", undefined],
    ] as const) {
      const answer = await read("Scan-1/a b+ü.csv", range === undefined ? {} : { Range: range });
      expect([answer.status, answer.headers["content-range"]], range).toEqual([status, sent]);
      if (body !== undefined) expect(String(answer.body)).toBe(body);
    }
    expect(String((await read("inward.csv")).body)).toBe("0123456789");
    const empty = await read("Scan-1/empty.csv");
    expect([empty.status, empty.body.length]).toEqual([200, 0]);
  });
  test("larger than 256 MiB is 413 whole, and comes in ranges", async () => {
    const bytes = 5 * 2 ** 30;
    writeFileSync(join(folder, "large.tif"), "");
    truncateSync(join(folder, "large.tif"), bytes); // sparse: takes no room
    expect(codeOf(await read("large.tif"))).toBe("part-too-large");
    expect(codeOf(await read("large.tif", { Range: "bytes=0-268435456" }))).toBe("part-too-large");
    const end = await read("large.tif", { Range: `bytes=${bytes - 4}-` });
    expect([end.status, end.headers["content-range"], end.body.length]).toEqual([206, `bytes ${bytes - 4}-${bytes - 1}/${bytes}`, 4]);
    rmSync(join(folder, "large.tif"));
  });
  test.each([
    ["a way up", "../outside/secret.txt", 400, "path-malformed"],
    ["a way up from within", "Scan-1/../../outside/secret.txt", 400, "path-malformed"],
    ["a way up by backslashes", "..\\outside\\secret.txt", 400, "path-malformed"],
    ["an absolute path", join(outside, "secret.txt"), 400, "path-malformed"],
    ["a NUL", "Scan-1/a b+ü.csv\0.tif", 400, "path-malformed"],
    ["no path", "", 400, "path-malformed"],
    ["a hidden file", ".key", 400, "path-malformed"],
    ["a link to a hidden file", "to-key.csv", 403, "path-outside"],
    ["a link to a file outside", "outward.csv", 403, "path-outside"],
    ["a file by a linked folder", "outward/secret.txt", 403, "path-outside"],
    ["a link to itself", "loop", 404, "nothing-there"],
    ["a folder", "Scan-1", 403, "not-a-file"],
    ["a file as a folder", "inward.csv/x", 404, "nothing-there"],
    ["nothing", "nowhere.csv", 404, "nothing-there"],
    ["too long a name", "x".repeat(5000), 404, "nothing-there"],
  ])("refuses %s", async (_, path, status, code) => {
    const answer = await read(path);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(String(answer.body)).not.toContain("secret beside");
  });
  test("two paths in one request are refused, and so is a path that was encoded twice", async () => {
    expect((await visitor.ask("/api/file?path=inward.csv&path=inward.csv")).status).toBe(400);
    expect((await visitor.ask("/api/file?path=Scan-1%252fempty.csv")).status).toBe(404);
    expect((await visitor.ask("/api/file?path=%252e%252e%252foutside%252fsecret.txt")).status).toBe(404);
  });
  test.skipIf(process.platform === "win32")("a pipe, a socket and a device are refused, at once and unopened", async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const socket = createServer().listen(join(folder, "socket"));
    await new Promise((resolve) => socket.once("listening", resolve));
    symlinkSync("/dev/zero", join(folder, "device"));
    expect(codeOf(await read("pipe"))).toBe("not-a-file");
    expect(codeOf(await read("socket"))).toBe("not-a-file");
    expect(codeOf(await read("device"))).toBe("path-outside");
    expect(paths(((json(await visitor.ask("/api/folder")) as { folder: FolderListing }).folder).entries)).not.toContain("pipe 0");
    socket.close();
    for (const name of ["pipe", "device"]) rmSync(join(folder, name));
  });
  // Whoever wins a race for a moment between check and opening must not gain by it. The folder's name is exchanged with
  // a link as fast as another process can; among the answers are refusals and the file itself, and never the secret.
  test.skipIf(process.platform === "win32")("a folder that is exchanged for a link while files are opened gives the file or a refusal", async () => {
    const [real, link, kept] = [join(folder, "swap"), join(place, "swap-link"), join(place, "swap-kept")];
    mkdirSync(real);
    writeFileSync(join(real, "secret.txt"), "the file itself");
    symlinkSync(outside, link);
    const script = `const { renameSync: r } = require("node:fs"); const [a, b, c] = process.argv.slice(1);
      const until = Date.now() + 1500; while (Date.now() < until) { r(a, c); r(b, a); r(a, b); r(c, a); }`;
    const swapping = spawn(process.execPath, ["-e", script, real, link, kept]);
    const ended = new Promise((resolve) => swapping.on("exit", resolve));
    const seen = new Map<string, number>();
    while (swapping.exitCode === null) {
      const got = await openWithin(folder, "swap/secret.txt").then(async ({ handle }) => {
        const text = await handle.readFile("utf8");
        await handle.close();
        return text;
      }, (error: unknown) => (error as { code: string }).code);
      seen.set(got, (seen.get(got) ?? 0) + 1);
    }
    await ended;
    expect(seen.get("the file itself")).toBeGreaterThan(0);
    expect([...seen.keys()].filter((each) => each !== "the file itself" && !/^(path-outside|nothing-there|file-unopenable|not-a-file)$/.test(each))).toEqual([]);
  });
  test("a reader that leaves in the middle leaves no file open", async () => {
    const bytes = 200 * 2 ** 20;
    writeFileSync(join(folder, "long.tif"), "");
    truncateSync(join(folder, "long.tif"), bytes);
    const open = (): number => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0);
    const before = open();
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((resolve) => {
        const socket = connect(visitor.app.port, "127.0.0.1");
        socket.write(`GET /api/file?path=long.tif HTTP/1.1\r\nHost: ${visitor.host}\r\nCookie: ${visitor.cookie}\r\n\r\n`);
        socket.once("data", () => socket.destroy()).on("close", () => { resolve(); });
      });
    }
    await expect.poll(open).toBeLessThanOrEqual(before);
    rmSync(join(folder, "long.tif"));
  });
});

describe("PUT /api/file", () => {
  /** All names below the folder, hidden and partial ones too. */
  const names = (): string[] => (readdirSync(folder, { recursive: true }) as string[]).sort();

  test("saves a new file whole, makes the folders it names, and gives its bytes", async () => {
    const answer = await visitor.put("report/figures/a b.svg", "<svg/>");
    expect(answer.status).toBe(201);
    expect(json(answer)).toEqual({ path: "report/figures/a b.svg", bytes: 6 });
    expect(readFileSync(join(folder, "report/figures/a b.svg"), "utf8")).toBe("<svg/>");
    expect(readdirSync(join(folder, "report/figures"))).toEqual(["a b.svg"]);
    expect((await visitor.put("empty.txt", "")).status).toBe(201);
    expect(readFileSync(join(folder, "empty.txt"), "utf8")).toBe("");
  });
  test("never replaces: a file, folder or link of that name stays as it is, 409", async () => {
    const before = names();
    for (const path of ["Scan-1/a b+ü.csv", "Scan-1", "inward.csv", "outward.csv", "loop"]) {
      const answer = await visitor.put(path, "other");
      expect([answer.status, codeOf(answer)], path).toEqual([409, "file-taken"]);
    }
    expect(names()).toEqual(before);
    expect(readFileSync(join(folder, "Scan-1", "a b+ü.csv"), "utf8")).toBe("0123456789");
    expect(readFileSync(join(outside, "secret.txt"), "utf8")).toBe("secret beside");
  });
  test("of ten at once under one name one is saved, whole, and nine are 409", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => visitor.put("once.txt", String(i).repeat(500))));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    const winner = answers.findIndex(({ status }) => status === 201);
    expect(readFileSync(join(folder, "once.txt"), "utf8")).toBe(String(winner).repeat(500));
    expect(names().filter((name) => name.includes("once"))).toEqual(["once.txt"]);
  });
  test.each([
    ["a way up", "../new.txt", 400], ["an absolute path", join(outside, "new.txt"), 400], ["a hidden name", ".profile", 400],
    ["a hidden folder", ".git/hooks", 400], ["a linked folder", "outward/new.txt", 403], ["a new folder in a linked one", "outward/x/new.txt", 403],
    ["a file as a folder", "inward.csv/new.txt", 400], ["a folder's end", "new/", 400], ["a NUL", "a\0b", 400],
    ["too long a name", `${"x".repeat(300)}/y`, 403], ["too long a file's name", "x".repeat(300), 403],
  ])("refuses %s, and writes nothing anywhere", async (_, path, status) => {
    const before = [names(), readdirSync(outside), readdirSync(place)];
    expect((await visitor.put(path, "x")).status).toBe(status);
    expect([names(), readdirSync(outside), readdirSync(place)]).toEqual(before);
  });
  test("more than the limit is 413 and leaves nothing, said beforehand or found out on the way", async () => {
    const before = names();
    expect((await visitor.put("fits.txt", "x".repeat(LIMIT))).status).toBe(201);
    rmSync(join(folder, "fits.txt"));
    const said = await visitor.put("deep/er/large.txt", "x".repeat(LIMIT + 1));
    expect([said.status, codeOf(said)]).toEqual([413, "upload-too-large"]);
    const head = `PUT /api/file?path=large.txt HTTP/1.1\r\nHost: ${visitor.host}\r\nCookie: ${visitor.cookie}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `1f4\r\n${"x".repeat(500)}\r\n`;
    expect((await send(visitor.app.port, head, chunk, chunk, chunk)).status).toBe(413);
    // The default: a claim of more than 256 MiB is refused before a byte has come.
    const usual = await visited({ statics, folder });
    expect((await usual.put("large.txt", "", { "Content-Length": String(256 * 2 ** 20 + 1) })).status).toBe(413);
    await usual.app.close();
    await expect.poll(names).toEqual(before);
  });
  test("an upload that is cut off leaves neither file, nor part, nor new folder", async () => {
    const before = names();
    for (const framing of ["Content-Length: 900", "Transfer-Encoding: chunked"]) {
      const socket = connect(visitor.app.port, "127.0.0.1");
      socket.write(`PUT /api/file?path=cut/off.txt HTTP/1.1\r\nHost: ${visitor.host}\r\nCookie: ${visitor.cookie}\r\n${framing}\r\n\r\n`);
      socket.write(framing.endsWith("chunked") ? `1f4\r\n${"x".repeat(500)}\r\n` : "x".repeat(500));
      // It has begun to arrive: only then is there something to leave behind.
      await expect.poll(() => names().filter((name) => name.endsWith(".partial"))).toHaveLength(1);
      socket.destroy();
      await expect.poll(names).toEqual(before);
    }
  });
  test("an upload under way when the server is closed leaves nothing", async () => {
    const other = await visited({ statics, folder });
    const before = names();
    const socket = connect(other.app.port, "127.0.0.1").on("error", () => undefined);
    socket.write(`PUT /api/file?path=closed.txt HTTP/1.1\r\nHost: ${other.host}\r\nCookie: ${other.cookie}\r\nContent-Length: 900\r\n\r\nxxx`);
    await expect.poll(() => names().filter((name) => name.endsWith(".partial"))).toHaveLength(1);
    await other.app.close();
    await expect.poll(names).toEqual(before);
  });
});

// A second name for the same file lies in the folder as much as the first: it is not a way out that anybody could tell.
test("a hard link counts as a file of the folder", async () => {
  linkSync(join(outside, "secret.txt"), join(folder, "hard.txt"));
  expect((await read("hard.txt")).status).toBe(200);
});
