/** NWB 2 (HDF5): the format Radiatum keeps recordings in. */
export { nwbReader } from "./read.js";
export { writeNwb, type NwbOptions } from "./write.js";
export type { NwbSession } from "./session.js";
