/** What is done in an experiment, as one readable file. */
export type {
  Axon, Bath, CellChoice, Condition, Detector, Electrode as ElectrodeSettings, FrameImaging, Imaging, LineScanImaging, PipetteSolution,
  Protocol, Run, Spine, StackImaging, Stimulus,
} from "./protocol.js";
