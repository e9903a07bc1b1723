import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleFolder } from "../../validation/samples.js";
import { nearestCommand } from "./program.js";

const main = fileURLToPath(new URL("../../dist/apps/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "radiatum-cli-"));
const samples = sampleFolder();

function radiatum(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

interface Document {
  readonly recording: { format: string; lines: number; pixels: number; trials: number; channels: string[] };
  readonly timing: { linePeriod_ms: number | null; source: string; alternatives: { linePeriod_ms: number; source: string }[] };
  readonly regions: unknown[];
  readonly ratio: { baseline_percent: number };
  readonly trials: { included: boolean; reason: string; call: string | null }[];
  readonly calciumTransientProbability: { value: number; low: number; high: number; method: string; n: number };
  readonly issues: unknown[];
  readonly parameters: Record<string, unknown>;
}
const parse = (text: string): Document => JSON.parse(text) as Document;

beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is missing: these tests run the built command line; npm test builds it first");
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("radiatum reproduce", () => {
  // Settings need no experiment to be run.
  const settings = radiatum("reproduce", "--only", "M05,M06", "--set", "sabatini-2002", "--out", "rows", "--seed", "3");
  test("prints each row with its verdict, under every set, and the counts as they fall", () => {
    expect(settings.code).toBe(0);
    expect(settings.out).toMatch(/✓ M05 {2}first microscope\n.*830 nm/);
    expect(settings.out).toContain("2 findings: base: 2 reproduced, 0 direction only, 0 not reproduced");
    expect(settings.out).toContain("sabatini-2002: 2 reproduced");
    expect(settings.err).toMatch(/Report: rows\/scorecard\.html/);
  });
  test("with --out leaves the page, which repeats the command line, and the document that --json prints", () => {
    const page = readFileSync(join(folder, "rows/scorecard.html"), "utf8").replaceAll(/base64,[\w+/=]+/g, "");
    expect(/<script|src="http|url\(http|NaN|undefined/.exec(page)).toBeNull();
    expect(page.includes("radiatum reproduce --only M05,M06 --seed 3 --set sabatini-2002 --out rows")).toBe(true);
    const document = JSON.parse(readFileSync(join(folder, "rows/scorecard.json"), "utf8")) as Record<string, unknown>;
    const { out } = radiatum("reproduce", "--only", "M05,M06", "--set", "sabatini-2002", "--out", "rows", "--seed", "3", "--json");
    expect({ ...(JSON.parse(out) as Record<string, unknown>), elapsed_s: 0 }).toEqual({ ...document, elapsed_s: 0 });
    expect(document).toMatchObject({
      findings: [{ id: "M05", verdict: "reproduced", value: null, range: null, truth: null, role: "setting" }, { id: "M06" }],
      summary: { reproduced: 2 }, sets: [{ name: "base" }, { name: "sabatini-2002" }], seed: 3, parameters: "base",
    });
  });
  test.each([
    ["--population", "1.5", "1 to 100000"], ["--population", "0", "1 to 100000"], ["--seed", "-1", "0 to 4294967295"],
    ["--seed", "4294967296", "0 to 4294967295"], ["--workers", "two", "1 to 100000"], ["--workers", "1e3", "1 to 100000"],
  ])("%s %s is refused, with what would be right, and exit code 2", (option, found, range) => {
    const { code, err, out } = radiatum("reproduce", "--only", "M05", option, found);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(`${option} "${found}": a whole number from ${range} is expected`);
  });
  test("a misspelt set is refused with the nearest and exit code 2", () => {
    const wrong = radiatum("reproduce", "--only", "M05", "--set", "sabatiny-2002");
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('There is no parameter set "sabatiny-2002". Did you mean "sabatini-2002"?');
  });
});

describe("radiatum demo", () => {
  const first = radiatum("demo", "--out", "demo", "--seed", "3");
  test("exits with 0, prints the chance of a transient with its interval and the path of the report", () => {
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/Probability of a calcium transient/);
    expect(first.out).toMatch(/Report\s+demo\/report\/report\.html/);
  });
  test("leaves one self-contained page, figures as SVG and PNG, tables as CSV and Parquet", () => {
    const page = readFileSync(join(folder, "demo/report/report.html"), "utf8").replaceAll(/base64,[\w+/=]+/g, "");
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).not.toMatch(/<script|src="http|url\(http|NaN|undefined/);
    const kinds = (inside: string): Set<string> => new Set(readdirSync(join(folder, "demo/report", inside)).map((name) => name.split(".").at(-1)!));
    expect(kinds("figures")).toEqual(new Set(["svg", "png"]));
    expect(kinds("tables")).toEqual(new Set(["csv", "parquet"]));
  });
  test("its analysis.json, given back by --parameters, makes the same document", () => {
    const file = join(folder, "demo/report/analysis.json");
    const again = radiatum("analyze", "demo/two-state-synapse-3.nwb", "--json", "--parameters", file);
    expect(again.code).toBe(0);
    expect(parse(again.out)).toEqual(parse(readFileSync(file, "utf8")));
  });
  test("calls made by hand in a document are taken up by --parameters, counted, and told in page and table", () => {
    const document = parse(readFileSync(join(folder, "demo/report/analysis.json"), "utf8"));
    const at = document.trials.findIndex(({ call }) => call === "success");
    const calls = [{ trial: at, call: "failure" }];
    writeFileSync(join(folder, "called.json"), JSON.stringify({ ...document.parameters, calls }));
    const { code, out } = radiatum("analyze", "demo/two-state-synapse-3.nwb", "--parameters", "called.json", "--out", "called");
    expect([code, out]).toEqual([0, expect.stringContaining(`trial ${at + 1} called a failure by hand; computed: success`)]);
    const own = parse(readFileSync(join(folder, "called/analysis.json"), "utf8"));
    expect([own.parameters["calls"], own.trials[at]?.call]).toEqual([calls, "failure"]);
    expect(document.calciumTransientProbability.value - own.calciumTransientProbability.value).toBeCloseTo(1 / 40, 2);
    expect(readFileSync(join(folder, "called/report.html"), "utf8")).toContain("by hand; computed: ");
    expect(readFileSync(join(folder, "called/tables/trials.csv"), "utf8")).toContain(",failure,user,success,");
    const again = parse(radiatum("analyze", "demo/two-state-synapse-3.nwb", "--json", "--parameters", "called/analysis.json").out);
    expect(again).toEqual(own);
  });
  test("the document has the documented shape", () => {
    const document = parse(readFileSync(join(folder, "demo/report/analysis.json"), "utf8"));
    expect(document.recording).toMatchObject({ format: "nwb", lines: 200, pixels: 44, trials: 40, channels: ["Ch1", "Ch2"] });
    expect(document.timing).toMatchObject({ linePeriod_ms: 2 });
    expect(document.trials).toHaveLength(40);
    expect(document.calciumTransientProbability).toMatchObject({ value: expect.any(Number) as number, low: expect.any(Number) as number, high: expect.any(Number) as number, n: 40 });
  });
  test("a trial table leaves trials out with their reasons", () => {
    writeFileSync(join(folder, "trials.csv"), "trial,include,reason\n3,no,blebbing\n4,yes,\n");
    const { trials } = parse(radiatum("analyze", "demo/two-state-synapse-3.nwb", "--json", "--trials", "trials.csv").out);
    expect(trials[2]).toMatchObject({ included: false, reason: "blebbing" });
    expect(trials[3]).toMatchObject({ included: true });
  });
  test.each(["nwb", "ome.tif", "csv"])("converts to .%s, which opens again with the same picture", (ending) => {
    const { code, out } = radiatum("convert", "demo/two-state-synapse-3.nwb", `copy.${ending}`);
    expect(code).toBe(0);
    const file = ending === "csv" ? out.split("\n").find((line) => line.includes("Ch2"))! : `copy.${ending}`;
    const { lineScans } = JSON.parse(radiatum("info", file, "--json").out) as { lineScans: { lines: number; pixels: number; trials: number; timing: { linePeriod_ms: number } }[] };
    expect(lineScans[0]).toMatchObject({ lines: 200, pixels: 44, trials: 40, timing: { linePeriod_ms: 2 } });
  });
});

describe("exit codes", () => {
  test.each([
    ["an unknown option is usage: 2, with a suggestion", ["analyze", "x", "--rio", "1:2px"], 2, /Did you mean --roi/],
    ["a misspelt command is usage: 2, with a suggestion", ["anlayze", "x"], 2, /Did you mean "analyze"/],
    ["a missing file is usage: 2", ["info", "nowhere"], 2, /nowhere: there is no such file or folder/],
    ["a malformed region is usage: 2", ["analyze", "demo/two-state-synapse-3.nwb", "--roi", "32-37px"], 2, /32:37px/],
    ["an empty file is unreadable: 3", ["info", "empty.abf"], 3, /no known recording/],
    ["a region off the line is refused: 4", ["analyze", "demo/two-state-synapse-3.nwb", "--roi", "80:90px"], 4, /does not lie on the line/],
    ["a file as --out is usage: 2, before anything is measured", ["analyze", "demo/two-state-synapse-3.nwb", "--out", "empty.abf"], 2, /that is a file; name a folder/],
    ["a share of 80 without a percent sign is usage: 2", ["design", "--amplitude", "80"], 2, /0\.8, or a percentage such as 80%/],
    ["an output of unknown kind is usage: 2", ["convert", "demo/two-state-synapse-3.nwb", "x.xls"], 2, /\.nwb, \.csv or \.ome\.tif/],
    ["--help is 0 and shows an example", ["analyze", "--help"], 0, /Example:\s+radiatum analyze/],
    ["--version is 0", ["--version"], 0, /^\d+\.\d+\.\d+/],
  ] as const)("%s", (_, args, code, message) => {
    writeFileSync(join(folder, "empty.abf"), "");
    const result = radiatum(...args);
    expect(result.code).toBe(code);
    expect(result.out + result.err).toMatch(message);
  });
  test("no complaint shows a stack trace", () => {
    for (const args of [["info", "nowhere"], ["info", "empty.abf"]]) expect(radiatum(...args).err).not.toMatch(/\n\s+at /);
  });
});

describe("calculators", () => {
  test("calibrate prints the three estimators side by side; equal free steps give E0 = E1", () => {
    // Two equal steps of 240 nM from 75 nM at Kd 189 nM, by the isotherm F = c/(c + Kd), no decay.
    const f = (c: number): string => String((1000 * c) / (c + 189));
    const { code, out } = radiatum("calibrate", "--f0", f(75), "--f1", f(315), "--f2", f(315), "--f3", f(555), "--kd", "189nM", "--json");
    expect(code).toBe(0);
    const { estimates } = JSON.parse(out) as { estimates: { estimator: string; step: { value: number } }[] };
    expect(estimates.map(({ estimator }) => estimator)).toEqual(["E0", "E1", "E2"]);
    expect(estimates[0]!.step.value).toBeCloseTo(240, 6);
    expect(estimates[1]!.step.value).toBeCloseTo(240, 6);
  });
  test("design asks for as many trials as scipy does to know p = 0.3 to ±0.1", () => {
    // oracles/statistics/expected/14_n_for_wilson_expected_halfwidth.csv, row p = 0.3, half width 0.1.
    const oracle = readFileSync(fileURLToPath(new URL("../../validation/statistics/oracles/expected/14_n_for_wilson_expected_halfwidth.csv", import.meta.url)), "utf8");
    const wanted = Number(oracle.split(/\r?\n/).find((line) => line.startsWith("0.3,0.1,"))!.split(",")[2]);
    const { trials } = JSON.parse(radiatum("design", "--probability", "0.3", "--half-width", "0.1", "--json").out) as { trials: { trials: number } };
    expect(trials.trials).toBe(wanted);
  });
});

test.each([["analize", "analyze"], ["inof", "info"], ["covert", "convert"], ["info", undefined], ["spine7.tif", undefined]])("%s is taken for %s", (word, command) => {
  expect(nearestCommand(word)).toBe(command);
});

describe.skipIf(samples === undefined)("real recordings (../shared/samples)", () => {
  const at = (name: string): string => join(samples!, "bruker-prairie", name);
  // The author's own analysis of these two folders, CSV rounded to three decimals a line: 106.06654 and 82.86594 %.
  test.each([
    ["LineScan-02052019-1234-2683", "32:37px", "0:100lines", 106.06654, 13.694],
    ["LineScan-03142018-1454-2042", "37:43px", "50:150lines", 82.86594, 11.924],
  ])("%s, pixels %s, baseline %s: G/R %d %% at %d ms a line", (name, roi, baseline, percent, period) => {
    const { code, out } = radiatum("analyze", at(name), "--roi", roi, "--baseline", baseline, "--ratio", "green/red", "--background", "none", "--json");
    expect(code).toBe(0);
    const document = parse(out);
    expect(Math.abs(document.ratio.baseline_percent - percent)).toBeLessThan(1e-4);
    expect(document.timing.linePeriod_ms).toBeCloseTo(period, 3);
    expect(document.timing.alternatives.length).toBeGreaterThan(0);
  });
  test("every Prairie folder is measured with nothing but its path: what can't be said is refused line by line", () => {
    for (const name of readdirSync(join(samples!, "bruker-prairie"))) {
      const { code, out } = radiatum("analyze", at(name), "--json");
      expect(code).toBe(0);
      expect(parse(out).ratio.baseline_percent).toBeGreaterThan(0);
    }
  });
  test("a second recording of the same name gets a folder of its own", () => {
    const first = radiatum("analyze", join(samples!, "other-linescan-tiff/Image15.tif"));
    copyFileSync(join(samples!, "other-linescan-tiff/Image15.tif"), join(folder, "Image15.tif"));
    const second = radiatum("analyze", "Image15.tif");
    const again = radiatum("analyze", "Image15.tif");
    expect(first.out).toMatch(/radiatum-Image15\/report\.html/);
    expect(second.out).toMatch(/radiatum-Image15-2\/report\.html/);
    expect(again.out).toMatch(/radiatum-Image15-2\/report\.html/);
  });
  test("the channel asked for is the channel measured, also at the electrode", () => {
    const file = join(samples!, "abf2/14o16001_vc_pair_step.abf");
    expect(radiatum("analyze", file, "--json", "--channel", "banana").code).toBe(2);
    const { parameters } = parse(radiatum("analyze", file, "--json", "--channel", "IN 1", "--stim", "950ms").out);
    expect(parameters["channel"]).toBe("IN 1");
  });
  test("an ABF alone is measured as far as it goes", () => {
    const { code, out } = radiatum("analyze", join(samples!, "abf2/17o05027_ic_ramp.abf"), "--json");
    expect(code).toBe(0);
    expect(parse(out).recording.format).toMatch(/abf/);
  });
});

describe("radiatum protocol", () => {
  test("what `new` prints, `check` accepts: 60 trials in 2 conditions", () => {
    const { code, out } = radiatum("protocol", "new", "Pairing");
    expect(code).toBe(0);
    writeFileSync(join(folder, "pairing.yaml"), out);
    const checked = radiatum("protocol", "check", "pairing.yaml");
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.out).toContain("60 trials");
    expect(checked.out).toContain("2 conditions");
    const changed = radiatum("protocol", "check", "pairing.yaml", "--set", "electrode.holding=-60 mV", "--json");
    expect(JSON.parse(changed.out)).toMatchObject({ electrode: { holding: "-60 mV" } });
  });
  test("an unknown drug is a usage error that names the line and the nearest right word", () => {
    const text = readFileSync(join(folder, "pairing.yaml"), "utf8").replace("D-APV: 100", "D-APC: 100");
    writeFileSync(join(folder, "misspelt.yaml"), text);
    const { code, err } = radiatum("protocol", "check", "misspelt.yaml");
    expect(code).toBe(2);
    expect(err).toMatch(/line \d+/);
    expect(err).toContain('did you mean "D-APV"?');
  });
  test("a file that isn't there is said to be missing; schema and fields print", () => {
    const absent = radiatum("protocol", "check", "nowhere.yaml");
    expect(absent.code).toBe(2);
    expect(absent.err).toContain("nowhere.yaml: there is no such file");
    expect(JSON.parse(radiatum("protocol", "schema").out)).toMatchObject({ type: "object" });
    expect(radiatum("protocol", "fields").out).toContain("| ");
  });
});
