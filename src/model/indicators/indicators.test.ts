import { describe, expect, test } from "vitest";
import { dyeBrightness, dyeLoaded, dyeNamed, dyeNames, dyes, dyeSettings, loadingQuantities } from "./index.js";
import { INDICATORS } from "#analysis";
import { valueOf } from "#units";

const dff = (name: string, occupancy: number, atRest: number): number => {
  const { free, bound } = dyeBrightness(dyeNamed(name));
  const f = (o: number): number => free + (bound - free) * o;
  return f(occupancy) / f(atRest) - 1;
};

const bindingOf = (name: string): { half: number; range: number } => {
  const dye = dyeNamed(name);
  if (dye.kind !== "buffer") throw new Error(`${name} has no K_D`);
  return { half: valueOf(dye.numbers, "half", {}), range: valueOf(dye.numbers, "dynamicRange", {}) };
};

describe("dyes", () => {
  test("calcium green-1 at 75 nM can gain 198 %, magnesium green with 0.7 mM Mg²⁺ 80 %", () => {
    expect(dff("CG-1", 1, 0.075 / (0.075 + 0.189))).toBeCloseTo(1.98, 2);
    expect(dff("MgGreen", 1, 0.075 / (0.075 + 6 * 1.7))).toBeCloseTo(0.8, 3);
  });
  // The bench has its own constants, since it may not know the model; they must not contradict each other.
  test("agrees with the bench on K_D, and on Fmax/Fmin within 1 %", () => {
    for (const { name, dissociation_nM, dynamicRange } of INDICATORS) {
      const { half, range } = bindingOf(name);
      expect(1000 * half).toBeCloseTo(dissociation_nM, 6);
      if (dynamicRange !== undefined) expect(Math.abs(range / dynamicRange - 1)).toBeLessThan(0.01);
    }
  });
  test("is found by its aliases, however capitalised; a misspelt one is refused with the nearest", () => {
    expect(["CG-1", "ogb-1", "MGGREEN", "Alexa 594", "gcamp6F"].map((name) => dyeNamed(name).name)).toEqual([
      "calcium green-1",
      "OGB-1",
      "magnesium green",
      "Alexa Fluor 594",
      "GCaMP6f",
    ]);
    expect(() => dyeNamed("calcium gren-1")).toThrow(
      'There is no dye "calcium gren-1". Did you mean "calcium green-1"?',
    );
    expect(new Set(dyeNames.map((name) => name.toLowerCase())).size).toBe(dyeNames.length);
  });
  test("a setting of a dye reaches its pool; Alexa reaches none", () => {
    expect(dyeSettings(dyeNamed("MgG"), { "magnesiumGreen.half": "6.5 µM" })).toMatchObject({
      "mobileBufferCalcium.dyeHalf": "6.5 µM",
      "spineCalcium.dyeHalf": "6.5 µM",
      "spineCalcium.dyeOn": "0.09 /µM/ms",
      "spineCalcium.dyeMagnesium": "1 /mM",
      "spineCalcium.dyeDiffusion": "0.02 µm²/ms",
    });
    expect(dyeSettings(dyeNamed("Alexa"))).toEqual({});
  });
  test.each(dyes.map((dye) => [dye.name, dye] as const))("%s lies within its own bounds", (_, { numbers }) => {
    for (const { text, from, to } of Object.values(numbers.all)) {
      const at = (t: string): number =>
        valueOf({ group: "x", all: { y: { text: t, from, to, source: { kind: "bath" } } } }, "y", {});
      expect(at(text)).toBeGreaterThanOrEqual(at(from));
      expect(at(text)).toBeLessThanOrEqual(at(to));
    }
  });
});

describe("loading", () => {
  test("63 % after 10 min at 100 µm, after 2 min at the soma; nothing at break-in", () => {
    const share = (sinceBreakIn_min: number, distance_um: number): number =>
      dyeLoaded(200, { sinceBreakIn_min, distance_um }) / 200;
    expect(share(10, 100)).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(share(2, 0)).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(share(0, 100)).toBe(0);
    expect(valueOf(loadingQuantities, "soma", {})).toBe(120_000);
  });
});
