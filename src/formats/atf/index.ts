/** Axon Text File. */
export { atfReader } from "./read.js";
