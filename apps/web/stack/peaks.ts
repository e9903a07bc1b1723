/** Least and greatest values of stretches of a long trace, so that drawing a million samples costs what drawing a screen does. */

/** Each level halves the one below: pairs of (least, greatest). */
interface Pyramid {
  readonly levels: readonly Float32Array[];
}

/** Samples of the finest stretch. */
const FINEST = 16;
const known = new WeakMap<ArrayLike<number>, Pyramid>();

function pyramidOf(samples: ArrayLike<number>): Pyramid {
  const found = known.get(samples);
  if (found) return found;
  const levels: Float32Array[] = [];
  let level = new Float32Array(2 * Math.ceil(samples.length / FINEST));
  for (let k = 0; 2 * k < level.length; k++) {
    const [low, high] = extremes(samples, k * FINEST, Math.min(samples.length, (k + 1) * FINEST));
    level[2 * k] = low;
    level[2 * k + 1] = high;
  }
  levels.push(level);
  while (level.length > 4) {
    const next = new Float32Array(2 * Math.ceil(level.length / 4));
    for (let k = 0; 2 * k < next.length; k++) {
      const right = 4 * k + 2 < level.length ? 4 * k + 2 : 4 * k;
      next[2 * k] = Math.min(level[4 * k] as number, level[right] as number);
      next[2 * k + 1] = Math.max(level[4 * k + 1] as number, level[right + 1] as number);
    }
    levels.push(next);
    level = next;
  }
  const pyramid = { levels };
  known.set(samples, pyramid);
  return pyramid;
}

function extremes(samples: ArrayLike<number>, from: number, to: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const value = samples[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * Least and greatest sample of each of `columns` equal stretches of samples `from` to `to` (fractions allowed): pairs,
 * one after the other. A stretch without a sample, or of none but NaN, is (∞, −∞).
 */
export function peaks(samples: ArrayLike<number>, from: number, to: number, columns: number): Float32Array {
  const found = new Float32Array(2 * columns);
  const stretch = (to - from) / columns;
  const { levels } = pyramidOf(samples);
  const depth = Math.min(levels.length - 1, Math.floor(Math.log2(Math.max(1, stretch / FINEST))));
  const level = levels[depth] as Float32Array;
  const each = FINEST * 2 ** depth;
  for (let c = 0; c < columns; c++) {
    const first = Math.max(0, Math.floor(from + c * stretch));
    const last = Math.min(samples.length, Math.ceil(from + (c + 1) * stretch));
    let [low, high] = [Infinity, -Infinity];
    if (stretch < 2 * FINEST) [low, high] = extremes(samples, first, last);
    else {
      for (let k = Math.floor(first / each); k < Math.ceil(last / each) && 2 * k < level.length; k++) {
        low = Math.min(low, level[2 * k] as number);
        high = Math.max(high, level[2 * k + 1] as number);
      }
    }
    found[2 * c] = low;
    found[2 * c + 1] = high;
  }
  return found;
}
