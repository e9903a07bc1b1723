/** All rows of the paper, judged. */
import { readProtocol, type Protocol } from "#protocol";
import { compositeRows, composites } from "./composites.js";
import { findingOf, findings, type Finding } from "./findings.js";
import type { Conclusion, Experiment, Reading, Readings } from "./experiment.js";
import { experiments } from "./experiments/index.js";
import { methodFindings, methodRows } from "./methods.js";
import { shortOf, verdictsOf, type Verdict } from "./verdict.js";

export interface Row extends Conclusion {
  readonly finding: Finding;
  readonly verdict: Verdict;
}

/** Rows with their verdicts, and how many there are of each. */
export interface Scorecard {
  readonly rows: readonly Row[];
  /** Findings of the paper that nothing here asks about. */
  readonly missing: readonly string[];
  readonly summary: Readonly<Record<Verdict, number>>;
}

/** What answers findings, each its own: experiments, other rows together, and checks of the protocols and the bench. */
export const answered: readonly string[] = [
  ...experiments.flatMap(({ findings: own }) => own), ...composites.map(({ id }) => id), ...methodFindings,
];

/**
 * The order in which experiments are begun where threads share them. Of a paper's those on few spines have the longest
 * sessions: begun first, no thread is left with one when the others are done. Of as many spines, those with more
 * sessions a spine.
 */
export function longestFirst(a: Experiment, b: Experiment): number {
  const sessions = ({ also = {} }: Experiment): number => 1 + Object.keys(also).length;
  return a.spines - b.spines || sessions(b) - sessions(a);
}

/** The protocol file by which a finding is answered; none where other rows or checks answer it. */
export function protocolOf(id: string): string | undefined {
  const own = experiments.find(({ findings }) => findings.includes(id));
  return own && (own.protocol ?? own.name);
}

/** How the spines of a finding's experiment were chosen; none where other rows or checks answer it. */
export function selectionOf(id: string): string | undefined {
  return experiments.find(({ findings }) => findings.includes(id))?.selection;
}

/** The experiments without which these findings can't be judged: their own, and those of rows by which they are. */
export function experimentsFor(wanted: (finding: string) => boolean): readonly Experiment[] {
  const parts = new Set([
    ...composites.flatMap(({ id, of }) => (wanted(id) ? of : [])),
    ...findings.flatMap(({ id, against = [] }) => (wanted(id) ? against : [])),
  ]);
  const own = experiments.filter(({ findings: all }) => all.some((id) => wanted(id) || parts.has(id)));
  const names = new Set(own.flatMap(({ name, needs = [] }) => [name, ...needs]));
  return experiments.filter(({ name }) => names.has(name));
}

/**
 * `readings`: those of every experiment that was run, by its name. `texts`: protocol files by the name of their
 * experiment, for the rows that check the settings in them.
 */
export function scorecardOf(
  readings: Readings, texts: ReadonlyMap<string, string> = new Map(),
): Scorecard {
  const others = (name: string): readonly Reading[] => readings.get(name) ?? [];
  const found = experiments.flatMap((experiment): readonly Conclusion[] => {
    const own = readings.get(experiment.name);
    return own ? experiment.conclude(own, others) : [];
  });
  const conclusions = [
    ...methodRows(protocolsOf(texts)), ...found, ...compositeRows(new Map(found.map((one) => [one.id, one]))),
  ];
  const order = new Map(findings.map(({ id }, i) => [id, i]));
  const verdicts = verdictsOf(conclusions);
  const judged = conclusions.map(({ why, ...one }, i): Row => {
    const verdict = verdicts[i] as Verdict;
    const missed = verdict === "reproduced" && isTruthOutside(one) ? { note: [one.note, TRUTH_OUTSIDE].filter(Boolean).join(" ") } : {};
    return { ...one, ...missed, finding: findingOf(one.id), verdict, ...(verdict !== "reproduced" && { why: why ?? shortOf(one) }) };
  });
  const rows = judged.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const asked = new Set(answered);
  return { rows, summary: summaryOf(rows), missing: findings.flatMap(({ id }) => (asked.has(id) ? [] : [id])) };
}

const TRUTH_OUTSIDE = "What really happened lies outside the range.";

/** Of a row whose value is in its range; not where something else than the value is held against it. */
function isTruthOutside({ id, truth, judged }: Conclusion): boolean {
  const { range } = findingOf(id);
  return range !== undefined && judged === undefined && truth !== undefined && (truth < range[0] || truth > range[1]);
}

/** How many rows there are of each verdict. */
export function summaryOf(rows: readonly Row[]): Scorecard["summary"] {
  const count = (wanted: Verdict): number => rows.filter(({ verdict }) => verdict === wanted).length;
  return {
    "reproduced": count("reproduced"), "direction only": count("direction only"),
    "not reproduced": count("not reproduced"), "conflicts within the paper": count("conflicts within the paper"),
  };
}

function protocolsOf(texts: ReadonlyMap<string, string>): Map<string, Protocol> {
  return new Map([...texts].map(([name, text]) => [name, readProtocol(text, { file: `paper/${name}.yaml` })]));
}
