/** Other programs read a simulated session's files, sample by sample, where `RADIATUM_PYTHON` names one that can. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAbf, writeNwb } from "#formats";
import type { Recording } from "#recording";
import { told, verdictOf, type EvidenceRow } from "../simulation/evidence.js";
import { projectFolder } from "../samples.js";
import { pairingSession } from "./closed-loop.js";

interface Judgement {
  readonly judge: string;
  readonly compared: number;
  readonly differing: number;
  readonly problems: readonly string[];
}

const JUDGES = ["pyABF", "neo", "pynwb and nwbinspector"];

export async function judgeRows({ trials }: { readonly trials: number }): Promise<EvidenceRow[]> {
  const python = process.env["RADIATUM_PYTHON"];
  if (!python) return [told("ABF and NWB of a simulated session: left out, RADIATUM_PYTHON names no Python", "", "")];
  const folder = mkdtempSync(join(tmpdir(), "radiatum-rig-"));
  try {
    const recording = pairingSession(trials);
    await save(recording, folder);
    const honest = judgements(python, folder);
    // A judge that can't say no is none: a sample of the files' originals is changed.
    spoil(recording, folder);
    const spoilt = judgements(python, folder, { quiet: true });
    const session = `a simulated session of ${recording.trials.length} trials`;
    return JUDGES.flatMap((judge) => [
      row(`${session}, as ${judge} read it`, honest.get(judge), 0),
      row(`control: the same, after one sample was changed, as ${judge} read it`, spoilt.get(judge), 1),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function row(name: string, found: Judgement | undefined, wanted: number): EvidenceRow {
  const sound = found !== undefined && found.compared > 0 && found.differing === wanted
    && (wanted > 0 || found.problems.length === 0);
  return {
    case: name, reference: String(found?.compared ?? 0), error: found ? `${found.differing} differ` : "no answer",
    tolerance: `${wanted}`, verdict: verdictOf(sound),
  };
}

/** What each judge says of the folder; its complaints are printed unless they are wanted. */
function judgements(python: string, folder: string, { quiet = false } = {}): Map<string, Judgement> {
  const script = join(projectFolder(), "validation", "rig", "rig-judges.py");
  const said = spawnSync(python, [script, folder], { encoding: "utf8", maxBuffer: 2 ** 26 });
  const lines = said.stdout.split("\n").filter((line) => line.startsWith("{"));
  const found = lines.map((line) => JSON.parse(line) as Judgement);
  for (const { judge, problems } of quiet ? [] : found) {
    for (const problem of problems.slice(0, 5)) console.log(`         ${judge}: ${problem}`);
  }
  if (said.status !== 0) console.log(said.stderr.trim().split("\n").slice(-3).join("\n"));
  return new Map(found.map((one) => [one.judge, one]));
}

/** The files, and beside them what they must hold. */
async function save(recording: Recording, folder: string): Promise<void> {
  const [scan] = recording.lineScans;
  const [sweep] = recording.sweeps;
  if (!scan || !sweep) throw new Error("broken invariant: the session has lines and sweeps");
  writeFileSync(join(folder, "session.abf"), writeAbf(recording));
  writeFileSync(join(folder, "session.nwb"), await writeNwb(recording));
  const clamped = sweep.quantity === "current";
  writeFileSync(join(folder, "session.json"), JSON.stringify({
    period_ms: sweep.samplePeriod, unit: sweep.unit, sweeps: recording.sweeps.length, SI: clamped ? 1e-12 : 1e-3,
    series: clamped ? "VoltageClampSeries" : "CurrentClampSeries",
    pixels: scan.pixelsPerLine, channels: scan.channels.map(({ name }) => name),
  }));
  writeFileSync(join(folder, "sweeps.f32"), sweepBytes(recording));
  scan.channels.forEach(({ name }, c) => {
    const counts = scan.trials.map(({ pixels }) => bytes(pixels[c] as Uint16Array));
    writeFileSync(join(folder, `${name}.u16`), Buffer.concat(counts));
  });
}

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);

const sweepBytes = ({ sweeps }: Recording): Buffer => Buffer.concat(sweeps.map(({ samples }) => bytes(samples)));

/** One sample in the middle of the sweeps is another's. */
function spoil(recording: Recording, folder: string): void {
  const changed = sweepBytes(recording);
  const middle = 4 * Math.floor(changed.length / 8);
  changed.writeFloatLE(changed.readFloatLE(middle) + 1, middle);
  writeFileSync(join(folder, "sweeps.f32"), changed);
}
