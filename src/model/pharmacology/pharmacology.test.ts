import { describe, expect, test } from "vitest";
import {
  drugEffects,
  drugNamed,
  drugNames,
  drugs,
  pipetteMagnesium,
  runDown,
  surroundingsSettings,
  temperatureSettings,
} from "./index.js";

/** Round numbers, whatever `base` has. */
const round = { "drugs.nickelHalf": "200 µM", "drugs.nickelHill": "1.5", "solutions.runDown": "900 s" };

const left = (
  name: string,
  concentration_uM: number,
  mechanism: string,
  settings: Record<string, string> = {},
): number => drugEffects([{ name, concentration_uM }], { ...round, ...settings }).get(mechanism) ?? 1;

describe("drugs", () => {
  test("100 µM D-APV leave 2.0 % of NMDA receptors, and 30 µM 6 %: 1/(1 + dose/(1.5·(1 + 0.8/2.3)) µM)", () => {
    expect(left("D-APV", 100, "nmda")).toBeCloseTo(1 / (1 + 100 / (1.5 * (1 + 0.8 / 2.3))), 12);
    expect(left("D-APV", 100, "nmda")).toBeCloseTo(0.02, 3);
    expect(left("D-APV", 30, "nmda")).toBeCloseTo(0.063, 3);
    expect(left("DL-APV", 200, "nmda")).toBe(left("D-APV", 100, "nmda"));
    expect(left("D-APV", 100, "ampa")).toBe(1);
  });
  test("more glutamate competes: with 1 mM all the time, 100 µM D-APV would leave 87 %", () => {
    expect(left("APV", 100, "nmda", { "drugs.glutamate": "1000 µM" })).toBeCloseTo(0.867, 3);
  });
  test("20 µM CNQX leave 1.5 % of AMPA and kainate receptors; on the glycine site, too, 49 % of NMDA receptors", () => {
    for (const receptor of ["ampa", "permeableAmpa", "kainate"])
      expect(left("CNQX", 20, receptor)).toBeCloseTo(0.015, 3);
    expect(left("CNQX", 20, "nmda")).toBe(1);
    // (2/(1 + 2 + 20/6.3))/(2/3)
    expect(left("CNQX", 20, "nmda", { "drugs.glycineSite": "1" })).toBeCloseTo(0.4859, 4);
  });
  test("1 mM Ni²⁺ leaves 8.2 % of high-threshold channels, 50 µM 89 %; of low-threshold ones 50 µM leave 21 %", () => {
    expect(left("nickel", 1000, "highThreshold")).toBeCloseTo(1 / (1 + 5 ** 1.5), 12);
    expect(left("nickel", 1000, "highThreshold")).toBeCloseTo(0.082, 3);
    expect(left("nickel", 50, "highThreshold")).toBeCloseTo(0.889, 3);
    expect(left("nickel", 50, "lowThreshold")).toBeCloseTo(13 / 63, 12);
  });
  test("no dose does nothing, two drugs multiply", () => {
    for (const { name } of drugs)
      for (const share of drugEffects([{ name, concentration_uM: 0 }]).values()) expect(share).toBe(1);
    const both = drugEffects([
      { name: "NiCl2", concentration_uM: 200 },
      { name: "nifedipine", concentration_uM: 0.5 },
    ], round);
    expect(both.get("highThreshold")).toBeCloseTo(0.5 * 0.9, 12);
  });
  test("an unknown drug and a negative dose are refused, with the nearest name", () => {
    expect(() => drugNamed("CNXQ")).toThrow('There is no drug "CNXQ". Did you mean "CNQX"?');
    expect(() => drugEffects([{ name: "CNQX", concentration_uM: -20 }])).toThrow("CNQX: -20 µM is no concentration");
    expect(drugNamed(" d-ap5 ").name).toBe("D-APV");
    expect(new Set(drugNames.map((name) => name.toLowerCase())).size).toBe(drugNames.length);
  });
});

describe("solutions", () => {
  test("45 min without ATP leave 5 % of the channels, with 5 mM 81 %", () => {
    expect(runDown({ atp_mM: 0, sinceBreakIn_min: 45 }, round)).toBeCloseTo(Math.exp(-3), 12);
    expect(runDown({ atp_mM: 5, sinceBreakIn_min: 45 }, round)).toBeCloseTo(Math.exp(-45 / 220), 12);
    expect(runDown({ atp_mM: 2.5, sinceBreakIn_min: 45 }, round)).toBeGreaterThan(
      runDown({ atp_mM: 0, sinceBreakIn_min: 45 }, round),
    );
  });
  test("free Mg²⁺ inside is 1.8 mM without ATP and 0.7 mM with 5 mM", () => {
    expect([0, 5, 10].map((atp) => pipetteMagnesium(atp))).toEqual([1.8, 0.7, 0.7]);
  });
  const around = { calcium_mM: 2, magnesium_mM: 2, drugs: [], atp_mM: 5, sinceBreakIn_min: 0 };
  test("a bath of 0 mM Mg²⁺ has 10 µM; 4 mM Ca²⁺ reach every receptor and channel", () => {
    const settings = surroundingsSettings({ ...around, calcium_mM: 4, magnesium_mM: 0 });
    expect(settings["nmda.magnesium"]).toBe("0.01 mM");
    for (const m of ["nmda", "permeableAmpa", "kainate", "highThreshold", "highThresholdCluster", "lowThreshold"]) {
      expect(settings[`${m}.caOutside`]).toBe("4 mM");
    }
    expect(settings["ampa.caOutside"]).toBeUndefined();
  });
  test("what is available multiplies: a setting of 0.5, Ni²⁺ that leaves half, run-down that leaves 1/e", () => {
    const drugs = [{ name: "Ni²⁺", concentration_uM: 200 }];
    const settings = surroundingsSettings(
      { ...around, drugs, atp_mM: 0, sinceBreakIn_min: 15 },
      { ...round, "highThreshold.available": "0.5" },
    );
    expect(Number(settings["highThreshold.available"])).toBeCloseTo(0.25 / Math.E, 12);
    expect(settings["nmda.available"]).toBe("1");
  });
  test("26 °C reaches every mechanism that has a temperature, as 299.15 K", () => {
    const settings = temperatureSettings(26);
    expect(Object.keys(settings)).toContain("spineCalcium.temperature");
    expect(new Set(Object.values(settings))).toEqual(new Set(["299.15 K"]));
  });
});
