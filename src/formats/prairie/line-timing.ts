import type { Issue, LinePeriodCandidate, LineTiming } from "#recording";
import { finiteNumber } from "./xml-tree.js";
import { stateNumber, stateValue, type FoundValue, type StateLayers } from "./state.js";

/** What other files of the folder say about time. */
export interface TimingWitnesses {
  /** LineScanController of the .env file: unrecorded passes between two recorded lines. */
  readonly linesToSkip?: { readonly count: number; readonly file: string };
  /** "Line1 Inter-Line Time" of a version 4 .lsd file, in ms. */
  readonly interLineTime?: { readonly period: number; readonly file: string };
  /** Step of the time column of a LineProfileData.csv, in ms. */
  readonly profileStep?: { readonly period: number; readonly file: string };
}

/** Lines × pixels as found in the image, or as the XML promises where there is none. */
export interface ScanSize {
  readonly lines: number;
  readonly pixels: number;
}

/** Values closer than this agree; Prairie's own figures for one period scatter by 0.25 %. */
const AGREES = 0.01;

/**
 * The line period of a line scan in ms, with every other value the folder gives and why it was not taken.
 *
 * Prairie 5 writes two `scanLinePeriod` values. The one at file level is that of the reference frame, three to four
 * times shorter than the line scan's, which stands in the Frame element. The file-level one is taken only where the file
 * gives no sign of a separate reference frame: no size of its own, or the very size of the line scan's image. Without
 * either, the period stays absent. `framePeriod / linesPerFrame` counts the passes that `linesToSkip` drops as lines, and
 * is never taken.
 */
export function lineTiming(
  file: string,
  state: StateLayers,
  size: ScanSize,
  witnesses: TimingWitnesses,
): { timing: LineTiming; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const found = stateValue(state, "scanLinePeriod");
  const own = found && (found.level !== "PVScan" || fileLevelIsTheScan(state, size)) ? found : undefined;
  const period = own && milliseconds(own);
  if (own && period === undefined) {
    const message = `the ${own.level} element gives ${own.key} = "${own.value}", which is no duration in seconds; it was not used`;
    issues.push({ severity: "error", code: "prairie-line-period-unusable", message, file });
  }
  const alternatives = [...otherPeriods(file, state, size, period, own), ...witnessPeriods(period, witnesses)];
  const timing: LineTiming = {
    ...(period === undefined ? {} : { period }),
    source: period === undefined || !own ? `${file} gives no line period of the line scan` : `${file}, ${own.level} ${own.key}`,
    alternatives,
    contradictions: period === undefined ? [] : contradictions(period, state, size, witnesses),
  };
  return { timing, issues };
}

/** Whether the file-level settings describe the line scan itself rather than a reference frame. */
function fileLevelIsTheScan(state: StateLayers, size: ScanSize): boolean {
  const lines = finiteNumber(state.file.get("linesperframe")?.value);
  const pixels = finiteNumber(state.file.get("pixelsperline")?.value);
  return (lines === undefined || lines === size.lines) && (pixels === undefined || pixels === size.pixels);
}

function otherPeriods(
  file: string,
  state: StateLayers,
  size: ScanSize,
  period: number | undefined,
  own: FoundValue | undefined,
): LinePeriodCandidate[] {
  const candidates: LinePeriodCandidate[] = [];
  const fileLevel = state.file.get("scanlineperiod");
  const reference = fileLevel && own?.level !== "PVScan" ? milliseconds(fileLevel) : undefined;
  if (fileLevel && reference !== undefined) {
    const shape = [state.file.get("linesperframe")?.value, state.file.get("pixelsperline")?.value];
    const frame = shape.includes(undefined) ? "" : ` (${shape.join(" × ")})`;
    candidates.push({
      period: reference,
      source: `${file}, PVScan ${fileLevel.key}`,
      note: `belongs to the reference frame${frame}, not to the line scan`,
    });
  }
  const passes = passPeriod(state);
  if (passes !== undefined && !(period !== undefined && agree(passes, period))) {
    candidates.push({
      period: passes,
      source: `${file}, framePeriod / linesPerFrame`,
      note:
        period !== undefined && isMultiple(period, passes)
          ? `one pass of the beam: ${Math.round(period / passes)} passes make one recorded line`
          : "divides the time of a frame by its lines, which is wrong where lines are skipped",
    });
  }
  const dwell = dwellPerLine(state, size);
  if (dwell !== undefined) {
    candidates.push({
      period: dwell,
      source: `${file}, dwellTime × pixelsPerLine`,
      note: "the time on the pixels alone, without the beam's way back: a lower bound",
    });
  }
  return candidates;
}

function witnessPeriods(period: number | undefined, { interLineTime, profileStep }: TimingWitnesses): LinePeriodCandidate[] {
  const candidates: LinePeriodCandidate[] = [];
  if (interLineTime && !(period !== undefined && agree(interLineTime.period, period))) {
    candidates.push({
      period: interLineTime.period,
      source: `${interLineTime.file}, Line1 Inter-Line Time`,
      note: "what this time spans is not documented; the XML's own period was preferred",
    });
  }
  if (profileStep && !(period !== undefined && agree(profileStep.period, period))) {
    candidates.push({
      period: profileStep.period,
      source: `${profileStep.file}, step of the time column`,
      note: "from Prairie's own profile of this scan; the XML was preferred",
    });
  }
  return candidates;
}

function contradictions(period: number, state: StateLayers, size: ScanSize, witnesses: TimingWitnesses): string[] {
  const said: string[] = [];
  const dwell = dwellPerLine(state, size);
  if (dwell !== undefined && dwell > period * 1.0001) {
    said.push(
      `A line of ${size.pixels} pixels takes at least ${ms(dwell)} at the stated dwell time, but the line period is ${ms(period)}.`,
    );
  }
  const passes = passPeriod(state);
  const skip = witnesses.linesToSkip;
  if (skip && passes !== undefined && !agree((skip.count + 1) * passes, period)) {
    said.push(
      `${skip.file} says linesToSkip = ${skip.count}, so a line should take ${skip.count + 1} passes of ${ms(passes)} = ` +
        `${ms((skip.count + 1) * passes)}; the line period is given as ${ms(period)}.`,
    );
  }
  for (const witness of [witnesses.interLineTime, witnesses.profileStep]) {
    if (!witness || agree(witness.period, period)) continue;
    const times = witness.period / period;
    const ratio = isMultiple(witness.period, period)
      ? `${Math.round(times)} times as long, as if ${Math.round(times) - 1} of ${Math.round(times)} passes were skipped`
      : `${times.toPrecision(3)} times as long`;
    said.push(
      `${witness.file} puts ${ms(witness.period)} between lines, ${ratio}; the line period is given as ${ms(period)}. ` +
        `Check it against a stimulus whose time is known.`,
    );
  }
  return said;
}

/** ms from a setting in seconds; undefined unless between 1 µs and 1 min. */
function milliseconds(setting: { readonly value: string }): number | undefined {
  const seconds = finiteNumber(setting.value);
  return seconds !== undefined && seconds >= 1e-6 && seconds <= 60 ? seconds * 1000 : undefined;
}

/** ms of one pass: the frame's framePeriod over its lines, both of the same element. */
function passPeriod(state: StateLayers): number | undefined {
  const frame = stateValue(state, "framePeriod");
  const lines = stateValue(state, "linesPerFrame");
  const seconds = finiteNumber(frame?.value);
  const count = finiteNumber(lines?.value);
  if (frame?.level !== lines?.level || seconds === undefined || count === undefined || !(seconds > 0) || !(count >= 1))
    return undefined;
  return (seconds / count) * 1000;
}

function dwellPerLine(state: StateLayers, size: ScanSize): number | undefined {
  const dwell = stateNumber(state, "dwellTime");
  return dwell !== undefined && dwell > 0 && size.pixels > 0 ? (dwell * size.pixels) / 1000 : undefined;
}

const agree = (a: number, b: number): boolean => Math.abs(a / b - 1) < AGREES;
const isMultiple = (long: number, short: number): boolean =>
  Math.round(long / short) >= 2 && Math.round(long / short) <= 64 && agree(long, Math.round(long / short) * short);
const ms = (value: number): string => `${Number(value.toPrecision(5))} ms`;
