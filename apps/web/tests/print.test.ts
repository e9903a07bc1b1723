/** The views on paper: light, whole, and without what only a hand can use. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { twoStateSynapse, writeNwb } from "radiatum";
import { withPage } from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-print-"));
beforeAll(async () => {
  writeFileSync(join(folder, "synapse.nwb"), await writeNwb(twoStateSynapse(2), { version: "0" }));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What a sheet must not have, and what it must; px. */
interface Sheet {
  readonly ground: string;
  readonly width: number;
  /** Controls in sight, by their words. */
  readonly controls: readonly string[];
  /** Panels that hide a part of what they hold. */
  readonly clipped: readonly string[];
  /** Plots whose picture isn't as wide as their axes. */
  readonly misdrawn: number;
}

const sheet = (page: Page): Promise<Sheet> =>
  page.evaluate(() => {
    const all = (selector: string): HTMLElement[] =>
      [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.getClientRects().length > 0);
    const axis = document.querySelector(".stack-axis")?.getBoundingClientRect().width ?? 0;
    return {
      ground: getComputedStyle(document.body).backgroundColor,
      width: document.getElementById("app")?.scrollWidth ?? 0,
      controls: all(".chip,kbd,.top nav,input[type=range],.step,.linklike").map((element) => element.textContent),
      clipped: all(".see,.read,.set,.list,.detail,.studies,.run,.validation,.trials-scroll,.bench-stack,.stack-space").flatMap((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        const hides = element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
        return hides && (overflowX !== "visible" || overflowY !== "visible") ? [element.className] : [];
      }),
      misdrawn: all(".stack .plot canvas").filter((canvas) => Math.abs((canvas as HTMLCanvasElement).width / devicePixelRatio - axis) > 1).length,
    };
  });

test.each([
  ["bench", ".read .result", 1440],
  ["bench", ".three-numbers", 390],
  ["rig", ".stack canvas", 1440],
  ["paper", ".claim", 1440],
  ["proof", ".evidence", 1440],
] as const)("%s prints white, whole and without controls, and is as it was afterwards", (view, seen, width) =>
  withPage(
    async (page, url) => {
      await page.goto(`${url.replace(/#.*$/, "")}#/${view}?theme=dark`);
      if (view === "bench") await page.locator('input[aria-label="Files to open"]').setInputFiles(join(folder, "synapse.nwb"));
      await page.locator(seen).first().waitFor();
      const before = await sheet(page);
      await page.emulateMedia({ media: "print" });
      await page.locator("html[data-printing][data-theme=light]").waitFor();
      const printed = await sheet(page);
      expect({ ...printed, width: printed.width <= 960 }).toEqual({
        ground: "rgb(255, 255, 255)",
        width: true,
        controls: [],
        clipped: [],
        misdrawn: 0,
      });
      // A PDF is laid out by the printer itself, which tells the page beforehand as any printer does.
      await page.emulateMedia({ media: "screen" });
      await page.locator("html[data-theme=dark]:not([data-printing])").waitFor();
      expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
      await page.locator("html[data-theme=dark]:not([data-printing])").waitFor();
      const { ground, misdrawn } = await sheet(page);
      expect([ground, misdrawn]).toEqual([before.ground, 0]);
    },
    { viewport: { width, height: 900 } },
  ),
);
