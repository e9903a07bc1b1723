/**
 * What the parameter set `base` is fitted to: rows of the paper that pin one number each, and the numbers that are
 * free. All other rows are held out: they had no say, and nobody looks at them while this is changed.
 */
import { cbrt, log, square } from "#elementary";
import { parameterTable, typicalSpine } from "#model";
import { quantityIn, readQuantity, type Settings } from "#units";
import { findingOf } from "./findings.js";
import type { SessionName, TrainingReadings } from "./training-sessions.js";

/** What is known of a number apart from this paper. */
export interface Published {
  readonly value: number;
  /** The published uncertainty: the pull has length 1 at either end of it. */
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/** A number of the model that the fit may move, within the bounds that the model states for it. */
export interface FreeParameter {
  readonly name: string;
  readonly unit: string;
  /** Absent where nobody but the paper says anything: then the fit starts, and is held, in the middle of the bounds. */
  readonly published?: Published;
  /** Significant digits with which it goes into `base`. */
  readonly digits: number;
  /** Simulations in which it matters. */
  readonly moves: readonly SessionName[];
  /** Numbers that follow it. */
  readonly follows?: (value: number) => Settings;
}

const CHANNELS: readonly SessionName[] =
  ["one AP", "one AP without dye", "1 mM Ni²⁺", "50 µM Ni²⁺", "without ATP", "with ATP", "pairing"];
const RECEPTORS: readonly SessionName[] = ["one EPSC", "without ATP", "with ATP", "pairing"];
const NICKEL: readonly SessionName[] = ["1 mM Ni²⁺", "50 µM Ni²⁺"];
/** µm² of the typical head, a ball: its channels are the shaft's, and as dense. */
const HEAD_MEMBRANE = Math.PI * square(cbrt((6 * typicalSpine().geometry.headVolume) / Math.PI));

export const freeParameters: readonly FreeParameter[] = [
  {
    name: "highThreshold.permeability", unit: "µm/ms", digits: 3, moves: CHANNELS,
    published: {
      value: 0.00175, low: 0.000875, high: 0.0035,
      source: "Sabatini, Oertner & Svoboda 2002: 30 µM an action potential; twofold either way covers their spread",
    },
    follows: (value) =>
      ({ "highThresholdCluster.permeability": `${Number((value * HEAD_MEMBRANE).toPrecision(4))} µm³/ms` }),
  },
  {
    name: "nmda.gMax", unit: "nS", digits: 2, moves: RECEPTORS,
    published: {
      value: 0.3, low: 0.05, high: 0.8,
      source: "models of CA1 synapses: 0.065 to 0.55 nS; under three channels open",
    },
  },
  {
    name: "ampa.gMax", unit: "nS", digits: 2, moves: RECEPTORS,
    published: { value: 0.25, low: 0.1, high: 0.5, source: "models of CA1 synapses: 0.1 to 1 nS" },
  },
  {
    name: "release.quantalVariation", unit: "1", digits: 2, moves: [],
    published: {
      value: 0.32, low: 0.2, high: 0.5,
      source: "Kullmann 1993: 0.2 on occasion; Rodrigues et al. 2023: 0.5 of glutamate alone",
    },
  },
  {
    name: "drugs.nickelHalf", unit: "µM", digits: 2, moves: NICKEL,
    published: { value: 400, low: 200, high: 800, source: "L, N and P/Q types: several hundred µM" },
  },
  {
    name: "drugs.nickelHill", unit: "1", digits: 2, moves: NICKEL,
    published: { value: 1, low: 0.5, high: 2, source: "one ion, one site" },
  },
  { name: "solutions.runDown", unit: "s", digits: 2, moves: ["without ATP"] },
  { name: "spinePopulation.permeableFraction", unit: "1", digits: 2, moves: [] },
  {
    name: "release.probability", unit: "1", digits: 2, moves: [],
    published: { value: 0.22, low: 0.1, high: 0.5, source: "Bolshakov & Siegelbaum 1995: below 0.5 in the third week" },
  },
  { name: "spinePopulation.releaseConcentration", unit: "1", digits: 2, moves: [] },
  {
    name: "release.facilitation", unit: "1", digits: 2, moves: [],
    published: { value: 0.26, low: 0.165, high: 0.37, source: "paired pulses at Schaffer collaterals: 1.4 to 2 times" },
  },
  {
    name: "release.calciumHalf", unit: "mM", digits: 2, moves: [],
    published: { value: 1.1, low: 0.58, high: 2.1, source: "Dodge & Rahamimoff 1967, as commonly quoted" },
  },
  { name: "spineCalcium.bindingRatio", unit: "1", digits: 2, moves: CHANNELS.concat("one EPSC") },
];

/** A row of the paper as the fit asks for it: a reading without noise, and how near it must come. */
export interface TrainingRow {
  readonly id: string;
  /** What is read. */
  readonly reading: string;
  /** Which number it pins, and how. */
  readonly why: string;
  /** The paper's value, or the middle of what counts. */
  readonly aim: number;
  /** Half of what counts, as a logarithm: a reading at the end of it is 1 from the aim. */
  readonly half: number;
  /** Where the paper has a bound, what lies beyond the aim is as good. */
  readonly side: "both" | "at most" | "at least";
  readonly of: (readings: TrainingReadings) => number;
}

type Aim = Pick<TrainingRow, "aim" | "half" | "side">;

/** Between two ends; the aim is their geometric middle unless the paper has a value. */
const between = (low: number, high: number, aim = Math.sqrt(low * high)): Aim =>
  ({ aim, half: log(high / low) / 2, side: "both" });
const inRange = (id: string, aim?: number): Aim => {
  const { range } = findingOf(id);
  if (!range) throw new Error(`broken invariant: ${id} has a range`);
  return between(range[0], range[1], aim);
};
const atMost = (aim: number, end: number): Aim => ({ aim, half: log(end / aim), side: "at most" });
const atLeast = (aim: number, end: number): Aim => ({ aim, half: log(aim / end), side: "at least" });

/** Fourteen rows, a third of those with a number. */
export const trainingRows: readonly TrainingRow[] = [
  {
    id: "A01", reading: "ΔF/F of one action potential, spine over shaft", ...between(1.05, 3),
    of: (r) => r.spineOverShaft,
    why: "Where an action potential brings so much that the dye saturates, spine and shaft come near each other.",
  },
  {
    id: "A04", reading: "what 1 mM Ni²⁺ leaves of a train's ΔF/F", ...atMost(0.05, 0.1), of: (r) => r.leftByNickel,
    why: "Complete block by 1 mM pins how strongly Ni²⁺ binds.",
  },
  {
    id: "A06", reading: "what 50 µM Ni²⁺ takes of a train's ΔF/F", ...atMost(0.1, 0.2),
    of: (r) => r.takenByLittleNickel,
    why: "No effect of 50 µM, with A04, pins how steep the block is.",
  },
  {
    id: "S07", reading: "what 45 min without ATP leave of an action potential's ΔF/F", ...atMost(0.05, 0.1),
    of: (r) => r.spikeWithoutAtp / r.spikeWithAtp,
    why: "Complete loss within 45 min pins how fast channels run down.",
  },
  {
    id: "S08", reading: "peak ΔF/F of one release without ATP, %", ...inRange("S08", 35),
    of: (r) => r.releaseWithoutAtp,
    why: "Calcium of one release pins the conductance of the NMDA receptors.",
  },
  {
    id: "S09", reading: "peak ΔF/F of one release with ATP, %", ...inRange("S09", 54), of: (r) => r.releaseWithAtp,
    why: "The same where calcium channels are there, too.",
  },
  {
    id: "S10", reading: "share of spines with permeable receptors", ...between(0.05, 0.4, 1 / 6),
    of: (r) => r.permeable,
    why: "One of six spines in APV is the only number there is for them.",
  },
  {
    id: "Q01", reading: "pCa that 5 % of spines stay below", ...between(0.05, 0.162, 0.09),
    of: (r) => r.lowestProbability,
    why: "The paper's least pCa, with the largest, pins mean and spread of release probability.",
  },
  {
    id: "Q01", reading: "pCa that 5 % of spines exceed", ...between(0.417, 0.6, 0.5), of: (r) => r.highestProbability,
    why: "The paper's largest pCa.",
  },
  {
    id: "Q02", reading: "releases per shock of a pair, 30 ms apart", ...inRange("Q02", 0.5), of: (r) => r.eachOfPair,
    why: "Half of the shocks of a pair succeeding pins facilitation.",
  },
  {
    id: "Q03", reading: "pCa in 4 mM Ca²⁺, 1 mM Mg²⁺", ...atLeast(0.925, 0.85), of: (r) => r.inMuchCalcium,
    why: "No failures in 4 mM Ca²⁺ pins how far from saturation the terminal's calcium sensor is in 2 mM.",
  },
  {
    id: "Q07", reading: "EPSC of one release, pA", ...between(3, 6), of: (r) => r.epsc,
    why: "EPSCs of 2 to 7 pA pin the conductance of the AMPA receptors.",
  },
  {
    id: "Q07", reading: "coefficient of variation of a contact's EPSCs", ...between(0.25, 0.5), of: (r) => r.variation,
    why: "From 2 to 7 pA is how much quanta of one contact differ.",
  },
  {
    id: "C05", reading: "binding ratio of the cell's own buffer", ...inRange("C05", 150), of: (r) => r.bindingRatio,
    why: "The authors' own measurement of κ.",
  },
  {
    id: "C06", reading: "peak calcium of one action potential without dye, µM", ...inRange("C06", 2),
    of: (r) => r.bareCalcium,
    why: "What one action potential brings to free calcium pins the influx.",
  },
  {
    id: "H01", reading: "ΔF/F of pairing over the sum of its parts", ...inRange("H01"), of: (r) => r.supralinearity,
    why: "Supralinearity sets NMDA receptors against calcium channels: their ratio, which neither S09 nor C06 has.",
  },
];

export interface Bounds { readonly low: number; readonly high: number }

interface Stated extends Bounds { readonly now: number }

const table = new Map(parameterTable().map((row) => [row.name, row]));
const statedOf: ReadonlyMap<FreeParameter, Stated> = new Map(freeParameters.map((parameter) => {
  const { name, unit } = parameter;
  const row = table.get(name);
  if (!row) throw new Error(`broken invariant: the model has a number ${name}`);
  const coherent = readQuantity(unit === "1" ? "1" : `1 ${unit}`)?.value as number;
  const number = (text: string): number => quantityIn(text, unit, name) / coherent;
  return [parameter, { low: number(row.from), high: number(row.to), now: number(row.value) }];
}));

/** The bounds that the model states, and the number in force, in the parameter's unit. */
export function stated(parameter: FreeParameter): Stated {
  return statedOf.get(parameter) as Stated;
}

/** Where the fit starts, and what holds a number that no row pins; within the bounds. */
export function publishedOf(parameter: FreeParameter): Omit<Published, "source"> {
  const { low, high } = stated(parameter);
  if (!parameter.published) return { value: Math.sqrt(low * high), low, high };
  const { value, ...uncertainty } = parameter.published;
  return { value: Math.min(high, Math.max(low, value)), low: uncertainty.low, high: uncertainty.high };
}

/** A point of the fit as settings of the model. */
export function settingsAt(values: readonly number[]): Settings {
  return Object.fromEntries(freeParameters.flatMap(({ name, unit, follows }, i) => {
    const value = values[i] as number;
    const text = unit === "1" ? `${value}` : `${value} ${unit}`;
    return [[name, text], ...Object.entries(follows?.(value) ?? {})];
  }));
}

/** The free numbers as they are in force, in their units. */
export function settingsNow(): ReadonlyMap<string, number> {
  return new Map(freeParameters.map((parameter) => [parameter.name, stated(parameter).now]));
}

/** As it goes into `base`. */
export function rounded(values: readonly number[]): number[] {
  return values.map((value, i) => Number(value.toPrecision((freeParameters[i] as FreeParameter).digits)));
}

/** How far each row's reading is from its aim, in halves of what counts. */
export function rowResiduals(readings: TrainingReadings): number[] {
  return trainingRows.map(({ aim, half, side, of }) => {
    const distance = log(of(readings) / aim) / half;
    if (side === "at most") return Math.max(0, distance);
    return side === "at least" ? Math.min(0, distance) : distance;
  });
}

/** How far each number is from what is published of it, in units of its published uncertainty. */
export function pulls(values: readonly number[]): number[] {
  return freeParameters.map((parameter, i) => {
    const { value, low, high } = publishedOf(parameter);
    return log((values[i] as number) / value) / (log(high / low) / 2);
  });
}

/** Sum of squares of both. */
export function lossAt(values: readonly number[], readings: TrainingReadings): number {
  return [...rowResiduals(readings), ...pulls(values)].reduce((sum, r) => sum + r * r, 0);
}
