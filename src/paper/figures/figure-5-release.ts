/** Figure 5: calcium of one spine, stimulus after stimulus, in two solutions. */
import { trialsPanel, type Drawing as Panel, type Outcome, type PanelNote, type Theme } from "#report";
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
  sessions: { spine: { protocol: "paired-pulse", population: "typical" } },
  draw: ({ spine }, theme) => {
    const of = (stimulus: string, condition: string) => measured(spine.recording, { stimulus, condition });
    const [single, pair, rich] = [of("single", LOW), of("pair", LOW), of("single", HIGH)];
    const study = studyPairs(single, pair);
    return {
      lines: [
        [{ letter: "A", drawing: trials("Pairs of shocks 30 ms apart, 2 mM Ca²⁺ and 2 mM Mg²⁺", pair, PAIRS, PAIR,
          (k) => [study?.[0].calls[k], study?.[1].calls[k]], [
            { text: "probability of a calcium transient, first shock", ...(study && { answer: study[0].probability }) },
            { text: "second shock", ...(study && { answer: study[1].probability }) },
          ], theme) }],
        [{ letter: "B", drawing: trials("Single shocks, 4 mM Ca²⁺ and 1 mM Mg²⁺", rich, SINGLES, [100],
          (k) => [rich.trials[k]?.call], [{ text: "probability of a calcium transient", answer: rich.calciumTransientProbability }], theme) }],
      ],
      legend: [
        `A, ΔF/F in a spine in the first ${PAIRS} of ${pair.trials.length} pairs of shocks (ticks), one after the other, smoothed by ${EYE} lines; ` +
        "asterisks, shocks that failed; question marks, shocks of which nobody can say it with 90 %. " +
        `${capital(spineSaid(spine))}.`,
        `B, The same spine after the change of solution, the first ${SINGLES} of ${rich.trials.length} single shocks.`,
        "Probabilities are of all trials, by the mixture of their matched amplitudes.",
      ],
    };
  },
});

function trials(
  title: string, m: Measurement, count: number, stimuli: readonly number[], outcomesOf: (k: number) => readonly Outcome[],
  notes: readonly PanelNote[], theme: Theme,
): Panel {
  const traces = (regionOf(m, "spine")?.traces ?? []).slice(0, count);
  return trialsPanel({
    title, notes, width: WIDTH, columns: COLUMNS, numbers: traces.map((_, k) => k + 1), span: [60, 280], stimuli, timeBar: 100,
    rows: [{
      ...SPINE, time: m.time, bar: 50, unit: "% ΔF/F", height: 46,
      trials: traces.map((trace, k) => ({ values: smoothedBy(EYE, trace), outcomes: outcomesOf(k) })),
    }],
  }, theme);
}
