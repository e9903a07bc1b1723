/**
 * The engine: a cell, what is done to it, what is recorded → traces, trial by trial.
 *
 *     language    mechanisms as people write them, read and unit-checked
 *     lowering    equations → one graph: derivatives, integrators, tables
 *     assembly    a cell → a program: memory, bodies, what they run over
 *     kernel      a program, run by the interpreter or as WebAssembly, with the same bits
 *     run         trials in lanes, each with a clock of its own
 *     stochastic  channels and reactions by chance
 */
export {
  bath, chosen, citation, joined, joinedName, mechanism, mechanismFromText, mechanismOnDemand, MOST_LETTERS, paper, partOf, perSynapse,
  presence, readMechanism, sidesOf, sizeOf, steadyCurrent, writeMechanism, writeText,
  type Mechanism, type MechanismData, type Paper, type Source,
} from "./language/index.js";
export type {
  Cell, Electrode, MembranePlacement, Pipette, PointProcess, PoolPlacement, Position, Values, Where,
} from "./cell.js";
export type { Command, Cost, PointEvent, Probe, Probes, Request, Result, Step, Target, Trace, Trial } from "./run/request.js";
export {
  another, costOf, prepare, resultOf, roughNotes, runTrials, scheduler, simulate, trialRunner,
  type Portion, type Prepared, type Progress, type RunOptions, type TrialRunner,
} from "./run/simulate.js";
export { cancelled } from "./failures.js";
export { gathered } from "./notes.js";
export type { CheckedRequest } from "./run/checked-request.js";
export { convergence, unrefined, type Convergence } from "./run/convergence.js";
export { binomial, reactionNetwork, reactionTrajectory } from "./stochastic/index.js";
