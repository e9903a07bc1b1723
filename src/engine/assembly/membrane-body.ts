/**
 * Everything over the membrane of a compartment, or one mechanism at a point, as bodies:
 *
 *     advance    states cross the junction tₙ by `gateStep` at fixed voltage
 *     equation   current and slope for the next implicit step are summed into
 *                (C/θh + G + Σg)·V_θ − Σg·V_θ(neighbours) = C/θh·Vₙ − I + G·Vₙ; at a point a part of `advance`
 *     influx     each ion's current at the middle of the step
 */
import type { Mechanism } from "../language/index.js";
import { derivatives } from "../lowering/derivative.js";
import { rightHandSides } from "../lowering/equations.js";
import { Graph } from "../lowering/graph.js";
import { advance, type Advance, type Method } from "../lowering/integrate.js";
import { place, type Naming } from "../lowering/place.js";

/** A mechanism where it stands: what its parameters are there. */
export interface Member {
  readonly mechanism: Mechanism;
  /** What its states and parameters are called in the graph: unique among the members. */
  readonly prefix: string;
  /** Parameters with one value for all; the others are inputs. */
  readonly constants: ReadonlyMap<string, number>;
  /** Its states are counted channels, which the engine moves. */
  readonly stochastic: boolean;
}

/** The names that every membrane graph may hold. */
export const V = "v";
export const GATE_STEP = "gate step";
export const ODD = "odd";
/** Where the voltage stands in the table. */
export const ROW = "row";
export const FRACTION = "fraction";

/** A pool's concentration at the junction, and extrapolated to the middle of the step. */
export const inside = (ion: string): string => `${ion}Inside`;
export const insideMiddle = (ion: string): string => `${ion}Inside, mid-step`;

export interface MembraneGraph {
  readonly graph: Graph;
  /** New states, by input name. */
  readonly next: ReadonlyMap<string, number>;
  /** ΣdI/dV and −ΣI + V·ΣdI/dV with the states as they stand, over area where the mechanism is. */
  readonly slope: number;
  readonly drive: number;
  readonly methods: ReadonlyMap<string, Method>;
  /** Where states linear in themselves rest. */
  readonly steady: ReadonlyMap<string, number>;
}

/** What a name of a member is: a constant, an input of the member's own, or one that all share. */
export function namingOf(graph: Graph, member: Member, rename: (read: string) => string = (read) => read): Naming {
  const { mechanism, prefix, constants } = member;
  return (name) => {
    const known = mechanism.names.get(name);
    if (!known) throw new Error(`broken invariant: ${mechanism.name} names ${name} without declaring it`);
    if (known.role === "unit" || known.role === "constant") return graph.number(known.value as number);
    const constant = constants.get(name);
    if (constant !== undefined) return graph.number(constant);
    if (known.role === "read") return graph.input(sharedRead(name) ? rename(name) : `${prefix}.${name}`);
    return graph.input(`${prefix}.${name}`);
  };
}

/** Voltage and concentrations are the compartment's; every other read belongs to the mechanism alone. */
export function sharedRead(name: string): boolean {
  return name === V || name.endsWith("Inside");
}

const midStep = (read: string): string => (read === V ? V : `${read}, mid-step`);

/**
 * Makes graphs of members that stand together. Each member is lowered once, by itself, however many kinds of membrane
 * it is part of. `adaptive`: steps are of any length, so no table holds what depends on it.
 */
export function membraneGraphs(adaptive: boolean): (members: readonly Member[]) => MembraneGraph {
  const known = new Map<Member, MemberGraph>();
  const ownOf = (member: Member): MemberGraph => {
    const own = known.get(member) ?? memberGraph(member, adaptive);
    known.set(member, own);
    return own;
  };
  return (members) => {
    const graph = new Graph();
    const next = new Map<string, number>();
    const steady = new Map<string, number>();
    const slopes: number[] = [];
    const drives: number[] = [];
    for (const own of members.map(ownOf)) {
      const adopted = graph.adopt(own.graph, [...own.next.values(), ...own.steady.values(), ...own.flow]);
      let at = 0;
      for (const name of own.next.keys()) next.set(name, adopted[at++] as number);
      for (const name of own.steady.keys()) steady.set(name, adopted[at++] as number);
      if (own.flow.length === 0) continue;
      slopes.push(adopted[at++] as number);
      drives.push(adopted[at] as number);
    }
    const methods = new Map(members.flatMap((member) => [...ownOf(member).methods]));
    return { graph, next, slope: graph.sum(slopes), drive: graph.sum(drives), methods, steady };
  };
}

type MemberGraph = Pick<MembraneGraph, "graph" | "next" | "methods" | "steady"> & {
  /** Slope and drive of what flows, or nothing. */
  readonly flow: readonly number[];
};

function memberGraph(member: Member, adaptive: boolean): MemberGraph {
  const { mechanism, prefix } = member;
  const graph = new Graph();
  const v = graph.input(V);
  const naming = namingOf(graph, member);
  const x = new Map(mechanism.states.map((state) => [state, naming(state)]));
  const named = <T>(values: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...values].map(([state, value]) => [`${prefix}.${state}`, value]));
  const moved = member.stochastic ? { next: new Map(), methods: new Map(), steady: new Map() } as Advance
    : advance(graph, x, rightHandSides(graph, mechanism, naming), graph.input(GATE_STEP),
      (input) => adaptive && sharedRead(input));
  const states = { next: named(moved.next), methods: named(moved.methods), steady: named(moved.steady) };
  const total = place(graph, mechanism.current, namingOf(graph, member, midStep)).get("total")?.[0];
  if (total === undefined) return { graph, ...states, flow: [] };
  const [slope] = derivatives(graph, [total], v) as [number];
  // A current that is linear in V is taken at V = 0, which cancels nothing and costs less.
  const linear = !graph.flags((input) => (input === V ? 1 : 0))[slope];
  const drive = linear
    ? graph.neg(graph.substitute([total], new Map([[v, graph.number(0)]]))[0] as number)
    : graph.sub(graph.mul(slope, v), total);
  return { graph, ...states, flow: [slope, drive] };
}

/** Slope and drive once the states have moved. */
export function flowOfMoved({ graph, next, slope, drive }: MembraneGraph): readonly [slope: number, drive: number] {
  const moved = new Map([...next].map(([state, node]) => [graph.input(state), node]));
  return graph.substitute([slope, drive], moved) as [number, number];
}

/** A member's currents by name, "current" in all, at voltage `v` with the states as they stand. */
export function memberCurrents(
  member: Member,
): { readonly graph: Graph; readonly currents: ReadonlyMap<string, number> } {
  const graph = new Graph();
  const flowing = place(graph, member.mechanism.current, namingOf(graph, member, midStep));
  return {
    graph,
    currents: new Map([...flowing].map(([name, [node]]) => [name === "total" ? "current" : name, node as number])),
  };
}

/** Each ion's current at voltage `v`, with the states as they stand: in the middle of the step. */
export function ionCurrents(
  members: readonly Member[],
): { readonly graph: Graph; readonly currents: ReadonlyMap<string, number> } {
  const graph = new Graph();
  const terms = new Map<string, number[]>();
  for (const member of members) {
    for (const [ion, [current]] of place(graph, member.mechanism.current, namingOf(graph, member, midStep))) {
      if (ion !== "total") terms.set(ion, [...(terms.get(ion) ?? []), current as number]);
    }
  }
  return { graph, currents: new Map([...terms].map(([ion, list]) => [ion, graph.sum(list)])) };
}
