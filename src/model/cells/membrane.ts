/** What sits in the pyramidal cell's membrane, where, and how much; and the leak that lets every compartment rest. */
import { steadyCurrent, type Mechanism, type MembranePlacement, type Values } from "#engine";
import type { Compartment } from "#morphology";
import { aTypeDistal, aTypeProximal } from "../mechanisms/a-type.js";
import { delayedRectifier } from "../mechanisms/delayed-rectifier.js";
import { hCurrent } from "../mechanisms/h-current.js";
import { passiveLeak } from "../mechanisms/leak.js";
import { pyramidalSodium } from "../mechanisms/pyramidal-sodium.js";
import { temperatureSettings } from "../pharmacology/index.js";
import { quantityIn, textOf, unitBehind, valueOf, type Settings } from "#units";
import { isApical, type BranchKind } from "./branches.js";
import { misuse } from "./failures.js";
import { cellQuantities } from "./quantities.js";

/** Where a section lies, as its channels need to know. */
export interface Whereabouts {
  readonly kind: BranchKind | "spine neck" | "spine head";
  /** Path from the soma to its beginning, µm. */
  readonly from: number;
  /** µm */
  readonly length: number;
  /** Its membrane is this many times that of a smooth cable, for the spines that nobody sees. */
  readonly spineFactor: number;
}

export interface MembraneOptions {
  readonly settings: Settings;
  /** °C */
  readonly temperature: number;
  readonly sections: ReadonlyMap<string, Whereabouts>;
}

/** The channels of the cell, whose kinetics a setting may change by "mechanism.parameter". */
export const membraneMechanisms: readonly Mechanism[] =
  [pyramidalSodium, delayedRectifier, aTypeProximal, aTypeDistal, hCurrent];

/** Parameters that the cell decides from its own quantities, place by place; a setting can't name them. */
export const placedByCell: readonly string[] = membraneMechanisms.flatMap(({ name, parameters }) =>
  parameters.filter((p) => ["gMax", "reversal", "remaining"].includes(p)).map((p) => `${name}.${p}`));

interface Channel {
  readonly mechanism: Mechanism;
  readonly isIn: (place: Whereabouts, distance: number) => boolean;
  /** Parameters that differ along the cell, in coherent units. */
  readonly varying: Readonly<Record<string, Along>>;
}

/** A number of a place `distance` from the soma, µm; of a conductance in nS/µm². */
type Along = (place: Whereabouts, distance: number) => number;

/**
 * Densities by kind and distance d from the soma (of a compartment's centre, along the path):
 *
 *     Na⁺    ḡ, in the axon `axonSodium` times as much        KDR  ḡ in soma and axon, another in dendrites
 *     KA     ḡ·(1 + slope·min(d, farthest)) in dendrites, ḡ in the soma; the distal kind in apical dendrites beyond
 *            `aTypeDistalFrom`
 *     Ih     the same with its own numbers in apical dendrites, ḡ elsewhere, none in the axon
 */
function channels(settings: Settings): Channel[] {
  const own = (name: keyof typeof cellQuantities.all): number => valueOf(cellQuantities, name, settings);
  const [sodium, axonSodium, axonAType] = [own("sodium"), own("axonSodium"), own("axonAType")];
  const [somatic, dendritic] = [own("delayedRectifier"), own("dendriticDelayedRectifier")];
  const [aType, aTypeSlope, aTypeFarthest] = [own("aType"), own("aTypeSlope"), own("aTypeFarthest")];
  const [h, hSlope, hFarthest] = [own("hCurrent"), own("hSlope"), own("hFarthest")];
  const distalFrom = own("aTypeDistalFrom");
  const remaining: Readonly<Record<string, number>> = {
    soma: own("sodiumRemainingSoma"), basal: own("sodiumRemainingBasal"), axon: own("sodiumRemainingAxon"),
  };
  const apicalRemaining = own("sodiumRemainingApical");
  const active = ({ kind }: Whereabouts): boolean => kind !== "spine neck" && kind !== "spine head";
  const isDistal = ({ kind }: Whereabouts, d: number): boolean => isApical(kind) && d > distalFrom;
  const aTypeAt = ({ kind }: Whereabouts, d: number): number =>
    kind === "axon" ? aType * axonAType : aType * (1 + aTypeSlope * (kind === "soma" ? 0 : Math.min(d, aTypeFarthest)));
  return [
    {
      mechanism: pyramidalSodium, isIn: active,
      varying: {
        gMax: ({ kind }) => (kind === "axon" ? sodium * axonSodium : sodium),
        remaining: ({ kind }) => remaining[kind] ?? apicalRemaining,
      },
    },
    {
      mechanism: delayedRectifier, isIn: active,
      varying: { gMax: ({ kind }) => (kind === "soma" || kind === "axon" ? somatic : dendritic) },
    },
    {
      mechanism: aTypeProximal, isIn: (place, d) => active(place) && !isDistal(place, d),
      varying: { gMax: aTypeAt },
    },
    { mechanism: aTypeDistal, isIn: isDistal, varying: { gMax: aTypeAt } },
    {
      mechanism: hCurrent, isIn: (place) => active(place) && place.kind !== "axon",
      varying: { gMax: ({ kind }, d) => h * (1 + (isApical(kind) ? hSlope * Math.min(d, hFarthest) : 0)) },
    },
  ];
}

/** Parameters that are the same everywhere: the settings', the temperature, where the ion's current reverses. */
function uniform(mechanism: Mechanism, { settings, temperature }: MembraneOptions): Record<string, string> {
  const given = Object.fromEntries(mechanism.parameters.flatMap((name) => {
    const text = settings[`${mechanism.name}.${name}`];
    return text === undefined ? [] : [[name, text]];
  }));
  const ion = mechanism === pyramidalSodium ? "sodiumReversal"
    : mechanism === hCurrent ? "hReversal" : "potassiumReversal";
  const kelvin = temperatureSettings(temperature)[`${mechanism.name}.temperature`] as string;
  return { ...given, temperature: kelvin, reversal: textOf(cellQuantities, ion, settings) };
}

export function restingVoltage(settings: Settings): number {
  return valueOf(cellQuantities, "rest", settings);
}

/**
 * The cell's membrane. Each compartment's leak reverses where the sum of all that its channels let through at rest, by
 * their own equations, is balanced: Migliore's practice, which makes the whole cell rest at one voltage.
 */
export function membraneOf(options: MembraneOptions, compartments: readonly Compartment[]): MembranePlacement[] {
  const { settings, sections } = options;
  const resistance = positive("membraneResistance", settings);
  const rest = restingVoltage(settings);
  const placeOf = (c: Compartment): Whereabouts => {
    const place = sections.get(c.section);
    if (!place) throw new Error(`broken invariant: ${c.section} is a section of the cell`);
    return place;
  };
  const distanceOf = (c: Compartment): number => placeOf(c).from + c.at * placeOf(c).length;
  const all = channels(settings).map((channel) => {
    const { mechanism, isIn, varying } = channel;
    const same = uniform(mechanism, options);
    const numbers = Object.fromEntries(Object.entries(same).map(([name, text]) =>
      [name, quantityIn(text, unitBehind(mechanism.names.get(name)?.text ?? ""), `${mechanism.name}.${name}`)]));
    const here = (c: Compartment): Record<string, number> => Object.fromEntries(
      Object.entries(varying).map(([name, of]) => [name, of(placeOf(c), distanceOf(c))]));
    /** Through 1 nS/µm²: gates rest alike wherever the numbers do that move them, and what flows is in proportion. */
    const flowing = new Map<string, number>();
    return {
      mechanism,
      isIn: (c: Compartment): boolean => isIn(placeOf(c), distanceOf(c)),
      resting: (c: Compartment): number => {
        const { gMax, ...kinetic } = here(c);
        const key = Object.values(kinetic).join();
        const flow = flowing.get(key) ?? steadyCurrent(mechanism, rest, { ...numbers, ...kinetic, gMax: 1 });
        flowing.set(key, flow);
        return (gMax as number) * flow;
      },
      values: {
        ...same,
        ...Object.fromEntries(Object.entries(varying).map(([name, of]) =>
          [name, (c: Compartment): number => of(placeOf(c), distanceOf(c))])),
      } satisfies Values,
    };
  });
  const leakOf = (c: Compartment): number => placeOf(c).spineFactor / resistance;
  const reversalOf = (c: Compartment): number =>
    rest + all.reduce((sum, { isIn, resting }) => sum + (isIn(c) ? resting(c) : 0), 0) / leakOf(c);
  return [
    {
      mechanism: passiveLeak, in: "everywhere",
      with: { gMax: leakOf, reversal: reversalOf },
    },
    ...all.filter(({ isIn }) => compartments.some((c) => c.area > 0 && isIn(c)))
      .map(({ mechanism, isIn, values }) => ({ mechanism, in: isIn, with: values })),
  ];
}

export function positive(name: keyof typeof cellQuantities.all, settings: Settings): number {
  const value = valueOf(cellQuantities, name, settings);
  if (value > 0) return value;
  throw misuse("quantity-not-positive", { name: `cell.${name}`, found: textOf(cellQuantities, name, settings) });
}
