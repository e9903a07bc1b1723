/** Fields of the cell, its spines, what surrounds it and what is in the pipette. */
import { folded, nounFor } from "../catalogue.js";
import type { Axon, Bath, CellChoice, Indicator, PipetteSolution, Spine, StructuralDye } from "../protocol.js";
import { choice, flag, list, name, number, oneOf, orNone, prose } from "../shapes/plain.js";
import { quantity, tidied } from "../shapes/quantities.js";
import { map, named, record, variants, type RecordOptions } from "../shapes/record.js";
import { unexpected, unread, type Shape } from "../shapes/shape.js";

/** Seeds are 32-bit, as the random streams' keys. */
export const seed = (): Shape<number> => number({ what: "a whole number", least: 0, most: 0xffffffff, whole: true });

export const cell = variants<CellChoice>("a cell", {
  "CA1 pyramidal": {
    about: "A CA1 pyramidal cell, generated from published statistics.",
    aliases: ["CA1", "CA1 pyramidal cell", "CA1 pyramidal neuron"],
    fields: { seed: { shape: seed(), about: "Draws the morphology; 0 is the reference cell, whose proportions are the means.", default: 0 } },
  },
  SWC: {
    about: "A traced cell.",
    aliases: ["traced", "morphology"],
    fields: { file: { shape: prose(1000), about: "SWC file, relative to the protocol." } },
  },
}, (given) => (given.has("file") ? "SWC" : "CA1 pyramidal"));

/** A number of the model as text; which kind it must be is checked when its name is known. */
const modelNumber: Shape<string> = {
  expects: 'a number with its unit, such as "0.1 µm³"',
  read: (found, here) => {
    const { value } = found;
    return typeof value === "string" || typeof value === "number" ? tidied(found.text ?? String(value)) : unexpected(found, here, modelNumber.expects);
  },
  schema: () => ({ type: ["string", "number"] }),
};

export const settings = map("numbers of the model", modelNumber, { most: 500 });

export const spines = named("spines", record<Spine>("a spine", {
  name: { shape: name(), about: "How stimuli, axons and imaging call it.", default: "spine" },
  dendrite: { shape: oneOf("a kind of dendrite", "oblique", "trunk", "tuft", "basal"), about: "Kind of dendrite it sits on.", default: "oblique" },
  distance: { shape: quantity("length", { least: "0 µm", most: "5 mm" }), about: "Path length from the soma.", default: "120 µm" },
  draw: {
    shape: seed(), optional: true,
    about: "Draws geometry, receptors, channels and release from the population's distributions with this seed; without it the spine is the typical one.",
  },
  with: {
    shape: settings, default: {},
    about: "What differs from the typical or drawn spine, such as { headVolume: 0.1 µm³ }; names as in the model's group \"spine\".",
  },
}), { least: 1, most: 100, own: ["with"] });

export const ion = (): Shape<string> => quantity("concentration", { least: "0 mM", most: "20 mM" });

export const bath = record<Bath>("a bath", {
  calcium: { shape: ion(), about: "Ca²⁺ outside.", default: "2 mM" },
  magnesium: { shape: ion(), about: "Mg²⁺ outside; 0 mM leaves what comes with the salts.", default: "2 mM" },
});

/** "calcium green-1 200 µM" or "200 µM calcium green-1" as fields. */
export function amountOf(what: string, how: string, example: string): NonNullable<RecordOptions["text"]> {
  const dose = "[\\d.]+(?:[eE][-+]?\\d+)?\\s*[nµμum]?M";
  const [after, before] = [new RegExp(`^\\s*(\\S.*?)[\\s,:]+(${dose})\\s*$`, "u"), new RegExp(`^\\s*(${dose})\\s+(\\S.*?)\\s*$`, "u")];
  return {
    example,
    pattern: `^.+\\s${dose}\\s*$|^\\s*${dose}\\s.+$`,
    means: (text) => {
      const [, first, last] = after.exec(text) ?? [];
      if (first !== undefined) return { [what]: first, [how]: last };
      const [, dosed, of] = before.exec(text) ?? [];
      return of === undefined ? undefined : { [what]: of, [how]: dosed };
    },
  };
}

/** A dye's name: the model's word where it has one, else as written. */
const dyeName: Shape<string> = {
  ...name(),
  read: (found, here) => {
    const text = name().read(found, here);
    return text === unread ? unread : (nounFor(text, here.reading.catalogue.indicators) ?? text);
  },
};

const dyeConcentration = quantity("concentration", { above: "0 µM", most: "5 mM" });

const indicator = record<Indicator>("a dye with its concentration", {
  name: { shape: dyeName, about: "One of the model's (calcium green-1, magnesium green, OGB-1, Fluo-4, Fluo-5F, Fluo-4FF, GCaMP6f), or your own, with kd and dynamicRange." },
  concentration: { shape: dyeConcentration, about: "In the pipette." },
  kd: { shape: quantity("concentration", { above: "0 µM", most: "100 mM" }), about: "Dissociation constant of calcium, without Mg²⁺.", optional: true },
  on: { shape: quantity("rate of binding", { above: "0 /µM/ms", most: "10 /µM/ms" }), about: "Rate at which it binds calcium.", optional: true },
  dynamicRange: { shape: number({ what: "a ratio", least: 1, most: 10_000 }), about: "Fluorescence with calcium over that without.", optional: true },
  brightness: { shape: number({ what: "a ratio", least: 0, most: 100 }), about: "Of the bound form, in units of calcium-bound calcium green-1.", optional: true },
}, { text: amountOf("name", "concentration", "calcium green-1 200 µM") });

const structural = record<StructuralDye>("a structural dye with its concentration", {
  name: { shape: choice("a structural dye", (catalogue) => catalogue.structuralDyes), about: "A dye that calcium doesn't change." },
  concentration: { shape: dyeConcentration, about: "In the pipette." },
}, { text: amountOf("name", "concentration", "Alexa Fluor 594 50 µM") });

export const pipette = record<PipetteSolution>("a pipette solution", {
  dye: { shape: orNone(indicator), about: "Calcium indicator.", default: { name: "calcium green-1", concentration: "200 µM" } },
  structuralDye: { shape: orNone(structural), about: "A red dye that calcium doesn't change.", default: "none" },
  atp: { shape: quantity("concentration", { least: "0 mM", most: "20 mM" }), about: "MgATP; without it calcium channels run down.", default: "5 mM" },
  sinceBreakIn: {
    shape: quantity("long time", { least: "0 min", most: "600 min" }), default: "30 min",
    about: "From break-in to the first trial, while dye flows in and, without ATP, channels run down.",
  },
});

/** Whether any stimulus goes through the axons. */
const synaptic = (stimuli: Readonly<Record<string, readonly { readonly kind: string }[]>> | undefined): boolean =>
  Object.values(stimuli ?? {}).some((all) => all.some(({ kind }) => folded(kind) === "synaptic"));

export const axons = named("axons", record<Axon>("an axon", {
  name: { shape: name(), about: "For the truth file.", default: "axon" },
  onto: {
    shape: list("names of spines", name(), { most: 100 }), about: "Spines of this protocol that it contacts.",
    implied: { by: (draft) => draft.spines?.map((spine) => spine.name) ?? [], said: "every spine" },
  },
  elsewhere: {
    shape: number({ what: "a whole number", least: 0, most: 500, whole: true }), default: 20,
    about: "Contacts beside them, spread over the obliques by the protocol's seed, which are not imaged; 0 for minimal stimulation.",
  },
  threshold: { shape: quantity("strength", { least: "0" }), about: "A stimulus of this strength or more makes it fire.", default: "1" },
  reliable: { shape: flag(), about: "Every spike releases, for controls; else by chance.", default: false },
}), { most: 100 });

export const impliedAxons = {
  by: (draft: { readonly stimuli?: Parameters<typeof synaptic>[0] }): unknown => (synaptic(draft.stimuli) ? [{}] : []),
  said: "one axon onto every spine where a stimulus is synaptic, else none",
};
