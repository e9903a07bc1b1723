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

  test("doesn't hold by two spines, however clear they are; what is true though is said", () => {
    const one = { ratio: 1.5, ratioByDiffusion: 0.2, trueMeanRatio: 1.6, trueMeanRatioByDiffusion: 0.1 };
    const of = (n: number, each: Reading): Argument =>
      judged("diffusion-gradient", { "action-potential": Array.from({ length: n }, () => each) });
    expect(of(2, one)).toMatchObject({ holds: false, truly: true });
    expect(of(2, one).because).toContain("rests on 2 spines");
    expect(of(3, one)).toMatchObject({ holds: true, truly: true });
    expect(of(3, { ...one, trueMeanRatioByDiffusion: 1.2 })).toMatchObject({ holds: true, truly: false });
  });

  test("from delay holds if diffusion takes 8 ms, not if it takes 1.5 ms, which no line of 2 ms shows", () => {
    const of = (byDiffusion: number): Argument => judged("diffusion-delay", {
      "action-potential": spines({ delay: 0.5, delayByDiffusion: byDiffusion, byDiffusion, trueDelay: 0.1 }),
    });
    expect(of(8)).toMatchObject({ holds: true, unit: "ms" });
    expect(of(8).outcomes.map(({ n }) => n)).toEqual([6, 6]);
    expect(of(1.5).holds).toBe(false);
  });

  test("from a gradient holds if channels in the shaft alone leave the spine with less, not if with more", () => {
    const of = (ratioByDiffusion: number): boolean =>
      judged("diffusion-gradient", { "action-potential": spines({ ratio: 1.5, ratioByDiffusion }) }).holds;
    expect([of(0.3), of(1.2)]).toEqual([true, false]);
  });

  test("for NMDA receptors holds if 6 % is left without them, not if 70 % is; permeable spines don't count", () => {
    const control = spines({ found: true, control: 30, apv: 1, apvOnNmda: 1, trueControl: 30 });
    const of = (without: number, permeable: Reading[] = []): Argument => judged("no-nmda", {
      "epsc-train": [...control, ...permeable.map(() => ({ found: true, control: 30, apv: 25, apvOnNmda: null }))],
      "without-nmda": [...spines({ without, trueWithout: without }), ...permeable],
    });
    expect(of(1.8).holds).toBe(true);
    expect(of(1.8, [{ without: 25, trueWithout: 25 }]).outcomes[1]).toMatchObject({ n: 6 });
    expect(of(21).holds).toBe(false);
  });

  test("that channels aren't needed fails if EPSPs run down with them", () => {
    const of = (spent: number): boolean => judged("no-channels", {
      "without-atp": spines({ spike: 3, control: 60, spent, fed: 45, trueSpike: 3, trueControl: 60, trueSpent: spent, trueFed: 45 }),
    }).holds;
    expect([of(44), of(4)]).toEqual([true, false]);
  });

  test("for NMDA receptors in pairing needs the excess of 12 of 24 % to go in APV", () => {
    const of = (pairedInApv: number): boolean => judged("supralinear-by-nmda", {
      pairing: spines({ found: true, epsp: 4, ap: 8, paired: 24, sumInApv: 10, pairedInApv }),
    }).holds;
    expect([of(10), of(20)]).toEqual([true, false]);
  });

  test("for permeable receptors needs growth beyond what channels alone could show", () => {
    const of = (ratio: number): boolean => judged("no-permeable-receptors", {
      "hyperpolarisation": spines({ held: 30, trueHeld: 30, trueFarthest: 60 }).map((one) => ({ ...one, ratio })),
      "channels-alone": spines({ change: 0.5, trueHeld: 0.2, trueLess: 0.1 }),
    }).holds;
    expect([of(2), of(1.001)]).toEqual([true, false]);
  });

  test("against T-type channels holds only if 50 µM Ni²⁺ would take a part that trials show", () => {
    const of = (takenWith: number): boolean => judged("low-threshold-present", {
      "low-nickel": spines({ ready: 30, readyWith: 60, takenWith }).map((one, i) => ({ ...one, taken: 3 + i / 10 })),
    }).holds;
    expect([of(36), of(9)]).toEqual([true, false]);
  });

  test("from agreement of calcium and EPSC fails if other contacts agree as well", () => {
    const trials = (disagree: number): Reading[] =>
      [{ both: 20, neither: 60, calciumAlone: 0, currentAlone: disagree, trials: 100, trueElsewhere: disagree }];
    const of = (disagree: number): boolean =>
      judged("other-contacts", { "minimal-stimulation": trials(0), "release-probability": trials(disagree) }).holds;
    expect([of(80), of(1)]).toEqual([true, false]);
  });
});
