/**
 * The virtual rig: a protocol → what electrode and microscope read, and apart from it the truth.
 *
 *     session-plan    which trial when, in what bath
 *     specimen        cell, spines, receptors, pools, electrode: the engine's cell
 *     surroundings    solutions, drugs, dye and light as numbers of the model, trial by trial
 *     stimulation     shocks → axons → releases; what the electrode commands
 *     scene           what the beam sees
 *     session         all of it, ready to run anywhere
 *     trials          engine → light → counts; soma → samples
 *     recording       trials → Recording and Truth
 *     truth-file      Truth ⇄ Parquet
 *     true-fluorescence   ΔF/F of the indicator itself
 *     again           one trial, to be run again with another arithmetic
 *     proof           what its steps, compartments and tables cost, part by part
 *     convergence     by how much every traced quantity moves with finer steps and compartments
 */
export { bodyOf } from "./specimen.js";
export { linePlaceOf, type LinePlace } from "./scene.js";
export { openSession, sessionOf, type OpenSession, type Session, type SessionOptions } from "./session.js";
export { runSession, type SessionStep, type TrialRecord, type TrialSoFar } from "./trials.js";
export { recordingOf, truthOf } from "./recording.js";
export { simulateHere, type Simulated, type SimulateOptions } from "./simulate.js";
export { proofOf, proofParts, type Halving, type Halvings, type ProofPart, type ProofStep } from "./proof.js";
export { convergenceOf, type ConvergenceRow, type TrialConvergence } from "./convergence.js";
export type { CalciumBalance } from "./calcium-balance.js";
export type { Moved } from "./change.js";
export { CLAMP_CURRENT, type Truth, type TruthQuantity, type TruthTrial } from "./truth.js";
export { trueRelativeFluorescence } from "./true-fluorescence.js";
export { readTruth, writeTruth } from "./truth-file.js";
