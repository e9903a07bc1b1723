/** What the rig's stack shows of a series, the keys that work on it, and what is said where a run or a number isn't as it should be. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { withPage } from "./browser.js";
import { anotherStrip, ended, field, gutter, opened, PATIENT, picture, press, pressed, protocolOf, refusal, SOON, SPIKE, strip, typed } from "./on-the-rig.js";

const SHOWS = "What the stack shows";
const FIRST_AT = "Action potentials, first at, ms";
const ticks = async (page: Page): Promise<string> => (await page.locator(".stack-axis text").allTextContents()).join(" ");
const inSight = async (page: Page): Promise<string> => (await page.locator(".trial-cells button[aria-pressed=true]").getAttribute("aria-label"))?.split(",")[0] ?? "";
/** ms from the trial's begin, of the spike that was measured, as far right as it is drawn. */
const spikeAt = (page: Page): Promise<number> => page.locator(".spikes path").first().evaluate((path) => path.getBoundingClientRect().x);
/** Clicks the ΔF/F plot at this share of its width. */
async function clickAt(page: Page, share: number): Promise<void> {
  const box = await page.locator('[role=figure][aria-label^="ΔF/F"]').boundingBox();
  if (!box) throw new Error("no ΔF/F is on the page");
  await page.mouse.click(box.x + share * box.width, box.y + 8);
}
/** The address says it, "" that nothing is said. */
const address = (page: Page, name: string, value: string): Promise<void> =>
  page.waitForURL(({ hash }) => (new URLSearchParams(hash.replace(/^[^?]*/u, "")).get(name) ?? "") === value);

describe("what the stack shows", () => {
  test("a trial, all of them, their mean: three pictures of ΔF/F and of the soma; one trial's number is its own, the mean's is with its error the same from trial to trial", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const seen: { readonly trace: number; readonly soma: number; readonly words: string }[] = [];
    for (const [show, said] of [["Trial", ""], ["All", "all"], ["Mean", "mean"]] as const) {
      await press(page, SHOWS, show);
      await address(page, "show", said);
      expect(await pressed(page, SHOWS).innerText()).toBe(show);
      await expect.poll(async () => seen.map(({ trace }) => trace).includes(await picture(page, "ΔF/F"))).toBe(false);
      seen.push({ trace: await picture(page, "ΔF/F"), soma: await picture(page, "Soma"), words: await gutter(page, "ΔF/F") });
    }
    const [trial, all, mean] = seen.map(({ words }) => words);
    expect(new Set(seen.map(({ soma }) => soma)).size).toBe(3);
    expect(trial).toMatch(/^spine \d+ ± \d+ % shaft /u);
    expect(mean).toMatch(/^spine [\d.]+ ± [\d.]+ % mean shaft [\d.]+ ± [\d.]+ % mean$/u);
    expect(all).toBe(mean);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => inSight(page)).toBe("Trial 2");
    expect(await gutter(page, "ΔF/F")).toBe(mean);
    expect(await picture(page, "ΔF/F")).toBe(seen[2]?.trace);
    await page.keyboard.press("m");
    await address(page, "show", "");
    expect(await gutter(page, "ΔF/F")).not.toBe(trial);
    await expect.poll(() => picture(page, "ΔF/F")).not.toBe(seen[0]?.trace);
    for (const said of ["all", "mean", ""]) {
      await page.keyboard.press("m");
      await address(page, "show", said);
    }
  }), PATIENT);
});

/** A long step, and an action potential right behind it. */
const PREPULSE = `name: A prepulse
about: A step that is long, and a spike at its end.
electrode: { mode: current clamp, holding: -70 mV }
stimuli:
  both:
    - { kind: step, at: 20 ms, width: 70 ms, by: -100 pA }
    - { kind: action potentials, at: 94 ms }
trials: 1
duration: 120 ms
imaging: { kind: line scan, pixels: 48 }
`;

describe("words on the stack", () => {
  test("what is done right after a long step leaves its words in the step's box: no two words over each other", () => withPage(async (page, url) => {
    await opened(page, url, PREPULSE);
    const words = page.locator(".stack svg text.on-plot").filter({ hasText: /^1 (?:step|current)/u });
    const boxes = await Promise.all((await words.all()).map((one) => one.boundingBox()));
    expect(boxes.length).toBe(2);
    const [one, other] = boxes.map((box) => box ?? { x: NaN, width: NaN }).sort((a, b) => a.x - b.x);
    expect((one?.x ?? NaN) + (one?.width ?? NaN)).toBeLessThan(other?.x ?? NaN);
  }), PATIENT);

  test("every bracket has its name, in the gutter or in the picture", () => withPage(async (page, url) => {
    await opened(page, url, PREPULSE);
    const named = (await page.locator(".stack-row .label button, .stack-row .label div").locator("span.wide-only").evaluateAll((all) => all.filter((one) => getComputedStyle(one).visibility === "visible").map((one) => one.textContent))).concat(await page.locator(".in-picture").allTextContents());
    expect(named.sort()).toEqual(["backgr", "shaft", "spine"]);
  }), PATIENT);

  test("the picker begins with the whole of what the experiment in sight is", () => withPage(async (page, url) => {
    await opened(page, url, PREPULSE);
    await page.keyboard.press("x");
    await page.locator(".picker .about-whole").filter({ hasText: "A step that is long, and a spike at its end." }).waitFor();
    expect(await page.getByRole("listbox", { name: "Experiments" }).getByRole("option").count()).toBe(20);
  }), PATIENT);
});

describe("keys", () => {
  test("E picks the stimulus, arrows move it by 1 ms, with Shift by 10: the spike goes along; E again, and arrows look at trials", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const [words, before] = [page.locator(".stack svg text.on-plot").filter({ hasText: "1 current pulse" }), await spikeAt(page)];
    const weight = (): Promise<string> => words.evaluate((text) => getComputedStyle(text).fontWeight);
    const plain = await weight();
    await page.keyboard.press("e");
    await expect.poll(weight).toBe("600");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => field(page, FIRST_AT).inputValue(), SOON).toBe("41");
    await page.keyboard.press("Shift+ArrowRight");
    await expect.poll(() => field(page, FIRST_AT).inputValue(), SOON).toBe("51");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Shift+ArrowLeft");
    await expect.poll(() => field(page, FIRST_AT).inputValue(), SOON).toBe("30");
    await ended(page, 3);
    await expect.poll(() => spikeAt(page), SOON).toBeLessThan(before - 20);
    expect((await protocolOf(page)).stimuli["AP"]?.[0]?.at).toBe("30 ms");
    expect(await inSight(page)).toBe("Trial 1");
    await page.keyboard.press("e");
    await expect.poll(weight).toBe(plain);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => inSight(page)).toBe("Trial 2");
    expect(await field(page, FIRST_AT).inputValue()).toBe("30");
  }), PATIENT);

  test("O asks for a protocol file, and what is chosen runs", () => withPage(async (page, url) => {
    const asked = page.waitForEvent("filechooser"); // a browser tells of it from some moments later on
    await opened(page, url, SPIKE);
    await page.keyboard.press("o");
    await (await asked).setFiles({ name: "two.yaml", mimeType: "application/yaml", buffer: Buffer.from(SPIKE.replace("A spike", "From a file").replace("trials: 3", "trials: 2")) });
    await page.getByRole("heading", { name: "From a file" }).waitFor();
    await page.locator(".laser").filter({ hasText: "2 of 2 trials" }).waitFor();
    expect((await protocolOf(page)).name).toBe("From a file");
  }), PATIENT);

  test("[ shows less of the time, ] more, 0 all of it; P takes the pinned cursor away", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const seen = [await ticks(page)];
    const whole = await picture(page, "Soma");
    for (const key of ["[", "["]) {
      await page.keyboard.press(key);
      await expect.poll(async () => seen.includes(await ticks(page))).toBe(false);
      seen.push(await ticks(page));
    }
    expect(await picture(page, "Soma")).not.toBe(whole);
    await page.keyboard.press("]");
    await expect.poll(() => ticks(page)).toBe(seen[1]);
    await page.keyboard.press("[");
    await page.keyboard.press("0");
    await expect.poll(() => ticks(page)).toBe(seen[0]);
    await expect.poll(() => picture(page, "Soma")).toBe(whole);
    await clickAt(page, 0.5);
    await page.mouse.move(5, 5);
    await page.locator(".cross.fixed").waitFor();
    await page.keyboard.press("p");
    await page.locator(".cross.fixed").waitFor({ state: "detached" });
    await address(page, "cursor", "");
  }), PATIENT);

  test("B takes the run to the bench, which shows its trials; before any has come it does nothing", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const before = await strip(page);
    // In the moment in which all trials are of another seed than the one that is asked for.
    await page.evaluate(() => new Promise<void>((resolve) => {
      const press = (): void => {
        if (document.querySelectorAll(".trial-cells svg.old").length < 3) { requestAnimationFrame(press); return; }
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
        resolve();
      };
      const seed = document.querySelector<HTMLInputElement>('input[aria-label="Seed"]');
      if (seed) seed.value = "2";
      seed?.dispatchEvent(new Event("change", { bubbles: true }));
      press();
    }));
    await anotherStrip(page, before);
    expect(page.url()).toContain("#/rig");
    await ended(page, 3);
    await page.keyboard.press("b");
    await page.waitForURL(({ hash }) => hash.startsWith("#/bench"));
    await expect.poll(() => page.locator(".trials tbody tr").count(), SOON).toBe(3);
  }), PATIENT);

  test("while a field or a list has the focus keys are letters: nothing is shown, moved, run or opened by them", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const everything = async (): Promise<unknown> => [page.url(), await strip(page), await ticks(page), await picture(page, "ΔF/F"), await page.locator(".stack-row").count(), await inSight(page), await page.locator(".picker, .sheet").count()];
    const before = await everything();
    // None of a dendrite's first letters: a list goes by those itself.
    const keys = ["e", "m", "x", "l", "z", "r", "[", "]", "p", "0", "?", "/"];
    await field(page, "Seed").fill("");
    for (const key of [...keys, "t", "b", "o", " "]) await page.keyboard.press(key);
    expect(await field(page, "Seed").inputValue()).toBe("emxlzr[]p0?/tbo ");
    await field(page, "Seed").press("Escape");
    expect(await field(page, "Seed").inputValue()).toBe("1");
    await page.getByRole("combobox", { name: "Dendrite that the spine sits on" }).focus();
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForTimeout(600); // what would be written late
    expect(await everything()).toEqual(before);
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("m");
    await address(page, "show", "all");
  }), PATIENT);
});

describe("what is said", () => {
  test("a run whose thread ends says at which trial it stopped and keeps what has come; it goes on from there", () => withPage(async (page, url) => {
    await page.goto(`${url.replace(/#.*$/u, "")}#/rig?experiment=paired-pulse`);
    await page.getByRole("heading", { name: "Is a calcium failure a failure of release?" }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll(".trial-cells svg").length >= 2);
    for (const worker of page.workers().filter((one) => one.url().includes("rig-worker"))) {
      await worker.evaluate(() => { setTimeout(() => { throw new Error("out of memory, says the test"); }); });
    }
    const message = page.getByRole("alert").filter({ hasText: "out of memory, says the test" });
    await message.waitFor();
    const stopped = Number(/The run stopped at trial (\d+)/u.exec(await message.innerText())?.[1]);
    expect(stopped).toBeGreaterThan(2);
    expect(stopped).toBeLessThan(83);
    expect(await page.locator(".laser").innerText()).toMatch(/^Stopped, \d+ of 82 trials$/u);
    await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    await page.getByRole("button", { name: `Go on from trial ${stopped}`, exact: true }).click();
    await message.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".trial-cells svg").count(), SOON).toBeGreaterThan(stopped);
    await page.locator(".laser").filter({ hasText: "Laser on, trial" }).waitFor();
  }), PATIENT);

  test("a number outside of its bounds runs, with a caution at the number and one more counted at the run; back within there are as many as before", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    const [before, caution] = [await strip(page), page.getByRole("region", { name: "Run" }).locator(".tone-warn")];
    // The model's own numbers, of which some densities lie outside.
    await expect.poll(() => caution.innerText()).toMatch(/^\d+ values outside their bounds$/u);
    const own = Number.parseInt(await caution.innerText(), 10);
    const table = page.getByRole("dialog", { name: "Parameters" });
    const open = async (): Promise<void> => {
      await page.getByRole("button", { name: "Table", exact: true }).click();
      await table.getByLabel("Words of a name or source").fill("nmda.gMax");
    };
    await open();
    const [name, value] = ["nmda.gMax, nS", await field(page, "nmda.gMax, nS").inputValue()];
    expect(await refusal(page, name)).toBe("");
    await typed(page, name, "0.9 nS");
    await expect.poll(() => refusal(page, name), SOON).toBe("Bounds 0.15 nS to 0.5 nS. Runs are marked “outside bounds”.");
    expect(await field(page, name).getAttribute("aria-invalid")).toBe("false");
    await table.getByText("differs from the model’s own").waitFor();
    await expect.poll(() => caution.innerText()).toBe(`${own + 1} values outside their bounds`);
    await page.keyboard.press("Escape");
    await table.waitFor({ state: "detached" });
    expect((await protocolOf(page)).set).toEqual({ "nmda.gMax": "0.9 nS" });
    await open();
    await typed(page, name, value);
    await expect.poll(() => caution.innerText(), SOON).toBe(`${own} values outside their bounds`);
    await page.keyboard.press("Escape");
    await ended(page, 3);
    expect(await strip(page)).toBe(before);
  }), PATIENT);

  test("between two clicks stands mean ± SE of ΔF/F and of the soma: of a trial over its samples, of all over the trials; a third click begins anew", () => withPage(async (page, url) => {
    await opened(page, url, SPIKE);
    await clickAt(page, 0.45);
    expect(await page.locator(".interval-mean").count()).toBe(0);
    await clickAt(page, 0.8);
    await page.locator(".pinned").waitFor();
    const mean = async (row: number): Promise<string> => (await page.locator(".interval-mean").nth(row).innerText()).replace(/\s+/gu, " ");
    await expect.poll(() => mean(0)).toMatch(/^between the clicks −?[\d.]+ ± [\d.]+ %$/u);
    const [trial, soma] = [await mean(0), await mean(1)];
    expect(soma).toMatch(/^(between the clicks )?−[\d.]+ ± [\d.]+ mV$/u);
    await page.waitForURL(/cursor=[\d.]+_[\d.]+/u);
    const [from = NaN, to = NaN] = /cursor=([\d.]+)_([\d.]+)/u.exec(page.url())?.slice(1).map(Number) ?? [];
    const [sweep] = simulateHere(readProtocol(SPIKE)).recording.sweeps;
    const samples = [...sweep?.samples ?? []].filter((_, k) => k * (sweep?.samplePeriod ?? 1) >= from && k * (sweep?.samplePeriod ?? 1) <= to);
    const [, shown = "", error = ""] = /(−[\d.]+) ± ([\d.]+)/u.exec(soma) ?? [];
    const average = samples.reduce((sum, v) => sum + v, 0) / samples.length;
    const deviation = Math.sqrt(samples.reduce((sum, v) => sum + (v - average) ** 2, 0) / (samples.length - 1));
    const digits = shown.split(".")[1]?.length ?? 0;
    expect(shown.replace("−", "-")).toBe(average.toFixed(digits));
    expect(error).toBe((deviation / Math.sqrt(samples.length)).toFixed(digits));
    await press(page, SHOWS, "All");
    await expect.poll(() => mean(0)).toMatch(/^between the clicks −?[\d.]+ ± [\d.]+ % 3 trials$/u);
    expect(await mean(1)).toMatch(/ mV 3 trials$/u);
    expect(await mean(0)).not.toContain(trial);
    await clickAt(page, 0.6);
    await page.locator(".pinned").waitFor({ state: "detached" });
    expect(await page.locator(".interval-mean").count()).toBe(0);
    expect(await page.locator(".cross.fixed").count()).toBe(1);
  }), PATIENT);
});
