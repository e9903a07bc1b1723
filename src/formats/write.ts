import type { Recording } from "#recording";
import type { NwbOptions } from "./nwb/index.js";

/**
 * A recording as NWB 2.7 (HDF5); see `writeNwb` of the format's folder. HDF5 is loaded at the first call, so that who only
 * reads a TIFF never waits for it.
 */
export async function writeNwb(recording: Recording, options: NwbOptions = {}): Promise<Uint8Array> {
  return (await import("./nwb/index.js")).writeNwb(recording, options);
}
