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
