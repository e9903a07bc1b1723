/** A spine and its shaft under the microscope, for evidence that the bench measures on the noisy pictures. */
import {
  detect, illumination, photograph, pixelWeights, pointSpread, scanLine,
  type Optics, type PathScan, type PhotonDetector, type Photograph, type SpecimenElement, type Weights,
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
export const LINE = lineAt(0);

function lineAt(y: number): PathScan {
  return scanLine({ from: [0, 3.2 + y, 0], to: [0, y - 3.2, 0], pixels: 64, period: 2 });
}

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

const weightsOf = (line: PathScan): Weights => pixelWeights(line, CELL, pointSpread(OBJECTIVES["0.9 NA, 830 nm"]));
const WEIGHTS = weightsOf(LINE);

/** One trial of light that stays as it is; the specimen stands `moved` µm down the line. */
export function shoot(shot: Shot, moved = 0): Photograph {
  const lit = illumination({ optics: OBJECTIVES["0.9 NA, 830 nm"], power_mW: shot.power_mW ?? 10 });
  const light = shot.light ?? [AT_REST, AT_REST, AT_REST];
  return photograph({
    scan: LINE, weights: moved === 0 ? WEIGHTS : weightsOf(lineAt(moved)),
    lines: shot.lines ?? 500, start: 0, interval: 1,
    light: [light.map((value) => Float64Array.of(value))],
    illumination: shot.bleaching === true ? lit : { ...lit, bleaching: 0 },
    detector: { ...DETECTOR, ...shot.detector },
    random: [randomStream(shot.seed, 0, 0)],
  });
}

/** What a specimen that doesn't keep still, or a laser that doesn't, does to a line scan. */
export interface Disturbance {
  /** µm by which the specimen has moved along the line from the middle of the scan on. */
  readonly moved?: number;
  /** Standard deviation of the light from line to line, as a share of it. */
  readonly flicker?: number;
}

/** The line scan of `shoot`, disturbed: its readings. */
export function shootDisturbed(shot: Shot, { moved = 0, flicker = 0 }: Disturbance): Uint16Array {
  const detector = { ...DETECTOR, ...shot.detector };
  const lines = shot.lines ?? 500;
  const before = shoot({ ...shot, lines: 1 }).photons[0] as Float64Array;
  const after = shoot({ ...shot, lines: 1 }, moved).photons[0] as Float64Array;
  const stray = LINE.dwell * detector.background;
  const light = randomStream(shot.seed, 0, 1);
  const mean = new Float64Array(lines * LINE.pixels);
  for (let line = 0; line < lines; line++) {
    const brightness = Math.max(0, 1 + flicker * light.normal());
    const profile = line < lines / 2 ? before : after;
    for (let i = 0; i < LINE.pixels; i++) {
      mean[line * LINE.pixels + i] = stray + brightness * ((profile[i] as number) - stray);
    }
  }
  return detect(mean, detector, randomStream(shot.seed, 0, 0));
}

/** Σ (reading − dark level) of one line, from pixel `from` to `to` inclusive. */
export function lineSums(counts: Uint16Array, { from, to }: { from: number; to: number }): Float64Array {
  return Float64Array.from({ length: counts.length / LINE.pixels }, (_, line) => {
    let sum = 0;
    for (let i = from; i <= to; i++) sum += (counts[line * LINE.pixels + i] as number) - DETECTOR.darkLevel;
    return sum;
  });
}
