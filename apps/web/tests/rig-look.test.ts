/** The rig's look, and what else is dragged: a step's end, the F₀ window; look-up tables, reduced motion; and how little is loaded. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { projectFolder } from "../../../validation/samples.js";
import { serveApp } from "../../server/index.js";
import { withPage } from "./browser.js";

const PATIENT = 180_000;
const rig = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/rig${said}`;
const ended = (page: Page, trials: number): Promise<void> => page.locator(".laser").filter({ hasText: `${trials} of ${trials} trials` }).waitFor({ timeout: 120_000 });
const drawn = (page: Page, row: string): Promise<string> =>
  page.locator(`[role=figure][aria-label^="${row}"] canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
async function dragBy(page: Page, selector: string, dx: number): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on the page`);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y);
  await page.mouse.move(x + dx, y);
  await page.mouse.up();
}

test("a step's end is dragged: the step lasts longer, in the protocol and at the soma", () => withPage(async (page, url) => {
  await page.goto(rig(url, "?experiment=nickel&trial=1"));
  await ended(page, 8);
  const grip = '.stack [role=slider][aria-label$="width"]';
  const [before, soma, value] = [page.url(), await drawn(page, "Soma"), Number(await page.locator(grip).getAttribute("aria-valuenow"))];
  await dragBy(page, grip, 60);
  await expect.poll(() => page.url()).not.toBe(before);
  await ended(page, 8);
  await expect.poll(async () => Number(await page.locator(grip).getAttribute("aria-valuenow"))).toBeGreaterThan(value + 10);
  await expect.poll(() => drawn(page, "Soma")).not.toBe(soma);
}), PATIENT);

test("the F₀ window is dragged by its end: ΔF/F follows, the address keeps it", () => withPage(async (page, url) => {
  await page.goto(rig(url, "?experiment=action-potential&trial=1"));
  await ended(page, 5);
  await page.waitForFunction(() => document.querySelector("#read .result") !== null && document.querySelector("#read .stale") === null);
  const grip = '[role=slider][aria-label="F₀ window, last line"]';
  const [from, trace] = [Number(await page.locator(grip).getAttribute("aria-valuenow")), await drawn(page, "ΔF/F")];
  await dragBy(page, grip, -80);
  await expect.poll(async () => Number(await page.locator(grip).getAttribute("aria-valuenow"))).toBeLessThan(from - 5);
  await expect.poll(() => page.url()).toMatch(/f0=0_\d+/u);
  expect(await drawn(page, "ΔF/F")).not.toBe(trace);
  const chosen = await page.locator(grip).getAttribute("aria-valuenow");
  await page.reload();
  await ended(page, 5);
  await expect.poll(() => page.locator(grip).getAttribute("aria-valuenow")).toBe(chosen);
}), PATIENT);

test("L goes through four look-up tables, each another picture, and back to the first; the address names it", () => withPage(async (page, url) => {
  await page.goto(rig(url, "?experiment=action-potential&trial=1"));
  await ended(page, 5);
  const seen: string[] = [];
  for (const name of ["Grey", "Fire", "Viridis", "Green"]) {
    seen.push(await drawn(page, "Line scan"));
    await page.keyboard.press("l");
    await page.locator(".lut-table").filter({ hasText: name }).waitFor();
    await expect.poll(() => page.url()).toContain(`table=${name}`);
    await expect.poll(() => drawn(page, "Line scan")).not.toBe(seen.at(-1));
  }
  expect(new Set(seen).size).toBe(4);
  expect(await drawn(page, "Line scan")).toBe(seen[0]);
}), PATIENT);

test("who wants less motion gets trials whole, without a running head and without a pulse", () => withPage(async (page, url) => {
  await page.goto(rig(url, "?experiment=release-probability"));
  await page.waitForFunction(() => document.querySelectorAll(".trial-cells svg").length >= 2);
  expect(await page.locator(".laser i").evaluate((dot) => getComputedStyle(dot).animationName)).toBe("none");
  // The head is a red line through every row; for as long as trials come in none is drawn.
  for (let k = 0; k < 20; k++) {
    expect(await page.locator('.stack path[stroke="var(--live)"]').count()).toBe(0);
    await page.waitForTimeout(50);
  }
}, { reducedMotion: "reduce" }), PATIENT);

test("the first load stays under 500 kB, compressed", () => withPage(async (page) => {
  // A visitor's first time: a server, and a browser, that keep nothing of another.
  const app = await serveApp({ statics: join(projectFolder(), "dist", "apps", "web"), port: 0 });
  const context = await page.context().browser()?.newContext();
  if (!context) throw new Error("a page without a browser");
  try {
    const first = await context.newPage();
    const session = await context.newCDPSession(first);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await first.goto(app.url);
    await first.locator(".trial-cells svg").first().waitFor();
    // What threads fetch for themselves is told to them alone; their own files are among the page's.
    const named = await first.evaluate(() => performance.getEntriesByType("resource").reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0));
    const load = Math.max(bytes, named);
    console.info(`first load: ${(load / 1000).toFixed(0)} kB`);
    expect(load).toBeLessThan(500_000);
    expect(load).toBeGreaterThan(200_000);
  } finally {
    await context.close();
    await app.close();
  }
}), PATIENT);

test("the head's calcium is filled down to 0, however many samples stand in a pixel", () => withPage(async (page, url) => {
  await page.goto(rig(url, "?experiment=action-potential&trial=1&truth=on"));
  await ended(page, 5);
  /** Share of the row's columns that are faintly tinted just above 0. */
  const tinted = (): Promise<number> => page.locator('[role=figure][aria-label^="Truth"] canvas').evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const row = height - Math.round(11 * devicePixelRatio);
    const pixels = (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, row, width, 1).data ?? new Uint8ClampedArray();
    return pixels.filter((value, k) => k % 4 === 3 && value > 20 && value < 45).length / width;
  });
  await expect.poll(tinted).toBeGreaterThan(0.9);
}), PATIENT);
