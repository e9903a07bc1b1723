/** Quantities as a person types them, one canonical unit inside: ms, mV, µm, pA, nS, pF, GΩ, µM. */
export { parsePixelRange, parseTimeRange, parseTime, parseQuantity, type PixelRange, type Time, type TimeRange } from "./quantity.js";
export {
  describeUnit, isPlainNumber, parseUnit, PLAIN_NUMBER, quantityIn, readQuantity, sameKind, unitProduct, unitQuotient,
  unitRoot, type Unit, type UnitExponents, type UnitQuantity,
} from "./unit.js";
export type { CheckedQuantity, CheckedUnit } from "./checked.js";
export { bath, chosen, citation, paper, partOf, perSynapse, type Paper, type Source } from "./sources.js";
export { quantities, textOf, unitBehind, valueOf, type Quantities, type Quantity, type Settings } from "./declared.js";
