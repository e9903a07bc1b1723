/** The bench's numbers in a real browser are Node's, to the last digit: document and tables, of a virtual and a real recording. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { measure, twoStateSynapse, writeNwb } from "radiatum";
import { open } from "radiatum/node";
import { analysisDocument, earlierAnalysis, TABLES } from "radiatum/report";
import { sampleFolder } from "../../../validation/samples.js";
import { withPage } from "./browser.js";

/** What the bench hands out of one recording. */
interface HandedOut {
  readonly document: string;
  readonly tables: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), "radiatum-numbers-"));
const synapse = join(folder, "synapse.nwb");
beforeAll(async () => { writeFileSync(synapse, await writeNwb(twoStateSynapse(2), { version: "0" })); });
afterAll(() => { rmSync(folder, { recursive: true }); });

function onPage(files: readonly string[], said: string): Promise<HandedOut> {
  return withPage(async (page, url) => {
    await page.goto(`${url.replace(/#.*$/, "")}#/bench${said}`);
    await page.locator('input[aria-label="Files to open"]').setInputFiles([...files]);
    await page.locator(".read .result").waitFor();
    await page.waitForFunction(() => document.querySelector(".read .stale") === null);
    const saved = async (button: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator("#export").getByRole("button", { name: button, exact: true }).click(),
      ]);
      return readFileSync(await download.path());
    };
    const tables = Object.entries(unzipSync(await saved("Tables as CSV"))).map(([name, bytes]) => [name, strFromU8(bytes)]);
    return { document: (await saved("Parameters file")).toString("utf8"), tables: Object.fromEntries(tables) as Record<string, string> };
  });
}

/** The same choices, measured here. */
async function inNode(path: string, said: string): Promise<HandedOut> {
  const { request } = earlierAnalysis(said, "analysis.json");
  const { parameters: { input } } = JSON.parse(said) as { parameters: { input: string } };
  const measurement = measure(await open(path), request);
  const made = Object.entries(TABLES).filter(([name]) => name.endsWith("csv")).map(([name, make]) => [`tables/${name}`, make(measurement)]);
  return {
    document: `${JSON.stringify(analysisDocument(measurement, { input, opening: { ephysOffset: 0 } }, request), null, 2)}\n`,
    tables: Object.fromEntries(made) as Record<string, string>,
  };
}

async function expectSameNumbers(path: string, files: readonly string[], said = ""): Promise<void> {
  const found = await onPage(files, said);
  const own = await inNode(path, found.document);
  expect(found.document).toBe(own.document);
  expect(found.tables).toEqual(own.tables);
  expect(found.document.match(/\d\.\d{12,}/g)?.length).toBeGreaterThan(200); // digits enough to differ in
}

describe("document and tables from the bench are Node's to the byte", () => {
  test("of 40 trials of a virtual synapse", () => expectSameNumbers(synapse, [synapse]));

  const samples = sampleFolder();
  test.skipIf(samples === undefined)("of 20 trials that a microscope recorded", async () => {
    const path = `${samples ?? ""}bruker-prairie/LineScan-09212014-1554-750`;
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
    await expectSameNumbers(path, files, "?recording=LineScan-09212014-1554-750&stimulus=100ms"); // the file knows no stimulus
  });
});
