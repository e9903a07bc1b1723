/** Mechanisms that a person wrote: what they may be, and where they sit. */
export { statesOfOwn } from "./calcium.js";
export { filledByRig, mostOfText, valueProblem, writtenMechanism, type Written } from "./mechanism.js";
export { liesIn, membranePlaces, placeProblem, writtenPlacement, type MembranePlace } from "./places.js";
export { writtenReceptor } from "./receptor.js";
export { poolWith, writtenPoolValues, type WrittenPart } from "./pool.js";
