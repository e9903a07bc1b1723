import { describe, expect, test } from "vitest";
import { demonstrationSynapse, twoStateSynapse } from "./index.js";

const green = (seed: number): Uint16Array => twoStateSynapse(seed).lineScans[0]!.trials[0]!.pixels[1] as Uint16Array;

describe("twoStateSynapse", () => {
  test("the same seed gives the same counts, another seed others", () => {
    expect(green(1)).toEqual(green(1));
    expect(green(1)).not.toEqual(green(2));
  });

  // Away from both structures only tissue light is left: 0.15 photons of 14 counts on a dark level of 100, so 102.1 on average;
  // SD of a pixel is sqrt(14² · 0.15 + 3²) = 6.2, of the mean over 200 lines × 4 pixels 0.22. Five of those are allowed.
  test("empty tissue reads dark level plus 2.1 counts", () => {
    const counts = green(1);
    let sum = 0;
    for (let line = 0; line < 200; line++) for (let pixel = 40; pixel < 44; pixel++) sum += counts[line * 44 + pixel]!;
    expect(Math.abs(sum / 800 - 102.1)).toBeLessThan(1.1);
  });

  test("without release nothing follows the shock; with certain release every trial does", () => {
    const rise = (releaseProbability: number): number[] =>
      twoStateSynapse(5, { ...demonstrationSynapse, trials: 6, releaseProbability }).lineScans[0]!.trials.map(({ pixels }) => {
        const counts = pixels[1] as Uint16Array;
        const mean = (from: number, to: number): number => {
          let sum = 0;
          for (let line = from; line < to; line++) for (let pixel = 9; pixel <= 17; pixel++) sum += counts[line * 44 + pixel]! - 100;
          return sum / (to - from);
        };
        return mean(52, 80) / mean(0, 50) - 1;
      });
    // 27 lines of about 30 photons: ΔF/F of a failure is known to 0.04.
    for (const value of rise(0)) expect(Math.abs(value)).toBeLessThan(0.2);
    for (const value of rise(1)) expect(value).toBeGreaterThan(0.3);
  });
});
