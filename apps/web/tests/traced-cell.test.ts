/** An experiment on a traced cell: its protocol and its SWC file go together, on the page as in a folder; a link alone says what it lacks. */
import { writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";
import { complete, desk, hashIn, measured, provenHash, view } from "./command-line.js";
import { anotherStrip, droppedOn, ended, FLASH, pictureIn, press, SOON, strip } from "./on-the-rig.js";

const PATIENT = 180_000;
/** Soma, a trunk straight up and one basal dendrite; `thick`: another neuron of the same shape. */
const swc = (thick = 1): string => `# made by a test
1 1 0 0 0 8 -1
2 4 0 8 0 ${2 * thick} 1
3 4 0 300 0 ${thick} 2
4 3 0 -8 0 1 1
5 3 40 -120 0 0.6 4
`;
const TRACED = `${FLASH}cell: { file: day 3/it's a cell.swc }
spine: { dendrite: trunk, distance: 100 µm }
`.replace("A flash", "A flash on a traced cell");
const NAME = "it's a cell.swc";
const CELL = `[role=slider][aria-label^="Cell traced in ${NAME}"]`;
const HEADING = { name: "A flash on a traced cell" };

async function dropBoth(page: Page, cell = swc()): Promise<void> {
  await droppedOn(page, { "traced.yaml": TRACED, [NAME]: cell });
  await page.getByRole("heading", HEADING).waitFor();
  await ended(page, 3);
}
/** Of a run that has been the model's own cell until now. */
async function begun(page: Page, url: string): Promise<void> {
  await page.goto(view(url, `rig?experiment=blank&trial=1&protocol=${pack(FLASH)}`));
  await complete(page, 3);
}

describe("a protocol that names a traced cell", () => {
  test("runs where its SWC file is dropped along; the cell is drawn; by the shown line the command line makes the same recording of both files", () => withPage(async (page, url) => {
    const { at, save, shell } = desk("traced");
    await begun(page, url);
    const own = await strip(page);
    await dropBoth(page);
    expect(await strip(page)).not.toBe(own);
    await page.locator(`${CELL} canvas`).waitFor();
    await page.getByText(`Traced in ${NAME}. Neither a link nor the protocol file holds that file`).waitFor();
    await expect.poll(() => page.getByText("taking a stack").count(), SOON).toBe(0);

    // The cell goes along with whatever is changed, and with a proof.
    const before = await strip(page);
    await press(page, "Clamp", "Current");
    await anotherStrip(page, before);
    await press(page, "Clamp", "Voltage");
    await expect.poll(() => strip(page), SOON).toBe(before);
    await ended(page, 3);
    const file = await save(page, "Protocol file", "#read");
    const hash = await provenHash(page, 3);
    await page.getByText(`With ${NAME}, in which the cell was traced`).waitFor();
    const line = await page.locator(".repeat").innerText();
    expect(line).toContain(file);
    await expect(shell(line)).rejects.toThrow("there is no such file");
    await shell("mkdir 'day 3'");
    writeFileSync(at(`day 3/${NAME}`), swc());
    expect(hashIn(await shell(line))).toBe(hash);
    writeFileSync(at(`day 3/${NAME}`), swc(1.5));
    expect(hashIn(await shell(`${line} --out thick.nwb`))).not.toBe(hash);
  }), PATIENT);

  test("of several SWC files dropped along takes the one that it names; the picture is that cell's, and another's once that file is another", () => withPage(async (page, url) => {
    await begun(page, url);
    await dropBoth(page);
    const [thin, drawn] = [await strip(page), await pictureIn(page, CELL)];
    await droppedOn(page, { "a cell.swc": swc(), "traced.yaml": TRACED, [NAME]: swc(1.5), "z.swc": swc() });
    const thick = await anotherStrip(page, thin);
    await ended(page, 3);
    await expect.poll(() => pictureIn(page, CELL), SOON).not.toBe(drawn);
    await droppedOn(page, { "a cell.swc": swc(1.5), "traced.yaml": TRACED, [NAME]: swc(), "z.swc": swc(1.5) });
    expect(await anotherStrip(page, thick)).toBe(thin);
    await expect.poll(() => pictureIn(page, CELL), SOON).toBe(drawn);
  }), PATIENT);

  test("without its SWC file is refused by that file's name, and never run on a cell that is there by another name; what is on screen stays", () => withPage(async (page, url) => {
    await begun(page, url);
    await dropBoth(page);
    const before = await strip(page);
    await droppedOn(page, { "other.yaml": TRACED.replace(NAME, "other.swc").replace("A flash", "Another") });
    const refused = page.getByRole("alert").filter({ hasText: "The cell of this protocol was traced in other.swc, which isn't here: no protocol and no link holds it." });
    await refused.waitFor();
    await page.getByRole("heading", HEADING).waitFor();
    await ended(page, 3);
    expect(await strip(page)).toBe(before);
    // The cell on screen is still the one that a change is run on.
    await press(page, "Clamp", "Current");
    await anotherStrip(page, before);
    await refused.waitFor({ state: "detached" });

    await droppedOn(page, { "other.swc": swc() });
    await page.locator(".said").filter({ hasText: "other.swc is a traced cell" }).filter({ hasText: "Drop it together with the protocol file that names it." }).waitFor();
  }), PATIENT);

  test("its link says what it can't carry, on the rig and on the bench; with that file dropped it is the run that it was", () => withPage(async (page, url) => {
    await begun(page, url);
    await dropBoth(page);
    await page.waitForURL((now) => now.hash.includes("protocol="));
    const hash = await provenHash(page, 3);
    const link = page.url().replace("#/proof", "#/rig");
    for (const [there, words] of [["rig", "This experiment cannot be run"], ["bench", "cannot be run"]] as const) {
      await page.goto("about:blank");
      await page.goto(link.replace("#/rig?", there === "rig" ? "#/rig?" : "#/bench?recording=rig&"));
      await page.getByText(words).first().waitFor();
      await page.getByText(`The cell of this protocol was traced in ${NAME}, which isn't here: no protocol and no link holds it. Drop ${NAME} on the rig`).first().waitFor();
    }
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByText("This experiment cannot be run").waitFor();
    await droppedOn(page, { [NAME]: swc() });
    await complete(page, 3);
    expect(await page.getByText("This experiment cannot be run").count()).toBe(0);
    await page.keyboard.press("b");
    await measured(page);
    await expect.poll(() => page.locator(".printed-recording").textContent()).toContain(hash);
    expect(await provenHash(page, 3)).toBe(hash);
  }), PATIENT);
});
