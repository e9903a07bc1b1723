import type { Recording } from "radiatum";
import type { Truth } from "radiatum/rig";

/** A trial that has come. */
export interface CameTrial {
  readonly place: number;
  /** Its own data alone. */
  readonly recording: Recording;
  readonly truth: Truth | undefined;
  /** ΔF/F of the indicator itself, %. */
  readonly relative: Float32Array | undefined;
  /** Of another protocol than the one in force. */
  readonly stale: boolean;
  /** While it is still being computed: what stood there before, and what has come of its own so far. */
  readonly over?: { readonly before: CameTrial; readonly own: Recording };
}

/** The session's frame with what has come put into it. */
export function together(frame: Recording, came: readonly CameTrial[]): Recording {
  const parts = came.map(({ recording }) => recording);
  const scans = frame.lineScans.map((scan, s) => ({ ...scan, trials: parts.flatMap(({ lineScans }) => lineScans[s]?.trials ?? []) }));
  return {
    ...frame, lineScans: scans,
    sweeps: parts.flatMap(({ sweeps }) => sweeps), images: parts.flatMap(({ images }) => images),
    issues: [...frame.issues, ...parts.flatMap(({ issues }) => issues.filter(({ code }) => code === "electrode-clipped"))],
  };
}
