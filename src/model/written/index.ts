/** Mechanisms that a person wrote: what they may be, and where they sit. */
export { FILLED, valueProblem, writtenMechanism, type Written } from "./mechanism.js";
export { calciumFollowedIn, liesIn, membranePlaces, writtenPlacement, type MembranePlace } from "./places.js";
