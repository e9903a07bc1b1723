import { square } from "#elementary";
import type { Issue, PixelArray } from "#recording";
import type { Measurement } from "../measurement.js";
import { centreOfMass, regionTrace, saturatedShare, suggestExclusions, type Background, type TrialFacts } from "../traces/index.js";
import { ifAnswerable } from "../answer.js";
import type { Plan } from "./plan.js";

/** Trials one might leave out, as notes: nobody leaves them out but the user. */
export function suggestions(plan: Plan, rows: Measurement["trials"], background: Background): Issue[] {
  const { scan, channel, baseline } = plan;
  const region = plan.regions[0] as Plan["regions"][number];
  const facts = scan.trials.flatMap((trial, i): TrialFacts[] => {
    const pixels = trial.pixels[channel];
    if (plan.reasons[i] !== "" || !pixels) return [];
    const resting = rows[i]?.restingPotential;
    const position = ifAnswerable(() =>
      centreOfMass(pixels, { pixelsPerLine: scan.pixelsPerLine, window: baseline, background: background.value, region: widened(region, scan.pixelsPerLine) }),
    );
    return [{
      trial: trial.trial, lines: trial.lines,
      ...(resting === undefined ? {} : { restingPotential: resting }),
      baseline: restOf(pixels, plan, background),
      ...("answer" in position ? { position: position.answer } : {}),
      saturated: saturatedShare(pixels, { bits: scan.bits }),
    }];
  });
  return suggestExclusions(facts).map(({ trial, reason }) => ({
    severity: "note", code: "trial-doubtful", trial, message: `${reason} It counts; leave it out with --trials if it should not.`,
  }));
}

/** The region and as many pixels on either side, so that a shift shows before the structure has left. */
function widened({ from, to }: { from: number; to: number }, pixels: number): { from: number; to: number } {
  const margin = to - from + 1;
  return { from: Math.max(0, from - margin), to: Math.min(pixels - 1, to + margin) };
}

function restOf(pixels: PixelArray, plan: Plan, background: Background): { value: number; standardError: number } {
  const { from, to } = plan.baseline;
  const trace = regionTrace(pixels, { pixelsPerLine: plan.scan.pixelsPerLine, region: plan.regions[0] as Plan["regions"][number] }).subarray(from, to);
  const mean = trace.reduce((total, value) => total + value, 0) / trace.length;
  const variance = trace.reduce((total, value) => total + square(value - mean), 0) / (trace.length - 1);
  return { value: mean - background.value, standardError: Math.sqrt(variance / trace.length) };
}
