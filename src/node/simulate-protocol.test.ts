import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { writeNwb } from "#formats";
import { readProtocol } from "#protocol";
import { simulateHere, type Simulated } from "#rig";
import { simulateProtocol } from "./simulate-protocol.js";
import { rejection } from "../testing/refusal.js";

/** Nine trials, so that three threads have work; short ones, in two conditions. */
const short = readProtocol(`
name: short
pipette: { dye: calcium green-1 200 µM, structuralDye: Alexa Fluor 594 50 µM }
stimuli: { both: [{ kind: synaptic, at: 20 ms }, { kind: action potentials, at: 25 ms }] }
conditions: { control: , APV: { drugs: { D-APV: 100 µM }, wait: 1 min } }
runs: [{ stimulus: both, condition: control, trials: 5 }, { stimulus: both, condition: APV, trials: 4 }]
duration: 60 ms
imaging: { kind: line scan, pixels: 24 }
`);
const count = 9;
/** The same for a minute a trial, which never rests, since rest costs next to nothing: long enough to be interrupted. */
const long = readProtocol(`
name: long
pipette: { dye: calcium green-1 200 µM }
stimuli: { train: [{ kind: action potentials, at: 10 ms, count: 1000, frequency: 17 Hz }] }
trials: 9
interval: 70 s
duration: 60 s
imaging: { kind: line scan, pixels: 24 }
`);

/** Of the file, and of what happened. */
async function digest({ recording, truth }: Simulated): Promise<string> {
  const hash = createHash("sha256").update(await writeNwb(recording));
  for (const { attempts, traces } of truth?.trials ?? []) {
    hash.update(JSON.stringify(attempts));
    for (const { buffer } of traces) hash.update(new Uint8Array(buffer));
  }
  return hash.digest("hex");
}

describe("simulateProtocol", () => {
  test("1, 2 and 3 workers give simulateHere's bytes, and its truth if asked; progress rises to 9 of 9", async () => {
    const { recording, truth } = simulateHere(short, { truth: true });
    expect(recording.lineScans[0]?.trials).toHaveLength(count);
    expect(truth?.trials).toHaveLength(count);
    for (const workers of [1, 2, 3]) {
      const seen: number[] = [];
      const together = await simulateProtocol(short, { workers, truth: workers > 1, onProgress: (done, trials) => {
        expect(trials).toBe(count);
        seen.push(done);
      } });
      expect(await digest(together)).toBe(await digest({ recording, ...(workers > 1 && truth && { truth }) }));
      expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
      expect(seen.at(-1)).toBe(count);
    }
  });

  test.each([1, 2])("an abort stops %d worker(s) long before the end, and says how far they came", async (workers) => {
    const abort = new AbortController();
    let aborted = Infinity;
    const run = rejection(simulateProtocol(long, { workers, signal: abort.signal }));
    setTimeout(() => {
      aborted = performance.now();
      abort.abort();
    }, 1500);
    expect(await run).toMatchObject({ kind: "refused", code: "cancelled", fields: { done: 0, trials: count } });
    expect(performance.now() - aborted).toBeLessThan(1000);
  });

  test("what is aborted before it begins builds no cell", async () => {
    const begun = performance.now();
    const error = await rejection(simulateProtocol(long, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "cancelled", message: "The run was cancelled after 0 of 9 trials." });
    expect(performance.now() - begun).toBeLessThan(100);
  });

  test("no number of workers, and what the rig refuses, are RigErrors of kind usage", async () => {
    for (const workers of [0, 1.5, NaN]) {
      expect(await rejection(simulateProtocol(short, { workers }))).toMatchObject({ kind: "usage", code: "worker-count" });
    }
    const traced = { ...short, cell: { kind: "SWC", file: "cell.swc" } as const };
    expect(await rejection(simulateProtocol(traced))).toMatchObject({ kind: "usage", code: "morphology-missing" });
  });
});
