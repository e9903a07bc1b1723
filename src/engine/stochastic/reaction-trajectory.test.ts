import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { reactionNetwork, type NetworkEvent, type Reaction, type ReactionScheme } from "./reaction-network.js";
import { reactionTrajectory } from "./reaction-trajectory.js";

const birth: Reaction = { name: "birth", reactants: { X: 1 }, products: { X: 2 }, rate: { massAction: 0.1 } };
const death: Reaction = { name: "death", reactants: { X: 1 }, products: {}, rate: { massAction: 0.11 } };
const arrival: Reaction = { name: "arrival", reactants: {}, products: { X: 1 }, rate: { massAction: 1 } };

interface Law {
  readonly at: number;
  readonly mean: number;
  readonly variance: number;
  readonly kurtosis: number;
}

/**
 * Mean and variance of the first species over 5000 trajectories lie within 4.5 standard errors of the law's exact
 * values; with fixed seeds, and a chance of 7e-6 each to err.
 */
function expectLaw(scheme: ReactionScheme, { at, mean, variance, kurtosis }: Law): void {
  const runs = 5000;
  const network = reactionNetwork(scheme);
  let sum = 0;
  let squares = 0;
  for (let trial = 0; trial < runs; trial++) {
    const [count] = reactionTrajectory(network, { random: randomStream(5, trial, 1), times: [at] });
    sum += count! - mean;
    squares += (count! - mean) ** 2;
  }
  expect(Math.abs(sum / runs / Math.sqrt(variance / runs))).toBeLessThan(4.5);
  expect(Math.abs((squares / runs / variance - 1) / Math.sqrt((kurtosis - 1) / runs))).toBeLessThan(4.5);
}

const poisson = (mean: number) => ({ mean, variance: mean, kurtosis: 3 + 1 / mean });

describe("reactionTrajectory", () => {
  // Linear birth and death (Kendall 1948): mean n·e^((λ−μ)t), variance n·(λ+μ)/(λ−μ)·e^((λ−μ)t)·(e^((λ−μ)t) − 1).
  test("20 that divide at 0.1 and die at 0.11 are 18.1 ± 6.0 after 10, by Kendall's law to 4.5 SE", () => {
    const growth = Math.exp(-0.1);
    const variance = (20 * 0.21 * growth * (growth - 1)) / -0.01;
    const law = { at: 10, mean: 20 * growth, variance, kurtosis: 3.34 };
    expectLaw({ species: { X: 20 }, reactions: [birth, death] }, law);
  });

  // From 0, arrivals at rate α that each leave at rate μ are Poisson with mean α/μ·(1 − e^(−μt)).
  test("arrivals at 1 that leave at 0.11 are Poisson: mean and variance 6.07 after 10", () => {
    const mean = (1 / 0.11) * -Math.expm1(-1.1);
    expectLaw({ species: { X: 0 }, reactions: [arrival, death] }, { at: 10, ...poisson(mean) });
  });

  // An arrival rate 1 + sin t integrates to t + 1 − cos t, and counts without departures are Poisson of that mean.
  test("a rate that moves with time is exact by thinning: Poisson of mean ∫(1 + sin t) dt = 5.70 after 4.3", () => {
    const mean = 4.3 + 1 - Math.cos(4.3);
    const wave: Reaction = { ...arrival, rate: { propensity: (_, time) => 1 + Math.sin(time), ceiling: () => 2 } };
    expectLaw({ species: { X: 0 }, reactions: [wave] }, { at: 4.3, ...poisson(mean) });
  });

  // 2 A → B from 4 of A at c per pair: 6 pairs, then 1, so that the waits are exponential with rates 6c and c.
  test("pairs are counted as sets: 4 molecules make 6 pairs, 2 make 1", () => {
    const dimer: Reaction = { name: "dimer", reactants: { A: 2 }, products: { B: 1 }, rate: { massAction: 0.3 } };
    const none = Math.exp(-6 * 0.3);
    const both = 1 - (6 * Math.exp(-0.3) - Math.exp(-1.8)) / 5;
    const mean = 4 * none + 2 * (1 - none - both);
    const once = 1 - none - both;
    const moment = (k: number): number => none * (4 - mean) ** k + once * (2 - mean) ** k + both * (-mean) ** k;
    const variance = moment(2);
    const kurtosis = moment(4) / variance ** 2;
    expectLaw({ species: { A: 4, B: 0 }, reactions: [dimer] }, { at: 1, mean, variance, kurtosis });
  });

  test("A ⇌ B with a catalyst keeps A + B = 30 and the catalyst at 3 at every time", () => {
    const network = reactionNetwork({
      species: { A: 30, B: 0, E: 3 },
      reactions: [
        { name: "forward", reactants: { A: 1, E: 1 }, products: { B: 1, E: 1 }, rate: { massAction: 0.1 } },
        { name: "back", reactants: { B: 1 }, products: { A: 1 }, rate: { massAction: 0.2 } },
      ],
    });
    const counts = reactionTrajectory(network, { random: randomStream(1, 0, 0), times: [0, 1, 2, 5, 50] });
    expect([...counts.subarray(0, 3)]).toEqual([30, 0, 3]);
    for (let row = 0; row < 5; row++) {
      const [a, b, e] = counts.subarray(3 * row);
      expect([a! + b!, e]).toEqual([30, 3]);
    }
  });

  test("looking 1000 times changes nothing of what 2 looks see", () => {
    const network = reactionNetwork({ species: { X: 50 }, reactions: [birth, death] });
    const see = (times: number[]) => reactionTrajectory(network, { random: randomStream(9, 9, 9), times });
    const often = see(Array.from({ length: 1001 }, (_, i) => i / 10));
    expect([...see([30, 100])]).toEqual([often[300], often[1000]]);
  });

  test("rate laws as functions give the very path of the same laws as mass action", () => {
    const path = (reactions: Reaction[]): number[] => {
      const network = reactionNetwork({ species: { X: 50 }, reactions });
      return [...reactionTrajectory(network, { random: randomStream(2, 2, 2), times: [1, 5, 20] })];
    };
    const written = [
      { ...birth, rate: { propensity: (n: ArrayLike<number>) => 0.1 * n[0]! } },
      { ...death, rate: { propensity: (n: ArrayLike<number>) => 0.11 * n[0]! } },
    ];
    expect(path(written)).toEqual(path([birth, death]));
  });
});

describe("events", () => {
  const run = (events: NetworkEvent[], times: number[], reactions: Reaction[] = [], X = 7): number[] => {
    const network = reactionNetwork({ species: { X }, reactions, events });
    return [...reactionTrajectory(network, { random: randomStream(3, 0, 0), times })];
  };

  test("one due at 5 has happened when 5 is reported, whatever the order of declaration", () => {
    const reset: NetworkEvent[] = [
      { name: "double", at: 6, set: { X: (n) => 2 * n[0]! } },
      { name: "reset", at: 5, set: { X: 20 } },
    ];
    expect(run(reset, [0, 4.999, 5, 6, 7])).toEqual([7, 7, 20, 40, 40]);
  });

  test("a condition fires as it becomes true, not while it stays so, and at the start if it holds there", () => {
    const above: NetworkEvent = { name: "above 5", when: (n) => n[0]! > 5, set: { X: (n) => n[0]! + 10 } };
    expect(run([above], [0, 10])).toEqual([17, 17]);
    expect(run([above], [0, 10], [], 5)).toEqual([5, 5]);
  });

  test("arrivals that are emptied at 4 are never seen above 3", () => {
    const empty: NetworkEvent = { name: "empty", when: (n) => n[0]! >= 4, set: { X: 0 } };
    const counts = run([empty], Array.from({ length: 400 }, (_, i) => i / 4), [arrival], 0);
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 3]);
  });
});

describe("what is refused", () => {
  const explosion: Reaction = { name: "boom", reactants: { X: 2 }, products: { X: 3 }, rate: { massAction: 1 } };
  const above: Reaction = { ...birth, rate: { propensity: () => 2, ceiling: () => 1 } };
  const run = (scheme: ReactionScheme, options = {}) =>
    reactionTrajectory(reactionNetwork(scheme), { random: randomStream(1, 0, 0), times: [0, 1000], ...options });

  test.each<[string, ReactionScheme, object?]>([
    ["network-count", { species: { X: 1.5 }, reactions: [] }],
    ["network-species-unknown", { species: { Y: 1 }, reactions: [birth] }],
    ["network-species-unknown", { species: { X: 1 }, reactions: [], events: [{ name: "e", at: 1, set: { Z: 1 } }] }],
    ["network-stoichiometry", { species: { X: 1 }, reactions: [{ ...birth, products: { X: 0.5 } }] }],
    ["network-rate", { species: { X: 1 }, reactions: [{ ...birth, rate: { massAction: -1 } }] }],
    ["network-event-time", { species: { X: 1 }, reactions: [], events: [{ name: "e", at: NaN, set: {} }] }],
    ["network-times", { species: { X: 1 }, reactions: [] }, { times: [3, 2] }],
    ["propensity-unusable", { species: { X: 1 }, reactions: [{ ...birth, rate: { propensity: () => NaN } }] }],
    ["propensity-above-ceiling", { species: { X: 1 }, reactions: [above] }],
    ["count-below-zero", { species: { X: 3 }, reactions: [{ ...death, rate: { propensity: () => 1 } }] }],
    ["count-below-zero", { species: { X: 3 }, reactions: [], events: [{ name: "e", at: 1, set: { X: 0.5 } }] }],
    ["too-many-reactions", { species: { X: 2 }, reactions: [explosion] }, { mostReactions: 1e5 }],
    ["events-without-end", {
      species: { X: 0 },
      reactions: [],
      events: [
        { name: "on", when: (n) => n[0] === 0, set: { X: 1 } },
        { name: "off", when: (n) => n[0] === 1, set: { X: 0 } },
      ],
    }],
  ])("%s", (code, scheme, options) => {
    expect(() => run(scheme, options)).toThrow(expect.objectContaining({ code }));
  });
});
