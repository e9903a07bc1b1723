import { expect, test } from "vitest";
import { ampaNmda, passiveLeak } from "#model";
import { cylinder } from "#morphology";
import type { Request } from "./request.js";
import { simulate } from "./simulate.js";

const asked = (duration: number, step: Request["step"]): Request => ({
  cell: {
    sections: [cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, axialResistivity: 100, capacitance: 1 })],
    start: "-65 mV", membrane: [{ mechanism: passiveLeak, in: "everywhere", with: { reversal: "-65 mV" } }],
    points: [{ name: "synapse", mechanism: ampaNmda, at: { section: "soma" } }],
  },
  events: [{ point: "synapse", at: "1 ms" }], duration: `${duration} ms`, probes: {}, ...(step && { step }),
});

test("a quiet stretch costs the longest steps alone: 1.8 s more of rest are as many of 1.28 ms as fit, where fixed steps are 72,000", () => {
  const steps = (duration: number, step: Request["step"]): number => simulate(asked(duration, step)).cost.steps;
  const adaptive = { kind: "adaptive", tolerance: "0.01 mV" } as const;
  expect(Math.abs(steps(2000, adaptive) - steps(200, adaptive) - 1800 / 1.28)).toBeLessThan(20);
  expect(steps(200, adaptive)).toBeLessThan(600);
  const fixed = { kind: "fixed", dt: "0.025 ms" } as const;
  expect(steps(2000, fixed) - steps(200, fixed)).toBe(72_000);
});
