import { misuse, refuse } from "./failures.js";
import { sum } from "./descriptive.js";
import { normalCdf, normalQuantile, normalSurvival } from "./special-functions/normal.js";

/**
 * d′ of a known signal in independent noise: √Σ sᵢ²/vᵢ, the separation, in standard deviations, of a matched filter's
 * scores with and without the signal. `signal` and `noiseVariance` per sample, the latter in the unit squared.
 */
export function detectability(signal: readonly number[], noiseVariance: readonly number[]): number {
  return Math.sqrt(fisherInformation(signal, noiseVariance));
}

/**
 * Least standard deviation of any unbiased estimate of a parameter θ from independent Poisson counts: 1/√Σ (dmᵢ/dθ)²/mᵢ
 * (Cramér 1946, Rao 1945). In the unit of θ. Refuses where the counts do not depend on θ.
 */
export function poissonErrorBound(expectedCounts: readonly number[], derivatives: readonly number[]): number {
  const information = fisherInformation(derivatives, expectedCounts);
  if (information === 0) {
    const because = "no expected count depends on the parameter";
    throw refuse("unbounded", { what: "the error of the parameter", because, next: "Check that the signal lies within the record." });
  }
  return 1 / Math.sqrt(information);
}

function fisherInformation(slopes: readonly number[], variances: readonly number[]): number {
  if (slopes.length !== variances.length) throw misuse("lengths-differ", { what: "signal and variance", first: slopes.length, second: variances.length });
  return sum(
    slopes.map((slope, i) => {
      const v = variances[i] as number;
      if (!(v > 0)) throw misuse("outside-domain", { what: `variance of sample ${i}`, expected: "positive", found: v });
      return (slope * slope) / v;
    }),
  );
}

/** Hit rate at a given false-alarm rate when scores are normal, equal in variance and `dPrime` apart (Green & Swets 1966). */
export function hitRate(dPrime: number, falseAlarmRate: number): number {
  return normalSurvival(-normalQuantile(falseAlarmRate) - dPrime);
}

/** Area under the receiver operating characteristic: how often a signal scores above a blank, Φ(d′/√2). */
export function areaUnderRoc(dPrime: number): number {
  return normalCdf(dPrime / Math.SQRT2);
}

/** Least share of wrong decisions when signal and blank are equally frequent: 1 − Φ(d′/2). */
export function leastErrorRate(dPrime: number): number {
  return normalSurvival(dPrime / 2);
}
