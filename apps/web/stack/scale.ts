/** Ticks at 1, 2, 2.5 or 5 times a power of ten. */
export interface Ticks {
  readonly values: readonly number[];
  /** Decimals that tell them apart. */
  readonly digits: number;
}

/** At most about `count` of them, all within. */
export function roundSteps(from: number, to: number, count: number): Ticks {
  const span = to - from;
  if (!(span > 0)) return { values: [from], digits: 0 };
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= rough * 0.999) ?? 10;
  const step = factor * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (factor === 2.5 ? 1 : 0));
  return { values: Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step), digits };
}
