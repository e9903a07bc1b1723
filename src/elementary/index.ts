/** Elementary functions with the same bits everywhere. */
export { exp, expm1, log, log1p } from "./exponential-and-logarithm.js";
export { log10, log2, pow } from "./pow.js";
export { cbrt, hypot } from "./lengths.js";
export { cube, square } from "./powers.js";
export { cosOfTurns } from "./turns.js";
export {
  EXP_CEILING, EXP_FLOOR, EXPONENTIAL, growth, kernelExp, kernelLog, linoid, LN2_HIGH, LN2_LOW, LOG_BASE, LOG_SHIFT, LOGARITHM,
  ROUND,
} from "./kernel-functions.js";
