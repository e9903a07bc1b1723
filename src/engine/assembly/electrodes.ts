/**
 * What is attached to the cell. A pipette with a capacitance, or one whose resistance a current crosses, is a
 * compartment of its own, hung on the cell. Where trials differ in a pipette, what couples it to the cell stands in lane
 * values instead of among the tree's constants, and its part of the equation is added by a body of its own.
 */
import type { CompartmentTree } from "#morphology";
import type { Electrode, Pipette } from "../cell.js";
import { misuse } from "../failures.js";
import { LANE_BYTES, LANES, type Body, type Port } from "../kernel/program.js";
import type { ElectrodeSite, PipetteSite, SettingSite } from "./assembly.js";
import { BodyBuilder } from "./body-builder.js";
import { fieldPort } from "./cable.js";
import type { Draft } from "./draft.js";
import { globalPort, type Globals } from "./globals.js";
import type { MemoryPlan } from "./memory-plan.js";
import { compartmentAt, quantity } from "./placement.js";

/** A pipette's numbers, in inner units (GΩ, pF, ms); `responseTime` of an amplifier that charges it. */
interface PipetteValues {
  readonly seriesResistance: number;
  readonly capacitance: number;
  readonly responseTime?: number;
}

/**
 * GΩ from the amplifier to the pipette's tip: response time over capacitance. It is part of the series resistance: at rest
 * the cell is held behind that, no more. A clamp without capacitance holds the cell itself, behind all of it.
 */
export function amplifierResistance({ seriesResistance, capacitance, responseTime }: PipetteValues): number {
  if (responseTime === undefined) return 0;
  return capacitance === 0 ? seriesResistance : responseTime / capacitance;
}

/** Throws a RigError where they are no pipette. `apart`: it is a compartment of its own. */
export function checkPipette(
  what: string, { seriesResistance, capacitance, responseTime }: PipetteValues, apart: boolean,
): void {
  positive(seriesResistance, `${what}, series resistance`);
  if (capacitance < 0) {
    throw misuse("out-of-range", { what: `${what}, capacitance`, expected: "0 pF or more", found: capacitance });
  }
  if (responseTime === undefined || !apart) return;
  positive(capacitance, `${what}, capacitance`);
  positive(responseTime, `${what}, response time`);
  const left = seriesResistance - responseTime / capacitance;
  positive(left, `${what}, series resistance less response time / capacitance`);
}

/** Of a pipette, what trials may set, and a unit of each. */
const SETTABLE = { seriesResistance: "MΩ", capacitance: "pF", responseTime: "ms" } as const;

/** The settings that an electrode has, such as "clamp.seriesResistance". */
export function pipetteSettings(electrode: Electrode): string[] {
  if (electrode.kind === "conductance" || !electrode.pipette) return [];
  return Object.keys(SETTABLE)
    .filter((what) => electrode.kind === "voltage clamp" || what !== "responseTime")
    .map((what) => `${electrode.name}.${what}`);
}

export interface ElectrodeLayout {
  /** The cell's, with pipettes hung on it. */
  readonly tree: CompartmentTree;
  readonly sites: readonly ElectrodeSite[];
  readonly settings: readonly SettingSite[];
  /** Pipette → the lane value that holds its conductance to the cell, of those in which trials differ. */
  readonly links: ReadonlyMap<number, number>;
}

/** First pass: where electrodes stand, and what of them is a lane value. */
export function planElectrodes(
  cell: CompartmentTree, electrodes: readonly Electrode[], plan: MemoryPlan, perTrial: ReadonlySet<string>,
): ElectrodeLayout {
  const compartments = [...cell.compartments];
  const names = new Set<string>();
  const settings: SettingSite[] = [];
  const links = new Map<number, number>();
  const sites = electrodes.map((electrode): ElectrodeSite => {
    const { name, kind } = electrode;
    if (names.has(name)) throw misuse("name-twice", { what: "electrodes", name });
    names.add(name);
    const target = compartmentAt(cell, electrode.at, name);
    const slot = plan.lanes(2);
    const site = { name, kind, slot, compartment: target };
    if (electrode.kind === "conductance") {
      return { ...site, reversal: quantity(electrode.reversal, "mV", `${name}, reversal`) };
    }
    if (!electrode.pipette) return site;
    const values = valuesOf(name, electrode.pipette, electrode.kind);
    const differing = pipetteSettings(electrode).some((setting) => perTrial.has(setting));
    const apart = electrode.kind === "current clamp" || values.capacitance > 0 || perTrial.has(`${name}.capacitance`);
    // Where trials differ, it is the pipette of each trial that must be one.
    checkPipette(name, values, apart && !differing);
    const amplifier = amplifierResistance(values);
    const clamp = electrode.kind === "voltage clamp" ? { conductance: 1 / amplifier } : {};
    const lanes = differing ? laneValues(electrode, values, plan, settings) : undefined;
    if (!apart) return { ...site, ...clamp, ...(lanes && { pipette: lanes }) };
    // What couples it by a lane value is none of the tree's constants.
    const compartment = compartments.push({
      section: name, kind: "pipette", at: 0.5, length: 0, diameter: 0, area: 0, volume: 0,
      capacitance: lanes ? 0 : values.capacitance, parent: target,
      axialResistance: lanes ? Infinity : values.seriesResistance - amplifier,
      diffusionResistance: 0, pathDistance: compartments[target]?.pathDistance ?? 0,
    }) - 1;
    if (!lanes) return { ...site, ...clamp, compartment };
    const link = plan.lanes(2);
    links.set(compartment, link);
    return { ...site, ...clamp, compartment, pipette: { ...lanes, link } };
  });
  const tree: CompartmentTree = {
    compartments,
    indexOf: (section, at) => {
      const pipette = compartments.findIndex((c) => c.kind === "pipette" && c.section === section);
      return pipette >= 0 ? pipette : cell.indexOf(section, at);
    },
  };
  return { tree, sites, settings, links };
}

function valuesOf(
  name: string, { seriesResistance, capacitance = "0 pF", responseTime = "10 µs" }: Pipette, kind: "current clamp" | "voltage clamp",
): PipetteValues {
  return {
    seriesResistance: quantity(seriesResistance, SETTABLE.seriesResistance, `${name}, series resistance`),
    capacitance: quantity(capacitance, SETTABLE.capacitance, `${name}, capacitance`),
    ...(kind === "voltage clamp" && {
      responseTime: quantity(responseTime, SETTABLE.responseTime, `${name}, response time`),
    }),
  };
}

/** Lane values for all numbers of a pipette, as settings that trials may have. */
function laneValues(
  electrode: Electrode, values: PipetteValues, plan: MemoryPlan, settings: SettingSite[],
): Omit<PipetteSite, "link"> {
  const address = (what: keyof PipetteValues): number => {
    const at = plan.lanes(1);
    settings.push({
      name: `${electrode.name}.${what}`, addresses: [at], standards: [values[what] as number], unit: SETTABLE[what],
    });
    return at;
  };
  return {
    seriesResistance: address("seriesResistance"), capacitance: address("capacitance"),
    ...(values.responseTime !== undefined && { responseTime: address("responseTime") }),
  };
}

/** Second pass: what electrodes add to the next step's equation. */
export function buildElectrodes(
  { sites, links, tree }: ElectrodeLayout, addresses: readonly number[],
  { globals, loop, write }: { readonly globals: Globals; readonly loop: Draft["loop"]; readonly write: Draft["write"] },
): void {
  const address = (compartment: number): number => addresses[compartment] as number;
  const [couple, inject] = [coupleBody(globals), injectBody()];
  const coupled = [...links].map(([pipette, link]) =>
    [link, address(pipette), address(tree.compartments[pipette]?.parent as number)]);
  const injected = sites.map(({ slot, compartment }) => [slot, address(compartment)]);
  for (const call of ["advance", "advanceMixed"]) {
    loop(call, couple, coupled);
    loop(call, inject, injected);
  }
  // Lanes in which no trial runs divide by these all the same.
  for (const link of links.values()) write(link, Array.from({ length: 2 * LANES }, () => 1));
}

const slotPort = (index: number): Port => ({ pointer: 0, offset: index * LANE_BYTES, kind: "lane" });

/** Records [link, pipette, compartment]: a conductance between the two, and the pipette's capacitance, of each trial. */
function coupleBody(globals: Globals): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const conductance = b.input("link", slotPort(0));
  const inertia = graph.mul(
    b.input("capacitance factor", globalPort(globals, "capacitanceFactor")), b.input("capacitance", slotPort(1)),
  );
  const add = (pointer: number, what: "diagonal" | "right", value: number): void => {
    b.store(graph.add(b.input(`${what} ${pointer}`, fieldPort(pointer, what)), value), fieldPort(pointer, what));
  };
  add(1, "diagonal", graph.add(conductance, inertia));
  add(1, "right", graph.mul(inertia, b.input("v", fieldPort(1, "v"))));
  add(2, "diagonal", conductance);
  return b.build("couple", 3);
}

/** Records [slot, compartment]: a conductance and a current that stand in the slot, from outside. */
function injectBody(): Body {
  const b = new BodyBuilder();
  const { graph } = b;
  const add = (what: "diagonal" | "right", index: number): void =>
    b.store(graph.add(b.input(what, fieldPort(1, what)), b.input(`slot ${index}`, slotPort(index))), fieldPort(1, what));
  add("diagonal", 0);
  add("right", 1);
  return b.build("inject", 2);
}

function positive(value: number, what: string): void {
  if (!(value > 0)) throw misuse("out-of-range", { what, expected: "positive", found: value });
}
