import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { dropFile, memoryFile } from "#formats";
import type { Recording } from "#recording";
import { nwbReader, writeNwb } from "../src/formats/nwb/index.js";
import { loadHdf5 } from "../src/formats/nwb/hdf5.js";
import { nwbCases } from "./nwb-cases.js";

/** How many damaged files in all; thousands when asked for. */
const MUTATIONS = Number(process.env["RADIATUM_MUTATIONS"] ?? 120);

/** A generator of its own, so that a failing number can be tried again alone. */
function randomBelow(seed: number): (n: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  const next = (): number => (state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0);
  for (let i = 0; i < 5; i += 1) next();
  return (n) => Math.floor((next() / 2 ** 32) * n);
}

/** Where HDF5's own structures stand: trees, symbol nodes, heaps, global heaps, object headers. */
function structuresOf(bytes: Uint8Array): number[] {
  const words = ["TREE", "SNOD", "HEAP", "GCOL", "OHDR"].map((word) => Array.from(word, (letter) => letter.charCodeAt(0)));
  const found: number[] = [];
  for (let at = 0; at < bytes.length - 4; at += 1) if (words.some((word) => word.every((byte, i) => bytes[at + i] === byte))) found.push(at);
  return found;
}

const KINDS = ["single bits", "bytes", "the end cut off", "a stretch of one value", "a field of zeros or ones", "a stretch from elsewhere", "fields behind a structure's signature", "the superblock"] as const;

function damaged(good: Uint8Array, structures: readonly number[], seed: number): { bytes: Uint8Array; kind: string } {
  const below = randomBelow(seed);
  const bytes = good.slice();
  const anywhere = (): number => below(bytes.length);
  const kind = KINDS[seed % KINDS.length] ?? "bytes";
  const extreme = (): number => [0, 1, 127, 128, 255][below(5)] ?? 0;
  if (kind === "single bits") for (let k = below(4); k >= 0; k -= 1) bytes[anywhere()]! ^= 1 << below(8);
  else if (kind === "bytes") for (let k = below(16); k >= 0; k -= 1) bytes[anywhere()] = below(256);
  else if (kind === "the end cut off") return { bytes: bytes.slice(0, anywhere()), kind };
  else if (kind === "a stretch of one value") {
    const from = anywhere();
    bytes.fill(below(2) * 255, from, from + 1 + below(512));
  } else if (kind === "a field of zeros or ones") {
    const from = anywhere() & ~7;
    bytes.fill(below(2) * 255, from, from + 2 ** below(4));
  } else if (kind === "a stretch from elsewhere") {
    const [from, to] = [anywhere(), anywhere()];
    bytes.set(good.subarray(from, from + below(256)).slice(0, bytes.length - to), to);
  } else if (kind === "the superblock") for (let k = below(3); k >= 0; k -= 1) bytes[8 + below(88)] = extreme();
  else {
    const from = structures[below(structures.length)] ?? 0;
    for (let k = below(3); k >= 0; k -= 1) bytes[Math.min(bytes.length - 1, from + 4 + below(120))] = below(2) === 0 ? extreme() : below(256);
  }
  return { bytes, kind };
}

/** What every recording must keep to, damaged or not. */
function expectSound({ lineScans, trials, sweeps, events }: Recording): void {
  expect(trials.every((trial) => Number.isFinite(trial.start) && trial.duration >= 0)).toBe(true);
  const places = new Set(trials.map((trial) => trial.index));
  for (const scan of lineScans) {
    expect(scan.timing.period === undefined || scan.timing.period > 0).toBe(true);
    for (const trial of scan.trials) {
      expect(places).toContain(trial.trial);
      expect(trial.pixels).toHaveLength(scan.channels.length);
      for (const pixels of trial.pixels) if (pixels) expect(pixels).toHaveLength(trial.lines * scan.pixelsPerLine);
    }
  }
  for (const sweep of sweeps) {
    expect(places).toContain(sweep.trial);
    expect(sweep.samplePeriod).toBeGreaterThanOrEqual(0);
  }
  for (const event of events) expect(places).toContain(event.trial);
}

describe(`${MUTATIONS} damaged NWB files`, async () => {
  const foreign = (name: string): Uint8Array => new Uint8Array(readFileSync(fileURLToPath(new URL(`nwb/${name}`, import.meta.url))));
  const whole = nwbCases[0];
  const sources = [
    { name: "our own", bytes: whole ? await writeNwb(whole.recording) : new Uint8Array(0) },
    { name: "pynwb's sweeps", bytes: foreign("icephys-tables.nwb") },
    { name: "pynwb's line scans", bytes: foreign("line-scans.nwb") },
  ];
  test.each(sources)(
    "$name: each is read with issues or refused with one clear sentence, in bounded memory, and sound files still read well afterwards",
    async ({ bytes: good }) => {
      const structures = structuresOf(good);
      const { engine, files } = await loadHdf5();
      const before = engine.HEAPU8.byteLength;
      const count = Math.ceil(MUTATIONS / sources.length);
      for (let seed = 0; seed < count; seed += 1) {
        const { bytes, kind } = damaged(good, structures, seed);
        const drop = dropFile(memoryFile(`${kind} ${seed}.nwb`, bytes));
        try {
          await nwbReader.recognises(drop);
          expectSound(await nwbReader.read(drop, {}));
        } catch (cause) {
          if (!(cause instanceof RigError)) throw new Error(`mutation ${seed} (${kind}) got out`, { cause });
          expect(cause.kind).toBe("unreadable");
          expect(cause.message).toContain(`${kind} ${seed}.nwb: `);
        }
      }
      expect(engine.HEAPU8.byteLength - before).toBeLessThanOrEqual(2 ** 26 + 64 * good.length + 2 ** 24);
      expect(files.streams.filter((stream) => stream?.path?.startsWith("/radiatum"))).toEqual([]);
      const { issues, trials } = await nwbReader.read(dropFile(memoryFile("good.nwb", good)), {});
      expect(issues.filter((issue) => issue.severity === "error")).toEqual([]);
      expect(trials.length).toBeGreaterThan(0);
    },
    600_000 + 100 * MUTATIONS,
  );
});
