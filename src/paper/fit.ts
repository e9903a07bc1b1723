/**
 * The fit of `base`: least squares of the training rows and of the pulls towards what is published, by Gauss and
 * Newton's steps with Levenberg and Marquardt's damping, in the logarithms of the numbers, within their bounds.
 *
 * The simulations are asked for, not run: the generator yields batches of points and takes readings, so that whoever
 * has threads can run a batch on all of them, and the result is the same on any number.
 */
import { exp, log, pow, square } from "#elementary";
import { randomStream } from "#random";
import { leastSquares } from "#statistics";
import {
  freeParameters, lossAt, publishedOf, pulls, rounded, rowResiduals, settingsAt, stated, trainingRows,
  type FreeParameter,
} from "./training.js";
import {
  formulaReadings, sessionNames, type SessionName, type SomeReadings, type TrainingReadings,
} from "./training-sessions.js";

/** A point that the fit wants to know, in the units of `freeParameters`. */
export interface Asked {
  /** Such as "nmda.gMax +3 %". */
  readonly what: string;
  readonly values: readonly number[];
  /** Simulations that differ from those known already. */
  readonly sessions: readonly SessionName[];
}

/** Readings of those sessions, one entry an asked point. */
export type Answered = readonly SomeReadings[];

/** A point, and what was read there. */
export interface Evaluated {
  readonly values: readonly number[];
  readonly readings: TrainingReadings;
  readonly loss: number;
}

export interface Fit {
  /** Where it started: published values. */
  readonly start: Evaluated;
  readonly fitted: Evaluated;
  /** The fitted numbers as they go into `base`. */
  readonly rounded: Evaluated;
  /** Of the logarithm of each: as far as the loss may rise by 1, the others following. */
  readonly standardErrors: readonly number[];
  /** Share of what is known of each number that the rows bring, 0 to 1; the pull brings the rest. */
  readonly pinned: readonly number[];
  /** Where a start drawn from the published ranges has come: with one minimum, to the same place. */
  readonly other: { readonly start: readonly number[]; readonly fitted: Evaluated };
}

/** Told of each point as soon as its readings are there; of its values unless it only shows how the loss changes. */
export type Tell = (what: string, loss: number, values?: readonly number[]) => void;

type Asking<Result> = Generator<readonly Asked[], Result, Answered>;

/** A change of a number by which derivatives are taken: large beside the simulations' tolerance of 0.1 %. */
const MOVE = 0.03;
/** No number goes farther than by this in one step; the model isn't linear. */
const FARTHEST = 0.6;
/** It stops where a step would lower the loss by less: by a seventh of a standard error, and hardly above tolerance. */
const NOTHING = 0.02;
const MOST_STEPS = 12;
const MOST_DAMPINGS = 5;
const OTHER_START = 0xf17;

/** The whole fit. The seed draws the second start. */
export function* fitBase(seed: number, tell: Tell = () => undefined): Asking<Fit> {
  const published = freeParameters.map((one) => publishedOf(one).value);
  const start = yield* evaluated("published values", published, tell);
  const found = yield* descent(start, tell);
  const second = drawnStart(seed);
  const other = yield* descent(yield* evaluated("drawn values", second, tell), tell);
  const best = other.at.loss < found.at.loss - NOTHING ? other : found;
  const inBase = yield* evaluated("as rounded", rounded(best.at.values), tell);
  return {
    start, fitted: best.at, rounded: inBase, ...precision(best),
    other: { start: second, fitted: best === other ? found.at : other.at },
  };
}

/** Points between the ends of what is published, and within bounds. */
function drawnStart(seed: number): number[] {
  const random = randomStream(seed, 0, OTHER_START);
  return freeParameters.map((parameter) => {
    const { low, high } = publishedOf(parameter);
    return clamped(parameter, low * pow(high / low, random.uniform()));
  });
}

const clamped = (parameter: FreeParameter, value: number): number => {
  const { low, high } = stated(parameter);
  return Math.min(high, Math.max(low, value));
};

const withLoss = (values: readonly number[], simulated: SomeReadings): Evaluated => {
  const readings = { ...simulated, ...formulaReadings(settingsAt(values)) } as TrainingReadings;
  return { values, readings, loss: lossAt(values, readings) };
};

/** A point with all of its simulations. */
function* evaluated(what: string, values: readonly number[], tell: Tell): Asking<Evaluated> {
  const [simulated = {}] = yield [{ what, values, sessions: sessionNames }];
  const found = withLoss(values, simulated);
  tell(what, found.loss, values);
  return found;
}

/** Where a descent ended, and the derivatives there: a row a residual, a column a number. */
interface Descended {
  readonly at: Evaluated;
  readonly slopes: readonly (readonly number[])[];
}

const residualsOf = ({ values, readings }: Evaluated): number[] => [...rowResiduals(readings), ...pulls(values)];

function* descent(from: Evaluated, tell: Tell): Asking<Descended> {
  let at = from;
  let damping = 0.01;
  for (let step = 1; ; step++) {
    const slopes = yield* derivatives(at, tell);
    if (step > MOST_STEPS) return { at, slopes };
    let next: Evaluated | undefined;
    for (let k = 0; k < MOST_DAMPINGS && !next; k++) {
      const values = stepped(at, slopes, damping);
      if (at.loss - expectedLoss(at, slopes, values) < NOTHING) return { at, slopes };
      const tried: Evaluated = yield* evaluated(`step ${step}${k > 0 ? `, damped ${k} times` : ""}`, values, tell);
      if (tried.loss < at.loss) next = tried;
      damping = next ? damping / 5 : Math.max(damping * 10, 0.1);
    }
    if (!next) return { at, slopes };
    at = next;
  }
}

/** If all were linear. */
function expectedLoss(at: Evaluated, slopes: readonly (readonly number[])[], values: readonly number[]): number {
  const steps = values.map((value, i) => log(value / (at.values[i] as number)));
  return residualsOf(at).reduce((sum, r, k) => {
    const there = r + steps.reduce((change, by, i) => change + by * (slopes[k]?.[i] as number), 0);
    return sum + there * there;
  }, 0);
}

/** By the logarithm of each number, by forward differences; backward at the upper bound. */
function* derivatives(at: Evaluated, tell: Tell): Asking<number[][]> {
  const moves = freeParameters.map((parameter, i) => {
    const value = at.values[i] as number;
    return value * exp(MOVE) > stated(parameter).high ? -MOVE : MOVE;
  });
  const points = freeParameters.map(({ name, moves: sessions }, i): Asked => {
    const by = moves[i] as number;
    const values = at.values.map((value, j) => (i === j ? value * exp(by) : value));
    return { what: `${name} ${by > 0 ? "+" : "−"}${100 * MOVE} %`, values, sessions };
  });
  const answers = yield points;
  const here = residualsOf(at);
  const columns = points.map(({ what, values }, i) => {
    const moved = withLoss(values, { ...at.readings, ...answers[i] });
    tell(what, moved.loss);
    return residualsOf(moved).map((r, k) => (r - (here[k] as number)) / (moves[i] as number));
  });
  return here.map((_, k) => columns.map((column) => column[k] as number));
}

/** The damped step from `at`, within bounds; a number at a bound beyond which the step would go stays there. */
function stepped(at: Evaluated, slopes: readonly (readonly number[])[], damping: number): number[] {
  const held = new Set<number>();
  for (;;) {
    const free = freeParameters.map((_, i) => i).filter((i) => !held.has(i));
    const scale = free.map((i) => Math.sqrt(slopes.reduce((sum, row) => sum + square(row[i] as number), 0)));
    const design = [
      ...slopes.map((row) => free.map((i) => row[i] as number)),
      ...free.map((_, a) => free.map((__, b) => (a === b ? Math.sqrt(damping) * (scale[a] as number) : 0))),
    ];
    const wanted = [...residualsOf(at).map((r) => -r), ...free.map(() => 0)];
    const { coefficients } = leastSquares(design, wanted, { varianceKnown: true });
    const longest = Math.max(...coefficients.map(Math.abs));
    const shortened = longest > FARTHEST ? FARTHEST / longest : 1;
    const values = [...at.values];
    free.forEach((i, a) => {
      values[i] = (at.values[i] as number) * exp(shortened * (coefficients[a] as number));
    });
    const beyond = free.filter((i) => {
      const { low, high } = stated(freeParameters[i] as FreeParameter);
      const [now, then] = [at.values[i] as number, values[i] as number];
      return (now <= low && then < low) || (now >= high && then > high);
    });
    if (beyond.length === 0) return values.map((value, i) => clamped(freeParameters[i] as FreeParameter, value));
    for (const i of beyond) held.add(i);
  }
}

/** How well each number is pinned. */
function precision({ slopes }: Descended): Pick<Fit, "standardErrors" | "pinned"> {
  const { covariance } = leastSquares(slopes, slopes.map(() => 0), { varianceKnown: true });
  const standardErrors = freeParameters.map((_, i) => Math.sqrt(covariance[i]?.[i] as number));
  return {
    standardErrors,
    pinned: standardErrors.map((error, i) => {
      const pull = slopes[trainingRows.length + i]?.[i] as number;
      return Math.max(0, 1 - square(error * pull));
    }),
  };
}
