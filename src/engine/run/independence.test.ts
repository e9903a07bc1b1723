import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, bytesRequest, STEPS, type Stepping } from "../../../validation/simulation/bytes-model.js";
import { chosen, mechanism } from "../language/index.js";
import type { Request, Trial } from "./request.js";
import { prepare, resultOf, runTrials, simulate, trialRunner, type Portion } from "./simulate.js";

/** The bytes of one trial of many: what there is of it in every trace. */
function trialBytes(request: Request, place: number): Uint8Array {
  const { traces, ...rest } = simulate(request);
  const own = Object.fromEntries(Object.entries(traces).map(([name, trace]) => [name, { ...trace, trials: [trace.trials[place]!] }]));
  return bytesOf({ ...rest, traces: own });
}

const ms = fc.double({ min: 0, max: 2.4, noNaN: true }).map((t) => `${t.toFixed(6)} ms`);

/** A neighbour: its events, pulses, dose and parameters are anyone's guess. */
const neighbour: fc.Arbitrary<Trial> = fc.record({
  number: fc.nat(1e6),
  events: fc.array(fc.record({ point: fc.constant("synapse"), at: ms, weight: fc.double({ min: 0, max: 2, noNaN: true }) }), { maxLength: 6 }),
  commands: fc.array(fc.record({ electrode: fc.constant("pipette"), from: ms, level: fc.integer({ min: -500, max: 1500 }).map((x) => `${x} pA`) }), { maxLength: 2 }),
  set: fc.record({
    "synapse.drug": fc.nat(20).map((x) => `${x} µM`),
    "synapse.gMax": fc.nat(20).map((x) => `${x} nS`),
    "sodium.gMax": fc.nat(200).map((x) => `${x} mS/cm²`),
    "potassium.gMax": fc.nat(200).map((x) => `${x} mS/cm²`),
    "potassium.reversal": fc.integer({ min: -90, max: -70 }).map((x) => `${x} mV`),
    "calcium.extrusion": fc.nat(5).map((x) => `${x} /ms`),
  }, { requiredKeys: [] }),
});

describe.each(Object.keys(STEPS) as Stepping[])("a trial in %s", (step) => {
  const request = bytesRequest(step, "2.5 ms");
  const trial = (request.trials as readonly Trial[])[6]!;
  const alone = trialBytes({ ...request, trials: [trial] }, 0);

  test("has the same bytes alone and at any place among up to 9 neighbours with events, pulses, doses, channels and steps of their own", () => {
    fc.assert(
      fc.property(fc.array(neighbour, { maxLength: 9 }), fc.nat(9), (others, place) => {
        const at = Math.min(place, others.length);
        const trials = [...others.slice(0, at), trial, ...others.slice(at)];
        expect(trialBytes({ ...request, trials }, at)).toEqual(alone);
      }),
      { numRuns: 6, seed: 3 },
    );
  });

  test("has the same bytes when its runner ran other trials before", () => {
    const prepared = prepare(request);
    const runner = trialRunner(prepared);
    const drain = (places: readonly number[]): Portion => {
      const running = runner.run(places);
      for (;;) {
        const step = running.next();
        if (step.done === true) return step.value;
      }
    };
    const portions = [[3, 9, 1, 7, 5], [6], [0, 2, 4, 8]].map(drain);
    expect(bytesOf(resultOf(prepared, portions))).toEqual(bytesOf(simulate(request)));
  });

  test("takes its place in the result from its place in the request, and its chance from its number", () => {
    const [first, second] = request.trials as readonly [Trial, Trial];
    const there = simulate({ ...request, trials: [first, second] });
    const back = simulate({ ...request, trials: [second, first] });
    expect(back.trials).toEqual([1, 0]);
    for (const name of Object.keys(request.probes)) {
      expect(back.traces[name]!.trials.toReversed()).toEqual(there.traces[name]!.trials);
    }
  });
});

test.each(["adaptive steps", "fixed steps"] as const)("what steps, repeats and parts trials cost together is what they cost one by one: %s", (step) => {
  const request = bytesRequest(step, "2.5 ms");
  const prepared = prepare(request);
  const singly = resultOf(prepared, [...prepared.schedules.keys()].map((place): Portion => {
    const running = runTrials(prepared, [place]);
    for (;;) {
      const step = running.next();
      if (step.done === true) return step.value;
    }
  }));
  const together = simulate(request);
  expect(singly.cost).toEqual(together.cost);
  expect(singly.notes).toEqual(together.notes);
  // What one repeats, the other cuts into parts.
  expect(together.cost[step === "adaptive steps" ? "rejected" : "extraParts"]).toBeGreaterThan(0);
});

// Its conductance depends on V through costly functions, so that it is read from tables where steps have a regular length
// and computed where they have not; a neighbour's event must not turn the one into the other.
test("a trial whose equation comes from tables keeps it when a neighbour's event falls within its step", () => {
  const blocked = mechanism("blocked", {
    placed: "at a point",
    parameters: { gMax: ["2 nS", chosen("any")], closing: ["0.1 /ms", chosen("any")] },
    reads: { v: "mV" },
    states: { open: "1" },
    derivative: ({ open }, _, p) => ({ open: -p.closing * open }),
    initial: () => ({ open: 0 }),
    receives: ({ open }, { weight }) => ({ open: open + weight }),
    current: ({ open }, { v }, p, { exp, mV }) => (
      { total: (p.gMax * open * v) / (1 + 0.3 * exp(-v / (16 * mV)) + 0.2 * exp(-v / (23 * mV))) }
    ),
  });
  const { cell } = bytesRequest("adaptive steps", "30 ms");
  const request = (...times: number[]): Request => ({
    cell: { ...cell, points: [{ name: "blocked", mechanism: blocked, at: { section: "soma" } }], pools: [] },
    duration: "30 ms",
    step: { kind: "adaptive", tolerance: "0.01 mV" },
    trials: times.map((at) => ({ events: [{ point: "blocked", at: `${at} ms` }] })),
    probes: { v: { of: "v", at: { section: "soma" }, every: "0.1 ms" } },
  });
  const alone = trialBytes(request(2), 0);
  for (const other of [7.3, 11.1, 19.77]) expect(trialBytes(request(2, other), 0)).toEqual(alone);
});
