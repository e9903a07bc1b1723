/** Figure 2: calcium of action potentials, and what nickel does to it. */
import type { Estimate } from "#statistics";
import { meanIn, measured, regionOf, truthOf, valueOf, type Chosen } from "../bench.js";
import { average, middle, numbers, share, truths } from "../conclude.js";
import type { Experiment } from "../experiment.js";

const AT = 200; // ms, of the first pulse
/** A response to one action potential, after it has risen. */
const RESPONSE = { from: AT + 4, to: AT + 44 };

/** Share of the head's calcium that a mean trace has at its peak, over what it rests at: ΔF/F of the truth's dye. */
const rise = (trace: Float64Array): number => trace.reduce((a, b) => Math.max(a, b)) - (trace[0] as number);

/** ms at which a trace first exceeds a tenth of its rise. */
function beginning(trace: Float64Array, interval: number): number {
  const threshold = (trace[0] as number) + 0.1 * rise(trace);
  return interval * trace.findIndex((value) => value > threshold);
}

export const singleActionPotential: Experiment = {
  name: "action-potential",
  findings: ["A01", "A02", "A03"],
  spines: 20,
  quick: 6,
  population: "drawn",
  truths: ["head_v_mV", "head_bound_dye_uM", "shaft_bound_dye_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const all: Chosen = { stimulus: "AP" };
    const m = measured(recording, all);
    const [spine, shaft] = [meanIn(m, "spine", RESPONSE), meanIn(m, "shaft", RESPONSE)];
    const [head, below] = [truthOf(truth, "head_bound_dye_uM", all), truthOf(truth, "shaft_bound_dye_uM", all)];
    const [onset, other] = [valueOf(regionOf(m, "spine")?.onset), valueOf(regionOf(m, "shaft")?.onset)];
    const v = truthOf(truth, "head_v_mV", all);
    const peak = v.indexOf(v.reduce((a, b) => Math.max(a, b)));
    const near = (head[0] as number) + 0.9 * rise(head);
    return {
      larger: spine && shaft ? spine.value > shaft.value : null,
      ratio: spine && shaft && shaft.value > 0 ? spine.value / shaft.value : null,
      trueRatio: rise(head) / rise(below),
      delay: onset !== null && other !== null ? onset - other : null,
      trueDelay: beginning(head, truth.interval) - beginning(below, truth.interval),
      rise: valueOf(regionOf(m, "spine")?.rise),
      trueRise: truth.interval * (head.findIndex((value) => value > near) - peak),
    };
  },
  conclude: (all) => {
    const ratio = middle("A01", numbers(all, "ratio"), { direction: true });
    const delays = numbers(all, "delay");
    const trueDelay = truths(all, "trueDelay");
    const trueRise = truths(all, "trueRise");
    return [
      share("A01", all, "larger", {
        direction: (ratio.value ?? 0) > 1, ...(ratio.value !== undefined && {
          note: `ΔF/F of spine over shaft: median ${ratio.value.toFixed(2)}.`,
        }),
      }),
      {
        ...middle("A02", delays.map(Math.abs), { direction: true }),
        ...(trueDelay !== undefined && { truth: Math.abs(trueDelay) }),
      },
      { ...middle("A03", numbers(all, "rise"), { direction: true }), ...(trueRise !== undefined && { truth: trueRise }) },
    ];
  },
};

/** What is left of a response, of control. */
const left = (after: number | undefined, control: number | undefined): number | null =>
  (after === undefined || control === undefined || control <= 0 ? null : after / control);

export const nickel: Experiment = {
  name: "nickel",
  findings: ["A04", "A05"],
  spines: 12,
  quick: 4,
  population: "drawn",
  truths: ["soma_v_mV", "head_bound_dye_uM"],
  read: (of) => {
    const { recording, truth } = of("");
    const train = { from: AT + 20, to: AT + 160 };
    const inTrain = (condition: string): Estimate | null => meanIn(measured(recording, { condition }), "spine", train);
    const [control, after] = [inTrain("control"), inTrain("nickel")];
    const bound = (condition: string): number => rise(truthOf(truth, "head_bound_dye_uM", { condition }));
    /** Height of the action potentials, mV, and ms spent above half of it from −70 mV. */
    const shape = (condition: string): { readonly height: number; readonly width: number } => {
      const v = truthOf(truth, "soma_v_mV", { condition });
      const height = v.reduce((a, b) => Math.max(a, b));
      return { height, width: truth.interval * v.filter((value) => value > (height - 70) / 2).length };
    };
    const [before, within] = [shape("control"), shape("nickel")];
    const residual = left(after?.value, control?.value);
    return {
      residual,
      // Not to be told from nothing: within two standard errors of it, or below a tenth of control.
      blocked: residual === null || !after ? null : residual <= 0.1 || after.value < 2 * (after.standardError ?? 0),
      trueResidual: bound("nickel") / bound("control"),
      width: within.width / before.width,
      height: within.height - before.height,
    };
  },
  conclude: (all) => {
    const trueResidual = truths(all, "trueResidual");
    const width = average("A05", numbers(all, "width"), { direction: true });
    const heights = numbers(all, "height");
    return [
      share("A04", all, "blocked", {
        direction: (trueResidual ?? 1) < 0.5,
        ...(trueResidual !== undefined && { note: `What 1 mM Ni²⁺ really leaves: ${(100 * trueResidual).toFixed(0)} %.` }),
      }),
      { ...width, holds: Math.abs((width.value ?? 2) - 1) < 0.1 && heights.every((mV) => Math.abs(mV) < 5) },
    ];
  },
};
