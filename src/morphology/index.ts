/** What a cell is in space: sections, spines, SWC files; and the tree of compartments that the engine solves. */
export { cylinder, type Place, type Section, type SectionPoint } from "./sections.js";
export { compartmentsOf, type Compartment, type CompartmentTree } from "./compartments.js";
export { CENTRED, dLambda, finer, type DLambda } from "./discretise.js";
export { withSpine, type SpineHead } from "./spine.js";
export { readSwc, type SwcCell, type SwcOptions } from "./swc.js";
export type { AskedSoma, SomaShape } from "./soma.js";
export type { Spot } from "./soma-outline.js";
