import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { readSpine } from "../spine.js";
import { verdictOf } from "../verdict.js";
import { twoActionPotentials, twoActionPotentialsMagnesiumGreen } from "./calibration.js";

function read(experiment: Experiment, changes: readonly string[]): Reading {
  const text = readFileSync(`paper/${experiment.name}.yaml`, "utf8");
  return readSpine({ experiment, text, k: 0, drawing: { seed: 1, parameters: "base", changes } });
}

function row(experiment: Experiment, readings: readonly Reading[], id: string): Conclusion {
  return experiment.conclude(readings).find((one) => one.id === id) as Conclusion;
}

/** Fluorescence as the paper has it: a = 0.355, no decay between the pulses. */
const cell = (more: Reading = {}): Reading => ({
  f1: 40, f2: 40, f3: 54.2, trueRatio: 0.355, shaftRatio: 0.4, trueStep: 240, withoutDye: 2, barePeak: 2, bareAfter: 1.5, trueRest: 75,
  rest: 75, half: 189, buffer: 150, dye: 500_000, range: 14, ...more,
});
/** Four cells about one, since none is like the others. */
const cells = (more: Reading = {}): Reading[] => [-1, -0.5, 0.5, 1].map((off) => {
  const { f1, f2, f3, ...rest } = cell(more) as Record<"f1" | "f2" | "f3", number>;
  return { ...rest, f1: f1 + off, f2: f2 + off, f3: f3 + off };
});

describe("two action potentials with calcium green-1", () => {
  test("fluorescence as in Figure 7A gives the paper's a and 240 nM; the dye as a buffer makes it 493", () => {
    const of = (id: string): Conclusion => row(twoActionPotentials, cells(), id);
    expect(of("C01").value).toBeCloseTo(0.355, 3);
    expect(of("C04").value).toBeCloseTo(240, 0);
    expect(of("C04").low).toBeLessThan(240);
    expect(of("C04").high).toBeGreaterThan(240);
    expect(of("C04").note).toContain("says 493 nM with dye");
    expect(["C01", "C04", "C06"].map((id) => verdictOf(of(id)))).toEqual(["reproduced", "reproduced", "reproduced"]);
  });

  test("C06 is judged by what ΔF/F shows, whatever the peak in the simulated head", () => {
    const of = (more: Reading): Conclusion => row(twoActionPotentials, cells(more), "C06");
    expect(verdictOf(of({ withDye: 0.2, withoutDye: 0.6, barePeak: 2 }))).toBe("direction only");
    expect(verdictOf(of({ withDye: 0.2, withoutDye: 0.3 }))).toBe("not reproduced"); // the dye took no more than it left
    expect(of({ withoutDye: 2, barePeak: 0.6 })).toMatchObject({ value: 2, truth: 0.6 });
    expect(verdictOf(of({ withoutDye: 2, barePeak: 0.6 }))).toBe("reproduced");
  });

  test("second responses as large as the first give 0 nM, which is not the paper's number", () => {
    const level = cells({ f3: 80 });
    expect(row(twoActionPotentials, level, "C04")).toMatchObject({ value: 0, direction: false });
    expect(verdictOf(row(twoActionPotentials, level, "C04"))).toBe("not reproduced");
  });

  test("Eq. 1 gives 240.0 nM back from equal steps of 240 nM, at a = 0.3548", () => {
    const { value, note } = row(twoActionPotentials, cells(), "C03");
    expect(value).toBeCloseTo(240, 9);
    expect(note).toContain("a = 0.3548");
  });

  test("settings are read from the model in force, and fall outside their range where it does", () => {
    const changes = ["trials=2", "spineCalcium.bindingRatio=20", "spineCalcium.resting=0.05 µM"];
    const found = read(twoActionPotentials, changes);
    expect(found).toMatchObject({ buffer: 20, rest: 50, half: 189, dye: 500_000 });
    expect(found["trueRest"]).toBeCloseTo(50, 1);
    expect(found["barePeak"]).toBeGreaterThan(2e-3 * (found["trueStep"] as number));
    const all = [found, found, found, found];
    const verdicts = ["C05", "C09"].map((id) => verdictOf(row(twoActionPotentials, all, id)));
    expect(verdicts).toEqual(["not reproduced", "not reproduced"]);
  });
});

/** A cell's readings of which a is this. */
const pair = (a: number | null): Reading => (a === null ? { f1: null, f2: null, f3: null } : { f1: 2, f2: 1.5, f3: 1.5 + 2 * a });
/** Four cells about one. */
const four = (about: Reading): Reading[] => [-0.1, -0.05, 0.05, 0.1].map((off) =>
  ({ ...about, ...(typeof about["f1"] === "number" && { f1: about["f1"] + off }) }));
const ratioIn = ({ f1, f2, f3 }: Reading): number => ((f3 as number) - (f2 as number)) / (f1 as number);

describe("two action potentials with magnesium green", () => {
  const one = {
    trials: 10, trueRatio: 0.95, headRatio: 0.95, trueBinding: 45, buffer: 150, rest: 75,
    half: 6000, magnesium: 0.7, dye: 500_000, green: 189,
  };

  test("500 µM add 32 % to κ 150 in 0.7 mM Mg²⁺, and the paper's half only without Mg²⁺", () => {
    const found = row(twoActionPotentialsMagnesiumGreen, [one], "C07");
    expect(found.value).toBeCloseTo(32.2, 1);
    expect(found.note).toContain("54 %");
    expect(verdictOf(found)).toBe("direction only");
    expect(verdictOf(row(twoActionPotentialsMagnesiumGreen, [{ ...one, magnesium: 0 }], "C07"))).toBe("reproduced");
  });

  test("equal responses are reproduced only where the interval leaves them possible", () => {
    const verdict = (more: Reading): string =>
      verdictOf(row(twoActionPotentialsMagnesiumGreen, four({ ...one, ...more }), "C02"));
    expect(verdict(pair(1))).toBe("reproduced");
    expect(verdict(pair(0.85))).toBe("direction only");
    expect(verdict(pair(null))).toBe("not reproduced");
  });

  test("another K_D of either dye than the paper's is seen", () => {
    const verdict = (more: Reading): string =>
      verdictOf(row(twoActionPotentialsMagnesiumGreen, [{ ...one, ...more }], "C08"));
    expect(verdict({})).toBe("reproduced");
    expect(verdict({ half: 10_000 })).toBe("not reproduced");
    expect(verdict({ green: 250 })).toBe("not reproduced");
  });

  // With so much light that noise says nothing: a of the picture is a of the bound dye.
  test("in a bright picture the bench reads the ratio that the dendrite's dye has", () => {
    const found = read(twoActionPotentialsMagnesiumGreen, ["trials=6", "microscope.brightness=2000 /µM/µm³/ms",
      "imaging.power=20 mW", "imaging.detector.bits=16", "microscope.bleaching=0 /s", "magnesiumGreen.brightness=1"]);
    expect(Math.abs(ratioIn(found) - (found["trueRatio"] as number))).toBeLessThan(0.15);
  });
});
