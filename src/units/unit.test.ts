import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  describeUnit, isPlainNumber, parseUnit, PLAIN_NUMBER, quantityIn, readQuantity, sameKind, unitProduct, unitQuotient, unitRoot,
  type Unit,
} from "./index.js";

const unit = (text: string): Unit => parseUnit(text)!;

describe("readQuantity", () => {
  // A decimal point that moves is exact: each value is the double nearest to the decimal, not a product of rounded factors.
  test.each([
    ["0.072 /mM/ms", 7.2e-5], ["0.2 nS", 0.2], ["120 mS/cm²", 1.2], ["1 µF/cm²", 0.01], ["100 Ω·cm", 0.001], ["100 Ω cm", 0.001],
    ["15 MΩ", 0.015], ["5 pF", 5], ["1 mM", 1000], ["50 nM", 0.05], ["0.22 µm²/ms", 0.22], ["223 µm^2/s", 0.223],
    ["96485.33212 C/mol", 0.09648533212], ["34 Hz", 0.034], ["−65 mV", -65], ["-65mV", -65], ["1.5 nA", 1500], ["2e3 /s", 2],
    ["0.107", 0.107], [".5 1/ms", 0.5], ["0 mV", 0], ["1 \u03bcM", 1], ["1 M\u2126", 0.001], ["3 ms⁻¹", 3], ["20 µS", 20000],
    ["0.00001 cm/s", 1e-4], ["+5 mV", 5],
  ])("%s is %d in coherent units", (text, expected) => {
    expect(readQuantity(text)?.value).toBe(expected);
  });
  test.each([
    "", "mV", "two mV", "2 mVV", "2 nSS", "0x10 mV", "1..2 mV", "2 1", "1e999 mV", "1e-999 mV", "NaN mV", "Infinity mV", "2 /", "2 ·mV", "2 mV/",
    "2 constructor", "2 __proto__", "2 mtoString", "2 m^99", "2 min", "2 %", `2 ${"m·".repeat(50)}m`, `${"1".repeat(200)} mV`,
  ])("%j is no quantity", (text) => {
    expect(readQuantity(text)).toBeUndefined();
  });
  test("any text is read in time linear in its length, and never throws", () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...Array.from("0123456789.e-+ /·*^mµVsΩ²⁻1")), maxLength: 200 }), (text) => {
      const found = readQuantity(text);
      return found === undefined || Number.isFinite(found.value);
    }), { numRuns: 2000, seed: 1 });
  });
});

describe("units", () => {
  test.each([
    ["nS·mV", "pA"], ["pF·mV/ms", "pA"], ["mV/GΩ", "pA"], ["GΩ·pF", "ms"], ["pA·ms", "fC"], ["V·A", "J/s"], ["mol/L", "M"],
    ["C/mol·µM·µm³/ms", "pA"], ["Ω", "1/S"], ["J/C", "V"],
  ])("%s is of the kind of %s", (a, b) => {
    expect(sameKind(unit(a), unit(b))).toBe(true);
  });
  test("the coherent set has the factor 1: nS·mV = pF·mV/ms = mV/GΩ = pA, and 1 µM is 1", () => {
    for (const name of ["ms", "mV", "µm", "pA", "nS", "pF", "GΩ", "µM", "µM·µm³", "K"]) expect(unit(name).tens).toBe(0);
  });
  test("1 pA of Ca²⁺ is 5.18 µM·µm³ a ms", () => {
    expect(1 / (2 * readQuantity("96485.33212 C/mol")!.value)).toBeCloseTo(5.182, 3);
  });
  test.each([
    ["mS/cm²", "nS/µm²"], ["1/s", "/ms"], ["mM", "µM"], ["Hz/M", "/µM/ms"], ["V/s", "mV/ms"], ["m²/s", "µm²/ms"], ["", "a plain number"],
    ["/mV/ms", "/mV/ms"], ["ms²", "ms²"], ["/mol", "/µM/µm³"], ["K·mV", "mV·K"],
  ])("%s is said as %s", (text, words) => {
    expect(describeUnit(unit(text))).toBe(words);
  });
  test("what a unit is called reads back as the same kind", () => {
    const small = fc.integer({ min: -2, max: 2 });
    fc.assert(fc.property(fc.tuple(small, small, small, small, small, small), (exponents) => {
      const kind: Unit = { exponents, tens: 0 };
      return isPlainNumber(kind) || sameKind(unit(describeUnit(kind)), kind);
    }), { seed: 1 });
  });
  test("product and quotient undo each other, and a root squared is what it was; mV alone has no root", () => {
    for (const [a, b] of [["mV", "ms"], ["mS/cm²", "µM"], ["/mM/ms", "K"]] as const) {
      expect(unitQuotient(unitProduct(unit(a), unit(b)), unit(b))).toEqual(unit(a));
      expect(unitProduct(unitRoot(unitProduct(unit(a), unit(a)))!, PLAIN_NUMBER)).toEqual(unit(a));
    }
    expect(unitRoot(unit("mV"))).toBeUndefined();
  });
});

describe("quantityIn", () => {
  test("10 MΩ is 0.01 GΩ; a voltage in its place is refused by name, both units said", () => {
    expect(quantityIn("10 MΩ", "MΩ", "a series resistance")).toBe(0.01);
    expect(() => quantityIn("10 mV", "MΩ", "a series resistance")).toThrow(
      '"10 mV" is not a series resistance: it is in mV, and MΩ is needed.');
    expect(() => quantityIn("ten", "MΩ", "a series resistance")).toThrow(
      '"ten" is not a series resistance: write a number and a unit, like "1 MΩ".');
  });
});
