/** The bench's questions in a real browser: each number is the library's; timing is chosen; a run and a whole day are opened. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  calibrateTwoPulses, demonstrationSynapse, INDICATORS, measureGroups, supralinearity, twoPulses, twoStateSynapse, voltageDependence,
  writeAbf, writeNwb, writePrairie, type Estimate, type Recording, type TwoPulseMeasurement,
} from "radiatum";
import { open } from "radiatum/node";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { withPage } from "./browser.js";

const PATIENT = 180_000;
const folder = mkdtempSync(join(tmpdir(), "radiatum-tabs-"));
const at = (name: string): string => join(folder, name);

/** Protocols one after the other on one synapse that answers each with its amplitude. */
function session(amplitudes: Readonly<Record<string, number>>): Recording {
  const parts = Object.entries(amplitudes).map(([protocol, amplitude], k) =>
    ({ protocol, part: twoStateSynapse(300 + k, { ...demonstrationSynapse, trials: 12, releaseProbability: 1, amplitude }) }));
  const [first] = parts;
  const [scan] = first?.part.lineScans ?? [];
  if (!first || !scan) throw new Error("a session needs a line scan");
  const moved = <Row extends { readonly trial: number }>(row: Row, k: number): Row => ({ ...row, trial: row.trial + 12 * k });
  return {
    ...first.part, sweeps: [],
    lineScans: [{ ...scan, trials: parts.flatMap(({ part }, k) => (part.lineScans[0]?.trials ?? []).map((trial) => moved(trial, k))) }],
    trials: parts.flatMap(({ protocol, part }, k) => part.trials.map((trial) => ({ ...trial, protocol, index: trial.index + 12 * k, start: trial.start + 120_000 * k }))),
    events: parts.flatMap(({ part }, k) => part.events.map((event) => moved(event, k))),
  };
}
const pairing = session({ EPSP: 0.4, AP: 0.5, paired: 1.6 });
const held = session({ "-60 mV": 0.4, "-80 mV": 0.6, "-100 mV": 0.8 });
/** One stimulus at three potentials. */
const voltages: Recording = {
  ...held,
  trials: held.trials.map(({ protocol = "", ...trial }) => ({ ...trial, protocol: "EPSC", condition: protocol })),
  conditions: [-60, -80, -100].map((holding) => ({ name: `${holding} mV`, drugs: [], holding })),
};
const { recording: pulses } = simulateHere(readProtocol(readFileSync(new URL("../../../paper/two-action-potentials.yaml", import.meta.url), "utf8")));
const plain = twoStateSynapse(2);
/** A file that gives two line periods. */
const undecided: Recording = {
  ...plain, lineScans: plain.lineScans.map((scan) => ({ ...scan, timing: { ...scan.timing, alternatives: [{ period: 2.5, source: "another element", note: "of the last frame" }] } })),
};

beforeAll(async () => {
  for (const [name, recording] of Object.entries({ pairing, voltages, pulses, undecided })) writeFileSync(at(`${name}.nwb`), await writeNwb(recording, { version: "0" }));
  // A day: two scan folders, the electrode's file and a table beside them.
  for (const name of ["LineScan-1", "LineScan-2"]) {
    for (const [path, bytes] of writePrairie(twoStateSynapse(name === "LineScan-1" ? 2 : 3), { name })) {
      mkdirSync(dirname(join(at("day"), name, path)), { recursive: true });
      writeFileSync(join(at("day"), name, path), bytes);
    }
  }
  writeFileSync(join(at("day"), "cell.abf"), writeAbf(plain));
  cpSync(at("pairing.nwb"), join(at("day"), "pairing.nwb"));
});
afterAll(() => { rmSync(folder, { recursive: true }); });

async function opened(page: Page, url: string, name: string, said = ""): Promise<void> {
  await page.goto(`${url.replace(/#.*$/, "")}#/bench${said}`);
  await page.locator('input[aria-label="Files to open"]').setInputFiles(at(name));
  await page.locator("#bench-panel").waitFor();
  await measured(page);
}
const measured = async (page: Page): Promise<void> => { await page.waitForFunction(() => document.querySelector("#bench-panel") !== null && document.querySelector(".read .stale") === null); };

/** The row's number, as many digits of it as the page shows, is the estimate's; so is its interval. */
async function shows(page: Page, name: string | RegExp, estimate: Estimate, times = 1): Promise<void> {
  const row = page.locator(".numbers > div").filter({ has: page.locator("dt", { hasText: name }) }).first();
  const text = (await row.locator("dd").first().innerText()).replaceAll("−", "-");
  const all = [...text.matchAll(/-?\d+(?:\.\d+)?/gu)].map(([one]) => one);
  const wanted = [estimate.value, estimate.interval?.low, estimate.interval?.high].filter((one) => one !== undefined && Number.isFinite(one)) as number[];
  expect(wanted.length).toBeGreaterThan(0);
  for (const [k, value] of wanted.entries()) {
    const digits = all[k]?.split(".")[1]?.length ?? 0;
    expect(`${String(name)} ${all[k] ?? "nothing"}`).toBe(`${String(name)} ${(times * value).toFixed(digits)}`);
  }
}
const given = <T>(found: T | { readonly refused: string }): T => {
  if (typeof found === "object" && found !== null && "refused" in found) throw new Error(found.refused);
  return found;
};

describe("what each question answers is the library's", () => {
  test("paired pulse", () => withPage(async (page, url) => {
    await opened(page, url, "pulses.nwb", "?tab=pairs");
    const own: TwoPulseMeasurement = twoPulses(await open(at("pulses.nwb")));
    await shows(page, "Amplitude, second over first", given(own.ratio));
    await shows(page, /^First, /u, given(own.first.amplitude));
    await shows(page, /^Second, /u, given(own.second.amplitude));
  }), PATIENT);

  test("calibration: the readings are the two pulses'; typed ones and constants give what the library gives", () => withPage(async (page, url) => {
    await opened(page, url, "pulses.nwb", "?tab=calibration");
    const { fluorescence } = twoPulses(await open(at("pulses.nwb")));
    const fields = [["rest", "F₀, at rest", 100], ["firstPeak", "F₁, first peak", 200], ["beforeSecond", "F₂, before the second pulse", 170], ["secondPeak", "F₃, second peak", 240]] as const;
    for (const [key, label] of fields) expect(await page.getByLabel(label).inputValue()).toBe(given(fluorescence[key]).value.toFixed(1));
    for (const [, label, counts] of fields) {
      await page.getByLabel(label).fill(String(counts));
      await page.keyboard.press("Enter");
    }
    const typed = { rest: 100, firstPeak: 200, beforeSecond: 170, secondPeak: 240 };
    const dissociation_nM = INDICATORS.find(({ name }) => name === "calcium green-1")?.dissociation_nM ?? NaN;
    const ours = (restingCalcium_nM: number): Estimate => given(calibrateTwoPulses(typed, { restingCalcium_nM, dissociation_nM, dye_nM: 500_000, endogenousBindingRatio: 150 }, { estimator: "E2", n: 1, nOf: "pulse pairs" }).step);
    const shown = (nM: number): Promise<string> => shows(page, /step, with dye/u, ours(nM)).then(() => "the library's", (error: unknown) => String(error));
    await expect.poll(() => shown(75)).toBe("the library's");
    await page.getByLabel("Calcium at rest").fill("100");
    await page.keyboard.press("Enter");
    await expect.poll(() => shown(100)).toBe("the library's");
    expect(ours(100).value).not.toBeCloseTo(ours(75).value, 1);
  }), PATIENT);

  test("supralinearity, and the difference in the unit of the responses", () => withPage(async (page, url) => {
    await opened(page, url, "pairing.nwb", "?tab=supralinearity");
    const own = supralinearity(await open(at("pairing.nwb")), { paired: "paired", alone: ["EPSP", "AP"] });
    await page.locator(".numbers").waitFor();
    await shows(page, "Paired over sum of parts", own.ratio);
    await shows(page, "Paired minus sum", own.difference, 100);
    expect(await page.locator(".numbers > div").nth(1).innerText()).toContain("%");
    expect(own.ratio.value).toBeGreaterThan(1.4);
  }), PATIENT);

  test("regression against the potential", () => withPage(async (page, url) => {
    await opened(page, url, "voltages.nwb", "?tab=voltage");
    const recording = await open(at("voltages.nwb"));
    const holdings = new Map(recording.conditions.map(({ name, holding }) => [name, holding]));
    const { groups } = measureGroups(recording);
    const points = groups.flatMap(({ condition, responses }) => (responses.find(({ quantity }) => quantity.endsWith("ΔF/F"))?.values ?? []).map((value) => [holdings.get(condition) ?? NaN, value] as const));
    const { line } = voltageDependence(points.map(([potential]) => potential), points.map(([, value]) => value), { unit: "%" });
    await page.locator(".numbers").waitFor();
    await shows(page, "Slope", line.slope.estimate);
    await shows(page, "At 0 mV", line.intercept.estimate);
    expect(line.slope.estimate.value).toBeLessThan(0);
  }), PATIENT);
});

test("another line period of the file is chosen, then one's own, and the file's again: times follow, and the address", () => withPage(async (page, url) => {
  await opened(page, url, "undecided.nwb");
  const periods = page.getByRole("radiogroup", { name: "Line period" });
  const file = Number(plain.lineScans[0]?.timing.period);
  const shown = (): Promise<string> => page.locator(".file-value").first().innerText();
  const last = (): Promise<string | null> => page.locator(".stack-axis text").last().textContent();
  const before = await last();
  await periods.getByRole("radio", { name: /2\.5/ }).click();
  await expect.poll(shown).toMatch(/^2\.50*$/);
  await expect.poll(() => page.url()).toContain("2.5");
  await measured(page);
  await expect.poll(last).not.toBe(before);
  await page.getByLabel("Line period of yours").fill("3 ms");
  await page.keyboard.press("Enter");
  await expect.poll(shown).toMatch(/^3\.?0*$/);
  await page.locator(".option.yours.chosen").waitFor();
  await periods.getByRole("radio").first().click();
  await expect.poll(async () => Number(await shown())).toBeCloseTo(file, 4);
  await measured(page);
  expect(await page.locator(".set .history li").count()).toBe(4);
}), PATIENT);

test("the rig's last run is opened by the bench's own button, trial for trial", () => withPage(async (page, url) => {
  await page.goto(`${url.replace(/#.*$/, "")}#/rig?experiment=action-potential&trial=1`);
  await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Bench" }).click();
  await page.getByRole("button", { name: "Use the rig’s last run" }).click();
  await page.getByRole("heading", { level: 1, name: "Bench: One action potential in spine and shaft" }).waitFor({ state: "attached" });
  expect(await page.locator(".trials tbody tr").count()).toBe(5);
}), PATIENT);

test("a whole day's folder: every recording in it is listed, the first is open, another is a click away", () => withPage(async (page, url) => {
  await page.goto(`${url.replace(/#.*$/, "")}#/bench`);
  await page.getByText("Drop a recording here").waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [at("day")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
  await page.locator("#bench-panel").waitFor();
  const names = async (): Promise<string> => (await page.locator(".set .file .name").allInnerTexts()).join(" ");
  for (const name of ["LineScan-1", "LineScan-2", "cell.abf", "pairing.nwb"]) expect(await names()).toContain(name);
  await page.locator(".set .file", { hasText: "pairing.nwb" }).click();
  await page.getByRole("heading", { level: 1, name: "Bench: pairing.nwb" }).waitFor({ state: "attached" });
  await expect.poll(() => page.locator(".trials tbody tr").count()).toBe(36);
}), PATIENT);

test("the command and the link are copied as they are read", () => withPage(async (page, url) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await opened(page, url, "pairing.nwb");
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy command" }).click();
  await expect.poll(clipboard).toBe("radiatum analyze pairing.nwb --parameters pairing.analysis.json");
  expect(await page.locator(".command").first().innerText()).toBe(await clipboard());
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(clipboard).toContain("#/bench?");
  expect(await clipboard()).toContain("recording=pairing.nwb");
}), PATIENT);

test("a file is saved into the folder that the page was given, and never over one that is there", () => withPage(async (page, url) => {
  await page.goto(`${url.replace(/#.*$/, "")}#/bench`);
  await page.locator(".served .file", { hasText: "undecided.nwb" }).click();
  await page.locator("#bench-panel").waitFor();
  await measured(page);
  await page.getByRole("switch", { name: /^Save into/ }).click();
  const save = page.locator("#export").getByRole("button", { name: "Parameters file", exact: true });
  await save.click();
  await page.locator("#export [role=status]").filter({ hasText: "undecided.analysis.json is in" }).waitFor();
  expect(JSON.parse(readFileSync(at("undecided.analysis.json"), "utf8"))).toMatchObject({ schema: "radiatum-measurement/1" });
  await save.click();
  await page.locator("#export").getByRole("alert").waitFor();
}, { folder, expected: [/409|undecided\.analysis\.json/] }), PATIENT);
