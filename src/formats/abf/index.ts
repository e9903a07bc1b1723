/** Axon Binary Format, versions 1 and 2. */
export { abfReader } from "./read.js";
