import { describe, expect, test } from "vitest";
import type { TrialRow } from "radiatum";
import type { ProofPart } from "radiatum/rig";
import { budgetOf, decades, finerThanLight } from "./budget.js";
import { powerText } from "../controls/powers.js";

const moved = (quantity: string, relative: number | undefined) =>
  ({ quantity, unit: "µM", range: 1, change: relative ?? 0, ...(relative !== undefined && { relative }) });
const parts: readonly ProofPart[] = [
  { kind: "time step", moved: [moved("head calcium", 1e-3), moved("head bound dye", 2e-4)] },
  { kind: "calcium balance", balance: { volumes: 3, entered: 9, cleared: 1, gained: 8, missing: 9e-14, turnover: 9, relative: 1e-14 } },
  { kind: "compartments", moved: [moved("head bound dye", 5e-4), moved("soma potential", undefined)] },
];
const row: TrialRow = { trial: 0, condition: "", lines: 10, included: true, reason: "", amplitude: 40, standardError: 2, call: "success" };

describe("the error budget", () => {
  test("stands from the smallest to the largest, light's noise last: 2 of 40 is 5 %", () => {
    const lines = budgetOf(parts, row);
    expect(lines.map(({ name, of, share }) => [name, of, share])).toEqual([
      ["Space step a third", "soma V", undefined], ["Calcium mass balance", "of what entered or was cleared", 1e-14],
      ["Time step halved", "spine, bound dye", 2e-4], ["Space step a third", "spine, bound dye", 5e-4],
      ["Time step halved", "spine [Ca]", 1e-3], ["Photon noise, one trial", "spine ΔF/F", 0.05],
    ]);
  });
  test("light's noise is held against the worst that arithmetic does to bound dye: 5 % over 0.05 % is 100", () => {
    expect(finerThanLight(budgetOf(parts, row))).toBeCloseTo(100, 10);
  });
  test.each([undefined, { ...row, call: "failure" as const }, { ...row, amplitude: -3 }])("a trial without an amplitude to speak of has no noise, %#", (one) => {
    expect(budgetOf(parts, one).some(({ noise }) => noise !== undefined)).toBe(false);
    expect(finerThanLight(budgetOf(parts, one))).toBeUndefined();
  });
  test("drawn spines stand last of all, and are not taken for photons", () => {
    const lines = budgetOf(parts, row, 0.4);
    expect(lines.slice(-2).map(({ noise, share }) => [noise, share])).toEqual([["photons", 0.05], ["spines", 0.4]]);
    expect(finerThanLight(budgetOf(parts, undefined, 0.4))).toBeUndefined();
  });
  test("its axis begins at a multiple of three decades below all, and ends at 1 or above all", () => {
    expect(decades([1e-14, 0.3])).toEqual({ from: -15, to: 0 });
    expect(decades([0.2, 0])).toEqual({ from: -3, to: 0 });
    expect(decades([1e-4, 20])).toEqual({ from: -6, to: 2 });
  });
});

test.each([[0.0021, "0.0021"], [0.21e-4, "2.1 × 10⁻⁵"], [1e-12, "10⁻¹²"], [0, "0"], [-2e-7, "−2 × 10⁻⁷"], [120000, "1.2 × 10⁵"]])("%d is written %s", (value, text) => {
  expect(powerText(value)).toBe(text);
});
