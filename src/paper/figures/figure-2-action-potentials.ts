/** Figure 2: calcium of action potentials in spine and shaft, in 1 mM and in 50 µM nickel. */
import { tracePanel, type PanelTrace, type Stroke } from "#report";
import { meanIn, measured } from "../bench.js";
import { RESPONSE, TRAIN } from "../experiments/action-potential.js";
import { peakOfTrain } from "../experiments/low-threshold.js";
import { meanOver, tracesOf } from "../traces.js";
import { figure } from "./figure.js";
import {
  capital, countSaid, electrode, meanOf, SHAFT, singleOf, SPINE, SPINE_AFTER, spineSaid, withoutArtefacts,
} from "./parts.js";

const AP = { stimulus: "AP" } as const;
const [CONTROL, NICKEL] = [{ condition: "control" }, { condition: "nickel" }] as const;
const [TRAIN_CONTROL, TRAIN_NICKEL] = [{ stimulus: "train", ...CONTROL }, { stimulus: "train", ...NICKEL }] as const;
const [AT, TRAIN_AT] = [200, 120] as const; // ms, of the first pulse
const WIDTH = 360; // px
/** Of the same spine, but told from control where the traces cross all the time. */
const LITTLE_NICKEL: Stroke = { hue: "ink", dashed: true };
/** Without the dots of single lines. */
const lineAlone = ({ hue, dashed, thin, time, values }: PanelTrace): PanelTrace =>
  ({ hue, time, values, ...(dashed && { dashed }), ...(thin && { thin }) });

export const actionPotentials = figure({
  number: 2,
  title: "Mechanism of action potential-induced calcium influx into spines",
  findings: ["A01", "A02", "A04", "A05", "A06"],
  sessions: {
    single: {
      protocol: "action-potential", population: "drawn",
      choice: {
        rule: "whose ΔF/F is larger than its shaft's",
        accepts: (recording) => {
          const m = measured(recording, AP);
          const [spine, shaft] = [meanIn(m, "spine", RESPONSE), meanIn(m, "shaft", RESPONSE)];
          return spine !== null && shaft !== null && spine.value > shaft.value;
        },
        wasAccepted: ({ larger }) => larger === true, among: 7,
      },
    },
    nickel: { protocol: "nickel", population: "drawn" },
    little: {
      protocol: "low-nickel", population: "drawn",
      // Without the prepulse, which the figure doesn't show.
      changes: ["runs=[{ stimulus: train, condition: control }, { stimulus: train, condition: nickel }]"],
    },
  },
  draw: ({ single, nickel, little }, theme) => {
    const m = measured(single.recording, AP);
    const over = (chosen: typeof CONTROL | typeof NICKEL) => {
      const traces = tracesOf(nickel.recording, chosen);
      return traces ? meanOver(traces, TRAIN) ?? undefined : undefined;
    };
    const peak = (condition: string) => peakOfTrain(little.recording, condition) ?? undefined;
    const noted = <Answer>(answer: Answer | undefined) => (answer === undefined ? {} : { answer });
    return {
      lines: [
        [
          {
            letter: "A", drawing: tracePanel({
              title: "One action potential", width: WIDTH, height: 290, span: [120, 440],
              traces: [meanOf(single.recording, AP, SHAFT, "shaft"), meanOf(single.recording, AP, SPINE)],
              timeBar: 50, unit: "% ΔF/F", shaded: [[RESPONSE.from, RESPONSE.to]],
              marks: [{ at: [AT], label: "AP" }],
              notes: [
                { stroke: SPINE, text: "spine", ...noted(meanIn(m, "spine", RESPONSE) ?? undefined) },
                { stroke: SHAFT, text: "shaft", ...noted(meanIn(m, "shaft", RESPONSE) ?? undefined) },
              ],
              inset: {
                traces: [electrode(single.recording, AP)], span: [190, 240], timeBar: 10, unit: "mV",
              },
            }, theme),
          },
          {
            letter: "B", drawing: tracePanel({
              title: "1 mM Ni²⁺", width: WIDTH, height: 290, span: [120, 560],
              traces: [meanOf(nickel.recording, NICKEL, SPINE_AFTER), meanOf(nickel.recording, CONTROL, SPINE)],
              timeBar: 100, unit: "% ΔF/F", shaded: [[TRAIN.from, TRAIN.to]],
              marks: [{ at: [AT], lasting: 100, label: "50 mV" }],
              notes: [
                { stroke: SPINE, text: "control", ...noted(over(CONTROL)) },
                { stroke: SPINE_AFTER, text: "Ni²⁺", ...noted(over(NICKEL)) },
              ],
              inset: {
                traces: [withoutArtefacts(electrode(nickel.recording, CONTROL), [AT, AT + 100])], span: [190, 315],
                timeBar: 50, unit: "pA",
              },
            }, theme),
          },
          {
            letter: "C", drawing: tracePanel({
              title: "50 µM Ni²⁺", width: WIDTH, height: 290, span: [20, 1100],
              traces: [
                lineAlone(singleOf(little.recording, TRAIN_CONTROL, SPINE)),
                lineAlone(singleOf(little.recording, TRAIN_NICKEL, LITTLE_NICKEL)),
              ],
              timeBar: 200, unit: "% ΔF/F",
              marks: [{ at: [0, 1, 2, 3, 4].map((n) => TRAIN_AT + 200 * n), label: "5 Hz" }],
              notes: [
                { stroke: SPINE, text: "control", ...noted(peak("control")) },
                { stroke: LITTLE_NICKEL, text: "Ni²⁺", ...noted(peak("nickel")) },
              ],
            }, theme),
          },
        ],
      ],
      legend: [
        `A, ΔF/F in a spine (solid) and the shaft beside it (dashed) after one action potential (arrow; inset, the
        soma's potential in one trial); ${countSaid(single.recording, AP)}. Numbers: mean ΔF/F within the shaded
        ${RESPONSE.to - RESPONSE.from} ms. ${capital(spineSaid(single))}.`,
        `B, Action potentials during a depolarisation of 50 mV and 100 ms (bar), before (solid) and in 1 mM Ni²⁺
        (dashed); ${countSaid(nickel.recording, CONTROL)} each. Inset, the clamped soma's current in one trial,
        without the ends of the step. Numbers: mean ΔF/F within the shaded ${TRAIN.to - TRAIN.from} ms.
        ${capital(spineSaid(nickel))}.`,
        `C, Five action potentials at 5 Hz (arrows), before (solid) and in 50 µM Ni²⁺ (dashed, dark); single
        trials, smoothed by 15 lines as the paper's were, without the lines' dots, since both lie upon each other. Numbers: peak of the smoothed trace.
        ${capital(spineSaid(little))}.`,
      ],
    };
  },
});
