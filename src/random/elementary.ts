/**
 * exp and log from additions, multiplications and shifts of the exponent field, in an order fixed here, so that every
 * JavaScript engine gives the same bits; `Math.exp` and `Math.log` don't. Accurate to about one unit in the last place.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding and subtracting 1.5·2⁵² rounds to an integer. */
const ROUND = 6755399441055744;
/** Coefficients of (eʳ − 1)/r on |r| ≤ ln2/2: Taylor to r¹³/14!, truncation 2e-19. */
const EXPONENTIAL = Array.from({ length: 14 }, (_, i) => {
  let factorial = 1;
  for (let k = 2; k <= i + 1; k++) factorial *= k;
  return 1 / factorial;
});
/** log((1+s)/(1−s)) = 2s + s·R(s²): minimax coefficients of fdlibm (Sun Microsystems 1993). */
const LOGARITHM = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer); // little-endian, as every platform that runs WebAssembly is

/** eˣ; x is held within −708 … 709, where the result is a normal number. */
export function exp(x: number): number {
  const held = Math.min(Math.max(x, -708), 709);
  const k = held * Math.LOG2E + ROUND - ROUND;
  const r = held - k * LN2_HIGH - k * LN2_LOW;
  let q = 0;
  for (let i = EXPONENTIAL.length - 1; i >= 0; i--) q = q * r + (EXPONENTIAL[i] as number);
  halves[0] = 0;
  halves[1] = (k + 1023) << 20;
  return (q * r + 1) * (double[0] as number);
}

/** Natural logarithm of a positive normal number. */
export function log(x: number): number {
  double[0] = x;
  const high = (halves[1] as number) + 0x95f62; // moves [√½, √2) onto one exponent
  const k = (high >>> 20) - 1023;
  halves[1] = (high & 0xfffff) + 0x3fe6a09e;
  const f = (double[0]) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let R = 0;
  for (let i = LOGARITHM.length - 1; i >= 0; i--) R = (R + (LOGARITHM[i] as number)) * z;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + R) + k * LN2_LOW) - f);
}
