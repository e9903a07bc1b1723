/** What is spread over membrane: compartments with the same mechanisms are one kind, and share their bodies. */
import type { CompartmentTree } from "#morphology";
import type { MembranePlacement } from "../cell.js";
import { misuse } from "../failures.js";
import type { Note } from "../notes.js";
import { LANE_BYTES, type Body, type Port } from "../kernel/program.js";
import { Graph } from "../lowering/graph.js";
import { tabulate } from "../lowering/tabulate.js";
import type { MembraneCurrents, SettingSite, StateSite } from "./assembly.js";
import { BodyBuilder, sparingly } from "./body-builder.js";
import { COMPARTMENT_FIELDS, fieldPort, HISTORY_FIELDS } from "./cable.js";
import type { Draft } from "./draft.js";
import { evaluationOf } from "./evaluations.js";
import { globalPort, type Globals } from "./globals.js";
import {
  FRACTION, GATE_STEP, inside, insideMiddle, ionCurrents, memberCurrents, membraneGraphs, ODD, ROW, sharedRead, V, type Member,
  type MembraneGraph,
} from "./membrane-body.js";
import type { MemoryPlan } from "./memory-plan.js";
import { parameterValues, selected, settingSite, stateUnit } from "./placement.js";
import { startBodies } from "./start.js";
import type { TableMaker } from "./table-maker.js";

/** Shared numbers of a compartment, in this order; parameters that vary along the cell follow. */
const GEOMETRY = ["capacitance", "axial", "area"] as const;

interface Placed {
  readonly member: Member;
  readonly compartments: readonly number[];
  readonly values: ReadonlyMap<string, readonly number[]>;
  /** Parameters with a lane value of their own, and reads that are set from outside. */
  readonly lanes: ReadonlyMap<string, number>;
  /** Parameters that differ between trials and between compartments: a lane value in each. */
  readonly local: readonly string[];
}

export interface Kind {
  readonly name: string;
  readonly placed: readonly Placed[];
  readonly compartments: readonly number[];
  /** Fields of parameters that differ between trials and compartments. */
  readonly localFields: ReadonlyMap<string, number>;
  /** Fields of states, behind those of the cable. */
  readonly stateFields: ReadonlyMap<string, { readonly unit: string; readonly offset: number; readonly shadow?: number }>;
  readonly size: number;
}

export interface MembraneLayout {
  readonly kinds: readonly Kind[];
  /** Address of every compartment, and of the root's parent, a place of zeros. */
  readonly addresses: readonly number[];
  readonly nowhere: number;
  readonly settings: readonly SettingSite[];
  readonly states: readonly StateSite[];
}

/** First pass: who is where, and the lane values that this takes. */
export function planMembrane(
  tree: CompartmentTree, placements: readonly MembranePlacement[], plan: MemoryPlan,
  options: { adaptive: boolean; perTrial: ReadonlySet<string>; notes: Note[] },
): MembraneLayout {
  const settings: SettingSite[] = [];
  const placed = placements.map((placement): Placed => {
    const { mechanism } = placement;
    if (mechanism.placed !== "over membrane") {
      throw misuse("wrong-placement", { mechanism: mechanism.name, declared: mechanism.placed, used: "over membrane" });
    }
    const compartments = selected(tree, placement.in, mechanism.name);
    const places = compartments.map((i) => tree.compartments[i] as (typeof tree.compartments)[number]);
    const values = parameterValues(mechanism, places, placement.with ?? {}, mechanism.name, options.notes);
    const lanes = new Map<string, number>();
    const constants = new Map<string, number>();
    const setting = (name: string, standard: number): void => {
      const address = plan.setting();
      lanes.set(name, address);
      settings.push(settingSite({ owner: mechanism.name, mechanism, name }, [address], [standard]));
    };
    for (const read of mechanism.reads) if (!sharedRead(read)) setting(read, 0);
    const local: string[] = [];
    for (const [name, list] of values) {
      const [first] = list as [number];
      const uniform = list.every((x) => x === first);
      if (options.perTrial.has(`${mechanism.name}.${name}`)) {
        if (uniform) setting(name, first);
        else local.push(name);
      } else if (uniform) constants.set(name, first);
    }
    return {
      member: { mechanism, prefix: mechanism.name, constants, stochastic: false }, compartments, values, lanes, local,
    };
  });
  const of = tree.compartments.map((): number[] => []);
  placed.forEach(({ compartments, member }, p) => {
    for (const i of compartments) {
      const here = of[i] as number[];
      if (here.some((q) => placed[q]?.member.prefix === member.prefix)) {
        throw misuse("placed-twice", { mechanism: member.prefix, section: tree.compartments[i]?.section ?? "" });
      }
      here.push(p);
    }
  });
  const groups = new Map<string, number[]>();
  of.forEach((here, i) => {
    const key = here.join();
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  });
  const kinds = [...groups].map(([key, compartments]): Kind =>
    kindOf(key === "" ? [] : key.split(",").map((p) => placed[Number(p)] as Placed), compartments, options.adaptive));
  const kindAt = new Map(kinds.flatMap((kind) => kind.compartments.map((i) => [i, kind] as const)));
  const addresses = tree.compartments.map((_, i) => plan.lanes((kindAt.get(i) as Kind).size));
  const states = kinds.flatMap((kind) => kind.compartments.flatMap((compartment) =>
    [...kind.stateFields].map(([name, { unit, offset, shadow }]): StateSite => {
      const base = addresses[compartment] as number;
      return { name, unit, compartment, address: base + offset, ...(shadow !== undefined && { shadow: base + shadow }) };
    })));
  for (const { member, local, compartments, values } of placed) {
    for (const name of local) {
      const key = `${member.prefix}.${name}`;
      settings.push(settingSite(
        { owner: member.prefix, mechanism: member.mechanism, name },
        compartments.map((i) => (addresses[i] as number) + (kindAt.get(i)?.localFields.get(key) as number)),
        values.get(name) as readonly number[],
      ));
    }
  }
  return { kinds, addresses, nowhere: plan.lanes(COMPARTMENT_FIELDS.length), settings, states };
}

function kindOf(placed: readonly Placed[], compartments: readonly number[], adaptive: boolean): Kind {
  let next = COMPARTMENT_FIELDS.length + (adaptive ? HISTORY_FIELDS.length : 0);
  const field = (): number => LANE_BYTES * next++;
  const stateFields = new Map(placed.flatMap(({ member: { mechanism, prefix } }) => mechanism.states.map((state) =>
    [`${prefix}.${state}`, { unit: stateUnit(mechanism, state), offset: field(), ...(adaptive && { shadow: field() }) }] as const)));
  const localFields = new Map(
    placed.flatMap(({ member, local }) => local.map((name) => [`${member.prefix}.${name}`, field()] as const))
  );
  const name = placed.length === 0 ? "bare" : placed.map(({ member }) => member.prefix).join(" + ");
  return { name, placed, compartments, localFields, stateFields, size: next };
}

/** Where the second pass finds what the first could not know. */
export interface MembraneContext {
  readonly tree: CompartmentTree;
  readonly plan: MemoryPlan;
  readonly globals: Globals;
  /** Steps are of any length, and may be repeated. */
  readonly adaptive: boolean;
  /** 1/θ: 2 for Crank-Nicolson, 1 for backward Euler. */
  readonly inverseTheta: number;
  /** nS: the sum of a compartment's axial conductances. */
  readonly axial: readonly number[];
  readonly tables: TableMaker;
  /** The volume that holds an ion under a compartment's membrane, if any, and its fields. */
  readonly volume: (compartment: number, ion: string) => number | undefined;
  readonly poolField: (ion: string, field: "concentration" | "middle" | "influx") => number;
  readonly loop: Draft["loop"];
  readonly write: Draft["write"];
}

/** Second pass: the bodies of every kind and what they run over. */
export function buildMembrane(
  layout: MembraneLayout, context: MembraneContext,
): { readonly methods: MembraneGraph["methods"]; readonly currents: readonly MembraneCurrents[] } {
  const methods = new Map<string, "exponential" | "ROS2">();
  const membraneCurrents: MembraneCurrents[] = [];
  const membraneGraph = membraneGraphs(context.adaptive);
  for (const kind of layout.kinds) {
    const members = kind.placed.map(({ member }) => member);
    const varying = kind.placed.flatMap(({ member, compartments, values, lanes, local }) => {
      const placeOf = new Map(compartments.map((compartment, i) => [compartment, i]));
      return [...values]
        .filter(([name]) => !member.constants.has(name) && !lanes.has(name) && !local.includes(name))
        .map(([name, list]) => (
          { prefix: member.prefix, name, of: (i: number) => list[placeOf.get(i) as number] as number }
        ));
    });
    const size = GEOMETRY.length + varying.length;
    const block = context.plan.shared(size * kind.compartments.length);
    const parameters = kind.compartments.map((i, k) => {
      const at = block + 8 * size * k;
      const c = context.tree.compartments[i] as (typeof context.tree.compartments)[number];
      context.write(at, [c.capacitance, context.axial[i] as number, c.area, ...varying.map(({ of }) => of(i))]);
      return at;
    });
    const ions = [
      ...new Set(members.flatMap(({ mechanism }) => mechanism.reads.filter((r) => r !== V && sharedRead(r))))
    ];
    const volumes = kind.compartments.map((i) => ions.map((read) => {
      const ion = read.slice(0, -"Inside".length);
      const volume = context.volume(i, ion);
      if (volume !== undefined) return volume;
      const mechanism = members.find((m) => m.mechanism.reads.includes(read))?.mechanism.name ?? "";
      throw misuse("pool-missing", { mechanism, section: context.tree.compartments[i]?.section ?? "", ion });
    }));

    /** Names that any body of this kind may read. */
    const bindAll = (b: Pick<BodyBuilder, "bind">, voltage: Port): void => {
      b.bind(V, voltage);
      b.bind(ROW, fieldPort(0, "row"));
      b.bind(FRACTION, fieldPort(0, "fraction"));
      for (const [name, { offset }] of kind.stateFields) b.bind(name, { pointer: 0, offset, kind: "lane" });
      for (const [name, offset] of kind.localFields) b.bind(name, { pointer: 0, offset, kind: "lane" });
      for (const { member, lanes } of kind.placed) {
        for (const [name, offset] of lanes) b.bind(`${member.prefix}.${name}`, { offset, kind: "lane" });
      }
      varying.forEach(({ prefix, name }, i) =>
        b.bind(`${prefix}.${name}`, { pointer: 1, offset: 8 * (GEOMETRY.length + i), kind: "shared" }));
      ions.forEach((read, i) => {
        const ion = read.slice(0, -"Inside".length);
        b.bind(inside(ion), { pointer: 2 + i, offset: context.poolField(ion, "concentration"), kind: "lane" });
        b.bind(insideMiddle(ion), { pointer: 2 + i, offset: context.poolField(ion, "middle"), kind: "lane" });
      });
    };
    const geometryPort = (name: (typeof GEOMETRY)[number]): Port =>
      ({ pointer: 1, offset: 8 * GEOMETRY.indexOf(name), kind: "shared" });
    const geometry = (b: BodyBuilder, name: (typeof GEOMETRY)[number]): number => b.input(name, geometryPort(name));
    const records = kind.compartments.map((i, k) =>
      [layout.addresses[i] as number, parameters[k] as number, ...(volumes[k] as number[])]);

    const lowered = membraneGraph(members);
    for (const [name, method] of lowered.methods) methods.set(name, method);
    const { states, statesAnyStep, equation } =
      advanceBodies(kind, lowered, context, bindAll, geometry, 2 + ions.length);
    if (lowered.next.size > 0) {
      context.loop("advance", states, records);
      context.loop("advanceMixed", statesAnyStep, records);
    }
    context.loop("advance", equation, records);
    context.loop("advanceMixed", equation, records);
    buildStart(kind, lowered, bindAll, context, records, 2 + ions.length);

    const ports = new Map<string, Port>([["area", geometryPort("area")]]);
    bindAll({ bind: (name, port) => void ports.set(name, port) }, fieldPort(0, "vTheta"));
    const places = kind.compartments.map((compartment, k) => ({ compartment, record: records[k] as number[] }));
    for (const member of members) {
      const { graph, currents } = memberCurrents(member);
      const roots = new Map([...currents].map(([name, node]) => [name, graph.mul(node, graph.input("area"))]));
      membraneCurrents.push({ mechanism: member.prefix, currents: evaluationOf(graph, roots, ports), places });
    }

    // Each ion's current at the middle of the step, pA, into the volume that takes it up.
    const { graph, currents } = ionCurrents(members);
    for (const [ion, current] of currents) {
      const own = kind.compartments.map((i) => context.volume(i, ion));
      const b = new BodyBuilder(graph);
      bindAll(b, fieldPort(0, "vTheta"));
      b.store(
        graph.mul(current, geometry(b, "area")),
        { pointer: 2 + ions.length, offset: context.poolField(ion, "influx"), kind: "lane" },
      );
      const withVolume = records.flatMap((record, k) => (own[k] === undefined ? [] : [[...record, own[k]]]));
      if (withVolume.length > 0) {
        const body = sparingly(b.build(`${kind.name}: ${ion} influx`, 3 + ions.length), withVolume.length);
        context.loop("influx", body, withVolume);
      }
    }
  }
  return { methods, currents: membraneCurrents };
}

/**
 * The junction once the voltage has crossed it, in two passes over the records, states first, then the next step's
 * equation: what a record waits for is half as long in each, and a processor's window holds twice as many records.
 */
function advanceBodies(
  kind: Kind, lowered: MembraneGraph, context: MembraneContext, bindAll: (b: BodyBuilder, v: Port) => void,
  geometry: (b: BodyBuilder, name: (typeof GEOMETRY)[number]) => number, pointers: number,
): { readonly states: Body; readonly statesAnyStep: Body; readonly equation: Body } {
  const { globals, adaptive } = context;
  const { table, shapes } = context.tables;
  const few = (body: Body): Body => sparingly(body, kind.compartments.length);
  const names = [...lowered.next.keys()];
  const next = [...lowered.next.values()];
  const ofStates = table && tabulate(lowered.graph, next, table, ODD);
  const statesBody = (values: readonly number[], suffix: string): Body => {
    const graph = new Graph();
    const moved = graph.adopt(lowered.graph, values);
    const b = new BodyBuilder(graph);
    bindAll(b, fieldPort(0, "v"));
    for (const [name, global] of [[GATE_STEP, "gateStep"], [ODD, "odd"]] as const) {
      b.bind(name, globalPort(globals, global));
    }
    names.forEach((name, i) =>
      b.store(moved[i] as number, { pointer: 0, offset: kind.stateFields.get(name)?.offset as number, kind: "lane" }));
    // A step that is repeated starts from here again.
    for (const [name, { shadow }] of kind.stateFields) {
      if (shadow !== undefined) b.store(graph.input(name), { pointer: 0, offset: shadow, kind: "lane" });
    }
    return b.build(`${kind.name}: advance${suffix}`, pointers, shapes);
  };
  const equationBody = (): Body => {
    const roots = [lowered.slope, lowered.drive];
    const graph = new Graph();
    const [slope, drive] = graph.adopt(
      lowered.graph, (table && tabulate(lowered.graph, roots, table, ODD))?.looked ?? roots,
    ) as [number, number];
    const b = new BodyBuilder(graph);
    bindAll(b, fieldPort(0, "v"));
    const area = geometry(b, "area");
    const inertia = graph.mul(
      b.input("capacitance factor", globalPort(globals, "capacitanceFactor")), geometry(b, "capacitance"),
    );
    b.store(graph.add(graph.add(inertia, geometry(b, "axial")), graph.mul(area, slope)), fieldPort(0, "diagonal"));
    b.store(graph.add(graph.mul(inertia, graph.input(V)), graph.mul(area, drive)), fieldPort(0, "right"));
    return b.build(`${kind.name}: equation`, pointers, shapes);
  };
  const states = few(statesBody(ofStates?.looked ?? next, ""));
  const statesAnyStep = adaptive ? states
    : { ...statesBody(ofStates?.mixed ?? next, ", any step"), seldom: true } as const;
  return { states, statesAnyStep, equation: few(equationBody()) };
}

/**
 * Where states begin: as the mechanism says, at rest where it doesn't, else all in the first state and then relaxed.
 */
function buildStart(
  kind: Kind, lowered: MembraneGraph, bindAll: (b: BodyBuilder, v: Port) => void, context: MembraneContext,
  records: readonly (readonly number[])[], pointers: number,
): void {
  const { begin, relax } = startBodies(
    kind.name, kind.placed.map(({ member }) => member), lowered,
    (b) => bindAll(b, fieldPort(0, "v")),
    (name) => ({ pointer: 0, offset: kind.stateFields.get(name)?.offset as number, kind: "lane" }),
    context.globals, pointers,
  );
  if (begin) context.loop("begin", begin, records);
  if (relax) context.loop("relax", relax, records);
}
