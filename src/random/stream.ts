import { log } from "#elementary";
import { poissonByInversion } from "./inversion.js";
import { philoxInto } from "./philox.js";

/** Draws from one stream, in order. Equal keys give equal draws on any platform: no `Math.exp`, no `Math.log`. */
export interface RandomStream {
  /** Integer in [0, 2³²): the next word of the stream as it is. */
  word(): number;
  /** The same, as many as `into` holds. */
  words(into: Uint32Array): void;
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
  return new PhiloxStream(seed, trial, stream);
}

/** A class, since functions made for each stream would be compiled again and again. */
class PhiloxStream implements RandomStream {
  readonly #seed: number;
  readonly #trial: number;
  readonly #stream: number;
  readonly #words = new Uint32Array(4);
  #draw = 0;
  #used = 4;
  #spare: number | undefined;

  constructor(seed: number, trial: number, stream: number) {
    this.#seed = seed;
    this.#trial = trial;
    this.#stream = stream;
  }

  word(): number {
    if (this.#used === 4) {
      this.#block(this.#words, 0);
      this.#used = 0;
    }
    return this.#words[this.#used++] as number;
  }

  words(into: Uint32Array): void {
    let i = 0;
    while (this.#used < 4 && i < into.length) into[i++] = this.word();
    for (; i + 4 <= into.length; i += 4) this.#block(into, i);
    while (i < into.length) into[i++] = this.word();
  }

  uniform(): number {
    return ((this.word() >>> 6) * 2 ** 26 + (this.word() >>> 6) + 0.5) / 2 ** 52;
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const value = this.#spare;
      this.#spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      this.#spare = y * scale;
      return x * scale;
    }
  }

  exponential(): number {
    return -log(this.uniform());
  }

  poisson(mean: number): number {
    if (!(mean >= 0)) throw new Error(`Poisson mean must be at least 0, found ${mean}`);
    if (mean === 0) return 0;
    // Small means by inversion; a large one is a sum of independent smaller ones, so that exp never underflows.
    let count = 0;
    for (let left = mean; left > 0; left -= 16) {
      count += poissonByInversion(Math.min(left, 16), this.uniform());
    }
    return count;
  }

  integer(bound: number): number {
    const limit = Math.floor(2 ** 32 / bound) * bound;
    for (;;) {
      const value = this.word();
      if (value < limit) return value % bound;
    }
  }

  /** The stream's next four words into `words` from `at` on. */
  #block(words: Uint32Array, at: number): void {
    const draw = this.#draw++;
    philoxInto(words, at, draw >>> 0, Math.floor(draw / 2 ** 32), this.#stream, 0, this.#seed, this.#trial);
  }
}
