import { misuse } from "./failures.js";

/** How many of each species are present, in the order in which the network names them; only to be read. */
export type Counts = Readonly<Float64Array>;

/** So many of each species, by name. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * How often a reaction happens, per ms.
 *
 * `massAction` c: propensity c · Π C(nᵢ, sᵢ), c for every distinct set of reactants; so c·n(n − 1)/2 for a pair of one
 * species, where some tables write c·n(n − 1). A `propensity` is a function of the counts. One that also moves with
 * time needs a `ceiling` that it never exceeds at these counts whatever the time: it is drawn by thinning, which is
 * exact (Lewis & Shedler 1979, Nav Res Logist 26:403).
 */
export type RateLaw =
  | { readonly massAction: number }
  | { readonly propensity: (counts: Counts) => number }
  | {
      readonly propensity: (counts: Counts, time: number) => number;
      readonly ceiling: (counts: Counts) => number;
    };

export interface Reaction {
  readonly name: string;
  readonly reactants: Amounts;
  readonly products: Amounts;
  readonly rate: RateLaw;
}

/**
 * Counts set from outside: `at` a time, or `when` a condition becomes true (it counts as false before the start, so one
 * that holds from the start fires there). What is set may depend on the counts just before.
 */
export type NetworkEvent = {
  readonly name: string;
  readonly set: Readonly<Record<string, number | ((counts: Counts) => number)>>;
} & ({ readonly at: number } | { readonly when: (counts: Counts) => boolean });

/** Species that react in one well-mixed volume, as data. */
export interface ReactionScheme {
  /** The count of each species at time 0. */
  readonly species: Amounts;
  readonly reactions: readonly Reaction[];
  readonly events?: readonly NetworkEvent[];
}

/** A scheme with names resolved, ready to run many times. */
export interface ReactionNetwork {
  readonly species: readonly string[];
  readonly initial: Counts;
  readonly reactions: readonly PreparedReaction[];
  /** In order of time. */
  readonly timed: readonly (PreparedEvent & { readonly at: number })[];
  readonly conditional: readonly (PreparedEvent & { readonly when: (counts: Counts) => boolean })[];
}

interface PreparedReaction {
  readonly name: string;
  /** The propensity, or what it never exceeds where `thinned` says how large it really is. */
  readonly bound: (counts: Counts) => number;
  readonly thinned: ((counts: Counts, time: number) => number) | undefined;
  /** Species that gain or lose, and how much. */
  readonly changed: readonly number[];
  readonly changes: readonly number[];
  /** Reactions whose bound may differ after this one. */
  readonly affects: readonly number[];
}

interface PreparedEvent {
  readonly name: string;
  readonly targets: readonly number[];
  readonly values: readonly ((counts: Counts) => number)[];
}

/** Checks a scheme and works out, once, what every trajectory of it needs. */
export function reactionNetwork({ species, reactions, events = [] }: ReactionScheme): ReactionNetwork {
  const names = Object.keys(species);
  const indexOf = (name: string, where: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw misuse("network-species-unknown", { where, species: name, known: names });
    return index;
  };
  for (const [name, count] of Object.entries(species)) {
    if (!isCount(count)) throw misuse("network-count", { species: name, found: count });
  }
  const drafts = reactions.map((reaction) => draft(reaction, indexOf));
  const prepared = drafts.map((reaction): PreparedReaction => {
    const changed = new Set(reaction.changed);
    const affects = drafts.flatMap(({ reads }, index) => (reads?.every((s) => !changed.has(s)) ? [] : [index]));
    return { ...reaction, affects };
  });
  return {
    species: names,
    initial: Float64Array.from(Object.values(species)),
    reactions: prepared,
    timed: events
      .flatMap((event) => ("at" in event ? [{ ...prepare(event, indexOf), at: dueTime(event) }] : []))
      .sort((a, b) => a.at - b.at),
    conditional: events.flatMap((event) => ("when" in event ? [{ ...prepare(event, indexOf), when: event.when }] : [])),
  };
}

type IndexOf = (name: string, where: string) => number;

/** Whether a number can be a count of molecules. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** A reaction by itself; `reads` lists the species in its rate, and is absent where only a function knows. */
function draft({ name, reactants, products, rate }: Reaction, indexOf: IndexOf) {
  const net = new Map<number, number>();
  const used: [index: number, order: number][] = [];
  for (const [side, sign] of [[reactants, -1], [products, 1]] as const) {
    for (const [species, amount] of Object.entries(side)) {
      if (!isCount(amount)) throw misuse("network-stoichiometry", { reaction: name, species, found: amount });
      const index = indexOf(species, name);
      net.set(index, (net.get(index) ?? 0) + sign * amount);
      if (sign < 0 && amount > 0) used.push([index, amount]);
    }
  }
  const changing = [...net].filter(([, change]) => change !== 0);
  const common = { name, changed: changing.map(([index]) => index), changes: changing.map(([, change]) => change) };
  if ("massAction" in rate) {
    const constant = rate.massAction;
    if (!(constant >= 0 && constant < Infinity)) throw misuse("network-rate", { reaction: name, found: constant });
    return { ...common, bound: massAction(constant, used), thinned: undefined, reads: used.map(([index]) => index) };
  }
  if ("ceiling" in rate) return { ...common, bound: rate.ceiling, thinned: rate.propensity, reads: undefined };
  return { ...common, bound: rate.propensity, thinned: undefined, reads: undefined };
}

/** c · Π C(nᵢ, sᵢ); the two commonest orders have functions of their own, for speed alone. */
function massAction(constant: number, used: readonly [index: number, order: number][]): (counts: Counts) => number {
  const [first] = used;
  if (!first) return () => constant;
  if (used.length === 1 && first[1] === 1) {
    const index = first[0];
    return (counts) => constant * (counts[index] as number);
  }
  return (counts) => {
    let propensity = constant;
    for (const [index, order] of used) {
      const count = counts[index] as number;
      for (let i = 0; i < order; i++) propensity *= (count - i) / (i + 1); // 0 as soon as i reaches the count
    }
    return propensity;
  };
}

function prepare({ name, set }: NetworkEvent, indexOf: IndexOf): PreparedEvent {
  return {
    name,
    targets: Object.keys(set).map((species) => indexOf(species, name)),
    values: Object.values(set).map((value) => (typeof value === "number" ? () => value : value)),
  };
}

function dueTime({ name, at }: { name: string; at: number }): number {
  if (!(at >= 0 && at < Infinity)) throw misuse("network-event-time", { event: name, found: at });
  return at;
}
