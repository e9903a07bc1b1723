import type { RandomStream } from "#random";
import { textOf, valueOf, type Settings } from "#units";
import { misuse } from "./failures.js";
import { stimulationQuantities } from "./quantities.js";

/** A shock through the stimulating electrode. */
export interface Shock {
  /** ms */
  readonly time: number;
  /** In units of the stimulator. */
  readonly strength: number;
}

/**
 * When each axon fires: at every shock that reaches its threshold, unless it fired within the refractory period. One
 * list of times for each threshold, in their order. The delay to the terminal is part of the release's.
 */
export function firing(
  { shocks, thresholds, settings, random }: {
    readonly shocks: readonly Shock[];
    /** Of each axon, in units of the stimulator. */
    readonly thresholds: readonly number[];
    readonly settings: Settings;
    readonly random: RandomStream;
  },
): number[][] {
  const refractory = notNegative("refractory", settings);
  const variation = notNegative("thresholdVariation", settings);
  const spikes = thresholds.map((): number[] => []);
  for (const { time, strength } of [...shocks].sort((a, b) => a.time - b.time)) {
    thresholds.forEach((threshold, i) => {
      const fired = spikes[i] as number[];
      // Drawn whether or not it matters, so that one axon's past never changes another's threshold.
      const now = threshold * (1 + variation * random.normal());
      if (strength >= now && time - (fired.at(-1) ?? Number.NEGATIVE_INFINITY) >= refractory) fired.push(time);
    });
  }
  return spikes;
}

function notNegative(name: keyof typeof stimulationQuantities.all, settings: Settings): number {
  const value = valueOf(stimulationQuantities, name, settings);
  if (!(value >= 0)) {
    const text = textOf(stimulationQuantities, name, settings);
    throw misuse("release-negative", { name: `stimulation.${name}`, text });
  }
  return value;
}
