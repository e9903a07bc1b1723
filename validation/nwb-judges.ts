/**
 * Holds our NWB files against pynwb and nwbinspector: writes every case, real recordings among them, and prints what
 * the judges say. `RADIATUM_PYTHON` names a Python that has validation/requirements.txt; default python3.
 * Exit status 1 if any file is refused, or any spoilt one isn't.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { baseName, dropFile, memoryFile, read, type Drop } from "#formats";
import type { Sweep } from "#recording";
import { writeNwb } from "../src/formats/nwb/index.js";
import { nwbCases, type NwbCase } from "./nwb-cases.js";
import { projectFolder } from "./samples.js";

const root = projectFolder();
const samples = join(root, "..", "shared", "samples");

const EVENT_WORDS = { synaptic: "presynaptic shock", somatic: "somatic pulse", uncaging: "uncaging flash", light: "light", tag: "tag", other: "other" };

/** Factors from a sweep's unit to what the file's conversion must give. */
const SI: Readonly<Record<string, number>> = { mV: 1e-3, pA: 1e-12 };
const factorOf = ({ quantity, unit }: Sweep): number => (quantity === "trigger" || quantity === "other" ? 1 : (SI[unit] ?? 1));

function checksum(values: ArrayLike<number>, factor = 1): [number, number] {
  let [sum, weighted] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    sum += (values[i] ?? 0) * factor;
    weighted += (values[i] ?? 0) * factor * ((i % 8191) + 1);
  }
  return [sum, weighted];
}

/** What must be found in the file, from the recording alone. */
function expectation({ recording, options }: NwbCase): Record<string, unknown> {
  const { lineScans, sweeps, trials, events, conditions, sweepOffset } = recording;
  const timedScans = lineScans.filter((scan) => scan.timing.period !== undefined);
  const lasting = trials.filter((trial) => trial.duration > 0);
  const rowOf = new Map(lasting.map((trial, row) => [trial.index, row]));
  const partsOf = (index: number): unknown[] => {
    const start = trials[index]?.start ?? 0;
    const ofLines = timedScans.flatMap((scan) =>
      scan.channels.flatMap((channel, at) =>
        scan.trials.flatMap((trial) => {
          const pixels = trial.pixels[at];
          if (trial.trial !== index || !pixels) return [];
          return [{ trial: index, samples: trial.lines, start: (start + trial.start) / 1000, period: (scan.timing.period ?? NaN) / 1000, checksum: checksum(pixels), channel: channel.name, dye: channel.dye ?? "unknown" }];
        }),
      ),
    );
    const ofSweeps = sweeps
      .filter((sweep) => sweep.trial === index)
      .map((sweep) => ({ trial: index, samples: sweep.samples.length, start: (start + sweepOffset + sweep.start) / 1000, period: sweep.samplePeriod / 1000, checksum: checksum(sweep.samples, factorOf(sweep)), channel: null }));
    return [...ofLines, ...ofSweeps];
  };
  const runs = lasting.filter((trial, i) => trial.condition !== lasting[i - 1]?.condition).map((trial) => trial.condition);
  const scratch = lineScans
    .filter((scan) => scan.timing.period === undefined)
    .flatMap((scan, i) =>
      scan.channels.map((channel, at) => ({ name: `UntimedLineScan${i + 1}${channel.name}`, checksum: checksum(scan.trials.flatMap((trial) => [...(trial.pixels[at] ?? [])])) })),
    );
  return {
    trials: lasting.map((trial) => ({ start: trial.start / 1000, stop: (trial.start + trial.duration) / 1000, protocol: trial.protocol ?? "", parts: partsOf(trial.index) })),
    events: events
      .filter((event) => rowOf.has(event.trial))
      .map((event) => ({ start: ((trials[event.trial]?.start ?? 0) + event.start) / 1000, trial: rowOf.get(event.trial), kind: EVENT_WORDS[event.kind] }))
      .sort((a, b) => a.start - b.start),
    epochs: runs.map((name) => ({ name, drugs: conditions.find((condition) => condition.name === name)?.drugs.map((drug) => drug.name) ?? [] })),
    scratch,
    regions: options?.regions ?? recording.regions ?? [],
    simulated: recording.provenance.simulated,
    responses: sweeps.filter((sweep) => sweep.quantity === "current" || sweep.quantity === "potential").length,
    fewerLinesThanPixels: timedScans.flatMap((scan, i) => {
      const lines = scan.trials.reduce((sum, trial) => sum + trial.lines, 0);
      return lines < scan.pixelsPerLine ? scan.channels.map((channel) => `LineScan${i + 1}${channel.name}`) : [];
    }),
  };
}

function folderDrop(folder: string): Drop {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(folder, path)).isFile());
  const files = paths.sort().map((path) => memoryFile(path, new Uint8Array(readFileSync(join(folder, path)))));
  return { name: baseName(folder), kind: "folder", files, siblings: [] };
}

/** Real recordings, as our readers read them. */
async function realCases(): Promise<NwbCase[]> {
  if (!existsSync(samples)) {
    if (process.env["CI"]) throw new Error("the sample recordings are missing: CI must not skip them");
    console.log("The sample recordings are missing; made-up ones are judged alone.");
    return [];
  }
  const cases: NwbCase[] = [];
  const add = async (name: string, drop: Drop): Promise<void> => void cases.push({ name, recording: await read(drop) });
  const prairie = join(samples, "bruker-prairie");
  for (const name of readdirSync(prairie).sort()) {
    if (statSync(join(prairie, name)).isDirectory()) await add(`Prairie ${name}`, folderDrop(join(prairie, name)));
  }
  for (const version of ["abf1", "abf2"]) {
    for (const name of readdirSync(join(samples, version)).filter((one) => one.endsWith(".abf")).sort()) {
      const bytes = new Uint8Array(readFileSync(join(samples, version, name)));
      await add(`${version} ${name}`, dropFile(memoryFile(name, bytes)));
    }
  }
  return cases;
}

interface Verdict {
  readonly name: string;
  readonly problems: readonly string[];
  readonly suggestions: readonly string[];
}

const folder = mkdtempSync(join(tmpdir(), "radiatum-nwb-"));
try {
  const cases = [...nwbCases, ...(await realCases())];
  const manifest: unknown[] = [];
  for (const [i, one] of cases.entries()) {
    const path = join(folder, `${String(i).padStart(2, "0")}.nwb`);
    writeFileSync(path, await writeNwb(one.recording, one.options));
    manifest.push({ name: one.name, path, expected: expectation(one) });
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, (_, value: unknown) => value));
  const python = process.env["RADIATUM_PYTHON"] ?? "python3";
  const script = join(root, "validation", "nwb-judges.py");
  const judged = spawnSync(python, [script, join(folder, "manifest.json")], { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (judged.error) throw judged.error;
  const verdicts = judged.stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Verdict);
  for (const { name, problems, suggestions } of verdicts) {
    console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}${suggestions.length === 0 ? "" : ` (${suggestions.length} suggestions)`}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
  const failed = verdicts.filter((one) => one.problems.length > 0).length;
  const complete = judged.status === 0 && verdicts.length > cases.length;
  if (!complete) console.log(`The judges stopped after ${verdicts.length} of ${cases.length} files and the controls:\n${judged.stderr}`);
  console.log(`${verdicts.length - failed} of ${verdicts.length} as they should be; judged by ${relative(root, script)}.`);
  process.exitCode = complete && failed === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
