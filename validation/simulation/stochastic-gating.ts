import { chosen, mechanism, simulate, type Request } from "#engine";
import { passiveLeak } from "#model";
import { cylinder } from "#morphology";
import { randomStream } from "#random";
import { channelStep, transitionProbabilities, type TransitionRate } from "../../src/engine/stochastic/index.js";
import type { EvidenceRow } from "./evidence.js";
import { judge, scoreBoard, type Expectation, type Score } from "./stochastic-scores.js";

const SEED = 1977;
const RUNS = 10_000;
const CHANNELS = 40;
/** Streams of the repetition, which must share no draw with the first run. */
const REPETITION = 1000;

/** A gate of a scheme whose channels all start in one state, and the chance of each state at a time. */
interface GatingCase {
  readonly name: string;
  readonly states: number;
  readonly rates: readonly TransitionRate[];
  readonly step: number;
  readonly steps: number;
  readonly chances: (time: number) => readonly number[];
}

/** α, β per ms: open 0.8 of the time, relaxing with τ = 2 ms. */
const OPENING = 0.4;
const CLOSING = 0.1;
const open = (time: number): number => (OPENING / (OPENING + CLOSING)) * -Math.expm1(-(OPENING + CLOSING) * time);

const cases: readonly GatingCase[] = [
  ...[0.025, 2].map((step): GatingCase => ({
    name: `two states, steps of ${step} ms`,
    states: 2,
    rates: [{ from: 0, to: 1, rate: OPENING }, { from: 1, to: 0, rate: CLOSING }],
    step,
    steps: 20,
    chances: (time) => [1 - open(time), open(time)],
  })),
  {
    name: "three gates in a scheme of four states, steps of 0.5 ms",
    states: 4,
    rates: [0, 1, 2].flatMap((k) => [
      { from: k, to: k + 1, rate: (3 - k) * OPENING },
      { from: k + 1, to: k, rate: (k + 1) * CLOSING },
    ]),
    step: 0.5,
    steps: 20,
    chances: (time) => [1, 3, 3, 1].map((ways, k) => ways * open(time) ** k * (1 - open(time)) ** (3 - k)),
  },
];

/**
 * Channels that relax after a jump of voltage, all closed at first: with N independent channels each in a state with
 * chance p(t), its count is binomial, mean N·p and variance N·p·(1 − p), at every time and for every step. One row a
 * scheme, by the scores, ranges and rule of `dsmtsRows`; a step is as long as τ to show that its length doesn't matter.
 */
export function gatingRows({ runs = RUNS }: { runs?: number } = {}): EvidenceRow[] {
  return cases.map((gating, number) => {
    const expected = expectations(gating);
    const run = (n: number, repetition: boolean): Score[] =>
      relax(gating, expected, { runs: n, stream: repetition ? REPETITION + number : number });
    return judge(`${CHANNELS} channels, ${gating.name}`, runs, run).row;
  });
}

function expectations({ step, steps, chances }: GatingCase): Expectation[] {
  return Array.from({ length: steps }, (_, i) => (i + 1) * step).flatMap((time) =>
    chances(time).map((chance, state) => ({
      where: `state ${state} at ${Number(time.toFixed(3))} ms`,
      mean: CHANNELS * chance,
      sd: Math.sqrt(CHANNELS * chance * (1 - chance)),
    })),
  );
}

function relax(
  { states, rates, step, steps }: GatingCase,
  expected: readonly Expectation[],
  { runs, stream }: { runs: number; stream: number },
): Score[] {
  const board = scoreBoard(expected);
  const probabilities = transitionProbabilities(states, rates, step);
  for (let trial = 0; trial < runs; trial++) {
    const random = randomStream(SEED, trial, stream);
    let counts: Float64Array = Float64Array.from({ length: states }, (_, state) => (state === 0 ? CHANNELS : 0));
    for (let i = 0; i < steps; i++) {
      counts = channelStep(random, counts, probabilities);
      for (let state = 0; state < states; state++) board.add(i * states + state, counts[state] as number);
    }
  }
  return board.scores({ meanLimit: 3, sdLimit: 5 });
}

/** ms: when channels of a whole run are looked at. */
const LOOKS = [5, 10, 15, 20, 25, 30, 35, 40];

/** Opens and closes at the same rate whatever the voltage, begins shut; what it carries moves the cell by millivolts. */
const blinking = mechanism("blinking", {
  placed: "at a point",
  parameters: {
    gMax: ["0.5 nS", chosen("40 channels whose openings make steps be repeated")],
    reversal: ["0 mV", chosen("cations without preference")], pace: ["0.05 /ms", chosen("slow beside every step")],
  },
  reads: { v: "mV" },
  states: { shut: "1", open: "1" },
  initial: () => ({ shut: 1, open: 0 }),
  rates: (_, _reads, p) => ({ "shut ⇌ open": [p.pace, p.pace] }),
  current: ({ open }, { v }, p) => ({ total: p.gMax * open * (v - p.reversal) }),
});

/** The longest step is short beside the channels' 10 ms: a look finds them as they stood half of it before, at most. */
const LONGEST = 0.05;

function wholeRun(trials: number, seed: number): Request {
  return {
    cell: {
      sections: [cylinder({
        name: "soma", kind: "soma", length: 10, diameter: 10, compartments: 1, axialResistivity: 100, capacitance: 1,
      })],
      start: "-65 mV",
      membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
      points: [{ name: "channels", mechanism: blinking, at: { section: "soma" }, channels: CHANNELS }],
    },
    duration: `${LOOKS.at(-1)} ms`, trials, seed,
    step: { kind: "adaptive", tolerance: "0.0002 mV", longest: `${LONGEST} ms` },
    probes: { open: { of: "channels.open", every: `${LOOKS[0]} ms` } },
  };
}

/**
 * The same law for whole runs by adaptive steps, which are repeated, often because of what a channel did: N channels whose
 * rates no voltage moves are binomial, though the voltage that they move decides the steps. Drawn again with a repeated
 * step they would open too seldom, and vary too little.
 */
export function adaptiveGatingRows({ runs = RUNS / 20 }: { runs?: number } = {}): EvidenceRow[] {
  const expected = LOOKS.map((time): Expectation => {
    const p = 0.5 * -Math.expm1(-0.1 * time);
    return { where: `open at ${time} ms`, mean: CHANNELS * p, sd: Math.sqrt(CHANNELS * p * (1 - p)) };
  });
  let rejected = 0;
  const run = (n: number, repetition: boolean): Score[] => {
    const board = scoreBoard(expected);
    const { traces, cost } = simulate(wholeRun(n, repetition ? REPETITION : SEED));
    rejected += cost.rejected;
    for (const trial of traces["open"]?.trials ?? []) LOOKS.forEach((_, k) => board.add(k, CHANNELS * (trial[k + 1] as number)));
    return board.scores({ meanLimit: 3, sdLimit: 5 });
  };
  const { row } = judge(`${CHANNELS} channels in whole runs by adaptive steps`, runs, run);
  return [{ ...row, case: `${row.case}; ${rejected} steps repeated` }];
}
