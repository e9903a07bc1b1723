/** What must not matter: which end is which, which way a signal goes, left or right, how many others run beside it. */
import { simulate, type Cell, type Position } from "#engine";
import { exponentialSynapse } from "#model";
import { cylinder, type Section } from "#morphology";
import { judged, largestDifference, measured, samplesOf, shown, type EvidenceRow } from "./evidence.js";
import { passive, squid } from "./membranes.js";
import { bufferedCalcium } from "./reference-calcium.js";

const cable = { axialResistivity: 150, capacitance: 1 };

/** A soma with two dendrites, one of which branches and carries a spine: nothing about it is symmetric. */
const branched: readonly Section[] = [
  cylinder({ name: "soma", kind: "soma", length: 20, diameter: 18, compartments: 1, ...cable }),
  cylinder({ name: "trunk", kind: "dendrite", length: 120, diameter: 3, compartments: 13, parent: { section: "soma", at: 1 }, ...cable }),
  cylinder({ name: "left", kind: "dendrite", length: 150, diameter: 1.1, compartments: 15, parent: { section: "trunk", at: 1 }, ...cable }),
  cylinder({ name: "right", kind: "dendrite", length: 90, diameter: 0.7, compartments: 9, parent: { section: "trunk", at: 1 }, ...cable }),
  cylinder({ name: "basal", kind: "dendrite", length: 80, diameter: 1.4, compartments: 8, parent: { section: "soma", at: 0 }, ...cable }),
  cylinder({ name: "neck", kind: "neck", length: 1, diameter: 0.1, compartments: 3, parent: { section: "left", at: 0.5 }, ...cable }),
  cylinder({ name: "head", kind: "head", length: 0.5, diameter: 0.5, compartments: 1, parent: { section: "neck", at: 1 }, ...cable }),
];

/** Rall: the transfer impedance is the same both ways, at all times. */
function reciprocityRows(): EvidenceRow[] {
  const transfer = (from: Position, to: Position): Float64Array => measured({
    cell: {
      sections: branched, start: "-70 mV", membrane: [passive(20_000, "-70 mV")],
      electrodes: [{ name: "electrode", kind: "current clamp", at: from }],
    },
    duration: "50 ms", step: { kind: "fixed", dt: "0.025 ms" },
    commands: [{ electrode: "electrode", from: "1.01 ms", to: "20 ms", level: "10 pA" }],
    probes: { v: { of: "v", at: to, every: "0.25 ms" } },
  })["v"] as Float64Array;
  const pairs = [["head", "soma"], ["head", "basal"], ["right", "left"]] as const;
  return pairs.map(([a, b]) => {
    const [there, back] = [transfer({ section: a }, { section: b }), transfer({ section: b }, { section: a })];
    return judged(`reciprocity: from ${a} to ${b} as from ${b} to ${a}, mV`, `${shown(Math.max(...there) + 70)} mV`, largestDifference(there, back), 1e-9);
  });
}

/** Equal dendrites on both ends of a soma, synapses at equal places: voltage and calcium are a mirror's. */
function mirrorRows(): EvidenceRow[] {
  const side = (name: string, at: number): Section =>
    cylinder({ name, kind: "dendrite", length: 60, diameter: 1.5, compartments: 9, parent: { section: "soma", at }, ...cable });
  const cell: Cell = {
    sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 3, ...cable }), side("left", 0), side("right", 1)],
    start: "-65 mV",
    membrane: squid,
    pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: (c) => (c.at > 0.8 && c.section !== "soma" ? "5 µM" : "0.05 µM") } }],
    points: ["left", "right"].map((section) => ({ name: section, mechanism: exponentialSynapse, at: { section, at: 0.7 }, with: { gMax: "20 nS" } })),
  };
  const samples = measured({
    cell, duration: "10 ms", step: { kind: "fixed", dt: "0.025 ms" },
    events: ["left", "right"].map((point) => ({ point, at: "1.01 ms" })),
    probes: Object.fromEntries(["left", "right"].flatMap((section) => [
      [`${section} v`, { of: "v", at: { section, at: 0.3 }, every: "0.1 ms" }],
      [`${section} ca`, { of: "bufferedCalcium.ca", at: { section, at: 0.6 }, every: "0.1 ms" }],
    ])),
  });
  return ["v", "ca"].map((what) => judged(`mirror: left as right through a spike, ${what === "v" ? "mV" : "µM"}`, "",
    largestDifference(samples[`left ${what}`] as Float64Array, samples[`right ${what}`] as Float64Array), 1e-9));
}

/** A cable of two pieces, told from its one end and from its other. */
function directionRows(): EvidenceRow[] {
  const piece = (name: string, diameter: number, on?: string): Section => cylinder({
    name, kind: "dendrite", length: 100, diameter, compartments: 11, ...(on !== undefined && { parent: { section: on, at: 1 } }), ...cable,
  });
  const run = (forwards: boolean): Float64Array => {
    const flip = (at: number): number => (forwards ? at : 1 - at);
    return measured({
      cell: {
        sections: forwards ? [piece("thick", 2), piece("thin", 0.8, "thick")] : [piece("thin", 0.8), piece("thick", 2, "thin")],
        start: "-65 mV", membrane: squid, electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "thick", at: flip(0.05) } }],
      },
      duration: "10 ms", step: { kind: "fixed", dt: "0.025 ms" }, commands: [{ electrode: "electrode", from: "1 ms", to: "2 ms", level: "500 pA" }],
      probes: { v: { of: "v", at: { section: "thin", at: flip(0.95) }, every: "0.1 ms" } },
    })["v"] as Float64Array;
  };
  return [judged("direction: a cable told from its other end, through a spike, mV", "", largestDifference(run(true), run(false)), 1e-9)];
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
      trials: numbers.map((number) => ({ number, events: [{ point: "synapse", at: `${1 + 0.7 * number} ms`, weight: 1 + number }] })),
      probes: { v: { of: "v", at: { section: "head" }, every: "0.1 ms" } },
    });
    return numbers.map((_, trial) => samplesOf(result, trial)["v"] as Float64Array);
  };
  const together = run([0, 1, 2, 3, 4, 5]);
  const alone = run([4])[0] as Float64Array;
  return [judged("company: a trial of adaptive steps among six and alone, mV", "0", largestDifference(together[4] as Float64Array, alone), 0)];
}

export function symmetryRows(): EvidenceRow[] {
  return [...reciprocityRows(), ...mirrorRows(), ...directionRows(), ...companyRows()];
}
