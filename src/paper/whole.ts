/** Everything that a report of the scorecard holds: rows under each parameter set, arguments, methods, exclusions. */
import { biasesOf, type Bias } from "./biases.js";
import { argumentsOf, type Argument } from "./counterfactuals.js";
import {
  exclusionsOf, influxCurve, tradeOffsOf, type Exclusion, type InfluxPoint, type SetRows, type TradeOff,
} from "./exclusions.js";
import type { Readings } from "./experiment.js";
import { scorecardOf, summaryOf, type Scorecard } from "./scorecard.js";

export interface SetCard extends SetRows {
  readonly summary: Scorecard["summary"];
}

export interface Whole {
  /** The first is the set whose rows the scorecard shows; others stand beside it. */
  readonly sets: readonly SetCard[];
  readonly arguments: readonly Argument[];
  readonly biases: readonly Bias[];
  readonly exclusions: readonly Exclusion[];
  readonly tradeOffs: readonly TradeOff[];
  readonly influx: readonly InfluxPoint[];
}

export interface Named {
  readonly name: string;
  readonly readings: Readings;
}

/**
 * The scorecard of the first set, and all that stands beside it. `texts`: as of `scorecardOf`. `wanted`: rows that are
 * shown; arguments may rest on others.
 */
export function wholeOf(
  sets: readonly Named[], texts: ReadonlyMap<string, string>, wanted: (finding: string) => boolean,
): Scorecard & Whole {
  const cards = sets.map(({ name, readings }) => ({ name, ...scorecardOf(readings, texts) }));
  const [first, whole] = [cards[0], sets[0]];
  if (!first || !whole) throw new Error("broken invariant: there is a first set");
  const shown = cards.map(({ name, rows }): SetCard => {
    const own = rows.filter(({ id }) => wanted(id));
    return { name, rows: own, summary: summaryOf(own) };
  });
  const [{ rows, summary }] = shown as [SetCard];
  return {
    rows, summary, missing: first.missing, sets: shown,
    arguments: argumentsOf(whole.readings, first.rows), biases: biasesOf(whole.readings),
    exclusions: exclusionsOf(shown), tradeOffs: tradeOffsOf(shown), influx: influxCurve(whole.readings),
  };
}
