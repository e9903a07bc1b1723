import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { findChromium, launchChromium } from "../../../validation/browser.js";
import { serveApp, type ServedApp } from "../../server/index.js";
import { withPage } from "./browser.js";

const place = mkdtempSync(join(tmpdir(), "radiatum-browser-"));
const statics = join(place, "probe");
const folder = join(place, "data");

/**
 * A page whose own script tries what the policy is about, each in a task of its own: with the test's question still on
 * the stack a browser refuses too, but tells nobody.
 */
const PROBE = `
  const tried = async (what) => { await new Promise((resolve) => setTimeout(resolve)); try { return String(await what()); } catch (error) { return "refused: " + error.name; } };
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  globalThis.probe = {
    wasm: () => tried(async () => (await WebAssembly.instantiate(empty)).instance instanceof WebAssembly.Instance),
    worker: () => tried(() => new Promise((resolve, reject) => {
      const worker = new Worker("./worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => reject(new Error("worker"));
    })),
    eval: () => tried(() => (0, eval)("1 + 1")),
    function: () => tried(() => new Function("return 2")()),
    inline: () => tried(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.inlineRan = true";
      document.head.append(script);
      return globalThis.inlineRan === true;
    }),
    reach: (url) => tried(async () => (await fetch(url)).status),
  };`;
const WORKER = `
  const empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  let evaluated = "refused";
  try { evaluated = (0, eval)("1 + 1"); } catch {}
  WebAssembly.instantiate(empty).then(() => postMessage("wasm ran, eval " + evaluated));`;

declare const probe: Record<"wasm" | "worker" | "eval" | "function" | "inline", () => Promise<string>> & { reach: (url: string) => Promise<string> };

beforeAll(() => {
  for (const each of [statics, folder]) mkdirSync(each);
  writeFileSync(join(statics, "index.html"), '<!doctype html><link rel="icon" href="data:,"><script src="./probe.js"></script>');
  writeFileSync(join(statics, "probe.js"), PROBE);
  writeFileSync(join(statics, "worker.js"), WORKER);
  writeFileSync(join(folder, "a.csv"), "1,2\n");
});
afterAll(() => { rmSync(place, { recursive: true, force: true }); });

describe("the built workbench", () => {
  test("opens at a clean address without a complaint, and reads the given folder", async () => {
    const seen = await withPage(async (page, url) => ({
      url, title: await page.title(),
      cookie: await page.evaluate("document.cookie"),
      folder: await page.evaluate("fetch('./api/folder').then((answer) => answer.json())"),
      file: await page.evaluate("fetch('./api/file?path=a.csv').then((answer) => answer.text())"),
    }), { folder });
    expect(seen.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/);
    expect(seen).toMatchObject({
      title: expect.stringContaining("Radiatum") as string, cookie: "", file: "1,2\n",
      folder: { folder: { name: "data", entries: [{ kind: "file", name: "a.csv", path: "a.csv", bytes: 4 }] } },
    });
  });
});

describe("the policy, in the browser", () => {
  test("WebAssembly runs, on the page and in a worker", async () => {
    expect(await withPage((page) => page.evaluate(() => probe.wasm()), { statics })).toBe("true");
    const worker = await withPage((page) => page.evaluate(() => probe.worker()), { statics });
    expect(worker).toBe("wasm ran, eval refused");
  });
  test.each([["eval"], ["function"]] as const)("%s of a text is refused", async (way) => {
    const seen = await withPage((page) => page.evaluate((name) => probe[name](), way), { statics, expected: [/security policy: script-src forbids eval/] });
    expect(seen).toBe("refused: EvalError");
  });
  test("a script within the page is refused, and so is every other address", async () => {
    const seen = await withPage(async (page) => [
      await page.evaluate(() => probe.inline()), await page.evaluate(() => probe.reach("https://elsewhere.example/")),
    ], { statics, expected: [/security policy: script-src-elem forbids inline/, /Executing inline script/, /security policy: connect-src/, /Connecting to 'https:\/\/elsewhere/, /Fetch API cannot load/] });
    expect(seen).toEqual(["false", "refused: TypeError"]);
  });
});

describe("withPage fails with what a page complains of", () => {
  test.each([
    ["an error in the console", "console.error('bad')", /console: bad/],
    ["an error that nobody caught", "setTimeout(() => { throw new Error('lost') })", /uncaught: Error: lost/],
    ["a promise that nobody caught", "void Promise.reject(new Error('adrift'))", /uncaught: Error: adrift/],
    ["a visit to another machine", "open('http://elsewhere.example/')", /request to http:\/\/elsewhere\.example/],
  ])("%s", async (_, script, complaint) => {
    writeFileSync(join(statics, "probe.js"), `${PROBE}\nglobalThis.misbehave = () => { ${script} };`);
    await expect(withPage(async (page) => {
      await page.evaluate("misbehave()");
      await page.waitForTimeout(200);
    }, { statics })).rejects.toThrow(complaint);
  });
  test("and with an expected complaint that does not come", async () => {
    await expect(withPage(() => undefined, { statics, expected: [/never/] })).rejects.toThrow("did not complain of /never/");
  });
});

describe("another page of the same browser", () => {
  let app: ServedApp;
  let other: Server;
  let elsewhere: string;
  beforeEach(async () => {
    app = await serveApp({ statics, folder, port: 0 });
    other = createServer((_, response) => response.setHeader("content-type", "text/html").end(`<!doctype html><link rel="icon" href="data:,"><a href="${app.url}">in</a>`));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    await app.close();
    other.closeAllConnections();
    other.close();
  });

  // To a browser another port of 127.0.0.1 is the same site, so that the cookie goes along: the server must tell them apart.
  test("on another port reads nothing, saves nothing and frames nothing, although the person has entered", async () => {
    const found = await findChromium();
    const browser = await launchChromium(found!);
    try {
      const context = await browser.newContext();
      const own = await context.newPage();
      await own.goto(app.url);
      const asked = (page: typeof own): Promise<string[]> => page.evaluate(async (here) => {
        const tried = (what: Promise<unknown>): Promise<string> => what.then(String, (error: unknown) => (error as Error).name);
        const loaded = (name: "script" | "img", src: string): Promise<string> => new Promise((resolve) => {
          const element = document.createElement(name);
          element.onload = () => { resolve("loaded"); };
          element.onerror = () => { resolve("refused"); };
          element.src = src;
          document.body.append(element);
        });
        const status = (init: RequestInit): Promise<string> =>
          tried(fetch(`${here}/api/file?path=a.csv`, init).then((answer) => answer.status));
        return [
          await status({ credentials: "include" }),
          await status({ credentials: "include", mode: "no-cors" }),
          await tried(fetch(`${here}/api/file?path=new.txt`, { method: "PUT", body: "x", credentials: "include" })),
          await tried(fetch(`${here}/api/file?path=new.txt`, { method: "POST", body: "x", credentials: "include", mode: "no-cors" })),
          await loaded("script", `${here}/probe.js`),
        ];
      }, `http://127.0.0.1:${app.port}`);
      const stranger = await context.newPage();
      await stranger.goto(elsewhere);
      expect(await asked(stranger)).toEqual(["TypeError", "TypeError", "TypeError", "TypeError", "refused"]);
      await stranger.evaluate((src) => { document.body.append(Object.assign(document.createElement("iframe"), { src })); }, `http://127.0.0.1:${app.port}/`);
      await stranger.waitForTimeout(300);
      // The frame shows the browser's own page of refusal, in which nothing of ours runs.
      const framed = await Promise.all(stranger.frames().slice(1).map((frame) => frame.evaluate("typeof probe")));
      expect(framed).toEqual(["undefined"]);
      // The same requests by our own page, so that the refusals above are known to be for the origin's sake.
      expect((await asked(own)).slice(0, 2)).toEqual(["200", "200"]);
    } finally {
      await browser.close();
    }
  });
  test("may link to the printed address: it opens, although the cookie is one that no other site's link carries", async () => {
    const found = await findChromium();
    const browser = await launchChromium(found!);
    try {
      const page = await browser.newPage();
      await page.goto(elsewhere.replace("127.0.0.1", "localhost")); // to a browser another site than 127.0.0.1
      await page.click("a");
      await page.waitForURL(`http://127.0.0.1:${app.port}/`);
      expect(await page.evaluate(() => probe.wasm())).toBe("true");
    } finally {
      await browser.close();
    }
  });
});

describe("the packaged browser", () => {
  afterEach(() => { vi.unstubAllEnvs(); });
  test.runIf(process.platform === "linux" && process.arch === "x64")("opens the workbench, also where the machine has a browser of its own", async () => {
    vi.stubEnv("RADIATUM_CHROMIUM", "packaged");
    const found = await findChromium();
    expect(found).toMatchObject({ kind: "packaged", executablePath: expect.stringContaining("node_modules/.radiatum-chromium-") as string });
    const app = await serveApp({ statics, port: 0 });
    const browser = await launchChromium(found!);
    try {
      const page = await browser.newPage();
      await page.goto(app.url);
      expect(await page.evaluate(() => probe.wasm())).toBe("true");
      expect(browser.version()).toMatch(/^147\./);
    } finally {
      await browser.close();
      await app.close();
    }
  });
  test("a path that is not there is said, not passed over", async () => {
    vi.stubEnv("RADIATUM_CHROMIUM", "/nowhere/chromium");
    await expect(findChromium()).rejects.toThrow("RADIATUM_CHROMIUM: /nowhere/chromium: there is no such file");
  });
});
