/**
 * exp, log, (eˣ − 1)/x and x/(eˣ − 1) from additions, multiplications and shifts of the exponent field, in an order fixed
 * here and repeated by the WebAssembly emitter, so that every engine and every lane gives the same bits; `Math.exp` and
 * `Math.log` don't. Accurate to about one unit in the last place (`growth` to three).
 */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;
/** Adding and subtracting 1.5·2⁵² rounds to an integer. */
export const ROUND = 6755399441055744;
/** exp holds its argument within these, where the result is a normal number. */
export const EXP_FLOOR = -708;
export const EXP_CEILING = 709;
/** Coefficients of (eʳ − 1)/r on |r| ≤ ln2/2: Taylor to r¹³/14!, truncation 2e-19. */
export const EXPONENTIAL: readonly number[] = Array.from({ length: 14 }, (_, i) => {
  let factorial = 1;
  for (let k = 2; k <= i + 1; k++) factorial *= k;
  return 1 / factorial;
});
/** log((1+s)/(1−s)) = 2s + s·R(s²): minimax coefficients of fdlibm (Sun Microsystems 1993). */
export const LOGARITHM: readonly number[] = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];
/** Added to the high word of a double, it moves [√½, √2) onto one exponent. */
export const LOG_SHIFT = 0x95f62;
/** The high word of √½, to which the fraction is put back. */
export const LOG_BASE = 0x3fe6a09e;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer); // little-endian, as every platform that runs WebAssembly is

/** 2ᵏ for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return double[0] as number;
}

/** x within what exp can give as a normal number. */
function hold(x: number): number {
  const raised = EXP_FLOOR > x ? EXP_FLOOR : x;
  return EXP_CEILING < raised ? EXP_CEILING : raised;
}

/** k of held = k·ln 2 + r. */
function exponentOf(held: number): number {
  return held * Math.LOG2E + ROUND - ROUND;
}

/** (eʳ − 1)/r. */
function exponential(r: number): number {
  let q = EXPONENTIAL[13] as number;
  for (let i = 12; i >= 0; i--) q = q * r + (EXPONENTIAL[i] as number);
  return q;
}

/** eˣ; x is held within −708 … 709, where the result is a normal number. */
export function exp(x: number): number {
  const held = hold(x);
  const k = exponentOf(held);
  const r = held - k * LN2_HIGH - k * LN2_LOW;
  return (exponential(r) * r + 1) * powerOfTwo(k);
}

/** (eˣ − 1)/x, which is 1 at 0 and never cancels: what an exponential step gains. */
export function growth(x: number): number {
  const held = hold(x);
  const k = exponentOf(held);
  const r = held - k * LN2_HIGH - k * LN2_LOW;
  const q = exponential(r);
  if (k === 0) return q;
  const scale = powerOfTwo(k);
  return (q * r * scale + (scale - 1)) / x;
}

/** x/(eˣ − 1), which is 1 at 0: the shape of every voltage-driven rate with a removable singularity, and of GHK. */
export function linoid(x: number): number {
  return 1 / growth(x);
}

/** Natural logarithm of a positive normal number; of anything else it is not a number, as in the kernels. */
export function log(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x <= Number.MAX_VALUE)) return Number.NaN;
  double[0] = x;
  const high = (halves[1] as number) + LOG_SHIFT;
  const exponent = (high >>> 20) - 1023;
  halves[1] = (high & 0xfffff) + LOG_BASE;
  const f = (double[0]) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let R = LOGARITHM[6] as number;
  for (let i = 5; i >= 0; i--) R = R * z + (LOGARITHM[i] as number);
  R = R * z;
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + R) + exponent * LN2_LOW) - f);
}
