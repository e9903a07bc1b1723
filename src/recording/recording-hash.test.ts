import { createHash } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { recordingHash, type Recording } from "./index.js";

const recording: Recording = {
  name: "two trials", format: "csv", formatDetail: "", sweepOffset: 0, events: [], conditions: [], issues: [],
  provenance: { simulated: true, files: [], settings: {} },
  trials: [{ index: 0, start: 0, duration: 4, condition: "" }, { index: 1, start: 10, duration: 4, condition: "" }],
  sweeps: [0, 1].map((trial) => ({ trial, channel: "Im", quantity: "current", unit: "pA", start: 0, samplePeriod: 1, samples: Float32Array.of(1.5, -2, trial) })),
  lineScans: [{
    name: "line", pixelsPerLine: 2, channels: [{ name: "green" }], path: { shape: "straight", vertices: [] },
    timing: { period: 2, source: "test", alternatives: [], contradictions: [] },
    trials: [0, 1].map((trial) => ({ trial, lines: 2, start: 0, pixels: [Uint16Array.of(1, 2, 258, trial)] })),
  }],
  images: [{ name: "field", width: 2, height: 1, pixels: Uint8Array.of(7, 8) }],
};

const sha = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
const words = (...numbers: number[]): Buffer => Buffer.concat(numbers.map((n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n); return b; }));

describe("recordingHash", () => {
  // Written out once more with Node's own hash and buffers.
  test("is the SHA-256 of the trials' and pictures' SHA-256, each over little-endian samples with their sizes", async () => {
    const floats = (...numbers: number[]): Buffer => Buffer.concat(numbers.map((x) => { const b = Buffer.alloc(4); b.writeFloatLE(x); return b; }));
    const shorts = (...numbers: number[]): Buffer => Buffer.concat(numbers.map((x) => { const b = Buffer.alloc(2); b.writeUInt16LE(x); return b; }));
    const trial = (k: number): Buffer => sha(Buffer.concat([
      words(1, 0, 1, 4, 3), floats(1.5, -2, k), words(2, 0, 2, 2, 4), shorts(1, 2, 258, k),
    ]));
    const picture = sha(Buffer.concat([words(3, 0, 2, 1, 2), Buffer.from([7, 8])]));
    expect(await recordingHash(recording)).toBe(sha(Buffer.concat([trial(0), trial(1), picture])).toString("hex"));
  });

  test("doesn't hear of names, notes, or the order in which threads brought the trials", async () => {
    const [scan] = recording.lineScans;
    const other: Recording = {
      ...recording, name: "else", sweeps: [...recording.sweeps].reverse(), issues: [{ severity: "note", code: "x", message: "x" }],
      lineScans: [{ ...scan!, trials: [...scan!.trials].reverse() }],
    };
    expect(await recordingHash(other)).toBe(await recordingHash(recording));
  });

  test.each([
    ["a sample", { sweeps: recording.sweeps.map((sweep) => ({ ...sweep, samples: Float32Array.of(1.5, -2.0000002, sweep.trial) })) }],
    ["a width", { lineScans: recording.lineScans.map((scan) => ({ ...scan, pixelsPerLine: 4 })) }],
    ["a trial that has not come", { sweeps: recording.sweeps.slice(0, 1) }],
    ["a picture", { images: [] }],
  ] as const)("changes with %s", async (_, change) => {
    expect(await recordingHash({ ...recording, ...change })).not.toBe(await recordingHash(recording));
  });

  test("where there is no digest, says where there is one", async () => {
    vi.stubGlobal("crypto", {});
    await expect(recordingHash(recording)).rejects.toMatchObject({ kind: "refused", code: "no-digest", message: /localhost/ });
    vi.unstubAllGlobals();
  });
});
