/**
 * Light to counts: a focus from the objective, weights of the specimen's elements in every pixel of a scan, photons,
 * bleaching, a detector. `twoStateSynapse` is the bundled demonstration, which needs none of it.
 */
export { demonstrationSynapse, twoStateSynapse, type TwoStateSynapse } from "./two-state-synapse.js";
export { pointSpread, type Optics, type PointSpread } from "./point-spread.js";
export { shapeVolume, type Frustum, type Position, type Shape, type SpecimenElement, type Sphere } from "./specimen.js";
export { scanGrid, scanLine, scanPath, type GridScan, type PathScan, type ScanClock } from "./scan.js";
export { gridImage, pixelWeights, type Weights } from "./weights.js";
export { illumination, photodamage, unbleached, type Illumination, type Photodamage } from "./excitation.js";
export { detect, fullScale, type PhotonDetector } from "./detector.js";
export { maximumProjection, photograph, photographGrid, requireRoomAtRest, type ChannelLight, type Photograph } from "./photograph.js";
export { microscopeQuantities, microscopeValue, power_mW } from "./quantities.js";
