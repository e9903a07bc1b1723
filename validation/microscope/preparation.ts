/** A spine and its shaft under the microscope, for evidence that the bench measures on the noisy pictures. */
import {
  illumination, photograph, pixelWeights, pointSpread, scanLine,
  type Optics, type PathScan, type PhotonDetector, type Photograph, type SpecimenElement,
} from "#microscope";
import { randomStream } from "#random";

export const OBJECTIVES = {
  "0.9 NA, 830 nm": { numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33 },
  "0.8 NA, 810 nm": { numericalAperture: 0.8, wavelength_nm: 810, medium: 1.33 },
} as const satisfies Readonly<Record<string, Optics>>;

export const DETECTOR: PhotonDetector = {
  bits: 12, darkLevel: 100, countsPerPhoton: 14, readNoise: 3, excessNoise: 1.25, background: 2,
};

/** 0.06 µm³. */
const HEAD = { centre: [0, 0, 0], radius: 0.24286 } as const;

export const CELL: readonly SpecimenElement[] = [
  { name: "head", shapes: [HEAD] },
  { name: "neck", shapes: [{ from: [0, -0.24, 0], to: [0, -0.69, 0], fromRadius: 0.075, toRadius: 0.075 }] },
  { name: "shaft", shapes: [{ from: [-4, -1.04, 0], to: [4, -1.04, 0], fromRadius: 0.35, toRadius: 0.35 }] },
];

/** Along spine and shaft; the head lies about pixel 32. */
export const LINE: PathScan = scanLine({ from: [0, 3.2, 0], to: [0, -3.2, 0], pixels: 64, period: 2 });

/** 200 µM calcium green-1 at 75 nM free calcium (Kd 189 nM), 14 times as bright when bound: µM of the bright form. */
const AT_REST = 200 * (189 / 264 / 14 + 75 / 264);

export interface Shot {
  readonly seed: number;
  readonly lines?: number;
  readonly power_mW?: number;
  readonly detector?: Partial<PhotonDetector>;
  /** µM of the bright form in each element of CELL. */
  readonly light?: readonly number[];
  /** Without it nothing bleaches, so that a law of the detector is seen alone. */
  readonly bleaching?: boolean;
}

const WEIGHTS = pixelWeights(LINE, CELL, pointSpread(OBJECTIVES["0.9 NA, 830 nm"]));

/** One trial of light that stays as it is. */
export function shoot(shot: Shot): Photograph {
  const lit = illumination({ optics: OBJECTIVES["0.9 NA, 830 nm"], power_mW: shot.power_mW ?? 10 });
  const light = shot.light ?? [AT_REST, AT_REST, AT_REST];
  return photograph({
    scan: LINE, weights: WEIGHTS, lines: shot.lines ?? 500, start: 0, interval: 1,
    light: [light.map((value) => Float64Array.of(value))],
    illumination: shot.bleaching === true ? lit : { ...lit, bleaching: 0 },
    detector: { ...DETECTOR, ...shot.detector },
    random: [randomStream(shot.seed, 0, 0)],
  });
}

/** Σ (reading − dark level) of one line, from pixel `from` to `to` inclusive. */
export function lineSums(counts: Uint16Array, { from, to }: { from: number; to: number }): Float64Array {
  return Float64Array.from({ length: counts.length / LINE.pixels }, (_, line) => {
    let sum = 0;
    for (let i = from; i <= to; i++) sum += (counts[line * LINE.pixels + i] as number) - DETECTOR.darkLevel;
    return sum;
  });
}
