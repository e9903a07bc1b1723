/** The length of a vector and the edge of a cube. */
import { powerOfTwo } from "./powers.js";

/** Squares of numbers within 2^±500 neither overflow nor become subnormal. */
const [SMALL, LARGE] = [powerOfTwo(-500), powerOfTwo(500)];
const [DOWN, UP] = [powerOfTwo(-600), powerOfTwo(600)];

/**
 * √(x² + y² + …), 0 of nothing; ∞ if any is infinite, else not a number if any isn't one. Error below 1.2 units in the
 * last place for two numbers.
 */
export function hypot(...values: readonly number[]): number {
  const sizes = values.map(Math.abs);
  if (sizes.includes(Infinity)) return Infinity;
  const largest = Math.max(0, ...sizes);
  if (largest === 0) return 0;
  const [shrink, back] = largest > LARGE ? [DOWN, UP] : largest < SMALL ? [UP, DOWN] : [1, 1];
  let squares = 0;
  for (const size of sizes) squares += size * shrink * (size * shrink);
  return Math.sqrt(squares) * back;
}

/**
 * Cube root, by Newton's method from above, where it falls until rounding stops it; slow where x is far from 1. Error below
 * 0.8 units in the last place.
 */
export function cbrt(x: number): number {
  if (x < 0) return -cbrt(-x);
  if (!(x > 0 && x < Infinity)) return x;
  let root = Math.max(x, 1);
  for (;;) {
    const next = root - (root - x / (root * root)) / 3;
    if (!(next < root)) return root;
    root = next;
  }
}
