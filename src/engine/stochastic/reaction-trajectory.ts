import type { RandomStream } from "#random";
import { misuse, refuse } from "./failures.js";
import { isCount, type Counts, type ReactionNetwork } from "./reaction-network.js";

export interface TrajectoryOptions {
  readonly random: RandomStream;
  /** When to report counts: ms, rising from 0. An event at that very time has happened. */
  readonly times: readonly number[];
  /** After so many reactions the run is given up as one that never ends. */
  readonly mostReactions?: number;
}

/** Events that set each other off at one moment. */
const MOST_AT_ONCE = 1000;

/**
 * One exact path of a reaction network: counts at `times`, a row a time, the network's species as columns.
 *
 * Gillespie's direct method (1977, J Phys Chem 81:2340): with propensities aⱼ and a₀ = Σ aⱼ, the next reaction comes
 * after an exponential time of mean 1/a₀ and is the j-th with probability aⱼ/a₀. Propensities that move with time are
 * drawn at their ceiling and kept with probability aⱼ(t)/ceiling. The law is that of the chemical master equation;
 * there is no step, and looking more often changes nothing.
 *
 * True for molecules well mixed in their volume, whose reactions are instantaneous and without memory. The cost is a
 * reaction at a time, about 0.3 µs: copy numbers of a spine, not of a cell.
 */
export function reactionTrajectory(
  network: ReactionNetwork,
  { random, times, mostReactions = 1e8 }: TrajectoryOptions,
): Float64Array {
  const { reactions, timed, conditional } = network;
  checkTimes(times);
  const counts = Float64Array.from(network.initial);
  const report = new Float64Array(times.length * counts.length);
  const bounds = new Float64Array(reactions.length);
  const held = conditional.map(() => false);
  const pending: number[] = [];
  let time = 0;
  let reported = 0;
  let due = 0;
  let happened = 0;

  const refresh = (j: number): void => {
    const reaction = reactions[j] as (typeof reactions)[number];
    const bound = reaction.bound(counts);
    if (!(bound >= 0 && bound < Infinity)) {
      throw refuse("propensity-unusable", { reaction: reaction.name, time, found: bound });
    }
    bounds[j] = bound;
  };
  const refreshAll = (): void => {
    for (let j = 0; j < reactions.length; j++) refresh(j);
  };
  const apply = (event: (typeof timed | typeof conditional)[number]): void => {
    const values = event.values.map((value) => value(counts));
    event.targets.forEach((target, i) => {
      counts[target] = values[i] as number;
      checkCount(network, counts, target, event.name, time);
    });
  };
  /** Notes which conditions have just become true. */
  const observe = (): void => {
    for (let i = 0; i < conditional.length; i++) {
      const holds = (conditional[i] as (typeof conditional)[number]).when(counts);
      if (holds && held[i] === false) pending.push(i);
      held[i] = holds;
    }
  };
  /** Fires them one after another, and those that become true thereby. Whether anything was set. */
  const settle = (): boolean => {
    observe();
    if (pending.length === 0) return false;
    for (let fired = 0; pending.length > 0; fired++) {
      const event = conditional[pending.shift() as number] as (typeof conditional)[number];
      if (fired === MOST_AT_ONCE) throw refuse("events-without-end", { event: event.name, time, fired });
      apply(event);
      observe();
    }
    return true;
  };

  settle();
  refreshAll();
  for (;;) {
    let total = 0;
    for (let j = 0; j < bounds.length; j++) total += bounds[j] as number;
    const next = total > 0 ? time + random.exponential() / total : Infinity;
    const scheduled = timed[due];
    const until = scheduled && scheduled.at <= next ? scheduled.at : next;
    while (reported < times.length && (times[reported] as number) < until) {
      report.set(counts, reported * counts.length);
      reported++;
    }
    if (reported === times.length) return report;
    time = until;
    if (scheduled && scheduled.at === until) {
      apply(scheduled); // the reaction drawn for later is dropped: waiting times have no memory
      due++;
      settle();
      refreshAll();
      continue;
    }
    if (++happened > mostReactions) throw refuse("too-many-reactions", { time, limit: mostReactions });

    let left = random.uniform() * total;
    let chosen = 0;
    for (let j = 0; j < bounds.length; j++) {
      const bound = bounds[j] as number;
      if (bound === 0) continue;
      chosen = j;
      if (left < bound) break;
      left -= bound;
    }
    const reaction = reactions[chosen] as (typeof reactions)[number];
    if (reaction.thinned) {
      const ceiling = bounds[chosen] as number;
      const found = reaction.thinned(counts, time);
      if (!(found >= 0)) throw refuse("propensity-unusable", { reaction: reaction.name, time, found });
      if (found > ceiling) throw refuse("propensity-above-ceiling", { reaction: reaction.name, time, found, ceiling });
      if (left >= found) continue; // what is left of the draw is uniform in [0, ceiling)
    }
    for (let i = 0; i < reaction.changed.length; i++) {
      const species = reaction.changed[i] as number;
      counts[species] = (counts[species] as number) + (reaction.changes[i] as number);
      checkCount(network, counts, species, reaction.name, time);
    }
    if (settle()) refreshAll();
    else for (const affected of reaction.affects) refresh(affected);
  }
}

function checkTimes(times: readonly number[]): void {
  for (const [index, found] of times.entries()) {
    const before = times[index - 1] ?? 0;
    if (!(found >= before && found < Infinity)) throw misuse("network-times", { index, before, found });
  }
}

function checkCount(network: ReactionNetwork, counts: Counts, index: number, cause: string, time: number): void {
  const found = counts[index] as number;
  if (isCount(found)) return;
  throw refuse("count-below-zero", { cause, species: network.species[index] as string, time, found });
}
