/** Mechanisms at points: those of one mechanism share their bodies. */
import type { Compartment, CompartmentTree } from "#morphology";
import type { PointProcess } from "../cell.js";
import { misuse } from "../failures.js";
import type { Note } from "../notes.js";
import { LANE_BYTES, type Body, type Port } from "../kernel/program.js";
import { sidesOf, type Mechanism } from "../language/index.js";
import { Graph } from "../lowering/graph.js";
import type { Method } from "../lowering/integrate.js";
import { place } from "../lowering/place.js";
import { tabulate } from "../lowering/tabulate.js";
import type { Evaluation, PointSite, SettingSite, StateSite } from "./assembly.js";
import { BodyBuilder, isFew, sparingly } from "./body-builder.js";
import { fieldPort } from "./cable.js";
import { globalPort } from "./globals.js";
import type { MembraneContext } from "./membrane.js";
import {
  flowOfMoved, FRACTION, GATE_STEP, inside, insideMiddle, ionCurrents, memberCurrents, membraneGraphs, namingOf, ODD, ROW, sharedRead, V,
  type Member,
} from "./membrane-body.js";
import { evaluationAt, evaluationOf } from "./evaluations.js";
import type { MemoryPlan } from "./memory-plan.js";
import { compartmentAt, parameterValues, settingSite, stateUnit } from "./placement.js";
import { startBodies } from "./start.js";

interface Located {
  readonly point: PointProcess;
  readonly compartment: number;
  readonly address: number;
  readonly values: ReadonlyMap<string, number>;
}

interface Family {
  readonly member: Member;
  readonly points: readonly Located[];
  readonly fields: ReadonlyMap<string, { readonly offset: number; readonly shadow?: number }>;
  /** Parameters shared by all trials that differ between points; of few points all that is said of them. */
  readonly varying: readonly string[];
}

export interface PointsLayout {
  readonly families: readonly Family[];
  readonly settings: readonly SettingSite[];
  readonly states: readonly StateSite[];
}

export function planPoints(
  tree: CompartmentTree, points: readonly PointProcess[], plan: MemoryPlan,
  options: { adaptive: boolean; perTrial: ReadonlySet<string>; notes: Note[] },
): PointsLayout {
  const settings: SettingSite[] = [];
  const states: StateSite[] = [];
  const names = new Set<string>();
  const groups = new Map<string, PointProcess[]>();
  const known = new Map<string, Mechanism>();
  for (const point of points) {
    const { mechanism, name } = point;
    if (names.has(name)) throw misuse("name-twice", { what: "point processes", name });
    names.add(name);
    if (mechanism.placed !== "at a point") {
      throw misuse(
        "wrong-placement", { mechanism: mechanism.name, declared: mechanism.placed, used: `at a point ("${name}")` },
      );
    }
    if (known.has(mechanism.name) && known.get(mechanism.name) !== mechanism) {
      throw misuse("name-twice", { what: "mechanisms", name: mechanism.name });
    }
    known.set(mechanism.name, mechanism);
    const key = `${mechanism.name}${point.channels === undefined ? "" : ", counted"}`;
    const group = groups.get(key);
    if (group) group.push(point);
    else groups.set(key, [point]);
  }
  const families = [...groups].map(([key, list]): Family => {
    const { mechanism } = list[0] as PointProcess;
    const values = list.map((point) => {
      const at = tree.compartments[compartmentAt(tree, point.at, point.name)] as Compartment;
      return new Map([...parameterValues(mechanism, [at], point.with ?? {}, point.name, options.notes)].map(
        ([n, [x]]) => [n, x as number]
      ));
    });
    const reads = mechanism.reads.filter((read) => !sharedRead(read));
    const perTrial = mechanism.parameters.filter((p) => list.some(({ name }) => options.perTrial.has(`${name}.${p}`)));
    // What is said of a few points differs from cell to cell; where it isn't part of the code, cells share that.
    const isSaid = (p: string): boolean => isFew(list.length) && list.some((point) => point.with?.[p] !== undefined);
    const uniform = mechanism.parameters.filter(
      (p) => !perTrial.includes(p) && !isSaid(p) && values.every((v) => v.get(p) === values[0]?.get(p))
    );
    const varying = mechanism.parameters.filter((p) => !perTrial.includes(p) && !uniform.includes(p));
    let next = 0;
    const field = (): number => LANE_BYTES * next++;
    const fields = new Map<string, { offset: number; shadow?: number }>();
    for (const state of mechanism.states) {
      fields.set(`${key}.${state}`, { offset: field(), ...(options.adaptive && { shadow: field() }) });
    }
    for (const name of [...reads, ...perTrial]) fields.set(`${key}.${name}`, { offset: field() });
    const located = list.map((point, i): Located => {
      const compartment = compartmentAt(tree, point.at, point.name);
      const address = plan.lanes(Math.max(1, next));
      for (const [name, { offset, shadow }] of fields) {
        const short = name.slice(key.length + 1);
        if (mechanism.states.includes(short)) {
          states.push({
            name: `${point.name}.${short}`, unit: stateUnit(mechanism, short), compartment, address: address + offset,
            ...(shadow !== undefined && { shadow: address + shadow })
          });
        } else {
          const whose = { owner: point.name, mechanism, name: short };
          settings.push(settingSite(whose, [address + offset], [values[i]?.get(short) ?? 0]));
        }
      }
      return { point, compartment, address, values: values[i] as ReadonlyMap<string, number> };
    });
    const constants = new Map(uniform.map((p) => [p, values[0]?.get(p) as number]));
    const stochastic = list[0]?.channels !== undefined;
    return { member: { mechanism, prefix: key, constants, stochastic }, points: located, fields, varying };
  });
  return { families, settings, states };
}

export function buildPoints(
  layout: PointsLayout, addresses: readonly number[], context: MembraneContext,
): { points: PointSite[]; methods: Map<string, Method> } {
  const points: PointSite[] = [];
  const methods = new Map<string, Method>();
  const membraneGraph = membraneGraphs(context.adaptive);
  for (const family of layout.families) {
    const { member, fields, varying } = family;
    const { mechanism, prefix } = member;
    const ions = mechanism.reads.filter((read) => read !== V && sharedRead(read));
    const pointers = 3 + ions.length;
    const parameters = family.points.map(({ values }) => {
      const at = context.plan.shared(Math.max(1, varying.length));
      context.write(at, varying.map((name) => values.get(name) as number));
      return at;
    });
    const volumes = family.points.map(({ compartment, point }) => ions.map((read) => {
      const ion = read.slice(0, -"Inside".length);
      const volume = context.volume(compartment, ion);
      if (volume !== undefined) return volume;
      throw misuse(
        "pool-missing", { mechanism: point.name, section: context.tree.compartments[compartment]?.section ?? "", ion },
      );
    }));
    const records = family.points.map(({ address, compartment }, i) =>
      [address, addresses[compartment] as number, parameters[i] as number, ...(volumes[i] as number[])]);

    const bindAll = (b: Pick<BodyBuilder, "bind">, voltage: Port): void => {
      b.bind(V, voltage);
      b.bind(ROW, fieldPort(1, "row"));
      b.bind(FRACTION, fieldPort(1, "fraction"));
      b.bind(GATE_STEP, globalPort(context.globals, "gateStep"));
      b.bind(ODD, globalPort(context.globals, "odd"));
      for (const [name, { offset }] of fields) b.bind(name, { pointer: 0, offset, kind: "lane" });
      varying.forEach((name, i) => b.bind(`${prefix}.${name}`, { pointer: 2, offset: 8 * i, kind: "shared" }));
      ions.forEach((read, i) => {
        const ion = read.slice(0, -"Inside".length);
        b.bind(inside(ion), { pointer: 3 + i, offset: context.poolField(ion, "concentration"), kind: "lane" });
        b.bind(insideMiddle(ion), { pointer: 3 + i, offset: context.poolField(ion, "middle"), kind: "lane" });
      });
    };
    const mean = membraneGraph([{ ...member, stochastic: false }]);
    const lowered = member.stochastic ? membraneGraph([member]) : mean;
    for (const [name, method] of lowered.methods) methods.set(name, method);
    const names = [...lowered.next.keys()];
    const roots = [...names.map((name) => lowered.next.get(name) as number), ...flowOfMoved(lowered)];
    const { table, shapes } = context.tables;
    const tabulated = table && tabulate(lowered.graph, roots, table, ODD);
    const advance = (values: readonly number[], suffix: string): Body => {
      const graph = new Graph();
      const moved = graph.adopt(lowered.graph, values);
      const b = new BodyBuilder(graph);
      bindAll(b, fieldPort(1, "v"));
      names.forEach((name, i) => b.store(
        moved[i] as number, { pointer: 0, offset: fields.get(name)?.offset as number, kind: "lane" },
      ));
      // A step that is repeated starts from here again; counted channels are kept by whoever moves them.
      for (const [name, { shadow }] of fields) {
        if (shadow !== undefined && !member.stochastic) {
          b.store(graph.input(name), { pointer: 0, offset: shadow, kind: "lane" });
        }
      }
      const [slope, drive] = moved.slice(names.length) as [number, number];
      b.store(graph.add(b.input("diagonal", fieldPort(1, "diagonal")), slope), fieldPort(1, "diagonal"));
      b.store(graph.add(b.input("right", fieldPort(1, "right")), drive), fieldPort(1, "right"));
      return b.build(`${prefix}: advance${suffix}`, pointers, shapes);
    };
    const regular = sparingly(advance(tabulated?.looked ?? roots, ""), records.length);
    const mixed: Body = context.adaptive ? regular
      : { ...advance(tabulated?.mixed ?? roots, ", any step"), seldom: true };
    context.loop("advance", regular, records);
    context.loop("advanceMixed", mixed, records);

    const { begin, relax } = startBodies(
      prefix, [{ ...member, stochastic: false }], mean,
      (b) => bindAll(b, fieldPort(1, "v")),
      (state) => ({ pointer: 0, offset: fields.get(state)?.offset as number, kind: "lane" }),
      context.globals, pointers,
    );
    if (begin) context.loop("begin", begin, records);
    if (relax) context.loop("relax", relax, records);

    const { graph, currents } = ionCurrents([member]);
    for (const [ion, current] of currents) {
      const b = new BodyBuilder(graph);
      bindAll(b, fieldPort(1, "vTheta"));
      const port: Port = { pointer: pointers, offset: context.poolField(ion, "influx"), kind: "lane" };
      b.store(graph.add(b.input("influx so far", port), current), port);
      const withVolume = records.flatMap((record, i) => {
        const volume = context.volume(family.points[i]?.compartment as number, ion);
        return volume === undefined ? [] : [[...record, volume]];
      });
      if (withVolume.length === 0) continue;
      const influx = sparingly(b.build(`${prefix}: ${ion} influx`, pointers + 1), withVolume.length);
      context.loop("influx", influx, withVolume);
    }
    const siteOf = sitesOf(family, bindAll);
    family.points.forEach((located, i) => points.push(siteOf(located, records[i] as number[])));
  }
  return { points, methods };
}

/**
 * What a point can do one lane at a time: receive events, gate by chance, say its current. Points of a family share the
 * graphs.
 */
function sitesOf(
  { member, fields }: Family, bindAll: (b: Pick<BodyBuilder, "bind">, v: Port) => void,
): (located: Located, record: readonly number[]) => PointSite {
  const { mechanism, prefix } = member;
  const ports = new Map<string, Port>();
  bindAll({ bind: (name, port) => void ports.set(name, port) }, fieldPort(1, "v"));
  const shared = (graph: Graph, roots: ReadonlyMap<string, number>): ((record: readonly number[]) => Evaluation) => {
    const evaluation = evaluationOf(graph, roots, ports);
    return (record) => evaluationAt(evaluation, record);
  };
  const eventGraph = new Graph();
  const naming = namingOf(eventGraph, member);
  const named = (name: string): number =>
    (name === "weight" || name === "chance" ? eventGraph.input(name) : naming(name));
  const received = new Map(
    [...place(eventGraph, mechanism.receives, named)].map(([state, [node]]) => [state, node as number])
  );
  const receives = received.size > 0 ? shared(eventGraph, received) : undefined;
  const flowing = memberCurrents(member);
  const currents = shared(flowing.graph, flowing.currents);
  return ({ point, compartment, address }, record) => ({
    name: point.name,
    mechanism: mechanism.name,
    compartment,
    states: mechanism.states.map((state) => {
      const { offset, shadow } = fields.get(`${prefix}.${state}`) as { offset: number; shadow?: number };
      return { name: state, unit: stateUnit(mechanism, state), address: address + offset, ...(shadow !== undefined && { shadow: address + shadow }) };
    }),
    ...(receives && { receives: receives(record) }),
    ...(point.channels !== undefined && {
      channels: channelsOf(point, member, (graph, roots) => shared(graph, roots)(record)),
    }),
    currents: currents(record),
  });
}

function channelsOf(
  point: PointProcess, member: Member, evaluation: (graph: Graph, roots: ReadonlyMap<string, number>) => Evaluation,
): NonNullable<PointSite["channels"]> {
  const { mechanism } = member;
  const refuse = (because: string): never => {
    throw misuse("not-a-scheme", { point: point.name, mechanism: mechanism.name, because });
  };
  const count = point.channels as number;
  if (!Number.isInteger(count) || count < 1) {
    throw misuse(
      "out-of-range", { what: `${point.name}, channels`, expected: "a whole number of at least 1", found: count },
    );
  }
  if (mechanism.derivative.results.size > 0) {
    refuse("its derivative is written out, which says nothing of single transitions");
  }
  if (mechanism.rates.results.size === 0) refuse("it has no transitions");
  const graph = new Graph();
  const transitions: { from: number; to: number }[] = [];
  const roots = new Map<string, number>();
  for (const [reaction, [forward, backward]] of place(graph, mechanism.rates, namingOf(graph, member))) {
    const { left, right } = sidesOf(reaction);
    if (left.length !== 1 || right.length !== 1) refuse(`"${reaction}" is not a transition from one state to another`);
    const [from, to] = [left[0], right[0]].map((s) => mechanism.states.indexOf(s as string)) as [number, number];
    const put = (a: number, b: number, node: number): void => {
      roots.set(`transition ${transitions.push({ from: a, to: b }) - 1}`, node);
    };
    put(from, to, forward as number);
    if (backward !== undefined) put(to, from, backward);
  }
  return { count, transitions, rates: evaluation(graph, roots) };
}
