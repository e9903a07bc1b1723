/** Rallpack 3 (Bhalla, Bilitch & Bower 1992, TINS 15:453): an axon of 1000 compartments with the squid's channels. */
import type { Cell, Step } from "#engine";
import { cylinder } from "#morphology";
import { judged, largestDifference, leftOut, measured, oracleFolder, range, readColumns, rootMeanSquare, told, type EvidenceRow } from "./evidence.js";
import { passive, squid } from "./membranes.js";

const EVERY_ms = 0.05;

/** 1 mm × 1 µm; the leak is that of Rallpack 1. */
const axon: Cell = {
  sections: [cylinder({ name: "axon", kind: "axon", length: 1000, diameter: 1, axialResistivity: 100, capacitance: 1, compartments: 1000 })],
  start: "-65 mV",
  membrane: [...squid.filter(({ mechanism }) => mechanism.name !== "leak"), passive(40_000, "-65 mV")],
  electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "axon", at: 0 } }],
};

interface Ends { readonly near: Float64Array; readonly far: Float64Array }

function fired(step: Step, duration_ms: number): Ends {
  const samples = measured({
    cell: axon, step, duration: `${duration_ms} ms`, commands: [{ electrode: "electrode", level: "0.1 nA" }],
    probes: {
      near: { of: "v", at: { section: "axon", at: 0 }, every: `${EVERY_ms} ms` },
      far: { of: "v", at: { section: "axon", at: 1 }, every: `${EVERY_ms} ms` },
    },
  });
  return { near: samples["near"] as Float64Array, far: samples["far"] as Float64Array };
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

/** Root mean square of the difference in shape by the range: `found` in time units of its own interval, as Rallpack's srms. */
function shapeError(found: Float64Array, reference: readonly number[]): number {
  const [own, theirs] = [spikes(found), spikes(reference)];
  const scale = ((own.at(-1) as number) - (own[0] as number)) / ((theirs.at(-1) as number) - (theirs[0] as number));
  const [first, last] = [theirs[0] as number, theirs.at(-1) as number].map((t) => Math.round(t / EVERY_ms)) as [number, number];
  const expected = reference.slice(first, last);
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
 * The interval of all references that compute their rates without a table lies between 14.541 and 14.544 ms at the end
 * that is driven: NEURON 8.2.2 with steps of 2.5 µs 14.5420, GENESIS of 1992 14.5420. NEURON of 1992 (14.5448) looked its
 * rates up in a table of 1 mV, and is told here for completeness, as are both of 1992.
 *
 * A spike is 0.05 ms of steep rise, so traces that differ by 10⁻³ ms in time differ by tens of mV: shape is compared in
 * units of the interval, and traces themselves only with NEURON's own steps, over the first spikes.
 */
export function rallpackAxonRows({ dt = 0.0125, alike_ms = 40 } = {}): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("Rallpack 3");
  const [, near, far] = readColumns(folder, "nrn/O3_rallpack3_nrn822_CN_dt2.5us_notable.csv") as [number[], number[], number[]];
  const whole = fired({ kind: "fixed", dt: `${dt} ms` }, 250);
  const found = interval(whole.near);
  const samples = Math.round(alike_ms / EVERY_ms) + 1;
  const alike = fired({ kind: "fixed", dt: "0.0025 ms" }, alike_ms);
  const old = (simulator: string, end: "0" | "x"): number[] =>
    (readColumns(folder, `rallpacks/rallpack3__ref_axon.${end}.${simulator}`)[1] as number[]).map((v) => 1000 * v).slice(0, near.length);
  const steps = `${1000 * dt} µs`;
  return [
    judged(`Rallpack 3, mean of 17 intervals where it is driven, steps of ${steps}: ${found.toFixed(4)} ms`, "14.5425 ms", found - 14.5425, 0.0015, "ms"),
    judged(`Rallpack 3, shape by the interval, against NEURON 8.2.2, driven end, steps of ${steps}`, `${range(near).toFixed(1)} mV`, 100 * shapeError(whole.near, near), 0.1, "%"),
    judged(`Rallpack 3, the same at the far end`, `${range(far).toFixed(1)} mV`, 100 * shapeError(whole.far, far), 0.1, "%"),
    judged(`Rallpack 3, first ${alike_ms} ms in NEURON's own steps of 2.5 µs, driven end, mV`, `${range(near).toFixed(1)} mV`, largestDifference(alike.near, near.slice(0, samples)), 1e-5),
    judged(`Rallpack 3, the same at the far end, mV`, `${range(far).toFixed(1)} mV`, largestDifference(alike.far, far.slice(0, samples)), 1e-5),
    ...["neuron", "genesis"].map((simulator) => told(
      `Rallpack 3, ${simulator} of 1992: interval ${interval(old(simulator, "0")).toFixed(4)} ms; shape, both ends`, "",
      `${(100 * shapeError(whole.near, old(simulator, "0"))).toFixed(2)} ${(100 * shapeError(whole.far, old(simulator, "x"))).toFixed(2)} %`)),
  ];
}
