/** What the bench saves, the command line takes as it is and makes the same numbers of, by the very line that the bench shows; and the other way round. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { demonstrationSynapse, twoStateSynapse, writeAbf, writeOmeTiff } from "radiatum";
import { sampleFolder } from "../../../validation/samples.js";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";
import { complete, desk, hashIn, measured, type, view, type Desk } from "./command-line.js";

const PATIENT = 180_000;
/** Five trials on the rig, under a name that no file can have as it stands; then the bench has them. */
const RUN = `name: 'Calcium? 1/2: "yes" & $(no)'
pipette: { dye: calcium green-1 200 µM }
electrode: { mode: current clamp }
stimuli: { AP: { kind: action potentials, at: 200 ms } }
trials: 5
duration: 400 ms
imaging: { kind: line scan, pixels: 64 }
`;
async function runOnBench(page: Page, url: string): Promise<void> {
  await page.goto(view(url, `rig?experiment=blank&protocol=${pack(RUN)}&trial=1`));
  await complete(page, 5);
  await page.keyboard.press("b");
  await measured(page);
}
/** A change is made when the history says it, measured when nothing is grey any more. */
async function changed(page: Page, change: () => Promise<void>): Promise<void> {
  const steps = page.locator(".set .history li");
  const before = await steps.count();
  await change();
  await expect.poll(() => steps.count()).toBe(before + 1);
  await measured(page);
}
async function leaveOut(page: Page, trial: number, reason: string): Promise<void> {
  await changed(page, async () => {
    await page.getByRole("checkbox", { name: `Trial ${trial} in the analysis` }).click();
    await page.getByLabel(`Why trial ${trial} is left out`).fill(reason);
    await page.keyboard.press("Enter");
  });
}
/** Regions by an arrow key, the F₀ window by typing. */
async function moveChoices(page: Page): Promise<void> {
  const grip = page.getByRole("slider", { name: /, first pixel$/ }).first();
  await page.keyboard.press("1");
  await grip.focus();
  await changed(page, () => page.keyboard.press("ArrowDown"));
  await changed(page, () => type(page, "F₀ window, lines", "3–41"));
}
/** The tables of an archive by their paths. */
const tablesIn = (zip: string): Record<string, string> =>
  Object.fromEntries(Object.entries(unzipSync(readFileSync(zip))).filter(([name]) => name.endsWith(".csv")).map(([name, bytes]) => [name, strFromU8(bytes)]));
const tablesOf = (report: string): Record<string, string> =>
  Object.fromEntries(readdirSync(join(report, "tables")).filter((name) => name.endsWith(".csv")).map((name) => [`tables/${name}`, readFileSync(join(report, "tables", name), "utf8")]));
const drop = (page: Page, ...files: string[]): Promise<void> => page.locator('input[aria-label="Files to open"]').setInputFiles(files);
interface Document {
  readonly parameters: { readonly regions: readonly string[]; readonly baseline: string; readonly excluded: readonly { trial: number; reason: string }[] };
}
/** Without what the document says of where its choices come from. */
const numbersOf = (text: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(JSON.parse(text) as Record<string, unknown>).filter(([name]) => !["recording", "stimuli", "methods", "parameters"].includes(name)));
const documentOf = (text: string): Document => JSON.parse(text) as Document;

/** The shorter line that is shown makes the tables and the document that the page saves, to the byte; the longer one is given back. */
async function repeated(page: Page, { at, save, shell, text }: Desk): Promise<{ readonly parameters: string; readonly spelt: string }> {
  const parameters = await save(page, "Parameters file", "#export");
  const tables = tablesIn(at(await save(page, "Tables as CSV", "#export")));
  await page.getByText("Every choice spelt out").click();
  const [short = "", spelt = ""] = await page.locator("#export .command").allInnerTexts();
  await shell(`${short} --out report`);
  expect(tablesOf(at("report"))).toEqual(tables);
  expect(text("report/analysis.json")).toBe(text(parameters));
  return { parameters, spelt };
}

describe("from the bench", () => {
  test("a virtual recording, its protocol and its parameters: the shown line gives the page's tables and document, to the byte", () => withPage(async (page, url) => {
    const { at, save, shell, text } = desk("virtual");
    await runOnBench(page, url);
    const hash = await page.locator(".printed-recording").textContent();
    await leaveOut(page, 2, "cell’s “dim”, twice");
    await moveChoices(page);
    const nwb = await save(page, "The recording as NWB", "#export");
    const protocol = await save(page, "Protocol file", "#export");
    const parameters = await save(page, "Parameters file", "#export");
    const tables = await save(page, "Tables as CSV", "#export");
    const line = await page.locator("#export .command").first().innerText();

    // The document of a file says its format; all else is what stands on the page.
    await shell(`${line} --out report`);
    expect(numbersOf(text("report/analysis.json"))).toEqual(numbersOf(text(parameters)));
    expect(documentOf(text("report/analysis.json"))).toMatchObject({ truth: "not shown", parameters: documentOf(text(parameters)).parameters });
    expect(documentOf(text(parameters)).parameters).toMatchObject({ excluded: [{ trial: 1, reason: "cell’s “dim”, twice" }], baseline: "3:42lines" });
    expect(tablesOf(at("report"))).toEqual(tablesIn(at(tables)));
    // Without its parameters it is another analysis.
    expect(await shell(`radiatum analyze '${nwb}' --json`)).not.toBe(text("report/analysis.json"));
    expect(hash).toContain(hashIn(await shell(`radiatum simulate '${protocol}' --hash --out again.nwb`)));

    // That NWB on the bench, and what the command line wrote of it: the same document to the byte.
    await page.goto("about:blank");
    await page.goto(view(url, "bench"));
    await drop(page, at(nwb));
    await page.getByRole("heading", { level: 1, name: `Bench: ${nwb}` }).waitFor({ state: "attached" });
    await measured(page);
    await changed(page, () => drop(page, at("report/analysis.json")));
    await page.getByText("4 of 5 in, 1 left out with a reason").waitFor();
    expect(await page.getByLabel("F₀ window, lines").inputValue()).toBe("3–41");
    const again = await save(page, "Parameters file", "#export");
    expect(text(again)).toBe(text("report/analysis.json"));
  }), PATIENT);

  test("what the rig runs afterwards is no part of what is saved of the run that is open", () => withPage(async (page, url) => {
    const { save, text } = desk("afterwards");
    await runOnBench(page, url);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Rig" }).click();
    await complete(page, 5);
    await type(page, "Trials of this stimulus and condition", "2");
    await complete(page, 2);
    await page.keyboard.press("Escape");
    await page.getByRole("switch", { name: "Truth" }).click();
    await page.locator(".stack-row.truth canvas").waitFor();
    await complete(page, 2);
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Bench" }).click();
    await measured(page);
    expect(await page.locator(".trials tbody tr").count()).toBe(5);
    expect(parse(text(await save(page, "Protocol file", "#export")))).toMatchObject({ runs: [{ trials: 5 }] });
    expect(JSON.parse(text(await save(page, "Parameters file", "#export")))).toMatchObject({ truth: "not shown" });
  }), PATIENT);

  test("a recording of two files and a table, under names that a shell or a disk minds: the shown line finds them all, and makes the same of them", () => withPage(async (page, url) => {
    const own = desk("joined");
    const { at, shell, text } = own;
    const synapse = twoStateSynapse(2, { ...demonstrationSynapse, trials: 12 });
    writeFileSync(at("it's a cell.ome.tif"), writeOmeTiff(synapse));
    writeFileSync(at("electrode.abf"), writeAbf(synapse));
    writeFileSync(at("table of trials.csv"), "trial,include,reason\n3,no,bubble\n8,no,no seal\n");
    await page.goto(view(url, "bench"));
    await drop(page, at("it's a cell.ome.tif"));
    await measured(page);
    await changed(page, () => drop(page, at("electrode.abf")));
    await changed(page, () => drop(page, at("table of trials.csv")));
    await page.getByText("10 of 12 in, 2 left out with a reason").waitFor();
    await leaveOut(page, 5, "mine");
    // What the table leaves out can be taken in again against it.
    await changed(page, () => page.getByRole("checkbox", { name: "Trial 8 in the analysis" }).click());
    await page.getByText("In, though the table says: no seal.").waitFor();
    const { parameters, spelt } = await repeated(page, own);
    // Spelt out, what the file said is said by a person: words differ, numbers don't.
    expect(numbersOf(await shell(`${spelt} --json`))).toEqual(numbersOf(text(parameters)));
    expect(documentOf(text(parameters)).parameters.excluded.map(({ trial, reason }) => `${trial + 1} ${reason}`)).toEqual(["3 bubble", "5 mine"]);
  }), PATIENT);

  const samples = sampleFolder();
  describe.skipIf(samples === undefined)("what a microscope recorded", () => {
    const real = join(samples ?? "", "bruker-prairie", "LineScan-09212014-1554-750");
    const files = (): string[] => readdirSync(real, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(real, name));

    test("a Prairie folder with regions, F₀, stimulus, trials left out and calls by hand: both lines that are shown give its tables and document to the byte", () => withPage(async (page, url) => {
      const own = desk("real");
      const { at, shell, text } = own;
      symlinkSync(real, at(basename(real)));
      await page.goto(view(url, "bench"));
      await drop(page, ...files());
      await measured(page);
      await changed(page, () => type(page, "Stimulus times", "100 ms", ".set"));
      await leaveOut(page, 3, "drift");
      await leaveOut(page, 11, "cell moved; refocused");
      await moveChoices(page);
      await changed(page, () => page.locator('.trials [data-trial="5"] .call').click());
      const { parameters, spelt } = await repeated(page, own);
      expect(await shell(`${spelt} --json`)).toBe(text(parameters));
      expect(documentOf(text(parameters)).parameters.excluded).toEqual([{ trial: 2, reason: "drift" }, { trial: 10, reason: "cell moved; refocused" }]);
    }), PATIENT);

    test("parameters written in an editor, or printed by the command line, are honoured by the bench as by the command line", () => withPage(async (page, url) => {
      const { at, save, shell, text } = desk("by-hand");
      symlinkSync(real, at(basename(real)));
      const parameters = { regions: ["head=20:29px", "shaft=40:47px"], background: "none", baseline: "4:44lines", stimulus: "100ms", excluded: [{ trial: 6, reason: "written by hand" }] };
      writeFileSync(at("own.json"), JSON.stringify(parameters));
      await shell(`radiatum analyze ${basename(real)} --parameters own.json --json > printed.json`);
      for (const file of ["own.json", "printed.json"]) {
        await page.goto("about:blank");
        await page.goto(view(url, "bench"));
        await drop(page, ...files());
        await measured(page);
        await changed(page, () => drop(page, at(file)));
        await page.getByText("19 of 20 in, 1 left out with a reason").waitFor();
        expect(await page.locator('.trials [data-trial="6"]').innerText()).toContain("written by hand");
        expect(await page.getByLabel("Pixels of head").inputValue()).toBe("20–29");
        expect(await page.getByLabel("Name of region 2").inputValue()).toBe("shaft");
        const saved = await save(page, "Parameters file", "#export");
        expect([file, text(saved)]).toEqual([file, text("printed.json")]);
      }
    }), PATIENT);
  });
});
