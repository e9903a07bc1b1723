import { exp, log } from "#elementary";
import { philoxInto } from "./philox.js";

/** Draws from one stream, in order. Equal keys give equal draws on any platform: no `Math.exp`, no `Math.log`. */
export interface RandomStream {
  /** Integer in [0, 2³²): the next word of the stream as it is. */
  word(): number;
  /** Uniform on (0, 1), 52 bits, never 0 or 1. */
  uniform(): number;
  /** Standard normal, by Marsaglia & Bray's polar method (1964). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** A count with the given mean; 0 for a mean of 0. */
  poisson(mean: number): number;
  /** Integer in [0, bound), without bias. */
  integer(bound: number): number;
}

/** The stream keyed by seed, trial and stream number, each an integer in [0, 2³²); `draw` counts from 0 within it. */
export function randomStream(seed: number, trial: number, stream: number): RandomStream {
  let draw = 0;
  const words = new Uint32Array(4);
  let used = 4;
  let spare: number | undefined;

  const word = (): number => {
    if (used === 4) {
      philoxInto(words, draw >>> 0, Math.floor(draw / 2 ** 32), stream, 0, seed, trial);
      used = 0;
      draw++;
    }
    return words[used++] as number;
  };
  const uniform = (): number => ((word() >>> 6) * 2 ** 26 + (word() >>> 6) + 0.5) / 2 ** 52;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
  const poisson = (mean: number): number => {
    if (!(mean >= 0)) throw new Error(`Poisson mean must be at least 0, found ${mean}`);
    if (mean === 0) return 0;
    // Small means by inversion; a large one is a sum of independent smaller ones, so that exp never underflows.
    let count = 0;
    for (let left = mean; left > 0; left -= 16) {
      const part = Math.min(left, 16);
      let term = exp(-part);
      let sum = term;
      const target = uniform();
      let k = 0;
      while (target > sum && k < 200) {
        k++;
        term *= part / k;
        sum += term;
      }
      count += k;
    }
    return count;
  };
  const integer = (bound: number): number => {
    const limit = Math.floor(2 ** 32 / bound) * bound;
    for (;;) {
      const value = word();
      if (value < limit) return value % bound;
    }
  };
  return { word, uniform, normal, exponential: () => -log(uniform()), poisson, integer };
}
