/** What tests of the rig's controls share: short experiments, how they are opened, what is typed, and what is then seen. */
import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { readProtocol, type Protocol } from "radiatum/protocol";
import { pack, unpack } from "../lab/packed.js";

export const PATIENT = 180_000;
/** ms, for what takes a run. */
export const SOON = { timeout: 30_000 };

/** Glutamate set free at the spine of a clamped cell, in little Mg²⁺: bright, and done in a moment. */
export const FLASH = `name: A flash
bath: { magnesium: 0.1 mM }
electrode: { mode: voltage clamp, holding: -70 mV }
stimuli:
  flash: { kind: uncaging, at: 30 ms }
trials: 3
duration: 80 ms
imaging: { kind: line scan, pixels: 48 }
`;
/** One action potential of an unclamped cell. */
export const SPIKE = `name: A spike
electrode: { mode: current clamp, holding: -70 mV }
stimuli:
  AP: { kind: action potentials, at: 40 ms }
trials: 3
duration: 120 ms
imaging: { kind: line scan, pixels: 48 }
`;

/** A protocol by its link, run to its end; `said`: of its trial and view. */
export async function opened(page: Page, url: string, text: string, said = "trial=1"): Promise<void> {
  await page.goto(`${url.replace(/#.*$/, "")}#/rig?experiment=blank&${said}&protocol=${pack(text)}`);
  const { name, runs } = readProtocol(text);
  await page.getByRole("heading", { name }).waitFor();
  await ended(page, runs.reduce((sum, { trials }) => sum + trials, 0));
}
/** All trials have come, and all of them have been measured. */
export async function ended(page: Page, trials: number): Promise<void> {
  await page.locator(".laser").filter({ hasText: `${trials} of ${trials} trials` }).waitFor();
  await page.waitForFunction(() => document.querySelector(".trial-cells svg.old, #read .stale, .stack .stale") === null
    && document.querySelector("#read")?.textContent.includes("The first trial is on its way") === false);
}

export const field = (page: Page, name: string): Locator => page.getByRole("textbox", { name, exact: true });
export async function typed(page: Page, name: string, value: string): Promise<void> {
  await field(page, name).fill(value);
  await field(page, name).press("Enter");
}
export const pressed = (page: Page, group: string): Locator => page.getByRole("group", { name: group }).locator("[aria-pressed=true]");
export const press = (page: Page, group: string, name: string): Promise<void> =>
  page.getByRole("group", { name: group }).getByRole("button", { name, exact: true }).click();
/** What is refused says so right below its field, once. */
export const refusal = (page: Page, name: string): Promise<string> =>
  field(page, name).evaluate((input) => document.getElementById(input.getAttribute("aria-describedby") ?? "")?.textContent ?? "");

/** Files by their names, let go of over the window. */
export const droppedOn = (page: Page, files: Readonly<Record<string, string>>): Promise<void> => page.evaluate((held) => {
  const transfer = new DataTransfer();
  for (const [name, text] of Object.entries(held)) transfer.items.add(new File([text], name));
  window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}, files);

/** The protocol as the page gives it. */
export async function protocolOf(page: Page): Promise<Protocol> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
  return readProtocol(readFileSync(await download.path(), "utf8"));
}

/** The address, which is written a moment after the last word, has a protocol with these words. */
export const linked = (page: Page, words: string): Promise<void> =>
  page.waitForURL(({ hash }) => unpack(new URLSearchParams(hash.split("?")[1]).get("protocol") ?? "")?.includes(words) === true);

const row = (page: Page, name: string): Locator => page.locator(".stack-row").filter({ has: page.locator(`[role=figure][aria-label^="${name}"]`) });
/** The words at the right of a row: what was measured. */
export const gutter = async (page: Page, name: string): Promise<string> => (await row(page, name).locator(".value").innerText()).replace(/\s+/gu, " ");
/** The number there; not one while it is grey, or where nothing responds. */
export const measured = (page: Page, name: string): Promise<number> => row(page, name).locator(".value").evaluate((value) =>
  (value.querySelector(".stale") ? NaN : Number.parseFloat((value.querySelector(".big")?.textContent ?? "").replace("−", "-"))));
export const labelOf = async (page: Page, name: string): Promise<string> => (await row(page, name).locator(".label").innerText()).replace(/\s+/gu, " ");
/** What is drawn in a row, as a number. */
export const picture = (page: Page, name: string): Promise<number> => pictureIn(page, `[role=figure][aria-label^="${name}"]`);
export const pictureIn = (page: Page, selector: string): Promise<number> => page.locator(`${selector} canvas`).first().evaluate((canvas) => {
  const text = (canvas as HTMLCanvasElement).toDataURL();
  let sum = text.length;
  for (let k = 0; k < text.length; k++) sum = (31 * sum + text.charCodeAt(k)) | 0;
  return sum;
});
/** Calcium and current of every trial as the strip draws them, on scales that never change; "" while some are old. */
export const strip = (page: Page): Promise<string> => page.locator(".trial-cells").evaluate((cells) =>
  (cells.querySelector("svg.old") ? "" : [...cells.querySelectorAll("path")].map((path) => path.getAttribute("d")).join("\n")));
/** The strip once it is whole and another. */
export async function anotherStrip(page: Page, before: string): Promise<string> {
  await expect.poll(async () => ["", before].includes(await strip(page)), SOON).toBe(false);
  await page.waitForFunction(() => /(\d+) of \1 trials/u.test(document.querySelector(".laser")?.textContent ?? ""));
  return strip(page);
}
