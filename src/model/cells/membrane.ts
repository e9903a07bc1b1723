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
  const known = new Map<Compartment, Place>();
  const placeOf = (c: Compartment): Place => {
    const place = known.get(c) ?? placeIn(sections, c);
    known.set(c, place);
    return place;
  };
  const all = channels(settings).map((channel) => new PlacedChannel(channel, uniform(channel.mechanism, options), rest));
  const leakOf = ({ where }: Place): number => where.spineFactor / resistance;
  return [
    {
      mechanism: passiveLeak, in: "everywhere",
      with: {
        gMax: (c) => leakOf(placeOf(c)),
        reversal: (c) => rest + restingCurrent(all, placeOf(c)) / leakOf(placeOf(c)),
      },
    },
    ...all.filter((channel) => compartments.some((c) => c.area > 0 && channel.isIn(placeOf(c)))).map((channel) => ({
      mechanism: channel.mechanism,
      in: (c: Compartment): boolean => channel.isIn(placeOf(c)),
      with: channel.values(placeOf),
    })),
  ];
}

/** Where a compartment is, and its middle's distance from the soma, µm. */
interface Place { readonly where: Whereabouts; readonly distance: number }

function placeIn(sections: MembraneOptions["sections"], { section, at }: Compartment): Place {
  const where = sections.get(section);
  if (!where) throw new Error(`broken invariant: ${section} is a section of the cell`);
  return { where, distance: where.from + at * where.length };
}

/** What all channels of a place let through at rest. */
function restingCurrent(all: readonly PlacedChannel[], place: Place): number {
  let sum = 0;
  for (const channel of all) if (channel.isIn(place)) sum += channel.resting(place);
  return sum;
}

/** A channel with its numbers in this cell. */
class PlacedChannel {
  readonly mechanism: Mechanism;
  readonly #channel: Channel;
  readonly #same: Readonly<Record<string, string>>;
  /** `#same` in coherent units. */
  readonly #numbers: Readonly<Record<string, number>>;
  readonly #rest: number;
  /** Through 1 nS/µm²: gates rest alike wherever the numbers do that move them, and what flows is in proportion. */
  readonly #flowing = new Map<string, number>();

  constructor(channel: Channel, same: Readonly<Record<string, string>>, rest: number) {
    const { mechanism } = channel;
    this.mechanism = mechanism;
    this.#channel = channel;
    this.#same = same;
    this.#numbers = Object.fromEntries(Object.entries(same).map(([name, text]) =>
      [name, quantityIn(text, unitBehind(mechanism.names.get(name)?.text ?? ""), `${mechanism.name}.${name}`)]));
    this.#rest = rest;
  }

  isIn({ where, distance }: Place): boolean {
    return this.#channel.isIn(where, distance);
  }

  /** pA/µm² that flow at rest. */
  resting({ where, distance }: Place): number {
    const kinetic: Record<string, number> = {};
    let gMax = 0;
    for (const [name, of] of Object.entries(this.#channel.varying)) {
      if (name === "gMax") gMax = of(where, distance);
      else kinetic[name] = of(where, distance);
    }
    const key = Object.values(kinetic).join();
    const flow = this.#flowing.get(key)
      ?? steadyCurrent(this.mechanism, this.#rest, { ...this.#numbers, ...kinetic, gMax: 1 });
    this.#flowing.set(key, flow);
    return gMax * flow;
  }

  values(placeOf: (c: Compartment) => Place): Values {
    const varying = Object.entries(this.#channel.varying).map(([name, of]) =>
      [name, (c: Compartment): number => of(placeOf(c).where, placeOf(c).distance)] as const);
    return { ...this.#same, ...Object.fromEntries(varying) };
  }
}

export function positive(name: keyof typeof cellQuantities.all, settings: Settings): number {
  const value = valueOf(cellQuantities, name, settings);
  if (value > 0) return value;
  throw misuse("quantity-not-positive", { name: `cell.${name}`, found: textOf(cellQuantities, name, settings) });
}
