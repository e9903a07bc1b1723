/** Complex numbers from + − × ÷ alone, so that the filter has the same bits everywhere. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function minus(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

export function scaled(a: Complex, factor: number): Complex {
  return { re: a.re * factor, im: a.im * factor };
}

export function over(a: Complex, b: Complex): Complex {
  const square = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / square, im: (a.im * b.re - a.re * b.im) / square };
}

const ONE: Complex = { re: 1, im: 0 };
/** Terms that a Taylor series within |z| ≤ ½ needs for the last bit. */
const TERMS = 18;

/** (eᶻ − 1 − z)/z² of small z: Σ zᵏ/(k + 2)!. */
function secondOfSmall(z: Complex): Complex {
  let sum = ONE;
  for (let k = TERMS; k >= 1; k--) {
    const next = times(scaled(z, 1 / (k + 2)), sum);
    sum = { re: 1 + next.re, im: next.im };
  }
  return scaled(sum, 0.5);
}

/**
 * What a linear system with pole p and z = p·h makes of a step of h: `keep` = eᶻ of its state; and of an input that
 * runs in a straight line, `first` = φ₁(z) = (eᶻ − 1)/z and `second` = φ₂(z) = (eᶻ − 1 − z)/z². By halving z until it
 * is small, then doubling: φ₂(2z) = (φ₁(z)² + 2·φ₂(z))/4, φ₁(2z) = φ₁(z)·(eᶻ + 1)/2.
 */
export function advanceOver(z: Complex): { readonly keep: Complex; readonly first: Complex; readonly second: Complex } {
  let halvings = 0;
  let small = z;
  while (Math.abs(small.re) + Math.abs(small.im) > 0.5) {
    small = scaled(small, 0.5);
    halvings++;
  }
  let second = secondOfSmall(small);
  const tail = times(small, second);
  let first: Complex = { re: 1 + tail.re, im: tail.im };
  const grown = times(small, first);
  let keep: Complex = { re: 1 + grown.re, im: grown.im };
  for (; halvings > 0; halvings--) {
    const square = times(first, first);
    second = { re: square.re / 4 + second.re / 2, im: square.im / 4 + second.im / 2 };
    first = scaled(times(first, { re: keep.re + 1, im: keep.im }), 0.5);
    keep = times(keep, keep);
  }
  return { keep, first, second };
}
