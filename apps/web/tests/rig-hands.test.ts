/** The rig under one's hands: turned, looked through, drawn on, zoomed, dropped on, stopped; and a link that finds all of it again. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { bodyOf, linePlaceOf } from "radiatum/rig";
import { violations } from "./axe.js";
import { withPage } from "./browser.js";
import { droppedOn } from "./on-the-rig.js";

const PATIENT = 180_000;
const rig = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/rig${said}`;
/** Five trials of one action potential, of which the first is looked at. */
const SHORT = "?experiment=action-potential&trial=1";
async function short(page: Page, url: string, more = ""): Promise<void> {
  await page.goto(rig(url, SHORT + more));
  await page.getByRole("heading", { name: "Does one action potential bring calcium into a spine?" }).waitFor();
  await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
}
/** What is drawn there, as a number. */
const canvas = (page: Page, within: string): Promise<number> => page.locator(`${within} canvas`).first().evaluate((element) => {
  const text = (element as HTMLCanvasElement).toDataURL();
  let sum = text.length;
  for (let k = 0; k < text.length; k++) sum = (31 * sum + text.charCodeAt(k)) | 0;
  return sum;
});
/** ms, for what takes a run. */
const SOON = { timeout: 30_000 };
const leading = (page: Page): Promise<string> => page.locator(".stack-row .value").nth(2).innerText();
const CELL = '[role=slider][aria-label^="CA1 pyramidal cell"]';
/** Those that the cursor's words cover as well. */
const ticks = async (page: Page): Promise<string> => (await page.locator(".stack-axis text").allTextContents()).join("\n");
const inAddress = (page: Page, words: string | RegExp): Promise<void> => page.waitForURL((url) => (typeof words === "string" ? url.href.includes(words) : words.test(url.href)));
const drop = (page: Page, name: string, text: string): Promise<void> => droppedOn(page, { [name]: text });
async function dragBy(page: Page, from: { readonly x: number; readonly y: number }, dx: number, dy: number): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + dx / 2, from.y + dy / 2);
  await page.mouse.move(from.x + dx, from.y + dy);
  await page.mouse.up();
}
async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not on the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
/** Where the line's ends are on the page, once they are: while the picture is made anew they aren't. */
async function endsOf(page: Page): Promise<readonly [Box, Box]> {
  const found = (): Promise<(Box | null)[]> => Promise.all([0, 1].map((k) => page.locator(".field-picture g.grip").nth(k).boundingBox()));
  let [a, b] = await found();
  await expect.poll(async () => { [a, b] = await found(); return Boolean(a && b); }, SOON).toBe(true);
  return [a as Box, b as Box];
}
interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
/** Two spines, 1.5 µm apart, of which the line crosses the first. */
const TWO = `name: Two spines side by side
spines:
  - { name: left, dendrite: oblique, distance: 120 µm }
  - { name: right, dendrite: oblique, distance: 121.5 µm }
stimuli:
  flash: { kind: uncaging, at: 30 ms, spine: left }
trials: 2
duration: 80 ms
imaging: { kind: line scan, through: left, pixels: 48 }
`;
/** px of the picture a µm: ten fit into it. */
const PER_UM = 14.2;

describe("the rig under one's hands", () => {
  test("the cell turns under the pointer, the arrow keys and R; a link reopens it as it was turned", () => withPage(async (page, url) => {
    await short(page, url);
    await page.locator(`${CELL} canvas`).waitFor();
    const straight = await canvas(page, CELL);
    await dragBy(page, await middleOf(page, CELL), 30, 0);
    const dragged = await canvas(page, CELL);
    expect(dragged).not.toBe(straight);
    await page.locator(CELL).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(CELL).getAttribute("aria-valuetext")).toBe("turned by 47 degrees, 0 over the top");
    await page.keyboard.press("r");
    expect(await page.locator(CELL).getAttribute("aria-valuetext")).toBe("turned by 77 degrees, 0 over the top");
    await inAddress(page, "turn=77_0");
    const turned = await canvas(page, CELL);
    await page.reload();
    await page.locator(`${CELL} canvas`).waitFor();
    await expect.poll(() => canvas(page, CELL), SOON).toBe(turned);
  }), PATIENT);

  test("Z goes through the planes of the stack, the slider too; a link reopens the plane", () => withPage(async (page, url) => {
    await short(page, url);
    await page.getByText("taking a stack").waitFor({ state: "detached" });
    const all = await canvas(page, ".field-picture");
    await page.keyboard.press("z");
    await page.getByText("z −3.0 µm").waitFor();
    const first = await canvas(page, ".field-picture");
    expect(first).not.toBe(all);
    await page.getByRole("slider", { name: "Plane of the stack" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByText("z −2.0 µm").waitFor();
    await inAddress(page, "plane=2");
    const second = await canvas(page, ".field-picture");
    expect(second).not.toBe(first);
    await page.reload();
    await page.getByText("taking a stack").waitFor({ state: "detached" });
    await expect.poll(() => canvas(page, ".field-picture"), SOON).toBe(second);
  }), PATIENT);

  test("the line dragged across another spine scans that one, and comes back to it from the address", () => withPage(async (page, url) => {
    const protocol = readProtocol(TWO);
    const body = bodyOf(protocol);
    const headOf = (through: string): readonly number[] => linePlaceOf({ ...protocol, imaging: { ...protocol.imaging, through } as typeof protocol.imaging }, body)?.head ?? [];
    const [left, right] = [headOf("left"), headOf("right")];
    const [dx, dy] = [PER_UM * ((right[0] ?? 0) - (left[0] ?? 0)), -PER_UM * ((right[1] ?? 0) - (left[1] ?? 0))];
    await short(page, url);
    await drop(page, "two.yaml", TWO);
    await page.getByRole("heading", { name: "Two spines side by side" }).waitFor();
    await page.locator(".laser").filter({ hasText: "2 of 2 trials" }).waitFor();
    await page.locator(".field-picture g.grip").nth(1).waitFor();
    await expect.poll(() => leading(page), SOON).toContain("left");
    const [a, b] = await endsOf(page);
    const before = page.url();
    await dragBy(page, { x: 0.7 * a.x + 0.3 * b.x + 12, y: 0.7 * a.y + 0.3 * b.y + 12 }, dx, dy);
    await expect.poll(() => leading(page), SOON).toContain("right");
    await page.waitForURL((now) => now.href !== before);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
    expect(readProtocol(readFileSync(await download.path(), "utf8")).imaging).toMatchObject({ through: "right" });
    await page.reload();
    await expect.poll(() => leading(page), SOON).toContain("right");
  }), PATIENT);

  test("a line that misses its spine goes back to where it was, with a sentence why; the trials stay fresh", () => withPage(async (page, url) => {
    await short(page, url);
    await page.locator(".field-picture g.grip").nth(1).waitFor();
    const path = (): Promise<string | null> => page.locator(".field-picture svg path").first().getAttribute("d");
    const [line, scan] = [await path(), await canvas(page, '[role=figure][aria-label^="Line scan"]')];
    const [a, b] = await endsOf(page);
    await dragBy(page, { x: 0.7 * a.x + 0.3 * b.x + 12, y: 0.7 * a.y + 0.3 * b.y + 12 }, 45, 0);
    await page.getByRole("alert").filter({ hasText: "the line misses spine" }).first().waitFor();
    await expect.poll(path, SOON).toBe(line);
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    expect(await page.locator(".trial-cells svg.old").count()).toBe(0);
    expect(page.url()).not.toContain("protocol=");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Close" }).click();
    expect(await page.getByText("The change was not taken").count()).toBe(0);
    await expect.poll(() => canvas(page, '[role=figure][aria-label^="Line scan"]'), SOON).toBe(scan);
  }), PATIENT);

  test("time is zoomed by [ and by the wheel, cursor pinned by Enter; a link reopens stretch, cursor, trial, mean and table", () => withPage(async (page, url) => {
    await short(page, url);
    const whole = await ticks(page);
    await page.keyboard.press("[");
    const once = await ticks(page);
    expect(once).not.toBe(whole);
    const plot = await middleOf(page, '[role=figure][aria-label^="ΔF/F"]');
    await page.mouse.move(plot.x, plot.y);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => ticks(page), SOON).not.toBe(once);
    await page.mouse.move(5, 5);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("m");
    await page.keyboard.press("m");
    await page.locator(".stack").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await inAddress(page, /cursor=[\d.]+/);
    await page.getByRole("button", { name: "Table", exact: true }).click();
    for (const words of [/view=[\d.]+_[\d.]+/, "trial=2", "show=mean", "open=parameters"]) await inAddress(page, words);
    const [zoomed, address] = [await ticks(page), page.url()];
    await page.reload();
    await page.getByRole("dialog", { name: "Parameters" }).waitFor();
    await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
    expect(await ticks(page)).toBe(zoomed);
    expect(await page.locator(".cross.fixed").count()).toBe(1);
    expect(await page.locator(".trial-cells button[aria-pressed=true]").getAttribute("aria-label")).toContain("Trial 2");
    expect(await page.getByRole("button", { name: "Mean" }).getAttribute("aria-pressed")).toBe("true");
    await page.waitForTimeout(1000); // whatever would be written late
    expect(page.url()).toBe(address);
  }), PATIENT);

  test("a link that is pasted while the address is still to be written is followed, not written over", () => withPage(async (page, url) => {
    await short(page, url);
    const pasted = rig(url, "?experiment=two-action-potentials&trial=2&view=20_60");
    await page.evaluate((link) => {
      for (const key of ["r", "[", "z"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      // A busy page: what was to be written is due before anybody is told of the new address.
      location.hash = new URL(link).hash;
      for (const end = performance.now() + 700; performance.now() < end;);
    }, pasted);
    await page.getByRole("heading", { name: "How far does calcium green-1 saturate?" }).waitFor();
    await page.locator(".trial-cells button[aria-pressed=true]").and(page.locator('[aria-label^="Trial 2"]')).waitFor();
    await page.waitForTimeout(1500);
    expect(page.url()).toBe(pasted);
    // The same protocol at another place: nothing is run anew, the place is.
    await page.evaluate((link) => { location.hash = new URL(link).hash; }, rig(url, "?experiment=two-action-potentials&trial=3"));
    await page.locator(".trial-cells button[aria-pressed=true]").and(page.locator('[aria-label^="Trial 3"]')).waitFor();
    await page.waitForTimeout(800);
    await expect.poll(() => page.url()).toContain("trial=3");
    expect(page.url()).not.toContain("view=");
  }), PATIENT);

  test("action potentials stand above the pulses as they were measured; the cursor's words hide the ticks beneath them", () => withPage(async (page, url) => {
    await short(page, url);
    const fired = page.locator(".spikes path");
    await expect.poll(() => fired.count(), SOON).toBe(1);
    expect(await page.locator(".spikes").getAttribute("aria-label")).toBe("1 action potential measured");
    const [tick, pulse] = [await fired.boundingBox(), await page.locator(".grip.across rect.mark").first().boundingBox()];
    const after = (tick?.x ?? 0) - (pulse?.x ?? 0);
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThan(20);
    const hidden = page.locator(".stack-axis text[visibility=hidden]");
    expect(await hidden.count()).toBe(0);
    const zero = await page.locator(".stack-axis text").filter({ hasText: /^0( |$)/ }).boundingBox();
    const plot = await middleOf(page, '[role=figure][aria-label^="Line scan"]');
    await page.mouse.move((zero?.x ?? 0) + 4, plot.y);
    await expect.poll(() => hidden.allTextContents(), SOON).toContain("0");
    await page.mouse.move((zero?.x ?? 0) + 4, 5);
    await expect.poll(() => hidden.count(), SOON).toBe(0);
  }), PATIENT);

  test("on a phone the truth's currents and voltage can be chosen, and each draws another picture", () => withPage(async (page, url) => {
    await short(page, url, "&truth=on");
    const row = page.locator('[role=figure][aria-label^="Truth"]');
    const choice = row.getByRole("combobox", { name: "What of the truth" });
    await row.locator("canvas").waitFor();
    const seen: number[] = [];
    for (const view of ["calcium", "currents", "voltage"]) {
      await choice.selectOption(view);
      await inAddress(page, view === "calcium" ? "truth=on" : `truth=${view}`);
      await page.waitForTimeout(100); // drawn with the next frame
      seen.push(await canvas(page, '[role=figure][aria-label^="Truth"]'));
    }
    expect(new Set(seen).size).toBe(3);
    // Names stand at the lines' ends, in their hues, apart.
    const names = page.locator('[role=figure][aria-label^="ΔF/F"] text.on-plot.at-line');
    expect(await names.allTextContents()).toEqual(["spine", "shaft", "matched fit"]);
    const [spine, shaft] = await Promise.all([0, 1].map((k) => names.nth(k).evaluate((text) => ({ y: text.getBoundingClientRect().y, fill: getComputedStyle(text).fill }))));
    expect(Math.abs((spine?.y ?? NaN) - (shaft?.y ?? NaN))).toBeGreaterThan(12);
    expect(spine?.fill).not.toBe(shaft?.fill);
  }, { viewport: { width: 390, height: 844 } }), PATIENT);

  test.each([0, 40, 120, 300])("a link to a trial that is pasted %i ms after an experiment was asked for opens that trial", (after) => withPage(async (page, url) => {
    await page.evaluate(async ([first, then, ms]) => {
      location.hash = new URL(first).hash;
      await new Promise((resolve) => { setTimeout(resolve, ms); });
      location.hash = new URL(then).hash;
    }, [rig(url, "?experiment=two-action-potentials"), rig(url, "?experiment=two-action-potentials&trial=4"), after] as const);
    await page.getByRole("heading", { name: "How far does calcium green-1 saturate?" }).waitFor();
    await page.locator(".laser").filter({ hasText: /^\s*(\d+) of \1 trials/ }).waitFor();
    await page.waitForTimeout(500); // a sweep would have gone on
    expect(await page.locator(".trial-cells button[aria-pressed=true]").getAttribute("aria-label")).toContain("Trial 4");
    expect(page.url()).toContain("trial=4");
  }), PATIENT);

  test("Stop follows the sweep: what it hasn't shown is not kept, progress says so, Space goes on from there", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=minimal-stimulation"));
    await page.waitForFunction(() => document.querySelectorAll(".trial-cells svg").length >= 5);
    await page.getByRole("button", { name: "Stop" }).waitFor();
    await page.keyboard.press("Escape");
    const state = page.locator(".laser");
    await state.filter({ hasText: "Stopped" }).waitFor();
    const swept = await page.locator(".trial-cells svg").count();
    expect(swept).toBeLessThan(52);
    expect(await state.innerText()).toBe(`Stopped, ${swept} of 52 trials`);
    expect(parseFloat(await page.locator(".progress b").evaluate((bar) => bar.style.width))).toBeCloseTo((100 * swept) / 52, 3);
    await page.waitForTimeout(1000);
    expect(await page.locator(".trial-cells svg").count()).toBe(swept);
    await page.keyboard.press(" ");
    await page.waitForFunction((before) => document.querySelectorAll(".trial-cells svg").length > before, swept);
    expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(1);
  }), PATIENT);

  test("during a series holding and stimulus hold from the next trial on, laser power runs the series anew and says so", () => withPage(async (page, url) => {
    await page.goto(rig(url, "?experiment=release-probability"));
    await page.waitForFunction(() => document.querySelectorAll(".trial-cells svg").length >= 2);
    const typed = async (name: string, value: string): Promise<void> => {
      await page.getByRole("textbox", { name, exact: true }).fill(value);
      await page.keyboard.press("Enter");
    };
    // Whatever is half typed stays while trials go by.
    const holding = page.getByRole("textbox", { name: "Holding, value, mV", exact: true });
    await holding.fill("-50");
    const count = await page.locator(".trial-cells svg").count();
    await page.waitForFunction((before) => document.querySelectorAll(".trial-cells svg").length > before + 1, count);
    expect(await holding.inputValue()).toBe("-50");
    await page.keyboard.press("Enter");
    await page.getByText(/^From trial \d+ on\.$/).waitFor();
    await typed("Shocks to the axons, first at, ms", "120");
    await page.waitForFunction(() => document.querySelectorAll(".trial-cells button.boundary").length > 0);
    await page.keyboard.press("Escape");
    await inAddress(page, "protocol=");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Protocol file" }).click()]);
    const protocol = readProtocol(readFileSync(await download.path(), "utf8"));
    const first = protocol.runs[0];
    expect(first).toMatchObject({ stimulus: "shock", condition: "control" });
    expect(first?.trials).toBeGreaterThan(0);
    expect(first?.trials).toBeLessThan(30);
    expect(protocol.runs.reduce((sum, { trials }) => sum + trials, 0)).toBe(30);
    expect(protocol.conditions.map(({ holding }) => holding)).toEqual(["-70 mV", "-50 mV"]);
    expect(Object.values(protocol.stimuli).map(([what]) => what?.at)).toEqual(["100 ms", "120 ms"]);
    await page.keyboard.press(" ");
    await page.getByRole("button", { name: "Pause" }).waitFor();
    await typed("Laser, value, mW", "14");
    await page.getByText("This holds for a whole series: all its trials run anew.").waitFor();
  }), PATIENT);

  test("a recording that is dropped on the rig opens in the bench; what is neither says what can be dropped, and a broken protocol leaves what is there", () => withPage(async (page, url) => {
    await short(page, url);
    await drop(page, "holiday.jpg", "not a recording");
    await page.getByText("holiday.jpg is neither a protocol nor a recording", { exact: true }).waitFor();
    await page.locator(".message").getByText("Drop a protocol file (YAML)").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Close" }).click();
    const address = page.url();
    await drop(page, "broken.yaml", "name: Broken\nstimuli: { it: { kind: synaptick, at: 20 ms } }\n");
    await page.getByRole("alert").filter({ hasText: "synaptick" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.locator(".trial-cells svg:not(.old)").count()).toBe(5);
    expect(page.url()).toBe(address);
    await page.getByRole("button", { name: "Close" }).click();
    await drop(page, "cell.atf", 'ATF\t1.0\n0\t2\n"Time (ms)"\t"Trace #1 (pA)"\n0\t1\n0.1\t2\n0.2\t1\n0.3\t2\n');
    await page.waitForURL(/#\/bench/);
    await page.getByText("cell.atf").first().waitFor();
  }), PATIENT);

  test.each([["1000 × 700", 1000, 700], ["a laptop at 200 %", 720, 450]] as const)("at %s the stack has the page, what is set and read are drawers; axe finds nothing in them", (_, width, height) => withPage(async (page, url) => {
    await short(page, url, "&truth=on");
    const stack = await page.locator(".stack-space").boundingBox();
    expect(stack?.width).toBe(width);
    const rows = await page.locator(".stack").boundingBox();
    expect((rows?.y ?? 0) + (rows?.height ?? 0)).toBeLessThanOrEqual((stack?.y ?? 0) + (stack?.height ?? 0) + 1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const opened = page.getByRole("button", { name: "Set", exact: true });
    await opened.click();
    await page.getByRole("slider", { name: "Laser", exact: true }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("set");
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("slider", { name: "Laser", exact: true }).waitFor({ state: "hidden" });
    expect(await opened.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await page.getByRole("button", { name: "Open in Bench" }).waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
  }, { viewport: { width, height } }), PATIENT);

  test("on a phone nothing is wider than the screen, and whatever is touched is 44 px high; axe finds nothing in any sheet", () => withPage(async (page, url) => {
    await short(page, url);
    for (const name of ["Bath", "Electrode", "Scope", "Spine"]) {
      await page.getByRole("navigation", { name: "Controls" }).getByRole("button", { name }).click();
      await page.getByRole("dialog", { name }).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      // A bracket's button is as high as its region; what a finger hits of it reaches further.
      const low = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>("main button, nav button, [role=dialog] :is(button,select,input[type=range],.field)")]
        .map((element) => ({ element, height: (element.querySelector(".reach") ?? element).getBoundingClientRect().height }))
        .filter(({ element, height }) => element.offsetParent !== null && height > 0 && height < 44)
        .map(({ element, height }) => `${element.textContent} ${element.className} ${height}`));
      expect(low).toEqual([]);
      await page.keyboard.press("Escape");
    }
    for (const name of ["spine", "shaft"]) {
      const bracket = page.getByRole("button", { name: new RegExp(`^Region ${name}`) });
      const { x, y, width, height } = await bracket.boundingBox() ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.click(x + width / 2, y + height / 2);
      await page.getByRole("slider", { name: `${name}, last pixel` }).waitFor();
    }
  }, { viewport: { width: 390, height: 844 } }), PATIENT);
});
