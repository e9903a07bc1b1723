import { describe, expect, test } from "vitest";
import { chosen, mechanism, prepare, simulate, type Request } from "#engine";
import { RigError } from "#errors";
import { bytesOf, bytesRequest, STEPS, type Stepping } from "../../validation/simulation/bytes-model.js";
import { simulateOnWorkers } from "./simulate-on-workers.js";
import { onThreads } from "./threads.js";
import { rejection } from "../testing/refusal.js";

const parts = ({ kind, code, message, fields }: RigError): unknown => ({ kind, code, message, fields });

/** Twelve trials of a minute each: long enough to be interrupted. */
const long: Request = { ...bytesRequest("fixed steps", "60000 ms"), trials: 12, probes: {} };

/** What an event sets off leaves the doubles within a step. */
const runaway = mechanism("runaway", {
  placed: "at a point",
  parameters: { rate: ["40000 /ms", chosen("to leave the doubles within a step")], unit: ["1 pA", chosen("any")] },
  reads: {},
  states: { x: "1" },
  derivative: ({ x }, _, p) => ({ x: p.rate * x }),
  initial: () => ({ x: 0 }),
  receives: (_, { weight }) => ({ x: weight }),
  current: ({ x }, _, p) => ({ total: p.unit * x }),
});

describe("simulateOnWorkers", () => {
  test.each(Object.keys(STEPS) as Stepping[])("2 and 3 workers give the bytes, the cost and the notes of one thread: %s", async (step) => {
    const request = bytesRequest(step, "3 ms");
    const alone = simulate(request);
    for (const workers of [1, 2, 3]) {
      const together = await simulateOnWorkers(request, { workers });
      expect(bytesOf(together)).toEqual(bytesOf(alone));
      expect({ ...together, traces: {} }).toEqual({ ...alone, traces: {} });
    }
  });

  test.each([1, 2])("with %d worker(s) progress rises to all 10 trials and never falls", async (workers) => {
    const seen: number[] = [];
    await simulateOnWorkers(bytesRequest("fixed steps", "1 ms"), { workers, onProgress: (done, trials) => {
      expect(trials).toBe(10);
      seen.push(done);
    } });
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(10);
  });

  test.each([1, 2])("with %d worker(s) a long trial is told by the share of its time that is over", async (workers) => {
    const seen: number[] = [];
    const trials = 4 * workers;
    await simulateOnWorkers({ ...long, trials, duration: "60 ms" }, { workers, onProgress: (done) => { seen.push(done); } });
    expect(seen[0]).toBeLessThan(trials / 2);
    expect(seen.filter((done) => !Number.isInteger(done)).length).toBeGreaterThan(3);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(trials);
  });

  test.each([1, 2])("an abort stops %d worker(s) long before the run is over, and says how far it came", async (workers) => {
    const abort = new AbortController();
    const run = rejection(simulateOnWorkers(long, { workers, signal: abort.signal }));
    setTimeout(() => abort.abort(), 300);
    expect(await run).toMatchObject({ kind: "refused", code: "cancelled", fields: { done: 0, trials: 12 } });
  });

  test("a run that is aborted before it begins begins nothing", async () => {
    const error = await rejection(simulateOnWorkers(long, { workers: 2, signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: "cancelled", message: "The run was cancelled after 0 of 12 trials." });
  });

  test("an error within a worker arrives as the RigError that one thread throws: kind, code, fields, sentence", async () => {
    const { cell } = bytesRequest("fixed steps", "5 ms");
    const request: Request = {
      cell: { ...cell, points: [{ name: "bomb", mechanism: runaway, at: { section: "soma" } }], pools: [] },
      duration: "5 ms",
      trials: Array.from({ length: 10 }, (_, i) => (i === 7 ? { events: [{ point: "bomb", at: "2 ms" }] } : {})),
      probes: { v: { of: "v", at: { section: "soma" }, every: "1 ms" } },
    };
    const here = await rejection(Promise.resolve().then(() => simulate(request)));
    const there = await rejection(simulateOnWorkers(request, { workers: 2 }));
    expect(there).toBeInstanceOf(RigError);
    expect(parts(there as RigError)).toEqual(parts(here as RigError));
    expect(there).toMatchObject({ kind: "refused", code: "not-finite", fields: { trial: 7 } });
  });

  test("a wrong request and a wrong number of workers are refused before any thread starts", async () => {
    // @ts-expect-error no time; what is known only when it runs is refused then
    expect(await rejection(simulateOnWorkers({ ...long, duration: "1 mV" }))).toMatchObject({ kind: "usage", code: "quantity-unreadable" });
    expect(await rejection(simulateOnWorkers({ ...long, duration: "-1 ms" }))).toMatchObject({ kind: "usage", code: "out-of-range" });
    for (const workers of [0, -1, 1.5, NaN]) {
      expect(await rejection(simulateOnWorkers(long, { workers }))).toMatchObject({ kind: "usage", code: "worker-count" });
    }
  });

  test("what onProgress throws ends the run", async () => {
    const run = simulateOnWorkers(bytesRequest("fixed steps", "1 ms"), { workers: 2, onProgress: () => { throw new Error("enough"); } });
    expect(await rejection(run)).toEqual(new Error("enough"));
  });

  test("threads that exit, throw or can't start are errors, not a wait without end", async () => {
    const data = prepare(bytesRequest("fixed steps", "1 ms"));
    const entry = (code: string): URL => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const fails = async (url: URL): Promise<unknown> => rejection(onThreads({ data, trials: 10 }, url, 2, {}));
    expect(await fails(entry("process.exit(3)"))).toMatchObject({ code: "worker-died", fields: { reason: "exit code 3" } });
    expect(await fails(entry("throw new TypeError('our own mistake')"))).toMatchObject({ message: "our own mistake" });
    expect(await fails(new URL("file:///nowhere/at/all.js"))).toMatchObject({ message: expect.stringContaining("/nowhere/at/all.js") as unknown });
  });
});
