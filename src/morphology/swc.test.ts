import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { compartmentsOf, readSwc, type SwcCell, type SwcOptions } from "./index.js";

const UNCUT = { axialResistivity: 100, capacitance: 1, maximumLength: 1e6 };
const read = (text: string, options: Partial<SwcOptions> = {}): SwcCell => readSwc(text, { ...UNCUT, ...options });
type Row = [name: string, length: number, area: number, on: string];
/** Name, length (µm), membrane (µm²) and attachment of every section, uncut. */
const table = ({ sections }: SwcCell): Row[] => {
  const { compartments, indexOf } = compartmentsOf(sections);
  return sections.map(({ name, parent }) => {
    const { length, area } = compartments[indexOf(name)]!;
    return [name, length, area, parent ? `${parent.section}(${parent.at})` : "root"];
  });
};
/** To the nine figures that NEURON was asked to print. */
const near = (rows: readonly Row[]): unknown[] =>
  rows.map(([name, length, area, on]): unknown[] => [name, expect.closeTo(length, 6), expect.closeTo(area, 5), on]);
const sum = (cell: SwcCell, of: "area" | "length"): number => compartmentsOf(cell.sections).compartments.reduce((s, c) => s + c[of], 0);
const refusal = (text: string, options: Partial<SwcOptions> = {}): RigError => {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof RigError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

const ONE_POINT = `
1 1 0 0 0 8 -1
2 3 10 0 0 1 1
3 3 30 0 0 0.75 2
4 3 50 8 0 0.5 3
5 3 50 -8 0 0.5 3
6 3 70 16 0 0.25 4
7 4 0 12 0 1.5 1
8 4 0 40 0 1 7
9 4 12 56 0 0.5 8
10 4 -12 56 0 0.5 8
11 4 -24 72 0 0.25 10
12 2 0 -16 0 0.5 1
13 3 -10 0 0 1 1
14 3 -20 0 0 0.75 13
15 3 -10 20 0 0.5 13`;
const THREE_POINTS = `
1 1 0 0 0 8 -1
2 1 0 -8 0 8 1
3 1 0 8 0 8 1
4 3 10 0 0 1 1
5 3 30 0 0 0.75 4
6 3 50 8 0 0.5 5
7 3 50 -8 0 0.5 5
8 4 0 12 0 1.5 1
9 4 0 40 0 1 8`;
const CYLINDERS = `
1 1 0 -8 0 2 -1
2 1 0 0 0 6 1
3 1 0 4 0 5 2
4 1 0 12 0 2 3
5 3 0 -20 0 1 1
6 3 0 -40 0 0.5 5
7 4 0 30 0 1.5 4
8 4 0 60 0 1 7
9 4 20 75 0 0.5 8
10 4 -20 75 0 0.5 8
11 3 8 0 0 1 2
12 3 28 0 0 0.5 11
13 2 -6 4 0 0.5 3`;
const TWO_ARMS = `
1 1 0 0 0 6 -1
2 1 0 10 0 3 1
3 1 0 -9 0 2 1
4 3 8 0 0 1 1
5 3 28 0 0 0.5 4
6 4 0 20 0 1.5 2
7 4 0 50 0 1 6
8 2 0 -30 0 0.5 3
9 2 0 -60 0 0.25 8`;
const NO_SOMA = `
1 3 0 0 0 1 -1
2 3 20 0 0 0.75 1
3 3 40 15 0 0.5 2
4 3 40 -15 0 0.5 2
5 3 -20 0 0 0.5 1
6 2 -40 0 0 0.25 5`;

// Lengths, areas and attachments below are those of NEURON 9.0.2 for the same files: Import3d_SWC_read, Import3d_GUI(r, 0),
// instantiate, nseg = 1, `sec.L`, `sec(0.5).area()`, `sec.parentseg()`; coordinates are exact in its 32-bit floats. NEURON
// names sections otherwise, and cuts runs where points aren't neighbours in the file: there the sums are compared.
describe("as NEURON's Import3d reads it", () => {
  test("one soma point: a cylinder 16 × 16 µm, branches on its centre without the jump, 1789.327 µm² in all", () => {
    const cell = read(ONE_POINT);
    expect([cell.soma, cell.issues]).toEqual(["sphere", []]);
    expect(sum(cell, "area")).toBeCloseTo(1789.32712, 5);
    expect(sum(cell, "length")).toBeCloseTo(234.621978, 6);
    expect(table(cell)).toEqual(near([
      ["soma", 16, 804.247719, "root"],
      ["basal[0]", 20, 109.964333, "soma(0.5)"],
      ["basal[1]", 43.0813185, 84.5956679 + 50.7574007, "basal[0](1)"], // NEURON's dend[1] and dend[3]
      ["basal[2]", 21.5406592, 84.5956679, "basal[0](1)"],
      ["apical[0]", 28, 219.946545, "soma(0.5)"],
      ["apical[1]", 20, 94.2772274, "apical[0](1)"],
      ["apical[2]", 40, 141.404799, "apical[0](1)"],
      ["axon[0]", 16, 50.2654825, "soma(0.5)"], // a branch of one point begins in the soma's
      ["basal[3]", 10, 54.9950493, "soma(0.5)"],
      ["basal[4]", 20, 94.2772274, "basal[3](0)"], // forks at the first point of a branch
    ]));
  });

  test("NeuroMorpho's three points are the same sphere, 804.248 µm²", () => {
    const cell = read(THREE_POINTS);
    expect([cell.soma, cell.issues]).toEqual(["three points", []]);
    expect(table(cell)).toEqual(near([
      ["soma", 16, 804.247719, "root"],
      ["basal[0]", 20, 109.964333, "soma(0.5)"],
      ["basal[1]", 21.5406592, 84.5956679, "basal[0](1)"],
      ["basal[2]", 21.5406592, 84.5956679, "basal[0](1)"],
      ["apical[0]", 28, 219.946545, "soma(0.5)"],
    ]));
  });

  test("four soma points in a line are cylinders: branches at both ends and on the centre", () => {
    const cell = read(CYLINDERS);
    expect([cell.soma, cell.issues]).toEqual(["cylinders", []]);
    expect(table(cell)).toEqual(near([
      ["soma", 20, 555.170829, "root"],
      ["basal[0]", 32, 169.675451, "soma(0)"],
      ["basal[1]", 20, 94.2772274, "soma(0.5)"],
      ["axon[0]", 6, 18.8495559, "soma(0.5)"],
      ["apical[0]", 48, 405.298175, "soma(1)"],
      ["apical[1]", 25, 117.833284, "apical[0](1)"],
      ["apical[2]", 25, 117.833284, "apical[0](1)"],
    ]));
  });

  test("a soma with two arms is two sections from one point, and three points that aren't NeuroMorpho's are said to be", () => {
    const cell = read(TWO_ARMS);
    expect([cell.soma, cell.issues]).toEqual(["cylinders", [expect.stringMatching(/three soma points from line 2 aren't NeuroMorpho's/)]]);
    expect(table(cell)).toEqual(near([
      ["soma[0]", 10, 295.192712, "root"],
      ["soma[1]", 9, 247.528795, "soma[0](0)"],
      ["axon[0]", 51, 136.661735, "soma[1](1)"],
      ["basal[0]", 20, 94.2772274, "soma[0](0)"],
      ["apical[0]", 40, 329.899951, "soma[0](1)"],
    ]));
  });

  test("no soma: the first point is the root, its second branch begins at 0, and it is said", () => {
    const cell = read(NO_SOMA);
    expect([cell.soma, cell.issues]).toEqual(["absent", [expect.stringMatching(/No point is marked as soma.*line 2/)]]);
    expect(table(cell)).toEqual(near([
      ["basal[0]", 20, 109.964333, "root"],
      ["basal[1]", 20, 94.2772274, "basal[0](0)"],
      ["axon[0]", 20, 47.1275712, "basal[1](1)"],
      ["basal[2]", 25, 98.179679, "basal[0](1)"],
      ["basal[3]", 25, 98.179679, "basal[0](1)"],
    ]));
  });
});

/** n soma points around an ellipse of half axes a and b, turned out of every coordinate plane, and a dendrite. */
function ellipse(a: number, b: number, n: number): string {
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  const lines = Array.from({ length: n }, (_, i) => {
    const [u, v] = [a * Math.cos((2 * Math.PI * i) / n), b * Math.sin((2 * Math.PI * i) / n)];
    return `${i + 1} 1 ${1000 + u * c} ${-500 + u * s * c - v * s} ${u * s * s + v * c} 0.1 ${i === 0 ? -1 : i}`;
  });
  return [...lines, `${n + 1} 3 1020 -500 0 1 1`, `${n + 2} 3 1040 -500 0 1 ${n + 1}`].join("\n");
}

describe("somas drawn by their outline", () => {
  test("a circle of radius 10 is a sphere: 1257 µm² and 4189 µm³, both to 1 %", () => {
    const cell = read(ellipse(10, 10, 120));
    expect(cell.soma).toBe("outline");
    const [soma] = compartmentsOf(cell.sections).compartments;
    expect(Math.abs(soma!.area / (4 * Math.PI * 100) - 1)).toBeLessThan(0.01);
    expect(Math.abs(soma!.volume / ((4 / 3) * Math.PI * 1000) - 1)).toBeLessThan(0.01);
    expect(cell.sections[1]).toMatchObject({ name: "basal[0]", parent: { section: "soma", at: 0.5 } });
    expect(cell.sections[1]!.points.at(-1)!.at).toBeCloseTo(20, 9); // the jump is no cable
  });

  // A prolate spheroid: 2πb² + 2πab·asin(e)/e, e² = 1 − b²/a². NEURON 9.0.2 makes 751.3 µm² of this outline (as a Neurolucida
  // contour of 24 points, Import3d_Neurolucida3).
  test("an ellipse of 12 × 6 µm, oblique in space, is a prolate spheroid: 773.2 µm² and 1810 µm³ to 1 %, 24 µm long, within 3 % of NEURON's", () => {
    const [soma] = compartmentsOf(read(ellipse(12, 6, 120)).sections).compartments;
    const e = Math.sqrt(0.75);
    expect(Math.abs(soma!.area / (72 * Math.PI + (144 * Math.PI * Math.asin(e)) / e) - 1)).toBeLessThan(0.01);
    expect(Math.abs(soma!.area / 751.326 - 1)).toBeLessThan(0.03);
    expect(soma!.length).toBeCloseTo(24, 9);
    expect(Math.abs(soma!.volume / ((4 / 3) * Math.PI * 12 * 36) - 1)).toBeLessThan(0.01);
  });

  test("rings in planes of equal z are a stack: three squares of 10 µm, 4 apart, are a cylinder of 100 µm² section, 8 long", () => {
    const corners = [[0, 0], [10, 0], [10, 10], [0, 10]];
    const lines = [0, 4, 8].flatMap((z, ring) => corners.map(([x, y], i) => {
      const id = 4 * ring + i + 1;
      return `${id} 1 ${x} ${y} ${z} 0.5 ${id === 1 ? -1 : id - 1}`;
    }));
    const cell = read([...lines, "13 4 5 5 40 1 12", "14 4 5 5 90 1 13"].join("\n"));
    expect(cell.soma).toBe("stack");
    const [soma, apical] = compartmentsOf(cell.sections).compartments;
    expect([soma!.length, soma!.volume]).toEqual([8, expect.closeTo(800, 9)]);
    expect(apical!.length).toBe(50);
  });

  const HOOK = "1 1 0 0 0 3 -1\n2 1 10 0 0 3 1\n3 1 10 8 0 3 2\n4 1 2 8 0 3 3\n5 3 0 -9 0 1 1\n6 3 0 -30 0 1 5";
  test("neither straight nor closed is refused with the way out, which then works", () => {
    expect(refusal(HOOK, { name: "hook.swc" })).toMatchObject({
      kind: "unreadable", code: "swc-soma-shape", message: expect.stringMatching(/hook\.swc, line 1: the 4 soma points.*26\.0 µm but end 8\.2 µm.*soma "sphere"/) as string,
    });
    expect(table(read(HOOK, { soma: "cylinders" })).slice(0, 1)).toEqual(near([["soma", 26, Math.PI * 6 * 26, "root"]]));
    expect(table(read(HOOK, { soma: "sphere" })).slice(0, 1)).toEqual(near([["soma", 6, Math.PI * 36, "root"]]));
    expect(read(HOOK, { soma: "outline" }).soma).toBe("outline");
  });

  test("a star of soma points is refused; a line asked to be an outline too", () => {
    const star = "1 1 0 0 0 3 -1\n2 1 5 0 0 3 1\n3 1 -5 0 0 3 1\n4 1 0 5 0 3 1";
    expect(refusal(star).message).toMatch(/three or more of them hang on one/);
    expect(read(star, { soma: "cylinders" }).sections.map((s) => s.name)).toEqual(["soma[0]", "soma[1]", "soma[2]"]);
    expect(refusal("1 1 0 0 0 3 -1\n2 1 5 0 0 3 1\n3 1 9 0 0 3 2", { soma: "outline" }).code).toBe("swc-soma-outline");
  });
});

describe("the same cell, however the file was written", () => {
  const same = read(ONE_POINT);
  const lines = ONE_POINT.trim().split("\n");
  test.each([
    ["comments and empty lines", `# by hand\n\n${ONE_POINT}\n  # the end`],
    ["a comment after the numbers", lines.map((l) => `${l} # x`).join("\n")],
    ["CRLF and a byte order mark", `\uFEFF${lines.join("\r\n")}\r\n`],
    ["the ends of lines of old Macs", lines.join("\r")],
    ["tabs and blanks before", lines.map((l) => `  ${l.replaceAll(" ", "\t")}`).join("\n")],
    ["scientific notation", lines.map((l) => l.replaceAll(/ (\d+)\.?(\d*) /g, (_, a: string, b: string) => ` ${a}${b}.0e-${b.length} `)).join("\n")],
    ["ids far apart", ONE_POINT.replaceAll(/^\d+|(?<= )\d+$/gm, (id) => String(7 + 1000 * Number(id)))],
    ["a root of -2", ONE_POINT.replace("-1\n", "-2\n")],
  ])("%s: no issue", (_, text) => {
    const cell = read(text);
    expect(cell.issues).toEqual([]);
    expect(table(cell)).toEqual(table(same));
  });

  test("children before their parents: the file backwards has the same membrane, and no issue", () => {
    const cell = read(lines.toReversed().join("\n"));
    expect(cell.issues).toEqual([]);
    expect(sum(cell, "length")).toBeCloseTo(sum(same, "length"), 9);
    expect(cell.sections).toHaveLength(same.sections.length);
  });

  test("more columns, repeated lines and the parent 0 are read, each with an issue that counts them", () => {
    const extra = read(lines.map((l) => `${l} 9 9`).join("\n"));
    expect(extra.issues).toEqual([expect.stringMatching(/^Line 1 \(and 14 more\) has more than seven columns/)]);
    const twice = read([...lines, lines[3]].join("\n"));
    expect(twice.issues).toEqual([expect.stringMatching(/^Line 16 repeats an earlier line/)]);
    const zero = read(ONE_POINT.replace("-1\n", "0\n"));
    expect(zero.issues).toEqual([expect.stringMatching(/parent 0, which the file lacks/)]);
    for (const cell of [extra, twice, zero]) expect(table(cell)).toEqual(table(same));
  });

  test("a tree that begins at a dendrite's tip is turned: the same membrane on the same soma", () => {
    // 6 → 4 → 3 → 2 → 1 turned round; 5 stays on 3.
    const turned = ONE_POINT.replace("8 -1", "8 2").replace("2 3 10 0 0 1 1", "2 3 10 0 0 1 3").replace("0.75 2", "0.75 4")
      .replace("4 3 50 8 0 0.5 3", "4 3 50 8 0 0.5 6").replace("0.25 4", "0.25 -1");
    const cell = read(turned);
    expect(cell.issues).toEqual([expect.stringMatching(/begins in line 7, away from its soma/)]);
    expect(sum(cell, "area")).toBeCloseTo(sum(same, "area"), 9);
    expect(cell.sections[0]).toMatchObject({ name: "soma" });
  });

  test("radii of 0, NaN and -1 are those of the nearest point towards the root, with an issue", () => {
    const cell = read("1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 0 2\n4 3 30 0 0 nan 3\n5 3 40 0 0 -1 4");
    expect(cell.sections[1]!.points.map((p) => p.diameter)).toEqual([2, 2, 2, 2]);
    expect(cell.issues).toEqual([expect.stringMatching(/^Line 3 \(and 2 more\) has no radius/)]);
    expect(read("1 1 0 0 0 0 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 2").sections[0]!.points[0]!.diameter).toBe(2);
  });

  test("types: a run changes its section with its type; 0, 7 and -3 are custom; a lone fork (5) or end (6) is none", () => {
    const cell = read("1 1 0 0 0 5 -1\n2 3 9 0 0 1 1\n3 3 20 0 0 1 2\n4 7 30 0 0 1 3\n5 7 40 0 0 1 4\n6 0 50 0 0 1 5\n7 -3 60 0 0 1 6\n8 4 0 9 0 1 1\n9 5 0 20 0 1 8\n10 6 0 30 0 1 9\n11 4 5 30 0 1 9");
    expect(cell.sections.map((s) => s.name)).toEqual(["soma", "basal[0]", "custom[0]", "custom[1]", "custom[2]", "apical[0]", "apical[1]", "apical[2]"]);
    expect(cell.issues).toEqual([expect.stringMatching(/^Line 9 \(and 1 more\) has type 5 or 6/)]);
  });

  test("a branch without length is left out and its children stand where it would", () => {
    const cell = read("1 1 0 0 0 5 -1\n2 3 9 0 0 1 1\n3 3 20 0 0 1 2\n4 4 20 0 0 1 3\n5 3 30 0 0 1 4\n6 3 30 9 0 1 4");
    expect(cell.sections.map((s) => [s.name, s.parent?.section, s.parent?.at])).toEqual([
      ["soma", undefined, undefined], ["basal[0]", "soma", 0.5], ["basal[1]", "basal[0]", 1], ["basal[2]", "basal[0]", 1],
    ]);
    expect(cell.issues).toEqual([expect.stringMatching(/branch in line 4 has no length/)]);
  });

  test("a branch that begins 44 µm from a soma 10 µm wide is said to", () => {
    expect(read("1 1 0 0 0 5 -1\n2 3 44 0 0 1 1\n3 3 60 0 0 1 2").issues).toEqual([expect.stringMatching(/line 2 is 44\.0 µm from its soma point.*10\.0 µm/)]);
  });

  test("a soma alone is one section; all its points in one place are a sphere", () => {
    expect(table(read("1 1 0 0 0 5 -1"))).toEqual(near([["soma", 10, 100 * Math.PI, "root"]]));
    expect(read("1 1 0 0 0 5 -1\n2 1 0 0 0 5 1").soma).toBe("sphere");
  });
});

describe("how finely it is cut", () => {
  const counts = (options: Partial<SwcOptions>): number[] =>
    readSwc("1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 110 0 0 1 2", { axialResistivity: 100, capacitance: 1, ...options }).sections.map((s) => s.compartments);
  // λ of 2 µm at 100 Hz, 100 Ω·cm and 1 µF/cm² is 398.9 µm: 100 µm are 2.5 tenths of it.
  test("by default 0.1 λ at 100 Hz: 3 for 100 µm; 13 of at most 8 µm; the finer when both are asked", () => {
    expect(counts({})).toEqual([1, 3]);
    expect(counts({ maximumLength: 8 })).toEqual([3, 13]);
    expect(counts({ maximumLength: 80 })).toEqual([1, 3]);
    expect(counts({ maximumLength: 8, dLambda: { fraction: 0.01 } })).toEqual([3, 25]);
  });
});

describe("what can't be read is refused with its line and a way out", () => {
  const ok = "1 1 0 0 0 5 -1\n2 3 10 0 0 1 1\n3 3 20 0 0 1 2\n";
  const two = `${ok}4 1 99 0 0 5 -1\n5 3 120 0 0 1 4\n6 3 140 0 0 1 5`;
  test.each([
    ["nothing", "", "swc-empty", /cell\.swc: holds no point/],
    ["only comments", "# a\n#b", "swc-empty", /no point/],
    ["six columns", `${ok}4 3 30 0 0 1`, "swc-columns", /line 4: expected seven numbers.*found 6 in "4 3 30 0 0 1"/],
    ["decimal commas", `${ok}4 3 30,5 0 0 1 3`, "swc-number", /line 4: expected a number as x, found "30,5".*decimal point/],
    ["a word", `${ok}four 3 30 0 0 1 3`, "swc-number", /as id, found "four"/],
    ["a binary file", "\u0000\u0001\u0002 a b c d e f", "swc-number", /found "···"/],
    ["a coordinate that is no number", `${ok}4 3 nan 0 0 1 3`, "swc-number", /as x, found "nan"/],
    ["infinity", `${ok}4 3 1e400 0 0 1 3`, "swc-far", /x is Infinity/],
    ["nanometres", `${ok}4 3 30000000 0 0 1 3`, "swc-far", /x is 30000000; expected at most 1000000 µm/],
    ["half an id", `${ok}4.5 3 30 0 0 1 3`, "swc-whole", /whole number as id, found "4\.5"/],
    ["an id twice", `${ok}3 3 30 0 0 1 2`, "swc-twice", /line 4: point 3 stands in line 3 already/],
    ["a parent that isn't there", `${ok}4 3 30 0 0 1 9`, "swc-parent-missing", /line 4: point 4 stands on point 9, which the file lacks/],
    ["its own parent", `${ok}4 3 30 0 0 1 4`, "swc-loop", /line 4: .*4 → 4/],
    ["a loop", `${ok}4 3 30 0 0 1 6\n5 3 30 1 0 1 4\n6 3 30 2 0 1 5\n7 3 30 3 0 1 6`, "swc-loop", /4 → 6 → 5 → 4|6 → 5 → 4 → 6|5 → 4 → 6 → 5/],
    ["no root at all", "1 1 0 0 0 5 2\n2 3 10 0 0 1 1", "swc-loop", /1 → 2 → 1/],
    ["two cells", two, "swc-several-trees", /points 1, 4 in lines 1, 4\), of which 2 have a soma.*id of its root/],
    ["two trees without a soma", "1 3 0 0 0 1 -1\n2 3 9 0 0 1 1\n3 3 0 9 0 1 -1\n4 3 0 20 0 1 3", "swc-several-trees", /none has a soma/],
    ["two somas in a tree", `${ok}4 1 30 0 0 5 3`, "swc-several-somas", /line 1, another in line 4/],
    ["no radius anywhere", "1 1 0 0 0 0 -1\n2 3 9 0 0 0 1", "swc-no-radius", /radius of 1 nm/],
    ["one point without a soma", "1 3 0 0 0 1 -1", "swc-no-cable", /one point/],
    ["points in one place", "1 3 0 0 0 1 -1\n2 3 0 0 0 1 1\n3 4 0 0 0 1 1", "swc-no-cable", /3 points in one place/],
  ])("%s", (_, text, code, message) => {
    expect(refusal(text, { name: "cell.swc" })).toMatchObject({ kind: "unreadable", code, message: expect.stringMatching(message) as string });
  });

  test("of two cells, either is read by its root; fragments beside one soma are left out with an issue", () => {
    expect(sum(read(two, { root: 4 }), "length")).toBeCloseTo(10 + 20, 9);
    expect(read(two, { root: 1 }).issues).toEqual([expect.stringMatching(/One more tree is in the file \(the first at point 4, line 4; 3 points/)]);
    expect(refusal(two, { root: 2 }).message).toMatch(/no tree begins at point 2; roots are the points 1, 4/);
    expect(read(`${ok}4 3 99 0 0 5 -1\n5 3 120 0 0 1 4`).issues).toHaveLength(1);
  });
});
