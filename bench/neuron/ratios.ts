/** From what was measured to the ratios that the question asks for, each only if both did the same work. */
import type { Accuracy, TheirAccuracy } from "./accuracy.js";
import { ratioOf, spreadOf, type Measured, type Spread } from "./rounds.js";

/**
 * How many times longer the competitor takes; `scaling`: our throughput on two processes over that on one, of threads with
 * their set-up, which the one process has behind it.
 */
const ASKED = [
  "ratio_fixed", "ratio_one_trial", "ratio_two_workers", "ratio_threads", "scaling", "scaling_threads", "scaling_neuron",
  "ratio_coreneuron", "ratio_arbor", "ratio_cvode_matched",
] as const;
export type Asked = (typeof ASKED)[number];

export interface Agreement {
  readonly what: string;
  readonly found: number;
  readonly expected: number;
  /** Relative; of deviations, how large they may be. */
  readonly tolerance: number;
  readonly agrees: boolean;
}

type Measure = "cpu" | "wall";

/** Whose time over whose. */
interface RatioSpread extends Spread {
  readonly of: string;
  readonly over: string;
  readonly measure: Measure;
}

/** Medians at the top, their spread within. */
export interface Ratios extends Readonly<Record<Asked, number | null>> {
  readonly ratios: Readonly<Partial<Record<Asked, RatioSpread>>>;
  /** Why a ratio is null. */
  readonly reasons: Readonly<Partial<Record<Asked, string>>>;
  readonly agreement: readonly Agreement[];
}

interface Evidence {
  readonly our: readonly Accuracy[];
  readonly their: readonly TheirAccuracy[];
  /** The end of the last trial by ours without diffusion, µM. */
  readonly undiffused: number;
}

/**
 * Relative difference of the last trial's last calcium. First order in time is worth 0.1 % there, and CVODE's 0.1 % of
 * the peak may be worth 5 %; to leave out diffusion alone makes 8 %.
 */
const END_OF_TRIAL = 0.05;
/** Deviations from the exact solution: of ours at 0.025 ms, and of NEURON's first order, whose peak is 3 % off. */
const OURS_MV = 1;
const OURS_CALCIUM = 0.01;
const FIRST_ORDER_CALCIUM = 0.06;

const fastest = (rows: readonly Measured[]): Measured | undefined =>
  rows.filter(({ reason }) => reason === undefined)
    .map((row) => ({ row, cpu: spreadOf(row.turns.map(({ cpu }) => cpu)).median }))
    .sort((a, b) => a.cpu - b.cpu)[0]?.row;

export function ratios(
  measured: readonly Measured[], missing: ReadonlyMap<string, string>, evidence: Evidence,
): Ratios {
  const agreement = agreementOf(measured, evidence);
  const differing = agreement.filter(({ agrees }) => !agrees).map(({ what }) => what);
  const found: Partial<Record<Asked, RatioSpread>> = {};
  const reasons: Partial<Record<Asked, string>> = {};
  /** Of rows that have a name or begin with it, the fastest. */
  const rowOf = (name: string): Measured | undefined => {
    const rows = measured.filter(({ contestant }) => `${contestant.name} `.startsWith(`${name} `));
    return fastest(rows) ?? rows[0];
  };
  const put = (
    asked: Asked, theirs: string, ours: string, measure: Measure, row = rowOf(theirs),
  ): void => {
    const mine = rowOf(ours);
    const failed = [row, mine].find((one) => one?.reason !== undefined);
    if (differing.length > 0) reasons[asked] = `results differ grossly: ${differing.join("; ")}`;
    else if (failed) reasons[asked] = `${failed.contestant.who}: ${failed.reason ?? ""}`;
    else if (row && mine) {
      found[asked] = { ...ratioOf(row, mine, measure), of: row.contestant.who, over: mine.contestant.who, measure };
    } else {
      const absent = row ? ours : theirs;
      reasons[asked] = missing.get(absent) ?? missing.get("accuracy") ?? `there is no row "${absent}"`;
    }
  };
  put("ratio_fixed", "neuron", "fixed", "cpu");
  put("ratio_one_trial", "neuron", "alone", "cpu");
  put("ratio_two_workers", "neuron, two processes", "two processes", "wall");
  put("ratio_threads", "neuron, two processes", "threads", "wall");
  put("scaling", "fixed", "two processes", "wall");
  put("scaling_threads", "fixed", "threads", "wall");
  put("scaling_neuron", "neuron", "neuron, two processes", "wall");
  const cores = measured.filter(({ contestant }) => contestant.name.startsWith("coreneuron"));
  put("ratio_coreneuron", "coreneuron", "undiffused", "cpu", fastest(cores) ?? cores[0]);
  put("ratio_arbor", "arbor", "undiffused", "cpu");
  put("ratio_cvode_matched", "cvode", "adaptive", "cpu");
  const medians = Object.fromEntries(ASKED.map((asked) => [asked, found[asked]?.median ?? null]));
  return { ...(medians as Record<Asked, number | null>), ratios: found, reasons, agreement };
}

function agreementOf(measured: readonly Measured[], { our, their, undiffused }: Evidence): Agreement[] {
  const below = (what: string, value: number, tolerance: number): Agreement =>
    ({ what, found: value, expected: 0, tolerance, agrees: value <= tolerance });
  const ours = measured.find(({ contestant }) => contestant.name === "fixed")?.turns[0]?.calcium ?? NaN;
  const ends = measured.flatMap(({ contestant: { name, who }, turns }): Agreement[] => {
    const [turn] = turns;
    // Threads go on to other trials; "fixed" is what the others are held against.
    if (!turn || name === "threads" || name === "fixed") return [];
    const expected = /^(coreneuron|arbor|undiffused)/.test(name) ? undiffused : ours;
    return [{
      what: `calcium at the last trial's end, µM: ${who}`, found: turn.calcium, expected, tolerance: END_OF_TRIAL,
      agrees: Math.abs(turn.calcium - expected) <= END_OF_TRIAL * expected,
    }];
  });
  const exact = our.find(({ setting }) => setting === "fixed, dt 0.025 ms");
  const first = their.find(({ second, dt }) => second !== true && dt === 0.025);
  const from = "fixed 0.025 ms, from CVODE at 1e-8";
  return [
    ...ends,
    ...(exact ? [
      below(`Radiatum, ${from}: mV`, Math.max(exact.soma_mV, exact.head_mV), OURS_MV),
      below(`Radiatum, ${from}: calcium, of its peak`, exact.calcium, OURS_CALCIUM),
    ] : []),
    ...(first ? [below(`NEURON, ${from}: calcium, of its peak`, first.calcium, FIRST_ORDER_CALCIUM)] : []),
  ];
}
