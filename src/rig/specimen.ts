/** From a protocol's cell, spines and pipette to what the engine moves: everything that stays the same in a session. */
import type { Cell, Electrode, Mechanism, MembranePlacement, PointProcess } from "#engine";
import { remainingPipette } from "#electrode";
import {
  ampa, ca1Neuron, cellQuantities, drawSpine, filledByRig, highThreshold, highThresholdCluster, kainate, lowThreshold,
  neuronFromSwc, nmda, parameterSet, permeableAmpa, pipetteMagnesium, placeOf, siteAt, sitesOn, spineQuantities,
  temperatureSettings, typicalSpine, withSpineOn, poolWith, writtenMechanism, writtenPlacement, writtenPoolValues, writtenReceptor,
  type Neuron, type NeuronSpine, type Site, type SpineDraw, type WrittenPart,
} from "#model";
import { naming } from "#errors";
import type { Place } from "#morphology";
import { amount, type Protocol, type Spine } from "#protocol";
import { quantityIn, textOf, valueOf, type Settings } from "#units";
import { misuse } from "./failures.js";
import { poolOf } from "./indicator.js";
import { SEED } from "./streams.js";

/** A synapse: the point processes that a release opens, and how often one comes. */
export interface Contact {
  /** Place of its axon in the protocol. */
  readonly axon: number;
  /** Absent: one of the axon's contacts elsewhere. */
  readonly spine?: string;
  readonly receptors: readonly string[];
  readonly releaseProbability: number;
}

export interface SpecimenSpine {
  readonly name: string;
  readonly site: Site;
  readonly draw: SpineDraw;
  readonly body: NeuronSpine;
  readonly receptors: readonly string[];
  /** The point process of the head's high-threshold channels. */
  readonly channels: string;
}

/** The neuron with its spines, before receptors, pools and electrode. */
export interface Body {
  readonly neuron: Neuron;
  readonly spines: readonly SpecimenSpine[];
  /** Numbers of the model in force: the set's, the protocol's, what temperature, dye and pipette make of them. */
  readonly settings: Settings;
  /** What was odd in the morphology and how it was read. */
  readonly issues: readonly string[];
}

export interface Specimen extends Body {
  readonly cell: Cell;
  readonly pool: Mechanism;
  readonly contacts: readonly Contact[];
  /** Mechanisms that the protocol brings along. */
  readonly written: WrittenParts;
  /** Where the amplifier's reading is found: the soma, or behind the pipette. */
  readonly reading: { readonly of: string; readonly at?: { readonly section: string; readonly at?: number } };
}

export const ELECTRODE = "pipette";
/** A clamp that finds the current which holds the cell in current clamp, and is idle in every trial. */
export const HOLDER = "holder";
/** Small beside the cell's 100 MΩ, so that the soma has the command's potential. */
const IDEAL = { seriesResistance: "0.01 MΩ" } as const;
/** Channels that `base` has none of are placed where a setting gives them a conductance. */
const hasKainate = (settings: Settings): boolean => settings["kainate.gMax"] !== undefined;
const hasLowThreshold = (settings: Settings): boolean => settings["lowThreshold.permeability"] !== undefined;

/**
 * Grows or traces the neuron of a protocol, and puts its spines on it. `morphology` is the SWC file's text where the
 * protocol names one. Throws a RigError where a spine's place isn't on the tree.
 */
export function bodyOf(protocol: Protocol, morphology?: string): Body {
  const settings = settingsOf(protocol);
  const { neuron, issues } = bareNeuron(protocol, settings, morphology);
  return { ...withSpines(neuron, protocol, settings), settings, issues };
}

/**
 * Puts into the body what a protocol's cell has. `surroundings`: what solutions and dye make of the model's numbers in
 * all trials.
 *
 * Calcium and high-threshold channels are followed in every spine of the protocol and in 6.3 µm of shaft to either
 * side of it; elsewhere calcium rests. Contacts elsewhere are receptors on the shafts of obliques, with the typical
 * spine's conductances, and without necks.
 */
export function specimenOf(protocol: Protocol, body: Body, surroundings: Settings): Specimen {
  const { neuron } = body;
  const settings = { ...body.settings, ...surroundings };
  const elsewhere = contactsElsewhere(neuron, protocol, settings);
  const written = writtenIn(protocol);
  const { over, within, at } = written;
  const receptors = body.spines.map(({ name, body: { head }, site: { distance } }) => at.map((one) =>
    writtenReceptor(one.written, one.mechanism, { name, head, distance }, temperatureOf(protocol))));
  const spines = body.spines.map((spine, k): SpecimenSpine =>
    ({ ...spine, receptors: [...spine.receptors, ...(receptors[k] as PointProcess[]).map(({ name }) => name)] }));
  const pool = poolWith(poolOf(protocol, settings).mechanism, within);
  const shafts = [...new Set(spines.map(({ body }) => body.shaftSection))];
  const heads = spines.map(({ body }) => body.head);
  const clearance = textOf(cellQuantities, "dendriteClearance", settings);
  const pooled = numbersOf(pool, settings);
  const own = pooled["clearance"] ?? declared(pool, "clearance");
  const isSpine = new Set(spines.flatMap(({ body }) => [body.head, body.neck]));
  const membrane: MembranePlacement[] = [
    ...neuron.membrane,
    { mechanism: highThreshold, in: { sections: shafts }, with: numbersOf(highThreshold, settings) },
    ...(hasLowThreshold(settings)
      ? [{ mechanism: lowThreshold, in: { sections: [...shafts, ...heads] }, with: numbersOf(lowThreshold, settings) }]
      : []),
    ...over.map(({ written, mechanism }) => writtenPlacement(written, mechanism, neuron, temperatureOf(protocol))),
  ];
  const { electrodes, reading } = electrodesOf(protocol, neuron.soma);
  return {
    ...body, spines, settings, pool, reading, written,
    cell: {
      sections: neuron.sections,
      membrane,
      // Written ones last: what chance does with a point process goes by its place among them.
      points: [...body.spines.flatMap((spine) => pointsOf(spine, protocol, settings)), ...elsewhere.points, ...receptors.flat()],
      pools: [{
        mechanism: pool, in: { sections: [...isSpine, ...shafts] },
        with: {
          ...pooled, clearance: (c) => (isSpine.has(c.section) ? own : clearance),
          ...writtenPoolValues(within, neuron, temperatureOf(protocol)),
        },
      }],
      electrodes,
      start: neuron.start,
    },
    contacts: [
      ...protocol.axons.flatMap((axon, a) => axon.onto.map((name): Contact => {
        const spine = spines.find((one) => one.name === name) as SpecimenSpine;
        return { axon: a, spine: name, receptors: spine.receptors, releaseProbability: spine.draw.releaseProbability };
      })),
      ...elsewhere.contacts,
    ],
  };
}

/** By where they act: over membrane, within the cell's calcium, or at a synapse. */
interface WrittenParts {
  readonly over: readonly WrittenPart[];
  readonly within: readonly WrittenPart[];
  readonly at: readonly WrittenPart[];
}

function writtenIn({ mechanisms }: Pick<Protocol, "mechanisms">): WrittenParts {
  const all = mechanisms.map((written): WrittenPart => ({ written, mechanism: writtenMechanism(written) }));
  const placed = (where: Mechanism["placed"]): WrittenPart[] => all.filter(({ mechanism }) => mechanism.placed === where);
  return { over: placed("over membrane"), within: placed("in a volume"), at: placed("at a point") };
}

/**
 * Every number of the channels and receptors that the protocol brings along, by "mechanism.parameter"; but for what the rig
 * fills in, which may differ from place to place.
 */
export function writtenNumbers(protocol: Pick<Protocol, "mechanisms">): Settings {
  const { over, at } = writtenIn(protocol);
  return Object.fromEntries([...over, ...at].flatMap(({ written, mechanism }) =>
    mechanism.parameters.filter((name) => !filledByRig(name)).map((name) =>
      [`${mechanism.name}.${name}`, written.with[name] ?? declared(mechanism, name)])));
}

/** The mechanisms without those numbers: what they are, and where. */
export function writtenWithoutNumbers(protocol: Pick<Protocol, "mechanisms">): unknown {
  const { over, within, at } = writtenIn(protocol);
  const bare = [...over, ...at].map(({ written: { name, text, in: places, with: own } }) =>
    ({ name, text, in: places, with: Object.entries(own).filter(([parameter]) => filledByRig(parameter)) }));
  return [bare, within.map(({ written }) => written)];
}

/** Parameters of one mechanism among the settings, by their own names. */
function numbersOf(mechanism: Mechanism, settings: Settings): Record<string, string> {
  return Object.fromEntries(mechanism.parameters.flatMap((name) => {
    const text = settings[`${mechanism.name}.${name}`];
    return text === undefined ? [] : [[name, text]];
  }));
}

/** A parameter as the mechanism itself has it: "1.6 /ms". */
export function declared({ name, names }: Mechanism, parameter: string): string {
  const text = names.get(parameter)?.text;
  if (text === undefined) throw new Error(`broken invariant: ${name} has a parameter ${parameter}`);
  return text;
}

/** What the person sets comes last, so that it wins. */
function settingsOf(protocol: Protocol): Settings {
  const chosen = { ...parameterSet(protocol.parameters), ...protocol.set };
  const { mechanism, settings } = poolOf(protocol, chosen);
  const atp = quantityIn(protocol.pipette.atp, "mM", "pipette.atp") / 1000;
  const inside = mechanism.parameters.includes("magnesiumInside")
    ? { [`${mechanism.name}.magnesiumInside`]: `${pipetteMagnesium(atp, chosen)} mM` } : {};
  return { ...temperatureSettings(temperatureOf(protocol)), ...settings, ...inside, ...chosen };
}

/** °C */
export const temperatureOf = ({ temperature }: Protocol): number => amount(temperature, "temperature") as number;

function bareNeuron(
  { cell, ...protocol }: Protocol, settings: Settings, morphology: string | undefined,
): { readonly neuron: Neuron; readonly issues: readonly string[] } {
  const temperature = temperatureOf({ ...protocol, cell });
  if (cell.kind === "CA1 pyramidal") {
    return { neuron: ca1Neuron({ seed: cell.seed, settings, temperature }), issues: [] };
  }
  if (morphology === undefined) throw misuse("morphology-missing", { file: cell.file });
  return neuronFromSwc(morphology, { name: cell.file, settings, temperature });
}

type Bodiless = Omit<SpecimenSpine, "body">;

function withSpines(bare: Neuron, { spines }: Protocol, settings: Settings) {
  let neuron = bare;
  const drawn = spines.map((spine, k): Bodiless => {
    const { name, dendrite, distance } = spine;
    const own = spines.length === 1 ? "spine" : `spines[${k}]`;
    const site = naming(`${own}.distance`, () => siteAt(bare, { dendrite, distance }));
    const draw = spineOf(spine, site, settings);
    neuron = withSpineOn(neuron, site, { name, geometry: draw.geometry, seed: k });
    return { name, site, draw, receptors: receptorsOf(name, draw, settings), channels: `${name} channels` };
  });
  const placed = drawn.map((spine): SpecimenSpine =>
    ({ ...spine, body: neuron.spines.find(({ name }) => name === spine.name) as NeuronSpine }));
  return { neuron, spines: placed };
}

/** The typical or drawn spine, with what the protocol states of it. */
function spineOf({ draw, with: stated }: Spine, { dendrite }: Site, settings: Settings): SpineDraw {
  const own = Object.fromEntries(Object.entries(stated).map(([name, text]) => [`spine.${name}`, text]));
  const typical = typicalSpine({ ...settings, ...own }, dendrite);
  if (draw === undefined) return typical;
  const drawn = drawSpine(draw, settings, dendrite);
  const kept = <Part extends object>(found: Part, said: Part): Part => Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, name in stated ? said[name as keyof Part] : value])) as Part;
  return { ...kept(drawn, typical), geometry: kept(drawn.geometry, typical.geometry) };
}

const RECEPTORS = { ampa: "AMPA", nmda: "NMDA", permeableAmpa: "permeable AMPA", kainate: "kainate" } as const;

/** Names of the receptors that a spine has. */
function receptorsOf(spine: string, draw: SpineDraw, settings: Settings): string[] {
  const has: Record<keyof typeof RECEPTORS, boolean> = {
    ampa: draw.ampa > 0, nmda: draw.nmda > 0, permeableAmpa: draw.permeableAmpa > 0, kainate: hasKainate(settings),
  };
  return Object.entries(RECEPTORS).flatMap(([key, word]) => (has[key as keyof typeof has] ? [`${spine} ${word}`] : []));
}

function pointsOf(
  { name, body: { head }, draw, receptors, channels }: SpecimenSpine, { gating }: Protocol, settings: Settings,
): PointProcess[] {
  const at = { section: head };
  const mechanisms: Readonly<Record<string, readonly [Mechanism, Record<string, string>]>> = {
    [`${name} ${RECEPTORS.ampa}`]: [ampa, { gMax: `${draw.ampa} nS` }],
    [`${name} ${RECEPTORS.nmda}`]: [nmda, { gMax: `${draw.nmda} nS` }],
    [`${name} ${RECEPTORS.permeableAmpa}`]: [permeableAmpa, { gMax: `${draw.permeableAmpa} nS` }],
    [`${name} ${RECEPTORS.kainate}`]: [kainate, {}],
  };
  const synapse = receptors.map((receptor): PointProcess => {
    const [mechanism, differing] = mechanisms[receptor] as (typeof mechanisms)[string];
    return { name: receptor, mechanism, at, with: { ...numbersOf(mechanism, settings), ...differing } };
  });
  // Stated for the typical spine's channels together.
  const ofAll = numbersOf(highThresholdCluster, settings)["permeability"]
    ?? declared(highThresholdCluster, "permeability");
  const each = quantityIn(ofAll, "µm³/ms", "highThresholdCluster.permeability")
    / valueOf(spineQuantities, "channels", {});
  return [...synapse, {
    name: channels, mechanism: highThresholdCluster, at,
    with: { ...numbersOf(highThresholdCluster, settings), permeability: `${each * draw.channels} µm³/ms` },
    ...(gating === "stochastic" && draw.channels >= 1 && { channels: Math.round(draw.channels) }),
  }];
}

function contactsElsewhere(neuron: Neuron, { axons, seed }: Protocol, settings: Settings) {
  const { ampa: fast, nmda: slow, releaseProbability } = typicalSpine(settings);
  const points: PointProcess[] = [];
  const contacts: Contact[] = [];
  axons.forEach(({ elsewhere }, axon) => {
    sitesOn(neuron, "oblique", elsewhere, (seed ^ SEED.elsewhere) + axon >>> 0).forEach((site, k) => {
      const at = placeOf(neuron, site);
      const name = `contact ${k + 1} of axon ${axon + 1}`;
      points.push(
        { name: `${name} AMPA`, mechanism: ampa, at, with: { ...numbersOf(ampa, settings), gMax: `${fast} nS` } },
        { name: `${name} NMDA`, mechanism: nmda, at, with: { ...numbersOf(nmda, settings), gMax: `${slow} nS` } },
      );
      contacts.push({ axon, receptors: [`${name} AMPA`, `${name} NMDA`], releaseProbability });
    });
  });
  return { points, contacts };
}

/** What is left of the pipette, by "pipette.parameter": none where a bridge is balanced entirely. */
export function pipetteNumbers({ electrode }: Pick<Protocol, "electrode">): Settings {
  return Object.fromEntries(Object.entries(remainingPipette(electrode) ?? {}).map(([name, text]) => [`${ELECTRODE}.${name}`, text]));
}

function electrodesOf(
  { electrode }: Protocol, soma: Place,
): Pick<Specimen, "reading"> & { readonly electrodes: readonly Electrode[] } {
  const pipette = remainingPipette(electrode);
  const at = { section: soma.section, at: soma.at };
  if (electrode.mode === "voltage clamp") {
    if (!pipette) throw new Error("broken invariant: a voltage clamp has a series resistance");
    return {
      electrodes: [{ name: ELECTRODE, kind: "voltage clamp", at, pipette }], reading: { of: `${ELECTRODE}.current` },
    };
  }
  return {
    electrodes: [
      { name: ELECTRODE, kind: "current clamp", at, ...(pipette && { pipette }) },
      { name: HOLDER, kind: "voltage clamp", at, pipette: IDEAL },
    ],
    reading: { of: "v", at: pipette ? { section: ELECTRODE } : at },
  };
}
