import type { LineScan, LineScanTrial, PixelArray } from "./line-scan.js";
import type { LineTiming } from "./line-timing.js";
import type { StimulusEvent } from "./recording.js";

/** Light of the stimulus itself, seen by the detectors during one trial. */
export interface StimulusArtefact {
  readonly trial: number;
  /** First lit line, counted from 0. */
  readonly line: number;
  readonly event: StimulusEvent;
}

/** Lines before a candidate that stand for "dark"; light sooner after the start is not looked for. */
const BEFORE = 20;
/** A lit line stands out from them by this many standard deviations in every channel, in nine pixels of ten. */
const STANDS_OUT = 8;
const PIXELS_LIT = 0.9;

/**
 * Lines lit by the stimulus's own light, paired with the stimuli of `scan`'s trials.
 *
 * A line counts as lit where, from one line to the next, all channels and nine pixels of ten jump, and the light goes out
 * again as abruptly: dye answers in some pixels or channels only, and fades slowly. Baseline: median of the 20 lines
 * before; noise: median absolute deviation of line-to-line differences. A trial whose lit stretches don't match its
 * stimuli in number says nothing. Neither line period nor stimulus time is used to find them, so they can test both.
 */
export function stimulusArtefacts(scan: LineScan, events: readonly StimulusEvent[]): readonly StimulusArtefact[] {
  return scan.trials.flatMap((trial) => {
    const light = events.filter((event) => event.trial === trial.trial && (event.kind === "uncaging" || event.kind === "light"));
    const inOrder = [...light].sort((a, b) => a.start - b.start).filter((event, i, all) => event.start !== all[i - 1]?.start);
    if (inOrder.length === 0) return [];
    const lines = litLines(trial, scan.pixelsPerLine);
    if (lines.length !== inOrder.length) return [];
    return inOrder.map((event, i) => ({ trial: trial.trial, line: lines[i] ?? 0, event }));
  });
}

/**
 * The timing of `scan`, tested against light artefacts: `check` where the stimulus clock and the line period put the
 * light on the same line, give or take one; a contradiction where another period of the folder does and the one in force
 * doesn't. Unchanged where there is no artefact, no period, or neither fits.
 */
export function checkedTiming(scan: LineScan, events: readonly StimulusEvent[]): LineTiming {
  const { timing } = scan;
  const period = timing.period;
  const seen = stimulusArtefacts(scan, events);
  const first = seen[0];
  if (period === undefined || !first) return timing;
  const startOf = (artefact: StimulusArtefact): number => scan.trials.find((trial) => trial.trial === artefact.trial)?.start ?? 0;
  const fits = (candidate: number): boolean =>
    seen.every((artefact) => Math.abs((artefact.event.start - startOf(artefact)) / candidate - (artefact.line + 0.5)) <= 1.5);
  const timeAt = (candidate: number): string => ms(startOf(first) + (first.line + 0.5) * candidate);
  const trials = new Set(seen.map((artefact) => artefact.trial)).size;
  const where = `A light artefact crosses all pixels and channels at line ${first.line} (of trial ${first.trial + 1}; seen in ${trials} of ${scan.trials.length})`;
  const said = `${first.event.source} says ${ms(first.event.start)}`;
  if (fits(period)) {
    const sentence = `${where}: (${first.line} + ½) × ${ms(period)} = ${timeAt(period)}; ${said}.`;
    return { ...timing, check: timing.check === undefined ? sentence : `${sentence} ${timing.check}` };
  }
  const better = timing.alternatives.find((alternative) => fits(alternative.period));
  if (!better) return timing;
  const sentence = `${where}, which is ${timeAt(period)} at ${ms(period)} a line, but ${said}; ${better.source} (${ms(better.period)}) would put it at ${timeAt(better.period)}.`;
  return { ...timing, contradictions: [...timing.contradictions, sentence] };
}

/** First lines of the stretches lit in every channel. */
function litLines(trial: LineScanTrial, pixelsPerLine: number): readonly number[] {
  const channels = trial.pixels.filter((pixels) => pixels !== null);
  if (channels.length === 0 || pixelsPerLine < 1) return [];
  const perChannel = channels.map((pixels) => litIn(pixels, trial.lines, pixelsPerLine));
  return (perChannel[0] ?? []).filter((line) => perChannel.every((lines) => lines.includes(line)));
}

function litIn(pixels: PixelArray, lines: number, width: number): readonly number[] {
  const means = new Float64Array(lines);
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    for (let pixel = 0; pixel < width; pixel++) sum += pixels[line * width + pixel] ?? 0;
    means[line] = sum / width;
  }
  const noise = lineNoise(means);
  const found: number[] = [];
  for (let line = BEFORE; line < lines - 1; line++) {
    const jump = at(means, line) - at(means, line - 1);
    if (!(jump > STANDS_OUT * noise)) continue;
    const dark = median(means.subarray(line - BEFORE, line));
    const height = at(means, line) - dark;
    if (!(height > STANDS_OUT * noise) || at(means, line - 1) - dark > height / 4) continue;
    let last = line;
    while (last + 1 < lines && at(means, last + 1) - dark > height / 2) last++;
    if (last + 1 >= lines || at(means, last) - at(means, last + 1) < 0.4 * height) continue;
    if (shareAbove(pixels, line, width) >= PIXELS_LIT) found.push(line);
    line = last;
  }
  return found;
}

/** Share of pixels of a line that read more than the median of the same pixel in the lines before. */
function shareAbove(pixels: PixelArray, line: number, width: number): number {
  const before = new Float64Array(BEFORE);
  let above = 0;
  for (let pixel = 0; pixel < width; pixel++) {
    for (let i = 0; i < BEFORE; i++) before[i] = pixels[(line - BEFORE + i) * width + pixel] ?? 0;
    if ((pixels[line * width + pixel] ?? 0) > median(before)) above++;
  }
  return above / width;
}

/** Standard deviation of a line's mean from the median absolute difference of neighbours (× 1.4826 / √2). */
function lineNoise(means: Float64Array): number {
  if (means.length < 2) return Infinity;
  const steps = means.slice(1).map((mean, i) => Math.abs(mean - at(means, i)));
  return (1.4826 / Math.SQRT2) * median(steps);
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? at(sorted, half) : (at(sorted, half - 1) + at(sorted, half)) / 2;
}

const at = (values: Float64Array, index: number): number => values[index] ?? NaN;
const ms = (value: number): string => `${Number(value.toPrecision(5))} ms`;
