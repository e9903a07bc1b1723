/** What must not be lost: calcium, buffer and dye across steps in radius, what enters, charge. */
import { mechanism, type Cell } from "#engine";
import { compartmentsOf, type Compartment } from "#morphology";
import { judged, measured, prescribed, type EvidenceRow, type Samples } from "./evidence.js";
import { bufferedCalcium, loadedHead, spineSections } from "./reference-calcium.js";

const STATES = ["ca", "free", "bound", "dye", "caDye"] as const;
/** What holds calcium. */
const CALCIUM = ["ca", "bound", "caDye"] as const;
const sections = spineSections({ head: 3, neck: 5, dendrite: 20 });
const compartments = compartmentsOf(sections).compartments.filter((c) => c.volume > 0);
const keyOf = (state: string, { section, at }: Compartment): string => `${state} ${section} ${at}`;

/** Every state of every volume, at the start and at the end. */
function everyState(every: string): Record<string, { of: string; at: { section: string; at: number }; every: string }> {
  return Object.fromEntries(STATES.flatMap((state) => compartments.map((c) =>
    [keyOf(state, c), { of: `bufferedCalcium.${state}`, at: { section: c.section, at: c.at }, every }])));
}

/** µM of some states together in one volume at a sample. */
function within(samples: Samples, c: Compartment, states: readonly string[], sample: number): number {
  return states.reduce((sum, state) => sum + (samples[keyOf(state, c)]?.[sample] as number), 0);
}

/** µM·µm³ of some states in the whole cell at a sample. */
function total(samples: Samples, states: readonly string[], sample: number): number {
  return compartments.reduce((sum, c) => sum + c.volume * within(samples, c, states, sample), 0);
}

/**
 * A head of 0.5 µm, a neck of 0.1 and a dendrite of 1: what leaves a volume enters another, so that only sums round, at
 * most 10⁵ times 1.1·10⁻¹⁶ = 1.1·10⁻¹¹.
 */
function sealedRows(steps: number): EvidenceRow[] {
  return [...mixedRows(steps), ...shelledRow(steps / 10)];
}

/**
 * The dendrite in four shells, the neck in two, the head well mixed: rings exchange with what they overlap, and the neck
 * opens under the dendrite's surface.
 */
function shelledRow(steps: number): EvidenceRow[] {
  const dt = 0.0025;
  const duration = `${steps * dt} ms`;
  const shells = ({ section }: Compartment): number => ({ dendrite: 4, neck: 2 })[section] ?? 1;
  const rings = compartments.flatMap((c) => Array.from({ length: shells(c) }, (_, shell) => {
    const within = (k: number): number => (1 - k / shells(c)) ** 2;
    return { c, shell, volume: c.volume * (within(shell) - within(shell + 1)) };
  }));
  const key = (state: string, c: Compartment, shell: number): string => `${keyOf(state, c)} ${shell}`;
  const samples = measured({
    cell: {
      sections, membrane: [], start: "-65 mV",
      pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: loadedHead }, shells }],
    },
    duration, step: { kind: "fixed", dt: `${dt} ms` },
    probes: Object.fromEntries(rings.flatMap(({ c, shell }) => CALCIUM.map((state) => [key(state, c, shell), {
      of: `bufferedCalcium.${state}`, at: { section: c.section, at: c.at, shell }, every: duration,
    }]))),
  });
  const held = (sample: number): number => rings.reduce((sum, { c, shell, volume }) =>
    sum + CALCIUM.reduce((all, state) => all + volume * (samples[key(state, c, shell)]?.[sample] as number), 0), 0);
  const label = `${steps} steps, the dendrite in four shells, the neck in two, sealed: drift of all calcium, free and bound`;
  return [judged(label, "relative", held(1) / held(0) - 1, 1e-10)];
}

function mixedRows(steps: number): EvidenceRow[] {
  const dt = 0.0025;
  const duration = `${steps * dt} ms`;
  const cell: Cell = {
    sections, membrane: [], start: "-65 mV",
    pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: loadedHead } }],
  };
  const samples = measured({ cell, duration, step: { kind: "fixed", dt: `${dt} ms` }, probes: everyState(duration) });
  const drift = (states: readonly string[]): number => total(samples, states, 1) / total(samples, states, 0) - 1;
  const buffer = compartments.map((c) =>
    within(samples, c, ["free", "bound"], 1) / within(samples, c, ["free", "bound"], 0) - 1);
  const label = `${steps} steps across two steps in radius, sealed: drift of`;
  return [
    judged(`${label} all calcium, free and bound`, "relative", drift(CALCIUM), 1e-10),
    judged(`${label} all dye`, "relative", drift(["dye", "caDye"]), 1e-10),
    judged(`${label} the immobile buffer, worst volume`, "relative", Math.max(...buffer.map(Math.abs)), 1e-10),
  ];
}

const influxAlone = mechanism("influxAlone", {
  placed: "over membrane",
  parameters: {
    density: ["0.002 pA/µm²", prescribed], leak: ["0.01 nS/µm²", prescribed], reversal: ["-65 mV", prescribed],
  },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.leak * (v - p.reversal) - p.density, ca: -p.density }),
});

const STEP = { kind: "fixed", dt: "0.025 ms" } as const;

/** CODATA 2018: pA·ms for each µM·µm³ of single charges. */
const FARADAY = 96_485.332_12e-6;

/** A known current of calcium through all membrane: the cell holds more by ∫I dt/2F. */
function enteringRows(): EvidenceRow[] {
  const cell: Cell = {
    sections, start: "-65 mV", membrane: [{ mechanism: influxAlone, in: "everywhere" }],
    pools: [{ mechanism: bufferedCalcium, in: "everywhere" }],
  };
  const samples = measured({ cell, duration: "25 ms", step: STEP, probes: everyState("25 ms") });
  const gained = total(samples, CALCIUM, 1) - total(samples, CALCIUM, 0);
  const area = compartments.reduce((sum, c) => sum + c.area, 0);
  const expected = (0.002 * area * 25) / (2 * FARADAY);
  const error = gained / expected - 1;
  return [judged("calcium that enters, ∫I dt/2F, against what the cell then holds", "relative", error, 1e-10)];
}

/** Without leak a cell holds all charge that was injected, Σ C·ΔV = ∫I dt: edges between steps, a ramp. */
function chargeRows(): EvidenceRow[] {
  const cell: Cell = {
    sections, membrane: [], start: "-65 mV",
    electrodes: [
      { name: "head", kind: "current clamp", at: { section: "head" } },
      { name: "dendrite", kind: "current clamp", at: { section: "dendrite", at: 0.9 } },
    ],
  };
  const samples = measured({
    cell, duration: "20 ms", step: STEP,
    commands: [
      { electrode: "head", from: "1.2345 ms", to: "3.4567 ms", level: "2 pA" },
      { electrode: "dendrite", from: "5.55 ms", to: "9.99 ms", level: { from: "0 pA", to: "10 pA" } },
    ],
    probes: Object.fromEntries(compartments.map((c) =>
      [keyOf("v", c), { of: "v", at: { section: c.section, at: c.at }, every: "20 ms" }])),
  });
  const held = compartments.reduce((sum, c) => sum + c.capacitance * ((samples[keyOf("v", c)]?.[1] as number) + 65), 0);
  const injected = 2 * (3.4567 - 1.2345) + 5 * (9.99 - 5.55);
  return [judged("charge in a sealed cell, Σ C·ΔV against ∫I dt", "relative", held / injected - 1, 1e-10)];
}

export function conservationRows({ steps = 100_000 } = {}): EvidenceRow[] {
  return [...sealedRows(steps), ...enteringRows(), ...chargeRows()];
}

