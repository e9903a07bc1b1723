import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import type { Recording } from "#recording";
import type { Estimate } from "#statistics";
import { measure, type Measurement } from "../index.js";

const PERIOD = 0.1; // ms a sample
const SHOCK = 100;

/** EPSPs of 8 mV above -65 mV in as many trials; in those named the soma fires 10 ms after the shock. */
function epsps(trials: number, firing: readonly number[], after = 10): Recording {
  const random = randomStream(5, 0, 0);
  const potential = (time: number, fires: boolean): number =>
    -65 + (time > SHOCK + 2 ? 8 * Math.exp(-(time - SHOCK - 2) / 20) : 0) + (fires && Math.abs(time - SHOCK - after) < 0.5 ? 95 : 0) + 0.2 * random.normal();
  const all = Array.from({ length: trials }, (_, index) => ({ index, start: index * 1000, duration: 200, condition: "" }));
  return {
    name: "epsps", format: "ABF", formatDetail: "ABF2", lineScans: [], sweepOffset: 0, images: [], issues: [], conditions: [], provenance: { simulated: false },
    trials: all,
    events: all.flatMap(({ index }) => [
      { trial: index, start: 10, duration: 5, kind: "somatic", amplitude: -20, amplitudeUnit: "pA", source: "test pulse" },
      { trial: index, start: SHOCK, duration: 0.2, kind: "synaptic", source: "shock" },
    ]),
    sweeps: all.map(({ index }) => ({
      trial: index, channel: "Vm", quantity: "potential", unit: "mV", start: 0, samplePeriod: PERIOD,
      samples: Float64Array.from({ length: 2000 }, (_, k) => potential(k * PERIOD, firing.includes(index))),
    })),
  } as unknown as Recording;
}
const somaOf = ({ trials }: Measurement): (number | undefined)[] => trials.map(({ soma }) => soma);

describe("EPSPs of a soma that may fire", () => {
  test("are measured from the shock, not from a test pulse before it", () => {
    const found = measure(epsps(8, []));
    expect(found.stimuli.map(({ start }) => start)).toEqual([SHOCK]);
    expect((found.soma?.amplitude as Estimate).value).toBeCloseTo(8, 0);
  });
  const some = measure(epsps(8, [2, 5]));
  test("have no mean where some trials fire, which would be that of the weaker ones; the sentence says how many fired", () => {
    expect(some.soma?.amplitude).toHaveProperty("refused", expect.stringMatching(/^The cell fired within 30 ms of the stimulus in 2 of 8 trials: .* Leave those that fire out, or hold the soma\.$/u));
  });
  test("are each as they are where none of the others is, and of a trial that fires none; all have their resting potential", () => {
    const alone = somaOf(measure(epsps(8, [2, 5]), { excluded: [2, 5].map((trial) => ({ trial, reason: "fires" })) }));
    expect(somaOf(some)).toEqual(alone.map((own, trial) => ([2, 5].includes(trial) ? undefined : own)));
    expect(somaOf(some).filter((own) => own !== undefined)).toHaveLength(6);
    for (const { restingPotential } of some.trials) expect(restingPotential).toBeCloseTo(-65, 0);
  });
  test("aren't offered at all where every trial fires, and are where a spike comes later than a response is looked for", () => {
    expect(measure(epsps(3, [0, 1, 2])).soma?.amplitude).toHaveProperty("refused", expect.stringMatching(/in 3 of 3 trials: action potentials are no synaptic responses\.$/u));
    expect(measure(epsps(8, [2, 5], 60)).soma?.amplitude).toHaveProperty("interval");
  });
});
