import { describe, expect, test } from "vitest";
import { calciumPool, passiveLeak } from "#model";
import { compartmentsOf, cylinder } from "#morphology";
import type { Cell } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import type { Request, Trial } from "./request.js";
import { simulate } from "./simulate.js";

/** Calcium that flows in while its counter-ion flows out, so that the voltage stays out of it. */
const source = mechanism("source", {
  placed: "at a point",
  parameters: { flow: ["0 pA", chosen("nothing, until a command says so")] },
  reads: {},
  states: {},
  current: (_s, _r, p) => ({ total: p.flow - p.flow, ca: -p.flow }),
});

const cable = { axialResistivity: 150, capacitance: 1 };
const sections = [
  cylinder({ name: "dendrite", kind: "dendrite", length: 5, diameter: 1, compartments: 5, ...cable }),
  cylinder({
    name: "neck", kind: "neck", length: 1, diameter: 0.1, compartments: 2, parent: { section: "dendrite", at: 0.5 }, ...cable,
  }),
  cylinder({
    name: "head", kind: "head", length: 0.5, diameter: 0.5, compartments: 1, parent: { section: "neck", at: 1 }, ...cable,
  }),
];
const headVolume = compartmentsOf(sections).compartments.find((c) => c.section === "head")!.volume;

const cellWith = (dye: number): Cell => ({
  sections,
  start: "-65 mV",
  membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
  points: [{ name: "source", mechanism: source, at: { section: "head" } }],
  pools: [{ mechanism: calciumPool, in: "everywhere", with: { bufferTotal: "150 µM", dyeTotal: `${dye} µM` } }],
});

const STEP = 0.025;
/** CODATA 2018: pA·ms for each µM·µm³ of Ca²⁺. */
const PER_CALCIUM = 2 * 96_485.332_12e-6;

const states = ["ca", "bufferCa", "dye", "dyeCa"] as const;
const places = ["head", "neck", "dendrite"] as const;
const probes = Object.fromEntries(places.flatMap((section) => states.map((state) =>
  [`${state} ${section}`, { of: `calciumPool.${state}`, at: { section }, every: `${STEP} ms` }])));

/** What flows in: `influx` µM in all, within one step of 0.025 ms. */
const entering = (influx: number): NonNullable<Trial["commands"]> => {
  const level = `${(influx * headVolume * PER_CALCIUM) / STEP} pA`;
  return [{ setting: "source.flow", from: "0.5 ms", to: `${0.5 + STEP} ms`, level }];
};
const quiet: Trial = { number: 1, set: { "source.flow": "0 pA" } };

const request = (dye: number, trials: readonly Trial[], dt = STEP): Request =>
  ({ cell: cellWith(dye), duration: "2 ms", step: { kind: "fixed", dt: `${dt} ms` }, trials, probes });

const cases = [250, 500, 5000].flatMap((influx) => [0, 50].map((dye) => ({ influx, dye })));

describe.each(cases)("$influx µM that enter a spine head of 150 µM buffer and $dye µM dye in one step", ({ influx, dye }) => {
  const trial: Trial = { number: 0, commands: entering(influx) };
  const { traces, cost } = simulate(request(dye, [trial, quiet]));
  const fine = simulate(request(dye, [trial], STEP / 100)).traces;

  test("are taken up in parts, and leave no concentration below zero or out of numbers", () => {
    expect(cost.extraParts).toBeGreaterThan(0);
    const samples = Object.values(traces).flatMap(({ trials }) => trials.flatMap((x) => Array.from(x)));
    expect(samples).toHaveLength(2 * 12 * 81);
    expect(samples.filter((x) => !(x >= 0 && Number.isFinite(x)))).toEqual([]);
  });

  // Errors of up to 5 % in a part would be accepted; what is seen of them at samples is far less.
  test("give what steps a hundred times shorter give, within 0.1 % of each peak", () => {
    for (const [name, { trials }] of Object.entries(traces)) {
      const expected = fine[name]!.trials[0]!;
      const peak = expected.reduce((most, x) => Math.max(most, x), 0);
      trials[0]!.forEach((x, k) => expect(Math.abs(x - expected[k]!)).toBeLessThanOrEqual(0.001 * peak));
    }
    // What the buffer takes within the step is missing from the free calcium, the more of it the less enters.
    const peak = fine["ca head"]!.trials[0]!.reduce((most, x) => Math.max(most, x), 0);
    expect(peak).toBeGreaterThan(0.5 * influx);
    expect(peak).toBeLessThan(0.95 * influx);
  });

  test("leave a trial that runs beside them as it is alone, in every byte", () => {
    const alone = simulate(request(dye, [quiet]));
    expect(alone.cost.extraParts).toBe(0);
    for (const [name, { trials }] of Object.entries(traces)) {
      const bytes = (x: Float64Array): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
      expect(bytes(trials[1]!)).toEqual(bytes(alone.traces[name]!.trials[0]!));
    }
  });
});

// The voltage stands still throughout, so for its sake steps would be as long as they may.
describe("adaptive steps follow calcium of which the voltage knows nothing", () => {
  const trial: Trial = { number: 0, commands: entering(500) };
  const fine = simulate(request(50, [trial], STEP / 100)).traces;
  const run = (poolTolerance?: number) => simulate({
    ...request(50, [trial, quiet]), step: { kind: "adaptive", tolerance: "0.1 mV" }, ...(poolTolerance && { poolTolerance }),
  });
  const errorOf = ({ traces }: ReturnType<typeof run>): number => Math.max(...Object.entries(traces).map(([name, { trials }]) => {
    const expected = fine[name]!.trials[0]!;
    const peak = expected.reduce((most, x) => Math.max(most, x), 0);
    return trials[0]!.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i]!)), 0) / peak;
  }));

  test("within 2 % of each peak, and within 0.1 % when asked for a fiftieth of the tolerance", () => {
    expect(errorOf(run())).toBeLessThan(0.02);
    expect(errorOf(run(0.001))).toBeLessThan(0.001);
  });

  test("at no sample below zero, by repeating steps rather than cutting them into parts that nobody sees", () => {
    const { traces, cost } = run();
    const samples = Object.values(traces).flatMap(({ trials }) => trials.flatMap((x) => Array.from(x)));
    expect(samples.filter((x) => !(x >= 0))).toEqual([]);
    expect(cost.rejected).toBeGreaterThan(0);
    expect(cost.extraParts).toBeLessThan(10); // of the shortest steps, which are taken on trust where something happens
  });
});
