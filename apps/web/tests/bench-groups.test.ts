/** Several stimuli, several baths, several recordings at once: what the bench shows of a whole experiment, the line that it shows makes again. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { demonstrationSynapse, twoStateSynapse, writeAbf, writeOmeTiff, writePrairie } from "radiatum";
import { withPage } from "./browser.js";
import { desk, measured, view, type Desk } from "./command-line.js";
import { changed, drop, inWords, leaveOut, parquetTables, repeated, runOnBench, shownLines, tablesIn, tablesOf } from "./on-the-bench.js";

const PATIENT = 180_000;
/** Two stimuli in two baths: four groups of three trials. */
const FOUR = `name: Two stimuli, two baths
electrode: { mode: current clamp, holding: -70 mV }
stimuli:
  AP: { kind: action potentials, at: 60 ms }
  flash: { kind: uncaging, at: 60 ms }
conditions:
  control:
  'APV, "50 µM" & more': { drugs: { D-APV: 50 µM } }
trials: 3
duration: 200 ms
imaging: { kind: line scan, pixels: 48 }
`;
/** Two scans of one cell on one day, with 40 trials each. */
function writeDay({ at }: Desk): void {
  for (const [name, seed] of [["LineScan-1", 2], ["LineScan-2", 3]] as const) {
    for (const [path, bytes] of writePrairie(twoStateSynapse(seed), { name })) {
      mkdirSync(dirname(at(`${name}/${path}`)), { recursive: true });
      writeFileSync(at(`${name}/${path}`), bytes);
    }
  }
  writeFileSync(at("electrode.abf"), writeAbf(twoStateSynapse(2)));
}
/** Which bath was when; the ninth trial is out. */
const TABLE = `trial,condition,include,reason\n${Array.from({ length: 40 }, (_, k) => `${k + 1},${k < 20 ? "control" : "D-APV; 50 µM"},${k === 8 ? "no,bubble" : "yes,"}`).join("\n")}\n`;
const dropFolder = (page: Page, { at }: Desk): Promise<void> => page.locator('input[aria-label="Folder to open"]').setInputFiles(at(""));
const open = async (page: Page, name: string): Promise<void> => {
  await page.locator(".files").getByRole("button", { name }).click();
  await page.getByRole("heading", { level: 1, name: `Bench: ${name}` }).waitFor({ state: "attached" });
  await page.locator(".still-reading").waitFor({ state: "detached" });
  await page.getByText("40 of 40 in").waitFor();
  await measured(page);
};
/** Without these fields, however deep. */
const allBut = (document: string, names: readonly string[]): unknown => JSON.parse(document, (key, value: unknown) => (names.includes(key) ? undefined : value));
const groupsIn = (document: string): readonly string[] => (JSON.parse(document) as { groups: readonly { stimulus: string; condition: string; trials: readonly number[] }[] }).groups
  .map(({ stimulus, condition, trials }) => `${stimulus} in ${condition}: ${trials.join(" ")}`);

describe("an experiment of several groups", () => {
  test("run on the rig, two stimuli in two baths: the shown line gives the page's document of all, and each group's tables", () => withPage(async (page, url) => {
    const { at, save, shell, text } = desk("four");
    await runOnBench(page, url, FOUR, 12);
    await leaveOut(page, 5, "drift");
    await save(page, "The recording as NWB", "#export");
    const parameters = await save(page, "Parameters file", "#export");
    const csv = tablesIn(at(await save(page, "Tables as CSV", "#export")), ".csv");
    const parquet = tablesIn(at(await save(page, "Tables as Parquet", "#export")), ".parquet");
    const [short, spelt] = await shownLines(page);
    await shell(`${short} --out report`);
    expect(groupsIn(text(parameters))).toHaveLength(4);
    // A file's document says its format, each group's too; all else is what stands on the page.
    const others = ["format", "formatDetail", "methods"];
    expect(allBut(text("report/analysis.json"), others)).toEqual(allBut(text(parameters), others));
    expect(inWords(tablesOf(at("report"), ".csv"))).toEqual(inWords(csv));
    expect(await parquetTables(tablesOf(at("report"), ".parquet"))).toEqual(await parquetTables(parquet));
    expect(Object.keys(parquet)).toHaveLength(4 * 4);
    expect(groupsIn(await shell(`${spelt} --json`))).toEqual(groupsIn(text(parameters)));
  }), PATIENT);

  test("a day's folder with two scans, an electrode's file and a table of the baths: each scan's shown line gives its tables and document to the byte", () => withPage(async (page, url) => {
    const own = desk("day");
    const { at, shell, text } = own;
    writeDay(own);
    await page.goto(view(url, "bench"));
    await dropFolder(page, own);
    await open(page, "LineScan-1");
    writeFileSync(at("baths of the day.csv"), TABLE);
    await changed(page, () => drop(page, at("baths of the day.csv")));
    await changed(page, () => drop(page, at("electrode.abf")));
    await page.getByText("39 of 40 in, 1 left out with a reason").waitFor();
    await leaveOut(page, 30, "cell moved");
    const { parameters, spelt } = await repeated(page, own);
    expect(groupsIn(text(parameters)).map((words) => words.replace(/:.*/u, ""))).toEqual([expect.stringContaining("in control"), expect.stringContaining("in D-APV; 50 µM")]);
    // Spelt out, what was found is said by a person: words differ, numbers don't.
    const others = ["regionsFrom", "methods"];
    expect(allBut(await shell(`${spelt} --json`), others)).toEqual(allBut(text(parameters), others));

    // The other scan was never touched by what was chosen for the first.
    const second = desk("day two");
    writeDay(second);
    await open(page, "LineScan-2");
    await changed(page, () => drop(page, at("baths of the day.csv")));
    writeFileSync(second.at("baths of the day.csv"), TABLE);
    await repeated(page, second);
    expect(second.text("report/analysis.json")).not.toBe(text("report/analysis.json"));
  }), PATIENT);

  test("a table that is taken in while the scan is still being read counts once it is, whatever else is chosen meanwhile", () => {
    const own = desk("early");
    writeDay(own);
    return withPage(async (page, url) => {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => { release = resolve; });
      await page.context().route((address) => /Cycle000(?:1\d|[234]\d)/u.test(decodeURIComponent(address.href)), async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(view(url, "bench"));
      await page.locator(".served").getByText("LineScan-1").click();
      await page.getByText("first trials already usable").waitFor();
      writeFileSync(own.at("baths.csv"), TABLE);
      await drop(page, own.at("baths.csv"));
      await page.locator(".set .history").getByText("Trial table baths.csv taken in").waitFor();
      await page.getByRole("checkbox", { name: "Trial 2 in the analysis" }).click();
      await page.getByLabel("Why trial 2 is left out").fill("drift");
      await page.keyboard.press("Enter");
      await page.locator(".set .history").getByText("Trial 2 left out, drift").waitFor();
      release();
      await page.getByText("38 of 40 in, 2 left out with a reason").waitFor();
      await measured(page);
      expect(groupsIn(own.text(await own.save(page, "Parameters file", "#export"))).map((words) => words.replace(/:.*/u, ""))).toHaveLength(2);
    }, { folder: own.at("") });
  }, PATIENT);
});

describe("files that were worked on meanwhile", () => {
  const own = desk("again");
  const { at } = own;
  const pictures = (trials: number): void => writeFileSync(at("cell.ome.tif"), writeOmeTiff(twoStateSynapse(2, { ...demonstrationSynapse, trials })));
  const table = (...rows: string[]): void => writeFileSync(at("trials.csv"), `trial,include,reason\n${rows.join("\n")}\n`);

  test("a table that is dropped again counts as it is now, what was decided by hand stays; pictures that are dropped again are read again", () => withPage(async (page, url) => {
    pictures(12);
    table("3,no,bubble");
    await page.goto(view(url, "bench"));
    await drop(page, at("cell.ome.tif"), at("trials.csv"));
    await page.getByText("11 of 12 in, 1 left out with a reason").waitFor();
    await leaveOut(page, 5, "mine");
    table("7,no,drift", "8,no,drift");
    await changed(page, () => drop(page, at("trials.csv")));
    await page.getByText("9 of 12 in, 3 left out with a reason").waitFor();
    expect(await page.getByRole("checkbox", { checked: false, name: /^Trial \d+ in the analysis/ }).evaluateAll((boxes) => boxes.map((box) => box.getAttribute("aria-label")?.split(" ")[1])))
      .toEqual(["5", "7", "8"]);
    await repeated(page, own);
    pictures(9);
    await drop(page, at("cell.ome.tif"));
    await page.getByText("9 of 9 in").waitFor();
  }), PATIENT);

  test("an electrode's file that is dropped again is read again", () => withPage(async (page, url) => {
    pictures(12);
    const trace = (seed: number): void => writeFileSync(at("cell.abf"), writeAbf(twoStateSynapse(seed, { ...demonstrationSynapse, trials: 12 })));
    trace(2);
    await page.goto(view(url, "bench"));
    await drop(page, at("cell.ome.tif"));
    await measured(page);
    await changed(page, () => drop(page, at("cell.abf")));
    await repeated(page, own);
    const before = own.text("report/analysis.json");
    trace(3);
    await changed(page, () => drop(page, at("cell.abf")));
    await repeated(page, own);
    expect(own.text("report/analysis.json")).not.toBe(before);
  }), PATIENT);

  test("one scan, its electrode and its table, dropped as one folder, are opened together", () => withPage(async (page, url) => {
    const day = desk("one");
    writeDay(day);
    rmSync(day.at("LineScan-2"), { recursive: true });
    renameSync(day.at("LineScan-1"), day.at("cell 3"));
    writeFileSync(day.at("baths.csv"), TABLE);
    await page.goto(view(url, "bench"));
    await dropFolder(page, day);
    await page.getByText("39 of 40 in, 1 left out with a reason").waitFor();
    await measured(page);
    await page.locator(".set .history").getByText("Opened, electrode of electrode.abf joined").waitFor();
    await page.getByRole("heading", { level: 1, name: "Bench: cell 3" }).waitFor({ state: "attached" });
  }), PATIENT);
});
