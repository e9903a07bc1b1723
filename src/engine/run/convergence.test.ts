import { describe, expect, test } from "vitest";
import { leak, potassium, sodium } from "#model";
import { cylinder } from "#morphology";
import { convergence } from "./convergence.js";
import type { Request } from "./request.js";
import { simulate } from "./simulate.js";

const cable = { axialResistivity: 100, capacitance: 1 };
const request: Request = {
  cell: {
    sections: [
      cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
      cylinder({ name: "dendrite", kind: "apical", length: 200, diameter: 2, compartments: 11, parent: { section: "soma", at: 1 }, ...cable }),
    ],
    membrane: [sodium, potassium, leak].map((mechanism) => ({ mechanism, in: "everywhere" as const })),
    electrodes: [{ name: "clamp", kind: "current clamp", at: { section: "soma" } }],
    start: "-65 mV",
  },
  duration: "4 ms",
  step: { kind: "fixed", dt: "0.01 ms" },
  commands: [{ electrode: "clamp", from: "1 ms", to: "2 ms", level: "1.5 nA" }],
  probes: { soma: { of: "v", at: { section: "soma" }, every: "0.1 ms" }, tip: { of: "v", at: { section: "dendrite", at: 1 }, every: "0.1 ms" } },
};

describe("convergence", () => {
  // A second-order error e(h) = C·h²: halving moves the result by ¾·e(h), so by 4 times less from half the step.
  test("changes fall fourfold when asked of half the step, and tell the error to a tenth", () => {
    const at = (dt: string): number => convergence({ ...request, step: { kind: "fixed", dt } })["soma"]!.step;
    const ratio = at("0.01 ms") / at("0.005 ms");
    expect(ratio).toBeGreaterThan(3.5);
    expect(ratio).toBeLessThan(4.5);
    const fine = simulate({ ...request, step: { kind: "fixed", dt: "0.0005 ms" } }).traces["soma"]!.trials[0]!;
    const coarse = simulate(request).traces["soma"]!.trials[0]!;
    const error = coarse.reduce((most, x, i) => Math.max(most, Math.abs(x - fine[i]!)), 0);
    expect((4 / 3) * at("0.01 ms") / error).toBeGreaterThan(0.9);
    expect((4 / 3) * at("0.01 ms") / error).toBeLessThan(1.1);
  });

  test("it names unit and range, and says how much finer compartments would change: more for 11 than for 33", () => {
    const coarse = convergence(request)["tip"]!;
    expect(coarse.unit).toBe("mV");
    expect(coarse.range).toBeGreaterThan(80);
    const sections = request.cell.sections.map((s) => (s.name === "soma" ? s : { ...s, compartments: 33 }));
    const fine = convergence({ ...request, cell: { ...request.cell, sections } })["tip"]!;
    expect(coarse.compartments).toBeGreaterThan(3 * fine.compartments);
    expect(fine.compartments).toBeGreaterThan(0);
  });

  test("adaptive steps are asked for an eighth of their tolerance", () => {
    const { step } = convergence({ ...request, step: { kind: "adaptive", tolerance: "0.01 mV" } })["soma"]!;
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(2);
  });
});
