import { describe, expect, test } from "vitest";
import { expectedDetectability } from "radiatum";
import { readProtocol } from "radiatum/protocol";
import { sessionOf } from "radiatum/rig";
import { planned } from "../lab/plan-services.js";
import { bleachedBy, durationText, powerFor } from "./forecast.js";

const transient = { photonsPerLine: 30, deltaFOverF: 0.6, rise_ms: 3, decay_ms: 150, linePeriod_ms: 2 };

describe("what is planned from a run", () => {
  test("a power that is to give twice the d′ gives it: four times the photons, by the library's own law", () => {
    const { detectability } = expectedDetectability(transient);
    const power = powerFor(2 * detectability, { detectability, power: 10 });
    const brighter = expectedDetectability({ ...transient, photonsPerLine: 30 * (power / 10) ** 2 });
    expect(brighter.detectability).toBeCloseTo(2 * detectability, 9);
  });
  test("within the run bleaching is the run's own; beyond its end a longer run's, to a hundredth of the dye", () => {
    const plansOf = (trials: number): readonly { unbleached: number }[] => sessionOf(readProtocol(
      `name: Bleaching\nstimuli: { shock: { kind: synaptic, at: 20 ms } }\ntrials: ${trials}\nduration: 60 ms\nimaging: { kind: line scan, pixels: 24, power: 15 mW }\n`)).trials;
    const [short, long] = [plansOf(10), plansOf(30)];
    expect(bleachedBy(5, short)).toBe(1 - (short[5]?.unbleached ?? 0));
    expect(Math.abs((bleachedBy(25, short) ?? 0) - (1 - (long[25]?.unbleached ?? 0)))).toBeLessThan(0.01);
    expect(bleachedBy(5, short.slice(0, 1))).toBeUndefined();
  });
  test("with successes that can't be told apart the plan is a sentence, not a number", () => {
    const plan = planned({ probability: 0.4, detectability: 3, halfWidth: 0.1, other: 0.2 });
    expect(plan.trials).toMatchObject({ refused: expect.stringMatching(/3 noise SDs apart/) as string });
    expect(planned({ probability: 0.4, detectability: 10, halfWidth: 0.1, other: 0.4 }).comparison).toHaveProperty("refused");
  });
});

test.each([[45, "45 s"], [465, "8 min"], [9000, "2.5 h"]])("%d s is %s", (seconds, words) => {
  expect(durationText(seconds)).toBe(words);
});
