/** The rig in a real browser: it runs at first sight, hears every change, can be stopped, and a link finds it again. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { violations } from "./axe.js";
import { withPage } from "./browser.js";

const PATIENT = 180_000;
const bare = (url: string): string => url.replace(/#.*$/, "");
const rig = (url: string, said: string): string => `${bare(url)}#/rig${said}`;
const came = (page: Page): Promise<number> => page.locator(".trial-cells svg").count();
async function atLeast(page: Page, trials: number): Promise<void> {
  await page.waitForFunction((count) => document.querySelectorAll(".trial-cells svg").length >= count, trials);
}
/** Everything that is said about the run. */
const state = (page: Page): Promise<string> => page.locator(".laser").innerText();
/** The ΔF/F canvas as bytes: what is drawn there. */
const drawn = (page: Page, row: string): Promise<string> =>
  page.locator(`[role=figure][aria-label^="${row}"] canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
/** Five trials of one action potential: enough to look at, soon done. */
const SHORT = "?experiment=action-potential&trial=1";
const QUESTION = "Does one action potential bring calcium into a spine?";
/** What is there already is another experiment's, until the heading has changed. */
async function short(page: Page, url: string, more = ""): Promise<void> {
  await page.goto(rig(url, SHORT + more));
  await page.getByRole("heading", { name: QUESTION }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".trial-cells button").length === 5);
  await atLeast(page, 5);
}
const moveFader = async (page: Page, name: string, value: string): Promise<void> => {
  await page.getByRole("slider", { name, exact: true }).evaluate((slider, to) => {
    (slider as HTMLInputElement).value = to;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  }, value);
};

describe("the rig", () => {
  test("at first sight the paper's minimal stimulation is running, and trials come in", () => withPage(async (page) => {
    await expect(page.title()).resolves.toBe("Radiatum");
    await page.getByRole("heading", { name: "Does every calcium failure mean a release failure?" }).waitFor();
    await atLeast(page, 2);
    expect(await state(page)).toMatch(/Laser on, trial\s+\d+\s+of 52/);
    expect(await page.locator(".pick").innerText()).toContain("Fig. 6");
  }), PATIENT);

  test("once in sight the rig is never taken away again, whatever is still on its way; its run is the bench's when it ends", () => withPage(async (page, url) => {
    await page.addInitScript(() => {
      new MutationObserver(() => {
        const root = document.documentElement;
        if (document.querySelector("main.columns")) root.dataset["rigSeen"] = "";
        else if (root.dataset["rigSeen"] !== undefined && location.hash.startsWith("#/rig")) root.dataset["rigTaken"] = "";
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(rig(url, SHORT));
    await page.reload();
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await page.locator(".field-beside").waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset["rigSeen"])).toBe("");
    expect(await page.evaluate(() => document.documentElement.dataset["rigTaken"])).toBeUndefined();
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Bench" }).click();
    expect(await page.getByRole("button", { name: "Use the rig’s last run" }).isEnabled()).toBe(true);
  }), PATIENT);

  test("the table of parameters: axe finds nothing, an edit keeps the focus, Esc closes it and then the picker", () => withPage(async (page, url) => {
    await short(page, url);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    const table = page.getByRole("dialog", { name: "Parameters" });
    await table.getByLabel("Words of a name or source").fill("nmda");
    expect(await violations(page)).toEqual([]);
    const field = table.getByRole("textbox").first();
    const before = await field.inputValue();
    await field.fill(String(1.01 * Number.parseFloat(before)));
    await page.keyboard.press("Enter");
    await table.getByText("differs from the model’s own").waitFor();
    expect(await field.evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await table.waitFor({ state: "detached" });
    await page.locator(".pick").click();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox", { name: "Experiments" }).waitFor({ state: "detached" });
  }), PATIENT);

  test("the plan follows what is asked: half the width takes four times the trials, twice the d′ twice the power; colours are photons, too", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=minimal-stimulation&trial=7"));
    await page.locator(".laser").filter({ hasText: "52 of 52 trials" }).waitFor({ timeout: 120_000 });
    const plan = page.getByRole("region", { name: "Plan" });
    await page.waitForFunction(() => document.querySelector(".plan:not(.stale)") !== null);
    const said = async (row: number): Promise<number> => Number.parseFloat(await plan.locator(".ask").nth(row).locator(".strong").innerText());
    const [trials, power] = [await said(0), await said(2)];
    const ask = async (name: string, value: string): Promise<void> => {
      await plan.getByRole("textbox", { name }).fill(value);
      await page.keyboard.press("Enter");
    };
    await ask("Half width of the interval", "0.05");
    await ask("d′ that is wanted", "16");
    await expect.poll(() => said(0)).toBeGreaterThan(3.5 * trials);
    expect(await said(0)).toBeLessThan(4.5 * trials);
    expect(await said(2) / power).toBeCloseTo(2, 1);
    await ask("Half width of the interval", "2");
    expect(await plan.getByRole("alert").innerText()).toBe("Between 0 and 0.5, not 2.");
    expect(await page.locator(".lut-words").innerText()).toMatch(/counts\s*photons\s*per pixel/);
  }), PATIENT);

  test("a fader is heard: another picture, another trace, another address; a reload finds the same protocol", () => withPage(async (page, url) => {
    await short(page, url);
    const [scan, trace, before] = [await drawn(page, "Line scan"), await drawn(page, "ΔF/F"), page.url()];
    await moveFader(page, "Laser", "20");
    await page.waitForFunction((old) => location.href !== old, before);
    await page.waitForFunction(([old]) => document.querySelector<HTMLCanvasElement>('[role=figure][aria-label^="Line scan"] canvas')?.toDataURL() !== old, [scan] as const);
    expect(await drawn(page, "ΔF/F")).not.toBe(trace);
    await expect.poll(() => page.url()).toContain("protocol=");
    await page.reload();
    await atLeast(page, 5);
    expect(await page.getByRole("textbox", { name: "Laser, value, mW" }).inputValue()).toBe("20");
  }), PATIENT);

  test("what is typed takes units; what can't be is refused in place and changes nothing", () => withPage(async (page, url) => {
    await short(page, url);
    const field = page.getByRole("textbox", { name: "Calcium in the bath, mM" });
    await field.fill("4000 µM");
    await field.press("Enter");
    await page.waitForFunction(() => location.href.includes("protocol="));
    const after = page.url();
    // As it was typed, with its own unit and no other beside it.
    await field.blur();
    expect(await field.inputValue()).toBe("4000 µM");
    expect(await field.evaluate((input) => input.parentElement?.textContent)).toBe("");
    await field.fill("a lot");
    await field.press("Enter");
    await page.getByRole("alert").filter({ hasText: "a lot" }).first().waitFor();
    await field.fill("");
    await field.press("Enter");
    await page.getByRole("alert").filter({ hasText: /^A value is needed here\.$/ }).waitFor();
    expect(page.url()).toBe(after);
  }), PATIENT);

  test("what was refused takes back nothing but itself: a change of which no trial has come yet is run to its end", () => withPage(async (page, url) => {
    await short(page, url);
    const field = page.getByRole("textbox", { name: "Calcium in the bath, mM" });
    // The second is refused as soon as the first has been read, before it has given a trial.
    await field.evaluate(async (element) => {
      for (const typed of ["4", "a lot"]) {
        (element as HTMLInputElement).value = typed;
        element.dispatchEvent(new Event("change", { bubbles: true }));
        while (!document.querySelector(".trial-cells svg.old")) await new Promise((resolve) => { setTimeout(resolve, 1); });
      }
    });
    await page.getByRole("alert").filter({ hasText: "a lot" }).first().waitFor();
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    await expect.poll(() => page.locator(".trial-cells svg.old").count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
    expect(readProtocol(readFileSync(await download.path(), "utf8")).conditions[0]?.bath.calcium).toBe("4 mM");
  }), PATIENT);

  test("a drug's valve washes it in over the trials, and the strip marks where", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=release-probability"));
    await atLeast(page, 4);
    await page.getByRole("switch", { name: "Valve of D-APV" }).click();
    await page.locator(".trial-cells button.boundary").waitFor();
    await page.waitForFunction(() => location.href.includes("protocol="));
    // Back at the first trial the bath is still without it.
    await page.locator(".trial-cells button").first().click();
    await page.waitForFunction(() => document.querySelector('[aria-label="Valve of D-APV"]')?.getAttribute("aria-checked") === "false");
  }), PATIENT);

  test("Esc stops a run at once and keeps what has come; Space goes on", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=paired-pulse"));
    await atLeast(page, 1);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => /Stopped/.test(document.querySelector(".laser")?.textContent ?? ""));
    const kept = await came(page);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(96);
    await page.keyboard.press(" ");
    await page.waitForFunction((before) => document.querySelectorAll(".trial-cells svg").length > before, kept);
  }), PATIENT);

  test("the truth is off at first, T lays it over and adds its row, and the address says so", () => withPage(async (page, url) => {
    await short(page, url);
    expect(await page.locator(".stack-row.truth").count()).toBe(0);
    await page.keyboard.press("t");
    await page.locator(".stack-row.truth canvas").waitFor();
    await page.getByText("peak in the head").waitFor();
    await expect.poll(() => page.url()).toContain("truth=on");
  }), PATIENT);

  test("the protocol file that the page gives is one that the library reads", () => withPage(async (page, url) => {
    await short(page, url);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
    const protocol = readProtocol(readFileSync(await download.path(), "utf8"));
    expect(protocol.name).toBe("One action potential in spine and shaft");
    expect(protocol.runs[0]?.trials).toBe(5);
  }), PATIENT);

  test("a stack is looked through picture by picture, where no line is scanned", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=cell-and-spines"));
    await page.getByText("1 of 30").waitFor();
    const shown = (): Promise<string> => page.locator(".picture canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const projection = await shown();
    await page.getByRole("slider", { name: "Picture" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("2 of 30").waitFor();
    expect(await shown()).not.toBe(projection);
  }), PATIENT);

  test("a protocol file that is dropped runs, stands in the address, and a reload finds it", () => withPage(async (page, url) => {
    await short(page, url);
    const text = `name: Two spikes of my own\nelectrode: { mode: current clamp, holding: -70 mV }\nstimuli:\n  pair: { kind: action potentials, at: 40 ms, count: 2, frequency: 20 Hz }\ntrials: 3\nduration: 150 ms\n`;
    await page.locator('input[aria-label="Protocol file to open"]').setInputFiles({ name: "own.yaml", mimeType: "application/yaml", buffer: Buffer.from(text) });
    await page.getByRole("heading", { name: "Two spikes of my own" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".trial-cells button").length === 3 && location.href.includes("protocol="));
    await page.reload();
    await page.getByRole("heading", { name: "Two spikes of my own" }).waitFor();
    await atLeast(page, 3);
  }), PATIENT);

  test("a train is typed and a stimulus added; both are in the protocol file", () => withPage(async (page, url) => {
    await short(page, url);
    const many = page.getByRole("textbox", { name: "Action potentials, how many, ×" });
    await many.fill("3");
    await many.press("Enter");
    await page.waitForFunction(() => location.href.includes("protocol="));
    const before = page.url();
    await page.getByRole("combobox", { name: "Add to what is done in a trial" }).selectOption("synaptic");
    await page.getByRole("textbox", { name: "Shocks to the axons, how many, ×" }).waitFor();
    await page.waitForFunction((old) => location.href !== old, before);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
    const { stimuli } = readProtocol(readFileSync(await download.path(), "utf8"));
    expect(stimuli["AP"]?.map(({ kind, count }) => [kind, count])).toEqual([["action potentials", 3], ["synaptic", 1]]);
  }), PATIENT);

  test("two tabs run two experiments; without a network both go on", () => withPage(async (page, url) => {
    await short(page, url);
    const other = await page.context().newPage();
    await other.goto(rig(page.url(), "?experiment=two-action-potentials"));
    await atLeast(other, 3);
    for (const each of [page, other]) await each.locator("html[data-offline=loaded]").waitFor({ state: "attached" });
    await page.context().setOffline(true);
    await moveFader(page, "Laser", "14");
    await page.waitForFunction(() => location.href.includes("protocol="));
    await page.waitForFunction(() => /5 of 5/.test(document.querySelector(".laser")?.textContent ?? ""));
    await page.context().setOffline(false);
  }), PATIENT);

  test("a link that was cut short says so by running the paper's own; a protocol that can't be is one sentence", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=action-potential&protocol=abc"));
    await atLeast(page, 1);
    expect(await page.locator("#spoken").innerText()).toMatch(/cut short|series has ended/);
  }), PATIENT);

  for (const [name, viewport] of [["desk", { width: 1440, height: 900 }], ["phone", { width: 390, height: 844 }]] as const) {
    for (const colorScheme of ["dark", "light"] as const) {
      test(`axe finds no violation: ${name}, ${colorScheme}, with the truth, the picker and help open in turn`, () => withPage(async (page, url) => {
        await short(page, url, "&truth=on");
        await page.locator(".stack-row.truth canvas").waitFor();
        expect(await violations(page)).toEqual([]);
        await page.locator(".pick").click();
        expect(await violations(page)).toEqual([]);
        await page.locator(".pick").click();
        await page.getByRole("button", { name: "Keys, look and help" }).click();
        expect(await violations(page)).toEqual([]);
      }, { viewport, colorScheme }), PATIENT);
    }
  }
});
