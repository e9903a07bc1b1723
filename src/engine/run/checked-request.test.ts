import { expect, test } from "vitest";
import { passiveLeak } from "#model";
import { cylinder } from "#morphology";
import type { Cell } from "../cell.js";
import { convergence } from "./convergence.js";
import { prepare, simulate } from "./simulate.js";

const cell: Cell = {
  sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, axialResistivity: 100, capacitance: 1 })],
  start: "-65 mV",
  membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
  electrodes: [{ name: "clamp", kind: "current clamp", at: { section: "soma" } }],
};
const of = { of: "v", at: { section: "soma" } } as const;
const probes = { soma: { ...of, every: "0.1 ms" } } as const;
const command = { electrode: "clamp", level: "1 nA" } as const;

// Each line is refused by the compiler, which this file wouldn't pass otherwise, and again by whoever runs it.
test("a voltage where a time belongs neither compiles nor runs, wherever it stands in a request", () => {
  const wrong: (() => unknown)[] = [
    // @ts-expect-error a duration of a run
    () => simulate({ cell, probes, duration: "20 mV" }),
    // @ts-expect-error a unit that is none
    () => simulate({ cell, probes, duration: "20 mss" }),
    // @ts-expect-error a number without unit
    () => simulate({ cell, probes, duration: "20" }),
    // @ts-expect-error time before the start
    () => simulate({ cell, probes, duration: "2 ms", settle: "1 pA" }),
    // @ts-expect-error a probe's interval
    () => simulate({ cell, duration: "2 ms", probes: { soma: { ...of, every: "1 mV" } } }),
    // @ts-expect-error a step of a fixed length
    () => simulate({ cell, probes, duration: "2 ms", step: { kind: "fixed", dt: "0.025 mV" } }),
    // @ts-expect-error a command's beginning
    () => simulate({ cell, probes, duration: "2 ms", commands: [{ ...command, from: "1 nA" }] }),
    // @ts-expect-error a trial's command's end
    () => simulate({ cell, probes, duration: "2 ms", trials: [{ commands: [{ ...command, to: "1 mV" }] }] }),
  ];
  // The same request elsewhere.
  wrong.push(
    // @ts-expect-error a duration of what is prepared
    () => { prepare({ cell, probes, duration: "20 mV" }); },
    // @ts-expect-error a step that is to be halved
    () => convergence({ cell, probes, duration: "2 ms", step: { kind: "fixed", dt: "0.025 mV" } }),
  );
  for (const run of wrong) expect(run).toThrow(/is not a number with a unit of ms/);
});

test("times in any unit of time compile, written out or made of numbers, and text that is known when it runs", () => {
  const [known, length]: [string, number] = ["2 ms", 2];
  const durations = [
    simulate({ cell, probes, duration: "2 ms" }), simulate({ cell, probes, duration: "2e3 µs" }),
    simulate({ cell, probes, duration: `${length} ms` }), simulate({ cell, probes, duration: known }),
  ];
  for (const { traces } of durations) expect(traces.soma.trials[0]).toHaveLength(21);
});
