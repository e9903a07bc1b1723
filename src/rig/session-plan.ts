/** A protocol spread out in time: which trial starts when, in what bath, after how long in whole cell. */
import { exp } from "#elementary";
import type { Condition, Protocol, Stimulus } from "#protocol";
import { parseQuantity, quantityIn } from "#units";

/** One trial to come: all that distinguishes it from its neighbours but chance. */
export interface TrialPlan {
  readonly index: number;
  /** Name of what is done, a key of `Protocol.stimuli`. */
  readonly stimulus: string;
  readonly condition: string;
  /** ms on the session's clock, whose zero is the first trial's start. */
  readonly start: number;
  /** minutes of whole-cell recording when it starts */
  readonly sinceBreakIn: number;
  /** What is in the bath now, wash-in and wash-out included. */
  readonly bath: BathNow;
  /** mV as the amplifier shows it. */
  readonly holding: number;
}

export interface BathNow {
  readonly calcium_mM: number;
  readonly magnesium_mM: number;
  readonly drugs: readonly { readonly name: string; readonly concentration_uM: number }[];
}

const MINUTE = 60_000; // ms
/** Of a dose: what is left of a drug after wash-out no longer counts as its presence. */
const TRACE = 1e-6;

/** Every trial of the protocol in the order in which it is run. */
export function trialPlans(protocol: Protocol): TrialPlan[] {
  const conditions = new Map(protocol.conditions.map((c) => [c.name, c]));
  const interval = parseQuantity(protocol.interval, "time");
  const breakIn = parseQuantity(protocol.pipette.sinceBreakIn, "time");
  const plans: TrialPlan[] = [];
  let current: Condition | undefined;
  let bath: BathNow | undefined;
  let changed = 0;
  let clock = 0;
  for (const run of protocol.runs) {
    const condition = conditions.get(run.condition);
    if (!condition) throw new Error(`broken invariant: the checked protocol has the condition "${run.condition}"`);
    if (condition !== current) {
      // The bath as it stood when the solution was changed is what the new one washes out.
      bath = current && bath ? washed(current, bath, clock - changed) : target(condition);
      changed = clock;
      if (current) clock += parseQuantity(condition.wait, "time");
      current = condition;
    }
    for (let k = 0; k < run.trials; k++) {
      plans.push({
        index: plans.length,
        stimulus: run.stimulus,
        condition: condition.name,
        start: clock,
        sinceBreakIn: (breakIn + clock) / MINUTE,
        bath: washed(condition, bath as BathNow, clock - changed),
        holding: quantityIn(condition.holding, "mV", `conditions.${condition.name}.holding`),
      });
      clock += interval;
    }
  }
  return plans;
}

/** What a condition's solution holds. */
function target(condition: Condition): BathNow {
  const where = `conditions.${condition.name}`;
  return {
    calcium_mM: quantityIn(condition.bath.calcium, "mM", `${where}.bath.calcium`) / 1000,
    magnesium_mM: quantityIn(condition.bath.magnesium, "mM", `${where}.bath.magnesium`) / 1000,
    drugs: condition.drugs.map(({ name, dose }) => ({ name, concentration_uM: quantityIn(dose, "µM", `${where}, ${name}`) })),
  };
}

/** The bath `elapsed` ms after `from` began to be replaced by the condition's solution, as a stirred chamber exchanges. */
function washed(condition: Condition, from: BathNow, elapsed: number): BathNow {
  const to = target(condition);
  const time = parseQuantity(condition.wash, "time");
  const left = time > 0 ? exp(-elapsed / time) : 0;
  const mixed = (before: number, after: number): number => after + (before - after) * left;
  const names = [...new Set([...from.drugs, ...to.drugs].map((drug) => drug.name))];
  const of = (bath: BathNow, name: string): number => bath.drugs.find((drug) => drug.name === name)?.concentration_uM ?? 0;
  return {
    calcium_mM: mixed(from.calcium_mM, to.calcium_mM),
    magnesium_mM: mixed(from.magnesium_mM, to.magnesium_mM),
    drugs: names.flatMap((name) => {
      const concentration_uM = mixed(of(from, name), of(to, name));
      return concentration_uM > TRACE * Math.max(of(from, name), of(to, name)) ? [{ name, concentration_uM }] : [];
    }),
  };
}

/** ms of every pulse of a stimulus, in order. */
export function pulsesOf(stimulus: Stimulus): number[] {
  const at = quantityIn(stimulus.at, "ms", `${stimulus.kind}, at`);
  const period = 1 / quantityIn(stimulus.frequency, "Hz", `${stimulus.kind}, frequency`);
  return Array.from({ length: stimulus.count }, (_, k) => at + k * period);
}
