import { pow } from "#elementary";
import type { RandomStream } from "#random";
import { misuse } from "./failures.js";
import { PixelDraws } from "./noise.js";

/** A photomultiplier, its amplifier and converter. */
export interface PhotonDetector {
  /** 8 to 16. */
  readonly bits: number;
  /** Reading without light, counts. */
  readonly darkLevel: number;
  /** Counts that a detected photon makes, on average. */
  readonly countsPerPhoton: number;
  /** Standard deviation of the electronics, counts. */
  readonly readNoise: number;
  /** 1 + variance/mean² of what one photon makes: 1 counts perfectly, 2 is an exponential law. */
  readonly excessNoise: number;
  /** Stray photons per ms. */
  readonly background: number;
}

/** Throws a usage RigError where no such detector exists. */
export function requireDetector(d: PhotonDetector): void {
  const need = (holds: boolean, what: string, value: number, needed: string): void => {
    if (!holds) throw misuse("detector-impossible", { what, value, needed });
  };
  need(Number.isInteger(d.bits) && d.bits >= 8 && d.bits <= 16, "bits", d.bits, "a whole number from 8 to 16");
  need(d.darkLevel >= 0 && d.darkLevel < fullScale(d), "dark level", d.darkLevel, `from 0 to ${fullScale(d)}`);
  need(d.countsPerPhoton > 0, "counts per photon", d.countsPerPhoton, "above 0");
  need(d.readNoise >= 0, "read noise", d.readNoise, "0 or more");
  need(d.excessNoise >= 1 && d.excessNoise <= 10, "excess noise", d.excessNoise, "from 1 (a perfect counter) to 10");
  need(d.background >= 0, "background", d.background, "0 or more photons per ms");
}

/** The converter's last reading. */
export function fullScale({ bits }: Pick<PhotonDetector, "bits">): number {
  return pow(2, bits) - 1;
}

/**
 * Readings from mean photons, pixel by pixel: photons by Poisson's law, each multiplied by a random gain (gamma, mean
 * 1, variance `excessNoise` − 1), the electronics' normal noise on the dark level, rounded, clipped at both ends of the
 * converter.
 *
 * Variance therefore grows with the mean by countsPerPhoton × excessNoise, which is what a photon transfer finds. Left
 * out: the amplifier's memory from pixel to pixel, pile-up, afterpulses.
 */
export function detect(photons: Float64Array, detector: PhotonDetector, random: RandomStream): Uint16Array {
  const { darkLevel, countsPerPhoton, readNoise, excessNoise } = detector;
  const full = fullScale(detector);
  const shape = excessNoise > 1 ? 1 / (excessNoise - 1) : 0;
  const draws = new PixelDraws(random);
  const counts = new Uint16Array(photons.length);
  for (let i = 0; i < photons.length; i++) {
    const caught = draws.photons(photons[i] as number);
    const signal = caught === 0 || shape === 0 ? caught : draws.gamma(caught * shape) / shape;
    const noise = readNoise > 0 ? readNoise * draws.normal() : 0;
    const reading = Math.floor(darkLevel + countsPerPhoton * signal + noise + 0.5);
    counts[i] = reading < 0 ? 0 : reading > full ? full : reading;
  }
  return counts;
}
