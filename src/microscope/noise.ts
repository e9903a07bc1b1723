/** Draws for many pixels: exact laws from fewer random words than one pixel at a time would take. */
import { exp, log } from "#elementary";
import { poissonByInversion, type RandomStream } from "#random";

/**
 * Where the ziggurat's tail begins and the area of each of its 128 layers (Marsaglia & Tsang 2000, J Stat Softw 5(8)).
 */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const LAYERS = 128;

const density = (x: number): number => exp(-0.5 * x * x);

/** Right ends of the layers, widest first; the last is 0. */
const ENDS = ((): Float64Array => {
  const ends = new Float64Array(LAYERS + 1);
  ends[0] = AREA / density(TAIL);
  ends[1] = TAIL;
  for (let i = 2; i < LAYERS; i++) {
    const before = ends[i - 1] as number;
    ends[i] = Math.sqrt(-2 * log(AREA / before + density(before)));
  }
  return ends;
})();

/** Densities at those ends. */
const HEIGHTS = ENDS.map(density);

/** Means above this are drawn by themselves, */
const DIM = 1;
/** and above this by rejection, for which the law must be wide. */
const BRIGHT = 10;
/** Words that are taken at once. */
const BLOCK = 1024;

/** Draws from one stream for pixel after pixel; what follows in the stream is nobody's. */
export class PixelDraws {
  readonly #random: RandomStream;
  readonly #words = new Uint32Array(BLOCK);
  #used = BLOCK;
  /** To the next photon that dim pixels catch. */
  #ahead: number;

  constructor(random: RandomStream) {
    this.#random = random;
    this.#ahead = this.#wait();
  }

  /**
   * The count of a pixel with this mean, by Poisson's law. Dim pixels share one process: photons arrive at rate 1 on an
   * axis on which each pixel is as long as its mean, so that a dark pixel costs a subtraction.
   */
  photons(mean: number): number {
    return mean > BRIGHT ? this.#many(mean) : mean > DIM ? poissonByInversion(mean, this.#share()) : this.#few(mean);
  }

  /** A draw from the gamma law of this shape and scale 1 (Marsaglia & Tsang 2000, ACM Trans Math Softw 26:363). */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * exp(log(this.#share()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = this.#share();
      const square = x * x;
      if (u < 1 - 0.0331 * square * square || log(u) < 0.5 * square + d * (1 - v + log(v))) return d * v;
    }
  }

  /** A standard normal draw on a lattice of 2⁻²⁵ of its layer, in 99 % of cases from a single word. */
  normal(): number {
    const word = this.#word();
    const layer = word & (LAYERS - 1);
    const x = (((word >>> 7) + 0.5) / 2 ** 24 - 1) * (ENDS[layer] as number);
    return Math.abs(x) < (ENDS[layer + 1] as number) ? x : this.#atTheEdge(layer, x);
  }

  /** In a layer's wedge or in the tail; what is refused is drawn again. */
  #atTheEdge(layer: number, x: number): number {
    if (layer === 0) return x < 0 ? -this.#tail() : this.#tail();
    const low = HEIGHTS[layer] as number;
    return low + this.#share() * ((HEIGHTS[layer + 1] as number) - low) < density(x) ? x : this.normal();
  }

  /** Beyond TAIL, by Marsaglia 1964. */
  #tail(): number {
    for (;;) {
      const beyond = this.#wait() / TAIL;
      if (2 * this.#wait() > beyond * beyond) return TAIL + beyond;
    }
  }

  #few(mean: number): number {
    let count = 0;
    let ahead = this.#ahead - mean;
    while (ahead <= 0) {
      count++;
      ahead += this.#wait();
    }
    this.#ahead = ahead;
    return count;
  }

  /** Means of 10 or more by transformed rejection (Hörmann 1993, Insur Math Econ 12:39, PTRS). */
  #many(mean: number): number {
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    for (;;) {
      const u = this.#share() - 0.5;
      const v = this.#share();
      const edge = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / edge + b) * u + mean + 0.43);
      if (edge >= 0.07 && v <= 0.9277 - 3.6224 / (b - 2)) return k;
      if (k < 0 || (edge < 0.013 && v > edge)) continue;
      const height = log((v * (1.1239 + 1.1328 / (b - 3.4))) / (a / (edge * edge) + b));
      if (height <= k * log(mean) - mean - logFactorial(k)) return k;
    }
  }

  /** Exponential with mean 1. */
  #wait(): number {
    return -log(this.#share());
  }

  /** Uniform on (0, 1) from a single word: 32 bits, finer than any reading. */
  #share(): number {
    return (this.#word() + 0.5) / 2 ** 32;
  }

  #word(): number {
    if (this.#used === BLOCK) {
      this.#random.words(this.#words);
      this.#used = 0;
    }
    return this.#words[this.#used++] as number;
  }
}

/** ln k! of the first few, then Stirling's series, which errs by less than 1e-9 from 8 on. */
const FEW: readonly number[] = Array.from({ length: 8 }, (_, k) => log([1, 1, 2, 6, 24, 120, 720, 5040][k] as number));

function logFactorial(k: number): number {
  if (k < FEW.length) return FEW[k] as number;
  const x = k + 1;
  const square = 1 / (x * x);
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Math.PI) + (1 / 12 - square * (1 / 360 - square / 1260)) / x;
}
