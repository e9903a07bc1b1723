/** What must not matter: which end is which, which way a signal goes, left or right, how many others run beside it. */
import { simulate, type Cell, type Position } from "#engine";
import { exponentialSynapse } from "#model";
import type { Place, Section } from "#morphology";
import { judged, largestDifference, measured, range, samplesOf, shown, trace, type EvidenceRow } from "./evidence.js";
import { passive, piece, squid } from "./membranes.js";
import { bufferedCalcium } from "./reference-calcium.js";

const STEP = { kind: "fixed", dt: "0.025 ms" } as const;

/** A soma with two dendrites, one of which branches and carries a spine: nothing about it is symmetric. */
const branched: readonly Section[] = [
  piece("soma", "soma", [20, 18], 1),
  piece("dendrite", "trunk", [120, 3], 13, { section: "soma", at: 1 }),
  piece("dendrite", "left", [150, 1.1], 15, { section: "trunk", at: 1 }),
  piece("dendrite", "right", [90, 0.7], 9, { section: "trunk", at: 1 }),
  piece("dendrite", "basal", [80, 1.4], 8, { section: "soma", at: 0 }),
  piece("neck", "neck", [1, 0.1], 3, { section: "left", at: 0.5 }),
  piece("head", "head", [0.5, 0.5], 1, { section: "neck", at: 1 }),
];

/** Rall: the transfer impedance is the same both ways, at all times. */
function reciprocityRows(): EvidenceRow[] {
  const transfer = (from: Position, to: Position): Float64Array => trace(measured({
    cell: {
      sections: branched, start: "-70 mV", membrane: [passive(20_000, "-70 mV")],
      electrodes: [{ name: "electrode", kind: "current clamp", at: from }],
    },
    duration: "50 ms", step: STEP,
    commands: [{ electrode: "electrode", from: "1.01 ms", to: "20 ms", level: "10 pA" }],
    probes: { v: { of: "v", at: to, every: "0.25 ms" } },
  }), "v");
  const pairs = [["head", "soma"], ["head", "basal"], ["right", "left"]] as const;
  return pairs.map(([a, b]) => {
    const [there, back] = [transfer({ section: a }, { section: b }), transfer({ section: b }, { section: a })];
    const swing = `${shown(range(there))} mV`;
    const error = largestDifference(there, back);
    return judged(`reciprocity: from ${a} to ${b} as from ${b} to ${a}, mV`, swing, error, 1e-9);
  });
}

/** Equal dendrites on both ends of a soma, synapses at equal places: voltage and calcium are a mirror's. */
function mirrorRows(): EvidenceRow[] {
  const sides = ["left", "right"] as const;
  const cell: Cell = {
    sections: [
      piece("soma", "soma", [20, 20], 3),
      ...sides.map((name, at) => piece("dendrite", name, [60, 1.5], 9, { section: "soma", at })),
    ],
    start: "-65 mV",
    membrane: squid,
    pools: [{
      mechanism: bufferedCalcium, in: "everywhere",
      with: { start: ({ kind, at }) => (kind === "dendrite" && at > 0.8 ? "5 µM" : "0.05 µM") },
    }],
    points: sides.map((section) => ({
      name: section, mechanism: exponentialSynapse, at: { section, at: 0.7 }, with: { gMax: "20 nS" },
    })),
  };
  const samples = measured({
    cell, duration: "10 ms", step: STEP,
    events: sides.map((point) => ({ point, at: "1.01 ms" })),
    probes: Object.fromEntries(sides.flatMap((section) => [
      [`${section} v`, { of: "v", at: { section, at: 0.3 }, every: "0.1 ms" }],
      [`${section} ca`, { of: "bufferedCalcium.ca", at: { section, at: 0.6 }, every: "0.1 ms" }],
    ])),
  });
  return ["v", "ca"].map((what) => judged(`mirror: left as right through a spike, ${what === "v" ? "mV" : "µM"}`, "",
    largestDifference(trace(samples, `left ${what}`), trace(samples, `right ${what}`)), 1e-9));
}

/** A cable of two pieces, told from its one end and from its other. */
function directionRows(): EvidenceRow[] {
  const half = (name: "thick" | "thin", parent?: Place): Section =>
    piece("dendrite", name, [100, name === "thick" ? 2 : 0.8], 11, parent);
  const endOf = (section: string): Place => ({ section, at: 1 });
  const run = (forwards: boolean): Float64Array => {
    const flip = (at: number): number => (forwards ? at : 1 - at);
    return trace(measured({
      cell: {
        sections: forwards ? [half("thick"), half("thin", endOf("thick"))]
          : [half("thin"), half("thick", endOf("thin"))],
        start: "-65 mV", membrane: squid,
        electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "thick", at: flip(0.05) } }],
      },
      duration: "10 ms", step: STEP, commands: [{ electrode: "electrode", from: "1 ms", to: "2 ms", level: "500 pA" }],
      probes: { v: { of: "v", at: { section: "thin", at: flip(0.95) }, every: "0.1 ms" } },
    }), "v");
  };
  const error = largestDifference(run(true), run(false));
  return [judged("direction: a cable told from its other end, through a spike, mV", "", error, 1e-9)];
}

/** A trial beside three others, with events of their own, and alone. */
function companyRows(): EvidenceRow[] {
  const cell: Cell = {
    sections: branched, start: "-65 mV", membrane: squid,
    points: [{ name: "synapse", mechanism: exponentialSynapse, at: { section: "head" }, with: { gMax: "2 nS" } }],
  };
  const run = (numbers: readonly number[]): Float64Array[] => {
    const result = simulate({
      cell, duration: "10 ms", step: { kind: "adaptive", tolerance: "0.01 mV" },
      trials: numbers.map((number) => ({
        number, events: [{ point: "synapse", at: `${1 + 0.7 * number} ms`, weight: 1 + number }],
      })),
      probes: { v: { of: "v", at: { section: "head" }, every: "0.1 ms" } },
    });
    return numbers.map((_, trial) => trace(samplesOf(result, trial), "v"));
  };
  const [together, [alone]] = [run([0, 1, 2, 3, 4, 5]), run([4])] as [Float64Array[], [Float64Array]];
  const error = largestDifference(together[4] as Float64Array, alone);
  return [judged("company: a trial of adaptive steps among six and alone, mV", "0", error, 0)];
}

export function symmetryRows(): EvidenceRow[] {
  return [...reciprocityRows(), ...mirrorRows(), ...directionRows(), ...companyRows()];
}
