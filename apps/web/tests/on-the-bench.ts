/** What tests of the bench and the command line share: how choices are made, what is saved of them, and that a shell repeats it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pack } from "../lab/packed.js";
import { complete, measured, view, type Desk } from "./command-line.js";

/** A protocol's trials on the rig, to their end; then the bench has them. */
export async function runOnBench(page: Page, url: string, protocol: string, trials: number): Promise<void> {
  await page.goto(view(url, `rig?experiment=blank&protocol=${pack(protocol)}&trial=1`));
  await complete(page, trials);
  await page.keyboard.press("b");
  await measured(page);
}
export const drop = (page: Page, ...files: string[]): Promise<void> => page.locator('input[aria-label="Files to open"]').setInputFiles(files);
/** A change is made when the history says it, measured when nothing is grey any more. */
export async function changed(page: Page, change: () => Promise<void>): Promise<void> {
  const steps = page.locator(".set .history li");
  const before = await steps.count();
  await change();
  await expect.poll(() => steps.count()).toBe(before + 1);
  await measured(page);
}
export async function leaveOut(page: Page, trial: number, reason: string): Promise<void> {
  await changed(page, async () => {
    await page.getByRole("checkbox", { name: `Trial ${trial} in the analysis` }).click();
    await page.getByLabel(`Why trial ${trial} is left out`).fill(reason);
    await page.keyboard.press("Enter");
  });
}

type Kind = ".csv" | ".parquet";
type Files = Readonly<Record<string, Uint8Array>>;
const ofKind = (files: Files, kind: Kind): Files => Object.fromEntries(Object.entries(files).filter(([name]) => name.endsWith(kind)));
/** The tables of an archive by their paths. */
export const tablesIn = (zip: string, kind: Kind): Files => ofKind(unzipSync(readFileSync(zip)), kind);
/** Those of a report's folder, each group's with its own folder before it. */
export const tablesOf = (report: string, kind: Kind): Files => ofKind(Object.fromEntries(
  readdirSync(report, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(report.length + 1).replaceAll("\\", "/"), readFileSync(path)])), kind);
export const inWords = (files: Files): Record<string, string> => Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString("utf8")]));

export interface ReadTable {
  readonly columns: readonly string[];
  readonly rows: readonly Record<string, unknown>[];
}
/** Parquet as another's reader has it. */
export async function parquetTables(files: Files): Promise<Record<string, ReadTable>> {
  const all = Object.entries(files).map(async ([name, bytes]) => {
    const file = Uint8Array.from(bytes).buffer;
    const columns = parquetMetadata(file).schema.slice(1).map((column) => column.name); // the first is the root of all
    return [name, { columns, rows: await parquetReadObjects({ file }) }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

interface Document {
  readonly parameters: { readonly regions: readonly string[]; readonly baseline: string; readonly excluded: readonly { trial: number; reason: string }[] };
}
export const documentOf = (text: string): Document => JSON.parse(text) as Document;
/** Without what the document says of where its choices come from. */
export const numbersOf = (text: string): Record<string, unknown> => without(JSON.parse(text) as Record<string, unknown>, ["recording", "stimuli", "methods", "parameters"]);
const without = (record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));

/** Both lines that the page shows. */
export async function shownLines(page: Page): Promise<readonly [string, string]> {
  await page.getByText("Every choice spelt out").click();
  const [short = "", spelt = ""] = await page.locator("#export .command").allInnerTexts();
  return [short, spelt];
}
/** The shorter line that is shown makes the tables and the document that the page saves, to the byte; the longer one is given back. */
export async function repeated(page: Page, { at, save, shell, text }: Desk): Promise<{ readonly parameters: string; readonly spelt: string }> {
  const parameters = await save(page, "Parameters file", "#export");
  const tables = tablesIn(at(await save(page, "Tables as CSV", "#export")), ".csv");
  const [short, spelt] = await shownLines(page);
  await shell(`${short} --out report`);
  expect(inWords(tablesOf(at("report"), ".csv"))).toEqual(inWords(tables));
  expect(text("report/analysis.json")).toBe(text(parameters));
  return { parameters, spelt };
}
