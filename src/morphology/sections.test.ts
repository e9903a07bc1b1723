import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { compartmentsOf, cylinder, dLambda, finer, withSpine } from "./index.js";

const membrane = { axialResistivity: 150, capacitance: 1 };
const cable = (length: number, diameter: number): ReturnType<typeof cylinder> =>
  cylinder({ name: "d", kind: "dendrite", length, diameter, ...membrane, compartments: 1 });

describe("the d_lambda rule", () => {
  // λ = ½·√(2·10⁻⁴ cm / (π · 100 Hz · 150 Ω·cm · 10⁻⁶ F/cm²)) = 0.03257 cm; 1000 µm are 30.7 tenths of it.
  test("1000 × 2 µm at 100 Hz: λ is 325.7 µm, so 31 compartments", () => {
    const lambda = 1e4 * 0.5 * Math.sqrt(2e-4 / (Math.PI * 100 * 150 * 1e-6));
    expect(lambda).toBeCloseTo(325.735, 3);
    expect(dLambda(cable(1000, 2))).toBe(31);
  });

  test("counts are odd and step where L/(0.1 λ) + 0.9 passes an even number", () => {
    const tenth = 1e3 * 0.5 * Math.sqrt(2e-4 / (Math.PI * 100 * 150 * 1e-6));
    expect([0.5, 1.09, 1.11, 3.09, 3.11].map((n) => dLambda(cable(n * tenth, 2)))).toEqual([1, 1, 3, 3, 5]);
  });

  test("four times the frequency, or half the fraction, is twice as many (63, then 123)", () => {
    expect(dLambda(cable(1000, 2), { frequency: 400 })).toBe(63);
    expect(dLambda(cable(1000, 2), { frequency: 400, fraction: 0.05 })).toBe(123);
  });

  // int((L/(fraction·lambda_f(f)) + .9)/2)·2 + 1 with lambda_f of stdlib.hoc, NEURON 9.0.2.
  test("tapers as in NEURON 9.0.2: 7 at 100 Hz and 0.1, 37 at 1000 Hz and 0.05", () => {
    const section = {
      name: "dend", axialResistivity: 150, capacitance: 1.5,
      points: [[0, 4], [10, 3], [10, 2], [50, 1.5], [120, 0.5]].map(([at, diameter]) => ({ at: at!, diameter: diameter! })),
    };
    expect([dLambda(section), dLambda(section, { frequency: 1000, fraction: 0.05 })]).toEqual([7, 37]);
  });

  test("a frequency of 0 and a cell in metres by mistake are refused", () => {
    expect(() => dLambda(cable(1, 1), { frequency: 0 })).toThrow(/frequency.*above 0, found 0/);
    expect(() => dLambda(cable(1e8, 1e-4))).toThrow(/are lengths and diameters in µm/);
  });
});

describe("finer", () => {
  test("an odd factor keeps centres: 3 × 5 compartments still have one at 0.5 and at 0.1", () => {
    const at = (n: number): number[] => compartmentsOf(finer([{ ...cable(10, 1), compartments: 5 }], n)).compartments.map((c) => c.at);
    for (const old of at(1)) expect(at(3).some((x) => Math.abs(x - old) < 1e-15)).toBe(true);
    expect(at(2)).toHaveLength(10);
  });
  test("half a factor is refused", () => expect(() => finer([], 0.5)).toThrow(RigError));
});

describe("withSpine", () => {
  const on = { section: "d", at: 0.5 };
  const neck = { length: 1, diameter: 0.1, compartments: 3 };

  test("neck and head on the shaft: 5 compartments, neck resistance 150 Ω·cm · 1 µm / (π/4·0.01 µm²) = 0.191 GΩ", () => {
    const sections = withSpine([cable(10, 1)], { name: "s1", on, neck, head: { length: 0.5, diameter: 0.6 }, ...membrane });
    expect(sections.map((s) => [s.name, s.kind, s.parent?.section])).toEqual([
      ["d", "dendrite", undefined], ["s1 neck", "spine neck", "d"], ["s1 head", "spine head", "s1 neck"],
    ]);
    const { compartments, indexOf } = compartmentsOf(sections);
    expect(compartments.map((c) => c.parent)).toEqual([-1, 0, 1, 2, 3]);
    const head = compartments[indexOf("s1 head")]!;
    const ownHalf = (150e-5 * 0.25) / (Math.PI * 0.09);
    const sum = compartments.slice(1).reduce((r, c) => r + c.axialResistance, 0);
    expect(sum - ownHalf).toBeCloseTo(150e-5 / (Math.PI * 0.0025), 12);
    expect(head.pathDistance).toBeCloseTo(1.25, 12);
  });

  test("a head of 0.1 µm³ is a cylinder as long as wide of just that volume (to 1e-14)", () => {
    for (const volume of [1e-6, 0.1, 1, 42]) {
      const tree = compartmentsOf(withSpine([cable(10, 1)], { name: "s", on, neck, head: { volume }, ...membrane }));
      const head = tree.compartments[tree.indexOf("s head")]!;
      expect(head.volume / volume).toBeCloseTo(1, 13);
      expect(head.length / head.diameter).toBeCloseTo(1, 13);
    }
  });

  test("two spines of one name, a shaft that isn't there and a head of no volume are refused", () => {
    const spine = { name: "s", on, neck, head: { volume: 0.1 }, ...membrane };
    const once = withSpine([cable(10, 1)], spine);
    expect(() => withSpine(once, spine)).toThrow(/"s neck"/);
    expect(() => withSpine(once, { ...spine, name: "t", on: { section: "x", at: 0 } })).toThrow(/no section "x" for the spine "t"/);
    expect(() => withSpine(once, { ...spine, name: "t", head: { volume: 0 } })).toThrow(/t head: the volume/);
  });
});
