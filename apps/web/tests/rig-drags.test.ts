/** Dragging at the rig: heard while it lasts, however fast; and what is marked on the line scan, moved by hand. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { withPage } from "./browser.js";
import { linked, PATIENT, protocolOf, SOON } from "./on-the-rig.js";

const rig = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/rig${said}`;
async function whole(page: Page, url: string, said: string): Promise<void> {
  await page.goto(rig(url, said));
  await page.locator(".laser").filter({ hasText: /^(\d+) of \1 trials/ }).waitFor({ timeout: PATIENT });
  await page.locator(".film .dim, .read .result").first().waitFor();
}
const SCAN = '[role=figure][aria-label^="Line scan"]';
/** Value of the ΔF/F row; "" while it is of something else than what is on screen. */
const relative = (page: Page): Promise<string> => page.locator(".stack-row .value").nth(2).evaluate((gutter) =>
  (gutter.querySelector(".stale") || document.querySelector(".read .stale") ? "" : (gutter as HTMLElement).innerText));
const grip = (page: Page, edge: string): ReturnType<Page["locator"]> => page.getByRole("slider", { name: `spine, ${edge} pixel` });
const pixel = async (page: Page, edge: string): Promise<number> => Number(await grip(page, edge).getAttribute("aria-valuenow"));

describe("while something is dragged", () => {
  test.each(["Laser", "Series resistance"])("%s, moved with every frame of the screen, is seen again and again before it is let go", (name) => withPage(async (page, url) => {
    await whole(page, url, "?experiment=pairing&trial=20");
    // One drag, which goes on until three pictures of it have been seen; the page goes on drawing meanwhile.
    const { pictures, moves, frames } = await page.evaluate<{ pictures: number; moves: number; frames: number }>(`(async () => {
      const slider = document.querySelector('input[type=range][aria-label="${name}"]');
      const from = Number(slider.value), step = Number(slider.step) || 1;
      const seen = () => performance.getEntriesByName("change to picture").length;
      const before = seen();
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      let [moves, frames] = [0, 0];
      for (; moves < 1500 && seen() - before < 3; moves++) {
        slider.value = String(from + step * (1 + moves % 9));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
      }
      const pictures = seen() - before;
      const state = () => document.querySelector(".laser").textContent;
      while (!/^Laser on/.test(state())) await frame();
      for (; !/^38 of 38/.test(state()); frames++) await frame();
      return { pictures, moves, frames };
    })()`);
    expect(pictures).toBe(3);
    expect(moves).toBeGreaterThan(3);
    // What is computed is computed elsewhere: while the series is, the page draws more frames than trials come.
    expect(frames).toBeGreaterThan(38);
    expect(await page.locator(".trial-cells svg.old").count()).toBe(0);
  }), PATIENT);

  test("a first look reaches the end of the trial, whole at once or filling in", () => withPage(async (page, url) => {
    await whole(page, url, "?experiment=pairing&trial=20");
    // The last column of the picture, as a share, in which anything differs from the picture before, at each frame after a change.
    const found = await page.evaluate<number[]>(`(async () => {
      const canvas = document.querySelector('${SCAN} canvas');
      const { width, height } = canvas;
      const read = () => canvas.getContext("2d").getImageData(0, 0, width, height).data;
      const slider = document.querySelector('input[type=range][aria-label="Laser"]');
      const found = [];
      for (let k = 0; k < 12; k++) {
        let before = read();
        slider.value = String(12 + (k % 2) * 6);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        for (let end = performance.now() + 700; performance.now() < end;) {
          await new Promise((resolve) => requestAnimationFrame(resolve));
          const now = read();
          let right = -1;
          for (let x = 0; x < width; x++) for (let y = 0; y < height; y++) if (now[4 * (y * width + x) + 1] !== before[4 * (y * width + x) + 1]) { right = x; break; }
          if (right >= 0) found.push(right / width);
          before = now;
        }
      }
      return found;
    })()`);
    expect(found.length).toBeGreaterThanOrEqual(12);
    expect(found.filter((right) => right > 0.97).length).toBeGreaterThanOrEqual(10);
  }), PATIENT);
});

test("arrow keys on a pulse that come faster than the protocol is read all move it, and where it stands it is drawn at once", () => withPage(async (page, url) => {
  await whole(page, url, "?experiment=action-potential&trial=1");
  const pulse = page.getByRole("slider", { name: "1 current pulse, begin" });
  const begun = Number(await pulse.getAttribute("aria-valuenow"));
  const seen = await pulse.evaluate((element) => [1, 2, 3, 4, 5].map(() => {
    element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
    return Number(element.getAttribute("aria-valuenow"));
  }));
  expect(seen).toEqual([1, 2, 3, 4, 5].map((by) => begun + by));
  await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
  await expect.poll(() => page.locator(".trial-cells svg.old").count(), SOON).toBe(0);
  const { stimuli } = await protocolOf(page);
  expect(Object.values(stimuli)[0]?.[0]?.at).toBe(`${begun + 5} ms`);
  expect(Number(await pulse.getAttribute("aria-valuenow"))).toBe(begun + 5);
}), PATIENT);

test("what is stopped as soon as it is read has its protocol's file and its address all the same", () => withPage(async (page, url) => {
  await whole(page, url, "?experiment=pairing&trial=20");
  const power = await page.evaluate<string>(`(async () => {
    const slider = document.querySelector('input[type=range][aria-label="Laser"]');
    slider.value = String(Number(slider.value) + 3 * (Number(slider.step) || 1));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (!document.querySelector(".trial-cells svg.old")) await new Promise((resolve) => requestAnimationFrame(resolve));
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    return slider.value;
  })()`);
  await page.locator(".laser").filter({ hasText: /^Stopped/ }).waitFor();
  const { imaging } = await protocolOf(page);
  expect(imaging).toMatchObject({ power: `${power} mW` });
  await linked(page, `power: ${power} mW`);
}), PATIENT);

describe("regions on the line scan", () => {
  test("2 picks the shaft and 1 the spine; its edge, dragged, makes another ΔF/F, which a link finds again and the bench takes over", () => withPage(async (page, url) => {
    await whole(page, url, "?experiment=action-potential&trial=1");
    await expect.poll(() => relative(page), SOON).toMatch(/spine\s+\d+ ± \d+ %/u);
    const before = await relative(page);
    await page.keyboard.press("2");
    await page.getByRole("slider", { name: "shaft, first pixel" }).waitFor();
    await page.keyboard.press("1");
    const [first, last] = [await pixel(page, "first"), await pixel(page, "last")];
    const [box, picture] = [await grip(page, "last").boundingBox(), await page.locator(SCAN).boundingBox()];
    if (!box || !picture) throw new Error("the spine's bracket has no grips");
    const perPixel = picture.height / (1 + Number(await grip(page, "last").getAttribute("aria-valuemax")));
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 2 * perPixel);
    // Heard while it is dragged: the bracket and its name in the gutter go along.
    await expect.poll(() => page.getByRole("button", { name: /^Region spine/ }).getAttribute("aria-label"), SOON).toBe(`Region spine, pixels ${first} to ${last - 2}`);
    await page.mouse.up();
    expect([await pixel(page, "first"), await pixel(page, "last")]).toEqual([first, last - 2]);
    await expect.poll(async () => ["", before].includes(await relative(page)), SOON).toBe(false);
    await page.waitForURL((now) => decodeURIComponent(now.href).includes(`regions=spine=${first}:${last - 2}px`));
    const narrow = await relative(page);
    // By the keyboard, a pixel at a time, and back.
    await grip(page, "last").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => pixel(page, "last"), SOON).toBe(last - 1);
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => relative(page), SOON).toBe(narrow);
    await page.waitForURL((now) => decodeURIComponent(now.href).includes(`regions=spine=${first}:${last - 2}px`));
    await page.reload();
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await expect.poll(() => relative(page), SOON).toBe(narrow);
    await page.keyboard.press("b");
    await page.getByRole("textbox", { name: "Pixels of spine" }).waitFor();
    await expect.poll(() => page.getByRole("textbox", { name: "Pixels of spine" }).inputValue(), SOON).toBe(`${first}–${last - 2}`);
  }), PATIENT);

  test("where another line is scanned the regions are that line's own again; another experiment begins without them", () => withPage(async (page, url) => {
    await whole(page, url, "?experiment=action-potential&trial=1");
    await page.keyboard.press("1");
    await grip(page, "first").focus();
    const own = await pixel(page, "first");
    await page.keyboard.press("ArrowDown");
    await page.waitForURL((now) => decodeURIComponent(now.href).includes(`regions=spine=${own + 1}:`));
    const drawn = page.getByRole("textbox", { name: /^Seed of the spine/ });
    await drawn.fill("7");
    await drawn.press("Enter");
    await page.waitForURL((now) => !now.href.includes("regions="));
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await grip(page, "first").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForURL((now) => now.href.includes("regions="));
    await page.getByRole("button", { name: /^Fig/ }).click();
    await page.getByRole("option", { name: /How far does calcium green-1 saturate/ }).click();
    await page.getByRole("heading", { name: "How far does calcium green-1 saturate?" }).waitFor();
    await page.waitForURL((now) => now.href.includes("experiment=two-action-potentials") && !now.href.includes("regions="));
  }), PATIENT);
});
