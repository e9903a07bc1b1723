/** Pictures that are no line scan with time: what they are and what to do, for whoever dropped them and has chosen nothing yet. */
import type { LineScan, Recording } from "radiatum";

export interface Told {
  readonly what: string;
  readonly where: string;
}

/** Frames by the file's own word: rows lie beside each other in space. */
export const isFrames = (recording: Recording | undefined): boolean => recording?.issues.some(({ code }) => code === "tiff-frame-scan") ?? false;

/** Of a file that says it holds frames. */
export function framesTold(recording: Recording | undefined): Told | undefined {
  const scan = recording?.lineScans[0];
  if (!isFrames(recording) || !scan) return undefined;
  return {
    what: "Frames, no line scan",
    where: `By the file's own word it holds ${sizeOf(scan, "frame")}. Down a frame the place changes, not time alone, so ΔF/F along it means nothing. Open the line scan that was recorded of this cell.`,
  };
}

/** Of pictures that were refused before anybody chose anything, and don't say how long a line takes; undefined of any other. */
export function timelessTold(recording: Recording | undefined, refusal: string): Told | undefined {
  const scan = recording?.lineScans[0];
  if (!scan || !recording.format.includes("tiff") || recording.lineScans.some(({ timing }) => timing.period !== undefined)) return undefined;
  return {
    what: "No line scan with time, as far as the file says",
    where: `It holds ${sizeOf(scan, "picture")} and says nothing of how long a line takes. Frames aren't measured here: if these are some, open the line scan. If each row is the same line scanned again, give the line's time at the left and add a region. As it stands: ${refusal}`,
  };
}

/** "30 frames of 64 × 64 pixels". */
function sizeOf({ trials, pixelsPerLine }: LineScan, one: string): string {
  return `${trials.length} ${one}${trials.length === 1 ? "" : "s"} of ${pixelsPerLine} × ${trials[0]?.lines ?? 0} pixels`;
}
