import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compartmentsOf, cylinder, finer, type Compartment, type CompartmentTree, type Section } from "./index.js";
import { refusal } from "../testing/refusal.js";

const membrane = { axialResistivity: 150, capacitance: 1.5 };
const tapered = (name: string, points: readonly (readonly [number, number])[], rest: Partial<Section> = {}): Section => ({
  name, kind: "dendrite", points: points.map(([at, diameter]) => ({ at, diameter })), ...membrane, compartments: 1, ...rest,
});
const total = (tree: CompartmentTree, of: (c: Compartment) => number): number => tree.compartments.reduce((sum, c) => sum + of(c), 0);

describe("one section against its closed form", () => {
  test("a cylinder, 100 × 2 µm in 5: 125.66 µm², 62.83 µm³, 1.885 pF each, 0.00955 GΩ apart at 150 Ω·cm", () => {
    const { compartments } = compartmentsOf([cylinder({ name: "d", kind: "k", length: 100, diameter: 2, ...membrane, compartments: 5 })]);
    expect(compartments.map((c) => c.parent)).toEqual([-1, 0, 1, 2, 3]);
    expect(compartments.map((c) => c.at)).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
    for (const [i, c] of compartments.entries()) {
      expect(c.area / (Math.PI * 2 * 20)).toBeCloseTo(1, 13);
      expect(c.volume / (Math.PI * 20)).toBeCloseTo(1, 13);
      expect(c.diameter).toBeCloseTo(2, 13);
      // 125.66 µm² = 1.2566·10⁻⁶ cm², times 1.5 µF/cm² = 1.885·10⁻⁶ µF = 1.885 pF.
      expect(c.capacitance).toBeCloseTo(1.884955592153876, 12);
      expect(c.pathDistance).toBeCloseTo(20 * i, 12);
      // 150 Ω·cm · 20·10⁻⁴ cm / (π·10⁻⁸ cm²) = 9.549·10⁶ Ω.
      expect(c.axialResistance).toBeCloseTo(i === 0 ? 0 : 0.009549296585513722, 15);
      expect(c.diffusionResistance).toBeCloseTo(i === 0 ? 0 : 20 / Math.PI, 12);
    }
  });

  test("a cone from 4 to 1 µm over 30 µm, uncut: π·2.5·√(30² + 1.5²) = 235.91 µm², 164.93 µm³", () => {
    const { compartments: [cone] } = compartmentsOf([tapered("cone", [[0, 4], [30, 1]])]);
    expect(cone!.area).toBeCloseTo(Math.PI * 2.5 * Math.sqrt(902.25), 10);
    expect(cone!.volume).toBeCloseTo(((Math.PI * 30) / 12) * (16 + 4 + 1), 10);
  });

  test("half a cone conducts by ∫dx/A = 4h/(π·d₁·d₂): two halves of 4 → 2.5 → 1 µm meet their neighbours so", () => {
    const ends = { ...membrane, kind: "k", length: 1e-6, diameter: 1e3, compartments: 1 };
    const { compartments } = compartmentsOf([
      cylinder({ ...ends, name: "a" }),
      tapered("cone", [[0, 4], [30, 1]], { parent: { section: "a", at: 1 } }),
      cylinder({ ...ends, name: "b", parent: { section: "cone", at: 1 } }),
    ]);
    expect(compartments[1]!.diffusionResistance).toBeCloseTo((4 * 15) / (Math.PI * 4 * 2.5), 9);
    expect(compartments[2]!.diffusionResistance).toBeCloseTo((4 * 15) / (Math.PI * 2.5 * 1), 9);
    expect(compartments[2]!.axialResistance).toBeCloseTo(150e-5 * ((4 * 15) / (Math.PI * 2.5)), 12);
  });

  test("a step from 3 to 1 µm in one place adds its ring, π/4·(3² − 1²) = 6.28 µm², and no resistance", () => {
    const step = compartmentsOf([tapered("s", [[0, 3], [10, 3], [10, 1], [20, 1]])]);
    expect(step.compartments[0]!.area).toBeCloseTo(Math.PI * (30 + 10) + (Math.PI / 4) * 8, 10);
    expect(step.compartments[0]!.volume).toBeCloseTo((Math.PI / 4) * (90 + 10), 10);
  });

  const anyPoints = fc.array(fc.record({ step: fc.double({ min: 0.01, max: 50, noNaN: true }), diameter: fc.double({ min: 0.05, max: 20, noNaN: true }) }), { minLength: 2, maxLength: 12 })
    .map((steps) => {
      let at = 0;
      return steps.map(({ step, diameter }, i) => ({ at: i === 0 ? 0 : (at += step), diameter }));
    });

  test("however a section is cut, areas, volumes and resistances add up to the uncut one's (to 1e-12)", () => {
    fc.assert(fc.property(anyPoints, fc.integer({ min: 1, max: 40 }), (points, compartments) => {
      const whole = compartmentsOf([tapered("s", [], { points })]);
      const parts = compartmentsOf([tapered("s", [], { points, compartments })]);
      expect(total(parts, (c) => c.area) / whole.compartments[0]!.area).toBeCloseTo(1, 12);
      expect(total(parts, (c) => c.volume) / whole.compartments[0]!.volume).toBeCloseTo(1, 12);
      const between = { ...membrane, kind: "k", length: 1e-6, diameter: 1e3, compartments: 1 };
      const through = compartmentsOf([
        cylinder({ ...between, name: "a" }), tapered("s", [], { points, compartments, parent: { section: "a", at: 1 } }),
        cylinder({ ...between, name: "b", parent: { section: "s", at: 1 } }),
      ]);
      const ends = 4e-6 / Math.PI / 1e6;
      const expected = points.slice(1).reduce((sum, p, i) => sum + (4 * (p.at - points[i]!.at)) / (Math.PI * p.diameter * points[i]!.diameter), ends);
      expect(total(through, (c) => c.diffusionResistance) / expected).toBeCloseTo(1, 12);
      expect((through.compartments.at(-1)!.pathDistance - 1e-6) / points.at(-1)!.at).toBeCloseTo(1, 9);
    }), { numRuns: 300 });
  });
});

describe("where sections meet", () => {
  const soma = cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, ...membrane, compartments: 3 });
  const child = (name: string, section: string, at: number, compartments = 1): Section =>
    cylinder({ name, kind: "dendrite", length: 10, diameter: 1, ...membrane, compartments, parent: { section, at } });
  const half = 5 / (Math.PI / 4); // ∫dx/A of half a child
  const sixth = 20 / 6 / (Math.PI * 100); // and of half a soma compartment

  test("one child at an end: in series, no branch point", () => {
    const { compartments } = compartmentsOf([soma, child("a", "soma", 1)]);
    expect(compartments).toHaveLength(4);
    expect(compartments[3]).toMatchObject({ section: "a", parent: 2 });
    expect(compartments[3]!.diffusionResistance).toBeCloseTo(sixth + half, 12);
    expect(compartments[3]!.pathDistance).toBeCloseTo((2 / 3) * 20 + 20 / 6 + 5, 12);
  });

  test("two children at an end meet in a compartment of area 0 after the parent's own", () => {
    const { compartments } = compartmentsOf([soma, child("a", "soma", 1), child("b", "soma", 1)]);
    expect(compartments.map((c) => [c.section, c.parent])).toEqual([["soma", -1], ["soma", 0], ["soma", 1], ["soma", 2], ["a", 3], ["b", 3]]);
    expect(compartments[3]).toMatchObject({ at: 1, area: 0, volume: 0, capacitance: 0, length: 0, diameter: 0 });
    expect(compartments[3]!.diffusionResistance).toBeCloseTo(sixth, 12);
    for (const i of [4, 5]) expect(compartments[i]!.diffusionResistance).toBeCloseTo(half, 12);
  });

  test("the root's beginning is an end like the other: one child in series with compartment 0, two at a branch point", () => {
    const one = compartmentsOf([soma, child("a", "soma", 0)]).compartments;
    expect(one[3]).toMatchObject({ section: "a", parent: 0 });
    expect(one[3]!.diffusionResistance).toBeCloseTo(sixth + half, 12);
    expect(one[3]!.pathDistance).toBeCloseTo(20 / 6 + 5, 12);
    const two = compartmentsOf([soma, child("a", "soma", 0), child("b", "soma", 0)]).compartments;
    expect(two.map((c) => [c.section, c.area === 0, c.parent])).toEqual([
      ["soma", false, -1], ["soma", false, 0], ["soma", false, 1], ["soma", true, 0], ["a", false, 3], ["b", false, 3],
    ]);
  });

  test("an inner place holds its children by their own half alone, as many as there are", () => {
    const { compartments } = compartmentsOf([soma, child("a", "soma", 0.5), child("b", "soma", 0.5)]);
    for (const i of [3, 4]) {
      expect(compartments[i]).toMatchObject({ parent: 1 });
      expect(compartments[i]!.diffusionResistance).toBeCloseTo(half, 12);
    }
  });

  test("a child at 0 of a section that has a parent meets that parent, and counts there", () => {
    const { compartments } = compartmentsOf([soma, child("a", "soma", 1), child("b", "a", 0)]);
    expect(compartments.map((c) => [c.section, c.parent])).toEqual([["soma", -1], ["soma", 0], ["soma", 1], ["soma", 2], ["a", 3], ["b", 3]]);
    const inner = compartmentsOf([soma, child("a", "soma", 0.5), child("b", "a", 0)]).compartments;
    expect(inner.at(-1)).toMatchObject({ section: "b", parent: 1 });
  });

  test("sections may come in any order; the root's first compartment is 0 and parents precede", () => {
    const { compartments, indexOf } = compartmentsOf([child("b", "a", 1, 3), child("a", "soma", 1, 3), soma]);
    expect(compartments.map((c) => c.section)).toEqual(["soma", "soma", "soma", "a", "a", "a", "b", "b", "b"]);
    expect([indexOf("b"), indexOf("a", 0), indexOf("a", 1), indexOf("soma", 1 / 3 + 1e-9)]).toEqual([7, 3, 5, 1]);
  });

  test("on the border of two compartments `at` is in the later: 0.6 of 5 is the fourth", () => {
    const { indexOf } = compartmentsOf([cylinder({ name: "d", kind: "k", length: 1, diameter: 1, ...membrane, compartments: 5 })]);
    expect([0, 0.2, 0.6, 0.99, 1].map((at) => indexOf("d", at))).toEqual([0, 1, 3, 4, 4]);
  });

  test("a chain of 100 000 sections, each on the last, takes no stack", () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => i === 0 ? cylinder({ ...soma, name: "0", length: 1, diameter: 1, compartments: 1 }) : child(String(i), String(i - 1), 1));
    const { compartments } = compartmentsOf(chain.reverse());
    expect(compartments).toHaveLength(100_000);
    expect(compartments.at(-1)!.pathDistance).toBeCloseTo(0.5 + 99_998 * 10 + 5, 3);
  });
});

/**
 * A cell with tapers, a step, one and several children at ends, children at inner places, at 0 of a section with a parent
 * and at the root's other end, and a spine. From NEURON 9.0.2 (PyPI wheel): `seg.area()` in µm², `seg.ri()` and `sec(1).ri()`
 * in MΩ, and with g_pas = 1e-4 S/cm² the transfer resistance from `head` by `h.Impedance` at 0 Hz, in MΩ.
 */
const NEURON: Readonly<Record<string, { area: number[]; ri: number[]; end: number; toHead: number[] }>> = {
  soma: { area: [325.04709515959723, 299.02212189572975, 230.72234328690234], ri: [0.039788735772973836, 0.03836770949536762, 0.055577916635265054], end: 0.07073553026306457, toHead: [543.6525591236914, 543.6617950973263, 543.6864876996765] },
  dend: { area: [198.13787875275855, 126.2944912913288, 102.31749396626888, 76.47729204406289, 50.625813043252904], ri: [2.5585668066671787, 13.855771354004418, 20.023767231420237, 33.298659109159786, 67.30580032702511], end: 68.26731176026831, toHead: [545.184476536584, 554.5752301829291, 569.548805671532, 563.1201088235133, 554.214865047836] },
  left: { area: [40.14276880404728, 36.65209325586925, 33.16141770769122], ri: [13.285977858106047, 30.367949389956678, 36.761201893105465], end: 21.44403443764484, toHead: [546.3011042172644, 545.1460123098551, 544.4822592671163] },
  right: { area: [12.958092844789721, 11.825298911117722, 9.687025683353971, 7.548752455590217], ri: [42.01690497626037, 88.30701116430313, 123.19979468001394, 192.9953865159016], end: 144.2640514206365, toHead: [546.1363970954604, 544.7407135958841, 543.5871719338111, 542.7963857761032] },
  tuft: { area: [19.634954084936208, 19.634954084936208], ri: [63.66197723675815, 127.3239544735163], end: 63.66197723675815, toHead: [545.7351821524546, 544.3742465360989] },
  axon: { area: [44.50744124263599, 39.27127168467881, 34.03510212672163], ri: [2.396686201854424, 5.7520468844506185, 7.521907464281578], end: 4.7011921651759865, toHead: [543.4966006434084, 543.2675527452443, 543.1285070197205] },
  mid: { area: [75.43503024128168], ri: [4.074366543152521], end: 8.148733086305041, toHead: [543.4947520051892] },
  neck: { area: [0.1308996938995747, 0.1308996938995747, 0.1308996938995747], ri: [33.953054526271, 67.906109052542, 67.906109052542], end: 33.953054526271, toHead: [603.4722079522799, 671.3243767111793, 739.1825127978718] },
  head: { area: [0.7853981633974483], ri: [3.183098861837907], end: 3.183098861837907, toHead: [776.2960242186075] },
  edge: { area: [31.41592653589793], ri: [9.549296585513721], end: 9.549296585513721, toHead: [562.9512234564744] },
};
const CELL: readonly Section[] = [
  tapered("soma", [[0, 8], [5, 16], [15, 12], [20, 6]], { compartments: 3, axialResistivity: 100, capacitance: 1 }),
  tapered("dend", [[0, 4], [10, 3], [10, 2], [50, 1.5], [120, 0.5]], { compartments: 5, parent: { section: "soma", at: 1 } }),
  tapered("left", [[0, 1], [40, 0.75]], { compartments: 3, parent: { section: "dend", at: 1 } }),
  tapered("right", [[0, 0.5], [8, 0.5], [33, 0.25]], { compartments: 4, axialResistivity: 200, parent: { section: "dend", at: 1 } }),
  tapered("tuft", [[0, 0.5], [25, 0.5]], { compartments: 2, axialResistivity: 200, parent: { section: "right", at: 0 } }),
  tapered("axon", [[0, 1.5], [30, 1]], { compartments: 3, axialResistivity: 80, parent: { section: "soma", at: 0 } }),
  tapered("mid", [[0, 2], [16, 1]], { axialResistivity: 120, parent: { section: "soma", at: 0.5 } }),
  tapered("neck", [[0, 0.125], [1, 0.125]], { compartments: 3, axialResistivity: 250, parent: { section: "dend", at: 0.5 } }),
  tapered("head", [[0, 0.5], [0.5, 0.5]], { axialResistivity: 250, parent: { section: "neck", at: 1 } }),
  tapered("edge", [[0, 1], [10, 1]], { parent: { section: "dend", at: 0.6 } }),
];

/** Voltage everywhere for 1 pA into `into`, membrane 10⁻⁴ S/cm² = 10⁻³ nS/µm²; Gaussian elimination along the tree. */
function steadyState({ compartments }: CompartmentTree, into: number): number[] {
  const diagonal = compartments.map((c) => 1e-3 * c.area);
  const right = compartments.map((_, i) => (i === into ? 1 : 0));
  compartments.forEach((c, i) => {
    if (c.parent < 0) return;
    diagonal[i]! += 1 / c.axialResistance;
    diagonal[c.parent]! += 1 / c.axialResistance;
  });
  for (let i = compartments.length - 1; i > 0; i--) {
    const { parent, axialResistance } = compartments[i]!;
    diagonal[parent]! -= 1 / axialResistance / axialResistance / diagonal[i]!;
    right[parent]! += right[i]! / axialResistance / diagonal[i]!;
  }
  return compartments.reduce<number[]>((v, c, i) => [...v, (right[i]! + (c.parent < 0 ? 0 : v[c.parent]! / c.axialResistance)) / diagonal[i]!], []);
}

describe("against NEURON 9.0.2", () => {
  const tree = compartmentsOf(CELL);
  const of = (section: string): Compartment[] => tree.compartments.filter((c) => c.section === section && c.area > 0);

  test.each(Object.keys(NEURON))("%s: areas and resistances agree to 1e-12", (name) => {
    const { area, ri } = NEURON[name]!;
    expect(of(name)).toHaveLength(area.length);
    for (const [i, c] of of(name).entries()) {
      expect(c.area / area[i]!).toBeCloseTo(1, 12);
      // NEURON's ri of a first segment ends at the joint. Alone at an end, a child also sees the parent's half.
      const series = i > 0 ? 0 : { dend: NEURON["soma"]!.end, axon: NEURON["soma"]!.ri[0]!, head: NEURON["neck"]!.end }[name] ?? 0;
      if (c.parent >= 0) expect((1e3 * c.axialResistance) / (ri[i]! + series)).toBeCloseTo(1, 12);
    }
  });

  test("the one branch point stands at dend(1), 68.267 MΩ from its last centre, and holds left, right and tuft", () => {
    const points = tree.compartments.filter((c) => c.area === 0);
    expect(points).toMatchObject([{ section: "dend", at: 1 }]);
    expect((1e3 * points[0]!.axialResistance) / NEURON["dend"]!.end).toBeCloseTo(1, 12);
    const parents = ["left", "right", "tuft"].map((name) => tree.compartments[of(name)[0]!.parent]);
    expect(parents).toEqual([points[0], points[0], points[0]]);
  });

  test("26 transfer resistances to the spine head, 776 MΩ in the head and 543 in the axon, agree to 1e-9", () => {
    const v = steadyState(tree, tree.indexOf("head"));
    for (const [name, { toHead }] of Object.entries(NEURON)) {
      // mV/pA is GΩ.
      toHead.forEach((expected, i) => expect((1e3 * v[tree.indexOf(name) - Math.floor(toHead.length / 2) + i]!) / expected).toBeCloseTo(1, 9));
    }
  });

  test("distance along the cable, h.distance(soma(1/6), …): 124.67 µm at dend(0.9), 77.92 in the head, 105.67 in edge", () => {
    for (const [name, at, expected] of [["dend", 0.9, 124.66666666666667], ["head", 0.5, 77.91666666666667], ["edge", 0.5, 105.66666666666667], ["tuft", 0.9, 155.41666666666666], ["axon", 0.1, 8.333333333333332], ["mid", 0.5, 14.666666666666668]] as const) {
      expect(tree.compartments[tree.indexOf(name, at)]!.pathDistance).toBeCloseTo(expected, 11);
    }
  });

  test("three times as fine: 78 compartments and 1 branch point of the same area and volume", () => {
    const fine = compartmentsOf(finer(CELL, 3));
    expect(fine.compartments).toHaveLength(3 * 26 + 1);
    for (const of of [(c: Compartment) => c.area, (c: Compartment) => c.volume]) expect(total(fine, of) / total(tree, of)).toBeCloseTo(1, 13);
  });
});

describe("what is no cell is refused with names and numbers", () => {
  const a = cylinder({ name: "a", kind: "k", length: 1, diameter: 1, ...membrane, compartments: 1 });
  const on = (section: string, at = 1): Partial<Section> => ({ parent: { section, at } });
  test.each([
    ["nothing", [], "morphology-empty", /at least one/],
    ["a name twice", [a, { ...a, ...on("a") }], "section-twice", /"a"/],
    ["a parent that isn't there", [a, { ...a, name: "b", ...on("c") }], "section-unknown", /no section "c", to which "b".*"a", "b"/],
    ["two roots", [a, { ...a, name: "b" }], "section-roots", /"a" nor "b"/],
    ["a loop", [a, { ...a, name: "b", ...on("c") }, { ...a, name: "c", ...on("b") }, { ...a, name: "d", ...on("c") }], "section-loop", /(b on c on b|c on b on c)/],
    ["only a loop", [{ ...a, ...on("a") }], "section-loop", /a on a/],
    ["a place beyond the end", [a, { ...a, name: "b", ...on("a", 1.5) }], "place-outside", /from 0.*1\.5/],
    ["one point", [{ ...a, points: [{ at: 0, diameter: 1 }] }], "section-points", /found 1/],
    ["points backwards", [{ ...a, points: [{ at: 0, diameter: 1 }, { at: 2, diameter: 1 }, { at: 1, diameter: 1 }] }], "section-order", /point 2 stands at 1 µm, before.*2 µm/],
    ["no length", [{ ...a, points: [{ at: 0, diameter: 1 }, { at: 0, diameter: 1 }] }], "section-number", /length/],
    ["a diameter of 0", [{ ...a, points: [{ at: 0, diameter: 1 }, { at: 1, diameter: 0 }] }], "section-number", /diameter at 1 µm.*found 0/],
    ["a length that is no number", [{ ...a, points: [{ at: 0, diameter: 1 }, { at: NaN, diameter: 1 }] }], "section-order", /NaN/],
    ["half a compartment", [{ ...a, compartments: 1.5 }], "compartments-count", /1\.5/],
    ["too many compartments in all", [{ ...a, compartments: 600_000 }, { ...a, name: "b", ...on("a"), compartments: 600_000 }], "compartments-many", /1200000/],
    ["a resistivity of 0", [{ ...a, axialResistivity: 0 }], "section-number", /resistivity/],
    ["a negative capacitance", [{ ...a, capacitance: -1 }], "section-number", /capacitance.*-1/],
  ] as [string, Section[], string, RegExp][])("%s", (_, sections, code, message) => {
    expect(refusal(() => compartmentsOf(sections))).toMatchObject({ kind: "usage", code, message: expect.stringMatching(message) as string });
  });

  test("a place in a section that isn't there, or outside of one", () => {
    const { indexOf } = compartmentsOf([a]);
    expect(refusal(() => indexOf("b")).message).toMatch(/no section "b".*"a"/);
    expect(refusal(() => indexOf("a", NaN)).code).toBe("place-outside");
  });
});
