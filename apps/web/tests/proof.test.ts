/** The proof in a real browser: its hash is Node's for the same protocol, the trial is proven, and the certificate says so. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { recordingHash } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { simulateHere } from "radiatum/rig";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";

const axe = readFileSync(new URL("../../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const TEXT = `name: Proven
stimuli: { both: [{ kind: synaptic, at: 20 ms }, { kind: action potentials, at: 25 ms }] }
axon: { reliable: yes }
trials: 2
duration: 60 ms
imaging: { kind: line scan, pixels: 24 }
`;
const view = (url: string, name: string): string => `${url.replace(/#.*$/, "")}#/${name}`;

/** On the proof of two short trials, both come. */
async function proving(page: Page, url: string, said = ""): Promise<void> {
  await page.goto(view(url, `rig?experiment=blank&protocol=${pack(TEXT)}${said}`));
  await page.getByRole("button", { name: "Run again" }).waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "Proof" }).click();
  await page.locator('[data-trials="2"]').waitFor();
}

describe("the proof", () => {
  test("opened by its link runs what the link holds, and shows the evidence meanwhile", () =>
    withPage(async (page, url) => {
      // The page opened on the rig, which runs at once: loaded anew, it is here from the start.
      await page.goto("about:blank");
      await page.goto(view(url, `proof?experiment=blank&protocol=${pack(TEXT)}`));
      await page.locator('[data-trials="2"]').waitFor();
      expect(await page.locator("[data-hash]").getAttribute("data-hash")).toBe(await recordingHash(simulateHere(readProtocol(TEXT)).recording));
      await page.locator(".evidence").first().waitFor();
      const all = await page.locator(".evidence tbody tr").count();
      expect(all).toBeGreaterThan(10);
      await page.getByLabel("Words of the evidence").fill("conservation calcium");
      await expect.poll(() => page.locator(".evidence tbody tr").count()).toBeLessThan(all);
    }));

  test("a link that is pasted over another run's is followed: what is proven is what the link says", () =>
    withPage(async (page, url) => {
      await page.goto(view(url, "rig?experiment=action-potential&trial=1"));
      await page.locator(".laser").filter({ hasText: "5 of 5 trials" }).waitFor();
      await page.goto(view(url, `proof?experiment=blank&protocol=${pack(TEXT)}`));
      await page.locator('[data-trials="2"]').waitFor();
      expect(await page.locator("[data-hash]").getAttribute("data-hash")).toBe(await recordingHash(simulateHere(readProtocol(TEXT)).recording));
    }));

  test.each(["dark", "light"] as const)("gives axe nothing to complain of, %s, and prints on two sheets at most", (theme) =>
    withPage(async (page, url) => {
      await proving(page, url, `&theme=${theme}`);
      await page.getByRole("heading", { name: "Halving again" }).waitFor({ timeout: 100_000 });
      await page.evaluate(axe);
      expect(await page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]))")).toEqual([]);
      const sheets = (await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
      expect(sheets.length).toBeLessThanOrEqual(2);
    }), 180_000);

  test("has the hash that Node computes for the same protocol; its certificate holds that hash, and the errors of the trial", () =>
    withPage(async (page, url) => {
      await proving(page, url);
      const own = await recordingHash(simulateHere(readProtocol(TEXT)).recording);
      expect(await page.locator("[data-hash]").getAttribute("data-hash")).toBe(own);
      await page.getByRole("heading", { name: "Halving again" }).waitFor({ timeout: 100_000 });
      const files = new Map<string, string>();
      page.on("download", (download) => void download.path().then((path) => files.set(download.suggestedFilename(), readFileSync(path, "utf8"))));
      await page.getByRole("button", { name: "Certificate" }).click();
      await expect.poll(() => [...files.keys()].sort()).toEqual(["blank-certificate.html", "blank-certificate.json"]);
      const { sha256, seed, parts } = JSON.parse(files.get("blank-certificate.json") ?? "") as {
        sha256: string; seed: number; parts: { kind: string; balance?: { relative: number } }[];
      };
      expect({ sha256, seed }).toEqual({ sha256: own, seed: readProtocol(TEXT).seed });
      expect(parts.map(({ kind }) => kind)).toEqual(["time step", "calcium balance", "rate tables", "compartments", "halvings"]);
      expect(parts[1]?.balance?.relative).toBeLessThan(1e-10);
      expect(files.get("blank-certificate.html")).toContain(own);
    }), 180_000);

  test("stops when it is told to, and goes on when it is asked", () =>
    withPage(async (page, url) => {
      await proving(page, url);
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByText(/^Stopped, \d of 5$/).waitFor();
      await page.getByRole("button", { name: "Prove it" }).click();
      await page.getByRole("progressbar", { name: "The proof" }).waitFor();
    }), 120_000);

  test("draws other spines with their progress, can be stopped, and sets their spread into the budget when all are there", () =>
    withPage(async (page, url) => {
      await proving(page, url);
      const section = page.getByRole("region", { name: "Spine to spine" });
      await section.getByRole("button", { name: "Draw 20 spines" }).click();
      await section.getByText(/, [1-9]\d? of 20 drawn$/).waitFor();
      await section.getByRole("button", { name: "Stop drawing spines" }).click();
      await section.getByRole("button", { name: "Draw 20 spines" }).click();
      await section.getByText("20 of 20 drawn").waitFor({ timeout: 150_000 });
      await section.getByText("Standard deviation over mean").waitFor();
      const [, share = ""] = /Standard deviation over mean\s*(\d+)/.exec(await section.innerText()) ?? [];
      expect(Number(share)).toBeGreaterThan(0);
      await expect.poll(() => page.locator("svg[aria-label^='Relative errors']").getAttribute("aria-label")).toMatch(/Spine to spine, spine ΔF\/F, 0\.\d+|Spine to spine, spine ΔF\/F, \d/);
    }), 240_000);
});
