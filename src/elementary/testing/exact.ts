/** Elementary functions of doubles in whole numbers of 2⁻³⁸⁴, by their series: what ours are measured against. */

const BITS = 384n;
export const ONE = 1n << BITS;

/** A value as `scaled`·2⁻³⁸⁴·2^`exponent`, relative error below 2⁻³⁰⁰. */
export interface Exact {
  readonly scaled: bigint;
  readonly exponent: number;
}

/** x = fraction·2^exponent with |fraction| in [2⁵², 2⁵³), for finite x other than 0. */
function parts(x: number): { fraction: bigint; exponent: number } {
  if (x === 0) return { fraction: 0n, exponent: -1074 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  let fraction = (bits & ((1n << 52n) - 1n)) | (field === 0 ? 0n : 1n << 52n);
  let exponent = Math.max(field, 1) - 1075;
  for (; fraction < 1n << 52n; exponent--) fraction <<= 1n;
  return { fraction: x < 0 ? -fraction : fraction, exponent };
}

/** x in units of 2⁻³⁸⁴; exact down to 2⁻³³¹. */
export function fixed(x: number): bigint {
  if (x === 0) return 0n;
  const { fraction, exponent } = parts(x);
  const shift = BITS + BigInt(exponent);
  return shift >= 0n ? fraction << shift : fraction >> -shift;
}

export const product = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
/** The value in units of 2⁻³⁸⁴. */
export const shifted = ({ scaled, exponent }: Exact): bigint =>
  (exponent >= 0 ? scaled << BigInt(exponent) : scaled >> BigInt(-exponent));

function inverseHyperbolicTangent(s: bigint): bigint {
  const z = product(s, s);
  let [sum, power] = [0n, s];
  for (let n = 1n; power / n !== 0n; n += 2n) {
    sum += power / n;
    power = product(power, z);
    if (power === -1n) break; // a shift to the right never leaves −1
  }
  return sum;
}

export const LN2 = 2n * inverseHyperbolicTangent(ONE / 3n);

/** ln of a positive number in units of 2⁻³⁸⁴. */
export function lnOf(x: bigint): bigint {
  let [m, k] = [x, 0n];
  const low = (ONE * 7n) / 10n;
  const high = (ONE * 14n) / 10n;
  for (; m > high; k++) m >>= 1n;
  for (; m < low; k--) m <<= 1n;
  return k * LN2 + 2n * inverseHyperbolicTangent(((m - ONE) << BITS) / (m + ONE));
}

/** ln of any positive double. */
export function ln(x: number): bigint {
  const { fraction, exponent } = parts(x);
  return lnOf(fraction << (BITS - 53n)) + BigInt(exponent + 53) * LN2;
}

/** e to the power x·2⁻³⁸⁴. */
export function expOf(x: bigint): Exact {
  const k = x / LN2;
  const r = x - k * LN2;
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = product(term, r) / n;
    sum += term;
  }
  return { scaled: sum, exponent: Number(k) };
}

export function root(x: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(x.toString(2).length / 2));
  for (;;) {
    const next = (guess + x / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const arctangentOfInverse = (n: bigint): bigint => {
  let [sum, power, sign] = [0n, ONE / n, 1n];
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (sign * power) / k;
    power /= n * n;
    sign = -sign;
  }
  return sum;
};
/** π by Machin's formula. */
const PI = 4n * (4n * arctangentOfInverse(5n) - arctangentOfInverse(239n));

/** cos(2π·t) of t in units of 2⁻³⁸⁴. */
export function cosOfTurns(t: bigint): bigint {
  const angle = product(2n * PI, t % ONE);
  const z = product(angle, angle);
  let [sum, term] = [ONE, ONE];
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    term = -product(term, z) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

/** How far `found` is from `expected`, in units of the last place of the double that it is (of the smallest, if subnormal). */
export function unitsOff(found: number, expected: Exact): number {
  const ulp = Math.max(parts(found).exponent, -1074);
  // Both as whole numbers of 2⁻⁶⁰ units in the last place.
  const shift = expected.exponent - Number(BITS) - ulp + 60;
  const reference = shift >= 0 ? expected.scaled << BigInt(shift) : expected.scaled >> BigInt(-shift);
  const own = parts(found).fraction << 60n;
  const difference = (own >> BigInt(ulp - parts(found).exponent)) - reference;
  return Math.abs(Number(difference)) / 2 ** 60;
}
