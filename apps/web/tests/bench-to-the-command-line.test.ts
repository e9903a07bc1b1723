/** What the bench saves, the command line takes as it is and makes the same numbers of, by the very line that the bench shows; and the other way round. */
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { demonstrationSynapse, twoStateSynapse, writeAbf, writeOmeTiff } from "radiatum";
import { sampleFolder } from "../../../validation/samples.js";
import { withPage } from "./browser.js";
import { complete, desk, hashIn, measured, type, view } from "./command-line.js";
import { changed, documentOf, drop, inWords, leaveOut, numbersOf, parquetTables, repeated, runOnBench, tablesIn, tablesOf } from "./on-the-bench.js";

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
/** Regions by an arrow key, the F₀ window by typing. */
async function moveChoices(page: Page): Promise<void> {
  const grip = page.getByRole("slider", { name: /, first pixel$/ }).first();
  await page.keyboard.press("1");
  await grip.focus();
  await changed(page, () => page.keyboard.press("ArrowDown"));
  await changed(page, () => type(page, "F₀ window, lines", "3–41"));
}

describe("from the bench", () => {
  test("a virtual recording, its protocol and its parameters: the shown line gives the page's tables and document, to the byte", () => withPage(async (page, url) => {
    const { at, save, shell, text } = desk("virtual");
    await runOnBench(page, url, RUN, 5);
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
    expect(inWords(tablesOf(at("report"), ".csv"))).toEqual(inWords(tablesIn(at(tables), ".csv")));
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

  test("tables as Parquet are those of the shown line, names and values to the last bit, and hold what the page's own CSV says", () => withPage(async (page, url) => {
    const { at, save, shell } = desk("parquet");
    await runOnBench(page, url, RUN, 5);
    await leaveOut(page, 4, "électrode perdue, \"µ\"");
    await moveChoices(page);
    await save(page, "The recording as NWB", "#export");
    await save(page, "Parameters file", "#export");
    const parquet = await parquetTables(tablesIn(at(await save(page, "Tables as Parquet", "#export")), ".parquet"));
    const csv = inWords(tablesIn(at(await save(page, "Tables as CSV", "#export")), ".csv"));
    await shell(`${await page.locator("#export .command").first().innerText()} --out report`);
    expect(await parquetTables(tablesOf(at("report"), ".parquet"))).toEqual(parquet);
    // Not two empty halves: every table is there, with the columns and rows that a spreadsheet shows.
    expect(Object.keys(parquet).map((name) => name.replace(/parquet$/u, "csv")).toSorted()).toEqual(Object.keys(csv).toSorted());
    for (const [name, { columns, rows }] of Object.entries(parquet)) {
      const [head = "", ...lines] = (csv[name.replace(/parquet$/u, "csv")] ?? "").trimEnd().split("\r\n");
      expect([name, columns, rows.length]).toEqual([name, head.split(","), lines.length]);
    }
    expect(parquet["tables/trials.parquet"]?.rows.map(({ trial, included, reason }) => [trial, included, reason])).toEqual(
      [1, 2, 3, 4, 5].map((trial) => [trial, trial !== 4, trial === 4 ? "électrode perdue, \"µ\"" : null]));
  }), PATIENT);

  test("what the rig runs afterwards is no part of what is saved of the run that is open", () => withPage(async (page, url) => {
    const { save, text } = desk("afterwards");
    await runOnBench(page, url, RUN, 5);
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
