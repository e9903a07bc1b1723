/** What is done in every trial: shocks → axons → releases, and what the electrode commands. */
import type { Command, PointEvent } from "#engine";
import { truePotential } from "#electrode";
import { firing, releases, type Release, type ReleaseAttempt, type Shock, type TerminalMemory } from "#model";
import { amount, type Protocol, type Stimulus } from "#protocol";
import { randomStream } from "#random";
import type { Held } from "./holding.js";
import { pulsesOf, type TrialPlan } from "./session-plan.js";
import { ELECTRODE, type Contact, type Specimen } from "./specimen.js";
import { STREAM } from "./streams.js";

/** What one spike did at one contact. */
export interface ContactAttempt extends ReleaseAttempt {
  readonly axon: string;
  /** Absent: a contact elsewhere. */
  readonly spine?: string;
}

export interface TrialActions {
  readonly events: readonly PointEvent[];
  readonly commands: readonly Command[];
  /** ms of every shock, which leaves its artefact in the electrode. */
  readonly shocks: readonly number[];
  readonly attempts: readonly ContactAttempt[];
}

/** One entry a trial. Terminals remember from trial to trial what they have released. */
export function actionsOf(
  protocol: Protocol, specimen: Specimen, plans: readonly TrialPlan[], held: (holding: number) => Held,
): TrialActions[] {
  const memories = specimen.contacts.map((): TerminalMemory | undefined => undefined);
  return plans.map((plan) => {
    const stimuli = protocol.stimuli[plan.stimulus] as readonly Stimulus[];
    const shocks = stimuli.flatMap((what) => what.kind === "synaptic"
      ? pulsesOf(what).map((time): Shocked =>
        ({ time, strength: amount(what.strength, "strength") as number, ...(what.axons && { axons: what.axons }) }))
      : []);
    const spikes = axonSpikes(protocol, specimen, plan, shocks);
    const events: PointEvent[] = [];
    const attempts: ContactAttempt[] = [];
    specimen.contacts.forEach((contact, k) => {
      const { before, found } = terminal(protocol, specimen, plan, contact, k, spikes[contact.axon] ?? [], memories[k]);
      memories[k] = before;
      const axon = protocol.axons[contact.axon]?.name ?? "";
      const whose = { axon, ...(contact.spine !== undefined && { spine: contact.spine }) };
      attempts.push(...found.map((one) => ({ ...one, ...whose })));
      for (const { release } of found) if (release) events.push(...eventsOf(contact.receptors, release));
    });
    for (const what of stimuli) {
      if (what.kind !== "uncaging") continue;
      const receptors = specimen.spines.find(({ name }) => name === what.spine)?.receptors ?? [];
      for (const time of pulsesOf(what)) events.push(...eventsOf(receptors, { time, weight: 1 }));
    }
    const end = amount(protocol.duration, "long time") as number;
    return {
      events: events.filter(({ at }) => Number.parseFloat(at) < end),
      commands: commandsOf(protocol, plan, stimuli, held(plan.holding)),
      shocks: shocks.map(({ time }) => time),
      attempts,
    };
  });
}

interface Shocked extends Shock {
  /** That the electrode reaches; absent: all. */
  readonly axons?: readonly string[];
}

function axonSpikes(
  { axons, seed }: Protocol, { settings }: Specimen, { index }: TrialPlan,
  shocks: readonly Shocked[],
): number[][] {
  return axons.map(({ name, threshold }, a) => firing({
    shocks: shocks.filter((shock) => shock.axons?.includes(name) ?? true),
    thresholds: [amount(threshold, "strength") as number], settings,
    random: randomStream(seed, index, STREAM.firing + a),
  })[0] ?? []);
}

function terminal(
  { axons, seed }: Protocol, { settings }: Specimen, { index, start, bath }: TrialPlan, contact: Contact, k: number,
  spikes: readonly number[], memory: TerminalMemory | undefined,
): { readonly before: TerminalMemory; readonly found: readonly ReleaseAttempt[] } {
  const { attempts, after } = releases({
    spikes, bath, settings, start,
    probability: contact.releaseProbability,
    reliable: axons[contact.axon]?.reliable === true,
    random: randomStream(seed, index, STREAM.release + k),
    ...(memory && { before: memory }),
  });
  return { before: after, found: attempts };
}

function eventsOf(receptors: readonly string[], { time, weight }: Release): PointEvent[] {
  return receptors.map((point) => ({ point, at: `${time} ms`, weight }));
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
