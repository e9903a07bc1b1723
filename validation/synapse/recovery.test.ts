import { describe, expect, test } from "vitest";
import { callsAgainstTruth, quantalCalibration, recover, recoveryStudies } from "./recovery.js";

const quick = recoveryStudies.filter((study) => study.repetitions[1] > 0);

describe("95 % intervals hold the truth as often as they say (few repetitions; all of them in npm run validate)", () => {
  test.each(quick.map((study) => [study.name, study] as const))("%s", (_name, study) => {
    const row = recover(study, study.repetitions[1]);
    expect(row, JSON.stringify(row)).toMatchObject({ verdict: "agrees" });
  });
  test("at most a tenth of calls is wrong, as their certainty of 90 % says: all calls from d′ 4 on, calls of successes below", () => {
    const rows = callsAgainstTruth(40);
    expect(rows.filter((row) => row.verdict === "differs")).toEqual([]);
    // Where successes stand apart most trials are called, so that few wrong ones are no merit of calling none.
    expect(Math.max(...rows.slice(2, 5).map(({ refused }) => refused))).toBeLessThan(0.4);
  });
  test("posteriors of N, q and p are calibrated: ranks of the truth are uniform over 150 synapses", () => {
    expect(quantalCalibration(150).filter((row) => row.verdict === "differs")).toEqual([]);
  });
});

describe("the study itself", () => {
  test("an interval half as wide as it should be is found out in 400 repetitions", () => {
    const study = recoveryStudies.find((one) => one.name.startsWith("supralinearity, 30"))!;
    const narrow: typeof study = {
      ...study,
      draw: (random) => {
        const estimate = study.draw(random);
        const { low, high, level } = estimate.interval!;
        return { ...estimate, interval: { low: (estimate.value + low) / 2, high: (estimate.value + high) / 2, level } };
      },
    };
    expect(recover(narrow, 400).verdict).toBe("differs");
  });
});
