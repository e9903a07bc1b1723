/** A desk with a shell on it: what a page saves is put there, and lines are pasted as the page shows them. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";

const main = fileURLToPath(new URL("../../../dist/apps/cli/main.js", import.meta.url));
const all = mkdtempSync(join(tmpdir(), "radiatum-both-"));
/** Where a shell finds "radiatum", as of someone who has installed it. */
const installed = join(all, "bin");
beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is missing: these tests run the built command line; npm test builds it first");
  mkdirSync(installed);
  writeFileSync(join(installed, "radiatum"), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
});
afterAll(() => { rmSync(all, { recursive: true }); });

/** A folder of one's own, into which a page's downloads go and beside which a shell stands. */
export interface Desk {
  readonly at: (name: string) => string;
  readonly text: (name: string) => string;
  /** Clicks, and keeps the file that comes under the name that it was given; gives that name. */
  readonly save: (page: Page, button: string, within?: string) => Promise<string>;
  /** A line as a person pastes it into a shell; gives what is printed. Fails as the line does. */
  readonly shell: (line: string) => Promise<string>;
}
export function desk(name: string): Desk {
  const folder = join(all, name);
  mkdirSync(folder);
  const at = (file: string): string => join(folder, file);
  return {
    at,
    text: (file) => readFileSync(at(file), "utf8"),
    save: async (page, button, within = "body") => {
      const what = page.locator(within).getByRole("button", { name: button, exact: true });
      await expect.poll(() => what.isEnabled()).toBe(true);
      const [download] = await Promise.all([page.waitForEvent("download"), what.click()]);
      await download.saveAs(at(download.suggestedFilename()));
      return download.suggestedFilename();
    },
    // Not the synchronous way: the page is served from here meanwhile.
    shell: (line) => new Promise((resolve, reject) => {
      const env = { ...process.env, PATH: `${installed}${delimiter}${process.env["PATH"] ?? ""}` };
      execFile("/bin/sh", ["-c", line], { cwd: folder, env, maxBuffer: 1e8 }, (error, out, complaint) => {
        if (error) reject(new Error(`${line}\n${complaint}`, { cause: error }));
        else resolve(out);
      });
    }),
  };
}

export const view = (url: string, said: string): string => `${url.replace(/#.*$/, "")}#/${said}`;
/** The hash among what `simulate --hash` prints. */
export const hashIn = (printed: string): string => /sha256 ([\da-f]{64})/u.exec(printed)?.[1] ?? `no hash in: ${printed}`;
export const complete = (page: Page, trials: number): Promise<void> => page.locator(".laser").filter({ hasText: new RegExp(`^\\s*${trials} of ${trials} trials`, "u") }).waitFor({ timeout: 120_000 });
/** On the bench, what is in sight is what was last chosen. */
export const measured = async (page: Page): Promise<void> => {
  await page.locator("#bench-panel").waitFor();
  await page.waitForFunction(() => document.querySelector("#bench-panel") !== null && document.querySelector(".read .stale") === null);
};
export async function type(page: Page, label: string, value: string, within = "body"): Promise<void> {
  await page.locator(within).getByRole("textbox", { name: label, exact: true }).fill(value);
  await page.keyboard.press("Enter");
}
/** On the proof, of all trials. */
export async function provenHash(page: Page, trials: number): Promise<string> {
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Proof" }).click();
  await page.locator(`[data-trials="${trials}"]`).waitFor();
  return (await page.locator("[data-hash]").getAttribute("data-hash")) ?? "";
}
