import type { Protocol } from "../protocol.js";
import { choice, oneOf, prose, name, words } from "../shapes/plain.js";
import { quantity } from "../shapes/quantities.js";
import { record } from "../shapes/record.js";
import { imaging } from "./imaging.js";
import { conditions, electrode, impliedDuration, impliedRuns, LONGEST_TRIAL, runs, stimuli, trials } from "./session.js";
import { mechanisms } from "./mechanisms.js";
import { axons, bath, cell, impliedAxons, pipette, seed, settings, spines } from "./specimen.js";

/** A protocol as read, with the number of trials that runs take where they don't say. */
export type ProtocolAndTrials = Protocol & { readonly trials: number };

/** Every field of a protocol file: from here come its checks, its JSON Schema and its table of fields. */
export const protocolShape = record<ProtocolAndTrials>("a protocol", {
  name: { shape: name(), about: "Of the experiment; the recording has it, too.", default: "protocol" },
  about: { shape: prose(5000), about: 'A sentence for the reader, such as "Figure 2A: one action potential in spine and shaft".', optional: true },
  parameters: { shape: choice("a parameter set", (catalogue) => words(...catalogue.parameterSets)), about: "Named set of the model's numbers.", default: "base" },
  set: { shape: settings, about: "Numbers of the model that differ from the set's, such as { nmda.gMax: 0.3 nS }.", default: {} },
  seed: { shape: seed(), about: "Of all chance; the same file and seed give the same bytes.", default: 1 },
  temperature: { shape: quantity("temperature", { least: "20 °C", most: "40 °C" }), about: "Of the bath.", default: "32 °C" },
  gating: {
    shape: oneOf("a way of gating", "mean", "stochastic"), default: "mean",
    about: "Calcium channels of spines as their mean, or each opening by chance (stochastic), which takes longer to compute.",
  },
  buffer: {
    shape: oneOf("a kind of buffer", "fixed", "mobile"), about: "The cell's own calcium buffer: in place, or diffusing.", default: "fixed",
  },
  cell: { shape: cell, about: "Generated or traced.", default: { kind: "CA1 pyramidal" } },
  spines: { shape: spines, about: "Spines that can be imaged.", default: [{}] },
  mechanisms: { shape: mechanisms, about: "Channels and pumps that the model lacks, each as text; docs/mechanisms.md says how they are written.", default: [] },
  bath: { shape: bath, about: "Before any condition changes it.", default: {} },
  pipette: { shape: pipette, about: "What the pipette is filled with.", default: {} },
  electrode: { shape: electrode, about: "Patch electrode at the soma and its amplifier.", default: {} },
  stimuli: { shape: stimuli, about: "What is done in a trial, by name; an empty list leaves the cell alone.", default: { rest: [] } },
  axons: { shape: axons, about: "Presynaptic axons that shocks can recruit.", implied: impliedAxons },
  conditions: { shape: conditions, about: "Solutions, drugs and holding, in the order in which they are applied.", default: [{}] },
  trials: { shape: trials, about: "Of every run that doesn't say.", default: 10 },
  runs: { shape: runs, about: "Which trials are run, in order.", implied: impliedRuns },
  interval: { shape: quantity("long time", { above: "0 s", most: "60 min" }), about: "From the start of one trial to the start of the next.", default: "10 s" },
  duration: { shape: quantity("long time", { least: "1 ms", most: LONGEST_TRIAL }), about: "Of one trial.", implied: impliedDuration },
  imaging: { shape: imaging, about: "What the microscope does in a trial.", default: { kind: "line scan" } },
}, { also: { spine: "spines", mechanism: "mechanisms", run: "runs", condition: "conditions", axon: "axons" }, draft: true });
