import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { sampleFolder } from "../../../validation/samples.js";
import { memoryFile, type Drop, type FileSource } from "../source.js";
import { prairieReader } from "./index.js";
import { markPoints } from "./mark-points.js";
import { NAME, dropOf, syntheticFiles, voltageRecordingXml } from "./testing/synthetic-folder.js";
import { deliveredPulses } from "./voltage-output.js";
import { readVoltageCsv, voltageRecordingSetup } from "./voltage-recording.js";
import { parseXml } from "./xml-tree.js";

/** RADIATUM_MUTATIONS=20000 for a long look; the default takes seconds. */
const RUNS = Number(process.env["RADIATUM_MUTATIONS"] ?? "250");

/** Ways a disk, a network or a person damages a file. */
type Damage =
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "set"; readonly at: readonly number[]; readonly to: readonly number[] }
  | { readonly kind: "repeat"; readonly from: number; readonly length: number }
  | { readonly kind: "drop"; readonly from: number; readonly length: number }
  | { readonly kind: "number"; readonly nth: number; readonly to: string };

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), at: share }),
  fc.record({
    kind: fc.constant("set" as const),
    at: fc.array(share, { minLength: 1, maxLength: 8 }),
    to: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 8, maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant("repeat" as const), from: share, length: fc.integer({ min: 1, max: 2000 }) }),
  fc.record({ kind: fc.constant("drop" as const), from: share, length: fc.integer({ min: 1, max: 2000 }) }),
  fc.record({
    kind: fc.constant("number" as const),
    nth: share,
    to: fc.constantFrom("1e12", "-1", "0", "NaN", "∞", "-∞", "1e308", "4294967296", "", "0.000000001", "1,5", "<", '"'),
  }),
);

function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  const place = (part: number): number => Math.floor(part * bytes.length);
  switch (damage.kind) {
    case "cut":
      return bytes.slice(0, place(damage.at));
    case "set": {
      const copy = bytes.slice();
      for (const [i, at] of damage.at.entries()) if (copy.length > 0) copy[place(at)] = damage.to[i]!;
      return copy;
    }
    case "repeat":
    case "drop": {
      const from = place(damage.from);
      const piece = bytes.slice(from, from + damage.length);
      const rest = bytes.slice(from + piece.length);
      return concatenated(damage.kind === "drop" ? [bytes.slice(0, from), rest] : [bytes.slice(0, from), piece, piece, rest]);
    }
    case "number": {
      const text = new TextDecoder("latin1").decode(bytes.slice(0, 200_000));
      const numbers = [...text.matchAll(/"-?\d[\d.]*"/g)];
      const chosen = numbers[Math.floor(damage.nth * numbers.length)];
      if (!chosen) return bytes;
      return concatenated([bytes.slice(0, chosen.index + 1), new TextEncoder().encode(damage.to), bytes.slice(chosen.index + chosen[0].length - 1)]);
    }
  }
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** What must hold of any answer, however the folder was damaged. */
async function answersWell(drop: Drop): Promise<void> {
  const stored = drop.files.reduce((sum, file) => sum + file.size, 0);
  const recognised = await prairieReader.recognises(drop);
  let recording;
  try {
    recording = await prairieReader.read(drop, {});
  } catch (error) {
    expect(error).toBeInstanceOf(RigError);
    expect(["unreadable", "usage"]).toContain((error as RigError).kind);
    expect((error as RigError).message.length).toBeGreaterThan(20);
    return;
  }
  expect(recognised).toBe(true);
  let held = 0;
  for (const scan of recording.lineScans) {
    if (scan.timing.period !== undefined) expect(scan.timing.period > 0 && scan.timing.period <= 60_000).toBe(true);
    for (const trial of scan.trials) {
      expect(recording.trials[trial.trial]?.index).toBe(trial.trial);
      expect(trial.pixels).toHaveLength(scan.channels.length);
      for (const pixels of trial.pixels) {
        if (pixels) expect(pixels.length).toBe(trial.lines * scan.pixelsPerLine);
        held += pixels?.byteLength ?? 0;
      }
    }
  }
  for (const sweep of recording.sweeps) {
    held += sweep.samples.byteLength;
    expect(Number.isFinite(sweep.start) && sweep.samples.every(Number.isFinite)).toBe(true);
  }
  // 16-bit strips hold what they store; a row of a CSV takes two bytes a number, which becomes eight.
  expect(held).toBeLessThanOrEqual(8 * stored);
  for (const trial of recording.trials) expect(Number.isFinite(trial.start) && Number.isFinite(trial.duration) && trial.duration >= 0).toBe(true);
  for (const event of recording.events)
    expect(Number.isFinite(event.start) && Number.isFinite(event.duration) && recording.trials[event.trial] !== undefined).toBe(true);
  for (const issue of recording.issues) expect(issue.message).not.toMatch(/undefined|\[object/);
}

const samples = sampleFolder();
const REAL = ["LineScan-02052019-1234-2683", "LineScan-03142018-1454-2042", "LineScan-11182022-1250-763", "LineScan-09212014-1554-750"];

/** The files that say something, images of two cycles among them, so that a run takes milliseconds. */
function lean(name: string): readonly FileSource[] {
  const folder = join(samples ?? "", "bruker-prairie", name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((path) => /\.(xml|env|lsd)$|_Cycle0000[12]_.*\.tif$/.test(path))
    .map((path) => memoryFile(path, new Uint8Array(readFileSync(join(folder, path)))));
}

describe.skipIf(samples === undefined)("damaged real folders (skipped where ../shared/samples is absent)", () => {
  const folders = REAL.map((name) => ({ name, files: lean(name) }));

  test(`${RUNS} folders with one or two damaged files give a recording with issues, or one clear error`, async () => {
    const cases = fc.record({ folder: fc.nat(), hits: fc.array(fc.record({ file: fc.nat(), damage: damages }), { minLength: 1, maxLength: 2 }) });
    await fc.assert(
      fc.asyncProperty(cases, async ({ folder, hits }) => {
        const { name, files } = folders[folder % folders.length]!;
        const hit = new Map(hits.map(({ file, damage }) => [file % files.length, damage]));
        // The .env is long and rarely of consequence: it comes along where it is the one that is damaged.
        const kept = files.flatMap((file, i) => (hit.has(i) || !file.path.endsWith(".env") ? [{ file, damage: hit.get(i) }] : []));
        const sources = await Promise.all(
          kept.map(async ({ file, damage }) => (damage ? memoryFile(file.path, damaged(await file.read(0, file.size), damage)) : file)),
        );
        await answersWell({ name, kind: "folder", files: sources, siblings: [] });
      }),
      { numRuns: RUNS, seed: 20_190_205 },
    );
  }, 600_000);

  test("every file missing in turn, and every file empty in turn", async () => {
    for (const { name, files } of folders) {
      for (const [i, file] of files.entries()) {
        await answersWell({ name, kind: "folder", files: files.filter((other) => other !== file), siblings: [] });
        await answersWell({
          name,
          kind: "folder",
          files: files.map((other, at) => (at === i ? memoryFile(file.path, new Uint8Array(0)) : other)),
          siblings: [],
        });
      }
    }
  });

  test("the description cut at every 97th byte: all cycles that are images stay, whatever is left of the text", async () => {
    const { name, files } = folders[2]!;
    const scan = files.find((file) => file.path === `${name}.xml`)!;
    const images = files.filter((file) => file.path.endsWith(".tif"));
    const text = await scan.read(0, scan.size);
    for (let cut = 200; cut < text.length; cut += 97) {
      const recording = await prairieReader.read(
        { name, kind: "folder", files: [memoryFile(scan.path, text.slice(0, cut)), ...images], siblings: [] },
        {},
      );
      const read = recording.lineScans.flatMap((one) => one.trials).flatMap((trial) => trial.pixels.filter((pixels) => pixels !== null));
      expect(read.length).toBe(images.length);
      for (const one of recording.lineScans) expect([8.228, undefined]).toContain(one.timing.period);
    }
  });
});

describe("damaged records", () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const MARKS = text(
    '<?xml version="1.0"?><PVMarkPointSeriesElements Iterations="2" IterationDelay="10"><PVMarkPointElement Repetitions="3" UncagingLaserPower="400"><PVGalvoPointElement InitialDelay="100" InterPointDelay="0.26" Duration="5" Points="Group 1"><Point Index="1" X="0.1" Y="∞" /><Point Index="2" X="0.2" Y="NaN" /></PVGalvoPointElement></PVMarkPointElement></PVMarkPointSeriesElements>',
  );
  const OUTPUT = text(
    "<Experiment><Waveform><Name>LED</Name><Enabled>true</Enabled><Units>V</Units><UnitScaleFactor>1</UnitScaleFactor><WaveformComponent_PulseTrain><PulseCount>9</PulseCount><PulseWidth>50</PulseWidth><PulseSpacing>50</PulseSpacing><PulsePotentialStart>1</PulsePotentialStart><PulsePotentialDelta>0.1</PulsePotentialDelta><RestPotential>0</RestPotential><FirstPulseDelay>20</FirstPulseDelay><Repetitions>2</Repetitions><DelayBetweenReps>5</DelayBetweenReps></WaveformComponent_PulseTrain></Waveform></Experiment>",
  );

  test(`${10 * RUNS} damaged MarkPoints and VoltageOutput files give finite times, at most 10 000 each`, () => {
    fc.assert(
      fc.property(fc.array(damages, { minLength: 1, maxLength: 3 }), (all) => {
        const marks = markPoints(parseXml(all.reduce(damaged, MARKS), "m.xml"), 0, "m.xml").events;
        const pulses = deliveredPulses(parseXml(all.reduce(damaged, OUTPUT), "v.xml"), 0, 0, "v.xml").events;
        for (const events of [marks, pulses]) {
          expect(events.length).toBeLessThanOrEqual(10_000);
          expect(events.every((event) => Number.isFinite(event.start) && Number.isFinite(event.duration))).toBe(true);
          expect(events.every((event) => event.amplitude === undefined || Number.isFinite(event.amplitude))).toBe(true);
        }
      }),
      { numRuns: 10 * RUNS, seed: 20_221_118 },
    );
  }, 600_000);

  test(`${5 * RUNS} damaged voltage recordings give finite samples, no more than the file has numbers`, async () => {
    const csv = text(
      `Time(ms), Primary, Secondary\n${Array.from({ length: 40 }, (_, i) => `${i * 0.1}, ${Math.sin(i).toFixed(5)}, -0.7`).join("\n")}\n`,
    );
    const xml = text(
      voltageRecordingXml([
        ["Primary", true, "pA", "0.0005", "700B"],
        ["Secondary", true, "mV", "0.01", "700B"],
      ]),
    );
    await fc.assert(
      fc.asyncProperty(damages, damages, async (first, second) => {
        const bytes = damaged(csv, first);
        const setup = voltageRecordingSetup(parseXml(damaged(xml, second), "v.xml"), "v.xml");
        const { sweeps } = await readVoltageCsv(memoryFile("v.csv", bytes), setup, 0, 0);
        for (const sweep of sweeps) {
          expect(sweep.samples.length * 2).toBeLessThanOrEqual(bytes.length);
          expect(Number.isFinite(sweep.start) && sweep.samplePeriod > 0 && sweep.samples.every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 5 * RUNS, seed: 20_180_314 },
    );
  }, 600_000);

  test(`${RUNS} damaged synthetic folders with electrode traces`, async () => {
    const stem = `${NAME}_Cycle00001_VoltageRecording_001`;
    const within = (): string => `<VoltageRecording configurationFile="${stem}.xml" dataFile="${stem}.csv" relativeTime="0" />`;
    const files = dropOf(
      syntheticFiles({ version: "5.8.64.800", cycles: 2, within })
        .set(`${stem}.xml`, voltageRecordingXml([["Vm", true, "mV", "0.01", "700B"]]))
        .set(`${stem}.csv`, "Time(ms), Vm\n0, -0.7\n0.1, -0.7\n"),
    ).files;
    await fc.assert(
      fc.asyncProperty(fc.nat(), damages, async (nth, damage) => {
        const sources = await Promise.all(
          files.map(async (file, i) => (i === nth % files.length ? memoryFile(file.path, damaged(await file.read(0, file.size), damage)) : file)),
        );
        await answersWell({ name: NAME, kind: "folder", files: sources, siblings: [] });
      }),
      { numRuns: RUNS, seed: 20_140_921 },
    );
  }, 600_000);
});
