/** Mechanisms as text in a real browser: typed, checked, put into the cell, moved, taken out; nothing that was typed is lost. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { recordingHash } from "radiatum";
import { readProtocol, type Protocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { pack } from "../lab/packed.js";
import { violations } from "./axe.js";
import { withPage } from "./browser.js";

const PATIENT = 180_000;
const OWN = "name: A spike\nelectrode: { mode: current clamp, holding: -70 mV }\nstimuli:\n  AP: { kind: action potentials, at: 40 ms }\ntrials: 2\nduration: 120 ms\n";
const LEAK = "parameter g = 0.5 mS/cm² from 0 mS/cm² to 2 mS/cm²   # chosen\nreads v in mV\ncurrent total = g · (v + 90 mV)\n";
const dialog = (page: Page) => page.getByRole("dialog", { name: "Mechanism as text" });
const section = (page: Page) => page.getByRole("region", { name: "Mechanisms" });
const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** A protocol of one's own, run to its end. */
async function own(page: Page, text = OWN): Promise<void> {
  await page.locator(".laser").waitFor();
  await page.locator('input[aria-label="Protocol file to open"]').setInputFiles(file("own.yaml", text));
  await page.getByRole("heading", { name: "A spike" }).waitFor();
  await ended(page);
}
const ended = (page: Page): Promise<void> => page.locator(".laser").filter({ hasText: "2 of 2 trials" }).waitFor();
/** The electrode's trace as bytes. */
const trace = (page: Page): Promise<string> =>
  page.locator('[role=figure][aria-label^="Soma"] canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
async function changedTrace(page: Page, before: string): Promise<string> {
  await page.waitForFunction((old) => document.querySelector<HTMLCanvasElement>('[role=figure][aria-label^="Soma"] canvas')?.toDataURL() !== old, before);
  return trace(page);
}
async function protocolOf(page: Page): Promise<Protocol> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
  return readProtocol(readFileSync(await download.path(), "utf8"));
}
async function write(page: Page, text: string, name = "leaky"): Promise<void> {
  await dialog(page).getByRole("textbox", { name: "Name" }).fill(name);
  await dialog(page).getByRole("textbox", { name: "Text of the mechanism" }).fill(text);
}
const put = (page: Page) => dialog(page).getByRole("button", { name: /^Put/u });

describe("mechanisms as text", () => {
  test("a channel that is pasted changes the trace; its number is a fader within its bounds; removed, the trace is another again", () => withPage(async (page) => {
    await own(page);
    const before = await trace(page);
    await section(page).getByRole("button", { name: "Add a mechanism as text" }).click();
    await write(page, LEAK);
    for (const place of ["soma", "dendrites"]) await dialog(page).getByRole("button", { name: place, exact: true }).click();
    await dialog(page).getByText("It is over membrane, reads v in mV.").waitFor();
    await put(page).click();
    await dialog(page).waitFor({ state: "detached" });
    const leaky = await changedTrace(page, before);
    const fader = section(page).getByRole("slider", { name: "g of leaky" });
    expect([await fader.getAttribute("min"), await fader.getAttribute("max"), await fader.inputValue()]).toEqual(["0", "2", "0.5"]);
    const field = section(page).getByRole("textbox", { name: "g of leaky, value, mS/cm²" });
    await field.fill("1.5");
    await field.press("Enter");
    await changedTrace(page, leaky);
    await expect.poll(async () => (await protocolOf(page)).mechanisms).toEqual([{ name: "leaky", text: LEAK, in: ["soma"], with: { g: "1.5 mS/cm²" } }]);
    await field.fill("5");
    await field.press("Enter");
    await section(page).getByText("out of the text's own bounds, 0 mS/cm² to 2 mS/cm²").waitFor();
    // The address has the text: a link reopens it.
    await page.reload();
    await section(page).getByRole("slider", { name: "g of leaky" }).waitFor();
    await ended(page);
    const sealed = await trace(page);
    await section(page).getByRole("button", { name: "Remove leaky" }).click();
    await section(page).getByText("the model’s own").waitFor();
    await changedTrace(page, sealed);
    await expect.poll(async () => (await protocolOf(page)).mechanisms).toEqual([]);
  }), PATIENT);

  test("a wrong unit shows its line, a caret and both units as one types; nothing is lost, neither the run nor the text", () => withPage(async (page) => {
    await own(page);
    // What the page still writes into its address of the run that has ended is no part of this.
    let address = "";
    await expect.poll(() => {
      const same = page.url() === address;
      address = page.url();
      return same;
    }, { interval: 1000 }).toBe(true);
    const before = await trace(page);
    await section(page).getByRole("button", { name: "Add a mechanism as text" }).click();
    const wrong = LEAK.replace("(v + 90 mV)", "v · v");
    await write(page, wrong);
    const said = dialog(page).locator("#mechanism-said");
    await said.getByText("g · v · v is in mV·pA/µm², but the current of a mechanism over membrane is in pA/µm²").waitFor();
    expect(await said.locator("pre").innerText()).toBe("  3 | current total = g · v · v\n    |                 ^^^^^^^^^");
    expect(await put(page).isDisabled()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    expect([await trace(page), page.url()]).toEqual([before, address]);
    await section(page).getByRole("button", { name: "Add a mechanism as text" }).click();
    expect(await dialog(page).getByRole("textbox", { name: "Text of the mechanism" }).inputValue()).toBe(wrong);
    await write(page, LEAK, "nmda");
    await said.getByText("the cell has something of that name").waitFor();
  }), PATIENT);

  test("a file is opened, also beside the protocol that names it; each text to begin from can be put into the cell", () => withPage(async (page) => {
    await own(page, OWN);
    await page.locator('input[aria-label="Protocol file to open"]').setInputFiles([
      file("own.yaml", `${OWN}mechanisms: { leaky: { in: dendrites, text: { file: channels/leaky.txt } } }\n`), file("leaky.txt", LEAK),
    ]);
    await section(page).getByRole("heading", { name: "leaky" }).waitFor();
    await ended(page);
    expect((await protocolOf(page)).mechanisms[0]?.text).toBe(LEAK);
    await section(page).getByRole("button", { name: "Add a mechanism as text" }).click();
    await page.locator('input[aria-label="File with a mechanism"]').setInputFiles(file("my-own leak.txt", LEAK));
    await expect.poll(() => dialog(page).getByRole("textbox", { name: "Name" }).inputValue()).toBe("myOwnLeak");
    for (const begin of ["A potassium channel", "A calcium channel", "A calcium pump", "A calcium buffer"]) {
      await dialog(page).getByRole("combobox", { name: "Begin from" }).selectOption(begin);
      await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>(".mechanism-editor .chip.primary")?.disabled);
      await put(page).click();
      await dialog(page).waitFor({ state: "detached" });
      await section(page).getByRole("button", { name: "Add a mechanism as text" }).click();
    }
    await page.keyboard.press("Escape");
    await ended(page);
    expect((await protocolOf(page)).mechanisms.map(({ name }) => name)).toEqual(["leaky", "slowPotassium", "fastCalcium", "pump", "buffer"]);
  }), PATIENT);

  test("a link with a channel and a pump gives, in the browser, the hash that Node computes for the same protocol", () => withPage(async (page, url) => {
    const PUMP = "placed in a volume\nparameter most = 5 µM/ms\nstate ca in µM\nca → : most / (ca + 1 µM)\n";
    const text = `${OWN}mechanisms: { leaky: { in: soma, text: ${JSON.stringify(LEAK)} }, pump: { in: spine heads, text: ${JSON.stringify(PUMP)} } }\n`;
    await page.goto(`${url.replace(/#.*$/u, "")}#/rig?experiment=blank&protocol=${pack(text)}`);
    await page.getByRole("button", { name: "Run again" }).waitFor();
    await page.getByRole("link", { name: "Proof" }).click();
    await page.locator('[data-trials="2"]').waitFor();
    const hash = await recordingHash(simulateHere(readProtocol(text)).recording);
    expect(await page.locator("[data-hash]").getAttribute("data-hash")).toBe(hash);
    expect(await recordingHash(simulateHere(readProtocol(OWN)).recording)).not.toBe(hash);
  }), PATIENT);

  for (const [name, viewport] of [["desk", { width: 1440, height: 900 }], ["phone", { width: 390, height: 844 }]] as const) {
    for (const colorScheme of ["dark", "light"] as const) {
      test(`axe finds no violation: ${name}, ${colorScheme}, with a text that is right, and one that is wrong`, () => withPage(async (page) => {
        await own(page, `${OWN}mechanisms: { leaky: { in: soma, text: ${JSON.stringify(LEAK)} } }\n`);
        if (name === "phone") await page.getByRole("navigation", { name: "Controls" }).getByRole("button", { name: "Spine" }).click();
        const within = name === "phone" ? page.getByRole("dialog", { name: "Spine" }) : page;
        await within.getByRole("slider", { name: "g of leaky" }).waitFor();
        await within.getByRole("slider", { name: "g of leaky" }).scrollIntoViewIfNeeded();
        await within.getByRole("button", { name: "Text of leaky" }).click();
        await page.getByText("It is over membrane").waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole("textbox", { name: "Text of the mechanism" }).fill(LEAK.replace("(v + 90 mV)", "v · v"));
        await page.getByText("Not yet right").waitFor();
        expect(await violations(page)).toEqual([]);
      }, { viewport, colorScheme }), PATIENT);
    }
  }
});
