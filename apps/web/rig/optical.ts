/**
 * ΔF/F of one trial as soon as it has come, for the eye: what the bench measures follows a moment later. The same functions
 * of the library, with the regions that the recording marks, or where they have been moved to, and the darkest stretch beside
 * them.
 */
import { backgroundOf, deltaFOverF, regionTrace, RigError, stimulusMarks, type LineScan, type Recording } from "radiatum";
import { askedText, regionsAsked, type Asked, type Lines } from "./asked.js";

export interface RelativeTraces {
  /** In the order of the recording's regions: spine, shaft. */
  readonly traces: readonly Float64Array[];
  readonly background: { readonly from: number; readonly to: number } | undefined;
  /** F₀'s. */
  readonly baseline: Lines;
}

interface Made {
  readonly of: string;
  readonly found?: RelativeTraces;
  /** Why there are none. */
  readonly refused?: string;
}
const made = new WeakMap<Recording, Made>();

/**
 * Of a recording of one trial, made once. F₀ is the mean over the lines before the first stimulus unless others are asked
 * for. Undefined where the trial is too dim, or has no line scan.
 */
export const relativeTraces = (recording: Recording, asked: Asked = {}): RelativeTraces | undefined => madeOf(recording, asked).found;

/** The sentence why there are no such traces; undefined where there are. */
export const whyNoTraces = (recording: Recording, asked: Asked = {}): string | undefined => madeOf(recording, asked).refused;

function madeOf(recording: Recording, asked: Asked): Made {
  const of = askedText(asked);
  const known = made.get(recording);
  if (known?.of === of) return known;
  const now = { of, ...tracesIn(recording, asked) };
  made.set(recording, now);
  return now;
}

function tracesIn(recording: Recording, asked: Asked): Omit<Made, "of"> {
  const scan = recording.lineScans[0];
  const pixels = scan?.trials[0]?.pixels[calciumChannel(scan)];
  const { events } = recording;
  const regions = regionsAsked(recording.regions ?? [], asked);
  if (!scan || !pixels || regions.length === 0) return {};
  const trial = scan.trials[0];
  const first = stimulusMarks(events, trial?.trial)[0]?.start ?? Infinity;
  if (!asked.baseline && first < (trial?.start ?? 0)) return { refused: "The first line comes after the stimulus, so nothing is known of F₀. Begin the scan before it." };
  const before = Math.max(2, Math.min(trial?.lines ?? 0, Math.floor((first - (trial?.start ?? 0)) / (scan.timing.period ?? 1))));
  const all = trial?.lines ?? 0;
  const baseline = asked.baseline && asked.baseline.to <= all ? asked.baseline : { from: 0, to: before };
  try {
    const { value: background, pixels: where } = backgroundOf([pixels], {
      pixelsPerLine: scan.pixelsPerLine, choice: { kind: "auto" }, regions, window: { from: 0, to: before },
    });
    const traces = regions.map((region) => deltaFOverF(regionTrace(pixels, { pixelsPerLine: scan.pixelsPerLine, region }), { baseline, background, label: region.name }));
    return { found: { traces, background: where, baseline } };
  } catch (error) {
    if (error instanceof RigError) return { refused: error.message }; // too dim for F₀
    throw error;
  }
}

/** The channel that calcium brightens: the first that isn't red. */
export function calciumChannel(scan: LineScan | undefined): number {
  const found = scan?.channels.findIndex(({ colour }) => colour !== "red") ?? -1;
  return Math.max(0, found);
}
