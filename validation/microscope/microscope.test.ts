import { describe, expect, test } from "vitest";
import { microscopeEvidence } from "./microscope.js";

describe("evidence of the microscope", () => {
  const tables = microscopeEvidence({ quick: true }).map(({ heading, rows }) => [heading, rows] as const);
  test.each(tables)("%s: no row differs", (_, rows) => {
    const all = rows();
    expect(all.length).toBeGreaterThan(9);
    expect(all.filter(({ verdict }) => verdict === "differs")).toEqual([]);
  });
});
