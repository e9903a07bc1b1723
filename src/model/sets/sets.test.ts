import { describe, expect, test } from "vitest";
import { parameterNames, parameterSet, parameterSetNames, parameterTable } from "./index.js";
import { magnesiumBlock, magnesiumBlocks } from "../synapse/index.js";

describe("parameter sets", () => {
  test.each(parameterSetNames)("%s names only parameters of the model, in their units", (name) => {
    expect(() => parameterTable(parameterSet(name))).not.toThrow();
  });
  // The densities that published bAPs need are not those that were published: said so, not hidden.
  test("base changes nothing; four densities of the cell's channels lie outside their bounds, and nothing else", () => {
    const rows = parameterTable(parameterSet("base"));
    expect(rows.filter((row) => row.changed)).toEqual([]);
    expect(rows.filter((row) => row.outsideBounds).map(({ name, value }) => `${name} ${value}`)).toEqual([
      "cell.sodium 20 mS/cm²", "cell.axonSodium 8", "cell.dendriticDelayedRectifier 5 mS/cm²", "cell.aType 6 mS/cm²",
    ]);
    expect(rows.every((row) => row.source.length > 5)).toBe(true);
  });
  test("308 and 30 µM an action potential, and κ of 20, are shown to lie outside the bounds", () => {
    const outside = (name: string): string[] =>
      parameterTable(parameterSet(name))
        .filter((row) => row.outsideBounds)
        .map((row) => row.name);
    expect(outside("yuste-calibration")).toContain("highThreshold.permeability");
    expect(outside("sabatini-2002")).toContain("spineCalcium.bindingRatio");
  });
  test("a misspelt set or parameter is refused with the nearest, and a wrong unit by name", () => {
    expect(() => parameterSet("sabatini")).toThrow('There is no parameter set "sabatini".');
    expect(() => parameterSet("constructor")).toThrow("There is no parameter set");
    expect(() => parameterTable({ "nmda.gmx": "1 nS" })).toThrow(
      'The model has no parameter "nmda.gmx". Did you mean "nmda.gMax"?',
    );
    expect(() => parameterTable({ "nmda.gMax": "1 mV" })).toThrow('"1 mV" is not nmda.gMax');
  });
  test("every name stands once; 120 parameters and more", () => {
    expect(new Set(parameterNames).size).toBe(parameterNames.length);
    expect(parameterNames.length).toBeGreaterThan(120);
  });
  test("at −65 mV and 2 mM Mg²⁺ the blocks leave 1.2, 3.1 and 0.19 % of NMDA receptors open to ions", () => {
    const left = (name: string): number => {
      const { settings } = magnesiumBlock(name);
      const of = (key: string): number => Number.parseFloat(settings[`nmda.${key}`]!);
      return 100 / (1 + (2 / of("blockHalf")) * Math.exp(-of("blockSlope") * -65));
    };
    expect(magnesiumBlocks.map(({ name }) => Number(left(name).toPrecision(2)))).toEqual([1.2, 3.1, 0.19]);
    for (const { settings } of magnesiumBlocks) expect(() => parameterTable(settings)).not.toThrow();
  });
});
