import fc from "fast-check";
import { expect, test } from "vitest";
import { peaks } from "./peaks.js";

const noise = (count: number): Float32Array => Float32Array.from({ length: count }, (_, k) => Math.sin(k / 1e4) + ((k * 7919) % 997) / 997);

/** Sample by sample. */
function slowly(samples: ArrayLike<number>, first: number, last: number): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let k = Math.max(0, first); k < Math.min(samples.length, last); k++) {
    low = Math.min(low, samples[k] as number);
    high = Math.max(high, samples[k] as number);
  }
  return [low, high];
}

test("of a million samples each column has the least and the greatest of its own, and of no more than a column beside it", () => {
  const samples = noise(1_000_000);
  samples[777_777] = 9;
  for (const [from, to, columns] of [[0, 1_000_000, 900], [250_000.4, 777_900.7, 640], [12_345, 46_000, 1024], [0, 3000, 900]] as const) {
    const found = peaks(samples, from, to, columns);
    const stretch = (to - from) / columns;
    for (let c = 0; c < columns; c++) {
      const [low, high] = slowly(samples, Math.floor(from + c * stretch), Math.ceil(from + (c + 1) * stretch));
      const [widerLow, widerHigh] = slowly(samples, Math.floor(from + (c - 1) * stretch), Math.ceil(from + (c + 2) * stretch));
      expect(found[2 * c]).toBeLessThanOrEqual(low);
      expect(found[2 * c + 1]).toBeGreaterThanOrEqual(high);
      expect(found[2 * c]).toBeGreaterThanOrEqual(widerLow);
      expect(found[2 * c + 1]).toBeLessThanOrEqual(widerHigh);
    }
  }
});

test("a spike of a single sample is never lost, wherever it stands and however far one is zoomed out", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 59_999 }), fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 30_000 }), (at, columns, from) => {
    const samples = new Float32Array(60_000);
    samples[at] = 5;
    const to = from + 30_000;
    const highest = peaks(samples, from, to, columns).reduce((most, value) => Math.max(most, value), -Infinity);
    if (at >= from && at < to) expect(highest).toBe(5);
  }), { numRuns: 300, seed: 7 });
});

test("stretches without a sample, or of nothing but NaN, are said to be empty", () => {
  const samples = noise(20_000).fill(NaN, 5000, 15_000);
  const found = peaks(samples, 0, 40_000, 40);
  const empty = Array.from({ length: 40 }, (_, c) => (found[2 * c] as number) > (found[2 * c + 1] as number));
  expect(empty.slice(0, 4)).toEqual([false, false, false, false]);
  expect(empty.slice(6, 14)).toEqual(new Array(8).fill(true));
  expect(empty.slice(21)).toEqual(new Array(19).fill(true));
});
