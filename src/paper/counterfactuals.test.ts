import { describe, expect, test } from "vitest";
import { argumentsOf, type Argument } from "./counterfactuals.js";
import type { Reading } from "./experiment.js";

/** Six spines that scatter by a few per cent about these numbers, so that there is an interval. */
const spines = (about: Reading): Reading[] => [0.97, 0.98, 0.99, 1.01, 1.02, 1.03].map((by) =>
  Object.fromEntries(Object.entries(about).map(([name, value]) => [name, typeof value === "number" ? value * by : value])));

function judged(name: string, readings: Readonly<Record<string, readonly Reading[]>>): Argument {
  const found = argumentsOf(new Map(Object.entries(readings)), []).find((one) => one.name === name);
  if (!found) throw new Error(`there is an argument ${name}`);
  return found;
}

describe("an argument", () => {
  test("isn't judged where the experiments it needs weren't run", () => {
    expect(argumentsOf(new Map([["epsc-train", spines({ control: 1 })]]), [])).toEqual([]);
  });

  test("is undecided by two spines, and by what has no interval, however clear it is; what is true though is said", () => {
    const one = { ratio: 1.5, ratioByDiffusion: 0.2, trueMeanRatio: 1.6, trueMeanRatioByDiffusion: 0.1 };
    const of = (n: number, each: Reading): Argument => judged("diffusion-gradient", { "shaft-alone": spines(each).slice(0, n) });
    expect(of(2, one)).toMatchObject({ verdict: "undecided", truly: true });
    expect(of(2, one).because).toContain("rests on 2 spines");
    expect(of(6, one)).toMatchObject({ verdict: "holds", truly: true });
    expect(of(6, { ...one, trueMeanRatioByDiffusion: 1.2 })).toMatchObject({ verdict: "holds", truly: false });
  });

  test("holds only where all that its intervals allow is as expected, and fails only where nothing is", () => {
    const of = (spread: number, about: number): string => judged("diffusion-gradient", {
      "shaft-alone": [-1, -0.6, -0.2, 0.2, 0.6, 1].map((by) => ({ ratio: 1.5, ratioByDiffusion: about + spread * by }))
        .map((each, i) => ({ ...each, ratio: 1.5 + i / 100 })),
    }).verdict;
    expect([of(0.1, 0.5), of(0.6, 0.9), of(0.1, 1.3)]).toEqual(["holds", "undecided", "does not hold"]);
  });

  test("from delay holds if diffusion takes 8 ms, not if it takes 1.5 ms, which no line of 2 ms shows", () => {
    const of = (byDiffusion: number): Argument => judged("diffusion-delay", {
      "shaft-alone": spines({ delay: 0.5, delayByDiffusion: byDiffusion, byDiffusion, trueDelay: 0.1 }),
    });
    expect(of(8)).toMatchObject({ verdict: "holds", unit: "ms" });
    expect(of(8).outcomes.map(({ n }) => n)).toEqual([6, 6]);
    expect(of(1.5).verdict).toBe("does not hold");
  });

  test("from a gradient holds if channels in the shaft alone leave the spine with less, not if with more", () => {
    const of = (ratioByDiffusion: number): string =>
      judged("diffusion-gradient", { "shaft-alone": spines({ ratio: 1.5, ratioByDiffusion }) }).verdict;
    expect([of(0.3), of(1.2)]).toEqual(["holds", "does not hold"]);
  });

  test("for NMDA receptors holds if 6 % is left without them, not if 70 % is; permeable spines don't count", () => {
    const control = spines({ found: true, control: 30, apv: 1, apvOnNmda: 1, trueControl: 30 });
    const of = (without: number, permeable: Reading[] = []): Argument => judged("no-nmda", {
      "epsc-train": [...control, ...permeable.map(() => ({ found: true, control: 30, apv: 25, apvOnNmda: null }))],
      "without-nmda": [...spines({ without, trueWithout: without }), ...permeable],
    });
    expect(of(1.8).verdict).toBe("holds");
    expect(of(1.8, [{ without: 25, trueWithout: 25 }]).outcomes[1]).toMatchObject({ n: 6 });
    expect(of(21).verdict).toBe("does not hold");
  });

  test("that channels aren't needed fails if EPSPs run down with them", () => {
    const of = (spent: number): string => judged("no-channels", {
      "without-atp": spines({ spike: 3, control: 60, spent, fed: 45, trueSpike: 3, trueControl: 60, trueSpent: spent, trueFed: 45 }),
    }).verdict;
    expect([of(44), of(4)]).toEqual(["holds", "does not hold"]);
  });

  test("for NMDA receptors in pairing needs the excess of 12 of 24 % to go in APV", () => {
    const of = (excessInApv: number): string => judged("supralinear-by-nmda", {
      "pairing-in-depth": spines({ found: true, paired: 24, excess: 12, excessInApv }).map((one, i) => ({ ...one, paired: 24 + i / 10 })),
    }).verdict;
    expect([of(1), of(11)]).toEqual(["holds", "does not hold"]);
  });

  test("for permeable receptors needs growth beyond what channels alone could show", () => {
    const of = (change: number): string => judged("no-permeable-receptors", {
      "permeable-receptors": spines({ held: 30, change }).map((one, i) => ({ ...one, changeWithout: 1 + i / 10 })),
    }).verdict;
    expect([of(20), of(-4)]).toEqual(["holds", "does not hold"]);
  });

  test("against T-type channels holds only if 50 µM Ni²⁺ would take a part that trials show", () => {
    const of = (takenWith: number): string => judged("low-threshold-present", {
      "low-threshold-channels": spines({ ready: 30, readyWith: 60, takenWith }).map((one, i) => ({ ...one, taken: 3 + i / 10 })),
    }).verdict;
    expect([of(36), of(9)]).toEqual(["holds", "does not hold"]);
  });

  test("from agreement of calcium and EPSC fails if other contacts agree as well", () => {
    const trials = (disagree: number): Reading[] =>
      [{ both: 20, neither: 60, calciumAlone: 0, currentAlone: disagree, trials: 100, trueElsewhere: disagree }];
    const of = (disagree: number): string =>
      judged("other-contacts", { "minimal-stimulation": trials(0), "release-probability": trials(disagree) }).verdict;
    expect([of(80), of(1)]).toEqual(["holds", "undecided"]);
  });
});
