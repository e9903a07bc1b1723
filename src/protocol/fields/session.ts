/** Fields of the electrode, of what is done in a trial, and of the session. */
import type { Bath, Condition, Electrode, Run, Stimulus } from "../protocol.js";
import { choice, list, name, number, oneOf } from "../shapes/plain.js";
import { amount, quantity } from "../shapes/quantities.js";
import { map, named, record, variants, type Field } from "../shapes/record.js";
import type { Draft } from "../shapes/shape.js";
import { amountOf, ion } from "./specimen.js";

const potential = quantity("potential", { least: "-300 mV", most: "200 mV" });

export const electrode = record<Electrode>("an electrode", {
  mode: { shape: oneOf("a mode", "current clamp", "voltage clamp"), about: "Current clamp or voltage clamp.", default: "current clamp" },
  holding: { shape: potential, about: "As the amplifier shows it, uncorrected for the junction potential.", default: "-70 mV" },
  junctionPotential: { shape: quantity("potential", { least: "-30 mV", most: "30 mV" }), about: "Liquid junction: -70 mV recorded is -80 mV true.", default: "-10 mV" },
  seriesResistance: { shape: quantity("resistance", { above: "0 MΩ", most: "200 MΩ" }), about: "Between pipette and soma.", default: "15 MΩ" },
  capacitance: { shape: quantity("capacitance", { least: "0 pF", most: "50 pF" }), about: "Of the pipette.", default: "5 pF" },
  compensation: {
    shape: number({ what: "a share", least: 0, most: 1, percent: true }),
    implied: {
      by: (_, { mode }) => (mode === "voltage clamp" ? 0 : 1),
      said: "none in voltage clamp; in current clamp all, a balanced bridge",
    },
    about: "Share of the series resistance that is compensated in voltage clamp (below 1), or balanced by the bridge in current clamp.",
  },
  filter: { shape: quantity("frequency", { above: "0 Hz", most: "100 kHz" }), about: "Corner of the amplifier's four-pole Bessel filter.", default: "2 kHz" },
  currentNoise: { shape: quantity("current", { least: "0 pA", most: "1 nA" }), about: "Root mean square, in voltage clamp.", default: "1.8 pA" },
  potentialNoise: { shape: quantity("potential", { least: "0 mV", most: "20 mV" }), about: "Root mean square, in current clamp.", default: "0.1 mV" },
  sampling: { shape: quantity("frequency", { least: "100 Hz", most: "1 MHz" }), about: "Of the converter.", default: "20 kHz" },
});

const at: Field<string> = { shape: quantity("time", { least: "0 ms", most: "60 s" }), about: "When it begins, from the start of the trial.", default: "100 ms" };
const count: Field<number> = { shape: number({ what: "a whole number", least: 1, most: 1000, whole: true }), about: "How many.", default: 1 };
const frequency: Field<string> = { shape: quantity("frequency", { above: "0 Hz", most: "1 kHz" }), about: "Of several.", default: "66 Hz" };

const stimulus = variants<Stimulus>("a stimulus", {
  synaptic: {
    about: "Shocks through a stimulating electrode, which make axons fire.",
    aliases: ["EPSP", "EPSPs", "EPSC", "EPSCs", "shock", "shocks"],
    fields: {
      at, count, frequency,
      strength: { shape: quantity("strength", { least: "0" }), about: "Axons of this threshold or less fire.", default: "1" },
      axons: {
        shape: list("names of axons", name(), { least: 1, most: 100 }), optional: true,
        about: "Axons that the electrode reaches, such as one of two pathways; without it all of them.",
      },
    },
  },
  "action potentials": {
    about: "Brief currents into the soma, one action potential each (current clamp).",
    aliases: ["action potential", "AP", "APs", "spike", "spikes"],
    fields: {
      at, count, frequency,
      width: { shape: quantity("time", { above: "0 ms", most: "100 ms" }), about: "Of each current.", default: "3 ms" },
      current: { shape: quantity("current", { above: "0 pA", most: "20 nA" }), about: "Of each.", default: "1.6 nA" },
    },
  },
  step: {
    about: "Steps of current, or of the command potential relative to holding, as the electrode's mode has it.",
    aliases: ["steps", "pulse", "pulses"],
    fields: {
      at, count, frequency,
      width: { shape: quantity("time", { above: "0 ms", most: "60 s" }), about: "Of each.", default: "40 ms" },
      by: { shape: quantity("potential or current"), about: "mV in voltage clamp, pA in current clamp." },
    },
  },
  uncaging: {
    about: "Glutamate uncaged onto a spine: a release that never fails.",
    aliases: ["glutamate uncaging"],
    fields: {
      at, count, frequency,
      spine: { shape: name(), about: "Onto which.", implied: { by: (draft) => draft.spines?.[0]?.name ?? "spine", said: "the first spine" } },
    },
  },
}, () => undefined);

export const stimuli = map("stimuli by name", list("stimuli", stimulus, { most: 50 }), { least: 1, most: 100 });

const asBefore = (key: keyof Bath): Field<string>["implied"] => ({ by: (draft) => draft.bath?.[key] ?? "2 mM", said: "as in the bath" });

export const conditions = named("conditions", record<Condition>("a condition", {
  name: { shape: name(), about: "Such as \"control\" or \"APV\".", default: "control" },
  drugs: {
    shape: named("drugs", record<Condition["drugs"][number]>("a drug", {
      name: { shape: choice("a drug of the model", (catalogue) => catalogue.drugs), about: "Drug." },
      dose: { shape: quantity("concentration", { least: "0 µM", most: "100 mM" }), about: "In the bath." },
    }, { text: amountOf("name", "dose", "D-APV 100 µM") }), { most: 20, value: "dose" }),
    about: "Drugs in the bath, with their dose.", default: [],
  },
  bath: {
    shape: record<Bath>("a bath", {
      calcium: { shape: ion(), about: "Ca²⁺ outside.", implied: asBefore("calcium") as NonNullable<Field<string>["implied"]> },
      magnesium: { shape: ion(), about: "Mg²⁺ outside.", implied: asBefore("magnesium") as NonNullable<Field<string>["implied"]> },
    }),
    about: "Ions in the bath.", default: {},
  },
  holding: {
    shape: potential, about: "As the electrode's.",
    implied: { by: (draft) => draft.electrode?.holding ?? "-70 mV", said: "the electrode's" },
  },
  wait: { shape: quantity("long time", { least: "0 min", most: "300 min" }), about: "From the change of solution to the first trial; the first condition waits for nothing.", default: "10 min" },
  wash: { shape: quantity("long time", { least: "0 min", most: "60 min" }), about: "Time constant with which the bath follows the change; 0 min exchanges at once.", default: "2 min" },
}), { least: 1, most: 100 });

export const trials = number({ what: "a whole number", least: 1, most: 100_000, whole: true });

const run = record<Run>("a run", {
  stimulus: { shape: name(), about: "What is done, by its name." },
  condition: {
    shape: name(), about: "In which condition.",
    implied: { by: (draft) => draft.conditions?.[0]?.name ?? "control", said: "the first" },
  },
  trials: { shape: trials, about: "How often.", implied: { by: (draft) => draft.trials ?? 10, said: "the protocol's trials" } },
});

export const runs = list("runs", run, { least: 1, most: 1000 });

/** Every stimulus in every condition. */
export const impliedRuns = {
  by: (draft: Draft): unknown => (draft.conditions ?? [{ name: "control" }]).flatMap((condition) =>
    Object.keys(draft.stimuli ?? {}).map((what) => ({ stimulus: what, condition: condition.name, trials: draft.trials ?? 10 }))),
  said: "every stimulus in every condition",
};

/** ms at which the last pulse of a stimulus is over. */
export function endOf(what: Stimulus): number {
  const width = "width" in what ? (amount(what.width, "time") as number) : 0;
  const train = what.count > 1 ? (what.count - 1) / (amount(what.frequency, "frequency") as number) : 0;
  return (amount(what.at, "time") as number) + train + width;
}

/** Of a trial. */
export const LONGEST_TRIAL = "60 s";

/** Long enough for every stimulus and what decays after it. */
export const impliedDuration = {
  by: (draft: Draft): string => {
    const last = Object.values(draft.stimuli ?? {}).flat().reduce((end, what) => Math.max(end, endOf(what)), 0);
    const longest = amount(LONGEST_TRIAL, "time") as number;
    return `${Math.min(longest, Math.max(600, Math.ceil((last + 500) / 100) * 100))} ms`;
  },
  said: "half a second beyond the last stimulus, at least 600 ms",
};
