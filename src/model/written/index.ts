/** Mechanisms that a person wrote: what they may be, and where they sit. */
export { statesOfOwn } from "./calcium.js";
export { filledByRig, mostOfText, valueProblem, writtenMechanism, type Written } from "./mechanism.js";
export { calciumFollowedIn, liesIn, membranePlaces, writtenPlacement, type MembranePlace } from "./places.js";
export { poolWith, writtenPoolValues, type WrittenPart } from "./pool.js";
