/** Whole neurons: the CA1 pyramidal cell grown from a seed or traced, and its spines. */
export { ca1Neuron, type Neuron, type NeuronSpine } from "./neuron.js";
export { placeOf, siteAt, sitesOn, withSpineOn, type Site } from "./sites.js";
export { bystandersOf, type Bystander } from "./bystanders.js";
export { drawSpine, typicalSpine, populationQuantities, spineQuantities, type SpineDraw } from "./population.js";
export { neuronFromSwc, type TracedNeuron, type TracedOptions } from "./traced.js";
export { elementsOf, type CellElement, type CellShape } from "./shapes.js";
export { cellQuantities, treeQuantities } from "./quantities.js";
export { membraneMechanisms, placedByCell } from "./membrane.js";
export type { CoursePoint, Dendrite } from "./branches.js";
export type { SpineGeometry } from "./spine-shape.js";
