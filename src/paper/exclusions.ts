/** Which findings exclude each other: by the verdicts of several sets, and by how much calcium an AP brings. */
import type { Reading, Readings } from "./experiment.js";
import { INFLUXES } from "./experiments/influx.js";
import { reasons } from "./exclusion-reasons.js";
import { findingOf, findings } from "./findings.js";
import type { Row } from "./scorecard.js";
import { isMeasured, type Verdict } from "./verdict.js";

/** The rows of one parameter set. */
export interface SetRows {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** One of two findings under one set. */
export interface Side {
  readonly id: string;
  readonly value?: number;
  readonly verdict: Verdict | "not measured";
}

/** Two findings that the evidence holds to be incompatible, and what the sets say. */
export interface Exclusion {
  readonly pair: readonly [string, string];
  /** One sentence of physics. */
  readonly why: string;
  /** Under what condition alone they exclude each other; null where it is so whatever the parameters. */
  readonly under: string | null;
  readonly bySet: readonly { readonly set: string; readonly sides: readonly [Side, Side] }[];
  /** Sets in which both are in their range: one of them is enough, and they don't exclude each other. */
  readonly together: readonly string[];
  readonly says: string;
}

/** Two findings, each reproduced by some set, but by none together: found in the verdicts alone. */
export interface TradeOff {
  readonly pair: readonly [string, string];
  readonly one: readonly string[];
  readonly other: readonly string[];
}

/** a of Fig. 7A and the ratio of Fig. 8A in one spine, at one influx. */
export interface InfluxPoint {
  /** µM of the head's volume per action potential, as it really was. */
  readonly influx: number;
  readonly a: Measured;
  readonly ratio: Measured;
}
interface Measured { readonly value?: number; readonly low?: number; readonly high?: number; readonly truth: number }

const list = (names: readonly string[]): string =>
  (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`);
const reproduced = (row: Row | undefined): boolean => row?.verdict === "reproduced";

/** Each pair of which some set has both rows. Those under a condition make no row a conflict: they are shown. */
export function exclusionsOf(sets: readonly SetRows[]): readonly Exclusion[] {
  return reasons.flatMap(({ pair, why, under = null }) => {
    const bySet = sets.flatMap(({ name, rows }) => {
      const sides = pair.map((id) => rows.find((row) => row.id === id));
      return sides[0] && sides[1] ? [{ set: name, sides: [sideOf(sides[0]), sideOf(sides[1])] as const }] : [];
    });
    if (bySet.length === 0) return [];
    const has = (which: 0 | 1) => ({ sides }: (typeof bySet)[number]): boolean => sides[which].verdict === "reproduced";
    const names = (which: 0 | 1): string[] => bySet.filter(has(which)).map(({ set }) => set);
    const together = bySet.filter((one) => has(0)(one) && has(1)(one)).map(({ set }) => set);
    return [{ pair, why, under, bySet, together, says: said(pair, names(0), names(1), together, bySet.length) }];
  });
}

function sideOf(row: Row): Side {
  const { id, value, verdict } = row;
  return { id, verdict: isMeasured(row) ? verdict : "not measured", ...(value !== undefined && { value }) };
}

function said(
  [a, b]: readonly [string, string], withA: readonly string[], withB: readonly string[], both: readonly string[],
  sets: number,
): string {
  if (both.length > 0) return `${list(both)} ${both.length === 1 ? "has" : "have"} both: here they don't exclude `
    + `each other.`;
  const which = sets === 1 ? "The set that was run has" : `Of ${sets} sets none has`;
  if (withA.length === 0 && withB.length === 0) return `${which} neither.`.replace("none has neither", "none has "
    + "either");
  const alone = [[a, withA], [b, withB]] as const;
  const comes = alone.map(([id, names]) => (names.length > 0 ? `${id} comes out of ${list(names)}` : `${id} of none`));
  if (sets > 1) return `${which} both: ${comes.join(", ")}.`;
  return `The set that was run has ${withA.length > 0 ? `${a} and not ${b}` : `${b} and not ${a}`}.`;
}

/** What all pairs come to: which go together in some set, and which in none. */
export function exclusionsSay(exclusions: readonly Exclusion[]): string {
  const named = (all: readonly Exclusion[]): string => list(all.map(({ pair: [a, b] }) => `${a} with ${b}`));
  const [apart, together] = [exclusions.filter((one) => one.together.length === 0), exclusions.filter((one) => one.together.length > 0)];
  const sets = exclusions[0]?.bySet.length ?? 0;
  const none = sets === 1 ? "The set that was run doesn't have" : "No set has";
  return [
    ...(apart.length === 0 ? [] : [`${none} ${named(apart)}.`]),
    ...(together.length === 0 ? [] : [`Reproduced side by side all the same: ${list(together.map(({ pair: [a, b], together: where }) =>
      `${a} with ${b} (${where.join(", ")})`))}.`]),
  ].join(" ");
}

/** Pairs that the verdicts of two sets and more set against each other; by chance, too, where populations are small. */
export function tradeOffsOf(sets: readonly SetRows[]): readonly TradeOff[] {
  if (sets.length < 2) return [];
  const by = new Map(findings.map(({ id }) => [id, sets
    .filter(({ rows }) => reproduced(rows.find((row) => row.id === id))).map(({ name }) => name)]));
  const varying = [...by].filter(([, names]) => names.length > 0 && names.length < sets.length);
  return varying.flatMap(([a, one], i) => varying.slice(i + 1).flatMap(([b, other]) =>
    (one.some((name) => other.includes(name)) ? [] : [{ pair: [a, b] as const, one, other }])));
}

/** What both figures read as the influx grows; none where it wasn't run. */
export function influxCurve(readings: Readings): readonly InfluxPoint[] {
  const [pairs] = readings.get("influx-of-pairs") ?? [];
  const [paired] = readings.get("influx-of-pairing") ?? [];
  if (!pairs || !paired) return [];
  return INFLUXES.map((name) => ({
    influx: pairs[`influx ${name}`] as number,
    a: measuredOf(pairs, ["a", "low", "high", "trueA"], name),
    ratio: measuredOf(paired, ["ratio", "low", "high", "trueRatio"], name),
  }));
}

function measuredOf(
  reading: Reading, [value, low, high, truth]: readonly [string, string, string, string], of: string,
): Measured {
  const number = (key: string): number | undefined => {
    const found = reading[`${key} ${of}`];
    return typeof found === "number" ? found : undefined;
  };
  const [at, from, to] = [number(value), number(low), number(high)];
  return {
    ...(at !== undefined && { value: at }), ...(from !== undefined && to !== undefined && { low: from, high: to }),
    truth: number(truth) ?? NaN,
  };
}

/** What the curve says of the two ranges. */
export function influxSays(curve: readonly InfluxPoint[]): string {
  const within = (id: string, value: number): boolean => {
    const [low, high] = findingOf(id).range ?? [-Infinity, Infinity];
    return value >= low && value <= high;
  };
  const where = (id: "C01" | "H01"): InfluxPoint[] =>
    curve.filter(({ a, ratio }) => within(id, (id === "C01" ? a : ratio).truth));
  const micromolar = (points: readonly InfluxPoint[]): string => list(points.map(({ influx }) => influx.toFixed(0)));
  const [saturating, supralinear] = [where("C01"), where("H01")];
  const both = saturating.filter((point) => supralinear.includes(point));
  const each = curve.map(({ influx, a, ratio }) =>
    `${influx.toFixed(0)} µM: a = ${a.truth.toFixed(2)}, ratio ${ratio.truth.toFixed(2)}`).join("; ");
  if (both.length > 0) return `At ${micromolar(both)} µM per action potential both are in their ranges. (${each}.)`;
  const of = (points: readonly InfluxPoint[], what: string): string =>
    (points.length === 0 ? `${what} is in its range nowhere` : `${what} is in its range at ${micromolar(points)} µM`);
  return `No influx that was tried has both: ${of(saturating, "a")}, and ${of(supralinear, "the ratio")}. The dye `
    + `saturates in Fig. 7A `
    + `only where action potentials bring so much calcium that EPSPs can't add to it in Fig. 8A. In truth, ${each}.`;
}
