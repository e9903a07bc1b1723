/** The bench as one call: a recording and what a person chose, to a `Measurement`. */
export { measure } from "./measure.js";
export { regionsFromText } from "./plan.js";
export type { MeasureRequest } from "./request.js";
export { supralinearity, type Pairing, type PairingMeasurement, type ProtocolName, type ProtocolResponse } from "./pairing.js";
export { calciumTransientProbability, type TransientProbability } from "./transient-probability.js";
