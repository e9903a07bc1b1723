/** Protocols that the rig and the paper save are simulated by the command line to the same recording; and the other way round. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pack } from "../lab/packed.js";
import { withPage } from "./browser.js";
import { complete, desk, hashIn, measured, provenHash, type, view } from "./command-line.js";

const PATIENT = 180_000;

describe("a protocol file from the rig", () => {
  test("of an experiment that was changed by hand gives the recording of the page, by the very line that the proof shows", () => withPage(async (page, url) => {
    const { save, shell, text } = desk("changed");
    await page.goto(view(url, "rig?experiment=action-potential&trial=1"));
    await complete(page, 5);
    const untouched = await provenHash(page, 5);
    await page.goto(view(url, "rig?experiment=action-potential&trial=1"));
    await complete(page, 5);
    await type(page, "Trials of this stimulus and condition", "3");
    await complete(page, 3);
    for (const [label, value] of [["Calcium in the bath, mM", "3"], ["Laser, value, mW", "14"], ["Dye concentration, µM", "120"], ["Seed", "77"]] as const) {
      const before = page.url();
      await type(page, label, value);
      await page.waitForURL((now) => now.href !== before);
      await complete(page, 3);
    }
    const file = await save(page, "Protocol file", "#read");
    expect(parse(text(file))).toMatchObject({ seed: 77, pipette: { dye: { concentration: "120 µM" } }, imaging: { power: "14 mW" } });
    const hash = await provenHash(page, 3);
    expect(hash).not.toBe(untouched);
    const line = await page.locator(".repeat").innerText();
    expect(line).toContain(file);
    expect(hashIn(await shell(line))).toBe(hash);
    // Another seed is another recording: the hash can tell.
    expect(hashIn(await shell(`${line.replace("--seed 77", "--seed 78")} --out other.nwb`))).not.toBe(hash);
  }), PATIENT);

  test("from the command line, new or with every default written out, runs on the rig and gives the same recording", () => withPage(async (page, url) => {
    const { at, shell } = desk("written");
    await shell("radiatum protocol new 'Begun in a shell' > begun.yaml");
    await shell("radiatum protocol check begun.yaml --full --set trials=1 --set conditions.APV.wait='1 min' > whole.yaml");
    await page.goto(view(url, "rig?experiment=action-potential&trial=1"));
    await complete(page, 5);
    for (const file of ["begun.yaml", "whole.yaml"]) {
      await page.locator('input[aria-label="Protocol file to open"]').setInputFiles(at(file));
      await page.getByRole("heading", { name: "Begun in a shell" }).waitFor();
      await page.waitForFunction((trials) => document.querySelectorAll(".trial-cells button").length === trials, file === "begun.yaml" ? 60 : 6);
    }
    await complete(page, 6);
    expect(await provenHash(page, 6)).toBe(hashIn(await shell("radiatum simulate whole.yaml --hash")));
  }), PATIENT);

  test("and a link of another's making puts nothing into that line but a file's name", () => withPage(async (page, url) => {
    const { at, save, shell } = desk("strange");
    const text = "name: Strange\nstimuli: { AP: { kind: action potentials, at: 20 ms } }\ntrials: 1\nduration: 40 ms\nimaging: { kind: line scan, pixels: 24 }\n";
    const name = "a b; touch taken $(touch taken) 'c'";
    await page.goto(view(url, `rig?experiment=${encodeURIComponent(name)}&protocol=${pack(text)}`));
    await complete(page, 1);
    const hash = await provenHash(page, 1);
    const line = await page.locator(".repeat").innerText();
    expect(line).toContain(await save(page, "Protocol file", "main"));
    expect(hashIn(await shell(line))).toBe(hash);
    expect(existsSync(at("taken"))).toBe(false);
  }), PATIENT);
});

describe("a protocol file from the paper", () => {
  test("is simulated as it stands, and gives what the rig gives that opens it from there", () => withPage(async (page, url) => {
    const { save, shell } = desk("paper");
    await page.goto(view(url, "paper?figure=2"));
    await page.getByRole("button", { name: "Open in Rig" }).waitFor();
    const file = await save(page, "Protocol file", ".detail");
    expect(file).toBe("action-potential.yaml");
    await page.getByRole("button", { name: "Open in Rig" }).click();
    await complete(page, 5);
    expect(hashIn(await shell(`radiatum simulate ${file} --hash`))).toBe(await provenHash(page, 5));
  }, { viewport: { width: 1440, height: 900 } }), PATIENT);

  test("of one drawn spine, opened as a recording on the bench, gives that very recording", () => withPage(async (page, url) => {
    const { save, shell } = desk("spine");
    await page.goto(view(url, "paper?figure=2"));
    await page.getByRole("button", { name: "Recordings", exact: true }).click();
    await measured(page);
    const hash = page.locator(".printed-recording");
    await expect.poll(() => hash.textContent()).toMatch(/[\da-f]{64}/u);
    const file = await save(page, "Protocol file", "#export");
    expect(await hash.textContent()).toContain(hashIn(await shell(`radiatum simulate '${file}' --hash`)));
  }, { viewport: { width: 1440, height: 900 } }), PATIENT);
});
