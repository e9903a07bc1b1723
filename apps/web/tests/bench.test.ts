/** The bench in a real browser: what is dropped is read, measured, chosen, undone, exported, and found again by a link. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Download, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { strFromU8, unzipSync } from "fflate";
import { measure, measureGroups, twoStateSynapse, writeNwb, type Recording } from "radiatum";
import { open, pictureResources } from "radiatum/node";
import { analysisDocument, earlierAnalysis, groupsReportFiles, reportFiles, type ReportFile } from "radiatum/report";
import { version } from "../../cli/version.js";
import { withPage } from "./browser.js";

const folder = mkdtempSync(join(tmpdir(), "radiatum-bench-"));
const recording = twoStateSynapse(2);
const at = (name: string): string => join(folder, name);
/** Trial 5 was stopped at line 120 of 200. */
const stopped: Recording = {
  ...recording,
  lineScans: recording.lineScans.map((scan) => ({
    ...scan,
    trials: scan.trials.map((trial) =>
      trial.trial === 4
        ? { ...trial, lines: 120, pixels: trial.pixels.map((pixels) => pixels?.subarray(0, 120 * scan.pixelsPerLine) ?? null) }
        : trial,
    ),
  })),
};
/** Half of the trials in each of two baths. */
const baths: Recording = {
  ...recording,
  trials: recording.trials.map((trial, k) => ({ ...trial, condition: k < 20 ? "control" : "APV 50 µM" })),
};
beforeAll(async () => {
  writeFileSync(at("synapse.nwb"), await writeNwb(recording, { version: "0" }));
  writeFileSync(at("stopped.nwb"), await writeNwb(stopped, { version: "0" }));
  writeFileSync(at("baths.nwb"), await writeNwb(baths, { version: "0" }));
  writeFileSync(at("broken.abf"), "PK\u0003\u0004 an archive, by its first bytes");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const bench = (url: string, said = ""): string => `${url.replace(/#.*$/, "")}#/bench${said}`;

async function drop(page: Page, ...names: string[]): Promise<void> {
  await page.locator('input[aria-label="Files to open"]').setInputFiles(names.map(at));
}
/** Until what is in sight is what was last chosen. */
async function measured(page: Page): Promise<void> {
  await page.locator(".read .result").waitFor();
  await page.waitForFunction(() => document.querySelector(".read .stale") === null);
}
async function opened(page: Page, url: string, said = ""): Promise<void> {
  await page.goto(bench(url, said));
  await drop(page, "synapse.nwb");
  await measured(page);
}
const headline = (page: Page): Promise<string> => page.locator(".read .result").first().innerText();
const steps = async (page: Page): Promise<string[]> =>
  (await page.locator(".set .history li").allInnerTexts()).map((text) => text.trim());
const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), "utf8");
async function saved(page: Page, button: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#export").getByRole("button", { name: button, exact: true }).click(),
  ]);
  return download;
}

describe("a recording dropped on the bench", () => {
  test("is measured as the library measures it, and its parameters file is the command line's document", () =>
    withPage(async (page, url) => {
      await opened(page, url);
      const own = measure(recording);
      const chance = own.calciumTransientProbability;
      expect(await headline(page)).toBe("value" in chance ? chance.value.toFixed(2) : "refused");
      const { recording: file, ...document } = JSON.parse(await textOf(await saved(page, "Parameters file"))) as Record<string, unknown>;
      const expected = analysisDocument(own, { input: "synapse.nwb", opening: { ephysOffset: 0 } });
      expect(file).toMatchObject({ format: "nwb", simulated: true });
      expect({ ...document, recording: expected["recording"] }).toEqual(JSON.parse(JSON.stringify(expected)));
    }));

  test("a trial leaves with a reason, comes back by undo, and all that stands in the address", () =>
    withPage(async (page, url) => {
      await opened(page, url, "?recording=synapse.nwb&trial=6");
      const before = await headline(page);
      await page.keyboard.press("x");
      await page.getByLabel("Why trial 6 is left out").fill("cell moved");
      await page.keyboard.press("Enter");
      await page.getByText("39 of 40 in, 1 left out with a reason").waitFor();
      await measured(page);
      expect(await steps(page)).toEqual(["Trial 6 left out, cell moved", "Opened"]);
      await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain("out=6:cell+moved");
      await page.keyboard.press("ControlOrMeta+z");
      await page.getByText("40 of 40 in").waitFor();
      await measured(page);
      expect([await headline(page), await steps(page)]).toEqual([before, ["Opened"]]);
    }));

  test("a call made by hand counts, is marked, undone, linked, and kept in every file that goes out", () =>
    withPage(async (page, url) => {
      await opened(page, url, "?recording=synapse.nwb&trial=6");
      const [before, computed] = [await headline(page), measure(recording).trials[5]?.call];
      const [key, other] = computed === "success" ? (["f", "failure"] as const) : (["s", "success"] as const);
      const call = page.locator('.trials [data-trial="5"] .call');
      await page.keyboard.press(key);
      await page.locator('.trials [data-trial="5"] .call.by-hand').waitFor();
      await measured(page);
      const byHand = measure(recording, { calls: [{ trial: 5, call: other }] });
      const chance = byHand.calciumTransientProbability;
      expect(await headline(page)).toBe("value" in chance ? chance.value.toFixed(2) : "refused");
      expect(await call.innerText()).toContain("by hand");
      expect(await steps(page)).toEqual([`Trial 6 called a ${other} by hand`, "Opened"]);
      await expect.poll(() => decodeURIComponent(new URL(page.url()).hash)).toContain(`calls=6:${other}`);
      const text = await textOf(await saved(page, "Parameters file"));
      const { request } = earlierAnalysis(text, "analysis.json");
      expect(request.calls).toEqual([{ trial: 5, call: other }]);
      // What the command line makes of that file: the same choices, the same calls, the same chance.
      expect(measure(recording, request)).toEqual(byHand);
      const tables = unzipSync(readFileSync(await (await saved(page, "Tables as CSV")).path()));
      const trials = strFromU8(tables["tables/trials.csv"] ?? new Uint8Array()).split("\r\n");
      expect(trials[6]).toContain(`,${other},user,${computed ?? ""},`);
      expect(await textOf(await saved(page, "The report as one HTML page"))).toContain(`by hand; computed: ${computed ?? ""}`);
      await page.keyboard.press("ControlOrMeta+z");
      await measured(page);
      expect([await headline(page), await steps(page), await call.innerText()]).toEqual([
        before,
        ["Opened"],
        computed === "failure" ? "failure *" : "success",
      ]);
      // By mouse: the other call, then as computed again.
      await call.click();
      await page.locator('.trials [data-trial="5"] .call.by-hand').waitFor();
      await measured(page);
      await call.click();
      await page.waitForFunction(() => document.querySelector('.trials [data-trial="5"] .by-hand') === null);
      expect((await steps(page))[0]).toBe("Trial 6 called as computed");
    }));

  test("a trial that stopped at line 120 of 200 is left out; its 120 lines can be used, and that goes into the parameters", () =>
    withPage(async (page, url) => {
      await page.goto(bench(url, "?trial=5"));
      await drop(page, "stopped.nwb");
      await page.getByText("39 of 40 in, 1 left out with a reason").waitFor();
      await measured(page);
      await page.locator('.trials [data-trial="4"]').getByRole("button", { name: "Use its 120 lines" }).click();
      await page.getByText("40 of 40 in").waitFor();
      await measured(page);
      const { request } = earlierAnalysis(await textOf(await saved(page, "Parameters file")), "analysis.json");
      expect(request.included).toEqual([4]);
      await page.locator('.trials [data-trial="4"]').getByRole("button", { name: "Leave it out" }).click();
      await page.getByText("39 of 40 in").waitFor();
      expect(await steps(page)).toEqual(["Trial 5 out again, as it ends early", "Trial 5 in with its 120 lines", "Opened"]);
    }));

  test("a region is dragged by its grip: ΔF/F follows, the numbers when it is let go", () =>
    withPage(async (page, url) => {
      await opened(page, url);
      await page.keyboard.press("1");
      const grip = page.getByRole("slider", { name: "spine, first pixel" });
      const first = Number(await grip.getAttribute("aria-valuenow"));
      const box = await grip.boundingBox();
      if (!box) throw new Error("the grip has no place");
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x, y - 14, { steps: 4 });
      expect(Number(await grip.getAttribute("aria-valuenow"))).toBeLessThan(first);
      expect(await steps(page)).toEqual(["Opened"]);
      await page.mouse.up();
      await page.waitForFunction(() => document.querySelectorAll(".set .history li").length === 2);
      const now = Number(await grip.getAttribute("aria-valuenow"));
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction(() => document.querySelectorAll(".set .history li").length === 3);
      expect(Number(await grip.getAttribute("aria-valuenow"))).toBe(now + 1);
    }));

  test("a link with the choices finds them again for whoever drops that recording", () =>
    withPage(async (page, url) => {
      await opened(page, url, "?recording=synapse.nwb&trial=9&out=2:blebbing&baseline=0:40lines");
      await page.getByText("39 of 40 in").waitFor();
      expect(await page.getByLabel("F₀ window, lines").inputValue()).toBe("0–39");
      await expect.poll(() => new URL(page.url()).hash).toContain("trial=9");
      const { request } = earlierAnalysis(await textOf(await saved(page, "Parameters file")), "analysis.json");
      expect([request.baseline, request.excluded]).toEqual(["0:40lines", [{ trial: 1, reason: "blebbing" }]]);
    }));

  test("a parameters file that is dropped applies its choices", () =>
    withPage(async (page, url) => {
      const parameters = analysisDocument(
        measure(recording, { baseline: "5:45lines", excluded: [{ trial: 0, reason: "drift" }] }),
        { input: "synapse.nwb", opening: { ephysOffset: 0 } },
      );
      writeFileSync(at("synapse.analysis.json"), JSON.stringify(parameters));
      await opened(page, url);
      await drop(page, "synapse.analysis.json");
      await page.getByText("39 of 40 in").waitFor();
      await measured(page);
      expect(await page.getByLabel("F₀ window, lines").inputValue()).toBe("5–44");
      expect((await steps(page))[0]).toContain("synapse.analysis.json applied");
    }));

  test("every kind of file comes out, the report as a page that names the command", () =>
    withPage(async (page, url) => {
      await opened(page, url);
      const names: string[] = [];
      for (const button of [
        "Tables as CSV",
        "Tables as Parquet",
        "The recording as NWB",
        "Figures as SVG",
        "Figures as PNG",
      ])
        names.push((await saved(page, button)).suggestedFilename());
      expect(names).toEqual([
        "synapse-csv.zip",
        "synapse-parquet.zip",
        "synapse.nwb",
        "synapse-svg.zip",
        "synapse-png.zip",
      ]);
      const report = await saved(page, "The report as one HTML page");
      expect(report.suggestedFilename()).toBe("synapse.html");
      expect(await textOf(report)).toContain("radiatum analyze synapse.nwb --roi ");
    }));
});

/** The files of an archive, or the one that came alone, by the command line's names. */
async function unpacked(download: Download, alone: string): Promise<Record<string, Buffer>> {
  const bytes = readFileSync(await download.path());
  if (!download.suggestedFilename().endsWith(".zip")) return { [alone]: bytes };
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, Buffer.from(content)]));
}

/**
 * Full precision shows that browsers compute exp by rules of their own. That one engine gives the same bytes is
 * bench-exports.test.ts's to show; here it is everything but the digits of numbers with many.
 */
const worded = (text: string): string => text.replace(/-?\d+(?:\.\d{6,}(?:e-?\d+)?|e-\d+)/g, "#");

/** Names of files that differ or are too many: what stands in them is too long to be read in a complaint. */
const unlike = (found: Record<string, Buffer>, files: readonly ReportFile[], ending: string): string[] => {
  const wanted = files.filter(({ path }) => path.endsWith(ending));
  const differ = wanted.flatMap(({ path, make }) => {
    const [own, theirs] = [String(make()), found[path]?.toString("utf8") ?? "missing"];
    return own === theirs || ([".csv", ".json"].includes(ending) && worded(own) === worded(theirs)) ? [] : [path];
  });
  return [...differ, ...Object.keys(found).filter((name) => !wanted.some(({ path }) => path === name))];
};

test.each(["synapse.nwb", "baths.nwb"])(
  "%s: report and figures are the command line's to the byte, tables and document to many digits, a page a group",
  (name) =>
    withPage(async (page, url) => {
      const own = await open(at(name));
      const { fonts } = pictureResources();
      const source = { of: { input: name, opening: { ephysOffset: 0 } }, request: {}, version, fonts };
      const grouped = name === "baths.nwb";
      const files = grouped ? groupsReportFiles(measureGroups(own), source) : reportFiles(measure(own), source);
      await page.goto(bench(url));
      await drop(page, name);
      await measured(page);
      for (const [button, ending, alone] of [
        ["The report as one HTML page", ".html", "report.html"],
        ["Tables as CSV", ".csv", ""],
        ["Figures as SVG", ".svg", ""],
        ["Parameters file", "analysis.json", "analysis.json"],
      ] as const) {
        const found = await unpacked(await saved(page, button), alone);
        const wanted = ending === "analysis.json" ? files.filter(({ path }) => path === alone) : files;
        expect([ending, unlike(found, wanted, ending === "analysis.json" ? ".json" : ending)]).toEqual([ending, []]);
      }
      const pages = files.map(({ path }) => path).filter((path) => path.endsWith("/report.html"));
      expect(pages).toEqual(grouped ? ["group-control/report.html", "group-APV-50-μM/report.html"] : []);
    }),
);

test("single keys that are switched off stay off in every view and when the page is opened again; Esc still closes", () =>
  withPage(async (page, url) => {
    const help = page.getByRole("dialog", { name: "Keys, look and help" });
    const address = (view: string): string => `${url.replace(/#.*$/, "")}#/${view}`;
    await page.goto(address("bench"));
    await page.keyboard.press("?");
    await help.getByLabel("Single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    for (const view of ["bench", "rig", "paper", "proof"]) {
      await page.goto(address(view));
      await page.reload();
      await page.locator("main h1").first().waitFor({ state: "attached" });
      await page.keyboard.press("?");
      await page.keyboard.press("/");
      await page.waitForTimeout(100);
      expect([view, await page.getByRole("dialog").count()]).toEqual([view, 0]);
    }
    await page.getByRole("button", { name: "Keys, look and help" }).click();
    await help.getByLabel("Single-key shortcuts").check();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.locator("main h1").first().waitFor({ state: "attached" });
    await page.keyboard.press("?");
    await help.waitFor();
  }));

test("a file that is no recording is refused in one sentence with what it begins with", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    await drop(page, "broken.abf");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    // An archive by its first bytes: then it is said what to do.
    expect(await alert.innerText()).toMatch(/broken\.abf can't be opened[^]*50 4b 03 04[^]*ZIP archive: unpack it/);
  }));

test("of many recordings the open one stands alone above what is set of it; the others unfold, and fold again when one is chosen", () =>
  withPage(async (page, url) => {
    await page.goto(bench(url));
    const csv = ["time_ms,Im_pA", ...Array.from({ length: 40 }, (_, k) => `${k / 2},${Math.sin(k)}`)].join("\n");
    const names = Array.from({ length: 10 }, (_, k) => `cell-${k}.csv`);
    await page.locator('input[aria-label="Files to open"]').setInputFiles(names.map((name) => ({ name, mimeType: "text/csv", buffer: Buffer.from(csv) })));
    await page.getByRole("heading", { level: 1, name: "Bench: cell-0.csv" }).waitFor({ state: "attached" });
    const others = page.locator(".set details.others");
    expect(await others.locator("summary").innerText()).toBe("9 other recordings");
    expect(await page.locator(".set .files > button.file").allInnerTexts()).toEqual([expect.stringContaining("cell-0.csv")]);
    await others.locator("summary").click();
    await others.locator(".file", { hasText: "cell-7.csv" }).click();
    await page.getByRole("heading", { level: 1, name: "Bench: cell-7.csv" }).waitFor({ state: "attached" });
    expect(await others.getAttribute("open")).toBeNull();
    expect(await page.locator(".set .files > button.file").allInnerTexts()).toEqual([expect.stringContaining("cell-7.csv")]);
  }));

test("recordings of a served folder are offered, and read when one is chosen", () =>
  withPage(
    async (page, url) => {
      await page.goto(bench(url));
      await page.locator(".served").getByText("synapse.nwb").click();
      await measured(page);
      expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Bench: synapse.nwb");
    },
    { folder },
  ));

test.each([
  ["dark", 1440, 900],
  ["light", 1280, 720],
  ["light", 390, 844],
] as const)("axe finds nothing, %s at %d × %d, empty and with every tab", (theme, width, height) =>
  withPage(
    async (page, url) => {
      const axe = readFileSync(new URL("../../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
      const complaints = async (): Promise<unknown> => {
        await page.evaluate(axe);
        return page.evaluate(
          "axe.run().then((found) => found.violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => String(target))]))",
        );
      };
      await page.goto(bench(url, `?theme=${theme}`));
      await page.getByText("Drop a recording here").waitFor();
      expect(await complaints()).toEqual([]);
      await drop(page, "synapse.nwb");
      await measured(page);
      for (const name of [
        "Successes & failures",
        "Amplitudes",
        "Paired pulse",
        "Calibration",
        "Supralinearity",
        "Voltage",
      ]) {
        await page.getByRole("tab", { name }).click();
        expect([name, await complaints()]).toEqual([name, []]);
      }
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    },
    { viewport: { width, height } },
  ),
);
