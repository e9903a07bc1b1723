/** What happened, which no electrode and no microscope shows; kept apart from the recording. */
import { joinedName, type Probe } from "#engine";
import { liesIn, statesOfOwn, type Written } from "#model";
import type { Protocol } from "#protocol";
import { ELECTRODE, type Specimen, type SpecimenSpine } from "./specimen.js";
import type { ContactAttempt } from "./stimulation.js";

/** One traced quantity: "calcium in the head", µM. */
export interface TruthQuantity {
  /** For a table's column: "head_calcium_uM". */
  readonly name: string;
  readonly unit: "mV" | "µM" | "pA";
  readonly about: string;
  readonly probe: Probe;
}

export interface TruthTrial {
  readonly trial: number;
  readonly stimulus: string;
  readonly condition: string;
  /** Every spike of every contact, and what it released. */
  readonly attempts: readonly ContactAttempt[];
  /** One a quantity, from 0 every `interval` ms. */
  readonly traces: readonly Float32Array[];
}

export interface Truth {
  readonly protocol: Protocol;
  /** ms between samples. */
  readonly interval: number;
  readonly quantities: readonly Omit<TruthQuantity, "probe">[];
  readonly trials: readonly TruthTrial[];
}

export const TRUTH_INTERVAL = 0.1; // ms: an action potential is ten samples wide

/** Voltage, calcium, dye and the pathways' currents of one spine, its shaft and the soma. */
export function truthProbes(specimen: Specimen, imaged: string): TruthQuantity[] {
  const { spines, pool, neuron, cell } = specimen;
  const { body, receptors, channels } = spines.find(({ name }) => name === imaged) as SpecimenSpine;
  const every = `${TRUTH_INTERVAL} ms`;
  const places = [
    ["head", { section: body.head }], ["shaft", { section: body.shaft.section, at: body.shaft.at }],
  ] as const;
  const carriesCalcium = (point: string): boolean =>
    cell.points?.some(({ name, mechanism }) => name === point && mechanism.current.results.has("ca")) === true;
  const word = (point: string): string => point.slice(imaged.length + 1).replaceAll(" ", "_");
  return [
    {
      name: "soma_v_mV", unit: "mV", about: "potential across the soma's membrane",
      probe: { of: "v", at: { section: neuron.soma.section, at: neuron.soma.at }, every },
    },
    ...places.flatMap(([where, at]): TruthQuantity[] => [
      { name: `${where}_v_mV`, unit: "mV", about: `potential in the ${where}`, probe: { of: "v", at, every } },
      {
        name: `${where}_calcium_uM`, unit: "µM", about: `free calcium in the ${where}`,
        probe: { of: `${pool.name}.ca`, at, every },
      },
      {
        name: `${where}_bound_dye_uM`, unit: "µM", about: `calcium-bound dye in the ${where}`,
        probe: { of: `${pool.name}.dyeCa`, at, every },
      },
    ]),
    ...receptors.map((point): TruthQuantity => ({
      name: `${word(point)}_current_pA`, unit: "pA", about: `current of the head's ${word(point)} receptors`,
      probe: { of: `${point}.current`, every },
    })),
    ...[...receptors.filter(carriesCalcium), channels].map((point): TruthQuantity => ({
      name: `${word(point)}_calcium_current_pA`, unit: "pA", about: `calcium current of the head's ${word(point)}`,
      probe: { of: `${point}.ca`, every },
    })),
    ...writtenProbes(specimen, [
      ["soma", { section: neuron.soma.section, at: neuron.soma.at }], ...places,
    ]),
  ];
}

/** By this name alone: among all quantities it isn't, since a file's truth is what no electrode shows. */
export const CLAMP_CURRENT = "clamp_current_pA";

/** The clamp's current before the amplifier's filter, noise and converter; nothing where the soma isn't clamped. */
export function clampProbes({ reading }: Specimen): TruthQuantity[] {
  const of = `${ELECTRODE}.current`;
  const probe = { of, every: `${TRUTH_INTERVAL} ms` };
  return reading.of === of ? [{ name: CLAMP_CURRENT, unit: "pA", about: "the clamp's current without noise", probe }] : [];
}

type Spot = readonly [where: string, at: { readonly section: string; readonly at?: number }];

/** What mechanisms that the protocol brings along carry and hold, in those compartments of the truth where they are. */
function writtenProbes({ neuron, pool, written: { over, within } }: Specimen, spots: readonly Spot[]): TruthQuantity[] {
  const every = `${TRUTH_INTERVAL} ms`;
  const kindOf = (section: string): string => neuron.sections.find(({ name }) => name === section)?.kind ?? "";
  const held = ({ in: places }: Written, all: readonly Spot[]): readonly Spot[] => {
    const isIn = liesIn(neuron, places);
    return all.filter(([, { section }]) => isIn({ section, kind: kindOf(section) }));
  };
  return [
    ...over.flatMap(({ written, mechanism: { name, current: { results } } }) => held(written, spots).flatMap(([where, at]): TruthQuantity[] =>
      [...results.keys()].map((carried) => ({
        name: `${where}_${name}_${carried === "total" ? "" : `${carried}_`}current_pA`, unit: "pA",
        about: `${carried === "total" ? "current" : `current of ${carried}`} of ${name} over the compartment's membrane in the ${where}`,
        probe: { of: `${name}.${carried === "total" ? "current" : carried}`, at, every },
      })))),
    ...within.flatMap(({ written, mechanism }) =>
      held(written, spots.filter(([where]) => where !== "soma")).flatMap(([where, at]): TruthQuantity[] => statesOfOwn(mechanism)
        .filter((state) => mechanism.names.get(state)?.text === "µM")
        .map((state) => ({
          name: `${where}_${mechanism.name}_${state}_uM`, unit: "µM", about: `${state} of ${mechanism.name} in the ${where}`,
          probe: { of: `${pool.name}.${joinedName(mechanism.name, state)}`, at, every },
        })))),
  ];
}
