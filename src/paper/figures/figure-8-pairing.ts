/** Figure 8: EPSPs and action potentials together, in which order, and without NMDA receptors. */
import { answerOf, supralinearityOfAmplitudes } from "#analysis";
import type { Recording } from "#recording";
import { above, tracePanel, type Drawing as Panel, type PanelTrace, type Stroke, type Theme } from "#report";
import { mean, summarise, welchDifference } from "#statistics";
import { amplitudes, PEAK, ratioOf } from "../experiments/pairing.js";
import { PEAK as BOTH } from "../experiments/order.js";
import { meansWithin, meanOver, tracesOf, type Traces } from "../traces.js";
import { figure, type Shown } from "./figure.js";
import {
  capital, countSaid, EYE, lineThrough, meanOf, shocksOf, smoothedBy, SPINE, SPINE_AFTER, spineSaid, spread,
} from "./parts.js";

const APART = 1000 / 66; // ms
const [FIRST, LAST] = ["EPSPs first", "APs first"] as const;
const SUM: Stroke = { hue: "ink", dashed: true };
const CONTROL = "control";
const PARTS = ["EPSP", "AP", "paired"] as const;
/** Trials of each part of A, and of each order in C and D: as many as it takes for a spine in a dim dye to be seen. */
const [ALONE, ORDERED] = [16, 24] as const;
/** % ΔF/F: a strong spine in magnesium green. */
const STRONG = 10;

const runsOf = (runs: readonly (readonly [stimulus: string, condition: string, trials: number])[]): string =>
  `runs=[${runs.map(([stimulus, condition, trials]) => `{ stimulus: ${stimulus}, condition: ${condition}, trials: ${trials} }`).join(", ")}]`;

/** Trials by which the scorecard's readings know a spine. */
const READ = 4;

/** By the trials that the scorecard has read, too. */
function isStrong(recording: Recording): boolean {
  const traces = tracesOf(recording, { stimulus: FIRST, condition: CONTROL });
  return traces !== null && mean(meansWithin(traces, BOTH).slice(0, READ)) > STRONG;
}

export const pairingFigure = figure({
  number: 8,
  title: "The supralinear calcium influx depends on temporal order and is blocked by APV",
  findings: ["H01", "H03", "H05"],
  sessions: {
    paired: {
      protocol: "pairing", population: "drawn",
      changes: [runsOf([["search", CONTROL, 4], ...PARTS.map((part) => [part, CONTROL, ALONE] as const)])],
      choice: {
        rule: "in which a search could see the calcium of EPSPs alone", accepts: () => true,
        wasAccepted: ({ found }) => found === true, among: 7,
      },
    },
    order: {
      protocol: "order", population: "drawn",
      // The search first, as in the protocol: then the same trials follow.
      changes: [runsOf([["search", CONTROL, 3], ...[CONTROL, "APV"].flatMap((condition) =>
        [FIRST, LAST].map((stimulus) => [stimulus, condition, ORDERED] as const))])],
      choice: {
        rule: `to which EPSPs first brought more than ${STRONG} % in four trials`, accepts: isStrong,
        wasAccepted: ({ first }) => typeof first === "number" && first > STRONG, among: 7,
      },
    },
  },
  draw: ({ paired, order }, theme) => ({
    lines: [
      supralinear(paired, theme),
      [
        { letter: "B", drawing: above(scheme(order, FIRST, theme), scheme(order, LAST, theme)) },
        { letter: "C", drawing: inOrder(order, theme) },
        { letter: "D", drawing: difference(order, theme) },
      ],
    ],
    legend: [
      `A, ΔF/F of 500 µM magnesium green in a spine in response to five EPSPs at 66 Hz (left), five action
      potentials (middle) and both together (right); dashed, the arithmetic sum of the two parts.
      ${capital(countSaid(paired.recording, { stimulus: "paired", condition: CONTROL }))} each; the paper has single
      trials. Numbers: mean ΔF/F within the shaded ${PEAK.to - PEAK.from} ms, and paired over
      the sum of EPSPs and action potentials alone. ${capital(spineSaid(paired))}.`,
      `B, Stimulation: three EPSPs at 100 Hz (arrows) that end 5 ms before (top) or begin after (bottom) a
      depolarisation of 50 mV and 40 ms, with which two or three action potentials come.`,
      `C, ΔF/F of 500 µM magnesium green in a spine with EPSPs first (solid) and with action potentials first (dashed),
      ${countSaid(order.recording, { stimulus: FIRST, condition: CONTROL })} each, where the paper averages three.
      Numbers: mean ΔF/F within the shaded ${BOTH.to - BOTH.from} ms, and that of EPSPs first over that of action
      potentials first. ${capital(spineSaid(order))}.`,
      `D, Difference, EPSPs first minus action potentials first, of the same spine's mean traces in control (solid)
      and in 100 µM APV (dashed; ${countSaid(order.recording, { stimulus: FIRST, condition: "APV" })} of each
      order). Numbers: the same difference of the means within the shaded ${BOTH.to - BOTH.from} ms.`,
    ],
  }),
});

function supralinear({ recording }: Shown, theme: Theme): { letter?: string; drawing: Panel }[] {
  const of = (stimulus: string): PanelTrace => meanOf(recording, { stimulus, condition: CONTROL }, SPINE);
  const [epsp, ap, both] = [of("EPSP"), of("AP"), of("paired")];
  const [a, b] = [epsp, ap].map(({ samples }) => Float64Array.from(samples ?? []));
  const sum = (a as Float64Array).map((value, i) => value + ((b as Float64Array)[i] ?? NaN));
  const summed: PanelTrace = { ...SUM, time: epsp.time, values: smoothedBy(EYE, sum) };
  const domain = spread([both, epsp, ap]);
  const found = amplitudes(recording, CONTROL);
  const ratio = found && ratioOf(found);
  const [first, second] = [shocksOf(100, 5, APART), shocksOf(103, 5, APART)];
  const panels = [
    { title: "5 EPSPs", traces: [epsp], stimulus: "EPSP", marks: [{ at: first, label: "EPSPs" }], notes: [] },
    { title: "5 action potentials", traces: [ap], stimulus: "AP", marks: [{ at: second, label: "APs" }], notes: [] },
    {
      title: "Both", traces: [summed, both], stimulus: "paired", marks: [{ at: first, label: "EPSPs and APs" }],
      notes: [{ stroke: SUM, text: "sum; paired over sum", ...(ratio && { answer: ratio }) }],
    },
  ];
  return panels.map(({ title, traces, stimulus, marks, notes }, k) => {
    const own = tracesOf(recording, { stimulus, condition: CONTROL });
    const answer = own && meanOver(own, PEAK);
    return {
      ...(k === 0 && { letter: "A" }),
      drawing: tracePanel({
        title, width: 320, height: 250, span: [40, 236], domain, noteLines: 2, traces, marks,
        shaded: [[PEAK.from, PEAK.to]],
        timeBar: 50, unit: "% ΔF/F",
        notes: [{ stroke: SPINE, text: "spine", ...(answer && { answer }) }, ...notes],
      }, theme),
    };
  });
}

/** What was done in a trial, from the recording's own marks: shocks as arrows, the command as a trace. */
function scheme({ recording }: Shown, stimulus: string, theme: Theme): Panel {
  const trial = recording.trials.find(({ protocol }) => protocol === stimulus)?.index;
  const events = recording.events.filter((event) => event.trial === trial);
  const shocks = events.filter(({ kind }) => kind === "synaptic").map(({ start }) => start);
  const steps = events.filter(({ kind }) => kind === "somatic");
  const time = Float64Array.from({ length: 200 }, (_, i) => 80 + i / 2);
  const command = time.map((ms) => steps.reduce((sum, { start, duration, amplitude = 0 }) =>
    sum + (ms >= start && ms < start + duration ? amplitude : 0), 0));
  return tracePanel({
    title: stimulus, width: 250, height: 124, span: [80, 180], domain: [-5, 60],
    traces: [{ hue: "ink", time, values: command }], timeBar: 20, bar: 50, unit: "mV",
    marks: [{ at: shocks, label: `${shocks.length} EPSPs` }],
  }, theme);
}

function inOrder({ recording }: Shown, theme: Theme): Panel {
  const of = (stimulus: string) => tracesOf(recording, { stimulus, condition: CONTROL });
  const [first, last] = [of(FIRST), of(LAST)];
  const [early, late] = [first && meanOver(first, BOTH), last && meanOver(last, BOTH)];
  const ratio = compared(first, last)?.ratio;
  return tracePanel({
    title: "Order", width: 350, height: 270, span: [40, 226], domain: ordered(recording), noteLines: 3,
    traces: [orderMean(recording, LAST, CONTROL, SPINE_AFTER), orderMean(recording, FIRST, CONTROL, SPINE)],
    timeBar: 50, unit: "% ΔF/F", shaded: [[BOTH.from, BOTH.to]],
    notes: [
      { stroke: SPINE, text: "EPSPs first", ...(early && { answer: early }) },
      { stroke: SPINE_AFTER, text: "action potentials first", ...(late && { answer: late }) },
      { text: "ratio of these", ...(ratio && { answer: ratio }) },
    ],
  }, theme);
}

function difference({ recording }: Shown, theme: Theme): Panel {
  const of = (condition: string, stroke: Stroke) => {
    const [first, last] = [FIRST, LAST].map((stimulus) => ({
      trace: orderMean(recording, stimulus, condition, stroke), all: tracesOf(recording, { stimulus, condition }),
    })) as [Both, Both];
    const values = subtracted(first.trace, last.trace);
    return {
      trace: lineThrough({ time: Float64Array.from(first.trace.time), values }, stroke),
      answer: compared(first.all, last.all)?.difference,
    };
  };
  const [control, inApv] = [of(CONTROL, SPINE), of("APV", SPINE_AFTER)];
  return tracePanel({
    title: "EPSPs first minus APs first", width: 350, height: 270, span: [40, 226], noteLines: 3,
    domain: spread([control.trace, inApv.trace]),
    traces: [inApv.trace, control.trace],
    timeBar: 50, unit: "% ΔF/F", shaded: [[BOTH.from, BOTH.to]],
    notes: [
      { stroke: SPINE, text: "control", ...(control.answer && { answer: control.answer }) },
      { stroke: SPINE_AFTER, text: "in 100 µM APV", ...(inApv.answer && { answer: inApv.answer }) },
    ],
  }, theme);
}

/** C and D on one scale. */
const ordered = (recording: Recording): readonly [number, number] =>
  spread([FIRST, LAST].map((stimulus) => orderMean(recording, stimulus, CONTROL, SPINE)));

const orderMean = (recording: Recording, stimulus: string, condition: string, stroke: Stroke): PanelTrace =>
  meanOf(recording, { stimulus, condition }, stroke);

/** Means of both orders by their trials: so many that an exact permutation of them would take too long. */
function compared(first: Traces | null, last: Traces | null) {
  const [early, late] = [first, last].map((traces) => (traces ? meansWithin(traces, BOTH) : [])) as [number[], number[]];
  if (early.length < 2 || late.length < 2) return null;
  return {
    ratio: answerOf(() => supralinearityOfAmplitudes({ paired: early, alone: [late] }).ratio),
    difference: welchDifference(summarise(late), summarise(early), { unit: "%" }).estimate,
  };
}

interface Both { readonly trace: PanelTrace; readonly all: Traces | null }

function subtracted({ samples: a = [] }: PanelTrace, { samples: b = [] }: PanelTrace): Float64Array {
  return Float64Array.from(a, (value: number, i) => value - (b[i] ?? NaN));
}

