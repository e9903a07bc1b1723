import { describe, expect, test } from "vitest";
import type { Program } from "../../src/engine/kernel/index.js";
import { interpreterAgainstWebAssembly, mechanismRows, mechanisms } from "./mechanisms.js";

describe("every mechanism of the model, at 500 random states", () => {
  const rows = mechanismRows({ states: 500 });

  test("there are at least 22, 13 of them with tables; each has two rows, and three more if it has tables", () => {
    const tables = rows.filter((row) => row.case.includes(": in cells of 0.5 mV")).length;
    expect(mechanisms.length).toBeGreaterThanOrEqual(22);
    expect(tables).toBeGreaterThanOrEqual(13);
    const corners = rows.filter((row) => row.case.includes("makes a corner")).length;
    expect(rows).toHaveLength(2 * mechanisms.length + 3 * tables + corners);
  });

  test("written equals lowered, interpreter equals WebAssembly, tables err by less than 1e-8 of the largest value", () => {
    expect(rows.filter((row) => row.verdict === "differs")).toEqual([]);
  });
});

// What finds nothing must be able to find something: the smallest change of its numbers.
test("constants that are off by their last bit show in WebAssembly's numbers, for every mechanism", () => {
  const nudged = (x: number): number => x * (1 + 2 ** -52);
  const spoilt = (program: Program): Program => ({
    ...program,
    bodies: program.bodies.map((body) => ({
      ...body,
      graph: body.graph.map((node) =>
        (node.operation === "number" && node.value !== 0 ? { ...node, value: nudged(node.value!) } : node)),
    })),
  });
  for (const mechanism of mechanisms) {
    expect(interpreterAgainstWebAssembly(mechanism, "exact", 2).differing).toBe(0);
    expect(interpreterAgainstWebAssembly(mechanism, "exact", 2, spoilt).differing).toBeGreaterThan(0);
  }
});
