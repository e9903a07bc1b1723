import { misuse, refuse } from "./failures.js";

/** One arrow of a Markov scheme: how fast a channel in state `from` goes to state `to`. */
export interface TransitionRate {
  readonly from: number;
  readonly to: number;
  /** Per ms. */
  readonly rate: number;
}

/** Where a channel is after a step, by where it was before: row by row, the rows summing to 1. */
export interface TransitionProbabilities {
  readonly states: number;
  readonly rows: Float64Array;
}

/** Terms of the exponential's series: with rates below 1 per part, the next is under 1/21! = 2e-20. */
const TERMS = 20;

/**
 * The probabilities of ending a step in each state, exp(Q·step), for rates constant over the step.
 *
 * Q is split into the fastest leaving rate Λ and a matrix without negative numbers, exp(Q·h) = e^(−Λh)·exp((Q + Λ)·h);
 * the second factor's series is summed for a part of the step with Λh ≤ 1 and squared until the step is whole. Only
 * the diagonal of Q + Λ is a difference, and it is exactly at least 0; so probabilities are never negative, small ones
 * keep their digits, and a stiff scheme is as safe as a slow one. Dividing each row by its sum supplies e^(−Λh).
 *
 * Costs n³·(20 + log₂ Λh) multiplications for n states: once per voltage and step, not per channel. Rates that follow a
 * moving voltage are those of the middle of the step, to second order.
 */
export function transitionProbabilities(
  states: number,
  rates: readonly TransitionRate[],
  step: number,
): TransitionProbabilities {
  const fastest = fastestLeaving(states, rates, step);
  let part = step;
  let squarings = 0;
  for (; fastest * part > 1; part /= 2) squarings++;
  let rows = normalised(series(generator(states, rates, part), states), states);
  for (let i = 0; i < squarings; i++) rows = normalised(product(rows, rows, states), states);
  return { states, rows };
}

/** Λ, the largest sum of rates that leave a state. */
function fastestLeaving(states: number, rates: readonly TransitionRate[], step: number): number {
  const leaving = new Float64Array(states);
  const known = (state: number): boolean => Number.isInteger(state) && state >= 0 && state < states;
  for (const { from, to, rate } of rates) {
    if (!known(from) || !known(to) || from === to) throw misuse("scheme-state-unknown", { from, to, states });
    const sum = (leaving[from] as number) + rate;
    const usable = rate >= 0 && step >= 0 && sum * step < Infinity;
    if (!usable) throw refuse("scheme-rate", { from, to, found: rate, step });
    leaving[from] = sum;
  }
  return leaving.reduce((a, b) => Math.max(a, b), 0);
}

/** (Q + Λ)·part, whose entries are all at least 0. */
function generator(states: number, rates: readonly TransitionRate[], part: number): Float64Array {
  const matrix = new Float64Array(states * states);
  const leaving = new Float64Array(states);
  for (const { from, to, rate } of rates) {
    matrix[from * states + to] = (matrix[from * states + to] as number) + rate * part;
    leaving[from] = (leaving[from] as number) + rate * part;
  }
  const fastest = leaving.reduce((a, b) => Math.max(a, b), 0);
  for (let i = 0; i < states; i++) matrix[i * states + i] = fastest - (leaving[i] as number);
  return matrix;
}

/** Σ matrixᵏ/k!, innermost term first. */
function series(matrix: Float64Array, states: number): Float64Array {
  let sum = identity(states);
  for (let k = TERMS; k >= 1; k--) {
    sum = product(matrix, sum, states).map((entry) => entry / k);
    for (let i = 0; i < states; i++) sum[i * states + i] = (sum[i * states + i] as number) + 1;
  }
  return sum;
}

function identity(states: number): Float64Array {
  const matrix = new Float64Array(states * states);
  for (let i = 0; i < states; i++) matrix[i * states + i] = 1;
  return matrix;
}

function product(a: Float64Array, b: Float64Array, states: number): Float64Array {
  const result = new Float64Array(states * states);
  for (let i = 0; i < states; i++) {
    for (let k = 0; k < states; k++) {
      const factor = a[i * states + k] as number;
      if (factor === 0) continue;
      for (let j = 0; j < states; j++) {
        const at = i * states + j;
        result[at] = (result[at] as number) + factor * (b[k * states + j] as number);
      }
    }
  }
  return result;
}

/** Every row divided by its sum, in place. */
function normalised(matrix: Float64Array, states: number): Float64Array {
  for (let i = 0; i < states; i++) {
    let sum = 0;
    for (let j = 0; j < states; j++) sum += matrix[i * states + j] as number;
    for (let j = 0; j < states; j++) matrix[i * states + j] = (matrix[i * states + j] as number) / sum;
  }
  return matrix;
}
