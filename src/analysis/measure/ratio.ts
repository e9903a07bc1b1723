import type { PixelArray } from "#recording";
import type { RatioMeasurement } from "../measurement.js";
import {
  baselineRatio, deltaRatio, peakInWindow, ratioAmplitude, ratioTrace, regionTrace,
  type Background, type FittedTimeCourse, type RegionOfInterest,
} from "../traces/index.js";
import { mean as average, standardDeviation, type Estimate } from "#statistics";
import { answerOf, ifAnswerable } from "../answer.js";
import { forTheEye, type Plan } from "./plan.js";
import { meanOf } from "./region.js";

/** G/R of the first region in every trial, or the sentence why there is none. */
export function studyRatio(
  plan: Plan,
  region: RegionOfInterest,
  backgrounds: ReadonlyMap<number, Background>,
  fit: FittedTimeCourse | undefined,
): RatioMeasurement | { readonly refused: string } | undefined {
  const { ratio, scan, baseline } = plan;
  if (!ratio) return undefined;
  const channelName = (index: number): string => scan.channels[index]?.name ?? `channel ${index + 1}`;
  const traceOf = (pixels: PixelArray | null | undefined): Float64Array =>
    pixels ? regionTrace(pixels, { pixelsPerLine: scan.pixelsPerLine, region }) : new Float64Array(0);
  const made = ifAnswerable(() => {
    const ratios = scan.trials.map((trial, i) => {
      const numerator = traceOf(trial.pixels[ratio.numerator]);
      const denominator = traceOf(trial.pixels[ratio.denominator]);
      if (numerator.length === 0 || numerator.length !== denominator.length) return new Float64Array(0);
      const make = (): Float64Array =>
        ratioTrace(numerator, denominator, {
          numeratorBackground: backgrounds.get(ratio.numerator)?.value ?? 0,
          denominatorBackground: backgrounds.get(ratio.denominator)?.value ?? 0,
          channel: channelName(ratio.denominator),
        });
      if (plan.reasons[i] === "") return make();
      const excluded = ifAnswerable(make); // a trial that is left out must not spoil the rest
      return "answer" in excluded ? excluded.answer : new Float64Array(0);
    });
    const counting = ratios.filter((_, i) => plan.reasons[i] === "").map((trace) => trace.subarray(0, plan.lines));
    const change = ratios.map((trace) => (trace.length >= baseline.to ? deltaRatio(trace, { baseline }) : new Float64Array(0)));
    const { mean } = meanOf(change.filter((trace, i) => plan.reasons[i] === "" && trace.length > 0));
    return { counting, change, mean };
  });
  if ("refused" in made) return made;
  const { counting, change, mean } = made.answer;
  const after = { from: Math.min(plan.lines - 1, Math.ceil(plan.stimuli[0]?.line ?? baseline.to)), to: plan.lines };
  const smoothed = forTheEye(mean, plan.smoothing);
  return {
    numerator: channelName(ratio.numerator),
    denominator: channelName(ratio.denominator),
    region: region.name,
    baseline_percent: baselineOf(counting, baseline),
    traces: change,
    mean,
    amplitude: fit
      ? answerOf(() => ratioAmplitude(counting.map((trace) => trace.subarray(0, fit.times.length)), fit, { unit: "percentage points" }))
      : {
          refused:
            plan.stimuli.length === 0
              ? "No stimulus time is known, so no response can be fitted. Give it: --stim 100ms."
              : "The ΔF/F of this region could not be fitted, so there is no shape to fit the ratio with.",
        },
    smoothedPeak: answerOf(() => peakInWindow(smoothed, { window: after, noise: standardDeviation(smoothed.subarray(baseline.from, baseline.to)), unit: "percentage points" })),
  };
}

/** The mean ratio at rest; where its noise admits no honest interval, the mean stands without one and says why. */
function baselineOf(counting: readonly Float64Array[], baseline: { from: number; to: number }): Estimate {
  const found = answerOf(() => baselineRatio(counting, { baseline }));
  if (!("refused" in found)) return found;
  const lines = counting.flatMap((trace) => Array.from(trace.subarray(baseline.from, baseline.to)));
  return { value: average(lines), unit: "%", method: "mean of line-by-line ratios", n: lines.length, nOf: "lines", note: found.refused };
}
