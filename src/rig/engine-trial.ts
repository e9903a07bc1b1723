/** One trial as the engine takes it, made when it is run: thousands of them need not be held at once. */
import { truePotential } from "#electrode";
import type { Command, PointEvent, Trial } from "#engine";
import { amount, type Protocol, type Stimulus } from "#protocol";
import type { Settings } from "#units";
import type { Held } from "./holding.js";
import { pulsesOf, type TrialPlan } from "./session-plan.js";
import { ELECTRODE, type Specimen } from "./specimen.js";
import { stimuliOf } from "./stimulation.js";

/** Where events and numbers go, as names that the engine knows. */
export interface Addresses {
  /** Point processes that a release at each contact opens. */
  readonly contacts: readonly (readonly string[])[];
  /** Those of each spine, by its name. */
  readonly spines: Readonly<Record<string, readonly string[]>>;
  /** What a mechanism's or electrode's numbers go by: its own name, or those of its point processes. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
}

export function addressesOf({ cell, contacts, spines }: Specimen): Addresses {
  const owners: Record<string, string[]> = {};
  const own = (mechanism: string, name: string): void => {
    if (owners[mechanism]?.includes(name) !== true) (owners[mechanism] ??= []).push(name);
  };
  for (const { mechanism: { name } } of [...cell.membrane, ...(cell.pools ?? [])]) own(name, name);
  for (const { name, mechanism } of cell.points ?? []) own(mechanism.name, name);
  for (const { name } of cell.electrodes ?? []) own(name, name);
  return {
    contacts: contacts.map(({ receptors }) => receptors),
    spines: Object.fromEntries(spines.map(({ name, receptors }) => [name, receptors])),
    owners,
  };
}

/** "nmda.available" → the same for every NMDA receptor. */
export function spreadOut(numbers: Settings, { owners }: Addresses): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).flatMap(([name, text]) => {
    const [mechanism = "", parameter = ""] = name.split(".");
    return (owners[mechanism] ?? []).map((owner) => [`${owner}.${parameter}`, text]);
  }));
}

export function engineTrial(
  protocol: Protocol, plan: TrialPlan, addresses: Addresses,
  { releases, numbers, held }: { readonly releases: Float64Array; readonly numbers: Settings; readonly held: Held },
): Trial {
  const stimuli = stimuliOf(protocol, plan);
  const events: PointEvent[] = [];
  const open = (receptors: readonly string[], time: number, weight: number): void => {
    events.push(...receptors.map((point) => ({ point, at: `${time} ms`, weight })));
  };
  const end = amount(protocol.duration, "long time") as number;
  for (let k = 0; k < releases.length; k += 3) {
    const [contact, time, weight] = releases.subarray(k, k + 3) as unknown as [number, number, number];
    if (time < end) open(addresses.contacts[contact] ?? [], time, weight);
  }
  for (const what of stimuli) {
    if (what.kind !== "uncaging") continue;
    for (const time of pulsesOf(what)) open(addresses.spines[what.spine] ?? [], time, 1);
  }
  return {
    number: plan.index, events, commands: commandsOf(protocol, plan, stimuli, held), set: spreadOut(numbers, addresses),
  };
}

/** Holding throughout, and on it what the stimuli command. */
function commandsOf(
  { electrode: amplifier }: Protocol, { holding }: TrialPlan, stimuli: readonly Stimulus[], held: Held,
): Command[] {
  const electrode = ELECTRODE;
  const clamped = amplifier.mode === "voltage clamp";
  const resting = clamped ? `${truePotential(holding, amplifier)} mV` : `${held.current} pA`;
  const pulses = stimuli.flatMap((what): Command[] => {
    if (what.kind !== "action potentials" && what.kind !== "step") return [];
    const width = amount(what.width, "time") as number;
    const by = what.kind === "step"
      ? (amount(what.by, "potential or current") as number) : (amount(what.current, "current") as number);
    const level = clamped ? `${truePotential(holding, amplifier) + by} mV` : `${by} pA`;
    return pulsesOf(what).map((from) => ({ electrode, from: `${from} ms`, to: `${from + width} ms`, level }));
  });
  return [{ electrode, level: resting }, ...pulses];
}
