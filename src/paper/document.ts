/** The scorecard as plain JSON, where a number that isn't there or a bound that is open is null; and read back. */
import type { Bias } from "./biases.js";
import type { Basis } from "./criteria.js";
import type { Argument } from "./counterfactuals.js";
import type { Exclusion, InfluxPoint, TradeOff } from "./exclusions.js";
import { figureOf } from "./figures/index.js";
import { findingOf, type Finding } from "./findings.js";
import type { Outcome } from "./outcome.js";
import { protocolOf, selectionOf, type Row, type Scorecard } from "./scorecard.js";
import type { Whole } from "./whole.js";

type MaybeNumber = number | null;

/** A row; what the paper says of its finding stands beside it. */
export interface FindingDocument extends
  Pick<Row, "id" | "verdict" | "n" | "nOf" | "direction">,
  Pick<Finding, "paper" | "unit" | "role" | "where" | "about" | "criterion"> {
  readonly value: MaybeNumber;
  readonly low: MaybeNumber;
  readonly high: MaybeNumber;
  readonly each: readonly MaybeNumber[] | null;
  /** What the number rests on, apart. */
  readonly spines: MaybeNumber;
  readonly cells: MaybeNumber;
  readonly trials: MaybeNumber;
  readonly truth: MaybeNumber;
  readonly holds: boolean | null;
  readonly range: readonly MaybeNumber[] | null;
  readonly note: string | null;
  /** One sentence why it falls short; null where it doesn't. */
  readonly why: string | null;
  readonly basis: Basis | null;
  /** How its spines were chosen; null where no experiment of its own answers it. */
  readonly selection: string | null;
  /** Beside which it stands, 1 to 8. */
  readonly figure: number;
  /** `paper/<protocol>.yaml`, by which it is answered; null where other rows or checks of all protocols answer it. */
  readonly protocol: string | null;
}

interface MeasuredDocument {
  readonly value: MaybeNumber;
  readonly low: MaybeNumber;
  readonly high: MaybeNumber;
  readonly truth: MaybeNumber;
}
type OutcomeDocument = Pick<Outcome, "what" | "n" | "nOf"> & MeasuredDocument;

interface PointDocument {
  readonly influx: MaybeNumber;
  readonly a: MeasuredDocument;
  readonly ratio: MeasuredDocument;
}

interface CaseDocument {
  readonly name: string;
  readonly paper: OutcomeDocument;
  readonly better: OutcomeDocument;
  readonly truth: MaybeNumber;
  readonly nearer: boolean | null;
}

/** What `radiatum reproduce --json` prints, but for what the run was asked and its time. */
export interface ScorecardDocument extends Pick<Scorecard, "summary" | "missing"> {
  /** Of the first set. */
  readonly findings: readonly FindingDocument[];
  readonly sets: readonly {
    readonly name: string; readonly summary: Scorecard["summary"]; readonly findings: readonly FindingDocument[];
  }[];
  readonly exclusions: readonly Exclusion[];
  readonly tradeOffs: readonly TradeOff[];
  readonly influx: readonly PointDocument[];
  readonly arguments: readonly (Omit<Argument, "outcomes"> & { readonly outcomes: readonly OutcomeDocument[] })[];
  readonly methods: readonly (Omit<Bias, "cases"> & { readonly cases: readonly CaseDocument[] })[];
}

const finite = (value: number | undefined): MaybeNumber =>
  (value !== undefined && Number.isFinite(value) ? value : null);

/** Rows of every set, arguments, questions of method, exclusions. What a run was asked, and its time, aren't here. */
export function scorecardDocument(card: Scorecard & Whole): ScorecardDocument {
  const { rows, summary, missing, sets, exclusions, tradeOffs, influx } = card;
  return {
    findings: rows.map(findingDocument), summary, missing,
    sets: sets.map((set) => ({ name: set.name, summary: set.summary, findings: set.rows.map(findingDocument) })),
    exclusions, tradeOffs,
    influx: influx.map((point) =>
      ({ influx: finite(point.influx), a: measuredDocument(point.a), ratio: measuredDocument(point.ratio) })),
    arguments: card.arguments.map(({ outcomes, ...rest }) => ({ ...rest, outcomes: outcomes.map(outcomeDocument) })),
    methods: card.biases.map(({ cases, ...rest }) => ({
      ...rest, cases: cases.map(({ name, paper, better, truth, nearer }) =>
        ({ name, paper: outcomeDocument(paper), better: outcomeDocument(better), truth: finite(truth), nearer })),
    })),
  };
}

function findingDocument(row: Row): FindingDocument {
  const { id, verdict, value, low, high, n, nOf, spines, cells, trials, each, truth, holds, direction, note, why, finding } = row;
  const { paper, unit, range, role, where, about, criterion, basis } = finding;
  return {
    id, verdict, value: finite(value), low: finite(low), high: finite(high), n, nOf,
    spines: finite(spines), cells: finite(cells), trials: finite(trials), each: each?.map(finite) ?? null,
    paper, unit, range: range ? range.map(finite) : null, role, truth: finite(truth), where, about, criterion,
    basis: basis ?? null, holds: holds ?? null, direction, note: note ?? null, why: why ?? null,
    selection: selectionOf(id) ?? null, figure: figureOf(id), protocol: protocolOf(id) ?? null,
  };
}

const outcomeDocument = ({ what, value, low, high, n, nOf, truth }: Outcome): OutcomeDocument =>
  ({ what, value: finite(value), low: finite(low), high: finite(high), n, nOf, truth: finite(truth) });

const measuredDocument = ({ value, low, high, truth }: InfluxPoint["a"]): MeasuredDocument =>
  ({ value: finite(value), low: finite(low), high: finite(high), truth: finite(truth) });

/** The card of which `document` was made: the same rows with the same verdicts, which aren't judged again. */
export function cardOf(document: ScorecardDocument): Scorecard & Whole {
  const { findings, summary, missing, sets, exclusions, tradeOffs, influx, methods } = document;
  return {
    rows: findings.map(rowOf), summary, missing, exclusions, tradeOffs,
    sets: sets.map((set) => ({ name: set.name, summary: set.summary, rows: set.findings.map(rowOf) })),
    influx: influx.map(({ influx: at, a, ratio }) => ({
      influx: at ?? NaN, a: { ...numbersOf(a), truth: a.truth ?? NaN },
      ratio: { ...numbersOf(ratio), truth: ratio.truth ?? NaN },
    })),
    arguments: document.arguments.map(({ outcomes, ...rest }) => ({ ...rest, outcomes: outcomes.map(outcomeOf) })),
    biases: methods.map(({ cases, ...rest }) => ({
      ...rest, cases: cases.map(({ name, paper, better, truth, nearer }) =>
        ({ name, paper: outcomeOf(paper), better: outcomeOf(better), truth: truth ?? NaN, nearer })),
    })),
  };
}

function rowOf(found: FindingDocument): Row {
  const { id, verdict, n, nOf, spines, cells, trials, each, holds, direction, note, why } = found;
  return {
    id, verdict, n, nOf, direction, finding: findingOf(id), ...numbersOf(found),
    ...(spines !== null && { spines }), ...(cells !== null && { cells }), ...(trials !== null && { trials }),
    ...(each && { each: each.map((value) => value ?? NaN) }),
    ...(holds !== null && { holds }), ...(note !== null && { note }),
    ...(why !== null && { why }),
  };
}

const outcomeOf = ({ what, n, nOf, ...numbers }: OutcomeDocument): Outcome => ({ what, n, nOf, ...numbersOf(numbers) });

/** Of an interval with one end that end is there; the other is open. */
function numbersOf({ value, low, high, truth }: MeasuredDocument): Pick<Row, "value" | "low" | "high" | "truth"> {
  return {
    ...(value !== null && { value }),
    ...((low !== null || high !== null) && { low: low ?? -Infinity, high: high ?? Infinity }),
    ...(truth !== null && { truth }),
  };
}
