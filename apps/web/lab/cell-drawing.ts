/** What the rig's second thread tells of where the experiment is. */
import type { ReferenceImage } from "radiatum";
import type { LinePlace } from "radiatum/rig";

/** A cell as cones: `PER_CONE` numbers each, from x y z to x y z and the mean radius, all µm from the soma. */
export interface CellDrawing {
  readonly cones: Float32Array;
  /** Centre of the imaged spine's head, and its radius. */
  readonly spine: { readonly x: number; readonly y: number; readonly z: number; readonly radius: number };
  /** Absent where pictures are taken instead of lines. */
  readonly line?: LinePlace;
  /** Every spine, since the line may be drawn across another: from where its places would count, and the head's radius. */
  readonly spines: readonly (Omit<LinePlace, "vertices"> & { readonly name: string; readonly radius: number })[];
  /** µm above the soma at which the tuft begins, and with it the stratum lacunosum-moleculare; absent where the cell has none. */
  readonly tuft?: number;
}

/** x y z, x y z, radius. */
export const PER_CONE = 7;

/** A field, plane by plane. */
export interface FieldStack {
  /** From below to above, all of one size. */
  readonly planes: readonly ReferenceImage[];
  readonly projection: ReferenceImage;
  /** µm of height from plane to plane, and of the whole width. */
  readonly step: number;
  readonly width: number;
}
