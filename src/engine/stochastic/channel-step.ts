import { assert } from "#errors";
import type { RandomStream } from "#random";
import { binomial } from "./binomial.js";
import type { TransitionProbabilities } from "./transition-probabilities.js";

/**
 * The states of N identical channels after one step: `counts` before it, the result after it, their sum the same.
 *
 * Channels of one state part company by a multinomial draw: how many leave it, then how many of those go to each other
 * state, each a binomial draw. `probabilities` are those of the whole step, so the mean follows the deterministic
 * scheme exactly whatever the step, the variance is that of N independent channels, and no count leaves [0, N]; a
 * Langevin step (Fox & Lu 1994, Phys Rev E 49:3421) has none of the three where channels are few.
 *
 * Where it stops being true: rates are held over the step, so a voltage that moves within it enters through its middle
 * value (second order in the step). Channels know of each other only through that voltage. An opening shorter than the
 * step is seen only if it spans the step's end: counts are right at that moment, but a charge taken as the current at
 * the end times the step is too noisy once the step nears the open time; dwell times need `reactionTrajectory`.
 */
export function channelStep(
  random: RandomStream,
  counts: Readonly<Float64Array>,
  { states, rows }: TransitionProbabilities,
): Float64Array {
  assert(counts.length === states, `${counts.length} counts belong to a scheme of ${states} states`);
  const after = new Float64Array(states);
  for (let from = 0; from < states; from++) {
    const here = counts[from] as number;
    if (here === 0) continue;
    // The sum of what leaves, rather than 1 less what stays: near 0 the difference would have no digits left.
    let undecided = binomial(random, here, Math.min(leavingTo(rows, from, 0, states), 1));
    after[from] = (after[from] as number) + here - undecided;
    for (let to = 0; to < states && undecided > 0; to++) {
      if (to === from) continue;
      const share = rows[from * states + to] as number;
      if (share === 0) continue;
      const going = binomial(random, undecided, share / (share + leavingTo(rows, from, to + 1, states)));
      after[to] = (after[to] as number) + going;
      undecided -= going;
    }
  }
  return after;
}

/** The probability of leaving `from` for `first` or a state after it; 0 after the last, which takes who is left. */
function leavingTo(rows: Float64Array, from: number, first: number, states: number): number {
  let sum = 0;
  for (let to = first; to < states; to++) if (to !== from) sum += rows[from * states + to] as number;
  return sum;
}
