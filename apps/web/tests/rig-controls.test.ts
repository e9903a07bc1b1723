/** The rig's controls, one by one: what is set at the left is seen in the pictures, the numbers beside them and the protocol file. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { withPage } from "./browser.js";
import {
  anotherStrip, ended, field, FLASH, gutter, labelOf, measured, opened, PATIENT, picture, pictureIn, press, pressed, protocolOf, refusal, SOON, SPIKE, strip, typed,
} from "./on-the-rig.js";

/** Control; APV washing in over a minute, a trial every 10 s; and out again. */
const WASH = `name: In and out
electrode: { mode: voltage clamp, holding: -70 mV }
stimuli:
  flash: { kind: uncaging, at: 20 ms }
conditions:
  control:
  APV: { drugs: { D-APV: 50 µM }, wait: 0 min, wash: 1 min }
  washed: { wait: 0 min, wash: 1 min }
runs:
  - { stimulus: flash, condition: control, trials: 1 }
  - { stimulus: flash, condition: APV, trials: 12 }
  - { stimulus: flash, condition: washed, trials: 20 }
duration: 40 ms
imaging: { kind: line scan, pixels: 32 }
`;
const drug = async (page: Page, dose: string): Promise<string> =>
  (await page.locator(".drug").filter({ has: page.getByRole("textbox", { name: dose }) }).locator("> .unit").innerText()).trim();
const look = (page: Page, trial: number): Promise<void> => page.locator(".trial-cells button").nth(trial - 1).click();
const SEED_OF_SPINE = "Seed of the spine's draw; empty for the typical spine";

describe("the bath", () => {
  test("more Mg²⁺ keeps calcium out of the spine, less Ca²⁺ lets less in; both are typed with units and stand in the protocol", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const first = await measured(page, "ΔF/F");
    await typed(page, "Magnesium in the bath, mM", "2000 µM");
    await expect.poll(() => measured(page, "ΔF/F"), SOON).toBeLessThan(0.4 * first);
    await ended(page, 3);
    await typed(page, "Magnesium in the bath, mM", "0.1 mM");
    await expect.poll(() => measured(page, "ΔF/F"), SOON).toBe(first);
    expect(await field(page, "Magnesium in the bath, mM").inputValue()).toBe("0.1");
    await ended(page, 3);
    await typed(page, "Calcium in the bath, mM", "0.5");
    await expect.poll(() => measured(page, "ΔF/F"), SOON).toBeLessThan(0.8 * first);
    expect((await protocolOf(page)).conditions[0]?.bath).toEqual({ calcium: "0.5 mM", magnesium: "0.1 mM" });
  }), PATIENT);

  test("a dose waits behind its valve; open, it takes the current; another drug is added to the rows, goes in and out", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const [control, valve] = [await strip(page), page.getByRole("switch", { name: "Valve of CNQX" })];
    await typed(page, "Dose of CNQX, µM", "0.2 mM");
    expect(await drug(page, "Dose of CNQX")).toBe("off");
    await valve.click();
    const blocked = await anotherStrip(page, control);
    expect(await drug(page, "Dose of CNQX")).toBe("on");
    expect((await protocolOf(page)).conditions[0]?.drugs).toEqual([{ name: "CNQX", dose: "0.2 mM" }]);
    await typed(page, "Dose of CNQX, µM", "1");
    const partly = await anotherStrip(page, blocked);
    expect(partly).not.toBe(control);
    await page.getByRole("button", { name: "Add a drug" }).click();
    await page.getByRole("combobox", { name: "Drug to add" }).selectOption("NBQX");
    expect(await field(page, "Dose of NBQX, µM").inputValue()).toBe("10");
    expect(await strip(page)).toBe(partly);
    await page.getByRole("switch", { name: "Valve of NBQX" }).click();
    await anotherStrip(page, partly);
    expect((await protocolOf(page)).conditions[0]?.drugs).toEqual([{ name: "CNQX", dose: "1 µM" }, { name: "NBQX", dose: "10 µM" }]);
    await page.getByRole("switch", { name: "Valve of NBQX" }).click();
    await expect.poll(() => strip(page), SOON).toBe(partly);
    await valve.click();
    await expect.poll(() => strip(page), SOON).toBe(control);
    await ended(page, 3);
    expect((await protocolOf(page)).conditions[0]?.drugs).toEqual([]);
    expect(await gutter(page, "Soma")).toContain("EPSC");
  }), PATIENT);

  test("a dose that can't be is refused behind a shut valve, too, and the drug's row lives on", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const before = await strip(page);
    for (const [wrong, why] of [
      ["banana", '"banana" is not a dose: write a number and a unit, like "1 µM".'], ["-3", "−3 µM is out of range; expected from 0 µM to 100 mM."],
      ["20 mV", '"20 mV" is not a dose: it is in mV, and µM is needed.'], ["1 M", "1 M is out of range; expected from 0 µM to 100 mM."],
    ] as const) {
      await typed(page, "Dose of CNQX, µM", wrong);
      await expect.poll(() => refusal(page, "Dose of CNQX, µM")).toBe(why);
      expect(await field(page, "Dose of CNQX, µM").inputValue()).toBe(wrong);
    }
    await typed(page, "Dose of CNQX, µM", "7 µM");
    await expect.poll(() => refusal(page, "Dose of CNQX, µM")).toBe("");
    await page.getByRole("switch", { name: "Valve of CNQX" }).click();
    await anotherStrip(page, before);
    expect((await protocolOf(page)).conditions[0]?.drugs).toEqual([{ name: "CNQX", dose: "7 µM" }]);
  }), PATIENT);

  test("a drug's row says how far it has washed in or out, by the dose that was given, and how many trials are to go; another time constant is another wash", () => withPage(async (page, url) => {
    await opened(page, url, WASH);
    const apv = (): Promise<string> => drug(page, "Dose of D-APV");
    expect(await apv()).toBe("off");
    // 1 − exp(−k/6) of the dose k trials after the change; within a twentieth of the twelfth trial's at k = 10.
    for (const [trial, words] of [[2, "washing in, 0 %, 10 trials to go"], [8, "washing in, 63 %, 4 trials to go"], [11, "washing in, 78 %, 1 trial to go"], [13, "washing in, 84 %"]] as const) {
      await look(page, trial);
      await expect.poll(apv).toBe(words);
    }
    expect(Number.parseFloat(await page.locator(".drug .wash b").first().evaluate((bar) => bar.style.width))).toBeCloseTo(84, 0);
    // 86 % are there when the solution is changed; a twentieth of the dose is left 18 trials later.
    for (const [trial, words] of [[14, "washing out, 86 % left, 18 trials to go"], [18, "washing out, 44 % left, 14 trials to go"], [31, "washing out, 5 % left, 1 trial to go"], [33, "washing out, 4 % left"]] as const) {
      await look(page, trial);
      await expect.poll(apv).toBe(words);
    }
    await look(page, 8);
    await typed(page, "Wash, time constant, min", "2 min");
    await expect.poll(apv, SOON).toBe("washing in, 39 %, 5 trials to go");
    await ended(page, 33);
    expect((await protocolOf(page)).conditions.map(({ wash }) => wash)).toEqual(["2 min", "2 min", "1 min"]);
  }), PATIENT);
});

describe("electrode and microscope", () => {
  test("the clamp is voltage's or current's: the soma's row is read in pA or in mV, and back again as it was", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const clamped = await strip(page);
    expect(await labelOf(page, "Soma")).toBe("Soma I held at −70 mV");
    expect(await gutter(page, "Soma")).toMatch(/^EPSC −\d+\.\d pA/u);
    await press(page, "Clamp", "Current");
    await anotherStrip(page, clamped);
    expect(await labelOf(page, "Soma")).toBe("Soma V held at −70 mV");
    await expect.poll(() => gutter(page, "Soma"), SOON).toMatch(/^EPSP \d+\.\d mV/u);
    expect((await protocolOf(page)).electrode.mode).toBe("current clamp");
    await press(page, "Clamp", "Voltage");
    await expect.poll(() => strip(page), SOON).toBe(clamped);
    expect(await labelOf(page, "Soma")).toContain("Soma I");
  }), PATIENT);

  test("current pulses can't be given under voltage clamp: a sentence says what can, and the clamp stays what it is", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const before = await strip(page);
    await press(page, "Clamp", "Voltage");
    await page.getByRole("alert").filter({ hasText: "can't be injected in voltage clamp; use the kind \"step\"" }).waitFor();
    expect(await pressed(page, "Clamp").innerText()).toBe("Current");
    expect(await labelOf(page, "Soma")).toContain("Soma V");
    expect(await strip(page)).toBe(before);
  }), PATIENT);

  test("another dye is another response, less of it less light, none no picture and a sentence why; with the first all is as it was", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const [first, dye, light] = [await strip(page), page.getByRole("combobox", { name: "Dye", exact: true }), async (): Promise<number> => Number.parseFloat(await page.locator(".lut-end").first().innerText())];
    const [response, brightest] = [await measured(page, "ΔF/F"), await light()];
    await dye.selectOption("Fluo-4");
    const fluo = await anotherStrip(page, first);
    await expect.poll(() => measured(page, "ΔF/F"), SOON).toBeGreaterThan(1.5 * response);
    await dye.selectOption("none");
    await expect.poll(() => page.locator('[role=figure][aria-label^="Line scan"] canvas').count(), SOON).toBe(0);
    await page.getByText("There is no dye in the pipette, so there is no light to read.").waitFor();
    expect(await page.locator(".lut").count()).toBe(0);
    expect(await field(page, "Dye concentration, µM").count()).toBe(0);
    expect((await protocolOf(page)).pipette.dye).toBeNull();
    await dye.selectOption("calcium green-1");
    await expect.poll(() => strip(page), SOON).toBe(first);
    await ended(page, 3);
    expect(fluo).not.toBe(first);
    await typed(page, "Dye concentration, µM", "0.05 mM");
    await anotherStrip(page, first);
    await expect.poll(light, SOON).toBeLessThan(0.6 * brightest);
    expect((await protocolOf(page)).pipette.dye).toEqual({ name: "calcium green-1", concentration: "0.05 mM" });
  }), PATIENT);

  test("a dye that the protocol brings along is the one chosen in the list of dyes", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE.replace("electrode:", "pipette: { dye: { name: X-1, concentration: 100 µM, kd: 300 nM, dynamicRange: 5 } }\nelectrode:"));
    const dye = page.getByRole("combobox", { name: "Dye", exact: true });
    await expect.poll(() => dye.evaluate((list) => (list as HTMLSelectElement).selectedOptions[0]?.text)).toBe("X-1");
    expect(await dye.locator("option").allTextContents()).toEqual(expect.arrayContaining(["none", "calcium green-1", "X-1"]));
  }), PATIENT);

  test("a line takes as long as is typed: fewer lines, another picture, and the heading says it; in kilometres it takes no time", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const [before, scan, trace] = [await strip(page), await picture(page, "Line scan"), await picture(page, "ΔF/F")];
    await page.locator('[role=figure][aria-label="Line scan. 48 pixels, one line every 2 ms."]').waitFor();
    await typed(page, "Line period, ms", "4000 µs");
    await page.locator('[role=figure][aria-label="Line scan. 48 pixels, one line every 4 ms."]').waitFor();
    await anotherStrip(page, before);
    expect(await picture(page, "Line scan")).not.toBe(scan);
    expect(await picture(page, "ΔF/F")).not.toBe(trace);
    expect(await page.getByRole("region", { name: "Microscope" }).locator("header .unit").innerText()).toBe("4000 µs line, 48 px");
    expect((await protocolOf(page)).imaging).toMatchObject({ kind: "line scan", period: "4000 µs" });
    await typed(page, "Line period, ms", "4 km");
    await expect.poll(() => refusal(page, "Line period, ms")).toContain("4 km");
    expect((await protocolOf(page)).imaging).toMatchObject({ period: "4000 µs" });
  }), PATIENT);
});

describe("the run", () => {
  test("another seed is another chance, the same seed the same pictures; as many trials as are typed stand in the strip", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const [first, scan] = [await strip(page), await picture(page, "Line scan")];
    await typed(page, "Seed", "2");
    await anotherStrip(page, first);
    expect(await picture(page, "Line scan")).not.toBe(scan);
    await page.getByText("Seed 2", { exact: true }).waitFor();
    expect((await protocolOf(page)).seed).toBe(2);
    await typed(page, "Seed", "1");
    await expect.poll(() => strip(page), SOON).toBe(first);
    await expect.poll(() => picture(page, "Line scan"), SOON).toBe(scan);
    await typed(page, "Trials of this stimulus and condition", "5");
    await ended(page, 5);
    expect(await page.locator(".trial-cells svg").count()).toBe(5);
    expect(await page.getByRole("region", { name: "Run" }).locator("header").innerText()).toContain("5 trials");
    // The first three are what they were: chance goes from trial to trial.
    expect(await strip(page)).toContain(first);
    expect((await protocolOf(page)).runs[0]?.trials).toBe(5);
  }), PATIENT);

  test.each([["Seed", ["banana", "-3", "1.5"]], ["Trials of this stimulus and condition", ["banana", "-2", "0"]]])("%s: “banana” and what else can't be stays in the field with its sentence and changes nothing; Esc takes it back", (name, all) => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const [before, address, value] = [await strip(page), page.url(), await field(page, name).inputValue()];
    for (const wrong of all) {
      await typed(page, name, wrong);
      await expect.poll(() => refusal(page, name)).toMatch(/whole number from [01] to \d+\.$/u);
      expect(await refusal(page, name)).toContain(wrong);
      await page.getByText("The change was not taken").waitFor();
      expect([await field(page, name).inputValue(), await field(page, name).getAttribute("aria-invalid")]).toEqual([wrong, "true"]);
      await ended(page, 3);
      expect([await strip(page), page.url()]).toEqual([before, address]);
      await field(page, name).press("Escape");
      expect([await field(page, name).inputValue(), await field(page, name).getAttribute("aria-invalid"), await refusal(page, name)]).toEqual([value, "false", ""]);
    }
  }), PATIENT);

  test("in real time a head runs through each trial, which takes as long as it does; fast there is none", () => withPage(async (page, url) => {
    const long = SPIKE.replace("120 ms", "400 ms");
    await opened(page, url, long);
    const again = async (pace: string): Promise<{ ms: number; head: boolean }> => {
      await press(page, "Pace of what is shown", pace);
      expect(await pressed(page, "Pace of what is shown").innerText()).toBe(pace);
      await page.evaluate(() => {
        delete document.documentElement.dataset["head"];
        const watch = (): void => {
          if (document.querySelector('.stack path[stroke="var(--live)"]')) document.documentElement.dataset["head"] = "seen";
          if (document.documentElement.dataset["watched"] === "") requestAnimationFrame(watch);
        };
        document.documentElement.dataset["watched"] = "";
        watch();
      });
      const begun = performance.now();
      await page.getByRole("button", { name: "Run again" }).click();
      await page.locator(".laser").filter({ hasText: "Laser on" }).waitFor();
      await page.getByRole("button", { name: "Run again" }).waitFor();
      const ms = performance.now() - begun;
      return { ms, head: await page.evaluate(() => { delete document.documentElement.dataset["watched"]; return document.documentElement.dataset["head"] === "seen"; }) };
    };
    const real = await again("real time");
    expect(real.head).toBe(true);
    expect(real.ms).toBeGreaterThan(3 * 400);
    expect((await again("fast")).head).toBe(false);
    await ended(page, 3);
  }), PATIENT);

  test("another set of parameters is another spine: other responses, and the set stands over the table and in the protocol", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const [before, response] = [await strip(page), await measured(page, "ΔF/F")];
    await page.getByRole("combobox", { name: "Parameter set" }).selectOption("sabatini-2002");
    await anotherStrip(page, before);
    await ended(page, 3);
    expect(await measured(page, "ΔF/F")).not.toBe(response);
    expect((await protocolOf(page)).parameters).toBe("sabatini-2002");
    await page.getByRole("button", { name: "Table", exact: true }).click();
    await page.getByRole("dialog", { name: "Parameters" }).getByText(/^sabatini-2002, \d+ values$/u).waitFor();
  }), PATIENT);

  test("a blank experiment begins from the picker: its own name, its sixty trials, its protocol", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    await page.locator(".pick").click();
    await page.getByRole("option", { name: "Blank" }).click();
    await page.getByRole("heading", { name: "Blank experiment" }).waitFor();
    await expect.poll(() => page.locator(".trial-cells button").count(), SOON).toBe(60);
    await page.locator(".trial-cells svg").first().waitFor();
    await page.waitForURL((now) => now.hash === "#/rig?experiment=blank");
    expect(await page.locator(".pick").innerText()).toBe("Blank");
    const { name, stimuli, conditions } = await protocolOf(page);
    expect([name, Object.keys(stimuli), conditions.map((one) => one.name)]).toEqual(["Blank experiment", ["AP", "EPSP", "paired"], ["control", "APV"]]);
  }), PATIENT);
});

describe("the spine", () => {
  test("it sits where it is put: the square on the cell goes there, responses are others; where there is no dendrite it stays", () => withPage(async (page, url) => {
    await opened(page, url, FLASH);
    const cell = (): Promise<number> => pictureIn(page, '[role=slider][aria-label^="CA1 pyramidal cell"]');
    await page.locator(".field-beside").waitFor();
    await page.locator('[role=slider][aria-label^="CA1 pyramidal cell"] canvas').waitFor();
    const [before, oblique] = [await strip(page), await cell()];
    await page.getByRole("combobox", { name: "Dendrite that the spine sits on" }).selectOption("basal");
    const basal = await anotherStrip(page, before);
    await expect.poll(cell, SOON).not.toBe(oblique);
    await ended(page, 3);
    await typed(page, "Distance of the spine from the soma, µm", "0.06 mm");
    const near = await anotherStrip(page, basal);
    await page.getByText("0.06 mm from the soma").waitFor();
    await ended(page, 3);
    expect((await protocolOf(page)).spines).toMatchObject([{ dendrite: "basal", distance: "0.06 mm" }]);
    await typed(page, "Distance of the spine from the soma, µm", "3 mm");
    await expect.poll(() => refusal(page, "Distance of the spine from the soma, µm")).toMatch(/there is no basal dendrite; .* the nearest place is at \d+ µm\.$/u);
    await ended(page, 3);
    expect(await strip(page)).toBe(near);
    expect((await protocolOf(page)).spines).toMatchObject([{ distance: "0.06 mm" }]);
  }), PATIENT);

  test("drawn by a number it is one of the population, emptied the typical one again, with what it was given of its own; “banana” is no number", () => withPage(async (page, url) => {
    await opened(page, url, FLASH.replace("stimuli:", "spines: [{ name: spine, with: { headVolume: 0.2 µm³ } }]\nstimuli:"));
    const [typical, words] = [await strip(page), page.getByRole("region", { name: "Where" }).locator(".row").filter({ hasText: "Drawn as" }).locator("> .unit")];
    expect(await words.innerText()).toBe("the typical spine");
    await typed(page, SEED_OF_SPINE, "7");
    const drawn = await anotherStrip(page, typical);
    expect(await words.innerText()).toBe("one of the population, by seed");
    expect((await protocolOf(page)).spines).toMatchObject([{ draw: 7, with: { headVolume: "0.2 µm³" } }]);
    await typed(page, SEED_OF_SPINE, "banana");
    await expect.poll(() => refusal(page, SEED_OF_SPINE)).toContain('"banana" is not a whole number');
    await ended(page, 3);
    expect(await strip(page)).toBe(drawn);
    await typed(page, SEED_OF_SPINE, "");
    await expect.poll(() => strip(page), SOON).toBe(typical);
    await ended(page, 3);
    expect(await field(page, SEED_OF_SPINE).inputValue()).toBe("typical");
    expect((await protocolOf(page)).spines).toEqual([{ name: "spine", dendrite: "oblique", distance: "120 µm", with: { headVolume: "0.2 µm³" } }]);
  }), PATIENT);
});
