import { describe, expect, test } from "vitest";
import { pointSpread } from "./index.js";

describe("pointSpread", () => {
  // Zipfel, Williams & Webb 2003 for the paper's two objectives; worked out by hand to three digits.
  test.each([
    [0.9, 830, 0.21, 0.89, 0.35, 1.48],
    [0.8, 810, 0.228, 1.139, 0.38, 1.9],
  ])("NA %d at %d nm: 1/e radii %d and %d µm, widths %d and %d µm", (numericalAperture, wavelength_nm, ...radii) => {
    const focus = pointSpread({ numericalAperture, wavelength_nm, medium: 1.33 });
    expect([focus.lateral, focus.axial].map((x) => Number(x.toFixed(3)))).toEqual(radii.slice(0, 2));
    expect([focus.lateralWidth, focus.axialWidth].map((x) => Number(x.toFixed(2)))).toEqual(radii.slice(2));
  });

  test("the focus of 0.9 NA holds 0.22 µm³, and tissue that widens it by 1.2 makes that 1.2³ times as much", () => {
    const optics = { numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33 };
    expect(pointSpread(optics).volume).toBeCloseTo(0.2185, 3);
    expect(pointSpread(optics, 1.2).volume / pointSpread(optics).volume).toBeCloseTo(1.728, 12);
  });

  test("the two formulas for the radius meet within 2 % at NA 0.7", () => {
    const at = (numericalAperture: number): number =>
      pointSpread({ numericalAperture, wavelength_nm: 830, medium: 1.33 }).lateral;
    expect(Math.abs(at(0.7) / at(0.7 + 1e-9) - 1)).toBeLessThan(0.02);
  });

  test.each([
    [{ numericalAperture: 1.4, wavelength_nm: 830, medium: 1.33 }, /aperture of 1\.4 is not possible.*index 1\.33/],
    [{ numericalAperture: 0, wavelength_nm: 830, medium: 1.33 }, /above 0/],
    [{ numericalAperture: 0.9, wavelength_nm: 488, medium: 1.33 }, /488 nm.*680 to 1300/],
    [{ numericalAperture: Number.NaN, wavelength_nm: 830, medium: 1.33 }, /NaN/],
  ])("%j is refused", (optics, message) => {
    expect(() => pointSpread(optics)).toThrow(message);
  });
});
