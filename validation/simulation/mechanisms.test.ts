import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Mechanism } from "#engine";
import type { Program } from "../../src/engine/kernel/index.js";
import { interpreterAgainstWebAssembly, mechanismRows, mechanisms } from "./mechanisms.js";

describe("every mechanism of the model, at 500 random states", () => {
  const rows = mechanismRows({ states: 500 });

  test("there are at least 28, all that src/model/mechanisms declares", async () => {
    const folder = new URL("../../src/model/mechanisms/", import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    const modules = await Promise.all(files.map((name) => import(new URL(name, folder).href) as Promise<object>));
    const declared = modules.flatMap((module): unknown[] => Object.values(module)).filter((value: unknown): value is Mechanism =>
      typeof value === "object" && value !== null && "placed" in value);
    expect(new Set(mechanisms)).toEqual(new Set(declared));
    expect(mechanisms.length).toBeGreaterThanOrEqual(28);
  });

  test("each is compared with its parameters fixed and set by trial, with and without tables; each scheme counted, too", () => {
    const cases = rows.map((row) => row.case);
    const has = (name: string, ...words: readonly string[]): boolean =>
      words.every((word) => cases.some((row) => row.startsWith(`${name}: `) && row.includes(word)));
    for (const { name, parameters } of mechanisms) {
      expect(has(name, "arrows and graph, parameters fixed", "WebAssembly, exact, 500"), name).toBe(true);
      if (parameters.length === 0) continue;
      expect(has(
        name, "graph, parameters set by trial", "exact, parameters set by trial", "tabulated, parameters set by trial",
        "steps of any length, parameters set by trial",
      ), name).toBe(true);
    }
    for (const scheme of ["twoStateChannel", "fiveStateCalcium", "highThresholdCluster"]) {
      expect(has(scheme, "exact, channels counted", "tabulated, channels counted"), scheme).toBe(true);
    }
    expect(cases.filter((row) => row.includes(": in cells of 0.5 mV")).length).toBeGreaterThanOrEqual(13);
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
    for (const form of [{ tables: "exact" }, { tables: "exact", parameters: "set by trial" }] as const) {
      expect(interpreterAgainstWebAssembly(mechanism, form, 2).differing).toBe(0);
      expect(interpreterAgainstWebAssembly(mechanism, form, 2, spoilt).differing, mechanism.name).toBeGreaterThan(0);
    }
  }
});
