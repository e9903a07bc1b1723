/** Prairie View (Bruker) folders. */
export { prairieReader } from "./read.js";
