import { verdictOf, type EvidenceRow } from "./evidence.js";

/** What a count should be at one time, and its standard deviation. */
export interface Expectation {
  readonly where: string;
  readonly mean: number;
  readonly sd: number;
  /**
   * The standard deviation of Y, √((κ − 1)/2) with the law's kurtosis κ, and as large for any number of runs: 1, which is
   * that of a normal law, where absent.
   */
  readonly ySpread?: number;
}

/** How many of its standard deviations a Y may lie from 0 where its law is known to be wider than its limit. */
const WIDE = 3;

/** How far mean and spread of the runs lie from what was expected, and how far they may. */
export interface Score {
  readonly where: string;
  /** √n·(X̄ − µ)/σ */
  readonly z: number;
  /** √(n/2)·(S²/σ² − 1) */
  readonly y: number;
  readonly zLimit: number;
  /** As asked for or, where that is wider, 3 standard deviations of Y. */
  readonly yLimit: number;
}

/** Adds up runs at places with known mean and sd. */
export interface ScoreBoard {
  add(place: number, value: number): void;
  scores(limits: { meanLimit: number; sdLimit: number }): Score[];
}

/** Moments are taken about the expected mean, so that nothing cancels. */
export function scoreBoard(expected: readonly Expectation[]): ScoreBoard {
  const sums = [1, 2].map(() => new Float64Array(expected.length));
  const runs = new Float64Array(expected.length);
  const means = Float64Array.from(expected, ({ mean }) => mean);
  const add = (place: number, value: number): void => {
    const deviation = value - (means[place] as number);
    let power = 1;
    for (const sum of sums) {
      power *= deviation;
      sum[place] = (sum[place] as number) + power;
    }
    runs[place] = (runs[place] as number) + 1;
  };
  const scores = ({ meanLimit, sdLimit }: { meanLimit: number; sdLimit: number }): Score[] =>
    expected.map(({ where, sd, ySpread = 1 }, place) => {
      const n = runs[place] as number;
      const [m1, m2] = sums.map((sum) => (sum[place] as number) / n) as [number, number];
      const limits = { where, zLimit: meanLimit, yLimit: Math.max(sdLimit, WIDE * ySpread) };
      if (sd === 0) {
        const z = m2 === 0 ? 0 : Infinity; // every run must be as expected
        return { ...limits, z, y: z };
      }
      return {
        ...limits,
        z: (Math.sqrt(n) * m1) / sd,
        y: Math.sqrt(n / 2) * (((m2 - m1 * m1) * n) / (n - 1) / sd ** 2 - 1),
      };
    });
  return { add, scores };
}

/** How many times more runs a repetition has: a fault's scores double, those of chance don't. */
const MORE_RUNS = 4;

/**
 * The verdict on scores that a faultless simulator, too, takes outside their limits now and then: one or more of 50 to
 * 150 points, in about one case of seven. Such a case is `run` again, on streams of its own and 4 times as often, and
 * differs if a point that lay outside still does. A fault is where it was, with twice the score; chance strikes the
 * same point again 3 times in 1000. A faultless case thus differs with a chance of about 1e-3.
 */
export function judge(
  name: string,
  runs: number,
  run: (runs: number, repetition: boolean) => readonly Score[],
): { row: EvidenceRow; first: readonly Score[]; outside: number } {
  const first = run(runs, false);
  const suspects = first.flatMap((score, place) => (inside(score) ? [] : [place]));
  const repeated = suspects.length > 0;
  const scores = repeated ? pick(run(MORE_RUNS * runs, true), suspects) : first;
  const mean = worstOf(scores, (score) => Math.abs(score.z) / score.zLimit);
  const sd = worstOf(scores, (score) => Math.abs(score.y) / score.yLimit);
  const which = repeated
    ? `${MORE_RUNS * runs} runs, since ${suspects.length} of ${first.length} points were outside with ${runs}; there`
    : `${runs} runs`;
  const row: EvidenceRow = {
    case: `${name}, ${which}: worst Z ${mean.where}, Y ${sd.where}`,
    reference: "Z, Y = 0",
    error: `${mean.z.toFixed(2)}, ${sd.y.toFixed(2)}`,
    tolerance: `${mean.zLimit}, ${Number(sd.yLimit.toPrecision(3))}`,
    verdict: verdictOf(scores.every(inside)),
  };
  return { row, first, outside: suspects.length };
}

function pick(scores: readonly Score[], places: readonly number[]): Score[] {
  return scores.filter((_, place) => places.includes(place));
}

const inside = ({ z, y, zLimit, yLimit }: Score): boolean => Math.abs(z) < zLimit && Math.abs(y) < yLimit;

function worstOf(scores: readonly Score[], share: (score: Score) => number): Score {
  return scores.reduce((worst, score) => (share(score) > share(worst) ? score : worst));
}
