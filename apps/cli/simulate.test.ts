import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { recordingHash, type Recording } from "radiatum";
import { open } from "radiatum/node";
import { readProtocol } from "radiatum/protocol";
import { readTruth, simulateHere } from "radiatum/rig";
import { progress, timeLeft } from "./terminal.js";

const main = fileURLToPath(new URL("../../dist/apps/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "radiatum-simulate-"));
const at = (...names: string[]): string => join(folder, ...names);

function radiatum(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}
const countsOf = ({ lineScans: [scan] }: Recording): number[][] =>
  scan!.trials.map(({ pixels }) => Array.from(pixels[0] ?? []));
const sha = (file: string): string => createHash("sha256").update(readFileSync(at(file))).digest("hex");

const SHORT = `name: Short
stimuli: { EPSP: { kind: synaptic, at: 50 ms }, AP: { kind: action potentials, at: 50 ms } }
axon: { reliable: yes }
trials: 3
duration: 150 ms
`;

beforeAll(() => {
  if (!existsSync(main)) throw new Error("dist/ is missing: npm test builds it, and these tests run it");
  writeFileSync(at("short.yaml"), SHORT);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("radiatum simulate", () => {
  test("writes the recording beside you under the protocol's name, and prints nothing but that", async () => {
    const { code, out, err } = radiatum("simulate", "short.yaml", "--truth");
    expect({ code, out }).toEqual({ code: 0, out: "short.nwb\nshort.truth.parquet\n" });
    expect(err).toMatch(/^6 trials in \d+(\.\d)? s\nradiatum analyze short\.nwb\n$/);
    const { trials } = await readTruth(readFileSync(at("short.truth.parquet")));
    expect(trials).toHaveLength(6);
    expect(trials[0]!.attempts.filter(({ release, spine }) => release && spine === "spine")).toHaveLength(1);
    expect(trials[3]!.attempts).toEqual([]);
  });

  test("--convergence says by how much each quantity of a trial moves with finer steps and compartments, and what stays as it is", () => {
    const { code, out } = radiatum("simulate", "short.yaml", "--trials", "1", "--out", "checked.nwb", "--convergence", "2");
    expect(code).toBe(0);
    expect(out).toMatch(/^checked\.nwb\nConvergence of trial 2 \(AP\)\n/);
    expect(out).toMatch(/free calcium in the head {2,}[\d.]+ µM {2,}[\d.]+ µM {2,}[\d.]+ µM\n/);
    expect(out).toMatch(/potential across the soma's membrane {2,}1\d\d mV/);
    expect(out).toMatch(/Left as it is:\n {2}spine heads: one compartment each/);
    const json = radiatum("simulate", "short.yaml", "--trials", "1", "--out", "again.nwb", "--convergence", "--json");
    const { convergence } = JSON.parse(json.out) as { convergence: { trial: number; stimulus: string; rows: object[] } };
    expect(convergence).toMatchObject({ trial: 1, stimulus: "EPSP" });
    expect(convergence.rows.length).toBeGreaterThanOrEqual(10);
    const { code: refused, err } = radiatum("simulate", "short.yaml", "--out", "third.nwb", "--convergence", "7");
    expect(refused).toBe(2);
    expect(err).toContain("--convergence 7: the session has 6 trials, counted from 1.");
  });

  describe("a protocol that brings a mechanism along in a file", () => {
    const LEAK = "parameter g = 0.05 mS/cm² from 0 mS/cm² to 1 mS/cm²\nreads v in mV\ncurrent total = g · (v + 90 mV)\n";
    const naming = (file: string): string => `${SHORT}mechanisms: { leaky: { in: dendrites, text: { file: ${file} } } }\n`;
    test("is run with its text, on two threads as on none, and the recording carries it", async () => {
      mkdirSync(at("channels"), { recursive: true });
      writeFileSync(at("channels", "leaky.txt"), LEAK);
      writeFileSync(at("leaky.yaml"), naming("channels/leaky.txt"));
      expect(radiatum("protocol", "check", "leaky.yaml").out).toContain("\n  with leaky in dendrites\n");
      const { code, out } = radiatum("simulate", "leaky.yaml", "--trials", "1", "--hash", "--workers", "2", "--set", "mechanisms.leaky.with.g=0.1 mS/cm²");
      expect(code).toBe(0);
      const { provenance } = await open(at("leaky.nwb"));
      const carried = readProtocol(provenance.experiment!);
      expect(carried.mechanisms).toEqual([{ name: "leaky", text: LEAK, in: ["dendrites"], with: { g: "0.1 mS/cm²" } }]);
      expect(out).toBe(`leaky.nwb\nsha256 ${await recordingHash(simulateHere(carried).recording)}\n`);
    });
    test("is refused before anything runs where its unit is wrong: the file's line, a caret, both units", () => {
      writeFileSync(at("channels", "wrong.txt"), LEAK.replace("(v + 90 mV)", "v · v"));
      writeFileSync(at("wrong.yaml"), naming("channels/wrong.txt"));
      const { code, out, err } = radiatum("simulate", "wrong.yaml");
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toMatch(/mechanisms\.leaky\.text, channels\/wrong\.txt: leaky, current: g · v · v is in mV·pA\/µm², but .* is in pA\/µm²/u);
      expect(err).toContain("  3 | current total = g · v · v\n    |                 ^^^^^^^^^");
      expect(existsSync(at("wrong.nwb"))).toBe(false);
    });
    test("reads nothing beyond the protocol's folder, wherever a link leads; nothing large, no folder, no picture", () => {
      const outside = mkdtempSync(join(tmpdir(), "radiatum-outside-"));
      writeFileSync(join(outside, "secret.txt"), LEAK);
      symlinkSync(join(outside, "secret.txt"), at("channels", "link.txt"));
      writeFileSync(at("channels", "large.txt"), "#".repeat(90_000));
      writeFileSync(at("channels", "picture.txt"), Buffer.from([0xff, 0xfe, 0xc0, 0x80]));
      const said = (file: string): string => {
        writeFileSync(at("asked.yaml"), naming(file));
        const { code, err } = radiatum("protocol", "check", "asked.yaml");
        expect(code).toBe(2);
        return err;
      };
      for (const file of [join(outside, "secret.txt"), "channels/link.txt"]) expect(said(file)).toContain("lies outside of the protocol's folder");
      expect(said("gone.txt")).toContain("gone.txt: there is no such file; it is looked for from the protocol's own folder");
      expect(said("channels")).toContain("channels: that is no file");
      expect(said("channels/large.txt")).toContain("90000 bytes are too many for a mechanism; the most is 80000");
      expect(said("channels/picture.txt")).toContain("it is no text in UTF-8");
      rmSync(outside, { recursive: true, force: true });
    });
  });

  test("what it wrote opens: 6 trials of 75 lines, 2 regions, the electrode, simulated; and is measured", async () => {
    const recording = await open(at("short.nwb"));
    expect(recording.lineScans[0])
      .toMatchObject({ pixelsPerLine: 64, channels: [{ name: "Ch2", colour: "green" }], trials: { length: 6 } });
    expect(recording.lineScans[0]!.trials[5]).toMatchObject({ lines: 75 });
    expect(recording.regions?.map(({ name }) => name)).toEqual(["spine", "shaft"]);
    expect(recording.sweeps).toHaveLength(6);
    expect(recording.provenance.simulated).toBe(true);
    const { code, out } = radiatum("analyze", "short.nwb", "--json");
    expect(code).toBe(0);
    interface Measured {
      readonly regions: readonly { readonly name: string; readonly restingFluorescence: { readonly value: number } }[];
      readonly parameters: { readonly regionsFrom: string };
    }
    const { groups } = JSON.parse(out) as { groups: { stimulus: string; trials: number[]; measurement: Measured }[] };
    expect(groups.map(({ stimulus, trials }) => [stimulus, trials])).toEqual([["EPSP", [1, 2, 3]], ["AP", [4, 5, 6]]]);
    for (const { measurement: { regions, parameters } } of groups) {
      expect(regions.map(({ name }) => name)).toEqual(["spine", "shaft"]);
      expect(regions[1]!.restingFluorescence.value).toBeGreaterThan(regions[0]!.restingFluorescence.value);
      expect(parameters.regionsFrom).toBe("file");
    }
  });

  test("one worker or two, the same bytes; --hash tells them; --trials, --seed and --set stand in the file's protocol", async () => {
    const elsewhere = ["--out", "again.nwb", "--truth", "again.parquet"];
    const other = radiatum("simulate", "short.yaml", "--workers", "1", "--hash", ...elsewhere);
    const hash = await recordingHash(simulateHere(readProtocol(SHORT)).recording);
    expect(other.out).toBe(`again.nwb\nagain.parquet\nsha256 ${hash}\n`);
    expect(sha("again.nwb")).toBe(sha("short.nwb"));
    expect(sha("again.parquet")).toBe(sha("short.truth.parquet"));
    const changes = ["--trials", "1", "--seed", "7", "--set", "nmda.gMax=0.3 nS"];
    const changed = radiatum("simulate", "short.yaml", "--out", "changed.nwb", ...changes, "--json");
    expect(JSON.parse(changed.out)).toMatchObject({
      recording: { format: "NWB", files: ["changed.nwb"] }, truth: null, trials: 2,
      seconds: expect.any(Number) as number, next: "radiatum analyze changed.nwb",
    });
    const { provenance } = await open(at("changed.nwb"));
    expect(JSON.parse(provenance.experiment!))
      .toMatchObject({ seed: 7, set: { "nmda.gMax": "0.3 nS" }, runs: [{ trials: 1 }, { trials: 1 }] });
  });

  test("a name without ending is a Prairie folder with an ABF, where the same counts and samples lie", async () => {
    const { code, out, err } = radiatum("simulate", "short.yaml", "--out", "deep/scan/");
    expect({ code, out }).toEqual({ code: 0, out: "deep/scan\n" });
    const wanted = await open(at("short.nwb"));
    const found = await open(at("deep/scan"));
    const electrode = await open(at("deep/scan/electrode.abf"));
    expect(found.format).toBe("prairie");
    expect(countsOf(found)).toEqual(countsOf(wanted));
    expect(electrode.format).toBe("abf2");
    expect(electrode.sweeps.map(({ samples }) => samples)).toEqual(wanted.sweeps.map(({ samples }) => samples));
    // The line to go on with is one that works.
    const next = err.split("\n").find((line) => line.startsWith("radiatum analyze"))!;
    expect(next.replaceAll(/\d+/g, "N"))
      .toBe("radiatum analyze deep/scan --roi spine=N:Npx --roi shaft=N:Npx --trials deep/scan/scan-trials.csv");
    expect(radiatum(...next.split(" ").slice(1), "--json").code).toBe(0);
    const again = radiatum("simulate", "short.yaml", "--out", "deep/scan");
    expect(again).toMatchObject({ code: 2, out: "" });
    expect(again.err).toContain("deep/scan: is there already, with ");
  });

  test.each(["ome.tif", "csv"])("converted to .%s, by what simulate writes with, it has its counts", async (ending) => {
    const { code, out } = radiatum("convert", "short.nwb", `copy.${ending}`);
    expect(code).toBe(0);
    expect(countsOf(await open(at(out.split("\n")[0]!)))).toEqual(countsOf(await open(at("short.nwb"))));
  });

  test("frames are pictures: NWB holds them, info says so, and no other format is begun with", () => {
    const imaging = "{ kind: frame, pixels: 32, dwell: 10 µs, frames: 4 }";
    writeFileSync(at("frames.yaml"), `name: Frames\nduration: 100 ms\nimaging: ${imaging}\ntrials: 1\n`);
    const refused = radiatum("simulate", "frames.yaml", "--out", "frames.ome.tif");
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("a frame (imaging.kind) is made of pictures, which only NWB is written with");
    const { code, err } = radiatum("simulate", "frames.yaml");
    expect(code).toBe(0);
    expect(err).toContain("radiatum info frames.nwb");
    expect(radiatum("info", "frames.nwb").out)
      .toMatch(/^pictures Ch2 +4 of 32 × 32 pixels of .* µm: frame 1; frame 2; frame 3; and 1 more$/m);
    const { images } = JSON.parse(radiatum("info", "frames.nwb", "--json").out) as { images: unknown[] };
    expect(images).toHaveLength(4);
    expect(images[3]).toMatchObject({ name: "frame 4", channel: "Ch2", width: 32, height: 32 });
  });

  test("a traced cell is read from where the protocol lies, wherever you are", () => {
    mkdirSync(at("cells"));
    writeFileSync(at("cells", "cell.swc"), "1 1 0 0 0 8 -1\n2 4 0 8 0 2 1\n3 4 0 200 0 1 2\n");
    const traced = "cell: { file: cell.swc }\nspine: { dendrite: trunk, distance: 100 µm }\n";
    writeFileSync(at("cells", "traced.yaml"), SHORT.replace("reliable: yes", "elsewhere: 0") + traced);
    const { code, out, err } = radiatum("simulate", "cells/traced.yaml", "--trials", "1");
    expect(err).toContain("2 trials");
    expect({ code, out }).toEqual({ code: 0, out: "traced.nwb\n" });
  });
});

describe("a protocol that can't be done is one sentence with the field's name, and no file", () => {
  test.each([
    ["an unknown drug", "conditions: { c: { drugs: { D-APC: 100 µM } } }", 2,
      /line 6, column \d+: conditions\.c\.drugs\.D-APC\.name: .* did you mean "D-APV"\?/],
    ["a negative dose", "conditions: { c: { drugs: { D-APV: -100 µM } } }", 2,
      /conditions\.c\.drugs\.D-APV\.dose: -100 µM is out of range; expected from 0 µM/],
    ["a spine off the tree", "spine: { dendrite: oblique, distance: 900 µm }", 2,
      /: spine\.distance: 900 µm from the soma there is no oblique dendrite; .* nearest place is at \d/],
    ["a line that misses the spine", "imaging: { path: [{ x: 30, y: 30 }, { x: 40, y: 30 }] }", 2,
      /: imaging\.path: the line misses spine "spine": it passes 42\.\d µm from/],
    ["a dye of one's own without Kd", "pipette: { dye: { name: Mine, concentration: 100 µM } }", 2,
      /pipette\.dye\.name: "Mine" is no indicator of the model, so it needs kd/],
    ["more light than the detector holds", "imaging: { power: 100 mW }", 2,
      /: imaging\.power: Ch2 would read \d+ counts at rest .* Lower the power/],
    ["a misspelt field", "imagine: { kind: line scan }", 2,
      /line 6, column 1: imagine: .* did you mean "imaging"\?/],
    ["a traced cell that isn't there", "cell: { file: nowhere.swc }", 2,
      /cell\.file: nowhere\.swc: there is no such file\. It is looked for from the protocol's own folder, as \S+/],
    ["a traced cell that is no SWC", "cell: { file: wrong.yaml }", 3,
      /wrong\.yaml, line 1: expected seven numbers/],
  ] as const)("%s", (_, more, code, sentence) => {
    writeFileSync(at("wrong.yaml"), `${SHORT}${more}\n`);
    const result = radiatum("simulate", "wrong.yaml", "--trials", "1");
    expect(result).toMatchObject({ code, out: "" });
    expect(result.err).toMatch(sentence);
    expect(result.err.trimEnd().split("\n")).toHaveLength(1);
    expect(existsSync(at("wrong.nwb"))).toBe(false);
  });

  test.each([
    ["no such protocol", ["nowhere.yaml"], /nowhere\.yaml: there is no such file/],
    ["an ending that nobody writes", ["short.yaml", "--out", "x.xls"],
      /x\.xls: the ending says the format; write \.nwb, \.csv or \.ome\.tif, or/],
    ["a folder that is a file", ["short.yaml", "--out", "short.yaml/x.nwb"], /short\.yaml is no folder/],
    ["the truth in the recording's place", ["short.yaml", "--out", "x.nwb", "--truth", "./x.nwb"],
      /the recording goes there/],
    ["no number of trials", ["short.yaml", "--trials", "many"], /--trials "many": a whole number from 1 to 100000 is expected/],
    ["half a trial", ["short.yaml", "--trials", "1.5"], /--trials "1\.5": a whole number from 1 to 100000 is expected/],
    ["no worker", ["short.yaml", "--workers", "0"], /--workers "0"/],
    ["a change that changes nothing", ["short.yaml", "--set", "nmda.gMix=1 nS"], /did you mean "nmda\.gMax"\?/],
  ] as const)("%s is usage: 2", (_, args, sentence) => {
    const result = radiatum("simulate", ...args);
    expect(result).toMatchObject({ code: 2, out: "" });
    expect(result.err).toMatch(sentence);
  });
});

describe("a simulation that is stopped", () => {
  const start = (out: string, trials: number, place: string) => {
    mkdirSync(at(place));
    const args = ["simulate", "short.yaml", "--trials", String(trials), "--out", join(place, out), "--truth"];
    return spawn(process.execPath, [main, ...args], { cwd: folder });
  };
  const ended = (child: ReturnType<typeof start>): Promise<NodeJS.Signals | null> =>
    new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));

  test.each(["SIGINT", "SIGKILL"] as const)("by %s while its trials run has written nothing at all", async (signal) => {
    const child = start("a.nwb", 60, signal);
    child.stderr.on("data", (text: Buffer) => {
      if (String(text).includes("Simulating: 0 %")) child.kill(signal);
    });
    expect(await ended(child)).toBe(signal);
    expect(readdirSync(at(signal))).toEqual([]);
  });

  test("by SIGKILL while it writes leaves a whole file or one that calls itself partial", async () => {
    const child = start("a.nwb", 1, "writing");
    const watcher = watch(at("writing"), (_, name) => {
      if (name?.endsWith(".partial") === true) child.kill("SIGKILL");
    });
    await ended(child);
    watcher.close();
    expect(readdirSync(at("writing"))).not.toEqual([]);
    for (const name of readdirSync(at("writing"))) {
      if (name.endsWith(".partial")) continue;
      if (name === "a.nwb") expect((await open(at("writing", name))).issues).toEqual([]);
      else expect((await readTruth(readFileSync(at("writing", name)))).trials).toHaveLength(2);
    }
  });
});

test("the time left is told at the pace of what is done, and not before there is a pace", () => {
  expect(timeLeft(2000, 10, 30)).toBe(", 6 s left");
  expect(timeLeft(30_000, 10, 100)).toBe(", 5 min left");
  expect(timeLeft(20_000, 0.25, 0.75)).toBe(", 60 s left");
  expect(timeLeft(2000, 1, 30)).toBe("");
  expect(timeLeft(100, 10, 30)).toBe("");
});

test("without a terminal a few spines print a line as quarters pass, once they take longer than 3 s, and now and then between", () => {
  const lines: string[] = [];
  const clock = vi.spyOn(performance, "now");
  const out = vi.spyOn(process.stderr, "write").mockImplementation((text) => { lines.push(String(text)); return true; });
  const at = (ms: number): void => { clock.mockReturnValue(ms); };
  try {
    at(0);
    const show = progress("Spines");
    for (const [ms, done] of [[0, 0.1], [2000, 2], [4000, 3], [5000, 3.2], [21_000, 3.4], [22_000, 5.1], [40_000, 10]] as const) {
      at(ms);
      show(done, 10);
    }
  } finally {
    clock.mockRestore();
    out.mockRestore();
  }
  expect(lines.map((line) => /^Spines: \d+ %/u.exec(line)?.[0])).toEqual(["Spines: 30 %", "Spines: 34 %", "Spines: 51 %", "Spines: 100 %"]);
});
