/** What is kept of a fit: `paper/fit-base.json`, with which anybody can check `base`. */
import { exp } from "#elementary";
import { freeParameters, publishedOf, rowResiduals, stated, trainingRows, type TrainingRow } from "./training.js";
import type { Evaluated, Fit } from "./fit.js";
import type { TrainingReadings } from "./training-sessions.js";

export interface FittedParameter {
  readonly name: string;
  readonly unit: string;
  /** Where the fit starts: what is published, or the middle of the bounds. */
  readonly start: number;
  readonly published: string;
  /** Within which the fit moves it. */
  readonly bounds: readonly [low: number, high: number];
  readonly fitted: number;
  /** As it goes into `base`. */
  readonly base: number;
  /** Of the fitted number, as far as the loss may rise by 1: times or divided by. */
  readonly within: number;
  /** Share of what is known of it that the rows bring. */
  readonly pinned: number;
  /** Where the other start came to. */
  readonly otherFitted: number;
}

export interface FittedRow {
  readonly id: string;
  readonly reading: string;
  readonly aim: number;
  readonly side: TrainingRow["side"];
  /** The reading at half of what counts on either side; on the one side that counts. */
  readonly ends: readonly [low: number | null, high: number | null];
  readonly start: number;
  readonly fitted: number;
  readonly base: number;
  /** Of the reading with `base` from the aim, in halves of what counts. */
  readonly distance: number;
}

export interface FitDocument {
  readonly made: string;
  readonly seed: number;
  readonly evaluations: number;
  readonly loss: Readonly<Record<"start" | "fitted" | "base" | "otherFitted", number>>;
  readonly parameters: readonly FittedParameter[];
  readonly rows: readonly FittedRow[];
}

/** As many digits as the simulations' tolerance is worth, and more. */
const short = (value: number): number => Number(value.toPrecision(6));

interface Run { readonly seed: number; readonly evaluations: number }

export function documentOf(fit: Fit, { seed, evaluations }: Run): FitDocument {
  const { start, fitted, rounded, other } = fit;
  const at = ({ values }: Evaluated, i: number): number => short(values[i] as number);
  const distances = rowResiduals(rounded.readings);
  return {
    made: `radiatum fit-base --seed ${seed}`, seed, evaluations,
    loss: {
      start: short(start.loss), fitted: short(fitted.loss), base: short(rounded.loss),
      otherFitted: short(other.fitted.loss),
    },
    parameters: freeParameters.map((parameter, i) => {
      const { low, high } = stated(parameter);
      return {
        name: parameter.name, unit: parameter.unit, start: short(publishedOf(parameter).value),
        published: parameter.published?.source ?? "nothing but the paper: the middle of the bounds",
        bounds: [short(low), short(high)], fitted: at(fitted, i), base: at(rounded, i),
        within: short(exp(fit.standardErrors[i] as number)), pinned: short(fit.pinned[i] as number),
        otherFitted: at(other.fitted, i),
      };
    }),
    rows: trainingRows.map(({ id, reading, aim, half, side, of }, i) => {
      const read = (readings: TrainingReadings): number => short(of(readings));
      const [low, high] = [short(aim * exp(-half)), short(aim * exp(half))];
      return {
        id, reading, aim: short(aim), side, ends: [side === "at most" ? null : low, side === "at least" ? null : high],
        start: read(start.readings), fitted: read(fitted.readings), base: read(rounded.readings),
        distance: short(distances[i] as number),
      };
    }),
  };
}
