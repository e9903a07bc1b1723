/** An experiment of values → the protocol that a file would say. */
import { protocolOf, writeProtocol, type Axon, type Protocol, type Stimulus } from "#protocol";
import type { Concentration, LongTime, Potential } from "./amounts.js";
import { misuse } from "./failures.js";
import type { TrialImaging } from "./imaging.js";
import { identityOf, partOf, requireOn, type CellSpine, type PatchedCell } from "./patched-cell.js";
import type { SynapticStimulus, TrialStimulus } from "./stimuli.js";

/** What the cell is in during a stretch of the session. */
export interface SolutionOptions {
  /** Drugs with their dose, { "D-APV": "100 µM" }. */
  readonly drugs?: Readonly<Record<string, Concentration>>;
  /** Ions; what is not said is as in the cell's bath. */
  readonly bath?: { readonly calcium?: Concentration; readonly magnesium?: Concentration };
  /** The electrode's where nothing is said. */
  readonly holding?: Potential;
  /** From the change of solution to the first trial in it; "10 min" where nothing is said. The first has no wait. */
  readonly wait?: LongTime;
  /** Time constant with which the bath follows the change; "2 min" where nothing is said. */
  readonly wash?: LongTime;
}

/** What is done to a cell. What is not said has the default of a protocol file. */
export interface Experiment<Condition extends string = string, Solution extends string = string> {
  /** What is done in a trial, by name; an empty list leaves the cell alone. Each is run `trials` times. */
  readonly conditions: Readonly<Record<Condition, TrialStimulus | readonly TrialStimulus[]>>;
  /** A line scan through the first spine where nothing is said. */
  readonly imaging?: TrialImaging;
  /** Of every condition in every solution; 10 where nothing is said. */
  readonly trials?: number;
  /** Of all chance: the same experiment and seed give the same bytes. 1 where nothing is said. */
  readonly seed?: number;
  /** Drugs in the bath from the start to the end. */
  readonly drugs?: Readonly<Record<string, Concentration>>;
  /** One after the other, in this order; every condition is run in each. "control" where nothing is said. */
  readonly solutions?: Readonly<Record<Solution, SolutionOptions>>;
  /** Which trials are run, in order, where it is not every condition in every solution. */
  readonly runs?: readonly {
    readonly condition: NoInfer<Condition>; readonly solution?: NoInfer<Solution>; readonly trials?: number;
  }[];
  /** Of one trial; a line scan that has a duration says it already. */
  readonly duration?: LongTime;
  /** From the start of one trial to the start of the next; "10 s" where nothing is said. */
  readonly interval?: LongTime;
  /** Spines that are there, too, without anything being done to them. */
  readonly spines?: readonly CellSpine[];
  /** Of the experiment; the recording has it, too. */
  readonly name?: string;
  /** A sentence for the reader. */
  readonly about?: string;
}

/** What a script calls the parts of a protocol file. */
const WORDS = { stimuli: "conditions", conditions: "solutions" };

/**
 * The protocol that an experiment on a cell means: what `run` runs, as plain data, which threads (`simulateProtocol` of
 * `radiatum/node`) and files take, too.
 *
 * In the protocol, as in its file, `conditions` are called `stimuli`, and `solutions` are called `conditions`. Throws
 * one RigError of kind "usage" that lists all that can't be.
 */
export function toProtocol<Condition extends string, Solution extends string = string>(
  cell: PatchedCell, experiment: Experiment<Condition, Solution>,
): Protocol {
  const { imaging, drugs, solutions, trials, seed, interval, name, about } = experiment;
  const conditions = Object.entries<TrialStimulus | readonly TrialStimulus[]>(experiment.conditions)
    .map(([condition, what]) => [condition, [what].flat()] as const);
  const spines = spinesOf(experiment, conditions.flatMap(([, stimuli]) => stimuli));
  for (const { spine } of spines.values()) requireOn(cell, spine);
  const nameOf = (spine: CellSpine): string => (spines.get(identityOf(spine)) as NamedSpine).name;
  const axons = axonsOf(conditions.flatMap(([, stimuli]) => stimuli), nameOf);
  if (drugs && solutions) throw misuse("drugs-twice", { drugs: Object.keys(drugs).join(", ") });
  return protocolOf({
    ...partOf(cell), name, about, seed, interval, trials,
    ...(spines.size > 0 && { spines: [...spines.values()].map((one) => ({ ...one.spine, name: one.name })) }),
    stimuli: Object.fromEntries(conditions.map(([condition, what]) => [condition, stimuliOf(what, axons, nameOf)])),
    axons: [...axons.values()],
    conditions: drugs ? { [Object.keys(drugs).join(" + ")]: { drugs } } : solutions,
    runs: experiment.runs?.map(({ condition, solution, trials: count }) =>
      ({ stimulus: condition, condition: solution, trials: count })),
    duration: durationOf(experiment),
    imaging: imaging && imagingOf(imaging, nameOf),
  }, { file: "The experiment", words: WORDS });
}

/**
 * The protocol file of an experiment: YAML that says everything, defaults included, and does the same to the byte. A
 * traced cell's SWC file must lie beside it under the name that the cell was given. Throws as `toProtocol` does.
 */
export function toProtocolFile<Condition extends string, Solution extends string = string>(
  cell: PatchedCell, experiment: Experiment<Condition, Solution>,
): string {
  return writeProtocol(toProtocol(cell, experiment));
}

interface NamedSpine {
  readonly spine: CellSpine;
  readonly name: string;
}

/** Every spine of the experiment by its identity: the imaged one first, since the first decides how others lie. */
function spinesOf(
  { imaging, spines = [] }: Pick<Experiment, "imaging" | "spines">, stimuli: readonly TrialStimulus[],
): ReadonlyMap<string, NamedSpine> {
  const imaged = imaging && (imaging.kind === "line scan" ? imaging.through : imaging.around);
  const touched = stimuli.flatMap((what) =>
    what.kind === "synaptic" ? what.axon.onto : what.kind === "uncaging" ? [what.spine] : []);
  const all = [...(imaged !== undefined && imaged !== "soma" ? [imaged] : []), ...touched, ...spines];
  const each = new Map(all.map((spine) => [identityOf(spine), spine]));
  const taken = new Set([...each.values()].map(({ name }) => name));
  const unnamed = [...each.values()].filter(({ name }) => name === undefined);
  const free = unnamed.length === 1 && !taken.has("spine") ? ["spine"] : numbered("spine", each.size, taken);
  return new Map([...each].map(([identity, spine]) =>
    [identity, { spine, name: spine.name ?? (free.shift() as string) }]));
}

/** "spine 1", "spine 2", … that nobody has taken. */
function numbered(word: string, count: number, taken: ReadonlySet<string | undefined>): string[] {
  return Array.from({ length: count + taken.size }, (_, k) => `${word} ${k + 1}`).filter((name) => !taken.has(name));
}

/** By the stimulus's axon; those that are alike in everything are one. */
function axonsOf(stimuli: readonly TrialStimulus[], nameOf: (spine: CellSpine) => string): ReadonlyMap<string, Axon> {
  const shocks = stimuli.filter((what) => what.kind === "synaptic");
  const each = new Map(shocks.map(({ axon }) => [axonIdentity(axon), axon]));
  return new Map([...each].map(([identity, { onto, ...axon }], k) =>
    [identity, { name: each.size === 1 ? "axon" : `axon ${k + 1}`, onto: onto.map(nameOf), ...axon }]));
}

function axonIdentity({ onto, elsewhere, threshold, reliable }: SynapticStimulus["axon"]): string {
  return JSON.stringify([onto.map(identityOf), elsewhere, threshold, reliable]);
}

/** Shocks of one moment and strength are one, to all their axons. */
function stimuliOf(
  stimuli: readonly TrialStimulus[], axons: ReadonlyMap<string, Axon>, nameOf: (spine: CellSpine) => string,
): Stimulus[] {
  const reached = new Map<string, Set<string>>();
  const done = stimuli.flatMap((what): { stimulus: Stimulus; shock?: string }[] => {
    if (what.kind === "uncaging") return [{ stimulus: { ...what, spine: nameOf(what.spine) } }];
    if (what.kind !== "synaptic") return [{ stimulus: what }];
    const { axon, ...stimulus } = what;
    const shock = JSON.stringify(stimulus);
    const before = reached.get(shock);
    const names = before ?? new Set();
    names.add((axons.get(axonIdentity(axon)) as Axon).name);
    reached.set(shock, names);
    return before ? [] : [{ stimulus, shock }];
  });
  return done.map(({ stimulus, shock }) => {
    const names = reached.get(shock ?? "");
    return names && names.size < axons.size ? { ...stimulus, axons: [...names] } : stimulus;
  });
}

function imagingOf(imaging: TrialImaging, nameOf: (spine: CellSpine) => string): object {
  // The duration is the trial's, not the imaging's.
  if (imaging.kind === "line scan") return { ...imaging, duration: undefined, through: nameOf(imaging.through) };
  return { ...imaging, around: imaging.around === "soma" ? "soma" : nameOf(imaging.around) };
}

function durationOf({ imaging, duration }: Pick<Experiment, "imaging" | "duration">): string | undefined {
  const scanned = imaging?.kind === "line scan" ? imaging.duration : undefined;
  if (scanned !== undefined && duration !== undefined && scanned !== duration) {
    throw misuse("durations-differ", { imaging: scanned, trial: duration });
  }
  return duration ?? scanned;
}
