/** What must not be lost: calcium, buffer and dye across steps in radius, calcium that enters, charge in a sealed cell. */
import { mechanism, type Cell } from "#engine";
import { compartmentsOf, type Compartment } from "#morphology";
import { judged, measured, prescribed, type EvidenceRow, type Samples } from "./evidence.js";
import { bufferedCalcium, spineSections } from "./reference-calcium.js";

const STATES = ["ca", "free", "bound", "dye", "caDye"] as const;
const sections = spineSections({ head: 3, neck: 5, dendrite: 20 });
const compartments = compartmentsOf(sections).compartments.filter((c) => c.volume > 0);
const keyOf = (state: string, { section, at }: Compartment): string => `${state} ${section} ${at}`;

/** Every state of every volume, at the start and at the end. */
function everyState(every: string): Record<string, { of: string; at: { section: string; at: number }; every: string }> {
  return Object.fromEntries(STATES.flatMap((state) => compartments.map((c) =>
    [keyOf(state, c), { of: `bufferedCalcium.${state}`, at: { section: c.section, at: c.at }, every }])));
}

/** µM·µm³ of some states in the whole cell at a sample. */
function total(samples: Samples, states: readonly string[], sample: number): number {
  return compartments.reduce((sum, c) => sum + c.volume * states.reduce((s, state) => s + (samples[keyOf(state, c)]?.[sample] as number), 0), 0);
}

/**
 * A head of 0.5 µm, a neck of 0.1 and a dendrite of 1: what leaves a volume enters another to the bit, so that only the sums
 * of each volume round: at most 10⁵ times 1.1·10⁻¹⁶ = 1.1·10⁻¹¹.
 */
function sealedRows(steps: number): EvidenceRow[] {
  const dt = 0.0025;
  const duration = `${steps * dt} ms`;
  const cell: Cell = {
    sections, membrane: [], start: "-65 mV",
    pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: (c) => (c.section === "head" ? "10 µM" : "0.05 µM") } }],
  };
  const samples = measured({ cell, duration, step: { kind: "fixed", dt: `${dt} ms` }, probes: everyState(duration) });
  const drift = (states: readonly string[]): number => total(samples, states, 1) / total(samples, states, 0) - 1;
  const local = Math.max(...compartments.map((c) => {
    const sum = (sample: number): number => ["free", "bound"].reduce((s, state) => s + (samples[keyOf(state, c)]?.[sample] as number), 0);
    return Math.abs(sum(1) / sum(0) - 1);
  }));
  const label = `${steps.toLocaleString("en")} steps across two steps in radius, sealed`;
  return [
    judged(`${label}: drift of all calcium, free and bound`, `${total(samples, ["ca", "bound", "caDye"], 0).toPrecision(4)} µM·µm³`, drift(["ca", "bound", "caDye"]), 1e-10),
    judged(`${label}: drift of all dye`, `${total(samples, ["dye", "caDye"], 0).toPrecision(4)} µM·µm³`, drift(["dye", "caDye"]), 1e-10),
    judged(`${label}: drift of the immobile buffer, worst volume`, "50 µM", local, 1e-10),
  ];
}

const influxAlone = mechanism("influxAlone", {
  placed: "over membrane",
  parameters: { density: ["0.002 pA/µm²", prescribed], leak: ["0.01 nS/µm²", prescribed], reversal: ["-65 mV", prescribed] },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.leak * (v - p.reversal) - p.density, ca: -p.density }),
});

/** CODATA 2018: pA·ms for each µM·µm³ of single charges. */
const FARADAY = 96_485.332_12e-6;

/** A known current of calcium through all membrane: the cell holds more by ∫I dt/2F. */
function enteringRows(): EvidenceRow[] {
  const cell: Cell = {
    sections, start: "-65 mV", membrane: [{ mechanism: influxAlone, in: "everywhere" }],
    pools: [{ mechanism: bufferedCalcium, in: "everywhere" }],
  };
  const samples = measured({ cell, duration: "25 ms", step: { kind: "fixed", dt: "0.025 ms" }, probes: everyState("25 ms") });
  const calcium = ["ca", "bound", "caDye"];
  const gained = total(samples, calcium, 1) - total(samples, calcium, 0);
  const area = compartments.reduce((sum, c) => sum + c.area, 0);
  const expected = (0.002 * area * 25) / (2 * FARADAY);
  return [judged("calcium that enters, ∫I dt/2F, against what the cell then holds: relative", `${expected.toPrecision(4)} µM·µm³`, gained / expected - 1, 1e-10)];
}

/** Without leak a cell holds every charge that was injected: Σ C·ΔV = ∫I dt. Edges between steps, a ramp, two pipettes. */
function chargeRows(): EvidenceRow[] {
  const cell: Cell = {
    sections, membrane: [], start: "-65 mV",
    electrodes: [
      { name: "head", kind: "current clamp", at: { section: "head" } },
      { name: "dendrite", kind: "current clamp", at: { section: "dendrite", at: 0.9 } },
    ],
  };
  const samples = measured({
    cell, duration: "20 ms", step: { kind: "fixed", dt: "0.025 ms" },
    commands: [
      { electrode: "head", from: "1.2345 ms", to: "3.4567 ms", level: "2 pA" },
      { electrode: "dendrite", from: "5.55 ms", to: "9.99 ms", level: { from: "0 pA", to: "10 pA" } },
    ],
    probes: Object.fromEntries(compartments.map((c) => [keyOf("v", c), { of: "v", at: { section: c.section, at: c.at }, every: "20 ms" }])),
  });
  const held = compartments.reduce((sum, c) => sum + c.capacitance * ((samples[keyOf("v", c)]?.[1] as number) + 65), 0);
  const injected = 2 * (3.4567 - 1.2345) + 5 * (9.99 - 5.55);
  return [judged("charge in a sealed cell, Σ C·ΔV against ∫I dt: relative", `${injected.toPrecision(4)} fC`, held / injected - 1, 1e-10)];
}

export function conservationRows({ steps = 100_000 } = {}): EvidenceRow[] {
  return [...sealedRows(steps), ...enteringRows(), ...chargeRows()];
}

