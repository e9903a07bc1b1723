/** Room: a page zoomed to 200 %, a lecture hall, a phone. What is read stays readable, what is touched can be hit. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { twoStateSynapse, writeNwb } from "radiatum";
import { violations } from "./axe.js";
import { withPage } from "./browser.js";
import { low } from "./touch.js";

const PATIENT = 180_000;
const folder = mkdtempSync(join(tmpdir(), "radiatum-room-"));
beforeAll(async () => { writeFileSync(join(folder, "synapse.nwb"), await writeNwb(twoStateSynapse(2), { version: "0" })); });
afterAll(() => { rmSync(folder, { recursive: true }); });

const at = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/${said}`;
async function bench(page: Page, url: string, said = ""): Promise<void> {
  await page.goto(at(url, `bench${said}`));
  await page.locator('input[aria-label="Files to open"]').setInputFiles(join(folder, "synapse.nwb"));
  await page.locator(".read .result").waitFor({ state: "attached" });
}
async function short(page: Page, url: string, more = ""): Promise<void> {
  await page.goto(at(url, `rig?experiment=action-potential&trial=1${more}`));
  await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
}

describe("the bench zoomed to 200 %", () => {
  test.each([[720, 450], [1000, 700]] as const)("%i × %i: the stack stays, its sides are drawers, nothing lies over the tabs", (width, height) => withPage(async (page, url) => {
    await bench(page, url);
    const plot = await page.locator('.stack .plot[aria-label^="ΔF/F"]').boundingBox();
    expect(plot?.width).toBeGreaterThan(0.5 * width);
    expect(plot?.height).toBeGreaterThanOrEqual(36);
    expect((plot?.y ?? 0) + (plot?.height ?? 0)).toBeLessThan(height);
    const [tabs, shown] = await Promise.all([".bench-tabs", ".bench-head .segments"].map((selector) => page.locator(selector).boundingBox()));
    expect((tabs?.x ?? 0) + (tabs?.width ?? 0)).toBeLessThanOrEqual((shown?.x ?? 0) + 0.5);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    // What was chosen and what was measured are a button away, and a tab opens what it stands for.
    const result = page.locator(".read .result");
    expect(await result.isVisible()).toBe(false);
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await result.waitFor();
    await page.keyboard.press("Escape");
    await result.waitFor({ state: "hidden" });
    await page.getByRole("tab", { name: "Amplitudes" }).click();
    await page.locator("#bench-panel").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Set", exact: true }).click();
    await page.locator(".set .history").waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
  }, { viewport: { width, height } }), PATIENT);
});

/** px that letters stand high on the screen, whatever made them so. */
const letters = (page: Page, selector: string): Promise<number> =>
  page.locator(selector).evaluateAll((all) => Math.max(...all.map((element) => element.getBoundingClientRect().height)));

describe("a lecture", () => {
  test.each([
    ["paper?figure=8", ".claim .plot svg text"],
    ["paper?figure=8", ".claim .plot svg"],
    ["proof?experiment=action-potential", ".proof-plot text"],
    ["rig?experiment=action-potential&trial=1", ".stack-axis text"],
  ] as const)("%s: %s is 1.5 times as large", (view, selector) => withPage(async (page, url) => {
    const sized = async (said: string): Promise<number> => {
      await page.goto(at(url, view + said));
      if (view.startsWith("proof")) await page.locator(".proof-plot").first().waitFor({ timeout: 120_000 });
      await page.locator(selector).first().waitFor();
      // Plots measure the room that they have before they draw, and draw anew when a run comes: the size is what stays.
      let found = 0;
      for (const pause of [300, 0]) {
        await expect.poll(async () => (found = await letters(page, selector))).toBeGreaterThan(0);
        await page.waitForTimeout(pause);
      }
      return found;
    };
    const [plain, lecture] = [await sized(view.includes("?") ? "&lecture=" : "?lecture="), await sized("&lecture=on")];
    expect(lecture / plain).toBeGreaterThan(1.42);
    expect(lecture / plain).toBeLessThan(1.6);
  }, { viewport: { width: 1440, height: 900 } }), PATIENT);
});

test("a lecture has the stack alone, across the whole page, and its lines are 1.6 times as wide", () => withPage(async (page, url) => {
  /** px of ink across the soma's potential, which lies level before it is made to fire. */
  const ink = async (said: string): Promise<number> => {
    await page.goto(at(url, `rig?experiment=action-potential&trial=1${said}`));
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await page.waitForTimeout(300); // drawn anew at the size that the room gives
    return page.locator('[role=figure][aria-label^="Soma"] canvas').evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const wide = Math.round(0.3 * width);
      const pixels = (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, wide, height).data ?? new Uint8ClampedArray();
      return pixels.reduce((sum, value, k) => (k % 4 === 3 ? sum + value / 255 : sum), 0) / wide;
    });
  };
  const plain = await ink("");
  for (const side of ["#set", "#read"]) expect(await page.locator(side).isVisible()).toBe(true);
  const lecture = await ink("&lecture=on");
  for (const side of ["#set", "#read"]) expect(await page.locator(side).isVisible()).toBe(false);
  expect((await page.locator(".stack").boundingBox())?.width).toBeGreaterThan(1400);
  expect(lecture / plain).toBeGreaterThan(1.3);
  expect(lecture / plain).toBeLessThan(1.9);
}, { viewport: { width: 1440, height: 900 } }), PATIENT);

describe("on a phone", () => {
  const PHONE = { viewport: { width: 390, height: 844 } };
  test("the rig and its picker: whatever is touched is 44 px high", () => withPage(async (page, url) => {
    await short(page, url);
    expect(await low(page)).toEqual([]);
    await page.locator(".pick").click();
    await page.getByRole("listbox", { name: "Experiments" }).waitFor();
    expect(await low(page)).toEqual([]);
    await page.getByRole("option", { name: /Fig. 7A/ }).click();
    await page.getByRole("heading", { name: "How far does calcium green-1 saturate?" }).waitFor();
    for (const name of ["Bath", "Electrode", "Scope", "Spine"]) {
      await page.getByRole("navigation", { name: "Controls" }).getByRole("button", { name }).click();
      await page.getByRole("dialog", { name }).waitFor();
      expect(await low(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
  }, PHONE), PATIENT);

  test("the bench: ΔF/F's lines have their names, which no gutter gives, and no tick touches the screen's edge", () => withPage(async (page, url) => {
    await bench(page, url);
    const names = page.locator('.plot[aria-label^="ΔF/F"] .on-plot.at-line');
    await expect.poll(() => names.allTextContents()).toEqual(["spine", "shaft", "matched fit"]);
    const left = await page.locator('.plot[aria-label^="Soma"] .tick').first().evaluate((tick) => {
      tick.textContent = "−125 pA";
      return tick.getBoundingClientRect().left;
    });
    expect(left).toBeGreaterThan(6);
    await page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(() => names.count()).toBe(0);
  }, PHONE), PATIENT);

  test("the bench, brackets of regions too", () => withPage(async (page, url) => {
    await bench(page, url);
    await page.locator(".reach").first().waitFor({ state: "attached" });
    expect(await low(page)).toEqual([]);
  }, PHONE), PATIENT);
});

test("brackets of regions are hit in 24 px at least, and pick what they bracket", () => withPage(async (page, url) => {
  await bench(page, url);
  const region = page.getByRole("button", { name: /^Region / }).first();
  const box = await region.locator(".reach").boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
  await page.mouse.click((box?.x ?? 0) + 4, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  expect(await region.getAttribute("aria-pressed")).toBe("true");
}), PATIENT);

test("the distance axis has its length and unit, in the rig and in the bench", () => withPage(async (page, url) => {
  await short(page, url);
  expect(await page.locator(".length-bar text").textContent()).toBe("2 µm");
  await bench(page, url);
  expect(await page.locator(".length-bar text").textContent()).toMatch(/^[\d.]+ (µm|pixels)$/);
}), PATIENT);

test.each([["", "rig?experiment=action-potential&trial=1&lecture=on"], ["with the truth", "rig?experiment=action-potential&trial=1&lecture=on&truth=on"]])("in a lecture on a projector of 1280 × 720 the colour bar has both its ends %s", (_, said) => withPage(async (page, url) => {
  await page.goto(at(url, said));
  await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
  await page.locator(".lut-end").first().waitFor();
  await page.waitForTimeout(300); // drawn anew at the size that the room gives
  const [row, ends] = await Promise.all([page.locator(".value", { has: page.locator(".lut") }).boundingBox(), page.locator(".lut-words>.lut-end").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect))]);
  expect(ends).toHaveLength(2);
  for (const { top, bottom } of ends) {
    expect(top).toBeGreaterThanOrEqual(row?.y ?? Infinity);
    expect(bottom).toBeLessThanOrEqual((row?.y ?? 0) + (row?.height ?? 0));
  }
}, { viewport: { width: 1280, height: 720 } }), PATIENT);
