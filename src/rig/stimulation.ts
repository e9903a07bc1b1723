/** What reaches the synapses in every trial: shocks → axons → releases. */
import {
  firing, releases, terminalOf, type ReleaseAttempt, type Shock, type Terminal, type TerminalMemory,
} from "#model";
import { amount, type Protocol, type Stimulus } from "#protocol";
import { randomStream } from "#random";
import { pulsesOf, type TrialPlan } from "./session-plan.js";
import type { Contact, Specimen } from "./specimen.js";
import { STREAM } from "./streams.js";

/** What one spike did at one contact. */
export interface ContactAttempt extends ReleaseAttempt {
  readonly axon: string;
  /** Absent: a contact elsewhere. */
  readonly spine?: string;
}

export interface TrialActions {
  /** Contact, ms and weight of one release after the other. */
  readonly releases: Float64Array;
  /** ms of every shock, which leaves its artefact in the electrode. */
  readonly shocks: readonly number[];
  readonly attempts: readonly ContactAttempt[];
}

/** One entry a trial. Terminals remember from trial to trial what they have released. */
export function actionsOf(protocol: Protocol, specimen: Specimen, plans: readonly TrialPlan[]): TrialActions[] {
  const terminal = terminalOf(specimen.settings);
  const memories = specimen.contacts.map((): TerminalMemory | undefined => undefined);
  return plans.map((plan) => {
    const shocks = stimuliOf(protocol, plan).flatMap((what) => what.kind === "synaptic"
      ? pulsesOf(what).map((time): Shocked =>
        ({ time, strength: amount(what.strength, "strength") as number, ...(what.axons && { axons: what.axons }) }))
      : []);
    const spikes = axonSpikes(protocol, specimen, plan, shocks);
    const released: number[] = [];
    const attempts: ContactAttempt[] = [];
    specimen.contacts.forEach((contact, k) => {
      const request = { contact, k, terminal, spikes: spikes[contact.axon] ?? [], memory: memories[k] };
      const { before, found } = attemptsAt(protocol, plan, request);
      memories[k] = before;
      const axon = protocol.axons[contact.axon]?.name ?? "";
      const whose = { axon, ...(contact.spine !== undefined && { spine: contact.spine }) };
      attempts.push(...found.map((one) => ({ ...one, ...whose })));
      for (const { release } of found) if (release) released.push(k, release.time, release.weight);
    });
    return { releases: Float64Array.from(released), shocks: shocks.map(({ time }) => time), attempts };
  });
}

export function stimuliOf({ stimuli }: Protocol, { stimulus }: TrialPlan): readonly Stimulus[] {
  return stimuli[stimulus] ?? [];
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

function attemptsAt(
  { axons, seed }: Protocol, { index, start, bath }: TrialPlan, { contact, k, terminal, spikes, memory }: {
    readonly contact: Contact; readonly k: number; readonly terminal: Terminal; readonly spikes: readonly number[];
    readonly memory: TerminalMemory | undefined;
  },
): { readonly before: TerminalMemory; readonly found: readonly ReleaseAttempt[] } {
  const { attempts, after } = releases({
    spikes, bath, terminal, start,
    probability: contact.releaseProbability,
    reliable: axons[contact.axon]?.reliable === true,
    random: randomStream(seed, index, STREAM.release + k),
    ...(memory && { before: memory }),
  });
  return { before: after, found: attempts };
}
