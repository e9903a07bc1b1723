import { growth, kernelExp, kernelLog } from "#elementary";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Graph } from "../lowering/graph.js";
import { evaluateColumns } from "./columns.js";
import { evaluate } from "./evaluate.js";
import { lookUp } from "./table-cells.js";
import { cubicTable, located, tableError } from "./tables.js";

const GRID = { low: -2, width: 0.5, rows: 8 };

function polynomials(): { graph: Graph; cubic: number; quartic: number } {
  const graph = new Graph();
  const x = graph.input("x");
  const square = graph.mul(x, x);
  const cubic = graph.add(graph.sub(graph.mul(square, x), graph.mul(graph.input("a"), square)), graph.number(3));
  return { graph, cubic, quartic: graph.mul(square, square) };
}

describe("cubicTable", () => {
  const { graph, cubic, quartic } = polynomials();
  const functions = { graph: graph.nodes, columns: [cubic, quartic, quartic], of: "x", fixed: () => 2 };
  const table = cubicTable(GRID, functions);
  const shape = { low: GRID.low, perWidth: 2, rows: 8, columns: 4 };

  test("holds 8 rows of 4 coefficients for 3 columns, padded to 4", () => {
    expect(table).toHaveLength(8 * 4 * 4);
  });

  test("gives a cubic back within rounding, clamped beyond −2 and 2", () => {
    const lookedUp = (column: number, x: number): number => {
      const { rows, fractions } = located(shape, Float64Array.of(x));
      return lookUp(table, 0, shape, column, rows[0]!, fractions[0]!);
    };
    for (let x = -2; x < 2; x += 0.01) expect(lookedUp(0, x)).toBeCloseTo(x * x * x - 2 * x * x + 3, 12);
    expect(lookedUp(0, -50)).toBeCloseTo(-8 - 8 + 3, 12);
    expect(lookedUp(0, 50)).toBeCloseTo(8 - 8 + 3, 5);
    expect(lookedUp(1, Number.NaN)).toBeNaN();
  });

  // A cubic through s = 0, ⅓, ⅔, 1 misses x⁴ by w⁴·s(s − ⅓)(s − ⅔)(s − 1), at most w⁴/81, where s = ½ ± √5/6.
  test("x⁴ is off by w⁴/81 = 7.7e-4 at most, and tableError finds that; a cubic isn't off", () => {
    const [ofCubic, ofQuartic] = tableError(table, GRID, functions);
    expect(ofQuartic!.absolute).toBeCloseTo(0.5 ** 4 / 81, 12);
    const nearZero = ((0.5 - Math.sqrt(5) / 6) * 0.5) ** 4; // x⁴ where the same error weighs most
    expect(ofQuartic!.relative).toBeCloseTo(0.5 ** 4 / 81 / nearZero, 9);
    expect(ofCubic!.absolute).toBeLessThan(1e-14);
  });
});

describe("evaluate and evaluateColumns", () => {
  const graph = new Graph();
  const [x, y] = [graph.input("x"), graph.input("y")];
  const less = graph.node("less", [x, y]);
  const other = graph.node("or", [graph.node("atMost", [y, x]), graph.node("not", [graph.node("equal", [x, y])])]);
  const roots = [
    graph.add(x, y), graph.sub(x, y), graph.mul(x, y), graph.div(x, y),
    graph.node("min", [x, y]), graph.node("max", [x, y]), graph.neg(x), graph.node("abs", [x]),
    graph.node("sqrt", [x]), graph.node("exp", [x]), graph.node("growth", [x]), graph.node("log", [x]),
    graph.node("select", [graph.node("and", [less, other]), x, y]),
  ];

  // Operations written out once more; `min` and `max` give their first argument where neither is less.
  test("are the operations' definitions in every bit, whatever the numbers", () => {
    fc.assert(fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 9 }), fc.double(), (xs, fixed) => {
      const inputs = { varying: "x", values: Float64Array.from(xs), fixed: () => fixed };
      const columns = evaluateColumns(graph.nodes, inputs, roots);
      xs.forEach((a, i) => {
        const b = fixed;
        const expected = [
          a + b, a - b, a * b, a / b, b < a ? b : a, a < b ? b : a, -a, Math.abs(a), Math.sqrt(a), kernelExp(a), growth(a),
          a >= 2 ** -1022 && a < Infinity ? kernelLog(a) : NaN, a < b && (b <= a || a !== b) ? a : b,
        ];
        expect(evaluate(graph.nodes, (name) => (name === "x" ? a : b), roots)).toEqual(expected);
        expect(columns.map((column) => column[i])).toEqual(expected);
      });
    }));
  });

  test("evaluate asks for no input that its roots don't need, and refuses tables", () => {
    expect(evaluate(graph.nodes, (name) => (name === "x" ? 4 : expect.fail("asked for y")), [roots[8]!])).toEqual([2]);
    const tables = new Graph();
    const looked = tables.table("t", 0, tables.input("x"), tables.input("x"));
    expect(() => evaluate(tables.nodes, () => 0, [looked])).toThrow("table t is looked up where there is none");
    expect(() => evaluateColumns(tables.nodes, { varying: "x", values: new Float64Array(1), fixed: () => 0 }, [looked]))
      .toThrow("a table isn't built from tables");
  });
});
