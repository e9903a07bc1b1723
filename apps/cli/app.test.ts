import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../dist/apps/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "radiatum-app-"));
const started: ChildProcess[] = [];

interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  readonly said: () => string;
  readonly ended: Promise<number | null>;
}

/** Starts the command and waits for the address that it prints. */
async function app(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const child = spawn(process.execPath, [main, "app", ...args], { cwd: folder, env: { ...process.env, ...env } });
  started.push(child);
  let [out, err] = ["", ""];
  child.stderr.on("data", (chunk) => void (err += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => { resolve(code); }));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      out += String(chunk);
      if (out.includes("\n")) resolve();
    });
    child.on("exit", () => { reject(new Error(`radiatum app ended: ${err}`)); });
  });
  return { process: child, url: out.trim(), said: () => err, ended };
}

beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is missing: these tests run the built command line; npm test builds it first");
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "a.csv"), "1,2\n");
  writeFileSync(join(folder, "file"), "");
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("radiatum app", () => {
  test("prints the address, on standard output alone, serves the built workbench there, and ends at Ctrl-C with 0", async () => {
    const { process: child, url, said, ended } = await app(["data", "--port", "0"]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
    const entered = await fetch(url, { redirect: "manual" });
    const headers = { cookie: entered.headers.get("set-cookie")!.split(";")[0]! };
    const page = await fetch(new URL("/", url), { headers });
    expect(await page.text()).toBe(readFileSync(fileURLToPath(new URL("../../dist/apps/web/index.html", import.meta.url)), "utf8"));
    expect(await (await fetch(new URL("/api/file?path=a.csv", url), { headers })).text()).toBe("1,2\n");
    expect(said()).toContain("may read data");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
  test("a second one on the same port is usage, 2, and says what to do; the first goes on", async () => {
    const { url } = await app(["--port", "0"]);
    const { port } = new URL(url);
    const second = spawnSync(process.execPath, [main, "app", "--port", port], { cwd: folder, encoding: "utf8" });
    expect(second.status).toBe(2);
    expect(second.stderr).toContain(`Port ${port} is taken`);
    expect(second.stderr).toContain(`--port ${Number(port) + 1}`);
    expect((await fetch(url, { redirect: "manual" })).status).toBe(303);
  });
  test.each([
    ["a folder that is not there", ["nowhere"], /nowhere: there is no such folder/],
    ["a file for a folder", ["file"], /file: that is a file; name the folder/],
    ["a port that is none", ["--port", "http"], /--port http: a port is a whole number from 0 to 65535/],
    ["a port beyond the last", ["--port", "65536"], /whole number from 0 to 65535/],
  ])("%s is usage: 2", (_, args, sentence) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "app", ...args], { cwd: folder, encoding: "utf8" });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(sentence);
  });
  test.runIf(process.platform === "linux")("--open gives the address to the system's opener as one word, and where that fails says so and goes on", async () => {
    const tools = join(folder, "tools");
    mkdirSync(tools);
    writeFileSync(join(tools, "xdg-open"), `#!/bin/sh\nprintf '%s\\n' "$#" "$1" > ${join(folder, "opened")}\nexit "\${OPENER_FAILS:-0}"\n`);
    chmodSync(join(tools, "xdg-open"), 0o755);
    const path = `${tools}${delimiter}${process.env["PATH"] ?? ""}`;
    const { url } = await app(["--port", "0", "--open"], { PATH: path });
    await expect.poll(() => existsSync(join(folder, "opened")) && readFileSync(join(folder, "opened"), "utf8")).toBe(`1\n${url}\n`);
    for (const env of [{ PATH: path, OPENER_FAILS: "3" }, { PATH: "/nowhere" }]) {
      const { url: here, said } = await app(["--port", "0", "--open"], env);
      await expect.poll(said).toContain("xdg-open opened no browser. Open the address above yourself.");
      expect((await fetch(here, { redirect: "manual" })).status).toBe(303);
    }
  });
});
