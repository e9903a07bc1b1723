import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findings } from "./findings.js";
import { fitBase, type Asked, type Fit } from "./fit.js";
import { documentOf, type FitDocument } from "./fit-document.js";
import {
  freeParameters, publishedOf, rounded, settingsAt, stated, trainingRows, type FreeParameter,
} from "./training.js";
import {
  experimentOf, formulaReadings, readSession, sessionNames, type SessionName, type SomeReadings, type TrainingReadings,
} from "./training-sessions.js";

const kept = JSON.parse(readFileSync("paper/fit-base.json", "utf8")) as FitDocument;
const base = freeParameters.map((parameter) => stated(parameter).now);
const at = (name: string): number => freeParameters.findIndex((one) => one.name === name);

describe("what base is fitted to", () => {
  test("the training rows are the findings said to be fitted, about a third of those with a range", () => {
    const fitted = findings.filter(({ role }) => role === "fit").map(({ id }) => id);
    expect([...new Set(trainingRows.map(({ id }) => id))].sort()).toEqual([...fitted].sort());
    const quantitative = findings.filter(({ range, role }) => range && role !== "setting");
    expect(fitted.length / quantitative.length).toBeGreaterThan(0.3);
    expect(fitted.length / quantitative.length).toBeLessThan(0.4);
  });

  test("every number starts within its bounds, and at what is published where something is", () => {
    for (const parameter of freeParameters) {
      const { value } = publishedOf(parameter);
      const { low, high } = stated(parameter);
      expect(value, parameter.name).toBeGreaterThanOrEqual(low);
      expect(value, parameter.name).toBeLessThanOrEqual(high);
      if (parameter.published) expect(value).toBe(parameter.published.value);
    }
  });

  test("channels are as dense in the head as in the shaft: 12 in the typical head have its membrane's", () => {
    const permeability = settingsAt(base)["highThresholdCluster.permeability"] ?? "";
    const area = Math.PI * Math.cbrt((6 * 0.06) / Math.PI) ** 2;
    expect(Number.parseFloat(permeability)).toBeCloseTo((base[at("highThreshold.permeability")] as number) * area, 6);
  });

  // Pairs of shocks by hand: λ of one, (1 + U·e^(−30/120))⁴ of it at the next, four of five vesicles after a release.
  test("formulas of release give what their equations say", () => {
    const settings = {
      "release.probability": "0.3", "release.facilitation": "0.34", "spineCalcium.bindingRatio": "150",
      "spinePopulation.releaseConcentration": "10",
    };
    const { eachOfPair, lowestProbability, highestProbability } = formulaReadings(settings);
    const rate = -Math.log(0.7) * (1 + 0.34 * Math.exp(-0.25)) ** 4;
    const second = 0.3 * (1 - Math.exp(-0.8 * rate)) + 0.7 * (1 - Math.exp(-rate));
    expect(eachOfPair).toBeCloseTo((0.3 + second) / 2, 6);
    // Beta(3, 7) at most x is nine coins of which three or more show heads with probability x.
    const below = (x: number): number => 1 - (1 - x) ** 9 - 9 * x * (1 - x) ** 8 - 36 * x * x * (1 - x) ** 7;
    const shareBelow = (x: number): number => (below(x) - below(0.05)) / (below(0.6) - below(0.05));
    expect(shareBelow(lowestProbability)).toBeCloseTo(0.05, 9);
    expect(shareBelow(highestProbability)).toBeCloseTo(0.95, 9);
  });
});

/** Readings at their aims, but for those that a world of formulas gives. */
function fitIn(world: (values: readonly number[]) => SomeReadings, seed = 1): Fit {
  const aims = {
    spineOverShaft: 1.775, bareCalcium: 2, leftByNickel: 0.05, takenByLittleNickel: 0.1,
    spikeWithoutAtp: 1, spikeWithAtp: 20, releaseWithoutAtp: 35, releaseWithAtp: 54, epsc: 4.243, supralinearity: 2.449,
  };
  const asking = fitBase(seed);
  let next = asking.next();
  while (next.done !== true) next = asking.next(next.value.map(({ values }: Asked) => ({ ...aims, ...world(values) })));
  return next.value;
}

describe("the optimiser", () => {
  const [ampa, nmda] = [at("ampa.gMax"), at("nmda.gMax")];

  // In logarithms a row and a pull are two springs: the number rests where they balance, by their stiffness.
  test("a number that one row pins ends between row and published value; one that none moves stays published", () => {
    const { fitted, pinned, standardErrors } = fitIn((values) => ({ epsc: 30 * (values[ampa] as number) }));
    const [row, pull] = [Math.log(6 / 3) / 2, Math.log(0.5 / 0.1) / 2];
    const weight = 1 / row ** 2 / (1 / row ** 2 + 1 / pull ** 2);
    const expected = Math.exp(weight * Math.log(Math.sqrt(18) / 30) + (1 - weight) * Math.log(0.25));
    expect((fitted.values[ampa] as number) / expected).toBeCloseTo(1, 2);
    expect(pinned[ampa]).toBeCloseTo(weight, 2);
    expect(standardErrors[ampa]).toBeCloseTo(1 / Math.sqrt(1 / row ** 2 + 1 / pull ** 2), 2);
    expect(fitted.values[nmda]).toBeCloseTo(0.3, 2);
    expect(pinned[nmda]).toBeCloseTo(0, 2);
  });

  test("a number that its row would drive beyond its bound ends there, and the others go on", () => {
    const { fitted } = fitIn((values) => ({
      epsc: 2 * (values[ampa] as number), releaseWithAtp: 54 * ((values[nmda] as number) / 0.2) ** 3,
    }));
    expect(fitted.values[ampa]).toBe(stated(freeParameters[ampa] as FreeParameter).high);
    expect(fitted.values[nmda]).toBeLessThan(0.23);
  });

  test("both starts come to the same place, and the same seed to the same document", () => {
    const world = (values: readonly number[]): SomeReadings => ({
      epsc: 20 * (values[ampa] as number) ** 0.8,
      supralinearity: 1 + 2 * (values[nmda] as number) / (0.2 + (values[nmda] as number)),
    });
    const [one, again] = [fitIn(world, 4), fitIn(world, 4)];
    const document = (fit: Fit): FitDocument => documentOf(fit, { seed: 4, evaluations: 0 });
    expect(document(one)).toEqual(document(again));
    one.fitted.values.forEach((value, i) => {
      expect(Math.abs(Math.log(value / (one.other.fitted.values[i] as number))), freeParameters[i]?.name)
        .toBeLessThan(0.3 * (one.standardErrors[i] as number));
    });
  });
});

describe("base, beside what is kept of its fit", () => {
  test("each free number is the kept fit's, rounded, and within its bounds", () => {
    expect(kept.parameters.map(({ name }) => name)).toEqual(freeParameters.map(({ name }) => name));
    expect(Object.fromEntries(freeParameters.map(({ name }, i) => [name, base[i]])))
      .toEqual(Object.fromEntries(kept.parameters.map(({ name, base: value }) => [name, value])));
    expect(rounded(kept.parameters.map(({ fitted }) => fitted))).toEqual(base);
    for (const { name, bounds: [low, high], fitted } of kept.parameters) {
      expect(fitted, name).toBeGreaterThanOrEqual(low);
      expect(fitted, name).toBeLessThanOrEqual(high);
    }
  });

  test("its source names the rows that it is fitted to", () => {
    expect(new Set(kept.rows.map(({ id }) => id))).toEqual(new Set(trainingRows.map(({ id }) => id)));
    expect(kept.rows.map(({ reading }) => reading)).toEqual(trainingRows.map(({ reading }) => reading));
  });

  test("rounding costs next to nothing; both starts come to the same loss", () => {
    const { fitted, base: withBase, otherFitted, start } = kept.loss;
    expect(withBase - fitted).toBeLessThan(0.05);
    expect(Math.abs(otherFitted - fitted)).toBeLessThan(0.1);
    expect(fitted).toBeLessThan(start / 3);
  });

  // Two of the eight simulations, the briefest, and all formulas; the others are too long to repeat in every test.
  test("run again with base, two simulations and the formulas read what the document says, to 1 %", () => {
    const settings = settingsAt(base);
    const brief: readonly SessionName[] = ["one AP without dye", "one EPSC"];
    expect(sessionNames).toEqual(expect.arrayContaining([...brief]));
    const read: Partial<TrainingReadings> = { ...formulaReadings(settings) };
    for (const name of brief) {
      const { name: own, protocol } = experimentOf(name);
      Object.assign(read, readSession(name, readFileSync(`paper/${protocol ?? own}.yaml`, "utf8"), settings));
    }
    const again = trainingRows.flatMap(({ of }, i) => {
      const now = of(read as TrainingReadings);
      return Number.isFinite(now) ? [now / (kept.rows[i]?.base as number)] : [];
    });
    expect(again).toHaveLength(9);
    for (const ratio of again) expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
  });

  test("the document's readings with base make its loss", () => {
    const distances = kept.rows.map(({ distance }) => distance);
    const published = freeParameters.reduce((sum, parameter, i) => {
      const { value, low, high } = publishedOf(parameter);
      return sum + (Math.log((base[i] as number) / value) / (Math.log(high / low) / 2)) ** 2;
    }, 0);
    expect(distances.reduce((sum, d) => sum + d * d, published)).toBeCloseTo(kept.loss.base, 2);
  });
});
