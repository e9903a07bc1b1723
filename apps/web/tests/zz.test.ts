import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";
const SHOCKS = `name: Shocks
electrode: { mode: voltage clamp, holding: -70 mV }
stimuli:
  flash: { kind: uncaging, at: 30 ms }
conditions:
  control:
  APV: { drugs: { D-APV: 100 µM }, wash: 1 min }
runs:
  - { stimulus: flash, condition: control, trials: 2 }
  - { stimulus: flash, condition: APV, trials: 12 }
duration: 60 ms
imaging: { kind: line scan, pixels: 32 }
`;
const OWN = `name: Own dye
pipette: { dye: { name: X-1, concentration: 100 µM, kd: 300 nM, dynamicRange: 5 } }
electrode: { mode: current clamp, holding: -70 mV }
stimuli:
  AP: { kind: action potentials, at: 40 ms }
trials: 3
duration: 100 ms
imaging: { kind: line scan, pixels: 32 }
`;
const protocolOf = async (page: Page) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
  return readProtocol(readFileSync(await download.path(), "utf8"));
};
const seen = async (page: Page) => ({ stim: await page.locator(".stack-row .value").nth(0).innerText(), dff: await page.locator(".stack-row .value").nth(2).innerText(), soma: await page.locator(".stack-row .value").nth(3).innerText(), laser: await page.locator(".laser").innerText(), msgs: await page.locator(".message, [role=alert]").allInnerTexts() });
const done = async (page: Page, n: number) => { await page.locator(".laser").filter({ hasText: `${n} of ${n} trials` }).waitFor(); await page.waitForFunction(() => document.querySelector("#read .stale") === null); };
const type = async (page: Page, name: string, value: string) => { const f = page.getByRole("textbox", { name, exact: true }); await f.fill(value); await f.press("Enter"); };
const log = (what: string, x: unknown) => console.log(what, JSON.stringify(x));
test("explore", () => withPage(async (page, url) => {
  page.on("pageerror", (e) => log("PAGEERROR", e.message));
  const t0 = Date.now(); const lap = (w: string) => log(`${w} +${Date.now() - t0}`, "");
  const at = async (text: string, name: string, n: number) => { await page.goto(`${url.replace(/#.*$/, "")}#/rig?experiment=blank&trial=1&protocol=${pack(text)}`); await page.getByRole("heading", { name }).waitFor(); await done(page, n); };
  await at(SHOCKS, "Shocks", 14); lap("open");
  log("1", [await seen(page), await page.locator(".drug").allInnerTexts()]);
  for (const k of [3, 4, 9, 14]) { await page.locator(".trial-cells button").nth(k - 1).click(); await page.waitForTimeout(200); log(`trial ${k}`, [await seen(page), await page.locator(".drug").allInnerTexts(), await page.locator(".trial-cells button").nth(k-1).getAttribute("aria-label")]); }
  await page.getByRole("button", { name: "Add a drug" }).click();
  await page.getByRole("combobox", { name: "Drug to add" }).selectOption("NBQX");
  log("added", [await page.locator(".drug").allInnerTexts()]);
  await page.getByRole("switch", { name: "Valve of NBQX" }).click(); await page.waitForTimeout(1500); await done(page, 14);
  log("nbqx", [await seen(page), await page.locator(".drug").allInnerTexts(), (await protocolOf(page)).conditions]);
  await at(OWN, "Own dye", 3); lap("own");
  log("own", [await seen(page), await page.getByRole("combobox", { name: "Dye", exact: true }).evaluate((s: HTMLSelectElement) => [s.value, s.selectedIndex, [...s.options].map((o) => o.text)])]);
  await page.getByRole("group", { name: "Clamp" }).getByRole("button", { name: "Voltage" }).click(); await page.waitForTimeout(1500);
  log("vc with APs", [await seen(page), await page.getByRole("group", { name: "Clamp" }).locator("[aria-pressed=true]").innerText()]);
  await page.locator(".message").getByRole("button", { name: "Close" }).click();
  for (const w of ["Trial", "All", "Mean"]) { await page.getByRole("group", { name: "What the stack shows" }).getByRole("button", { name: w }).click(); await page.waitForTimeout(200); log(w, await seen(page)); }
  await page.keyboard.press("m");
  const box = await page.locator('[role=figure][aria-label^="ΔF/F"]').boundingBox(); if (!box) throw new Error();
  for (const f of [0.45, 0.7]) { await page.mouse.click(box.x + f * box.width, box.y + 10); }
  await page.waitForTimeout(300);
  log("pinned", [await seen(page), page.url().replace(/protocol=[^&]*/, "")]);
  await page.keyboard.press("m"); await page.waitForTimeout(300); log("pinned all", [await seen(page)]);
  await page.keyboard.press("p"); await page.waitForTimeout(500); log("unpinned", [await seen(page), page.url().replace(/protocol=[^&]*/, "")]);
  await page.keyboard.press("e"); log("e", await page.locator(".stack svg text.on-plot").evaluateAll((all) => all.map((t) => [t.textContent, (t as SVGElement).style.fontWeight])));
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const table = page.getByRole("dialog", { name: "Parameters" });
  await table.getByLabel("Words of a name or source").fill("nmda.gMax");
  log("table", await table.innerText());
  await page.keyboard.press("Escape");
  // a fault
  log("workers", page.workers().map((w) => w.url()));
  await page.locator(".pick").click(); await page.getByRole("option", { name: /Blank/ }).click(); await page.getByRole("heading", { name: "Blank experiment" }).waitFor();
  await page.locator(".trial-cells svg").first().waitFor();
  lap("blank");
  log("blank", [await seen(page), await page.locator(".trial-cells button").count(), page.url()]);
  for (const w of page.workers()) log("w", [w.url(), await w.evaluate(() => self.name)]);
  await page.keyboard.press("Escape");
}), 300_000);
