/**
 * Reaction and diffusion of one pool on a tree of volumes, one linearly implicit step (ROS2) of the whole system at
 * once: no splitting between reaction and diffusion, so no splitting error, and each flux enters two volumes with equal
 * amount, so mass is kept to rounding.
 *
 *     dcᵢ/dt = f(cᵢ) + Σⱼ D·(cⱼ − cᵢ)/(Rᵢⱼ·Volᵢ)           Rᵢⱼ = ∫dx/A between centres
 *     (I − γhJ)·k₁ = F(c),   (I − γhJ)·k₂ = F(c + h·k₁) − 2k₁,   c ← c + h·(3k₁ + k₂)/2
 *
 * J is a tree of blocks, one block a volume. From the leaves to the root each volume eliminates what doesn't diffuse,
 * then itself from its parent; from the root back the rates follow. ROS2 is of second order for any J (Verwer et al.
 * 1999), so fluxes that would close a cycle (between neighbouring shells) may stay out of it.
 */
import { LANE_BYTES, type Body, type Port } from "../kernel/program.js";
import { derivatives } from "../lowering/derivative.js";
import { rightHandSides } from "../lowering/equations.js";
import { Graph } from "../lowering/graph.js";
import { combined, GAMMA, shifted } from "../lowering/integrate.js";
import { backward, factorise, forward, solve, type Factors } from "../lowering/linear-algebra.js";
import { BodyBuilder } from "./body-builder.js";
import { namingOf, type Member } from "./membrane-body.js";

/** Byte offsets of what all bodies of a pool read by absolute address. */
export interface PoolGlobals {
  readonly step: number;
  readonly mask: number;
  readonly ratio: number;
  readonly lowest: number;
  readonly error: number;
  readonly sum: number;
}

/** Shared numbers of a volume, in this order from its parameter address; the pool's own parameters follow. */
export const POOL_GEOMETRY = ["toParent", "fromParent", "neighbours", "perCharge"] as const;

export interface PoolBodies {
  /** Fields of a volume: lane values from its address. */
  readonly fields: ReadonlyMap<string, number>;
  readonly size: number;
  /** Parameters that differ between volumes: shared doubles behind the geometry. */
  readonly parameters: readonly string[];
  /** Those that differ between trials as well: fields. */
  readonly local: readonly string[];
  readonly bodies: {
    /** Records [own, parent, parameters], leaves first. */
    readonly first: Body;
    /** Records [own, parent], root first. */
    readonly firstRates: Body;
    readonly second: Body;
    readonly secondRates: Body;
    /** Records [own]. */
    readonly commit: Body;
    /** Records [a, b, parameters of the edge]: fluxes that would close a cycle, before each stage; few pools have any. */
    readonly edge: (stage: "first" | "second") => Body;
  };
}

/** Concentrations below this count as this when an error is called relative, µM: about what rests in a spine. */
const ERROR_FLOOR_uM = 0.1;

export function poolBodies(
  member: Member, globals: PoolGlobals, { varying, local, laneValues }: {
    readonly varying: readonly string[];
    readonly local: readonly string[];
    readonly laneValues: ReadonlyMap<string, number>;
  },
): PoolBodies {
  const { mechanism, prefix } = member;
  const { states, mobile } = mechanism;
  // What doesn't diffuse is eliminated first, and stays within its volume.
  const order = [...states.filter((s) => !mobile.has(s)), ...states.filter((s) => mobile.has(s))];
  const fixedCount = states.length - mobile.size;
  const moving = order.slice(fixedCount);
  const fields = new Map<string, number>();
  const field = (name: string): number => {
    const index = fields.get(name) ?? fields.size;
    fields.set(name, index);
    return LANE_BYTES * index;
  };
  const own = (name: string): Port => ({ pointer: 0, offset: field(name), kind: "lane" });
  const other = (name: string): Port => ({ pointer: 1, offset: field(name), kind: "lane" });
  const geometry = (name: (typeof POOL_GEOMETRY)[number], pointer = 2): Port =>
    ({ pointer, offset: 8 * POOL_GEOMETRY.indexOf(name), kind: "shared" });
  // What membranes read and write comes first, so that it stands in the same place in every pool of an ion.
  if (mechanism.ion) field(mechanism.ion.state);
  field("influx");
  field("middle");
  for (const state of states) field(state);
  for (const name of local) field(name);

  /** What each body starts with: the step, and names for everything the mechanism reads. */
  const begin = (parameterPointer: number | undefined): { b: BodyBuilder; graph: Graph; h: number; gh: number } => {
    const graph = new Graph();
    const b = new BodyBuilder(graph);
    const h = b.input("pool step", { offset: globals.step, kind: "lane" });
    for (const state of states) b.bind(`${prefix}.${state}`, own(state));
    for (const [name, offset] of laneValues) b.bind(`${prefix}.${name}`, { offset, kind: "lane" });
    for (const name of local) b.bind(`${prefix}.${name}`, own(name));
    if (parameterPointer !== undefined) {
      varying.forEach((name, i) => b.bind(`${prefix}.${name}`,
        { pointer: parameterPointer, offset: 8 * (POOL_GEOMETRY.length + i), kind: "shared" }));
    }
    return { b, graph, h, gh: graph.mul(graph.number(GAMMA), h) };
  };
  const diffusion = (graph: Graph, state: string): number => namingOf(graph, member)(mobile.get(state) as string);

  /** dc/dt from reactions and influx, in `order`, with concentrations `at`. */
  const reaction = (
    b: BodyBuilder, graph: Graph, at: readonly number[],
  ): { f: number[]; jacobian: () => number[][] } => {
    const naming = namingOf(graph, member);
    const influx = graph.mul(b.input("influx current", own("influx")), b.input("per charge", geometry("perCharge")));
    const named = (name: string): number => (name === "influx" ? influx : naming(name));
    const rhs = rightHandSides(graph, mechanism, named);
    const x = order.map(naming);
    const plain = order.map((s) => rhs.get(s) ?? graph.number(0));
    const jacobian = (): number[][] => {
      const columns = x.map((node) => derivatives(graph, plain, node));
      return order.map((_, i) => columns.map((column) => column[i] as number));
    };
    const f = graph.substitute(plain, new Map(x.map((node, i) => [node, at[i] as number])));
    return { f, jacobian };
  };

  /** Adds what diffuses from the parent into `f`, and the same amount out of the parent's sum. */
  const exchange = (
    b: BodyBuilder, graph: Graph, f: number[], mine: readonly number[], parents: readonly number[],
  ): void => {
    moving.forEach((state, m) => {
      const i = fixedCount + m;
      const flow = graph.mul(diffusion(graph, state), graph.sub(parents[m] as number, mine[i] as number));
      const gathered = b.input(`${state} gathered`, own(`${state} gathered`));
      const gained = graph.add(gathered, graph.mul(b.input("to parent", geometry("toParent")), flow));
      f[i] = graph.add(f[i] as number, gained);
      const theirs = b.input(`${state} gathered, parent`, other(`${state} gathered`));
      b.store(
        graph.sub(theirs, graph.mul(b.input("from parent", geometry("fromParent")), flow)), other(`${state} gathered`),
      );
      b.store(graph.number(0), own(`${state} gathered`));
    });
  };
  /**
   * Couplings: how a child's unknown enters the parent's equation (`lower`), and the parent's the child's (`upper`).
   */
  const coupling = (b: BodyBuilder, graph: Graph, gh: number, state: string): { lower: number; upper: number } => {
    const scaled = graph.mul(gh, diffusion(graph, state));
    return {
      lower: graph.neg(graph.mul(scaled, b.input("from parent", geometry("fromParent")))),
      upper: graph.neg(graph.mul(scaled, b.input("to parent", geometry("toParent")))),
    };
  };

  // Numbers that one body leaves for another: constants travel as themselves.
  const kept = new Map<string, number | undefined>();
  const keep = (b: BodyBuilder, name: string, node: number): void => {
    const constant = b.graph.value(node);
    kept.set(name, constant);
    if (constant === undefined) b.store(node, own(name));
  };
  const fetch = (b: BodyBuilder, name: string): number => {
    const constant = kept.get(name);
    return constant === undefined ? b.input(name, own(name)) : b.graph.number(constant);
  };
  const pairs = (n: number): (readonly [number, number])[] =>
    Array.from({ length: n * n }, (_, k) => [Math.floor(k / n), k % n] as const);
  const keepFactors = (b: BodyBuilder, name: string, f: Factors, columns: number): void => {
    for (const [i, j] of pairs(f.size)) {
      if (Math.min(i, j) >= columns) continue;
      if (i !== j) keep(b, `${name} ${i} ${j}`, f.entries[i]?.[j] as number);
      else keep(b, `${name} ${i} ${i}`, f.inverse[i] as number);
    }
  };
  const fetchFactors = (b: BodyBuilder, name: string, size: number, columns: number): Factors => {
    const entries = Array.from({ length: size }, () => new Array<number>(size).fill(b.graph.number(0)));
    const inverse: number[] = [];
    for (const [i, j] of pairs(size)) {
      if (Math.min(i, j) >= columns) continue;
      const node = fetch(b, `${name} ${i} ${j}`);
      if (i === j) inverse[i] = node;
      else (entries[i] as number[])[j] = node;
    }
    return { size, entries, inverse };
  };
  const count = moving.length;

  /** Solves the diffusing block for `right`, leaves the result, and hands the parent its share. */
  const eliminate = (b: BodyBuilder, graph: Graph, block: Factors, right: readonly number[], gh: number): number[] => {
    const z = solve(graph, block, right);
    moving.forEach((state, i) => {
      b.store(z[i] as number, own(`solved ${i}`));
      const theirs = b.input(`${state} owed, parent`, other(`${state} owed`));
      b.store(
        graph.add(theirs, graph.mul(coupling(b, graph, gh, state).lower, z[i] as number)), other(`${state} owed`),
      );
      b.store(graph.number(0), own(`${state} owed`));
    });
    return z;
  };
  /** The diffusing rates from the parent's, then the others'. */
  const rates = (b: BodyBuilder, graph: Graph, kind: "k1" | "k2"): number[] => {
    const x = moving.map((_, i) => moving.reduce((sum, state, j) => {
      const parents = b.input(`${state} ${kind}, parent`, other(`${state} ${kind}`));
      return graph.sub(sum, graph.mul(b.input(`towards ${i} ${j}`, own(`towards ${i} ${j}`)), parents));
    }, b.input(`solved ${i}`, own(`solved ${i}`))));
    const partial = order.slice(0, fixedCount).map((_, i) => b.input(`partial ${i}`, own(`partial ${i}`)));
    return backward(graph, fetchFactors(b, "local", order.length, fixedCount), [...partial, ...x], fixedCount);
  };

  const first = ((): Body => {
    const { b, graph, gh } = begin(2);
    const c = order.map((s) => graph.input(`${prefix}.${s}`));
    const { f, jacobian } = reaction(b, graph, c);
    const J = jacobian();
    exchange(b, graph, f, c, moving.map((s) => b.input(`${s}, parent`, other(s))));
    const neighbours = b.input("neighbours", geometry("neighbours"));
    const matrix = J.map((row, i) => row.map((entry, j) => {
      let e = shifted(graph, gh, entry, i === j);
      if (i < fixedCount || j < fixedCount) return e;
      if (i === j) e = graph.add(e, graph.mul(graph.mul(gh, diffusion(graph, order[i] as string)), neighbours));
      const name = `eliminated ${i - fixedCount} ${j - fixedCount}`;
      b.store(graph.number(0), own(name));
      return graph.sub(e, b.input(name, own(name)));
    }));
    const local = factorise(graph, matrix, fixedCount);
    const owing = f.map((e, i) => (i < fixedCount ? e
      : graph.sub(e, b.input(`${order[i] as string} owed`, own(`${order[i] as string} owed`)))));
    const reduced = forward(graph, local, owing, fixedCount);
    reduced.slice(0, fixedCount).forEach((node, i) => b.store(node, own(`partial ${i}`)));
    const block = factorise(graph, local.entries.slice(fixedCount).map((row) => row.slice(fixedCount)));
    eliminate(b, graph, block, reduced.slice(fixedCount), gh);
    moving.forEach((state, j) => {
      const unit = moving.map((_, i) => (i === j ? coupling(b, graph, gh, state).upper : graph.number(0)));
      solve(graph, block, unit).forEach((w, i) => {
        b.store(w, own(`towards ${i} ${j}`));
        const name = `eliminated ${i} ${j}`;
        const share = graph.mul(coupling(b, graph, gh, moving[i] as string).lower, w);
        b.store(graph.add(b.input(`${name}, parent`, other(name)), share), other(name));
      });
    });
    keepFactors(b, "local", local, fixedCount);
    keepFactors(b, "block", block, count);
    return b.build(`${prefix}: first stage`, 3);
  })();

  const firstRates = ((): Body => {
    const { b, graph } = begin(undefined);
    rates(b, graph, "k1").forEach((node, i) => b.store(node, own(`${order[i] as string} k1`)));
    return b.build(`${prefix}: first rates`, 2);
  })();

  const ahead = (b: BodyBuilder, graph: Graph, h: number, state: string, whose: "own" | "parent"): number => {
    const port = whose === "own" ? own : other;
    const suffix = whose === "own" ? "" : ", parent";
    const c = whose === "own" ? graph.input(`${prefix}.${state}`) : b.input(`${state}, parent`, other(state));
    return graph.add(c, graph.mul(h, b.input(`${state} k1${suffix}`, port(`${state} k1`))));
  };
  const second = ((): Body => {
    const { b, graph, h, gh } = begin(2);
    const c = order.map((s) => ahead(b, graph, h, s, "own"));
    const { f } = reaction(b, graph, c);
    exchange(b, graph, f, c, moving.map((s) => ahead(b, graph, h, s, "parent")));
    const right = f.map((e, i) => {
      const state = order[i] as string;
      const less = graph.sub(e, graph.mul(graph.number(2), b.input(`${state} k1`, own(`${state} k1`))));
      return i < fixedCount ? less : graph.sub(less, b.input(`${state} owed`, own(`${state} owed`)));
    });
    const reduced = forward(graph, fetchFactors(b, "local", order.length, fixedCount), right, fixedCount);
    reduced.slice(0, fixedCount).forEach((node, i) => b.store(node, own(`partial ${i}`)));
    eliminate(b, graph, fetchFactors(b, "block", count, count), reduced.slice(fixedCount), gh);
    return b.build(`${prefix}: second stage`, 3);
  })();

  const secondRates = ((): Body => {
    const { b, graph, h } = begin(undefined);
    const k2 = rates(b, graph, "k2");
    let lowest = b.input("lowest", { offset: globals.lowest, kind: "lane" });
    let error = b.input("error", { offset: globals.error, kind: "lane" });
    // A maximum passes over what isn't a number; a sum never does.
    let sum = b.input("sum", { offset: globals.sum, kind: "lane" });
    order.forEach((state, i) => {
      const k1 = b.input(`${state} k1`, own(`${state} k1`));
      const c = graph.input(`${prefix}.${state}`);
      const fresh = graph.add(c, graph.mul(h, combined(graph, k1, k2[i] as number)));
      if (i >= fixedCount) b.store(k2[i] as number, own(`${state} k2`));
      b.store(fresh, own(`${state} new`));
      lowest = graph.node("min", [lowest, fresh]);
      sum = graph.add(sum, fresh);
      // The first-order result within, c + h·k₁, is off by h·(k₁ + k₂)/2.
      const off = graph.mul(graph.mul(graph.number(0.5), h), graph.add(k1, k2[i] as number));
      const size = graph.add(graph.node("abs", [fresh]), graph.number(ERROR_FLOOR_uM));
      error = graph.node("max", [error, graph.div(graph.node("abs", [off]), size)]);
    });
    b.store(lowest, { offset: globals.lowest, kind: "lane" });
    b.store(error, { offset: globals.error, kind: "lane" });
    b.store(sum, { offset: globals.sum, kind: "lane" });
    return b.build(`${prefix}: second rates`, 2);
  })();

  const commit = ((): Body => {
    const { b, graph } = begin(undefined);
    const mask = b.input("mask", { offset: globals.mask, kind: "lane" });
    const kept = graph.node("equal", [mask, graph.number(0)]);
    for (const state of states) {
      const [old, fresh] = [graph.input(`${prefix}.${state}`), b.input(`${state} new`, own(`${state} new`))];
      b.store(graph.node("select", [kept, old, fresh]), own(state));
      if (state !== mechanism.ion?.state) continue;
      // Half a step ahead along the last change, never below half of what is there: what currents see mid-step.
      const ratio = b.input("ratio", { offset: globals.ratio, kind: "lane" });
      const straight = graph.add(fresh, graph.mul(ratio, graph.sub(fresh, old)));
      const held = graph.node("max", [straight, graph.mul(graph.number(0.5), fresh)]);
      b.store(graph.node("select", [kept, b.input("middle", own("middle")), held]), own("middle"));
    }
    return b.build(`${prefix}: commit`, 1);
  })();

  /** Records [a, b, parameters]: the parameters are 1/(R·Vol) of a and of b. */
  const edge = (stage: "first" | "second"): Body => {
    const { b, graph, h } = begin(undefined);
    for (const state of moving) {
      const [mine, theirs] = stage === "second"
        ? [ahead(b, graph, h, state, "own"), ahead(b, graph, h, state, "parent")]
        : [graph.input(`${prefix}.${state}`), b.input(`${state}, parent`, other(state))];
      const flow = graph.mul(diffusion(graph, state), graph.sub(theirs, mine));
      const gain = (port: Port, name: string, rate: number, sign: "add" | "sub"): void =>
        b.store(graph[sign](b.input(name, port), graph.mul(rate, flow)), port);
      gain(own(`${state} gathered`), `${state} gathered`, b.input("to parent", geometry("toParent")), "add");
      gain(
        other(`${state} gathered`), `${state} gathered, parent`, b.input("from parent", geometry("fromParent")), "sub",
      );
    }
    return b.build(`${prefix}: edges, ${stage} stage`, 3);
  };
  return {
    fields, size: fields.size, parameters: varying, local,
    bodies: { first, firstRates, second, secondRates, commit, edge },
  };
}
