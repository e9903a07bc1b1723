/** What the page says of what it shows: what is old, what is still being read, what has no interval, what was known beforehand. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordingHash, twoStateSynapse, writeNwb, writePrairie } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { open } from "radiatum/node";
import { withPage } from "./browser.js";

const PATIENT = 180_000;
const folder = mkdtempSync(join(tmpdir(), "radiatum-said-"));
const many = twoStateSynapse(2);
beforeAll(async () => {
  writeFileSync(join(folder, "synapse.nwb"), await writeNwb(many, { version: "0" }));
  for (const [path, bytes] of writePrairie(many, { name: "LineScan-1" })) {
    mkdirSync(dirname(join(folder, "LineScan-1", path)), { recursive: true });
    writeFileSync(join(folder, "LineScan-1", path), bytes);
  }
});
afterAll(() => { rmSync(folder, { recursive: true }); });

const at = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/${said}`;
const ended = (page: Page, trials: number): Promise<void> => page.locator(".laser").filter({ hasText: `${trials} of ${trials} trials` }).waitFor({ timeout: 120_000 });
const settled = async (page: Page): Promise<void> => { await page.waitForFunction(() => document.querySelector("#read .result") !== null && document.querySelector("#read .stale") === null); };

test("while a stimulus is dragged all that was measured stays, in grey, until as much is there again", () => withPage(async (page, url) => {
  await page.goto(at(url, "rig?experiment=pairing&trial=24"));
  await ended(page, 38);
  await settled(page);
  const words = (): Promise<string[]> => page.locator("#read h2").allInnerTexts();
  const [groups, before] = [await page.locator("#read .pairs").first().innerText(), await words()];
  const mark = await page.locator('.stack [role=slider][aria-label*="pulse"]').last().boundingBox();
  if (!mark) throw new Error("no pulse is drawn");
  await page.evaluate(() => {
    const seen = new Set<string>();
    const look = (): void => {
      seen.add([...document.querySelectorAll("#read h2")].map(({ textContent }) => textContent).join("|"));
      if (document.querySelector("#read .stale .result, #read .stale.result, #read .stale")) document.documentElement.dataset["grey"] = "";
      document.documentElement.dataset["seen"] = JSON.stringify([...seen]);
      requestAnimationFrame(look);
    };
    look();
  });
  const [x, y] = [mark.x + mark.width / 2, mark.y + mark.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const by of [6, 12, 18, 24]) {
    await page.mouse.move(x + by, y);
    await page.waitForTimeout(300);
    expect((await words()).slice(0, 3)).toEqual(before.slice(0, 3));
    expect(await page.locator("#read .pairs").first().innerText()).toBe(groups);
  }
  await page.mouse.up();
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset["grey"])).toBe("");
  await ended(page, 38);
  await settled(page);
  const seen = JSON.parse(await page.evaluate(() => document.documentElement.dataset["seen"] ?? "[]")) as string[];
  for (const all of seen) for (const heading of ["Every group", "Compared", before[0] ?? ""]) expect(all).toContain(heading);
}), PATIENT);

test("of a folder that is being read the first trials are drawn, measured and looked through; then all take their place", () => withPage(async (page, url) => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.context().route((address) => /Cycle000(?:1\d|[234]\d)/u.test(decodeURIComponent(address.href)), async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(at(url, "bench"));
  await page.locator(".served").getByText("LineScan-1").click();
  await page.getByText("first trials already usable").waitFor();
  await expect.poll(() => page.locator(".trials tbody tr").count()).toBe(8);
  await expect.poll(() => page.locator(".still-reading").innerText()).toContain("Reading, 9 of 40 trials");
  await page.locator('.stack [role=figure][aria-label^="Line scan"] canvas').waitFor();
  await page.locator(".trials tbody tr").nth(3).locator("td").nth(1).click();
  await page.locator(".trials tr.chosen[data-trial='3']").waitFor();
  release();
  await expect.poll(() => page.locator(".trials tbody tr").count(), { timeout: PATIENT }).toBe(40);
  await page.locator(".still-reading").waitFor({ state: "detached" });
  await page.locator(".trials tr.chosen[data-trial='3']").waitFor();
}, { folder }), PATIENT);

test("reading that is stopped keeps the trials that were read, and measures them", () => withPage(async (page, url) => {
  await page.context().route((address) => /Cycle000(?:1\d|[234]\d)/u.test(decodeURIComponent(address.href)), () => new Promise(() => undefined));
  await page.goto(at(url, "bench"));
  await page.locator(".served").getByText("LineScan-1").click();
  await expect.poll(() => page.locator(".trials tbody tr").count()).toBe(8);
  await page.keyboard.press("Escape");
  await page.getByText("Reading was stopped: 8 of 40 trials are here.").waitFor();
  await page.waitForFunction(() => document.querySelector("#read .stale") === null);
  expect(await page.locator(".trials tbody tr").count()).toBe(8);
}, { folder }), PATIENT);

test("what one trial gives has no interval, and says so", () => withPage(async (page, url) => {
  await page.goto(at(url, "bench"));
  await page.locator('input[aria-label="Files to open"]').setInputFiles(join(folder, "synapse.nwb"));
  await page.locator(".read .result").waitFor();
  for (const row of ["ΔF/F", "Soma"]) {
    const value = page.locator(".stack-row").filter({ has: page.locator(`.plot[aria-label^="${row}"]`) }).locator(".value");
    expect(await value.innerText()).toMatch(/no interval/);
  }
}), PATIENT);

describe("on paper a virtual recording has its seed and its hash", () => {
  test("the rig's run", () => withPage(async (page, url) => {
    await page.goto(at(url, "rig?experiment=action-potential&trial=1"));
    await ended(page, 5);
    const said = page.locator(".printed-recording");
    const { recording } = simulateHere(readProtocol(readFileSync(new URL("../../../paper/action-potential.yaml", import.meta.url), "utf8")));
    await expect.poll(() => said.textContent()).toContain(await recordingHash(recording));
    expect(await said.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    await said.waitFor();
    expect(await said.innerText()).toContain(`Seed ${recording.provenance.settings["seed"] ?? ""}, 5 trials.`);
  }), PATIENT);
  test("a file of one, on the bench", () => withPage(async (page, url) => {
    await page.goto(at(url, "bench"));
    await page.locator('input[aria-label="Files to open"]').setInputFiles(join(folder, "synapse.nwb"));
    await page.locator(".read .result").waitFor();
    await expect.poll(() => page.locator(".printed-recording").textContent()).toContain(await recordingHash(many));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".printed-recording").innerText()).toContain("Seed 2, 40 trials.");
  }), PATIENT);
});

describe("what leaves the bench says whether the truth was on screen", () => {
  test.each([["shown", true], ["not shown", false]] as const)("%s", (said, look) => withPage(async (page, url) => {
    await page.goto(at(url, "rig?experiment=action-potential&trial=1"));
    await ended(page, 5);
    if (look) {
      await page.keyboard.press("t");
      await page.locator(".stack-row.truth canvas").waitFor();
      await ended(page, 5);
      await page.keyboard.press("t");
    }
    await page.getByRole("button", { name: "Open in Bench" }).click();
    await page.locator("#bench-panel").waitFor();
    const saved = async (button: string): Promise<string> => {
      const what = page.locator("#export").getByRole("button", { name: button, exact: true });
      await expect.poll(() => what.isEnabled()).toBe(true);
      const [download] = await Promise.all([page.waitForEvent("download"), what.click()]);
      return download.path();
    };
    expect(JSON.parse(readFileSync(await saved("Parameters file"), "utf8"))).toMatchObject({ truth: said });
    expect(readProtocol(readFileSync(await saved("Protocol file"), "utf8")).stimuli).toHaveProperty("AP");
    expect(readFileSync(await saved("The report as one HTML page"), "utf8")).toContain(`truth ${look ? "was" : "was not"} on screen`);
    expect((await open(await saved("The recording as NWB"))).provenance.settings).toMatchObject({ "truth on screen": said });
  }), PATIENT);
});

test("a number of a mechanism that was typed is heard like any other: its first look needs no new cell", () => withPage(async (page) => {
  const LEAK = "parameter g = 0.5 mS/cm² from 0 mS/cm² to 2 mS/cm²\nreads v in mV\ncurrent total = g · (v + 90 mV)\n";
  const text = `name: A spike\nelectrode: { mode: current clamp, holding: -70 mV }\nstimuli:\n  AP: { kind: action potentials, at: 40 ms }\ntrials: 2\nduration: 120 ms\nmechanisms: { leaky: { in: soma, text: ${JSON.stringify(LEAK)} } }\n`;
  await page.locator(".laser").waitFor();
  await page.locator('input[aria-label="Protocol file to open"]').setInputFiles({ name: "own.yaml", mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.getByRole("heading", { name: "A spike" }).waitFor();
  await ended(page, 2);
  /** ms on the rig's thread of each first look at another value; the first has another machine made for what follows. */
  const looks = async (name: string, values: readonly string[]): Promise<number[]> => {
    const all: number[] = [];
    for (const value of values) {
      await page.evaluate(() => { performance.clearMeasures("change to picture"); });
      await page.getByRole("slider", { name, exact: true }).evaluate((slider, to) => {
        (slider as HTMLInputElement).value = to;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        slider.dispatchEvent(new Event("change", { bubbles: true }));
      }, value);
      await page.waitForFunction(() => performance.getEntriesByName("change to picture").length > 0);
      all.push(await page.evaluate(() => ((performance.getEntriesByName("change to picture").at(-1) as PerformanceMeasure).detail as { computed: number }).computed));
      await ended(page, 2);
      await page.waitForTimeout(1500);
    }
    return all.slice(1).toSorted((a, b) => a - b);
  };
  const middle = (all: readonly number[]): number => all[Math.floor(all.length / 2)] ?? Infinity;
  const laser = middle(await looks("Laser", ["11", "12", "13", "14"]));
  const written = middle(await looks("g of leaky", ["0.6", "0.7", "0.8", "0.9"]));
  console.info(`first look, ms: laser ${laser.toFixed(0)}, written mechanism ${written.toFixed(0)}`);
  // A cell of its own takes several times as long, on any machine.
  expect(written).toBeLessThan(2.5 * laser + 20);
}), PATIENT);
