/** The electrode at the soma: what the cell meets of it, and what it makes of a computed trace. */
export { remainingPipette, shownPotential, truePotential, type Amplifier, type RemainingPipette } from "./amplifier.js";
export { recorded, samplingPeriod, type Digitised } from "./recorded.js";
export { electrodeQuantities } from "./quantities.js";
