/** What is drawn over samples and measured on by nobody. */
import { isRefusal, smooth, type MeasuredRegion } from "radiatum";

/** Points of the mean that rows draw over their samples. */
export const DRAWN = 7;

/** The library's centred mean; a trace that is shorter stays as it is. */
export function forTheEye(samples: Float64Array, points = DRAWN): Float64Array {
  return samples.length < points ? samples : smooth(samples, { kind: "moving average", points });
}

/** The mean's fitted course, as high as one trial's matched amplitude; undefined where the mean has none. */
export function fitOfTrial({ fit, amplitude: mean }: MeasuredRegion, amplitude: number): Float64Array | undefined {
  if (!fit || isRefusal(mean)) return undefined;
  const top = fit.reduce((most, value) => Math.max(most, value), 0);
  return top > 0 ? fit.map((value) => (value / top) * amplitude) : undefined;
}
