import { describe, expect, test } from "vitest";
import { cylinder } from "#morphology";
import type { Cell } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import type { Request, Trial } from "./request.js";
import { simulate } from "./simulate.js";
import { refusal } from "../../testing/refusal.js";

const any = chosen("an ordinary value");

const leak = mechanism("leak", {
  placed: "over membrane",
  parameters: { g: ["0.3 mS/cm²", any], reversal: ["-65 mV", any] },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.g * (v - p.reversal) }),
});
/** A conductance that an event opens, that a drug in the bath blocks, and that carries calcium out. */
const synapse = mechanism("synapse", {
  placed: "at a point",
  parameters: { g: ["1 nS", any], closing: ["1 /ms", any], half: ["1 µM", any] },
  reads: { v: "mV", drug: "µM" },
  states: { open: "1" },
  derivative: ({ open }, _, p) => ({ open: -p.closing * open }),
  receives: ({ open }, { weight }) => ({ open: open + weight }),
  current: ({ open }, { v, drug }, p) => {
    const total = (p.g / (1 + drug / p.half)) * open * v;
    return { total, ca: -total };
  },
});
/** Rests until an event sets it off; then it leaves the doubles within a step. */
const runaway = mechanism("runaway", {
  placed: "at a point",
  parameters: { rate: ["40000 /ms", any], unit: ["1 pA", any] },
  reads: {},
  states: { x: "1" },
  derivative: ({ x }, _, p) => ({ x: p.rate * x }),
  initial: () => ({ x: 0 }),
  receives: (_, { weight }) => ({ x: weight }),
  current: ({ x }, _, p) => ({ total: p.unit * x }),
});
/** Over membrane: its state overflows above 0 mV. */
const fragile = mechanism("fragile", {
  placed: "over membrane",
  parameters: { g: ["1 mS/cm²", any], rate: ["40000 /ms", any] },
  reads: { v: "mV" },
  states: { x: "1" },
  derivative: ({ x }, { v }, p, { mV }) => ({ x: v > 0 * mV ? p.rate * (x + 1) : -0.01 * p.rate * x }),
  initial: () => ({ x: 0 }),
  current: ({ x }, { v }, p) => ({ total: p.g * x * v }),
});
const calcium = mechanism("calcium", {
  placed: "in a volume",
  parameters: { rest: ["0.05 µM", any], pump: ["0.1 /ms", any] },
  reads: { influx: "µM/ms" },
  states: { ca: "µM" },
  derivative: ({ ca }, { influx }, p) => ({ ca: influx - p.pump * (ca - p.rest) }),
  initial: (_, p) => ({ ca: p.rest }),
  ion: { name: "ca", valence: 2, state: "ca" },
});

const cable = { axialResistivity: 100, capacitance: 1 };
const cell: Cell = {
  sections: [
    cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
    cylinder({ name: "dendrite", kind: "dendrite", length: 100, diameter: 1, compartments: 3, parent: { section: "soma", at: 1 }, ...cable }),
  ],
  start: "-65 mV",
  membrane: [{ mechanism: leak, in: "everywhere" }],
  points: [
    { name: "synapse", mechanism: synapse, at: { section: "dendrite", at: 0.9 } },
    { name: "bomb", mechanism: runaway, at: { section: "dendrite", at: 0.1 } },
  ],
  pools: [{ mechanism: calcium, in: { sections: ["dendrite"] } }],
  electrodes: [
    { name: "pipette", kind: "current clamp", at: { section: "soma" } },
    { name: "clamp", kind: "voltage clamp", at: { section: "soma" }, pipette: { seriesResistance: "10 MΩ" } },
  ],
};
const soma = { of: "v", at: { section: "soma" }, every: "0.1 ms" } as const;
const request: Request = { cell, duration: "3 ms", probes: { soma } };

describe("simulate reports", () => {
  const long: Request = { ...request, duration: "2000 ms", trials: 12, probes: {} };

  test("progress that never falls and never passes the number of trials", () => {
    const seen: number[] = [];
    simulate({ ...long, duration: "500 ms" }, { onProgress: (done, trials) => {
      expect(trials).toBe(12);
      seen.push(done);
    } });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThanOrEqual(12);
  });

  test.each(["fixed", "adaptive"] as const)("how much of a single trial's time is over: %s steps, in shares that rise to 1, rest apart", (kind) => {
    const step = kind === "adaptive" ? { kind, tolerance: "0.1 mV", longest: "0.1 ms" } : { kind, dt: "0.025 ms" };
    const seen: number[] = [];
    simulate({ ...long, step, ...(kind === "adaptive" && { rest: "10000 ms" }), duration: "200 ms", trials: 1 }, { onProgress: (done) => seen.push(done) });
    expect(seen.length).toBeGreaterThan(6);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[0]).toBeLessThan(0.25);
    expect(seen[2]! - seen[1]!).toBeCloseTo(seen[3]! - seen[2]!, 1);
    expect(seen.at(-1)).toBe(1);
  });

  test("how far it came when it is cancelled at the third look", () => {
    let looks = 0;
    const signal = { get aborted() { return ++looks === 3; } };
    const error = refusal(() => simulate(long, { signal }));
    expect(error).toMatchObject({ kind: "refused", code: "cancelled", fields: { trials: 12 } });
    expect(error.message).toBe(`The run was cancelled after ${String(error.fields["done"])} of 12 trials.`);
    expect(looks).toBe(3);
  });
});

describe("simulate stops", () => {
  const blast: Trial = { events: [{ point: "bomb", at: "1.0125 ms" }] };

  test.each(["fixed", "backward Euler", "adaptive"] as const)("with time, place, state and trial when a point's state leaves the doubles: %s steps", (kind) => {
    const step = kind === "adaptive" ? { kind, tolerance: "0.1 mV" } : { kind, dt: "0.025 ms" };
    const error = refusal(() => simulate({ ...request, step, trials: [{}, {}, blast, {}, {}, {}] }));
    expect(error).toMatchObject({ kind: "refused", code: "not-finite", fields: { place: "dendrite", what: "bomb.x", trial: 2 } });
    const time = error.fields["time_ms"] as number;
    expect(time).toBeGreaterThanOrEqual(1);
    expect(time).toBeLessThan(1.2);
    expect(error.message).toMatch(/^At 1\.\d+ ms of trial 2, bomb\.x in dendrite at 0\.17 became (-?Infinity|NaN)\. Shorten the step, or look at/u);
  });

  test("and names a membrane's state and its section: fragile.x in soma, above 0 mV from 1 ms on", () => {
    const brittle = { ...cell, membrane: [...cell.membrane, { mechanism: fragile, in: { sections: ["soma"] } }] };
    const commands = [{ electrode: "clamp", from: "1 ms", level: "40 mV" }];
    const error = refusal(() => simulate({ ...request, cell: brittle, commands, tables: "exact" }));
    expect(error).toMatchObject({ code: "not-finite", fields: { place: "soma", what: "fragile.x", trial: 0 } });
    expect(error.fields["time_ms"]).toBeGreaterThan(1);
  });

  test("and says when a state that the voltage doesn't show was last a number: NaN from 1 ms on", () => {
    const silent = mechanism("silent", {
      placed: "over membrane",
      parameters: { g: ["1 mS/cm²", any], rate: ["1 /ms", any] },
      reads: { v: "mV" },
      states: { x: "1", y: "1" },
      derivative: ({ x, y }, _, p, { log }) => ({ x: -p.rate, y: p.rate * log(x) - p.rate * y }),
      initial: () => ({ x: 1, y: 0 }),
      current: (_, { v }, p) => ({ total: 0 * p.g * v }),
    });
    const cellOf = { ...cell, membrane: [...cell.membrane, { mechanism: silent, in: (c: { section: string; at: number }) =>
      c.section === "dendrite" && c.at > 0.6 }] };
    for (const step of [{ kind: "fixed", dt: "0.025 ms" }, { kind: "adaptive", tolerance: "0.1 mV" }] as const) {
      const error = refusal(() => simulate({ ...request, cell: cellOf, duration: "1000 ms", step }));
      expect(error).toMatchObject({ code: "not-finite", fields: { place: "dendrite", what: "silent.y", at: expect.closeTo(5 / 6) as number } });
      expect(error.fields["since_ms"]).toBeLessThanOrEqual(1);
      expect(error.fields["time_ms"]).toBeGreaterThan(1);
      expect(error.message).toMatch(/^Between [\d.]+ and [\d.]+ ms of trial 0, silent\.y in dendrite at 0\.83 became NaN/u);
    }
  });

  test("when a concentration is no longer a number, which no shorter part of a step mends", () => {
    const bad = mechanism("bad", {
      placed: "in a volume",
      parameters: { rate: ["1 µM/ms", any], unit: ["1 µM", any] },
      reads: { influx: "µM/ms" },
      states: { ca: "µM" },
      derivative: ({ ca }, { influx }, p, { sqrt }) => ({ ca: influx - p.rate * (1 + 0.001 * sqrt((ca - p.unit) / p.unit)) }),
      initial: (_, p) => ({ ca: 2 * p.unit }),
      ion: { name: "ca", valence: 2, state: "ca" },
    });
    const pools = [{ mechanism: bad, in: { sections: ["dendrite"] } }];
    const error = refusal(() => simulate({ ...request, cell: { ...cell, pools } }));
    expect(error).toMatchObject({ code: "not-finite", fields: { what: "bad.ca", place: "dendrite", found: Number.NaN } });
  });

  test("when the voltage leaves the tables, −300 to 200 mV: 1 µA into the soma", () => {
    const error = refusal(() => simulate({ ...request, duration: "50 ms", commands: [{ electrode: "pipette", from: "1 ms", level: "1000 nA" }] }));
    expect(error).toMatchObject({ kind: "refused", code: "voltage-out-of-range", fields: { low: -300, high: 200, trial: 0 } });
    expect(error.fields["found"]).toBeGreaterThan(200);
    expect(error.message).toMatch(/^At [\d.]+ ms of trial 0, the voltage in (soma|dendrite) reached \d+\.\d mV, outside the tables' -300 to 200 mV\. /u);
  });

  test("when more calcium is to leave a pool than it holds, and never shows less than none", () => {
    const error = refusal(() => simulate({ ...request, events: [{ point: "synapse", at: "1 ms", weight: 10 }] }));
    expect(error).toMatchObject({ kind: "refused", code: "too-stiff", fields: { pool: "calcium", parts: 1024, trial: 0 } });
    expect(error.fields["lowest"]).toBeLessThan(0);
    expect(error.message).toMatch(/^At 1[\d.]* ms of trial 0, calcium in dendrite at 0\.83 could not take its influx even in 1024 parts of a step \(lowest concentration -/u);
  });
});

describe("simulate refuses before it runs", () => {
  const probe = (more: object): Partial<Request> => ({ probes: { mine: { of: "v", at: { section: "soma" }, every: "0.1 ms", ...more } } });
  const electrode = (more: object): Partial<Request> => ({ commands: [{ electrode: "pipette", level: "1 nA", ...more }] });
  const event = (more: object): Partial<Request> => ({ events: [{ point: "synapse", at: "1 ms", ...more }] });

  test.each<[string, Partial<Request>, string]>([
    ["a negative duration", { duration: "-1 ms" }, "duration must be positive, found -1 ms."],
    ["a duration in mV", { duration: "1 mV" }, 'duration: "1 mV" is not a number with a unit of ms. Write it like "2 ms".'],
    ["a duration without end", { duration: "Infinity ms" }, 'duration: "Infinity ms" is not a number with a unit of ms. Write it like "2 ms".'],
    ["a negative time to settle", { settle: "-1 ms" }, "settle must be at least 0 ms, found -1 ms."],
    ["no trials", { trials: 0 }, "A run needs at least one trial, found 0."],
    ["an empty list of trials", { trials: [] }, "A run needs at least one trial, found 0."],
    ["a step of 0", { step: { kind: "fixed", dt: "0 ms" } }, "step, dt must be positive, found 0 ms."],
    ["a tolerance of 0", { step: { kind: "adaptive", tolerance: "0 mV" } }, "step, tolerance must be positive, found 0 mV."],
    ["tables upside down", { tables: { low: "10 mV", high: "-10 mV", width: "1 mV" } },
      'tables must be from low to a higher voltage in cells of positive width, found {"low":10,"high":-10,"width":1}.'],
    ["a probe in no section", probe({ at: { section: "axon" } }), 'probe mine: there is no section "axon" on this cell; there are soma, dendrite.'],
    ["a probe of nothing", probe({ of: "calcium.buffer" }),
      'There is no quantity to probe "calcium.buffer"; there are v, axial, synapse.open, bomb.x, calcium.ca, calcium.influx, leak.current, synapse.current, bomb.current, ' +
      "pipette.current, clamp.current."],
    ["a probe of a pool where it isn't", probe({ of: "calcium.ca" }), 'There is no place of calcium "soma, shell 0"; there are dendrite.'],
    ["a probe of a state that a point lacks", probe({ of: "synapse.shut" }), 'There is no probe of synapse "shut"; there are open, current, ca.'],
    ["a probe every 0 ms", probe({ every: "0 ms" }), "probe mine, every must be positive, found 0 ms."],
    ["a command to no electrode", electrode({ electrode: "piptte" }), 'There is no electrode "piptte"; there are pipette, clamp.'],
    ["a current in mV", electrode({ level: "1 mV" }), 'pipette, level: "1 mV" is not a number with a unit of pA. Write it like "2 pA".'],
    ["a voltage in pA", electrode({ electrode: "clamp", level: "1 pA" }), 'clamp, level: "1 pA" is not a number with a unit of mV. Write it like "2 mV".'],
    ["a pulse that ends before it begins", electrode({ from: "2 ms", to: "1 ms" }), "The command to pipette ends at 1 ms, before it begins at 2 ms."],
    ["a ramp of a setting", { commands: [{ setting: "synapse.drug", level: { from: "0 µM", to: "1 µM" } }] },
      "The command to synapse.drug must be constant: settings have no ramps, found a ramp."],
    ["an event at no point", event({ point: "synaps" }), 'There is no point process that receives events "synaps"; there are synapse, bomb.'],
    ["an event before the start", event({ at: "-1 ms" }), "event at synapse must be not before 0 ms, found -1 ms."],
    ["an event of no weight", event({ weight: NaN }), "event at synapse, weight must be a number, found NaN."],
    ["a dose in mV", { trials: [{ set: { "synapse.drug": "1 mV" } }] }, 'trial 0, synapse.drug: "1 mV" is not a number with a unit of µM. Write it like "2 µM".'],
    ["a parameter that nothing has", { trials: [{ set: { "synapse.gMax": "1 nS" } }] },
      'There is no parameter "synapse.gMax"; there are leak.g, leak.reversal, synapse.g, synapse.closing, synapse.half, bomb.rate, bomb.unit, ' +
      "calcium.rest, calcium.pump, clamp.seriesResistance, clamp.capacitance, clamp.responseTime."],
    ["an electrode on no section", { cell: { ...cell, electrodes: [{ name: "third", kind: "current clamp", at: { section: "axon" } }] } },
      'third: there is no section "axon" on this cell; there are soma, dendrite.'],
    ["two electrodes of one name", { cell: { ...cell, electrodes: [...cell.electrodes!, cell.electrodes![0]!] } },
      'Two electrodes are named "pipette"; names tell them apart. Rename one.'],
    ["a parameter of the wrong kind", { cell: { ...cell, membrane: [{ mechanism: leak, in: "everywhere", with: { g: "3 mV" } }] } },
      'leak, g: "3 mV" is not a number with a unit of nS/µm². Write it like "2 nS/µm²".'],
  ])("%s", (_, wrong, sentence) => {
    const error = refusal(() => simulate({ ...request, ...wrong }));
    expect(error.message).toBe(sentence);
    expect(error.kind).toBe("usage");
  });
});

describe("trials that differ", () => {
  const events = [{ point: "synapse", at: "1 ms", weight: 0.001 }];
  const peak = (trial: Trial): number => {
    const { traces } = simulate({ ...request, events, trials: [{}, trial], probes: { i: { of: "synapse.current", every: "0.025 ms" } } });
    return Math.min(...traces["i"].trials[1]!) / Math.min(...traces["i"].trials[0]!);
  };

  test("a drug at its half-blocking dose, 1 µM, halves the current of its trial alone", () => {
    expect(peak({ set: { "synapse.drug": "1 µM" } })).toBeCloseTo(0.5, 3);
    expect(peak({ commands: [{ setting: "synapse.drug", from: "0.5 ms", level: "1 µM" }] })).toBeCloseTo(0.5, 3);
  });

  test("a dose within another is over when it is over, and the other goes on; what abuts follows; the last given holds", () => {
    const dose = (from: number, to: number, level: number) =>
      ({ setting: "synapse.drug", from: `${from} ms`, to: `${to} ms`, level: `${level} µM` });
    for (const commands of [
      [dose(0.2, 3, 1), dose(0.3, 0.6, 3)], [dose(0.5, 3, 1), dose(0, 0.5, 3)], [dose(0, 3, 3), dose(0.5, 2, 1)],
    ]) expect(peak({ commands })).toBeCloseTo(0.5, 3);
    expect(peak({ commands: [dose(0.5, 2, 1), dose(0, 3, 3)] })).toBeCloseTo(0.25, 3);
    expect(peak({ set: { "synapse.drug": "1 µM" }, commands: [dose(0.1, 0.5, 3)] })).toBeCloseTo(0.5, 3);
  });
});
