import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Conclusion, Experiment, Reading } from "../experiment.js";
import { readSpine } from "../spine.js";
import { verdictOf } from "../verdict.js";
import { apvSearch, channelsAlone, hyperpolarisation } from "./hyperpolarisation.js";
import { restriction } from "./restriction.js";
import { withoutAtp } from "./single-release.js";
import { cnqx, epscTrain } from "./synaptic.js";

const paper = fileURLToPath(new URL("../../../paper/", import.meta.url));

/** The typical spine, whatever the population, with every shock releasing so that chance decides nothing. */
function typical(experiment: Experiment, changes: readonly string[]): Reading {
  const text = readFileSync(`${paper}${experiment.protocol ?? experiment.name}.yaml`, "utf8");
  return readSpine({
    experiment: { ...experiment, population: "typical" }, text, k: 0,
    drawing: { seed: 4, parameters: "base", changes: ["axon.reliable=yes", ...changes] },
  });
}

/** `of(name)` in a reading whose numbers must be there. */
const numbersIn = (reading: Reading) => (name: string): number => {
  const value = reading[name];
  if (typeof value !== "number") throw new Error(`${name} is ${String(value)} in ${JSON.stringify(reading)}`);
  return value;
};

describe("the typical spine, measured through noise", () => {
  // ΔF/F of trains is about 100 %, and noise in two trials 1.5 %.
  test("APV leaves less than a tenth of EPSCs' calcium, and more than 80 % of the EPSCs and of action potentials' calcium", () => {
    const of = numbersIn(typical(epscTrain, ["axon.elsewhere=3", "trials=2"]));
    expect(of("control")).toBeGreaterThan(60);
    expect(of("apv") / of("control")).toBeLessThan(0.1);
    expect(of("epscInApv") / of("epsc")).toBeGreaterThan(0.8);
    // The truth is the same current before the electrode's noise, of which ten means of 5 ms leave some 0.2 pA.
    expect(of("trueEpsc")).toBeLessThan(-5);
    expect(Math.abs(of("trueEpsc") - of("epsc"))).toBeLessThan(1);
    expect(of("spikesInApv") / of("spikes")).toBeGreaterThan(0.8);
    expect(Math.abs(of("epscInBoth") / of("epsc"))).toBeLessThan(0.1);
  });
  test("CNQX takes less than a third of an EPSP train's calcium, and without Mg²⁺ there is more than with it", () => {
    const of = numbersIn(typical(cnqx, ["axon.elsewhere=3", "trials=2"]));
    expect(of("inCnqx") / of("control")).toBeGreaterThan(0.67);
    expect(of("inNeither")).toBeGreaterThan(of("control"));
  });
  test("with permeable receptors calcium is there in APV, and at −260 mV on the amplifier half as much again, as are EPSCs", () => {
    const reading = typical(hyperpolarisation, ["axon.elsewhere=1", "spine.with.permeableAmpa=0.05 nS", "trials=3"]);
    const of = numbersIn(reading);
    expect(reading["clear"]).toBe(true);
    expect(of("ratio")).toBeGreaterThan(1.5);
    expect(of("epscs")).toBeGreaterThan(1.5);
    expect(of("p")).toBeLessThan(0.02);
    // 15 MΩ and the dendrites' cable lose tens of millivolts of the command, the junction potential adds ten.
    expect(of("soma")).toBeGreaterThan(-260);
    expect(of("head")).toBeGreaterThan(of("soma"));
  });
  test("without permeable receptors a search in APV finds nothing", () => {
    expect(typical(apvSearch, [])).toMatchObject({ responds: false, permeable: 0 });
    expect(typical(apvSearch, ["spine.with.permeableAmpa=0.05 nS"])).toMatchObject({ responds: true, permeable: 1 });
  });
});

describe("conclusions", () => {
  const all: readonly Experiment[] = [epscTrain, cnqx, withoutAtp, restriction, apvSearch, hyperpolarisation, channelsAlone];
  test.each(all)("$name answers each of its findings once, and nothing else", ({ conclude, findings }) => {
    expect(conclude([{ found: false }]).map(({ id }) => id)).toEqual(findings);
  });
  test.each(all)("$name claims nothing where no spine responded: no value, no direction", ({ conclude }) => {
    for (const { value, direction, n } of conclude([{ found: false }, { found: false }])) {
      expect({ value, direction, n }).toEqual({ value: undefined, direction: false, n: 0 });
    }
  });
  const rowOf = (experiment: Experiment, id: string, readings: readonly Reading[]): Conclusion =>
    experiment.conclude(readings).find((row) => row.id === id) as Conclusion;
  // The mean of both ratios would be 0.475.
  test("what is left is the sum of what is left over the sum of control, so a faint spine's noise counts little", () => {
    const spine = { found: true, control: 100, both: 5, epsc: -40, epscInBoth: 0 };
    const faint = { found: true, control: 10, both: 9, epsc: -40, epscInBoth: 0 };
    expect(rowOf(epscTrain, "S01", [spine, faint]).value).toBeCloseTo(14 / 110, 12);
    expect(rowOf(epscTrain, "S01", [spine, faint]).holds).toBe(true);
    expect(rowOf(epscTrain, "S01", [{ ...spine, epscInBoth: -20 }]).holds).toBe(false);
  });
  test("a fall of calcium that APV brings but wash-out doesn't reverse is no block by APV", () => {
    const spine = { found: true, control: 100, apv: 2, apvOfBlocked: 2, blocked: true };
    expect(rowOf(epscTrain, "S02", [{ ...spine, washed: 90 }]).holds).toBe(true);
    expect(rowOf(epscTrain, "S02", [{ ...spine, washed: 5 }]).holds).toBe(false);
  });
  test("EPSCs that grow, but by 0.6 of what driving force and clamp allow, leave S12 without its second half", () => {
    const spines = (share: number): Reading[] => [-1, -0.6, -0.2, 0.2, 0.6, 1].map((by) => ({
      found: true, searched: 1, ratio: 2 + by / 10, epscs: 3 * share, epsc: -30 * share + by, due: -30, clear: true,
    }));
    expect(verdictOf(rowOf(hyperpolarisation, "S12", spines(0.6)))).toBe("direction only");
    expect(verdictOf(rowOf(hyperpolarisation, "S12", spines(1)))).toBe("reproduced");
    expect(rowOf(hyperpolarisation, "S12", spines(0.6)).note).toContain("0.6 (0.6 to 0.6) of what driving force and clamp allow");
  });
  test("calcium is restricted only if shaft and neighbouring spine both have less than a fifth; the larger is the row's", () => {
    const spines = (shaft: number, neighbour: number): Reading[] => [9, 10, 11].map((spine) =>
      ({ found: true, spine, shaft: shaft * spine, neighbour: neighbour * spine, trueSpine: spine, trueShaft: 0.02 * spine, trueNeighbour: 0 }));
    const of = (shaft: number, neighbour: number): Conclusion => rowOf(restriction, "S17", spines(shaft, neighbour));
    expect([of(0.03, 0.01), of(0.03, 0.3), of(0.3, 0.01)].map(verdictOf)).toEqual(["reproduced", "direction only", "direction only"]);
    expect(of(0.03, 0.3).value).toBeCloseTo(0.3, 9);
    expect(of(0.03, 0.3).truth).toBe(0);
  });
  // Eight spines, of which chance makes one seem fast in the trials that choose.
  const peaks = (fast: number, by: number): Reading[] => [fast, fast + 2, 70, 75, 80, 85, 90, 40].map((truePeak, i) => ({
    truePeak, oddPeak: i === 7 ? 95 : truePeak + by * (i % 2 === 0 ? 1 : -1), evenPeak: i === 7 ? 95 : truePeak,
  }));
  test("the fastest quarter's time to the peak is the row's, read in trials that didn't choose, with those spines' truth", () => {
    const found = rowOf(withoutAtp, "S16", [...peaks(44, 1).slice(0, 7), { truePeak: 90, oddPeak: 30, evenPeak: 90 }]);
    expect(found).toMatchObject({ value: (90 + 44) / 2, truth: (90 + 44) / 2, n: 2, spines: 2 });
  });
  test("it is reproduced only where the interval of measuring ends below 50 ms: not by halves that differ by 12 ms", () => {
    expect(verdictOf(rowOf(withoutAtp, "S16", peaks(40, 1)))).toBe("reproduced");
    expect(verdictOf(rowOf(withoutAtp, "S16", peaks(44, 12)))).toBe("direction only");
  });
});
