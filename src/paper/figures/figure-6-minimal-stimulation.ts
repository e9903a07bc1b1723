/** Figure 6: calcium of one spine and the soma's current together, under minimal stimulation. */
import { trialsPanel } from "#report";
import { measured, regionOf } from "../bench.js";
import { figure } from "./figure.js";
import { capital, EYE, hidden, smoothedBy, SPINE, spineSaid, SOMA } from "./parts.js";

const AT = 100; // ms
const [SHOWN, COLUMNS, WIDTH] = [24, 6, 900] as const;
/** Samples of the electrode over which its trace is averaged, for the eye. */
const CALM = 9;

export const minimal = figure({
  number: 6,
  title: "Optical quantal analysis of an individual spine under minimal stimulation",
  findings: ["Q06", "Q07"],
  sessions: { spine: { protocol: "minimal-stimulation", population: "drawn" } },
  draw: ({ spine }, theme) => {
    const m = measured(spine.recording, { stimulus: "shock" });
    const region = regionOf(m, "spine");
    const first = m.trials.slice(0, SHOWN);
    const agreement = m.further.find(({ name }) => name === "trials in which calcium and electrode disagree");
    const { soma } = m;
    return {
      lines: [[{
        drawing: trialsPanel({
          title: "Calcium (above) and somatic current (below), trial after trial", width: WIDTH, columns: COLUMNS,
          numbers: first.map((_, k) => k + 1), span: [60, 200], stimuli: [AT], timeBar: 50,
          notes: [
            { text: "probability of a calcium transient", answer: m.calciumTransientProbability },
            ...(agreement ? [{ text: agreement.name, answer: agreement.answer }] : []),
          ],
          rows: [
            {
              ...SPINE, time: m.time, unit: "% ΔF/F", height: 44,
              trials: first.map(({ call }, k) =>
                ({ values: smoothedBy(EYE, region?.traces[k] ?? new Float64Array(0)), outcomes: [call] })),
            },
            ...(soma ? [{
              ...SOMA, time: soma.time, unit: "pA", height: 40,
              trials: first.map(({ somaCall }, k) => ({
                values: hidden(soma.time, smoothedBy(CALM, soma.traces[k] ?? new Float64Array(0)), [AT - 0.6], 2.6),
                outcomes: [somaCall],
              })),
            }] : []),
          ],
        }, theme),
      }]],
      legend: [
        `ΔF/F in a spine (top traces, smoothed by ${EYE} lines) and the current of the clamped soma (bottom traces,
        means of ${CALM} samples drawn, without the shock's artefact) in the first ${first.length} of
        ${m.trials.length} trials with single shocks (ticks) that reach one axon with one contact, in 2 mM Ca²⁺ and
        2 mM Mg²⁺. Asterisks, failures, called apart for calcium and current; question marks, trials that can't be
        called with 90 %. Numbers are of all trials. ${capital(spineSaid(spine))}.`,
      ],
    };
  },
});
