/** Figure 7: two action potentials in a dye that saturates, and in one that hardly does. */
import { tracePanel, type Drawing as Panel, type Theme } from "#report";
import { meanIn, measured, type Stretch, type Structure } from "../bench.js";
import { FAST, ratioOverTrials, SLOW } from "../experiments/calibration.js";
import { figure, type Shown } from "./figure.js";
import { capital, countSaid, EYE, meanOf, shocksOf, spineSaid } from "./parts.js";

const AT = 40; // ms, of the first action potential

export const calibration = figure({
  number: 7,
  title: "Quantification of action potential-induced influx",
  findings: ["C01", "C02", "C04"],
  sessions: {
    saturating: { protocol: "two-action-potentials", population: "drawn" },
    linear: { protocol: "two-action-potentials-magnesium-green", population: "drawn", changes: ["trials=80"] },
  },
  draw: ({ saturating, linear }, theme) => ({
    lines: [[
      {
        letter: "A", drawing: pairOf(saturating, {
          title: "500 µM calcium green-1", structure: "spine", moments: FAST, apart: 50, to: 112, points: 3,
        }, theme),
      },
      {
        letter: "B", drawing: pairOf(linear, {
          title: "500 µM magnesium green", structure: "shaft", moments: SLOW, apart: 100, to: 170, points: EYE,
        }, theme),
      },
    ]],
    legend: [
      `A, ΔF/F in a spine filled with 500 µM calcium green-1; two action potentials 50 ms apart (arrows),
      ${countSaid(saturating.recording, {})}. F₀ to F₃ as in Equation 1, read within the shaded stretches; a is the
      second step over the first, (F₃ − F₂)/(F₁ − F₀), of the trials' means. ${capital(spineSaid(saturating))}.`,
      `B, The same 100 ms apart with 500 µM magnesium green, in 4 µm of dendrite, since a spine gives too little
      light: ${countSaid(linear.recording, {})}. ${capital(spineSaid(linear))}.`,
    ],
  }),
});

interface Pair {
  readonly title: string; readonly structure: Structure; readonly moments: typeof FAST; readonly apart: number;
  /** ms: end of what is shown. */
  readonly to: number;
  /** Lines that the drawn line averages: few where steps can be seen without. */
  readonly points: number;
}

function pairOf({ recording }: Shown, { title, structure, moments, apart, to, points }: Pair, theme: Theme): Panel {
  const m = measured(recording, {});
  const hue = structure === "spine" ? "spine" : "shaft";
  const level = (stretch: Stretch) => meanIn(m, structure, stretch)?.value;
  const { first, before, second } = moments;
  const levels = [
    { name: "F₀", stretch: { from: AT - 20, to: AT } }, { name: "F₁", stretch: first },
    { name: "F₂", stretch: before }, { name: "F₃", stretch: second },
  ].map((one) => ({ ...one, value: level(one.stretch) ?? 0 }));
  const top = Math.max(...levels.map(({ value }) => Math.abs(value)), 1e-3);
  return tracePanel({
    title, width: 440, height: 270, span: [0, to], domain: [-0.35 * top, 1.45 * top],
    traces: [meanOf(recording, {}, { hue }, structure, points)],
    timeBar: 20, unit: "% ΔF/F",
    shaded: levels.map(({ stretch: { from, to: until } }) => [from, until] as const),
    named: levels.map(({ name, stretch: { from, to: until }, value }) =>
      ({ name, at: (from + until) / 2, value: value + 0.27 * top })),
    marks: [{ at: shocksOf(AT, 2, apart), label: "AP" }],
    notes: [{ stroke: { hue }, text: `${structure}, a =`, answer: ratioOverTrials(m, structure, moments) }],
  }, theme);
}
