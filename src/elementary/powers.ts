/** Powers of two and of small whole exponents: exact, or one rounding after another in an order that is written down. */

const LOWEST = -1074; // the smallest number above 0

/** 2ᵏ for −1074 ≤ k ≤ 1023, each by doubling or halving, which is exact. */
const POWERS = powers();

function powers(): Float64Array {
  const table = new Float64Array(1024 - LOWEST);
  table[-LOWEST] = 1;
  for (let i = -LOWEST + 1; i < table.length; i++) table[i] = 2 * (table[i - 1] as number);
  for (let i = -LOWEST - 1; i >= 0; i--) table[i] = (table[i + 1] as number) / 2;
  return table;
}

/** 2ᵏ for whole k within −1074 … 1023; from a table, since a double written in two halves and read as one costs a stall. */
export function powerOfTwo(k: number): number {
  return POWERS[k - LOWEST] as number;
}

/** x·2ᵏ for |k| up to 2046, in two steps: 0 and ∞ come by themselves, and only what is subnormal is rounded. */
export function scaled(x: number, k: number): number {
  const half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** x², rounded once. `x ** 2` is not: engines, and tiers of one engine, compute it in different ways. */
export function square(x: number): number {
  return x * x;
}

/** x³ as x·x·x, within 1 unit in the last place. */
export function cube(x: number): number {
  return x * x * x;
}
