import { describe, expect, test } from "vitest";
import { calciumPool, highThresholdCalcium, leak, potassium, sodium, twoStateChannel } from "#model";
import { cylinder } from "#morphology";
import { convergence, unrefined } from "./convergence.js";
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

  // Diffusion across shells is of second order in their thickness: a third of it moves the result nine times less.
  test("shells become a third as thick: the change falls ninefold, each probe stays in its shell's middle; without shells there is none", () => {
    const inShells = (shells: number): Request => ({
      ...request, duration: "2 ms",
      cell: {
        ...request.cell, pools: [{ mechanism: calciumPool, in: { sections: ["dendrite"] }, shells, with: { bufferTotal: "0 µM", dyeTotal: "0 µM" } }],
        membrane: [...request.cell.membrane, { mechanism: highThresholdCalcium, in: { sections: ["dendrite"] } }],
      },
      probes: { inner: { of: "calciumPool.ca", at: { section: "dendrite", shell: (shells - 1) / 2 }, every: "0.1 ms" } },
    });
    const [coarse, fine] = [3, 9].map((shells) => convergence(inShells(shells))["inner"]!);
    expect(fine!.shells).toBeGreaterThan(0);
    expect(coarse!.shells! / fine!.shells!).toBeGreaterThan(6);
    expect(coarse!.shells! / fine!.shells!).toBeLessThan(12);
    expect(convergence(inShells(1))["inner"]!).not.toHaveProperty("shells");
  });

  test("what stays as it is has a name and a reason: pools without shells, counted channels", () => {
    const pool = { mechanism: calciumPool, in: "everywhere" } as const;
    const points = [{ name: "channels", mechanism: twoStateChannel, at: { section: "soma" }, channels: 5 }];
    expect(unrefined({ pools: [pool], points })).toEqual([
      "calciumPool: well mixed across each compartment, since it has no shells",
      "channels: the number of channels, which are counted one by one",
    ]);
    expect(unrefined({ pools: [{ ...pool, shells: 4 }] })).toEqual([]);
  });
});
