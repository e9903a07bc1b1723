import { describe, expect, test } from "vitest";
import {
  illumination, microscopeQuantities, microscopeValue, photodamage, power_mW, unbleached, type Illumination,
} from "./index.js";

const optics = { numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33 };
const at = (power: number, more: object = {}): Illumination => illumination({ optics, power_mW: power, ...more });

describe("illumination", () => {
  test("twice the power excites and bleaches four times as much and damages 2^2.5 = 5.66 times as much", () => {
    expect(at(20).photons / at(10).photons).toBeCloseTo(4, 12);
    expect(at(20).bleaching / at(10).bleaching).toBeCloseTo(4, 12);
    expect(at(20).damage / at(10).damage).toBeCloseTo(2 ** 2.5, 9);
    expect(at(0)).toMatchObject({ photons: 0, bleaching: 0, damage: 0 });
  });

  // Excitation of dye that fills the focus doesn't depend on how sharp it is: volume falls as intensity² rises (Zipfel
  // et al. 2003). The fitted radii keep that law to axial/lateral², worked out by hand: 1.058 at 0.8 NA, 1.103 at 0.6.
  test("dye that fills the focus gives 6 % more at 0.8 NA than at 0.9, 10 % more at 0.6, per share collected", () => {
    const light = (numericalAperture: number): number => {
      const { photons, spread } = illumination({ optics: { ...optics, numericalAperture }, power_mW: 10 });
      return (photons * spread.volume) / (1 - Math.sqrt(1 - (numericalAperture / 1.33) ** 2));
    };
    expect(light(0.8) / light(0.9)).toBeCloseTo(1.058, 2);
    expect(light(0.6) / light(0.9)).toBeCloseTo(1.103, 2);
  });

  test("a focus 1.3 times as wide in tissue excites 1.3⁴ times less in its middle", () => {
    const wide = at(10, { settings: { "microscope.widening": "1.3" } });
    expect(at(10).photons / wide.photons).toBeCloseTo(1.3 ** 4, 9);
  });

  test("saturation costs 3.6 % at 10 mW and ends at one excitation a pulse: 13.7 times that of 10 mW", () => {
    expect(at(10, { saturating: true }).photons / at(10).photons).toBeCloseTo((1 - Math.exp(-1 / 13.69)) * 13.69, 9);
    expect(at(500, { saturating: true }).photons / at(10).photons).toBeCloseTo(13.69, 6);
  });

  test("a negative power, and a rate that is no rate, are refused", () => {
    expect(() => at(-1)).toThrow(/power is -1 mW/);
    expect(() => at(10, { settings: { "microscope.bleaching": "3 mV" } })).toThrow(/microscope\.bleaching/);
  });
});

describe("unbleached", () => {
  test("at 10 mW half a per cent is gone after a second of open shutter, none after a second of closed", () => {
    expect(unbleached(1, 1000, at(10), "open")).toBeCloseTo(Math.exp(-0.005), 12);
    expect(unbleached(1, 1000, at(10), "closed")).toBe(1);
  });
  test("a hundred exposures of 6 ms leave what one of 600 ms does, to 1e-12", () => {
    const lit = { bleaching: 2e-4, recovery: 5e-5 };
    let left = 1;
    for (let i = 0; i < 100; i++) left = unbleached(left, 6, lit, "open");
    expect(left).toBeCloseTo(unbleached(1, 600, lit, "open"), 12);
  });
  test("with recovery the dye settles where loss and return are equal, and comes back in the dark", () => {
    const lit = { bleaching: 3e-4, recovery: 1e-4 };
    expect(unbleached(1, 1e6, lit, "open")).toBeCloseTo(0.25, 9);
    expect(unbleached(0.25, 1e6, lit, "closed")).toBeCloseTo(1, 9);
  });
});

describe("photodamage", () => {
  test("200 s of open shutter at 10 mW do nothing; 400 s double resting calcium; 20 mW do harm after 35 s", () => {
    expect(photodamage(199_999, at(10))).toMatchObject({ damaged: false, restingCalcium: 1 });
    expect(photodamage(400_000, at(10)).restingCalcium).toBeCloseTo(2, 9);
    expect(photodamage(36_000, at(20)).damaged).toBe(true);
    expect(photodamage(35_000, at(20)).damaged).toBe(false);
  });
});

describe("the microscope's quantities", () => {
  test("each lies within its bounds, in the unit of its bounds", () => {
    const names = Object.keys(microscopeQuantities.all) as (keyof typeof microscopeQuantities.all)[];
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) {
      const { from, to } = microscopeQuantities.all[name];
      const value = microscopeValue(name);
      expect(microscopeValue(name, { [`microscope.${name}`]: from })).toBeLessThanOrEqual(value);
      expect(microscopeValue(name, { [`microscope.${name}`]: to })).toBeGreaterThanOrEqual(value);
    }
  });
  test("10 mW, 10000 µW and 0.01 W are one power; 10 mV is none", () => {
    expect(["10 mW", "10000 µW", "0.01 W"].map((text) => power_mW(text))).toEqual([10, 10, 10]);
    for (const text of ["10 mV", "ten mW", "10"]) expect(() => power_mW(text)).toThrow(/write it like "10 mW"/);
  });
});
