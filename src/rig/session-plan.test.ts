import { describe, expect, test } from "vitest";
import type { Condition, Protocol } from "#protocol";
import { pulsesOf, trialPlans } from "./session-plan.js";

const condition = (name: string, more: Partial<Condition> = {}): Condition => ({
  name, drugs: [], bath: { calcium: "2 mM", magnesium: "2 mM" }, holding: "-70 mV", wait: "0 min", wash: "0 min", ...more,
});
/** What the plan reads of a protocol. */
const protocol = (conditions: Condition[], runs: Protocol["runs"]): Protocol => ({
  conditions, runs, interval: "10 s", pipette: { dye: null, structuralDye: null, atp: "5 mM", sinceBreakIn: "30 min" },
} as unknown as Protocol);

describe("trialPlans", () => {
  test("3 trials every 10 s, then 5 min of wash-in: the fourth starts at 330 s, 35.5 min after break-in", () => {
    const plans = trialPlans(protocol(
      [condition("control"), condition("APV", { drugs: [{ name: "D-APV", dose: "100 µM" }], wait: "5 min" })],
      [{ stimulus: "EPSC", condition: "control", trials: 3 }, { stimulus: "EPSC", condition: "APV", trials: 2 }],
    ));
    expect(plans.map((plan) => plan.start)).toEqual([0, 10_000, 20_000, 330_000, 340_000]);
    expect(plans[3]?.sinceBreakIn).toBeCloseTo(35.5, 12);
    expect(plans[3]?.bath.drugs).toEqual([{ name: "D-APV", concentration_uM: 100 }]);
  });
  test("with a wash of 2 min, 5 min wash in 91.8 % of the dose, and 10 min wash all but 0.67 % of it out again", () => {
    const plans = trialPlans(protocol(
      [
        condition("control"), condition("APV", { drugs: [{ name: "D-APV", dose: "100 µM" }], wait: "5 min", wash: "2 min" }),
        condition("wash", { wait: "10 min", wash: "2 min" }),
      ],
      ["control", "APV", "wash"].map((name) => ({ stimulus: "EPSC", condition: name, trials: 1 })),
    ));
    // Wash-in goes on for the trial's own interval of 10 s, until the solution is changed again.
    const reached = 100 * (1 - Math.exp(-310 / 120));
    const [, during, after] = plans;
    expect(during?.bath.drugs[0]?.concentration_uM).toBeCloseTo(100 * (1 - Math.exp(-300 / 120)), 9);
    expect(after?.bath.drugs[0]?.concentration_uM).toBeCloseTo(reached * Math.exp(-600 / 120), 9);
  });
  test("4 mM calcium exchanges as drugs do", () => {
    const plans = trialPlans(protocol(
      [condition("2/2"), condition("4/1", { bath: { calcium: "4 mM", magnesium: "1 mM" }, wait: "1 min", wash: "1 min" })],
      [{ stimulus: "shock", condition: "2/2", trials: 1 }, { stimulus: "shock", condition: "4/1", trials: 1 }],
    ));
    expect(plans[1]?.bath.calcium_mM).toBeCloseTo(4 - 2 * Math.exp(-1), 9);
    expect(plans[1]?.bath.magnesium_mM).toBeCloseTo(1 + Math.exp(-1), 9);
  });
});

test("5 pulses at 50 Hz from 100 ms: 100, 120, 140, 160, 180 ms", () => {
  const pulses = pulsesOf({ kind: "synaptic", at: "100 ms", count: 5, frequency: "50 Hz", strength: "1" });
  pulses.forEach((time, k) => { expect(time).toBeCloseTo(100 + 20 * k, 9); });
});

test("a train of steps has as many pulses as any other", () => {
  const step = { kind: "step", at: "100 ms", count: 3, frequency: "50 Hz", width: "7 ms", by: "50 mV" } as const;
  expect(pulsesOf(step)).toEqual([100, 120, 140].map((time): unknown => expect.closeTo(time, 9)));
});
