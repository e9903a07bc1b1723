/** What is done in an experiment, as one readable file. */
export { readProtocol, type ReadOptions } from "./read.js";
export { protocolOf, type ValueOptions } from "./values.js";
export { writeProtocol } from "./write.js";
export { withChanges } from "./changes.js";
export { protocolFields, protocolSchema } from "./schema.js";
export { starterProtocol } from "./starter.js";
export { mostOfText } from "#model";
export { modelCatalogue, type Catalogue, type Noun } from "./catalogue.js";
export { amount, type QuantityKind } from "./shapes/quantities.js";
export type {
  Axon, Bath, CellChoice, Condition, Detector, Electrode as ElectrodeSettings, FrameImaging, Imaging, Indicator, LineScanImaging, Optics,
  PipetteSolution, Protocol, Run, Spine, StackImaging, Stimulus, StructuralDye, WrittenMechanism,
} from "./protocol.js";
