/** Ticks at 1, 2, 2.5 or 5 times a power of ten. */
export interface Ticks {
  readonly values: readonly number[];
  /** Decimals that tell them apart. */
  readonly digits: number;
}

export interface TickOptions {
  /** Of what is counted: no tick between whole numbers. */
  readonly whole?: boolean;
}

/** At most about `count` of them, all within; two at least, since one tells no scale. */
export function roundSteps(from: number, to: number, count: number, options: TickOptions = {}): Ticks {
  const span = to - from;
  if (!(span > 0)) return { values: [from], digits: 0 };
  const rough = options.whole === true ? Math.max(1, span / count) : span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fits = (f: number): boolean => f * power >= rough * 0.999 && (options.whole !== true || Number.isInteger(f * power));
  const factor = [1, 2, 2.5, 5, 10].find(fits) ?? 10;
  const step = factor * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  if (last <= first && !(options.whole === true && step === 1)) return roundSteps(from, to, count + 1, options);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (factor === 2.5 ? 1 : 0));
  return { values: Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step), digits };
}
