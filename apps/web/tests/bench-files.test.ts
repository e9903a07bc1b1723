/** Files as people have them, dropped by a hand on the bench: a browser's own drop, with real files and folders. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRefusal, measure, twoStateSynapse, writeNwb, writeOmeTiff, type Recording } from "radiatum";
import { open } from "radiatum/node";
import { randomStream } from "../../../src/random/index.js";
import { sampleFolder } from "../../../validation/samples.js";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-drop-"));
const at = (name: string): string => join(folder, name);
const recording = twoStateSynapse(4);
const [scan] = recording.lineScans;
if (!scan) throw new Error("the demonstration has a line scan");
/** So noisy that successes and failures can't be told apart. */
const random = randomStream(6, 0, 0);
const noisy: Recording = {
  ...recording, sweeps: [],
  lineScans: [{ ...scan, trials: scan.trials.map((trial) => ({ ...trial, pixels: trial.pixels.map((pixels) => pixels && Uint16Array.from(pixels, (value) => Math.max(0, Math.round(value + 200 * random.normal())))) })) }],
};
/** One channel, and nothing that says when it was stimulated. */
const bare: Recording = {
  ...recording, sweeps: [], events: [], regions: [],
  lineScans: [{ ...scan, channels: scan.channels.slice(1), trials: scan.trials.map((trial) => ({ ...trial, pixels: trial.pixels.slice(1) })) }],
};
beforeAll(async () => {
  writeFileSync(at("noisy.nwb"), await writeNwb(noisy, { version: "0" }));
  writeFileSync(at("bare.ome.tif"), writeOmeTiff(bare));
  writeFileSync(at("broken.abf"), "PK\u0003\u0004 an archive, by its first bytes");
});
afterAll(() => { rmSync(folder, { recursive: true }); });

const bench = (url: string, said = ""): string => `${url.replace(/#.*$/, "")}#/bench${said}`;
const axe = readFileSync(new URL("../../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
async function complaints(page: Page): Promise<unknown> {
  await page.evaluate(axe);
  return page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]))");
}

/** What a hand does: the browser itself makes the DataTransfer, with an entry for each file and folder. */
async function dropped(page: Page, ...files: string[]): Promise<void> {
  await page.getByText("Drop a recording here").waitFor();
  await letGo(page, files);
}
async function letGo(page: Page, files: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) await session.send("Input.dispatchDragEvent", { type, x: 400, y: 300, data });
}

const samples = sampleFolder();
describe.skipIf(samples === undefined)("real files, dropped", () => {
  const prairie = join(samples ?? "", "bruker-prairie", "LineScan-11182022-1250-763");
  const abf = join(samples ?? "", "abf1", "File_axon_3.abf");

  test("an OME image without time is told for what it is, not blamed on choices that nobody made", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url));
      await dropped(page, join(samples ?? "", "ome-tiff", "avivator_multi-channel.ome.tif"));
      const message = page.locator(".read .message");
      await message.getByText("No line scan with time, as far as the file says").waitFor();
      expect(await message.innerText()).toContain("1 picture of 439 × 167 pixels");
      expect(await page.getByRole("button", { name: "Undo the last choice" }).count()).toBe(0);
      await message.getByRole("button", { name: "Measure without background" }).click();
      await page.getByText("No line scan with time").waitFor({ state: "detached" });
    }));

  test("ScanImage's frames are frames, and it is said that nothing of time is in them", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url));
      await dropped(page, join(samples ?? "", "scanimage-tiff", "SI3_Blank-IPA_1s_16r_032.tif"));
      await page.locator(".read .message").getByText("Frames, no line scan").waitFor();
      expect(await page.locator(".within").innerText()).toContain("Channel 2, 30 frames");
      expect(await page.locator(".stack .label h2").first().innerText()).toBe("Frame");
      expect(await complaints(page)).toEqual([]);
    }));

  test("a Prairie folder is read with all beneath it, and measured as the library measures it", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url));
      await dropped(page, prairie);
      await page.getByRole("heading", { level: 1, name: "Bench: LineScan-11182022-1250-763" }).waitFor({ state: "attached" });
      const own = measure(await open(prairie));
      const rows = page.locator(".trials tbody tr");
      await expect.poll(() => rows.count()).toBe(own.trials.length);
      await expect.poll(() => rows.first().innerText()).toContain(own.trials[0]?.amplitude?.toFixed(1) ?? "-");
    }));

  test("an ABF opens on what its electrode says, asks when it was stimulated, and is measured from what the file offers", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url));
      await dropped(page, abf);
      await page.getByText("When did the stimulus come?").waitFor();
      expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Electrode", "Voltage"]);
      expect(await complaints(page)).toEqual([]);
      await page.locator(".read .message").getByRole("button", { name: /digital OUT 3/ }).click();
      const own = measure(await open(abf), { stimulus: "16.1ms,17.85ms" });
      const amplitude = own.soma?.amplitude;
      if (!amplitude || isRefusal(amplitude)) await page.getByText(amplitude?.refused.slice(0, 40) ?? "").first().waitFor();
      else await page.locator(".read").getByText(amplitude.value.toFixed(1).replace("-", "−")).first().waitFor();
      await expect.poll(() => decodeURIComponent(page.url())).toContain("stimulus=16.1ms,17.85ms");
      // Two clicks on the trace: the mean between them, over all sweeps.
      const plot = page.locator(".stack .plot").first();
      await plot.click({ position: { x: 200, y: 60 } });
      await plot.click({ position: { x: 320, y: 60 } });
      await page.getByText("Mean over sweeps").waitFor();
      expect(await complaints(page)).toEqual([]);
    }));

  test("a folder and an ABF at once: the electrode's sweeps stand beneath the line scan, trial for trial", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url));
      await dropped(page, prairie, abf);
      await page.getByRole("heading", { level: 1, name: /LineScan-11182022/ }).waitFor({ state: "attached" });
      await page.getByText("Opened, electrode of File_axon_3.abf joined").waitFor();
      await page.locator(".stack-row", { hasText: "Soma V" }).waitFor();
      await expect.poll(() => decodeURIComponent(page.url())).toContain("ephys=File_axon_3.abf");
    }));
});

test("an OME-TIFF of one channel without a stimulus says what to do, and is measured once it is told", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    await dropped(page, at("bare.ome.tif"));
    const asked = page.locator(".read .message", { hasText: "When did the stimulus come?" });
    await asked.waitFor();
    await asked.getByLabel("Stimulus times").fill("50 lines");
    await page.keyboard.press("Enter");
    await asked.waitFor({ state: "detached" });
    await page.locator(".read .result").waitFor();
  }));

test("trials that can't be told apart are undecided on the page, with what would help, and the rig tries it", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    await dropped(page, at("noisy.nwb"));
    const help = page.locator(".section", { hasText: "What would help" });
    await help.waitFor();
    const { amplitudes } = measure(await open(at("noisy.nwb")));
    expect(amplitudes?.separation).toBeDefined();
    expect(await help.innerText()).toContain(`${Number(amplitudes?.separation?.photons.toPrecision(2))} times the photons`);
    expect(new Set(await page.locator(".trials .call").allInnerTexts())).toEqual(new Set(["undecided"]));
    expect(await complaints(page)).toEqual([]);
    await help.getByRole("button", { name: "Try it in the rig" }).click();
    await page.locator("#spoken", { hasText: `${Number(amplitudes?.separation?.power.toPrecision(2))} times what it was` }).waitFor();
  }));

test("an NWB file with a line scan of its own, dropped on a recording that is open, is opened, not taken for its electrode's", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    await dropped(page, at("bare.ome.tif"));
    await page.getByRole("heading", { level: 1, name: "Bench: bare.ome.tif" }).waitFor({ state: "attached" });
    await letGo(page, [at("noisy.nwb")]);
    await page.getByRole("heading", { level: 1, name: "Bench: noisy.nwb" }).waitFor({ state: "attached" });
    await page.locator(".section", { hasText: "What would help" }).waitFor();
    expect(decodeURIComponent(page.url())).not.toContain("ephys=");
  }));

test("a link to another run's measurements runs that one, whatever the rig ran last", () =>
  withPage(async (page, url) => {
    const text = "name: Linked\nstimuli: { shock: [{ kind: synaptic, at: 20 ms }] }\ntrials: 3\nduration: 60 ms\nimaging: { kind: line scan, pixels: 24 }\n";
    await page.goto(bench(url).replace("#/bench", "#/rig?experiment=action-potential&trial=1"));
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await page.evaluate((hash) => { location.hash = hash; }, `#/bench?recording=rig&experiment=blank&protocol=${pack(text)}`);
    await page.getByRole("heading", { level: 1, name: "Bench: Linked" }).waitFor({ state: "attached" });
    await expect.poll(() => page.locator(".trials tbody tr").count()).toBe(3);
  }));

test("a link to a run's measurements runs it again, with what was chosen", () =>
  withPage(async (page, url) => {
    const text = "name: Linked\nstimuli: { shock: [{ kind: synaptic, at: 20 ms }] }\ntrials: 3\nduration: 60 ms\nimaging: { kind: line scan, pixels: 24 }\n";
    await page.goto("about:blank");
    await page.goto(bench(url, `?recording=rig&experiment=blank&protocol=${pack(text)}&trial=2&out=${encodeURIComponent("1:cell moved")}`));
    await page.getByRole("heading", { level: 1, name: "Bench: Linked" }).waitFor({ state: "attached" });
    await page.getByText("2 of 3 in, 1 left out with a reason").waitFor();
    expect(await page.locator(".trials tr.chosen").getAttribute("data-trial")).toBe("1");
  }));

test("why no trial could be called stands above the table, once, and not beside every trial", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    await dropped(page, at("bare.ome.tif"));
    await page.locator(".trials-head").filter({ hasText: "none called: No stimulus time is known" }).waitFor();
    expect(await page.locator(".trials tbody tr").count()).toBeGreaterThan(1);
    expect((await page.locator(".trials td.note-column").allInnerTexts()).join("").trim()).toBe("");
  }));

test.each(["dark", "light"] as const)("a file that can't be opened gives axe nothing to complain of, %s", (theme) =>
  withPage(async (page, url) => {
    await page.goto(bench(url, `?theme=${theme}`));
    await dropped(page, at("broken.abf"));
    await page.getByRole("alert").waitFor();
    expect(await complaints(page)).toEqual([]);
  }));
