import { describe, expect, test } from "vitest";
import { leak, potassium, sodium } from "#model";
import { cylinder } from "#morphology";
import { HALVES, interpret } from "../kernel/index.js";
import { fillTable } from "./filled-table.js";
import { runGroup } from "./group.js";
import type { Request, Step } from "./request.js";
import { prepare, simulate } from "./simulate.js";
import { startImages } from "./start-image.js";

const cable = { axialResistivity: 100, capacitance: 1 };
/** An action potential at 1.2 ms. */
const request: Request = {
  cell: {
    sections: [
      cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
      cylinder({ name: "dendrite", kind: "apical", length: 200, diameter: 2, compartments: 7, parent: { section: "soma", at: 1 }, ...cable }),
    ],
    membrane: [sodium, potassium, leak].map((mechanism) => ({ mechanism, in: "everywhere" as const })),
    electrodes: [{ name: "clamp", kind: "current clamp", at: { section: "soma" } }],
    start: "-65 mV",
  },
  duration: "8 ms",
  commands: [{ electrode: "clamp", from: "1 ms", to: "2 ms", level: "1.5 nA" }],
  probes: {},
};
const soma = { of: "v", at: { section: "soma" } };

describe.each<Step>([{ kind: "adaptive", tolerance: "0.1 mV" }, { kind: "fixed", dt: "0.025 ms" }])("a probe every 1 µs, $kind steps", (step) => {
  const rare = simulate({ ...request, step, probes: { rare: { ...soma, every: "1 ms" } } });
  const both = simulate({ ...request, step, probes: { rare: { ...soma, every: "1 ms" }, often: { ...soma, every: "0.001 ms" } } });

  test("asks for no step more than one every 1 ms, and moves no bit of another probe's", () => {
    expect(both.cost).toEqual(rare.cost);
    expect(both.traces.rare).toEqual(rare.traces.rare);
    expect(both.traces.often.trials[0]).toHaveLength(8001);
  });

  // Between steps samples lie on a parabola through three, whose error is of third order: that of the steps is all there is.
  test("lies between steps as close to the exact course as at their ends: half the steps, a quarter of the error", () => {
    const often = { often: { ...soma, every: "0.001 ms" } };
    const exact = simulate({ ...request, step: { kind: "fixed", dt: "0.001 ms" }, probes: often }).traces.often.trials[0]!;
    const errorOf = (of: Step): number => simulate({ ...request, step: of, probes: often }).traces.often.trials[0]!
      .reduce((most, v, k) => Math.max(most, Math.abs(v - exact[k]!)), 0);
    const finer: Step = step.kind === "adaptive" ? { ...step, tolerance: "0.0125 mV" } : { kind: "fixed", dt: "0.0125 ms" };
    const ratio = errorOf(step) / errorOf(finer);
    expect(ratio).toBeGreaterThan(2.8);
    expect(errorOf(step)).toBeLessThan(2);
  });
});

// A half of two lanes goes through every body that isn't solved abreast by itself: left out, its loops aren't run at all.
describe("an empty half of the lanes rests", () => {
  /** Halves that the calls of a whole run go through, by how many trials there are. */
  function halvesGone(trials: number): { readonly calls: number; readonly halves: number } {
    const { assembly, schedules, plan, span, seed, poolTolerance, range } = prepare({ ...request, duration: "1 ms", trials });
    const machine = interpret(assembly.program);
    new Uint8Array(machine.memory).set(new Uint8Array(assembly.image));
    fillTable(assembly.table!, plan, machine.memory);
    const found = { calls: 0, halves: 0 };
    const call = Object.fromEntries(Object.entries(machine.call).map(([name, run]) => [name, (without = 0): void => {
      found.calls++;
      found.halves += HALVES.filter(({ bit }) => (without & bit) === 0).length;
      run(without);
    }]));
    const queue = schedules.map((schedule, order) => ({ schedule, order, samples: [] }));
    const image = startImages(assembly, machine);
    const setup = { assembly, machine: { memory: machine.memory, call }, plan, span, seed, poolTolerance, probes: [], image, range };
    const group = runGroup(setup, { next: () => queue.shift(), done: () => undefined });
    while (group.next().done !== true) continue;
    return found;
  }

  test("one or two trials go through one half a call, three or four through both; a fifth that is alone again through one", () => {
    const [one, two, three, four, five] = [1, 2, 3, 4, 5].map(halvesGone);
    // When the last trial is over, one call more goes through none.
    for (const few of [one!, two!]) expect(few.halves).toBe(few.calls - 1);
    for (const many of [three!, four!]) expect(many.halves).toBe(2 * (many.calls - 1));
    // The last trial's half of the calls is that of one trial.
    expect(five!.halves - four!.halves).toBeLessThan(1.2 * one!.halves);
    expect(one!.calls).toBeGreaterThan(40);
  });
});
