/** The page without a network: kept by a static host's visitor, gone on with by whoever opened it with `radiatum app`. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchChromium } from "../../../validation/browser.js";
import { projectFolder } from "../../../validation/samples.js";
import { serveApp } from "../../server/index.js";

const built = join(projectFolder(), "dist", "apps", "web");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm",
};

/** As plain as static hosts are: files of a folder, below a path of their own, nothing else said. */
async function host(folder: string): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://x").pathname.replace(/^\/lab\//, "");
    const name = path === "" ? "index.html" : path;
    readFile(join(folder, name)).then(
      (body) => response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/lab/`,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

let browser: Browser;
beforeAll(async () => {
  const found = await findChromium();
  if (!found) throw new Error("no Chromium was found: install one, or set RADIATUM_CHROMIUM to its path");
  browser = await launchChromium(found);
});
afterAll(() => browser.close());

async function inContext(look: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(60_000);
  try {
    await look(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

const said = (page: Page, state: string): Promise<unknown> => page.locator(`html[data-offline="${state}"]`).waitFor({ state: "attached" });
const go = (page: Page, name: string): Promise<void> => page.getByRole("link", { name, exact: true }).click();

/** A trial is run, and every view shows what it needs files of its own for. */
async function everyViewWorks(page: Page): Promise<void> {
  await go(page, "Rig");
  await page.locator(".trial-cells svg").first().waitFor();
  await go(page, "Bench");
  await page.getByText("Drop a recording here").waitFor();
  await page.locator('input[aria-label="Files to open"]').setInputFiles({ name: "soma.csv", mimeType: "text/csv", buffer: Buffer.from("time_ms,Vm_mV\n0,-70\n0.1,-69\n0.2,-68\n0.3,-70\n") });
  await page.getByRole("heading", { level: 1, name: "Bench: soma.csv" }).waitFor();
  await go(page, "Paper");
  await page.locator(".paper [aria-label], .paper h2").first().waitFor();
  await go(page, "Proof");
  await page.locator(".evidence").first().waitFor();
  await page.locator("[data-hash]").waitFor();
}

describe("from a static host", () => {
  test("loaded once, the page is opened again without a network, and every view works", () =>
    inContext(async (page, context) => {
      const { url, close } = await host(built);
      await page.goto(url);
      await said(page, "kept");
      await page.keyboard.press("?");
      expect(await page.getByRole("dialog").innerText()).toContain("works without a network, also when it is opened again");
      await close(); // what the browser only says of itself is one thing, a host that is gone another
      await context.setOffline(true);
      await page.reload();
      await everyViewWorks(page);
    }), 180_000);

  test("only what the build lists is answered from the store: a start's token and a folder's files are the server's to answer", () =>
    inContext(async (page) => {
      const { url, close } = await host(built);
      await page.goto(url);
      await said(page, "kept");
      const kept = await page.evaluate<string[]>(`(async () => {
        const stores = await caches.keys();
        return (await Promise.all(stores.map(async (name) => (await (await caches.open(name)).keys()).map((request) => request.url)))).flat();
      })()`);
      const list = JSON.parse(readFileSync(join(built, "offline-files.json"), "utf8")) as { path: string }[];
      expect(kept.toSorted()).toEqual(list.map(({ path }) => new URL(path, url).href).toSorted());
      await close();
      const reached = (path: string): Promise<boolean> => page.evaluate(`fetch("${path}").then(() => true, () => false)`);
      expect([await reached("./"), await reached("./?token=x"), await reached("api/folder"), await reached("api/file?path=a.csv")]).toEqual([true, false, false, false]);
    }), 120_000);

  test("a newer build is taken whole when no page of the older is open, and the older build's files go", () =>
    inContext(async (page, context) => {
      const folder = mkdtempSync(join(tmpdir(), "radiatum-offline-"));
      try {
        cpSync(built, folder, { recursive: true });
        const { url, close } = await host(folder);
        await page.goto(url);
        await said(page, "kept");
        nextBuild(folder);
        // While another tab holds the older build, both are of the older.
        const other = await context.newPage();
        await other.goto(url);
        await said(other, "newer");
        expect([await page.title(), await other.title()]).toEqual(["Radiatum", "Radiatum"]);
        await page.reload();
        await said(page, "newer");
        expect(await page.title()).toBe("Radiatum");
        await other.close();
        await page.reload();
        await page.waitForFunction(() => document.title === "Radiatum, newer");
        await said(page, "kept");
        expect(await page.evaluate("caches.keys().then((names) => names.length)")).toBe(1);
        await close();
        await page.reload();
        await everyViewWorks(page);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }), 180_000);
});

/** The same page with another title, listed as a build lists it. */
function nextBuild(folder: string): void {
  const at = (name: string): string => join(folder, name);
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
  const before = readFileSync(at("index.html"), "utf8");
  const after = before.replace("<title>Radiatum</title>", "<title>Radiatum, newer</title>");
  const worker = readFileSync(at("service-worker.js"), "utf8");
  const list = readFileSync(at("offline-files.json"), "utf8");
  expect(worker).toContain(digest(before));
  writeFileSync(at("index.html"), after);
  writeFileSync(at("service-worker.js"), worker.replace(digest(before), digest(after)).replace(digest(list), digest("another")));
}

describe("from radiatum app", () => {
  test("views that were not visited work after the server has ended; no service worker, nothing kept", () =>
    inContext(async (page) => {
      const app = await serveApp({ statics: built, port: 0 });
      await page.goto(app.url);
      await said(page, "loaded");
      await app.close();
      await everyViewWorks(page);
      expect(await page.evaluate("Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]).then((kept) => kept.map(({ length }) => length))")).toEqual([0, 0]);
    }), 120_000);

  test("single keys that were switched off stay off at the next start", () =>
    inContext(async (page) => {
      const singleKeys = page.getByRole("dialog", { name: "Keys, look and help" }).getByLabel("Single-key shortcuts");
      const help = async (): Promise<void> => {
        await page.getByRole("button", { name: "Keys, look and help" }).click();
        await singleKeys.waitFor();
      };
      const first = await serveApp({ statics: built, port: 0 });
      await page.goto(`${first.url}#/proof`);
      await help();
      await singleKeys.uncheck();
      await first.close();
      const second = await serveApp({ statics: built, port: Number(new URL(first.url).port) });
      await page.goto(`${second.url}#/proof`);
      await help();
      expect(await singleKeys.isChecked()).toBe(false);
      await second.close();
    }), 120_000);

  test("a network that fails meanwhile is waited for", () =>
    inContext(async (page, context) => {
      const app = await serveApp({ statics: built, port: 0 });
      await page.goto(`${app.url}#/proof`);
      await page.locator(".evidence").first().waitFor();
      await context.setOffline(true);
      await said(page, "failed");
      await context.setOffline(false);
      await said(page, "loaded");
      await app.close();
    }), 120_000);

  test("what a static host at the same address had kept goes with the token's first visit", () =>
    inContext(async (page) => {
      const before = await host(built);
      const port = Number(new URL(before.url).port);
      await page.goto(before.url.replace("localhost", "127.0.0.1"));
      await said(page, "kept");
      await before.close();
      const app = await serveApp({ statics: built, port });
      await page.goto(app.url);
      await said(page, "loaded");
      expect(await page.evaluate("Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys()]).then((kept) => kept.map(({ length }) => length))")).toEqual([0, 0]);
      await app.close();
    }), 120_000);
});
