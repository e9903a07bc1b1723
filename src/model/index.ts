/** What cells are made of: mechanisms with every number's unit, bounds and source. */
export { ampaNmda } from "./mechanisms/ampa-nmda.js";
export { calciumPool } from "./mechanisms/calcium-pool.js";
export { fiveStateCalcium, twoStateChannel } from "./mechanisms/channel-schemes.js";
export { exponentialSynapse } from "./mechanisms/exponential-synapse.js";
export { highThresholdCalcium, highThresholdCalciumGhk } from "./mechanisms/high-threshold-calcium.js";
export { leak, passiveLeak } from "./mechanisms/leak.js";
export { nmda } from "./mechanisms/nmda.js";
export { potassium } from "./mechanisms/potassium.js";
export { sodium } from "./mechanisms/sodium.js";
export { twoExponentialSynapse } from "./mechanisms/two-exponential-synapse.js";
export * from "./references.js";
export * from "./release/index.js";
