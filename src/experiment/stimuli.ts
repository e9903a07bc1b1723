/** What is done in a trial, as values. */
import { amount, protocolOf, type Axon, type Stimulus } from "#protocol";
import type { Current, Frequency, Potential, Strength, Time } from "./amounts.js";
import type { CellSpine } from "./patched-cell.js";

type Of<Kind extends Stimulus["kind"]> = Extract<Stimulus, { readonly kind: Kind }>;

/** A shock to an axon. */
export interface SynapticStimulus extends Omit<Of<"synaptic">, "axons"> {
  /** Axons that are alike in everything are one axon. */
  readonly axon: Pick<Axon, "elsewhere" | "threshold" | "reliable"> & { readonly onto: readonly CellSpine[] };
}

export type UncagingStimulus = Omit<Of<"uncaging">, "spine"> & { readonly spine: CellSpine };

/** As the stimuli of a protocol file, with spines in the place of their names. */
export type TrialStimulus = SynapticStimulus | Of<"action potentials"> | Of<"step"> | UncagingStimulus;

/** One, or several at a frequency. */
export interface TrainOptions {
  /** From the start of the trial; "100 ms" where nothing is said. */
  readonly at?: Time;
  /** 1 where nothing is said. */
  readonly count?: number;
  /** Of several; "66 Hz" where nothing is said. */
  readonly frequency?: Frequency;
}

export interface EpspOptions extends TrainOptions {
  /** Of the shock, in units of the stimulator: axons of this threshold or less fire. "1" where nothing is said. */
  readonly strength?: Strength;
  /** Of the axon; "1" where nothing is said. */
  readonly threshold?: Strength;
  /** Every spike releases, for controls; else by chance, as synapses do. */
  readonly reliable?: boolean;
  /**
   * The axon's other contacts, spread over the obliques, which are not imaged: 20 where nothing is said, so that the
   * soma sees an EPSP of some mV; 0 for minimal stimulation.
   */
  readonly elsewhere?: number;
}

/**
 * An EPSP (in voltage clamp: an EPSC): a shock to an axon that has one contact on each of these spines.
 *
 * Release is by chance: most trials of a typical spine are failures. Stimuli of an experiment with the same spines,
 * `elsewhere`, `threshold` and `reliable` are on one axon, which remembers what it has released; others are on an axon
 * and an electrode of their own. Throws a RigError of kind "usage".
 */
function epsp(onto: CellSpine | readonly CellSpine[], options: EpspOptions = {}): SynapticStimulus {
  const { strength, threshold, reliable, elsewhere, ...train } = options;
  const { stimulus, axon } = checked<"synaptic">("protocol.epsp", { ...train, strength, kind: "synaptic" }, {
    axons: [{ threshold, reliable, elsewhere, onto: [] }],
  });
  const spines = "dendrite" in onto ? [onto] : [...onto];
  const own = { elsewhere: axon.elsewhere, threshold: axon.threshold, reliable: axon.reliable };
  return { ...stimulus, axon: { onto: spines, ...own } };
}

export interface ActionPotentialOptions extends TrainOptions {
  /** Of each, into the soma; "1.6 nA" where nothing is said. */
  readonly current?: Current;
  /** Of each current; "3 ms" where nothing is said. */
  readonly width?: Time;
}

/**
 * A back-propagating action potential: a brief current into the soma (current clamp; in voltage clamp, `step`). Throws
 * a RigError of kind "usage".
 */
function actionPotential(options: ActionPotentialOptions = {}): Of<"action potentials"> {
  return checked<"action potentials">("protocol.actionPotential", { ...options, kind: "action potentials" }).stimulus;
}

export interface StepOptions extends TrainOptions {
  /** mV from holding in voltage clamp, a current in current clamp. */
  readonly by: Potential | Current;
  /** "40 ms" where nothing is said. */
  readonly width?: Time;
}

/** A step of the command potential (voltage clamp) or of current (current clamp). Throws a RigError of kind "usage". */
function step(options: StepOptions): Of<"step"> {
  const mode = amount(options.by, "potential") === undefined ? "current clamp" : "voltage clamp";
  return checked<"step">("protocol.step", { ...options, kind: "step" }, { electrode: { mode } }).stimulus;
}

/** Glutamate uncaged onto a spine: a release that never fails, without an axon. Throws a RigError of kind "usage". */
function uncaging(spine: CellSpine, options: TrainOptions = {}): UncagingStimulus {
  return { ...checked<"uncaging">("protocol.uncaging", { ...options, kind: "uncaging" }).stimulus, spine };
}

/** What can be done in a trial: `protocol.epsp(spine, { at: "100 ms" })`. Values; nothing happens before `run`. */
export const protocol = { epsp, actionPotential, step, uncaging } as const;

/** The stimulus with its defaults, checked by itself; whether it fits into the trial is checked when that is known. */
function checked<Kind extends Stimulus["kind"]>(
  called: string, stimulus: object, surroundings: object = {},
): { readonly stimulus: Of<Kind>; readonly axon: Axon } {
  const { stimuli, axons } = protocolOf(
    { stimuli: { it: stimulus }, interval: "60 min", ...surroundings },
    { file: called, words: { "stimuli.it": "", "axons[0]": "" } },
  );
  return { stimulus: stimuli["it"]?.[0] as Of<Kind>, axon: axons[0] as Axon };
}
