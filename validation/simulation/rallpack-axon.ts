/** Rallpack 3 (Bhalla, Bilitch & Bower 1992, TINS 15:453): an axon of 1000 compartments with the squid's channels. */
import type { Cell, Step } from "#engine";
import {
  judged, largestDifference, leftOut, measured, oracleFolder, range, readColumns, rootMeanSquare, shown, told, trace,
  type EvidenceRow,
} from "./evidence.js";
import { passive, piece, squid } from "./membranes.js";

const EVERY_ms = 0.05;

/** 1 mm × 1 µm; the leak is that of Rallpack 1. */
const axon: Cell = {
  sections: [{ ...piece("axon", "axon", [1000, 1], 1000), axialResistivity: 100 }],
  start: "-65 mV",
  membrane: [...squid.filter(({ mechanism }) => mechanism.name !== "leak"), passive(40_000, "-65 mV")],
  electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "axon", at: 0 } }],
};

interface Ends { readonly near: Float64Array; readonly far: Float64Array }

function fired(step: Step): Ends {
  const samples = measured({
    cell: axon, step, duration: "250 ms", commands: [{ electrode: "electrode", level: "0.1 nA" }],
    probes: {
      near: { of: "v", at: { section: "axon", at: 0 }, every: `${EVERY_ms} ms` },
      far: { of: "v", at: { section: "axon", at: 1 }, every: `${EVERY_ms} ms` },
    },
  });
  return { near: trace(samples, "near"), far: trace(samples, "far") };
}

/** When a trace rises through 0 mV, straight between samples. */
function spikes(v: ArrayLike<number>): number[] {
  const times: number[] = [];
  for (let i = 1; i < v.length; i++) {
    const [before, after] = [v[i - 1] as number, v[i] as number];
    if (before < 0 && after >= 0) times.push(EVERY_ms * (i - 1 - before / (after - before)));
  }
  return times;
}

/** The mean of all intervals, the first and longest among them. */
function interval(v: ArrayLike<number>): number {
  const times = spikes(v);
  return ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1);
}

/** Root mean square of the difference by the range, times in units of each trace's own interval, as Rallpack's srms. */
function shapeError(found: Float64Array, reference: readonly number[]): number {
  const [own, theirs] = [spikes(found), spikes(reference)];
  const scale = ((own.at(-1) as number) - (own[0] as number)) / ((theirs.at(-1) as number) - (theirs[0] as number));
  const first = Math.round((theirs[0] as number) / EVERY_ms);
  const expected = reference.slice(first, Math.round((theirs.at(-1) as number) / EVERY_ms));
  const scaled = expected.map((_, k) => {
    const at = ((own[0] as number) + ((first + k) * EVERY_ms - (theirs[0] as number)) * scale) / EVERY_ms;
    return cubic(found, at);
  });
  return rootMeanSquare(scaled, expected) / range(expected);
}

/** Through four samples. */
function cubic(v: ArrayLike<number>, at: number): number {
  const i = Math.min(Math.max(Math.floor(at), 1), v.length - 3);
  const x = at - i;
  const [a, b, c, d] = [-1, 0, 1, 2].map((k) => v[i + k] as number) as [number, number, number, number];
  return b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a)));
}

/**
 * Where it is driven, the mean interval must lie between 14.541 and 14.544 ms: NEURON 8.2.2 with steps of 2.5 µs and
 * GENESIS of 1992 have 14.5420 ms there. NEURON of 1992 (14.5448 ms) looked its rates up in a table of 1 mV; both
 * of 1992 are told here, and judge nothing.
 *
 * A spike rises by 100 mV in a fraction of a millisecond, so shape is compared in units of the interval; traces as they
 * are only in NEURON's own steps.
 */
export function rallpackAxonRows(): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("Rallpack 3");
  const columns = readColumns(folder, "nrn/O3_rallpack3_nrn822_CN_dt2.5us_notable.csv");
  const [, near, far] = columns as [unknown, number[], number[]];
  const [usual, alike] = [fired({ kind: "fixed", dt: "0.0125 ms" }), fired({ kind: "fixed", dt: "0.0025 ms" })];
  const swing = `${range(near).toFixed(1)} mV`;
  return [
    ...([["12.5", usual], ["2.5", alike]] as const).map(([steps, ends]) => {
      const found = interval(ends.near);
      const name = `Rallpack 3, mean interval where driven, steps of ${steps} µs: ${found.toFixed(4)} ms`;
      return judged(name, "14.5425 ms", found - 14.5425, 0.0015, "ms");
    }),
    judged("Rallpack 3, shape where driven, 12.5 µs", swing, 100 * shapeError(usual.near, near), 0.1, "%"),
    judged("Rallpack 3, shape at the far end", swing, 100 * shapeError(usual.far, far), 0.1, "%"),
    judged("Rallpack 3, 250 ms in NEURON's own steps of 2.5 µs, mV", swing, largestDifference(alike.near, near), 1e-5),
    judged("Rallpack 3, the same at the far end, mV", swing, largestDifference(alike.far, far), 1e-5),
    ...["neuron", "genesis"].map((simulator) => {
      const old = (end: "0" | "x"): number[] => {
        const volts = readColumns(folder, `rallpacks/rallpack3__ref_axon.${end}.${simulator}`)[1] as number[];
        return volts.slice(0, near.length).map((v) => 1000 * v);
      };
      const theirs = `interval ${interval(old("0")).toFixed(4)} ms`;
      const name = `Rallpack 3, shape against ${simulator} of 1992, ${theirs}, driven end`;
      return told(name, "", `${shown(100 * shapeError(usual.near, old("0")))} %`);
    }),
  ];
}
