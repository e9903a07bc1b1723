/** The one result of every experiment that the picker offers: what the protocol does, with its interval, or why there is none. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { withPage } from "./browser.js";

const PATIENT = 240_000;
/** What each is about; a search for a spine is none of it. */
const ABOUT: Readonly<Record<string, string>> = {
  "cell-and-spines": "Calcium in the spine",
  "action-potential": "Calcium in the spine",
  "nickel": "nickel / control",
  "low-nickel": "nickel / control, after prepulse",
  "epsc-train": "APV / control, EPSC",
  "cnqx": "CNQX / control",
  "restriction": "Calcium in the spine",
  "without-atp": "AP / EPSP",
  "apv-search": "Calcium in the spine",
  "hyperpolarisation": "−100 mV / −70 mV",
  "paired-pulse": "Second pulse / first",
  "minimal-stimulation": "Chance of a calcium success",
  "release-probability": "Chance of a calcium success",
  "two-action-potentials": "Second pulse / first",
  "two-action-potentials-magnesium-green": "Second pulse / first",
  "pairing": "paired / (EPSP + AP)",
  "order": "EPSPs first / APs first",
  "contacts": "Trials in which the cell fires",
  "propagation": "Calcium in the spine",
};
/** Trials that only looked for a spine. */
const SEARCHED: Readonly<Record<string, number>> = {
  "epsc-train": 3, "cnqx": 3, "hyperpolarisation": 3, "paired-pulse": 12, "minimal-stimulation": 12, "pairing": 4, "order": 3,
};

interface Told {
  readonly name: string;
  readonly result: string;
  readonly interval: string;
  readonly why: string;
  readonly others: string;
}

/** Once the whole series has come and been measured. */
async function told(page: Page, url: string, experiment: string, trial = 1): Promise<Told> {
  await page.goto(`${url.replace(/#.*$/, "")}#/rig?experiment=${experiment}&trial=${trial}`);
  await page.locator(".laser").filter({ hasText: /^\s*(\d+) of \1 trials/ }).waitFor({ timeout: PATIENT });
  await page.waitForFunction(() => document.querySelector("#read .stale") === null && !document.querySelector("#read")?.textContent.includes("on its way"));
  const lead = page.locator("#read > .section").first();
  // Trials are measured a moment after the last has come.
  await expect.poll(() => lead.locator("h2").innerText()).toBe(ABOUT[experiment]);
  await page.waitForFunction(() => document.querySelector("#read .stale") === null);
  const text = async (selector: string): Promise<string> => (await lead.locator(selector).allInnerTexts()).join(" ").trim();
  return {
    name: await text("h2"), result: await text(".result"), interval: await text(".result ~ .interval"), why: (await lead.locator(".note").allInnerTexts()).filter((sentence) => !sentence.endsWith("left out")).join(" "),
    others: (await page.locator("#read .pairs > :nth-child(odd)").allInnerTexts()).join("\n"),
  };
}

describe("the headline of the rig", () => {
  test("every experiment of the picker is looked at here", () => withPage(async (page) => {
    await page.locator(".pick").click();
    await expect.poll(() => page.getByRole("listbox", { name: "Experiments" }).getByRole("option").count()).toBe(Object.keys(ABOUT).length + 1); // and a blank one
  }));
  test("while a trial of the search is in sight, what is told below the headline is of trials that count", () => withPage(async (page, url) => {
    const { name } = await told(page, url, "minimal-stimulation");
    expect(name).toBe("Chance of a calcium success");
    await page.locator(".trial-cells button").first().click();
    await page.locator(".trial-cells button[aria-pressed=true]").and(page.locator('[aria-label^="Trial 1,"]')).waitFor();
    expect(await page.locator("#read .section").filter({ hasText: "Amplitudes" }).locator("header").innerText()).toContain("n = 40");
  }), PATIENT);
  test("at how many contacts the cell fires is said by their names; ΔF/F says that it has no F₀", () => withPage(async (page, url) => {
    await told(page, url, "contacts");
    const words = await page.locator("#read > .section").first().innerText();
    // Rising strength: from some number on it fires.
    const [, fires = "", silent = ""] = /It fires at (.+)\. It doesn’t at (.+)\./u.exec(words) ?? [];
    const counts = (names: string): number[] => names.split(", ").map((name) => Number.parseInt(name, 10));
    expect([...counts(silent), ...counts(fires)]).toEqual([20, 40, 60, 80, 100, 120, 140]);
    await page.getByText("The first line comes after the stimulus, so nothing is known of F₀.").waitFor();
  }), PATIENT);
  test("a prepulse isn't what a spine is asked to respond to: after it, it is the action potential", () => withPage(async (page, url) => {
    const { result } = await told(page, url, "low-nickel", 2);
    expect(result).not.toBe("");
    const spine = await page.locator(".stack-row .value").nth(2).innerText();
    expect(spine).not.toContain("no response");
  }), PATIENT);
  test.each(Object.keys(ABOUT))("%s", (name) =>
    withPage(async (page, url) => {
      const { name: about, result, interval, why, others } = await told(page, url, name);
      expect(about).toBe(ABOUT[name]);
      expect(others).not.toMatch(/\bsearch\b/u);
      // A number with its interval, or a sentence.
      if (result !== "") expect([result, interval].join(" ")).toMatch(/^−?[\d.]+ (−?[\d.]+ to −?[\d.]+|at (least|most) −?[\d.]+) 95 %/u);
      else expect(why).toMatch(/^[A-Z−\d].{20,}\.$/su);
      const left = SEARCHED[name];
      const said = await page.locator("#read").innerText();
      if (left === undefined) expect(said).not.toContain("left out");
      else expect(said).toContain(`${left} trials of search left out`);
    }), PATIENT);
});
