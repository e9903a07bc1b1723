/**
 * What the bench reads from the noise and the brightness of the microscope's line scans, against what they were made
 * with.
 */
import { RigError } from "#errors";
import { photonsPerLine, photonTransfer, pixelStatistics, type PhotonTransfer } from "#analysis";
import { DETECTOR, LINE, lineSums, shoot } from "./preparation.js";
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

/** Variance grows with the mean by gain × excess noise: the bench's photon transfer on detectors of several kinds. */
export function transferRows({ recordings }: { recordings: number }): EvidenceRow[] {
  return ([[5, 1], [14, 1.25], [40, 1.5]] as const).flatMap(([countsPerPhoton, excessNoise], kind) => {
    const detector = { countsPerPhoton, excessNoise, bits: 14 };
    const shots = Array.from(
      { length: recordings }, (_, k) => shoot({ seed: 1000 * kind + k, detector }).counts[0] as Uint16Array,
    );
    const found = shots.map((counts) => transferOf(counts, LIT)).filter((transfer) => transfer !== undefined);
    const slope = countsPerPhoton * excessNoise;
    const holds = found.filter(
      ({ gain: { interval } }) => interval && interval.low <= slope && slope <= interval.high,
    ).length;
    // The line meets zero below the dark level by read and rounding variance over the slope.
    const zero = DETECTOR.darkLevel - (DETECTOR.readNoise ** 2 + 1 / 12) / slope;
    const bias = mean(found.map(({ gain }) => gain.value)) / slope - 1;
    const missed = mean(found.map(({ zeroLevel }) => zeroLevel.value)) - zero;
    // With hardly a photon a pixel's readings are far from normal, which the bench takes for movement.
    const answered = shots.filter((counts) => transferOf(counts, FULL_LINE) !== undefined).length;
    const name = `mean-variance line, ${countsPerPhoton} counts a photon, excess noise ${excessNoise}`;
    const refused = (n: number): number => (100 * (recordings - n)) / recordings;
    return [
      judged(`${name}: slope, mean of ${recordings} line scans`, `${slope}`, 100 * bias, 1, "%"),
      judged(`${name}: where it meets zero, in photons`, "0", missed / slope, 0.05),
      judged(
        `${name}: how often the 95 % interval holds the slope`, "95 %",
        (100 * holds) / found.length - 95, 300 * Math.sqrt((0.95 * 0.05) / found.length), "%",
      ),
      judged(`${name}: line scans refused`, "0 %", refused(found.length), 1, "%"),
      told(`${name}: refused where dark pixels count as well`, "0 %", `${shown(refused(answered))} %`),
    ];
  });
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
