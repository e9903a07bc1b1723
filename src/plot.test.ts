import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { demonstrationSynapse, plot, supralinearity, twoStateSynapse } from "radiatum";

const demonstration = twoStateSynapse(7, { ...demonstrationSynapse, trials: 20, releaseProbability: 1 });
const protocols = ["EPSP", "paired"];
const recording = { ...demonstration, trials: demonstration.trials.map((trial) => ({ ...trial, protocol: protocols[trial.index % 2]! })) };
const result = supralinearity(recording, { paired: "paired", alone: ["EPSP"] });
const folder = mkdtempSync(join(tmpdir(), "radiatum-plot-"));
afterEach(() => {
  vi.doUnmock("./node/save.js");
  vi.resetModules();
  rmSync(folder, { recursive: true, force: true });
});

test("plot(result).save writes the figure's text, whole, and nothing beside it", async () => {
  await plot(result).save(join(folder, "supralinearity.svg"));
  expect(readFileSync(join(folder, "supralinearity.svg"), "utf8")).toBe(plot(result).svg());
  expect(readdirSync(folder)).toEqual(["supralinearity.svg"]);
});

test("a name that promises another format is refused, and nothing is written", async () => {
  await expect(plot(result).save(join(folder, "a.png"))).rejects.toMatchObject({ kind: "usage", code: "figure-not-svg" });
});

test("where a bundler has left the file system out, as package.json tells it to for browsers, saving is refused likewise", async () => {
  vi.doMock("./node/save.js", () => ({}));
  await expect(plot(result).save("a.svg")).rejects.toMatchObject({ kind: "refused", code: "no-files-here" });
});

test("where there is no file system, saving is refused with what to do instead, and the figure's text is there", async () => {
  vi.doMock("./node/save.js", () => {
    throw new Error("node:fs is not here");
  });
  await expect(plot(result).save("a.svg")).rejects.toMatchObject({ kind: "refused", code: "no-files-here", message: expect.stringContaining("plot(result).svg()") as unknown });
  expect(plot(result).svg()).toContain("<svg");
});
