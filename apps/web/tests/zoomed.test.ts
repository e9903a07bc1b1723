/** The paper and the proof zoomed to 200 % and on a phone, as the rig and the bench in room.test.ts; and links to a place in a recording. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { twoStateSynapse, writeNwb } from "radiatum";
import { pack } from "../lab/packed.js";
import { violations } from "./axe.js";
import { withPage } from "./browser.js";
import { low } from "./touch.js";

const PATIENT = 180_000;
const folder = mkdtempSync(join(tmpdir(), "radiatum-zoomed-"));
const synapse = join(folder, "synapse.nwb");
beforeAll(async () => { writeFileSync(synapse, await writeNwb(twoStateSynapse(2), { version: "0" })); });
afterAll(() => { rmSync(folder, { recursive: true }); });

const view = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/${said}`;
const PROVEN = `name: Proven
stimuli: { AP: { kind: action potentials, at: 20 ms } }
trials: 1
duration: 60 ms
imaging: { kind: line scan, pixels: 24 }
`;
/** px by which the page or a part of it that scrolls up and down is wider than its window. */
const tooWide = (page: Page, parts: string): Promise<string[]> => page.evaluate((selector) =>
  [document.documentElement, ...document.querySelectorAll<HTMLElement>(selector)]
    .filter((one) => one.getClientRects().length > 0 && one.scrollWidth > one.clientWidth)
    .map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} in ${one.clientWidth}`), parts);
const focused = (page: Page): Promise<string | undefined> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["finding"]);

const SIZES = [["a laptop at 200 %", 720, 450], ["a small laptop", 1280, 800]] as const;
const NARROW = [["a laptop at 200 %", 720, 450], ["a phone", 390, 844]] as const;

describe("the paper", () => {
  test.each(SIZES)("on %s, %i × %i: a finding opens as a drawer by mouse and by key, Esc closes it, and the focus is where it was", (_, width, height) => withPage(async (page, url) => {
    await page.goto(view(url, "paper?figure=5"));
    const drawer = page.locator("aside.detail");
    const claim = page.locator(".claim").nth(1);
    const name = await claim.getAttribute("data-finding");
    expect(name).not.toBeNull();
    expect(await drawer.isVisible()).toBe(false);
    for (const open of [() => claim.click(), async () => { await claim.focus(); await page.keyboard.press(" "); }]) {
      await open();
      await page.locator("aside.detail.open").waitFor();
      await drawer.getByText(`${name ?? ""}, `).first().waitFor();
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.closest("aside.detail") !== null)).toBe(true);
      await page.keyboard.press("Escape");
      await drawer.waitFor({ state: "hidden" });
      expect(await focused(page)).toBe(name);
    }
    await claim.click();
    await drawer.getByRole("button", { name: "Close" }).click();
    await drawer.waitFor({ state: "hidden" });
    expect(await focused(page)).toBe(name);
  }, { viewport: { width, height } }), PATIENT);

  test.each(NARROW)("on %s, %i × %i: nothing is wider than the screen, axe finds nothing, open or closed", (_, width, height) => withPage(async (page, url) => {
    for (const place of ["5", "arguments", "methods", "sets"]) {
      await page.goto(view(url, `paper?figure=${place}`));
      await page.locator(place === "5" ? ".claim" : ".studies h3").first().waitFor();
      expect([place, await tooWide(page, ".list, .studies, .summary")]).toEqual([place, []]);
      expect([place, await violations(page)]).toEqual([place, []]);
      if (width === 390) expect([place, await low(page)]).toEqual([place, []]);
    }
    await page.goto(view(url, "paper?figure=5"));
    await page.locator(".claim").first().click();
    await page.locator("aside.detail.open").waitFor();
    await page.locator("aside.detail.open").evaluate((drawer) => Promise.all(drawer.getAnimations({ subtree: true }).map(({ finished }) => finished))); // it slides in
    expect(await tooWide(page, "aside.detail")).toEqual([]);
    expect(await violations(page)).toEqual([]);
    if (width === 390) expect(await low(page)).toEqual([]);
  }, { viewport: { width, height } }), PATIENT);
});

describe("the proof", () => {
  test.each(NARROW)("on %s, %i × %i: the hash is in sight, nothing is wider than the screen, axe finds nothing", (_, width, height) => withPage(async (page, url) => {
    await page.goto("about:blank");
    await page.goto(view(url, `proof?experiment=blank&protocol=${pack(PROVEN)}`));
    await page.locator('[data-trials="1"]').waitFor();
    await page.locator(".evidence").first().waitFor();
    await page.getByRole("heading", { name: "Halving again" }).waitFor({ timeout: 100_000 });
    const hash = await page.locator("[data-hash]").boundingBox();
    expect((hash?.y ?? Infinity) + (hash?.height ?? 0)).toBeLessThan(height);
    expect(await tooWide(page, ".proof, .proof > .run, .proof > .validation, .evidence, .validation-head")).toEqual([]);
    expect(await violations(page)).toEqual([]);
    if (width === 390) expect(await low(page)).toEqual([]);
  }, { viewport: { width, height } }), PATIENT);
});

test("a link to the bench reopens trial, stretch of time and pinned cursor for whoever drops that recording", () => withPage(async (page, url) => {
  const opened = async (): Promise<void> => {
    await page.locator('input[aria-label="Files to open"]').setInputFiles(synapse);
    await page.locator(".read .result").waitFor();
  };
  const ticks = async (): Promise<string> => (await page.locator(".stack-axis text").allTextContents()).join("\n");
  await page.goto(view(url, "bench"));
  await opened();
  const whole = await ticks();
  await page.locator('.trials [data-trial="10"] td').nth(1).click();
  await page.locator(".stack").focus();
  await page.keyboard.press("[");
  await page.keyboard.press("[");
  await expect.poll(ticks).not.toBe(whole);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  for (const words of ["trial=11", /view=[\d.]+_[\d.]+/u, /cursor=[\d.]+/u]) await expect.poll(() => page.url()).toMatch(words);
  const [zoomed, address] = [await ticks(), page.url()];
  await page.goto("about:blank");
  await page.goto(address);
  await opened();
  await expect.poll(ticks).toBe(zoomed);
  await expect.poll(() => page.locator(".cross.fixed").count()).toBe(1);
  await page.locator(".trials tr.chosen[data-trial='10']").waitFor();
  expect(new URL(page.url()).hash).toBe(new URL(address).hash);
}), PATIENT);
