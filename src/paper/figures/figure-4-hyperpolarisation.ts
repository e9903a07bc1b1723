/** Figure 4: spines whose calcium APV leaves, and how it grows with hyperpolarisation. */
import type { Measurement } from "#analysis";
import { amount } from "#protocol";
import type { Recording } from "#recording";
import { meansPanel, tracePanel, type Drawing as Panel, type PanelTrace, type Theme } from "#report";
import { mean, standardErrorOfMean } from "#statistics";
import { meanIn, measured } from "../bench.js";
import { byPotential, PAIR, regressionOf } from "../experiments/hyperpolarisation.js";
import { sweepOf } from "../traces.js";
import { figure } from "./figure.js";
import { capital, countSaid, meanOf, shocksOf, SOMA, SPINE, spineSaid, withoutArtefacts } from "./parts.js";

const [HELD, FARTHEST] = ["-70 mV", "-260 mV"] as const;
const at = shocksOf(100, 2, 1000 / 66);

export const apvResistant = figure({
  number: 4,
  title: "APV-resistant calcium accumulations in a subpopulation of spines",
  findings: ["S11", "S12", "S13", "S14"],
  sessions: {
    held: {
      protocol: "hyperpolarisation", population: "drawn",
      choice: {
        rule: "in which a search in APV found calcium", accepts: () => true,
        wasAccepted: ({ found }) => found === true, among: 7,
      },
    },
  },
  draw: ({ held }, theme) => {
    const { recording } = held;
    const seen = { recording, m: measured(recording, { stimulus: "EPSC" }) };
    return {
      lines: [
        [
          { letter: "A", drawing: panelOf(seen, HELD, theme) },
          { letter: "B", drawing: panelOf(seen, FARTHEST, theme) },
          { letter: "C", drawing: dependence(seen, theme) },
        ],
      ],
      legend: [
        `A, ΔF/F in a spine in 100 µM D-APV in response to two EPSCs at 66 Hz (arrows),
        ${countSaid(recording, { stimulus: "EPSC", condition: HELD })} at −70 mV; inset, the clamped soma's
        current in the same trials, from before the shocks (arrows) on, without their artefacts. ${capital(spineSaid(held))}.`,
        `B, The same spine with the amplifier at −260 mV (nominally: behind the series resistance the cell is
        elsewhere), ${countSaid(recording, { stimulus: "EPSC", condition: FARTHEST })}; traces and insets on the
        scales of A. Numbers in A and B: mean
        ΔF/F within the shaded ${PAIR.to - PAIR.from} ms.`,
        `C, Peak ΔF/F of every trial (pale, side by side about their potential), by its matched fit, with means ± SE, at four holding potentials in APV;
        the line is the linear regression of all trials, p its t test.`,
      ],
    };
  },
});

interface Seen { readonly recording: Recording; readonly m: Measurement }

function panelOf({ recording, m }: Seen, condition: string, theme: Theme): Panel {
  const chosen = { stimulus: "EPSC", condition };
  const answer = meanIn(m, "spine", PAIR, chosen);
  return tracePanel({
    title: `APV, ${condition.replace("-", "−")}`, width: 350, height: 280, span: [40, 220], domain: domainOf(recording),
    traces: [meanOf(recording, chosen, SPINE)],
    timeBar: 50, unit: "% ΔF/F", shaded: [[PAIR.from, PAIR.to]], marks: [{ at, label: "2 EPSCs" }],
    notes: [{ stroke: SPINE, text: "spine", ...(answer && { answer }) }],
    inset: {
      traces: [currentOf(recording, condition)], span: INSET, domain: currentsOf(recording),
      timeBar: 20, unit: "pA", marks: [{ at }],
    },
  }, theme);
}

/** ms of the insets. */
const INSET = [92, 160] as const;

/** The clamped soma's mean current from its level before the shocks, pA. */
function currentOf(recording: Recording, condition: string): PanelTrace {
  const { samples, period } = sweepOf(recording, { stimulus: "EPSC", condition });
  const rest = mean([...samples.subarray(Math.ceil(60 / period), Math.floor((at[0] as number - 1) / period))]);
  const time = Float64Array.from(samples, (_, i) => i * period);
  return withoutArtefacts({ ...SOMA, time, values: samples.map((value) => value - rest) }, at);
}

/** Both insets on one scale: that of the larger currents. */
function currentsOf(recording: Recording): readonly [number, number] {
  const { time, values } = currentOf(recording, FARTHEST);
  const shown = Array.from(values).filter((value, i) =>
    Number.isFinite(value) && (time[i] as number) > INSET[0] && (time[i] as number) < INSET[1]);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return [low - 0.1 * (high - low), high + 0.1 * (high - low)];
}

/** Both panels on one scale: that of the larger response. */
const domainOf = (recording: Recording): readonly [number, number] => {
  const { values } = meanOf(recording, { stimulus: "EPSC", condition: FARTHEST }, SPINE);
  const top = Array.from(values).reduce((most, value) => Math.max(most, value), 0);
  return [-0.35 * top, 1.2 * top];
};

function dependence({ m }: Seen, theme: Theme): Panel {
  const amplitudes = byPotential(m);
  const enough = [...amplitudes.values()].reduce((n, { length }) => n + length, 0) >= 3 && amplitudes.size > 1;
  const regression = enough ? regressionOf(amplitudes) : undefined;
  return meansPanel({
    title: "Voltage dependence in APV", width: 320, height: 280, hue: "spine",
    across: "holding potential, mV", up: "peak ΔF/F, %",
    groups: [...amplitudes].filter(([, { length }]) => length > 1).map(([condition, trials]) => ({
      at: amount(condition, "potential") as number,
      trials, mean: mean(trials), standardError: standardErrorOfMean(trials),
    })),
    ...(regression && {
      line: { slope: regression.slope.estimate.value, intercept: regression.intercept.estimate.value },
      notes: [
        { text: "slope", answer: regression.slope.estimate },
        { text: `p ${pSaid(regression.slope.pValue)}, n = ${regression.n} trials` },
      ],
    }),
  }, theme);
}

/** "= 0.018", "< 0.001". */
const pSaid = (p: number): string => (p < 0.001 ? "< 0.001" : `= ${p.toPrecision(2)}`);
