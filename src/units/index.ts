/** Quantities as a person types them, one canonical unit inside: ms, mV, µm, pA, nM, °C. */
export { parsePixelRange, parseTimeRange, parseTime, parseQuantity, type PixelRange, type Time, type TimeRange } from "./quantity.js";
