/** The view of the paper in a real browser, with threads of its own. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { findings, withInterval, written, type Row } from "radiatum/paper";
import { reproduce } from "radiatum/node";
import { withPage } from "./browser.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map(({ target }) => target.join(" ")).join(", ")))`);
}

/** At this part of the address, with its claims or sections in sight. */
async function look(page: Page, query: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/paper?${query}`);
  await page.waitForSelector("#claims");
}

const said = (page: Page): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split("?")[1] ?? "");

describe("the paper", () => {
  test("shows every finding once, each verdict's count in one line, and nothing that axe-core objects to in either theme", async () => {
    await withPage(async (page) => {
      const seen: string[] = [];
      for (let figure = 1; figure <= 8; figure++) {
        await look(page, `figure=${figure}&theme=${figure % 2 === 0 ? "dark" : "light"}`);
        await page.waitForSelector(`#place-${figure}[aria-selected=true]`);
        seen.push(...await page.locator(".claim").evaluateAll((all) => all.map((one) => one.getAttribute("data-finding") ?? "")));
        if (figure === 4 || figure === 7) expect(await violations(page), `figure ${figure}`).toEqual([]);
      }
      expect(seen.sort()).toEqual(findings.map(({ id }) => id).sort());
      const counts = await page.locator(".counts b").allTextContents();
      expect(counts.map(Number).reduce((sum, n) => sum + n)).toBe(findings.length);
      for (const section of ["arguments", "methods", "sets"]) {
        await look(page, `figure=${section}`);
        await page.waitForSelector(".studies h3");
        expect(await violations(page), section).toEqual([]);
      }
    }, { viewport: { width: 1440, height: 900 } });
  }, 240_000);

  test("a claim's protocol is one click away, as the command line reads it", async () => {
    await withPage(async (page) => {
      await look(page, "figure=8&finding=H03");
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
      expect(download.suggestedFilename()).toBe("order.yaml");
      expect(readFileSync(await download.path(), "utf8")).toBe(readFileSync("paper/order.yaml", "utf8"));
    }, { viewport: { width: 1440, height: 900 } });
  }, 60_000);

  test("goes by the keyboard from claim to claim and figure to figure, and Enter opens the rig with the claim's protocol", async () => {
    await withPage(async (page) => {
      await look(page, "figure=4");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.waitForSelector("[data-finding=S12][aria-pressed=true]");
      await page.waitForURL(/finding=S12/);
      await page.keyboard.press("ArrowRight");
      await page.waitForSelector("#place-5[aria-selected=true]");
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      await page.waitForSelector("#place-3[aria-selected=true]");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#\/rig/);
      expect(said(page).get("experiment")).toBe("epsc-train");
    });
  }, 120_000);

  test("draws the figure of a claim on a thread, by panels and whole", async () => {
    await withPage(async (page) => {
      await look(page, "figure=6");
      await page.waitForSelector(".panel svg", { timeout: 200_000 });
      expect(await page.locator(".panel figcaption").textContent()).toContain("single shocks");
      await page.getByRole("button", { name: "Whole figure" }).click();
      expect(await page.getByRole("dialog").locator("h2").textContent()).toMatch(/^Figure 6\. /);
      await page.keyboard.press("Escape");
      await page.waitForSelector("[role=dialog]", { state: "detached" });
    }, { viewport: { width: 1440, height: 900 } });
  }, 300_000);

  // The numbers as they are written, and the plot, whose coordinates have two decimals.
  test("runs a figure's experiments on this page's threads: rows of the same seed are those of Node", async () => {
    const { rows } = await reproduce({ only: ["Q06", "Q07"], quick: true, seed: 2, workers: 1 });
    const shown = await withPage(async (page) => {
      await look(page, "figure=6&seed=2");
      await page.getByRole("button", { name: "Seed, set, spines" }).click();
      await page.getByLabel("Spines of each experiment").selectOption("quick");
      await page.getByRole("button", { name: "Run figure 6" }).click();
      await page.waitForSelector(".claim .fresh", { timeout: 300_000 });
      const of = async ({ id }: Row): Promise<{ value: string; plot: string }> => {
        const claim = page.locator(`[data-finding=${id}]`);
        return { value: await claim.locator(".value").innerText(), plot: await claim.locator(".plot svg").getAttribute("aria-label") ?? "" };
      };
      return Promise.all(rows.map(of));
    }, { viewport: { width: 1440, height: 900 } });
    expect(rows.map(({ id }) => id)).toEqual(["Q06", "Q07"]);
    rows.forEach((row, i) => {
      const words = withInterval(row).replace(/<[^>]*>/gu, "");
      expect(shown[i]?.value.startsWith(words), `${row.id}: ${shown[i]?.value ?? ""} for ${words}`).toBe(true);
      expect(shown[i]?.plot).toContain(written(row.value, row));
    });
  }, 600_000);

  test("on a phone the page keeps to its width, and a claim opens as a sheet that closes again", async () => {
    await withPage(async (page) => {
      await look(page, "figure=7&theme=light");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      await page.locator(".claim").first().click();
      await page.waitForSelector(".detail.open");
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "Close" }).click();
      await page.waitForSelector(".detail:not(.open)", { state: "attached" });
    }, { viewport: { width: 390, height: 844 } });
  }, 240_000);
});
