/** Elementary functions with the same bits everywhere. */
export { exp, growth, linoid, log } from "./elementary.js";
export {
  EXP_CEILING, EXP_FLOOR, EXPONENTIAL, LN2_HIGH, LN2_LOW, LOG_BASE, LOG_SHIFT, LOGARITHM, ROUND,
} from "./elementary.js";
