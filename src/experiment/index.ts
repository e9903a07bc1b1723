/**
 * An experiment as a script writes it: a cell, its spines, what is done → a recording, which the bench takes like any
 * file. Functions and plain values; what they mean is a protocol, as a file would say it.
 *
 *     cell       ca1Pyramidal, tracedCell; their spineAt
 *     stimuli    protocol.epsp, actionPotential, step, uncaging
 *     imaging    lineScan, frame, zStack
 *     compose    all of them → Protocol
 *     run        Protocol → recording, in slices on this thread
 */
export { ca1Pyramidal, tracedCell, type DyeOptions, type ElectrodeOptions, type PatchOptions } from "./cell.js";
export type { CellSpine, PatchedCell, SpineOptions } from "./patched-cell.js";
export {
  protocol, type ActionPotentialOptions, type EpspOptions, type StepOptions, type SynapticStimulus, type TrainOptions,
  type TrialStimulus, type UncagingStimulus,
} from "./stimuli.js";
export {
  frame, lineScan, zStack, type FrameOptions, type LineScanOptions, type OpticsOptions, type TrialImaging,
  type ZStackOptions,
} from "./imaging.js";
export { toProtocol, toProtocolFile, type Experiment, type SolutionOptions } from "./compose.js";
export { run, runWithTruth, type RunRecording, type RunTrial, type WatchedRun } from "./run.js";
export type { Amount } from "./amounts.js";
