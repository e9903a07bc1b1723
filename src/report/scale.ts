import { log10, pow } from "#elementary";

/** From data to pixels, and the round numbers that stand beside an axis. */
export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
}

/** The straight line that takes `domain` to `range`; an empty domain is opened by half a unit to each side. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [from, to] = domain[1] > domain[0] ? domain : [domain[0] - 0.5, domain[0] + 0.5];
  const slope = (range[1] - range[0]) / (to - from);
  return Object.assign((value: number) => range[0] + (value - from) * slope, { domain: [from, to] as const, range });
}

/** About `count` multiples of 1, 2 or 5 × 10ⁿ within the domain, in ascending order, free of rounding dust. */
export function ticks([low, high]: readonly [number, number], count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = Math.floor(log10(rough));
  const unit = pow(10, power);
  // The nearest of 1, 2, 5 and 10 on a logarithmic scale.
  const step = unit * (rough / unit < Math.SQRT2 ? 1 : rough / unit < Math.sqrt(10) ? 2 : rough / unit < Math.sqrt(50) ? 5 : 10);
  const decimals = Math.max(0, -Math.floor(log10(step) + 1e-9));
  const found: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    const value = Number((i * step).toFixed(Math.min(decimals, 20)));
    found.push(Object.is(value, -0) ? 0 : value);
  }
  return found;
}

/** "−0.5": a tick as written, with a true minus. */
export function tickText(value: number): string {
  const magnitude = Math.abs(value);
  const text = magnitude !== 0 && (magnitude >= 1e6 || magnitude < 1e-4) ? value.toExponential() : String(value);
  return text.replaceAll("-", "−");
}

/** A round length between a fifth and half of the domain, for a scale bar. */
export function barLength([low, high]: readonly [number, number]): number {
  const span = high - low;
  const unit = pow(10, Math.floor(log10(span * 0.5)));
  const found = [5, 2, 1].map((factor) => factor * unit).find((size) => size <= span * 0.5) ?? unit;
  return Number(found.toPrecision(1));
}

/** Smallest and largest finite value, or undefined where there is none. */
export function extent(values: Iterable<number>): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** The values between which the middle `share` of the finite ones lies: a frame that one wild sample can't stretch. */
export function bulk(values: Iterable<number>, share = 0.98): [number, number] | undefined {
  const sorted = Float64Array.from(Array.from(values).filter(Number.isFinite)).sort();
  if (sorted.length === 0) return undefined;
  const skip = Math.floor(((1 - share) / 2) * sorted.length);
  return [sorted[skip] ?? 0, sorted[sorted.length - 1 - skip] ?? 0];
}

/** A domain that holds every given range, with a little air; and zero, unless `zero` is "near" and it lies far off. */
export function roomFor(ranges: readonly (readonly [number, number] | undefined)[], { zero = "always" }: { zero?: "always" | "near" } = {}): [number, number] {
  const ends = ranges.flatMap((range) => range ?? []);
  const gap = Math.max(0, Math.min(...ends), -Math.max(...ends));
  if (zero === "always" || ends.length === 0 || gap < 0.5 * (Math.max(...ends) - Math.min(...ends))) ends.push(0);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const air = 0.05 * (high - low);
  return high > low ? [low - air, high + air] : [low - 0.5, high + 0.5];
}

/**
 * Means of about `count` equal stretches of `values`: [index of the stretch's middle, mean], NaN where a stretch has none.
 * For drawing only, where there are more samples than pixels.
 */
export function thinned(values: ArrayLike<number>, count: number): [number, number][] {
  const stride = Math.max(1, Math.ceil(values.length / Math.max(1, count)));
  const found: [number, number][] = [];
  for (let from = 0; from < values.length; from += stride) {
    const to = Math.min(values.length, from + stride);
    let sum = 0;
    let n = 0;
    for (let i = from; i < to; i++) {
      const value = values[i] ?? NaN;
      if (Number.isFinite(value)) {
        sum += value;
        n++;
      }
    }
    found.push([(from + to - 1) / 2, n > 0 ? sum / n : NaN]);
  }
  return found;
}

/**
 * About `count` points: the smallest and largest sample of equal stretches, in the order in which they come: [index, value].
 * For drawing what is brief, such as a synaptic current among 10 000 samples, which means would flatten.
 */
export function envelope(values: ArrayLike<number>, count: number): [number, number][] {
  const stride = Math.ceil((2 * values.length) / Math.max(1, count));
  if (stride <= 2) return Array.from(values, (value, i): [number, number] => [i, value]);
  const found: [number, number][] = [];
  for (let from = 0; from < values.length; from += stride) {
    let [lowest, highest] = [-1, -1];
    for (let i = from; i < Math.min(values.length, from + stride); i++) {
      const value = values[i] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (lowest < 0 || value < (values[lowest] ?? 0)) lowest = i;
      if (highest < 0 || value > (values[highest] ?? 0)) highest = i;
    }
    if (lowest < 0) found.push([from, NaN]);
    else for (const i of lowest < highest ? [lowest, highest] : lowest > highest ? [highest, lowest] : [lowest]) found.push([i, values[i] ?? NaN]);
  }
  return found;
}

/** The same after averaging stretches of `step` samples, so that a noisy trace does not become a grey bar. */
export function calmEnvelope(values: ArrayLike<number>, step: number, count: number): [number, number][] {
  const means = thinned(values, values.length / Math.max(1, step));
  return envelope(means.map(([, value]) => value), count).map(([i, value]) => [Math.round(means[i]?.[0] ?? 0), value]);
}

/** What nineteen in twenty of the series reach down to and up to; undefined where none has a finite value. */
export function reach(series: Iterable<Iterable<number>>): [number, number] | undefined {
  const ends = Array.from(series, extent).filter((ends) => ends !== undefined);
  const lows = Float64Array.from(ends, ([low]) => low).sort();
  const highs = Float64Array.from(ends, ([, high]) => high).sort();
  if (ends.length === 0) return undefined;
  const skip = Math.floor(0.05 * ends.length);
  return [lows[skip] ?? 0, highs[ends.length - 1 - skip] ?? 0];
}
