import { describe, expect, test } from "vitest";
import { randomStream } from "#random";
import { normalCdf } from "#statistics";
import { detect } from "./index.js";
import { PixelDraws } from "./noise.js";
import { requireDetector } from "./detector.js";

const detector = { bits: 16, darkLevel: 100, countsPerPhoton: 14, readNoise: 3, excessNoise: 1.25, background: 0 };
const N = 100_000;
const moments = (draw: (i: number) => number): { mean: number; variance: number; kurtosis: number } => {
  const draws = Float64Array.from({ length: N }, (_, i) => draw(i));
  const mean = draws.reduce((a, b) => a + b, 0) / N;
  const central = (k: number): number => draws.reduce((sum, x) => sum + (x - mean) ** k, 0) / N;
  return { mean, variance: central(2), kurtosis: central(4) / central(2) ** 2 };
};

describe("photons", () => {
  // Poisson: variance = mean; the variance of N draws is known to sqrt((2 + 1/m)/N) of itself. Five standard errors.
  test.each([0.02, 0.5, 3, 12, 46, 700])("counts of mean %d have that mean and variance", (m) => {
    const draws = new PixelDraws(randomStream(1, 0, 0));
    const { mean, variance } = moments(() => draws.photons(m));
    expect(Math.abs(mean - m)).toBeLessThan(5 * Math.sqrt(m / N));
    expect(Math.abs(variance / m - 1)).toBeLessThan(5 * Math.sqrt((2 + 1 / m) / N));
  });

  // χ² against Poisson probabilities from their recurrence, in bins of 20 or more; about its 99.99 % point.
  test.each([0.7, 12, 30])("the whole law is Poisson's at mean %d", (m) => {
    const draws = new PixelDraws(randomStream(2, 0, 0));
    const seen = new Map<number, number>();
    for (let i = 0; i < N; i++) { const k = draws.photons(m); seen.set(k, (seen.get(k) ?? 0) + 1); }
    let [chi2, bins, p] = [0, 0, Math.exp(-m)];
    for (let k = 0; k < 200; k++) {
      if (N * p > 20) { chi2 += ((seen.get(k) ?? 0) - N * p) ** 2 / (N * p); bins++; }
      p *= m / (k + 1);
    }
    expect(chi2).toBeLessThan(bins + 3.9 * Math.sqrt(2 * bins));
    expect(bins).toBeGreaterThan(4);
  });

  test("dim pixels that share one process are independent of each other and of their order", () => {
    const draws = new PixelDraws(randomStream(3, 0, 0));
    const pairs = Array.from({ length: N }, () => [draws.photons(0.3), draws.photons(0.8)] as const);
    const covariance = pairs.reduce((sum, [a, b]) => sum + (a - 0.3) * (b - 0.8), 0) / N;
    expect(Math.abs(covariance)).toBeLessThan(5 * Math.sqrt((0.3 * 0.8) / N));
  });
});

describe("noise", () => {
  test("a normal draw has mean 0, variance 1, kurtosis 3, and 0.27 % of draws beyond 3, 0.058 % beyond 3.44", () => {
    const draws = new PixelDraws(randomStream(4, 0, 0));
    let [beyond3, beyondTail] = [0, 0];
    const { mean, variance, kurtosis } = moments(() => {
      const x = draws.normal();
      if (Math.abs(x) > 3) beyond3++;
      if (Math.abs(x) > 3.442619855899) beyondTail++;
      return x;
    });
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(N));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
    expect(Math.abs(kurtosis - 3)).toBeLessThan(5 * Math.sqrt(24 / N));
    expect(Math.abs(beyond3 - 0.0027 * N)).toBeLessThan(5 * Math.sqrt(0.0027 * N));
    expect(Math.abs(beyondTail - 5.757e-4 * N)).toBeLessThan(5 * Math.sqrt(5.757e-4 * N));
  });

  // χ² of 4 million draws in bins a tenth wide: a ziggurat that forgot its wedges, 1 % of its draws, would be seen.
  test("the whole law of normal draws is the normal one, from −3.5 to 3.5", () => {
    const draws = new PixelDraws(randomStream(8, 0, 0));
    const count = 4_000_000;
    const seen = new Float64Array(70);
    for (let i = 0; i < count; i++) {
      const bin = Math.floor(10 * draws.normal() + 35);
      if (bin >= 0 && bin < 70) seen[bin]!++;
    }
    const chi2 = seen.reduce((sum, found, bin) => {
      const expected = count * (normalCdf((bin - 34) / 10) - normalCdf((bin - 35) / 10));
      return sum + (found - expected) ** 2 / expected;
    }, 0);
    expect(chi2).toBeLessThan(70 + 3.9 * Math.sqrt(140));
  });

  test.each([0.5, 4, 40])("gamma draws of shape %d have mean and variance of that size", (shape) => {
    const draws = new PixelDraws(randomStream(5, 0, 0));
    const { mean, variance } = moments(() => draws.gamma(shape));
    expect(Math.abs(mean - shape)).toBeLessThan(5 * Math.sqrt(shape / N));
    expect(Math.abs(variance / shape - 1)).toBeLessThan(5 * Math.sqrt((2 + 6 / shape) / N));
  });
});

describe("detect", () => {
  // A sum of Poisson many gains: mean g·m, variance g²·F·m, read noise and rounding (1/12) beside it.
  test.each([
    [1, 0.3], [1.25, 0.3], [1.25, 40], [2, 5],
  ])("excess noise %d and %d photons: variance is gain² × excess × photons + 9", (excessNoise, m) => {
    const counts = detect(new Float64Array(N).fill(m), { ...detector, excessNoise }, randomStream(6, 0, 0));
    const { mean, variance, kurtosis } = moments((i) => counts[i]!);
    const expected = 196 * excessNoise * m + 9 + 1 / 12;
    expect(Math.abs(mean - 100 - 14 * m)).toBeLessThan(5 * Math.sqrt(expected / N));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(5 * Math.sqrt((kurtosis - 1) / N));
  });

  test("without light it reads the dark level, clipped at 0 and at the converter's end", () => {
    const dark = detect(new Float64Array(N), detector, randomStream(7, 0, 0));
    expect(moments((i) => dark[i]!).mean).toBeCloseTo(100, 1);
    const low = detect(new Float64Array(1000), { ...detector, darkLevel: 0 }, randomStream(7, 0, 0));
    expect(Math.min(...low)).toBe(0);
    const high = detect(new Float64Array(1000).fill(100), { ...detector, bits: 8 }, randomStream(7, 0, 0));
    expect(Array.from(high).every((x) => x === 255)).toBe(true);
  });

  test("the same stream gives the same readings, another others", () => {
    const read = (stream: number): Uint16Array =>
      detect(new Float64Array(100).fill(3), detector, randomStream(1, 2, stream));
    expect(read(1)).toEqual(read(1));
    expect(read(1)).not.toEqual(read(2));
  });

  test.each([
    [{ bits: 20 }, /bits is 20; it must be a whole number from 8 to 16/],
    [{ darkLevel: 5000, bits: 12 }, /dark level is 5000.*4095/],
    [{ countsPerPhoton: 0 }, /counts per photon is 0/],
    [{ readNoise: -1 }, /read noise/],
    [{ excessNoise: 0.9 }, /from 1 \(a perfect counter\)/],
    [{ background: Number.NaN }, /background is NaN/],
  ])("%j is refused", (change, message) => {
    expect(() => { requireDetector({ ...detector, ...change }); }).toThrow(message);
  });
});
