/**
 * What the bench reads from the noise and the brightness of the microscope's line scans, against what they were made
 * with.
 */
import { RigError } from "#errors";
import { photonsPerLine, photonTransfer, pixelStatistics, type PhotonTransfer } from "#analysis";
import { DETECTOR, LINE, lineSums, shoot, shootDisturbed, type Disturbance } from "./preparation.js";
import type { Estimate } from "#statistics";
import { judged, shown, told, type EvidenceRow } from "../simulation/evidence.js";

const HEAD_PIXELS = { from: 18, to: 39 } as const;
const FULL_LINE = { from: 0, to: LINE.pixels - 1 } as const;

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Slope of a straight line by least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [x, y] = [mean(points.map((p) => p.x)), mean(points.map((p) => p.y))];
  return sum(points.map((p) => (p.x - x) * (p.y - y))) / sum(points.map((p) => (p.x - x) ** 2));
}

/** Pixels on spine and shaft, of one photon a line and more. */
const LIT = { from: 27, to: 48 } as const;

type Pixels = typeof LIT | typeof FULL_LINE;

/** The bench's photon transfer over these pixels; undefined where it refuses. */
function transferOf(counts: Uint16Array, { from, to }: Pixels): PhotonTransfer | undefined {
  const pixelsPerLine = to - from + 1;
  const lines = counts.length / LINE.pixels;
  const cut = new Uint16Array(lines * pixelsPerLine);
  for (let i = 0; i < lines; i++) {
    cut.set(counts.subarray(i * LINE.pixels + from, i * LINE.pixels + to + 1), i * pixelsPerLine);
  }
  try {
    return photonTransfer(pixelStatistics([cut], { pixelsPerLine, window: { from: 0, to: lines }, bits: 14 }));
  } catch (error) {
    if (error instanceof RigError) return undefined;
    throw error;
  }
}

/** Counts a photon and excess noise. */
const DETECTORS = [[1, 1], [10, 1.25], [14, 1.25], [40, 1.5]] as const;

/** Of 64 pixels, 41 see 0.05 photons of stray light a line and hardly any other. 100 lines are a usual baseline. */
const SELECTIONS = [
  ["500 lines, all 64 pixels", 500, FULL_LINE], ["500 lines, 22 lit pixels", 500, LIT],
  ["100 lines, all 64 pixels", 100, FULL_LINE],
] as const;

/**
 * Variance grows with the mean by gain × excess noise: the bench's photon transfer on detectors of several kinds, with
 * dark pixels and without.
 */
export function transferRows({ recordings }: { recordings: number }): EvidenceRow[] {
  let refused = 0;
  const cases = DETECTORS.flatMap((kind, k) => SELECTIONS.map((selection) => [...kind, k, ...selection] as const));
  const rows = cases.flatMap(([countsPerPhoton, excessNoise, kind, selection, lines, pixels]) => {
    const detector = { countsPerPhoton, excessNoise, bits: 14 };
    const found = Array.from({ length: recordings }, (_, k) =>
      transferOf(shoot({ seed: 1000 * kind + k, lines, detector }).counts[0] as Uint16Array, pixels),
    ).filter((transfer) => transfer !== undefined);
    refused += recordings - found.length;
    const slope = countsPerPhoton * excessNoise;
    // The line meets zero below the dark level by read and rounding variance over the slope.
    const zero = DETECTOR.darkLevel - (DETECTOR.readNoise ** 2 + 1 / 12) / slope;
    const name = `gain ${countsPerPhoton} × ${excessNoise}, ${selection}`;
    const average = (of: (transfer: PhotonTransfer) => number) => {
      const errors = found.map(of);
      const error = mean(errors);
      const spread = Math.sqrt(mean(errors.map((e) => (e - error) ** 2)));
      return { error, threeErrors: (3 * spread) / Math.sqrt(found.length) };
    };
    const coverage = (what: string, of: (transfer: PhotonTransfer) => Estimate, truth: number): EvidenceRow => {
      const holds = found.map(of).filter(({ interval }) => interval && interval.low <= truth && truth <= interval.high);
      return judged(
        `${name}: how often the 95 % interval holds ${what}`, "95 %", (100 * holds.length) / found.length - 95,
        2 + 300 * Math.sqrt((0.95 * 0.05) / found.length), "%",
      );
    };
    const gain = average((transfer) => 100 * (transfer.gain.value / slope - 1));
    const dark = average((transfer) => (transfer.zeroLevel.value - zero) / slope);
    return [
      judged(`${name}: slope, mean of ${found.length}`, `${slope}`, gain.error, 0.5 + gain.threeErrors, "%"),
      coverage("the slope", (transfer) => transfer.gain, slope),
      judged(`${name}: where it meets zero, in photons`, "0", dark.error, 0.05 + dark.threeErrors),
      coverage("that", (transfer) => transfer.zeroLevel, zero),
    ];
  });
  const asked = cases.length * recordings;
  const most = 1e-3 * asked;
  return [...rows, judged(
    `still specimens refused, of ${asked} (promised: 1 in 1000 at most; tolerance: 3 SD of the count more)`, "0",
    refused, Math.floor(most + 3 * Math.sqrt(most)),
  )];
}

/** How often a specimen that moves, or light that fluctuates, is refused; 5 mW give a quarter of the light. */
export function disturbanceRows({ recordings }: { recordings: number }): EvidenceRow[] {
  const refusedOf = (disturbance: Disturbance, lines: number, power_mW: number): number => {
    const refused = Array.from({ length: recordings }, (_, k) =>
      transferOf(shootDisturbed({ seed: 5000 + k, lines, power_mW }, disturbance), FULL_LINE) === undefined);
    return (100 * refused.filter((is) => is).length) / recordings;
  };
  const named = (name: string, lines: number, power_mW: number): string =>
    `${name}, ${lines} lines at ${power_mW} mW: refused`;
  const judgedAt = (name: string, disturbance: Disturbance, lines: number, power_mW = 10): EvidenceRow =>
    judged(named(name, lines, power_mW), "100 %", refusedOf(disturbance, lines, power_mW) - 100, 1, "%");
  const toldAt = (name: string, disturbance: Disturbance, lines: number, power_mW = 10): EvidenceRow =>
    told(named(name, lines, power_mW), "", `${shown(refusedOf(disturbance, lines, power_mW))} %`);
  const step = { moved: 0.3 };
  const flicker = { flicker: 0.1 };
  return [
    judgedAt("0.3 µm along the line, midway", step, 500),
    judgedAt("0.3 µm along the line, midway", step, 50),
    judgedAt("0.3 µm along the line, midway", step, 50, 5),
    judgedAt("light that flickers by 10 %", flicker, 500),
    judgedAt("light that flickers by 10 %", flicker, 200),
    toldAt("light that flickers by 10 %", flicker, 50),
    // What passes here moves the gain by 4 %.
    toldAt("light that flickers by 10 %", flicker, 500, 5),
    toldAt("light that flickers by 5 %", { flicker: 0.05 }, 500),
    toldAt("0.1 µm along the line, midway", { moved: 0.1 }, 500),
  ];
}

/** The bench's photon count of the head, against the photons that were there. */
export function photonRows({ recordings }: { recordings: number }): EvidenceRow[] {
  const made = Array.from({ length: recordings }, (_, k) => shoot({ seed: 7000 + k, detector: { excessNoise: 1 } }));
  const errors = made.flatMap(({ counts, photons }) => {
    const transfer = transferOf(counts[0] as Uint16Array, LIT);
    if (!transfer) return [];
    const statistics = pixelStatistics(counts, { pixelsPerLine: LINE.pixels, window: { from: 0, to: 500 }, bits: 12 });
    const found = photonsPerLine(statistics, { transfer, region: HEAD_PIXELS, darkLevel: DETECTOR.darkLevel });
    const there = sum((photons[0] as Float64Array).subarray(HEAD_PIXELS.from, HEAD_PIXELS.to + 1));
    return [{ error: found.value / there - 1, there }];
  });
  return [judged(
    `photons a line from a spine's pixels at rest, by the bench, ${recordings} line scans`,
    mean(errors.map(({ there }) => there)).toFixed(1), 100 * mean(errors.map(({ error }) => error)), 1, "%",
  )];
}

/** Mean reading of the line scan, dark level and stray light taken off, in photons a line. */
function brightness(shot: Parameters<typeof shoot>[0]): number {
  const sums = lineSums(shoot(shot).counts[0] as Uint16Array, FULL_LINE);
  return mean([...sums]) / DETECTOR.countsPerPhoton - LINE.pixels * LINE.dwell * DETECTOR.background;
}

/** Light is proportional to dye and to power squared. */
export function proportionRows({ lines }: { lines: number }): EvidenceRow[] {
  const bits = 16;
  const doses = [10, 20, 40, 80, 160].map((dye, i) => {
    const seen = brightness({ seed: 8000 + i, lines, detector: { bits }, light: [dye, dye, dye] });
    return { dye, seen };
  });
  const slope = sum(doses.map(({ dye, seen }) => seen * dye)) / sum(doses.map(({ dye }) => dye ** 2));
  const worst = Math.max(...doses.map(({ dye, seen }) => Math.abs(seen / (slope * dye) - 1)));
  const powers = [3, 5, 8, 12, 20].map((power, i) => ({
    x: Math.log(power),
    y: Math.log(brightness({ seed: 8100 + i, lines, power_mW: power, detector: { bits } })),
  }));
  return [
    judged("light in proportion to dye from 10 to 160 µM: farthest from it", "0", 100 * worst, 1, "%"),
    judged("light against power from 3 to 20 mW: order", "2", slopeOf(powers) - 2, 0.01),
  ];
}

/** Bleaching read from the fall of a long line scan, by least squares of log brightness on time. */
export function bleachingRows({ lines }: { lines: number }): EvidenceRow[] {
  return [20, 30].map((power, i) => {
    const detector = { bits: 16, background: 0 };
    const { counts } = shoot({ seed: 8200 + i, lines, power_mW: power, bleaching: true, detector });
    const sums = lineSums(counts[0] as Uint16Array, FULL_LINE);
    // A hundred lines together, so that the logarithm of noise is no bias.
    const blocks = Array.from({ length: lines / 100 }, (_, k) => ({
      x: (k + 0.5) * 100 * LINE.period,
      y: Math.log(mean([...sums.subarray(100 * k, 100 * (k + 1))])),
    }));
    const fall = -slopeOf(blocks);
    const truth = 5e-6 * (power / 10) ** 2; // /ms
    // Photons alone, times the detector's excess noise, let the slope vary by sqrt(12 F/N)/T.
    const photons = (mean([...sums]) / DETECTOR.countsPerPhoton) * lines;
    const allowed = (4 * Math.sqrt((12 * DETECTOR.excessNoise) / photons)) / (lines * LINE.period);
    return judged(
      `bleaching at ${power} mW from a line scan of ${(lines * LINE.period) / 1000} s`,
      `${(1e5 * truth).toFixed(2)} %/s`,
      100 * (fall / truth - 1), 100 * (allowed / truth), "%",
    );
  });
}
