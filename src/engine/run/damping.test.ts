import { expect, test } from "vitest";
import { chosen, mechanism } from "#engine";
import { cylinder } from "#morphology";
import type { Request, Step } from "./request.js";
import { simulate } from "./simulate.js";

const passive = mechanism("passive", {
  placed: "over membrane",
  parameters: { g: ["0.025 mS/cm²", chosen("passive")], reversal: ["-65 mV", chosen("passive")] },
  reads: { v: "mV" },
  states: {},
  current: (_states, { v }, { g, reversal }) => ({ total: g * (v - reversal) }),
});

/** A pulse of 1 ms into the end of a cable whose compartments of 1 µm relax within 10 ns. */
function pulsed(step: Step): { readonly steps: number; readonly v: Float64Array } {
  const axon = cylinder({
    name: "axon", kind: "axon", length: 200, diameter: 1, compartments: 200, axialResistivity: 100, capacitance: 1,
  });
  const request: Request = {
    cell: {
      sections: [axon], start: "-65 mV", membrane: [{ mechanism: passive, in: "everywhere" }],
      electrodes: [{ name: "electrode", kind: "current clamp", at: { section: "axon", at: 0 } }],
    },
    duration: "3 ms", step,
    commands: [{ electrode: "electrode", from: "1 ms", to: "2 ms", level: "0.1 nA" }],
    probes: { v: { of: "v", at: { section: "axon", at: 0 }, every: "0.005 ms" } },
  };
  const { cost, traces } = simulate(request);
  return { steps: cost.steps, v: traces["v"]!.trials[0]! };
}

// The trapezoidal rule alone rings after an edge, and takes 310 steps of the same tolerance, to 0.08 mV.
test("a pulse into compartments of 1 µm is followed in 130 adaptive steps, within 0.06 mV of steps of 0.1 µs", () => {
  const { steps, v } = pulsed({ kind: "adaptive", tolerance: "0.001 mV" });
  expect(steps).toBeLessThan(140);
  const fine = pulsed({ kind: "fixed", dt: "0.0001 ms" });
  expect(v.reduce((most, x, i) => Math.max(most, Math.abs(x - fine.v[i]!)), 0)).toBeLessThan(0.06);
});
