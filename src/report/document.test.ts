import { describe, expect, test } from "vitest";
import { jsonDocument } from "./document.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { VARIANTS } from "./testing/variants.js";

describe.each(Object.entries(VARIANTS))("the document of %s", (_, wanted) => {
  const document = jsonDocument(syntheticMeasurement(wanted));

  test("is JSON that comes back as it was: no NaN, infinity, undefined or typed array within", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
  test("has the keys that DOCUMENT.md names, whatever the recording", () => {
    expect(Object.keys(document)).toEqual([
      "schema", "recording", "timing", "baseline", "stimuli", "background", "regions", "ratio", "trials", "calciumTransientProbability", "amplitudes",
      "photonTransfer", "soma", "further", "issues", "parameters", "methods", "references",
    ]);
  });
});

describe("numbers in the document", () => {
  test("the resting ratio is a plain number with its interval beside it", () => {
    expect(jsonDocument(syntheticMeasurement({ ratio: true }))["ratio"]).toMatchObject({
      baseline_percent: 11.58, baseline_percent_low: 11.58 - 1.96 * 0.14, baseline_percent_high: 11.58 + 1.96 * 0.14, baseline_percent_n: 40, baseline_percent_nOf: "trials",
    });
  });
  test("the line period is 2.048 ms with its source and the 0.512 ms that was not taken; null where no source gives one", () => {
    expect(jsonDocument(syntheticMeasurement())["timing"]).toMatchObject({ linePeriod_ms: 2.048, source: expect.stringContaining("scanLinePeriod") as string, alternatives: [{ linePeriod_ms: 0.512 }] });
    expect(jsonDocument(syntheticMeasurement({ timing: false }))["timing"]).toMatchObject({ linePeriod_ms: null, timeUnit: "lines" });
  });
  test("an open bound is null and a refusal is its sentence alone", () => {
    const { regions, calciumTransientProbability } = jsonDocument(syntheticMeasurement({ trials: 3 })) as { regions: Record<string, unknown>[]; calciumTransientProbability: unknown };
    expect(regions[0]!["decay"]).toMatchObject({ value: 243, low: 180, high: null });
    expect(calciumTransientProbability).toEqual({ refused: expect.stringContaining("below 4") as string });
  });
  test("trials count from 1", () => {
    const { trials } = jsonDocument(syntheticMeasurement({ trials: 3 })) as { trials: { trial: number }[] };
    expect(trials.map(({ trial }) => trial)).toEqual([1, 2, 3]);
  });
});
