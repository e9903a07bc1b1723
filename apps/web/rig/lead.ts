/** By how much EPSPs come before what the soma does: the number that experiments of timing are about. */
import { isSearch } from "radiatum";
import type { Protocol, Stimulus } from "radiatum/protocol";
import { numberIn } from "./edits.js";

/** ms at which each shock, flash, pulse or step of a stimulus begins. */
export function timesOf(what: Stimulus): number[] {
  const at = numberIn(what.at, "ms");
  const period = 1000 / numberIn(what.frequency, "Hz");
  return Array.from({ length: what.count }, (_, k) => at + k * period);
}

/** ms; 0 of what is too short to have one. */
export const widthOf = (what: Stimulus): number => ("width" in what ? numberIn(what.width, "ms") : 0);

/** Nothing but axons: the electrode then reads what synapses do, which steps and pulses at the soma would drown. */
export const synapticAlone = (stimuli: readonly Stimulus[]): boolean => stimuli.every(isSynaptic);

/** What synapses do is read as a potential or, under voltage clamp, as a current. */
export const synapticWord = (protocol: Pick<Protocol, "electrode"> | undefined): "EPSP" | "EPSC" => (protocol?.electrode.mode === "current clamp" ? "EPSP" : "EPSC");

const isSynaptic = ({ kind }: Stimulus): boolean => kind === "synaptic" || kind === "uncaging";

/** A stimulus whose name is another, and which pairs shocks and pulses in the other order; undefined where there is none but a search. */
export function otherOrder(stimuli: Readonly<Record<string, readonly Stimulus[]>>, name: string): string | undefined {
  const here = leadOf(stimuli[name] ?? []);
  if (!here || here.time === 0) return undefined;
  return Object.keys(stimuli).find((other) => !isSearch(other) && (leadOf(stimuli[other] ?? [])?.time ?? 0) * here.time < 0);
}

export interface Lead {
  /** ms by which shocks come first; negative: they follow. */
  readonly time: number;
  /** What it was measured between. */
  readonly between: string;
}

/**
 * Trains of as many shocks as pulses are pairs, of which the first speaks for all. One step for many shocks is no pair:
 * what is told then is the pause between the two.
 */
export function leadOf(stimuli: readonly Stimulus[]): Lead | undefined {
  const synaptic = stimuli.find(isSynaptic);
  const somatic = stimuli.find((one) => !isSynaptic(one));
  if (!synaptic || !somatic) return undefined;
  const [shocks, pulses] = [timesOf(synaptic), timesOf(somatic)];
  const [firstShock, lastShock, firstPulse, lastPulse] = [shocks[0], shocks.at(-1), pulses[0], pulses.at(-1)];
  if (firstShock === undefined || lastShock === undefined || firstPulse === undefined || lastPulse === undefined) return undefined;
  const shock = synaptic.kind === "uncaging" ? "flash" : "shock";
  const pulse = somatic.kind === "step" ? "step" : "pulse";
  const stepsEnd = lastPulse + widthOf(somatic);
  if (pulse === "step" && firstShock >= stepsEnd) return { time: stepsEnd - firstShock, between: `end of step to first ${shock}` };
  if (shocks.length !== pulses.length && lastShock <= firstPulse) return { time: firstPulse - lastShock, between: `last ${shock} to first ${pulse}` };
  return { time: firstPulse - firstShock, between: `first ${shock} to first ${pulse}` };
}
