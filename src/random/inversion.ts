import { exp } from "#elementary";

/** Counts that no mean up to 16 reaches: their probability is below 1e-140, and rounded terms need never add up to 1. */
const MOST = 200;

/** The count of Poisson's law with this mean (16 at most) at which its terms add up to `share`, a uniform draw. */
export function poissonByInversion(mean: number, share: number): number {
  let term = exp(-mean);
  let sum = term;
  let count = 0;
  while (share > sum && count < MOST) {
    count++;
    term *= mean / count;
    sum += term;
  }
  return count;
}
