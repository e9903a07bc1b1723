import { describe, expect, test } from "vitest";
import { cylinder } from "#morphology";
import type { Cell } from "../cell.js";
import { chosen, mechanism } from "../language/index.js";
import { refusal } from "../../testing/refusal.js";
import type { Request, Step } from "./request.js";
import { another, prepare, simulate, trialRunner, type Portion, type TrialRunner } from "./simulate.js";

const any = chosen("an ordinary value");
const leak = mechanism("leak", {
  placed: "over membrane",
  parameters: { g: ["0.3 mS/cm²", any], reversal: ["-65 mV", any] },
  reads: { v: "mV" },
  states: {},
  current: (_, { v }, p) => ({ total: p.g * (v - p.reversal) }),
});
/** Opens with hyperpolarisation, and takes 100 ms for it, as Ih does. */
const slow = mechanism("slow", {
  placed: "over membrane",
  parameters: { g: ["0.2 mS/cm²", any], reversal: ["-30 mV", any], half: ["-70 mV", any], slope: ["8 mV", any] },
  reads: { v: "mV" },
  states: { open: "1" },
  derivative: ({ open }, { v }, p, { exp, ms }) =>
    ({ open: (1 / (1 + exp((v - p.half) / p.slope)) - open) / (100 * ms) }),
  current: ({ open }, { v }, p) => ({ total: p.g * open * (v - p.reversal) }),
});
const cable = { axialResistivity: 100, capacitance: 1 };
const cell: Cell = {
  sections: [
    cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, ...cable }),
    cylinder({
      name: "dendrite", kind: "dendrite", length: 300, diameter: 2, compartments: 9, ...cable,
      parent: { section: "soma", at: 1 },
    }),
  ],
  start: "-60 mV",
  membrane: [{ mechanism: leak, in: "everywhere" }, { mechanism: slow, in: "everywhere" }],
  electrodes: [{ name: "pipette", kind: "current clamp", at: { section: "soma" } }],
};
const step: Step = { kind: "adaptive", tolerance: "0.001 mV" };
const probes = {
  soma: { of: "v", at: { section: "soma" }, every: "1 ms" },
  tip: { of: "v", at: { section: "dendrite", at: 1 }, every: "1 ms" },
} as const;
const request: Request<typeof probes> = {
  cell, duration: "20 ms", step, probes,
  trials: [{ commands: [{ electrode: "pipette", level: "-100 pA" }] }],
};

describe("a cell that comes to rest before it is recorded", () => {
  test("stands where seconds of small steps bring it, within a thousandth of a mV, and stays there", () => {
    const [rested, settled] = [simulate({ ...request, rest: "4000 ms" }), simulate({ ...request, settle: "4000 ms" })];
    for (const name of ["soma", "tip"] as const) {
      const [ours, theirs] = [rested, settled].map(({ traces }) => traces[name].trials[0] as Float64Array) as
        [Float64Array, Float64Array];
      expect(Math.abs((ours[0] as number) - (theirs[0] as number))).toBeLessThan(1e-3);
      expect(Math.max(...ours) - Math.min(...ours)).toBeLessThan(1e-3);
    }
    expect(rested.cost.steps).toBeLessThan(settled.cost.steps / 5);
  });

  test("doesn't rest without it: the check above could fail", () => {
    const { traces } = simulate(request);
    const trace = traces.soma.trials[0] as Float64Array;
    expect(Math.max(...trace) - Math.min(...trace)).toBeGreaterThan(1);
  });

  test.each([
    ["a negative time", { rest: "-1 ms" }, "rest must be at least 0 ms, found -1 ms."],
    ["fixed steps", { rest: "10 ms", step: { kind: "fixed", dt: "0.025 ms" } as const },
      "rest must be 0 ms where steps are not adaptive, found 10 ms."],
  ])("%s is refused", (_, change, sentence) => {
    expect(refusal(() => prepare({ ...request, ...change })).message).toBe(sentence);
  });
});

describe("another run on a machine that is there", () => {
  const finished = (runner: TrialRunner): Portion => {
    const run = runner.run([0]);
    for (;;) {
      const next = run.next();
      if (next.done === true) return next.value;
    }
  };
  const prepared = prepare({ ...request, rest: "2000 ms" });
  const still = another(prepared, {
    duration: "5 ms", rest: "1000 ms", trials: [{ commands: [{ electrode: "pipette", level: "50 pA" }] }],
    probes: { tip: probes.tip },
  });

  test("gives what a machine of its own gives, and leaves the first run's bytes as they were", () => {
    const alone = finished(trialRunner(prepared)).samples;
    const runner = trialRunner(prepared);
    const before = finished(runner).samples;
    const beside = finished(runner.beside(still)).samples;
    expect(before).toEqual(alone);
    expect(beside).toEqual(finished(trialRunner(still)).samples);
    expect(beside[0]?.[0]).toHaveLength(6);
    expect(finished(runner).samples).toEqual(alone);
  });

  // Said out loud to a machine of its own: every number that decides how long steps are.
  test("with steps halved is the run whose ladder, tolerance and pools' tolerance were asked for so, to the bit", () => {
    const ladder = { kind: "adaptive", tolerance: "0.08 mV", shortest: "0.00125 ms", longest: "1.28 ms" } as const;
    const trials = [{ commands: [{ electrode: "pipette", from: "5 ms", level: "-100 pA" }] }];
    const coarse = { ...request, rest: "2000 ms", step: ladder, poolTolerance: 0.08, trials };
    const fine = { ...coarse, step: { ...ladder, tolerance: "0.01 mV", shortest: "0.000625 ms", longest: "0.64 ms" }, poolTolerance: 0.02 };
    const before = prepare(coarse);
    const halved = another(before, { ...coarse, halvings: 1 });
    const samples = finished(trialRunner(before).beside(halved)).samples;
    expect(samples).toEqual(finished(trialRunner(prepare(fine))).samples);
    expect(samples).not.toEqual(finished(trialRunner(before)).samples);
  });
  test("has no steps to halve where they are not adaptive", () => {
    const fixed = { ...request, step: { kind: "fixed", dt: "0.025 ms" } as const };
    expect(refusal(() => another(prepare(fixed), { ...fixed, trials: [{}], halvings: 1 })).message)
      .toBe("halvings must be 0 where steps are not adaptive, found 1.");
  });
});

describe("a parameter that is computed place by place", () => {
  const withLeak = (g: string | ((at: { readonly section: string }) => string | number)): Cell =>
    ({ ...cell, membrane: [{ mechanism: leak, in: "everywhere", with: { g } }] });

  test("may be a bare number in coherent units: 0.003 nS/µm² is 0.3 mS/cm²", () => {
    const of = (one: Cell): unknown => simulate({ ...request, cell: one }).traces;
    expect(of(withLeak(() => 0.003))).toEqual(of(withLeak(() => "0.3 mS/cm²")));
  });

  test("is refused where it is no number", () => {
    expect(refusal(() => prepare({ ...request, cell: withLeak(() => Number.NaN) })).message).toContain("leak, g");
  });
});
