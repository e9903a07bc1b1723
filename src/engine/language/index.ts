/** Mechanisms as people write them, read and checked; the door for the rest of the engine. */
export { sizeOf } from "./complete.js";
export type { Body, Expression, Fn, Span } from "./body.js";
export type { Arrow, BoundTexts, Ion, Mechanism, Name, Placement, Runnable } from "./mechanism.js";
export { mechanism, mechanismOnDemand } from "./declare-arrows.js";
export { mechanismFromText, MOST_LETTERS, type MechanismData } from "./declare-text.js";
export { readMechanism, type TextPlace } from "./read-mechanism.js";
export { writeMechanism, writeText } from "./write-text.js";
export { readReaction, sidesOf, type Sides } from "./reactions.js";
export { bath, chosen, citation, paper, partOf, perSynapse, type Paper, type Source } from "#units";
export { joined, joinedName, presence } from "./joined.js";
export { steadyCurrent } from "./steady-current.js";
export { tools, type Tools } from "./tools.js";
export { nearest } from "./nearest.js";
