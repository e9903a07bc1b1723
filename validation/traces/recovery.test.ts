import { describe, expect, test } from "vitest";
import { fitTimeCourse, onset } from "../../src/analysis/traces/index.js";
import { readTrials, timesOf, usual } from "./line-scan-truth.js";
import { recover, studies } from "./recovery.js";

/** A few dozen repetitions of what `npm run validate` does a thousand times; the tolerance allows for their number. */
const share: Readonly<Record<string, number>> = {
  "10 trials, 40 photons a line, 60 % ΔF/F": 40,
  "shaft 3 ms after spine, 10 trials": 40,
  "10 trials, 40 photons a line": 200,
  "1 trial, 100 photons a line": 200,
  "20 trials, a third succeed": 60,
  "48 pixels, 200 lines, up to 10 photons a pixel": 60,
  "48 pixels, 100 lines, up to 10 photons, dark level known": 60,
};

describe("95 % intervals hold the truth in 95 % of simulated experiments, within 2 % and the error of counting", () => {
  test.each(Object.entries(share))("%s: %i repetitions", (name, repetitions) => {
    const study = studies.find((candidate) => candidate.name === name);
    expect(study).toBeDefined();
    const rows = recover(study!, repetitions);
    expect(rows.filter(({ verdict }) => verdict === "differs")).toEqual([]);
  });
});

describe("the study itself can fail", () => {
  test("intervals half as wide as they should be are found out in 200 repetitions", () => {
    const honest = studies.find(({ name }) => name === "1 trial, 100 photons a line")!;
    const narrow = {
      name: "half as wide",
      once: (seed: number) => honest.once(seed).map(({ what, truth, estimate }) => ({
        what, truth,
        estimate: () => {
          const { value, interval, ...rest } = estimate();
          const { low, high, level } = interval!;
          return { ...rest, value, interval: { low: (low + value) / 2, high: (high + value) / 2, level } };
        },
      })),
    };
    expect(recover(narrow, 200).map(({ verdict }) => verdict)).toEqual(["differs", "differs"]);
  });
});

describe("outside the regime the answer is a refusal", () => {
  test("60 experiments without any response: not one onset", () => {
    const flat = { ...usual, peak: 0 };
    for (let seed = 0; seed < 60; seed++) {
      const fit = fitTimeCourse(readTrials(flat, { trials: 10, seed: 500 + seed }), {
        times: timesOf(flat), baseline: { from: 0, to: 48 }, stimulus: 100, background: flat.dark + flat.gain * flat.background, darkLevel: flat.dark,
      });
      expect(() => onset(fit, { stimulus: 100 })).toThrow(/An onset needs a response of 6 standard errors/);
    }
  });
});
