/** Validation models of NSuite (github.com/arbor-sim/nsuite), each to its own criterion; its fourth is in rallpack-passive. */
import type { Cell, PointProcess, Position } from "#engine";
import { simulate } from "#engine";
import { exponentialSynapse, twoExponentialSynapse } from "#model";
import { cylinder, type Section } from "#morphology";
import {
  judged, largestDifference, leftOut, measured, oracleFolder, readColumns, samplesOf, type EvidenceRow,
} from "./evidence.js";
import { passive } from "./membranes.js";

const CABLE_COMPARTMENTS = 1000;

/** Rallpack 1's membrane; from 1 µm to `end` µm wide. */
function cable(end: number): Section {
  return {
    name: "cable", kind: "axon", points: [{ at: 0, diameter: 1 }, { at: 1000, diameter: end }],
    axialResistivity: 100, capacitance: 1, compartments: CABLE_COMPARTMENTS,
  };
}

/** After 20 time constants, by backward Euler, whose steady state is the equation's own. */
function steadyState(end: number, into: Position): Float64Array {
  const cell: Cell = {
    sections: [cable(end)], start: "0 mV", membrane: [passive(40_000, "0 mV")],
    electrodes: [{ name: "electrode", kind: "current clamp", at: into }],
  };
  const at = (i: number): Position => ({ section: "cable", at: (i + 0.5) / CABLE_COMPARTMENTS });
  const samples = measured({
    cell, duration: "800 ms", step: { kind: "backward Euler", dt: "2 ms" },
    commands: [{ electrode: "electrode", level: "0.1 nA" }],
    probes: Object.fromEntries(Array.from({ length: CABLE_COMPARTMENTS }, (_, i) =>
      [String(i), { of: "v", at: at(i), every: "800 ms" }])),
  });
  return Float64Array.from({ length: CABLE_COMPARTMENTS }, (_, i) => samples[String(i)]?.[1] as number);
}

function steadyRows(folder: string): EvidenceRow[] {
  const sides = [["Left", 0], ["Right", 1]] as const;
  const shapes = [["uniform", "uniform_d1.0", 1], ["taper", "taper_d1.0_d1.7_NSuiteDefault", 1.7]] as const;
  return shapes.flatMap(([shape, file, end]) => sides.map(([side, at]) => {
    const reference = readColumns(folder, `nsuite/cable_steadystate_${file}_inject${side}.csv`)[1] as number[];
    const found = steadyState(end, { section: "cable", at });
    const relative = Math.max(...reference.map((v, i) => Math.abs((found[i] as number) / v - 1)));
    const highest = Math.max(...reference);
    return judged(`NSuite cable-steadystate, ${shape}, into the ${side.toLowerCase()} end: largest relative error`,
      `${highest.toFixed(1)} mV`, 100 * relative, 0.1, "%");
  }));
}

/** A membrane of 10 pF and 100 MΩ: 1000 µm². */
function singleCell(mechanism: PointProcess["mechanism"], values: Readonly<Record<string, string>>): Cell {
  const size = Math.sqrt(1000 / Math.PI);
  return {
    sections: [cylinder({
      name: "soma", kind: "soma", length: size, diameter: size, axialResistivity: 100, capacitance: 1, compartments: 1,
    })],
    start: "-65 mV",
    membrane: [passive(1000, "-65 mV")],
    points: [{ name: "synapse", mechanism, at: { section: "soma" }, with: { reversal: "0 mV", ...values } }],
  };
}

const STEP = { kind: "fixed", dt: "0.01 ms" } as const;

function exponentialRows(folder: string): EvidenceRow[] {
  const run = (name: string, gMax: string, dt: string): { v: Float64Array; reference: number[] } => ({
    reference: readColumns(folder, `nsuite/rc_expsyn_${name}.csv`)[1] as number[],
    v: measured({
      cell: singleCell(exponentialSynapse, { gMax, decay: "1 ms" }), step: { kind: "fixed", dt }, duration: "10 ms",
      events: [{ point: "synapse", at: "0 ms" }], probes: { v: { of: "v", at: { section: "soma" }, every: "0.01 ms" } },
    })["v"] as Float64Array,
  });
  const rows = [["default", "0.1 µS"], ["highcurrent", "10 µS"]].map(([name = "", gMax = ""]) => {
    const { v, reference } = run(name, gMax, "0.01 ms");
    const last = reference.at(-1) as number;
    const relative = (v.at(-1) as number) / last - 1;
    return judged(`NSuite rc-expsyn, ${name}: at 10 ms, relative`, `${last.toFixed(2)} mV`, 100 * relative, 1, "%");
  });
  // The trapezoid's error after a jump of 65 mV with τ = 0.1 ms is 65/e·(h/τ)²/12 = 1.2·10⁻³ mV at h = 2.5 µs.
  const { v, reference } = run("default", "0.1 µS", "0.0025 ms");
  const whole = largestDifference(v, reference);
  return [...rows, judged("NSuite rc-expsyn, default: the whole course in steps of 2.5 µs, mV", "65 mV", whole, 2e-3)];
}

const THRESHOLD_mV = -10;
const SAMPLES_ms = 0.01;

/** When a trace first rises through the threshold, straight between samples. */
function firstCrossing(v: ArrayLike<number>): number {
  for (let i = 1; i < v.length; i++) {
    const [before, after] = [v[i - 1] as number, v[i] as number];
    if (before >= THRESHOLD_mV || after < THRESHOLD_mV) continue;
    return SAMPLES_ms * (i - 1 + (THRESHOLD_mV - before) / (after - before));
  }
  return NaN;
}

/** A cell is driven at 0 and spikes; its spike reaches 100 others, each after a delay of its own, off the grid. */
function spikeRows(folder: string): EvidenceRow[] {
  const columns = readColumns(folder, "nsuite/rc_exp2syn_spike_default.csv");
  const [, delays, expected] = columns as [unknown, number[], number[]];
  const cell = singleCell(twoExponentialSynapse, { gMax: "0.1 µS", rise: "0.5 ms", decay: "4 ms" });
  const times = (arrivals: readonly number[]): number[] => {
    const result = simulate({
      cell, step: STEP, duration: "8 ms",
      probes: { v: { of: "v", at: { section: "soma" }, every: `${SAMPLES_ms} ms` } },
      trials: arrivals.map((at) => ({ events: [{ point: "synapse", at: `${at} ms` }] })),
    });
    return arrivals.map((_, trial) => firstCrossing(samplesOf(result, trial)["v"] as Float64Array));
  };
  const [source] = times([0]) as [number];
  const found = [source, ...times(delays.slice(1).map((delay) => source + delay))];
  const error = largestDifference(found, expected);
  const first = `${(expected[0] as number).toFixed(4)} ms`;
  return [
    judged("NSuite rc-exp2syn-spike, 101 cells: times of spikes, ms", first, error, 0.05),
    // An event half a step late would put them off by 5·10⁻³ ms.
    judged("NSuite rc-exp2syn-spike: the same, to what steps of second order reach, ms", first, error, 2e-4),
  ];
}

export function nsuiteRows(): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("NSuite");
  return [...steadyRows(folder), ...exponentialRows(folder), ...spikeRows(folder)];
}
