import { describe, expect, test } from "vitest";
import type { Protocol } from "#protocol";
import { runSession, sessionOf, type Session, type TrialRecord } from "./index.js";
import { spineProtocol, total } from "./testing/spine-protocol.js";

/** Chance in everything: releases, channels, photons, the amplifier; and numbers that differ from trial to trial. */
const chancy = (trials: number): Protocol => spineProtocol({
  trials, gating: "stochastic", axon: { elsewhere: 2 },
  pipette: { dye: "calcium green-1 200 µM", sinceBreakIn: "2 min" },
  stimuli: { both: [{ kind: "synaptic", at: "20 ms", count: 2 }, { kind: "action potentials", at: "30 ms" }] },
});
const run = (session: Session, places: Iterable<number>): TrialRecord[] =>
  [...runSession(session, places)].flatMap(({ record }) => (record ? [record] : []));

describe("the same protocol and seed", () => {
  const session = sessionOf(chancy(4), { truth: true });
  const records = run(session, [0, 1, 2, 3]);

  test("give the same samples, counts and truth when all is made anew", () => {
    expect(run(sessionOf(chancy(4), { truth: true }), [0, 1, 2, 3])).toEqual(records);
  });
  test("give each trial the same whichever run takes it, in whatever order", () => {
    const [even, odd] = [run(session, [2, 0]), run(session, [3, 1])];
    for (const record of [...even, ...odd]) expect(record).toEqual(records[record.index]);
    expect(even.length + odd.length).toBe(4);
  });
  test("give the first two of four trials the bytes of a run of two", () => {
    expect(run(sessionOf(chancy(2), { truth: true }), [0, 1])).toEqual(records.slice(0, 2));
  });
  test("give trials that differ from each other, and another seed other ones", () => {
    expect(records[0]?.samples).not.toEqual(records[1]?.samples);
    expect(records[0]?.counts).not.toEqual(records[1]?.counts);
    const [other] = run(sessionOf({ ...chancy(1), seed: 6 }), [0]);
    expect(other?.counts).not.toEqual(records[0]?.counts);
  });
});

/** What would differ between trials but for chance: the dye's loading and the channels' run-down. */
const ALIKE = { "loading.soma": "1 s", "loading.dendrite": "1 s", "solutions.runDownWithAtp": "1000000000 s" };

describe("channels of a spine", () => {
  const calcium = (gating: string): Float32Array[] => {
    const session = sessionOf(spineProtocol({ gating, set: ALIKE }), { truth: true });
    const place = session.truth.findIndex(({ name }) => name === "channels_calcium_current_pA");
    return run(session, [0, 1]).map(({ truth }) => truth[place] as Float32Array);
  };
  test("that open by chance let different calcium in from trial to trial, and their mean always the same", () => {
    const [first, second] = calcium("stochastic");
    expect(first).not.toEqual(second);
    const [once, again] = calcium("mean");
    expect(once).toEqual(again);
    // Some ten channels: the sum over the action potential differs by more than rounding and by less than itself.
    const charge = (trace: Float32Array | undefined): number => total(trace ?? []);
    expect(Math.abs(charge(first) / charge(second) - 1)).toBeGreaterThan(0.01);
    expect(charge(first) / charge(once)).toBeGreaterThan(0.2);
    expect(charge(first) / charge(once)).toBeLessThan(3);
  });
});
