/** Figure 3: APV blocks synaptic calcium but not that of action potentials, and washes out. */
import type { Measurement } from "#analysis";
import type { Recording } from "#recording";
import { tracePanel, type Drawing as Panel, type Theme } from "#report";
import { meanIn, measured, traced } from "../bench.js";
import { inApv, TRAIN } from "../experiments/synaptic.js";
import { figure } from "./figure.js";
import {
  capital, countSaid, electrode, meanOf, shocksOf, SPINE, spineSaid, spread, withoutArtefacts,
} from "./parts.js";

const WIDTH = 400; // px
const APART = 1000 / 66; // ms

export const apv = figure({
  number: 3,
  title: "APV blocks synaptically induced calcium accumulations in spines",
  findings: ["S02", "S03", "S04"],
  sessions: {
    train: {
      protocol: "epsc-train", population: "drawn",
      choice: {
        rule: "that responds to EPSCs and whose response APV blocks",
        accepts: (recording) => inApv(traced(recording, {})).blocked === true,
        wasAccepted: ({ blocked }) => blocked === true, among: 8,
      },
    },
  },
  draw: ({ train }, theme) => {
    const { recording } = train;
    const seen = { recording, m: measured(recording, {}) };
    return {
      lines: [
        [
          { letter: "A", drawing: panelOf(seen, "EPSC", "control", theme) },
          { drawing: panelOf(seen, "AP", "control", theme) },
        ],
        [
          { letter: "B", drawing: panelOf(seen, "EPSC", "APV", theme) },
          { drawing: panelOf(seen, "AP", "APV", theme) },
        ],
        [{ letter: "C", drawing: panelOf(seen, "EPSC", "washed out", theme) }],
      ],
      legend: [
        `A, ΔF/F in a spine. Left, five EPSCs at 66 Hz (arrows),
        ${countSaid(recording, { stimulus: "EPSC", condition: "control" })}; inset, the clamped soma's current
        in one trial, without the shocks' artefacts. Right, five action potentials by depolarisations of 50 mV and 7
        ms, ${countSaid(recording, { stimulus: "AP", condition: "control" })}. ${capital(spineSaid(train))}.`,
        `B, The same spine in 100 µM D-APV, left and right as in A.`,
        `C, After 20 minutes of wash-out,
        ${countSaid(recording, { stimulus: "EPSC", condition: "washed out" })}.`,
        `Numbers: mean ΔF/F within the shaded ${TRAIN.to - TRAIN.from} ms. One scale for all traces of a column.`,
      ],
    };
  },
});

const NAMES: Readonly<Record<string, string>> =
  { "control": "control", "APV": "in 100 µM APV", "washed out": "after wash-out" };

interface Seen { readonly recording: Recording; readonly m: Measurement }

function panelOf({ recording, m }: Seen, stimulus: "EPSC" | "AP", condition: string, theme: Theme): Panel {
  const chosen = { stimulus, condition };
  const answer = meanIn(m, "spine", TRAIN, chosen);
  const means = Object.keys(NAMES).map((one) => meanOf(recording, { stimulus, condition: one }, SPINE));
  const at = shocksOf(100, 5, APART);
  const synaptic = stimulus === "EPSC";
  const current = electrode(recording, chosen);
  return tracePanel({
    title: `${synaptic ? "EPSCs" : "Action potentials"}, ${NAMES[condition] ?? condition}`,
    width: WIDTH, height: 232, span: [40, 250], domain: spread(means),
    traces: [meanOf(recording, chosen, SPINE)],
    timeBar: 50, unit: "% ΔF/F", shaded: [[TRAIN.from, TRAIN.to]],
    marks: [{ at, label: "66 Hz" }],
    notes: [{ stroke: SPINE, text: "spine", ...(answer && { answer }) }],
    inset: {
      // Of shocks, or of both ends of every step.
      traces: [withoutArtefacts(current, synaptic ? at : at.flatMap((ms) => [ms, ms + 7]), synaptic ? 1 : 0.6)],
      span: [90, 210], timeBar: 50, unit: "pA",
    },
  }, theme);
}
