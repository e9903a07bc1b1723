/** Figure 5: calcium of one spine, stimulus after stimulus, in two solutions. */
import { trialsPanel, type Drawing as Panel, type Outcome, type Theme, type TrialsPanel } from "#report";
import type { Measurement } from "#analysis";
import { measured, regionOf } from "../bench.js";
import { HIGH, LOW, studyPairs } from "../experiments/release.js";
import { figure } from "./figure.js";
import { capital, EYE, shocksOf, smoothedBy, SPINE, spineSaid } from "./parts.js";

const PAIR = shocksOf(100, 2, 30);
const [WIDTH, COLUMNS] = [900, 6] as const;
const [PAIRS, SINGLES] = [18, 12] as const; // trials that are shown

export const stochasticRelease = figure({
  number: 5,
  title: "Stochastic responses of an individual spine",
  findings: ["Q02", "Q03"],
  sessions: { spine: { protocol: "paired-pulse", population: "drawn" } },
  draw: ({ spine }, theme) => {
    const of = (stimulus: string, condition: string) => measured(spine.recording, { stimulus, condition });
    const [single, pair, rich] = [of("single", LOW), of("pair", LOW), of("single", HIGH)];
    const study = studyPairs(single, pair);
    const shown = [...tracesIn(pair, PAIRS), ...tracesIn(rich, SINGLES)].flatMap((values) => Array.from(values));
    const [low, high] = [Math.min(0, ...shown), Math.max(0, ...shown)];
    /** A and B on one scale. */
    const domain = [low - 0.05 * (high - low), high] as const;
    return {
      lines: [
        [{
          letter: "A", drawing: trials({
            m: pair, count: PAIRS, stimuli: PAIR, domain,
            title: "Pairs of shocks 30 ms apart, 2 mM Ca²⁺ and 2 mM Mg²⁺",
            outcomesOf: (k) => [study?.[0].calls[k], study?.[1].calls[k]],
            notes: [
              { text: `${TRANSIENT}, first shock`, ...(study && { answer: study[0].probability }) },
              { text: "second shock", ...(study && { answer: study[1].probability }) },
            ],
          }, theme),
        }],
        [{
          letter: "B", drawing: trials({
            m: rich, count: SINGLES, stimuli: [100], domain,
            title: "Single shocks, 4 mM Ca²⁺ and 1 mM Mg²⁺", outcomesOf: (k) => [rich.trials[k]?.call],
            notes: [{ text: TRANSIENT, answer: rich.calciumTransientProbability }],
          }, theme),
        }],
      ],
      legend: [
        `A, ΔF/F in a spine in the first ${PAIRS} of ${pair.trials.length} pairs of shocks (ticks), one after the
        other, smoothed by ${EYE} lines; asterisks, shocks that failed; question marks, shocks of which nobody can
        say it with 90 %. ${capital(spineSaid(spine))}.`,
        `B, The same spine after the change of solution, the first ${SINGLES} of ${rich.trials.length} single
        shocks.`,
        `Probabilities are of all trials, by the mixture of their matched amplitudes.`,
      ],
    };
  },
});

const TRANSIENT = "probability of a calcium transient";

interface Sequence extends Pick<TrialsPanel, "title" | "stimuli" | "notes"> {
  readonly m: Measurement;
  /** Trials that are shown. */
  readonly count: number;
  readonly outcomesOf: (k: number) => readonly Outcome[];
  readonly domain: readonly [number, number];
}

function trials({ m, count, outcomesOf, domain, ...rest }: Sequence, theme: Theme): Panel {
  const traces = tracesIn(m, count);
  return trialsPanel({
    ...rest, width: WIDTH, columns: COLUMNS, numbers: traces.map((_, k) => k + 1), span: [60, 280], timeBar: 100,
    rows: [{
      ...SPINE, time: m.time, unit: "% ΔF/F", height: 62, domain,
      trials: traces.map((trace, k) => ({ values: trace, outcomes: outcomesOf(k) })),
    }],
  }, theme);
}

/** The spine's first traces, smoothed for the eye. */
const tracesIn = (m: Measurement, count: number): Float64Array[] =>
  (regionOf(m, "spine")?.traces ?? []).slice(0, count).map((trace) => smoothedBy(EYE, trace));
