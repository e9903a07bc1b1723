/** exp, expm1, log and log1p over all doubles. Between −708 and 709, and for normal numbers, the bits are the kernels'. */
import {
  beyondDoublings, exponential, EXP_CEILING, EXP_FLOOR, kernelExp, kernelLog, logarithm, nearestDoubling, SMALLEST_NORMAL,
  wholeDoublings,
} from "./kernel-functions.js";
import { powerOfTwo, scaled } from "./powers.js";

/** Beyond ±760, eˣ is ∞ or 0 whatever x. */
const ALL_OR_NOTHING = 760;
/** Below 2⁻⁵⁴ log(1 + x) is x, and −0 stays what it is. */
const NEGLIGIBLE = powerOfTwo(-54);

/** eˣ. Error below 1.2 units in the last place, 0.8 where the result is subnormal. */
export function exp(x: number): number {
  if (x >= EXP_FLOOR && x <= EXP_CEILING) return kernelExp(x);
  if (Number.isNaN(x)) return x;
  const held = Math.max(-ALL_OR_NOTHING, Math.min(ALL_OR_NOTHING, x));
  const k = wholeDoublings(held);
  const r = beyondDoublings(held, k);
  return scaled(exponential(r) * r + 1, k);
}

/** eˣ − 1, which keeps its digits near 0. Error below 1.6 units in the last place. */
export function expm1(x: number): number {
  if (!(x >= -40 && x <= 40)) return exp(x) - 1; // 1 is lost in eˣ, or eˣ in 1
  if (x > -0.5 && x < 0.5) return exponential(x) * x; // half a doubling further than exp goes, where what cancels costs most
  const k = wholeDoublings(x);
  const r = beyondDoublings(x, k);
  const scale = powerOfTwo(k);
  return exponential(r) * r * scale + (scale - 1);
}

/** Natural logarithm: −∞ at 0, not a number below. Error below 0.8 units in the last place. */
export function log(x: number): number {
  if (x >= SMALLEST_NORMAL && x <= Number.MAX_VALUE) return kernelLog(x);
  if (x === 0) return -Infinity;
  if (!(x > 0) || x === Infinity) return x > 0 ? x : Number.NaN;
  const k = nearestDoubling(x * powerOfTwo(54)) - 54;
  return logarithm(scaled(x, -k) - 1, k, 0);
}

/** log(1 + x), which keeps its digits near 0. Error below 0.8 units in the last place. */
export function log1p(x: number): number {
  if (x > Math.SQRT1_2 - 1 && x < Math.SQRT2 - 1) return x > -NEGLIGIBLE && x < NEGLIGIBLE ? x : logarithm(x, 0, 0);
  const sum = 1 + x;
  if (!(sum > 0 && sum <= Number.MAX_VALUE)) return log(sum);
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
  const k = nearestDoubling(sum);
  return logarithm(sum * powerOfTwo(0 - k) - 1, k, lost / sum);
}
