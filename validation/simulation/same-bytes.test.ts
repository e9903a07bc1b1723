import { describe, expect, test } from "vitest";
import { prepare, simulate, type Request } from "#engine";
import { bytesOf, bytesRequest, STEPS, type Stepping } from "./bytes-model.js";
import { keptDigests } from "./bytes-kept.js";
import { RUNS } from "./bytes-runs.js";
import { DEALT, digestOf, inBatches, onInterpreter } from "./same-bytes.js";

const steppings = Object.keys(STEPS) as Stepping[];

describe.each(steppings)("ten stochastic trials of 3 ms in %s", (step) => {
  const request = bytesRequest(step, "3 ms");
  const prepared = prepare(request);
  const reference = simulate(request);

  test.each(Object.keys(DEALT))("dealt %s: the same SHA-256", (way) => {
    expect(digestOf(inBatches(prepared, DEALT[way]!))).toBe(digestOf(reference));
  });

  test("a run that was prepared, cloned as for a worker and run there: the same SHA-256", () => {
    expect(digestOf(inBatches(structuredClone(prepared), [[...prepared.schedules.keys()]]))).toBe(digestOf(reference));
  });

  test("the interpreter: the same SHA-256, for the three trials that differ most", () => {
    const few = { ...request, trials: [0, 3, 7].map((i) => (request.trials as readonly object[])[i]!) };
    expect(digestOf(onInterpreter(few))).toBe(digestOf(simulate(few)));
  });

  test("chance is at work: another seed gives other bytes, and two trials that differ in their number alone gate differently", () => {
    expect(digestOf(simulate({ ...request, seed: 4 }))).not.toBe(digestOf(reference));
    const twins = simulate({ ...request, trials: [{ number: 5 }, { number: 6 }] });
    const [first, second] = twins.traces["channels"]!.trials;
    expect(first).not.toEqual(second);
  });
});

test("the digest sees a single bit of a single sample", () => {
  const result = simulate(bytesRequest("fixed steps", "0.5 ms"));
  const before = digestOf(result);
  const samples = result.traces["dye"]!.trials[9]!;
  new DataView(samples.buffer).setUint8(8 * samples.length - 8, new DataView(samples.buffer).getUint8(8 * samples.length - 8) ^ 1);
  expect(digestOf(result)).not.toBe(before);
  expect(bytesOf(result).length).toBe(8 * Object.values(result.traces).flatMap(({ trials }) => trials.map((t) => t.length)).reduce((a, b) => a + b));
});

// Made on one machine; whoever changes bits and means it makes them anew (bytes-kept.ts).
test.each([["benchmark", "adaptive steps"], ["small cell", "adaptive steps"], ["small cell", "fixed steps"]] as const)(
  "the kept digest of the run %s in %s is found on this machine",
  (run, step) => {
    expect(digestOf(simulate(RUNS[run].request(step)))).toBe(keptDigests().digests[run][step]);
  },
);

test("the benchmark's cell has chance in it: releases differ by trial, channels open otherwise, and the spine has a spike and calcium", () => {
  const request = RUNS.benchmark.request("adaptive steps");
  const [first, second] = (request.trials as readonly { events: readonly { at: string }[] }[]).map(({ events }) => events);
  expect(first).not.toEqual(second);
  const { traces: { soma, calcium, channels } } = simulate<Request>({ ...request, trials: [{ number: 0 }, { number: 1 }] });
  expect(channels!.trials[0]).not.toEqual(channels!.trials[1]);
  expect(Math.max(...soma!.trials[0]!)).toBeGreaterThan(0);
  expect(Math.max(...calcium!.trials[0]!)).toBeGreaterThan(1);
});
