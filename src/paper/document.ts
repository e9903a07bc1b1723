/** The scorecard as plain JSON; a bound that is open is null. */
import type { Bias } from "./biases.js";
import type { Argument } from "./counterfactuals.js";
import type { Outcome } from "./outcome.js";
import type { Row, Scorecard } from "./scorecard.js";
import type { Whole } from "./whole.js";

const finite = (value: number | undefined): number | null =>
  (value !== undefined && Number.isFinite(value) ? value : null);

/** Rows of every set, arguments, questions of method, exclusions. What a run was asked, and its time, aren't here. */
export function scorecardDocument(card: Scorecard & Whole): Record<string, unknown> {
  const { rows, summary, missing, sets, exclusions, tradeOffs, influx } = card;
  return {
    findings: rows.map(findingDocument), summary, missing,
    sets: sets.map((set) => ({ name: set.name, summary: set.summary, findings: set.rows.map(findingDocument) })),
    exclusions, tradeOffs, influx,
    arguments: card.arguments.map(argumentDocument), methods: card.biases.map(biasDocument),
  };
}

function findingDocument(row: Row): Record<string, unknown> {
  const { id, verdict, value, low, high, n, nOf, truth, note, finding } = row;
  const { paper, unit, range, role, where, about } = finding;
  return {
    id, verdict, value: finite(value), low: finite(low), high: finite(high), n, nOf, paper, unit,
    range: range ? range.map(finite) : null, role, truth: finite(truth), where, about, note: note ?? null,
  };
}

const outcomeDocument = ({ what, value, low, high, n, nOf, truth }: Outcome): Record<string, unknown> =>
  ({ what, value: finite(value), low: finite(low), high: finite(high), n, nOf, truth: finite(truth) });

const argumentDocument = ({ outcomes, ...argument }: Argument): Record<string, unknown> =>
  ({ ...argument, outcomes: outcomes.map(outcomeDocument) });

const biasDocument = ({ cases, ...bias }: Bias): Record<string, unknown> => ({
  ...bias, cases: cases.map(({ name, paper, better, truth }) =>
    ({ name, paper: outcomeDocument(paper), better: outcomeDocument(better), truth: finite(truth) })),
});
