/** What the keyboard does: keys alone, keys switched off, and every command by its name. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";
import { complete, measured, view } from "./command-line.js";
import { FLASH, opened, SOON, SPIKE } from "./on-the-rig.js";

const PATIENT = 180_000;
const help = (page: Page) => page.getByRole("dialog", { name: "Keys, look and help" });
const palette = (page: Page) => page.getByRole("dialog", { name: "Find a command" });
const listed = (page: Page): Promise<string[]> => palette(page).getByRole("option").locator("> span").allInnerTexts();

/** All that a person could see, hear or find changed: where the page is, what it says, what is drawn, what has the focus. */
const stateOf = async (page: Page): Promise<string> => [page.url().replace(/&link=\d+/u, ""), await page.locator("body").ariaSnapshot(), await page.evaluate(() => [
  document.documentElement.outerHTML.slice(0, document.documentElement.outerHTML.indexOf(">")),
  `${document.activeElement?.tagName ?? ""} ${document.activeElement?.id ?? ""} ${document.activeElement?.textContent ?? ""}`,
  ...[...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
  ...[...document.querySelectorAll("svg")].filter((svg) => svg.querySelector("animate") === null).map((svg) => svg.outerHTML),
  ...[...document.querySelectorAll(".scroll, main, aside, [role=region]")].map(({ scrollTop }) => String(scrollTop)),
].join("\n"))].join("\n");
/** Once nothing moves any more: what changes then was changed by a hand. */
async function still(page: Page): Promise<string> {
  let last = "";
  await expect.poll(async () => { const before = last; last = await stateOf(page); return before === last; }, { timeout: 60_000, interval: 400 }).toBe(true);
  return last;
}

describe("single keys switched off", () => {
  test("a letter, a digit, a sign or the space bar does nothing; arrows, Tab, Esc and keys with Ctrl do what they did; on again all is as it was", () => withPage(async (page, url) => {
    await opened(page, url, FLASH, "trial=2");
    await page.getByRole("button", { name: "Keys, look and help" }).click();
    await help(page).locator("kbd").getByText("T", { exact: true }).waitFor();
    await help(page).getByLabel("Single-key shortcuts").uncheck();
    await help(page).getByText("Off in every view, and when you come back.").waitFor();
    expect(await help(page).locator("kbd").allInnerTexts()).toEqual(expect.not.arrayContaining(["T", "B", "0", "?", "Space"]));
    await page.keyboard.press("Escape");
    await help(page).waitFor({ state: "detached" });
    await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); });
    const before = await still(page);
    for (const key of ["t", "x", "m", "l", "r", "z", "e", "b", "1", "[", "]", "0", "?", "/", " ", "T"]) await page.keyboard.press(key);
    await page.waitForTimeout(500); // nothing is to come
    expect(await still(page)).toBe(before);

    await page.keyboard.press("ArrowRight");
    await page.waitForURL((now) => now.hash.includes("trial=3"));
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL((now) => now.hash.includes("trial=2"));
    await page.keyboard.press("Tab");
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.outerHTML ?? "");
    const first = await focused();
    expect(first).not.toMatch(/^<body/u);
    await page.keyboard.press("Tab");
    expect(await focused()).not.toBe(first);
    // A button that has the focus is pressed by the space bar all the same.
    await page.getByRole("switch", { name: "Truth" }).focus();
    await page.keyboard.press(" ");
    await page.waitForURL((now) => now.hash.includes("truth=on"));
    await page.keyboard.press(" ");
    await page.waitForURL((now) => !now.hash.includes("truth=on"));

    await page.getByRole("button", { name: "Keys, look and help" }).click();
    await help(page).getByLabel("Single-key shortcuts").check();
    await page.keyboard.press("Escape");
    await help(page).waitFor({ state: "detached" });
    await page.keyboard.press("t");
    await page.waitForURL((now) => now.hash.includes("truth=on"));
  }), PATIENT);

  test("on the bench Ctrl Z undoes; commands are still found by their names, from the help", () => withPage(async (page, url) => {
    await page.goto(view(url, `bench?recording=rig&experiment=blank&protocol=${pack(FLASH)}`));
    await measured(page);
    await page.keyboard.press("s");
    await expect.poll(() => page.locator(".set .history li").count()).toBe(2);
    await page.getByRole("button", { name: "Keys, look and help" }).click();
    await help(page).getByLabel("Single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("f");
    await page.keyboard.press("Control+z");
    await expect.poll(() => page.locator(".set .history li").count()).toBe(1);
    await page.getByRole("button", { name: "Keys, look and help" }).click();
    await help(page).getByRole("button", { name: "Find a command" }).click();
    await palette(page).getByRole("searchbox").fill("light dark");
    await page.keyboard.press("Enter");
    await page.waitForURL((now) => now.hash.includes("theme=light"));
  }), PATIENT);
});

test("Esc closes what is open and no more: a series that runs beneath it goes on; the focus is where it was", () => withPage(async (page, url) => {
  await page.goto(view(url, `rig?experiment=blank&protocol=${pack(SPIKE.replace("trials: 3", "trials: 200"))}`));
  const running = page.locator(".laser").filter({ hasText: "Laser on" });
  await running.waitFor();
  const truth = page.getByRole("switch", { name: "Truth" });
  await truth.focus();
  for (const [key, dialog] of [["?", help(page)], ["/", palette(page)]] as const) {
    await page.keyboard.press(key);
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await truth.evaluate((element) => element === document.activeElement)).toBe(true);
  }
  await page.keyboard.press("?");
  await help(page).getByLabel("Single-key shortcuts").focus();
  await page.keyboard.press("Escape");
  await help(page).waitFor({ state: "detached" });
  await page.waitForTimeout(300); // it is not to stop
  expect(await running.count()).toBe(1);
  await page.keyboard.press("Escape");
  await page.locator(".laser").filter({ hasText: "Stopped" }).waitFor();
}), PATIENT);

interface Place {
  readonly name: string;
  /** Brings the page there, from wherever a command has led. */
  readonly come: (page: Page, url: string) => Promise<void>;
  /** Those to be run, where the others are run elsewhere. */
  readonly only?: readonly string[];
  /** Done before a command that would else have nothing to do. */
  readonly first?: Readonly<Record<string, readonly string[]>>;
  /** Commands that leave everything as it is, and why. */
  readonly nothing?: Readonly<Record<string, string>>;
}
let links = 0;
/** To an address in this page: nothing is loaded anew, so that runs and recordings stay. No two are alike, or none would be followed. */
async function follow(page: Page, hash: string): Promise<void> {
  await page.keyboard.press("Escape");
  await page.evaluate((to) => { location.hash = to; }, `${hash}&link=${++links}`); // stateOf reads over it
}
const OWN = `experiment=blank&protocol=${pack(FLASH)}`;
const toRig = async (page: Page): Promise<void> => {
  await follow(page, `#/rig?${OWN}&trial=2`);
  await page.getByRole("heading", { name: "A flash" }).waitFor();
  await complete(page, 3);
};
const toBench = async (page: Page): Promise<void> => {
  await follow(page, `#/bench?recording=rig&trial=2&${OWN}`);
  await measured(page);
};
const toPaper = async (page: Page): Promise<void> => {
  await follow(page, "#/paper?figure=2");
  await page.getByRole("button", { name: "Open in Rig" }).waitFor();
  await page.getByRole("button", { name: "Whole figure" }).waitFor(); // its sessions are recorded, it is drawn
};
const PLACES: readonly Place[] = [
  { name: "rig", come: toRig, first: { "Show all of the time": ["Zoom time in"], "Zoom time out": ["Zoom time in"] } },
  {
    name: "rig with its picker open and the cursor pinned",
    come: async (page) => {
      await toRig(page);
      await page.locator('[role=figure][aria-label^="ΔF/F"]').click();
      await page.keyboard.press("x");
      await page.getByRole("listbox", { name: "Experiments" }).waitFor();
    },
    only: ["Unpin the cursor", "Close the picker, the table or the sheet"],
  },
  { name: "bench with a virtual recording", come: toBench, first: { "Show all of the time": ["Zoom time in"], "Zoom time out": ["Zoom time in"] } },
  {
    name: "bench with a choice made and a region picked",
    come: async (page) => {
      await toBench(page);
      await page.keyboard.press("s");
      await measured(page);
      await page.keyboard.press("1");
    },
    only: ["Undo", "Move the picked region's edge up by a pixel", "Move the picked region's edge down by a pixel", "Let go of region and cursor"],
  },
  { name: "paper", come: toPaper, first: { "Figure before": ["Next figure"], "Finding before": ["Next finding"] } },
  {
    name: "proof",
    come: async (page) => {
      await follow(page, `#/proof?${OWN}`);
      await page.locator('[data-trials="3"]').waitFor();
      await expect.poll(() => page.getByRole("button", { name: "Certificate" }).isEnabled(), { timeout: 60_000 }).toBe(true);
    },
    nothing: { "Go to Proof": "it is in sight, and its address says nothing that going there would take back" },
  },
];
/** Everywhere, of itself: it is listed because the list is open, which it closes. */
const CLOSE = "Close";

async function find(page: Page, name: string): Promise<void> {
  await page.keyboard.press("/");
  await palette(page).getByRole("searchbox").fill(name);
  expect(await palette(page).locator("[aria-selected=true] > span").innerText()).toBe(name);
  await page.keyboard.press("Enter");
}

describe("every command that “/” lists is run by its name, and something comes of it", () => {
  test.each(PLACES)("on the $name", ({ come, only, first = {}, nothing = {} }) => withPage(async (page, url) => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    let beyond = 0; // what leaves the page: files saved, and dialogues for files to open
    page.on("download", () => { beyond++; });
    page.on("filechooser", () => { beyond++; });
    await page.goto(url);
    await come(page, url);
    await still(page);
    await page.keyboard.press("/");
    await palette(page).waitFor();
    const all = await listed(page);
    expect(all).toEqual(expect.arrayContaining(["Light or dark", CLOSE, ...(only ?? [])]));
    expect(new Set(all).size).toBe(all.length);
    await page.keyboard.press("Escape");
    await palette(page).waitFor({ state: "detached" });
    // Opening the list and closing it leaves everything as it was: else the rest of this test could not fail. Something else may
    // come to its end meanwhile, once.
    await expect.poll(async () => {
      await come(page, url);
      const rest = await still(page);
      await page.keyboard.press("/");
      await palette(page).waitFor();
      await page.keyboard.press("Escape");
      await palette(page).waitFor({ state: "detached" });
      return (await still(page)) === rest;
    }, { timeout: 120_000 }).toBe(true);

    for (const name of only ?? all) {
      await come(page, url);
      for (const earlier of first[name] ?? []) await find(page, earlier);
      const before = await still(page);
      const left = beyond;
      await find(page, name);
      const changed = async (): Promise<boolean> => beyond > left || (await stateOf(page)) !== before;
      if (nothing[name] === undefined && name !== CLOSE) await expect.poll(changed, { ...SOON, message: `nothing came of “${name}”` }).toBe(true);
      else {
        await page.waitForTimeout(500);
        expect([name, await changed()]).toEqual([name, false]);
      }
    }
  }, { viewport: { width: 1440, height: 900 } }), 3 * PATIENT);
});
