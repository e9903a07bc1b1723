/** Pools on the cell: volumes within compartments, the tree along which they exchange, and what runs over them. */
import { square } from "#elementary";
import type { Compartment, CompartmentTree } from "#morphology";
import { readQuantity } from "#units";
import type { PoolPlacement } from "../cell.js";
import { misuse } from "../failures.js";
import type { Note } from "../notes.js";
import { LANE_BYTES } from "../kernel/program.js";
import { place } from "../lowering/place.js";
import type { PoolSite, SettingSite, VolumeSite } from "./assembly.js";
import { BodyBuilder } from "./body-builder.js";
import type { Draft } from "./draft.js";
import type { Globals } from "./globals.js";
import { namingOf, type Member } from "./membrane-body.js";
import type { MemoryPlan } from "./memory-plan.js";
import { list, parameterValues, selected, settingSite, stateUnit } from "./placement.js";
import { POOL_GEOMETRY, poolBodies, type PoolBodies } from "./pool-body.js";
import { treeOrder } from "./tree-order.js";

/** pA·ms/(µM·µm³): what a mole of single charges carries (CODATA 2018, exact). */
const FARADAY = readQuantity("96485.33212 C/mol")?.value as number;

interface Volume { readonly compartment: number; readonly shell: number; readonly volume: number; address: number }
interface Edge {
  readonly a: number;
  readonly b: number;
  /** 1/µm: ∫dx/A between the two centres. */
  readonly resistance: number;
}

export interface PlannedPool {
  readonly member: Member;
  readonly bodies: PoolBodies;
  readonly volumes: readonly Volume[];
  readonly edges: readonly Edge[];
  readonly values: ReadonlyMap<string, readonly number[]>;
  readonly nowhere: number;
  /** Index of the volume under a compartment's membrane. */
  readonly outermost: ReadonlyMap<number, number>;
}

export interface PoolsLayout {
  readonly pools: readonly PlannedPool[];
  readonly settings: readonly SettingSite[];
  /** Address of the volume under the membrane that holds an ion. */
  readonly volume: (compartment: number, ion: string) => number | undefined;
  readonly field: (ion: string, field: "concentration" | "middle" | "influx") => number;
}

export function planPools(
  tree: CompartmentTree, placements: readonly PoolPlacement[], plan: MemoryPlan, globals: Globals,
  options: { perTrial: ReadonlySet<string>; notes: Note[] },
): PoolsLayout {
  const settings: SettingSite[] = [];
  const holders = new Map<string, Map<number, PlannedPool>>();
  const placed = new Set<string>();
  const pools = placements.map((placement): PlannedPool => {
    const { mechanism } = placement;
    if (mechanism.placed !== "in a volume") {
      throw misuse("wrong-placement", { mechanism: mechanism.name, declared: mechanism.placed, used: "as a pool" });
    }
    const missing = mechanism.states.filter((state) => !mechanism.initial.results.has(state));
    if (missing.length > 0) throw misuse("pool-without-start", { mechanism: mechanism.name, states: list(missing) });
    const compartments = selected(tree, placement.in, mechanism.name);
    if (placed.has(mechanism.name)) throw misuse("pool-placed-twice", { mechanism: mechanism.name });
    placed.add(mechanism.name);
    const places = compartments.map((i) => tree.compartments[i] as Compartment);
    const shells = places.map((place) => shellsOf(placement, place));
    const perCompartment = parameterValues(mechanism, places, placement.with ?? {}, mechanism.name, options.notes);
    const laneValues = new Map<string, number>();
    const setting = (name: string, standard: number): void => {
      const address = plan.setting();
      laneValues.set(name, address);
      settings.push(settingSite({ owner: mechanism.name, mechanism, name }, [address], [standard]));
    };
    for (const read of mechanism.reads) if (read !== "influx") setting(read, 0);
    const constants = new Map<string, number>();
    const varying: string[] = [];
    /** Trials may set them, and without that they vary: a lane value of each volume. */
    const local: string[] = [];
    for (const [name, values] of perCompartment) {
      const [first] = values as [number];
      const uniform = values.every((x) => x === first);
      if (options.perTrial.has(`${mechanism.name}.${name}`)) {
        if (uniform) setting(name, first);
        else local.push(name);
      } else if (uniform) constants.set(name, first);
      else varying.push(name);
    }
    for (const parameter of mechanism.mobile.values()) {
      if (!varying.includes(parameter) && !local.includes(parameter)) continue;
      throw misuse("diffusion-varies", { mechanism: mechanism.name, parameter });
    }
    const member: Member = { mechanism, prefix: mechanism.name, constants, stochastic: false };
    const bodies = poolBodies(member, {
      step: globals.poolStep, mask: globals.poolMask, ratio: globals.poolRatio, lowest: globals.poolLowest,
      error: globals.poolError,
      sum: globals.poolSum,
    }, { varying, local, laneValues });
    const { volumes, edges, outermost } = volumesOf(tree, compartments, shells);
    for (const volume of volumes) volume.address = plan.lanes(bodies.size);
    const placeOf = new Map(compartments.map((compartment, i) => [compartment, i]));
    const ofVolume = volumes.map(({ compartment }) => placeOf.get(compartment) as number);
    const values = new Map([...perCompartment].map(([name, of]) => [name, ofVolume.map((i) => of[i] as number)]));
    for (const name of local) {
      const offset = LANE_BYTES * (bodies.fields.get(name) as number);
      settings.push(settingSite(
        { owner: mechanism.name, mechanism, name }, volumes.map(({ address }) => address + offset), values.get(name) as number[],
      ));
    }
    const pool: PlannedPool = { member, bodies, volumes, edges, values, nowhere: plan.lanes(bodies.size), outermost };
    const ion = mechanism.ion?.name;
    if (ion !== undefined) {
      const own = holders.get(ion) ?? new Map<number, PlannedPool>();
      holders.set(ion, own);
      for (const i of compartments) {
        const other = own.get(i);
        const section = tree.compartments[i]?.section ?? "";
        if (other) {
          throw misuse("pool-twice", { ion, section, first: other.member.mechanism.name, second: mechanism.name });
        }
        own.set(i, pool);
      }
      requireOnePool(tree, own, ion);
    }
    return pool;
  });
  return {
    pools,
    settings,
    volume: (compartment, ion) => {
      const pool = holders.get(ion)?.get(compartment);
      return pool && pool.volumes[pool.outermost.get(compartment) as number]?.address;
    },
    // Pools of one ion share what a membrane reads only if they agree on where it stands: the first three fields do.
    field: (ion, field) => {
      const [pool] = [...(holders.get(ion)?.values() ?? [])];
      if (!pool) return 0;
      const name = field === "concentration" ? (pool.member.mechanism.ion?.state as string) : field;
      return LANE_BYTES * (pool.bodies.fields.get(name) as number);
    },
  };
}

function shellsOf({ mechanism, shells = 1 }: PoolPlacement, place: Compartment): number {
  const found = typeof shells === "function" ? shells(place) : shells;
  if (Number.isInteger(found) && found >= 1) return found;
  const what = `${mechanism.name} in ${place.section}, shells`;
  throw misuse("out-of-range", { what, expected: "a whole number of at least 1", found });
}

/** The neighbour towards the root that has a volume, and 1/µm on the way there. */
function towardsRoot({ compartments }: CompartmentTree, from: number): { to: number; resistance: number } {
  let resistance = 0;
  let to = from;
  do {
    const { diffusionResistance, parent } = compartments[to] as Compartment;
    resistance += diffusionResistance;
    to = parent;
  } while (to >= 0 && compartments[to]?.volume === 0);
  return { to, resistance };
}

/** An ion would stop, unseen, where one pool ends and another begins. */
function requireOnePool(tree: CompartmentTree, own: ReadonlyMap<number, PlannedPool>, ion: string): void {
  for (const [i, pool] of own) {
    const { to } = towardsRoot(tree, i);
    const other = own.get(to);
    if (!other || other === pool) continue;
    const section = (of: number): string => tree.compartments[of]?.section ?? "";
    throw misuse("pools-meet", {
      ion, first: other.member.mechanism.name, second: pool.member.mechanism.name, there: section(i), here: section(to),
    });
  }
}

/** Of `count` shells of equal thickness, how much of the cross-section lies outside of the first `k`. */
const ringsOutside = (k: number, count: number): number => 1 - square(1 - k / count);

/**
 * Volumes and what they exchange. Between neighbouring compartments the way is the cable's; through a branch point,
 * from child to parent. Within a compartment shells of equal thickness a/n exchange across 2πr·L; the innermost is a
 * full cylinder. `shells`: of each of `compartments`.
 */
function volumesOf(
  tree: CompartmentTree, compartments: readonly number[], shells: readonly number[],
): { volumes: Volume[]; edges: Edge[]; outermost: Map<number, number> } {
  const volumes: Volume[] = [];
  const edges: Edge[] = [];
  const outermost = new Map<number, number>();
  const numbers = new Map(compartments.map((compartment, i) => [compartment, shells[i] as number]));
  for (const [compartment, count] of numbers) {
    const { volume, length } = tree.compartments[compartment] as Compartment;
    outermost.set(compartment, volumes.length);
    // The radius that gives the compartment's own volume.
    const radius = Math.sqrt(volume / (Math.PI * length));
    const thickness = radius / count;
    for (let shell = 0; shell < count; shell++) {
      const outer = radius - shell * thickness;
      const inner = shell === count - 1 ? 0 : outer - thickness;
      const own = (volume * (outer * outer - inner * inner)) / (radius * radius);
      const index = volumes.push({ compartment, shell, volume: own, address: 0 }) - 1;
      if (shell > 0) edges.push({ a: index, b: index - 1, resistance: thickness / (2 * Math.PI * outer * length) });
    }
  }
  for (const [compartment, count] of numbers) {
    const { to: parent, resistance } = towardsRoot(tree, compartment);
    const [mine, theirs] = [outermost.get(compartment), outermost.get(parent)];
    if (mine === undefined || theirs === undefined) continue;
    const { volume, onSide } = tree.compartments[compartment] as Compartment;
    const others = numbers.get(parent) as number;
    for (let shell = 0; shell < count; shell++) {
      // Each shell has its share of the cross-section, so of the conductance.
      const share = (volumes[mine + shell] as Volume).volume / volume;
      if (onSide === true || count === others) {
        edges.push({ a: mine + shell, b: theirs + (onSide === true ? 0 : shell), resistance: resistance / share });
        continue;
      }
      for (let other = 0; other < others; other++) {
        const common = Math.min(ringsOutside(shell + 1, count), ringsOutside(other + 1, others)) -
          Math.max(ringsOutside(shell, count), ringsOutside(other, others));
        if (common > 1e-12) edges.push({ a: mine + shell, b: theirs + other, resistance: resistance / common });
      }
    }
  }
  return { volumes, edges, outermost };
}

interface PoolContext {
  readonly plan: MemoryPlan;
  readonly globals: Globals;
  readonly loop: Draft["loop"];
  readonly write: Draft["write"];
}

export function buildPools(layout: PoolsLayout, context: PoolContext): PoolSite[] {
  return layout.pools.map((pool): PoolSite => {
    const { member, bodies, volumes, nowhere } = pool;
    const { mechanism, prefix } = member;
    const { tree, closing } = spanning(volumes.length, pool.edges);
    const perCharge = volumes.map(({ volume }) => -1 / ((mechanism.ion?.valence ?? 1) * FARADAY * volume));
    const neighbours = volumes.map(() => 0);
    for (const { a, b, resistance } of tree.flatMap(({ edges }) => edges)) {
      neighbours[a] = (neighbours[a] as number) + 1 / (resistance * (volumes[a] as Volume).volume);
      neighbours[b] = (neighbours[b] as number) + 1 / (resistance * (volumes[b] as Volume).volume);
    }
    const own = (i: number): number => (volumes[i] as Volume).address;
    const upwards: number[][] = [];
    const downwards: number[][] = [];
    for (const { order, parent, resistance } of tree) {
      for (const i of order) {
        const up = parent.get(i);
        const r = resistance.get(i);
        const at = context.plan.shared(POOL_GEOMETRY.length + bodies.parameters.length);
        const toParent = r === undefined ? 0 : 1 / (r * (volumes[i] as Volume).volume);
        const fromParent = r === undefined || up === undefined ? 0 : 1 / (r * (volumes[up] as Volume).volume);
        context.write(at, [
          toParent, fromParent, neighbours[i] as number, perCharge[i] as number,
          ...bodies.parameters.map((name) => pool.values.get(name)?.[i] as number),
        ]);
        const above = up === undefined ? nowhere : own(up);
        upwards.push([own(i), above, at]);
        downwards.push([own(i), above]);
      }
    }
    upwards.reverse();
    const crossings = closing.map(({ a, b, resistance }) => {
      const at = context.plan.shared(POOL_GEOMETRY.length);
      context.write(
        at, [1 / (resistance * (volumes[a] as Volume).volume), 1 / (resistance * (volumes[b] as Volume).volume), 0, 0],
      );
      return [own(a), own(b), at];
    });
    const { first, firstRates, second, secondRates, commit, edge } = bodies.bodies;
    if (crossings.length > 0) context.loop("pools", edge("first"), crossings);
    context.loop("pools", first, upwards);
    context.loop("pools", firstRates, downwards);
    if (crossings.length > 0) context.loop("pools", edge("second"), crossings);
    context.loop("pools", second, upwards);
    context.loop("pools", secondRates, downwards);
    context.loop("commitPools", commit, volumes.map(({ address }) => [address]));
    buildClearAndBegin(pool, layout, context);
    return {
      name: prefix,
      fields: Object.fromEntries([...bodies.fields].map(([name, index]) => [name, LANE_BYTES * index])),
      states: mechanism.states,
      units: mechanism.states.map((state) => stateUnit(mechanism, state)),
      ...(mechanism.ion && { ionState: mechanism.ion.state }),
      volumes: volumes.map((v, i): VolumeSite => ({
        pool: prefix, compartment: v.compartment, shell: v.shell, address: v.address, volume: v.volume,
        perCharge: perCharge[i] as number,
      })),
    };
  });
}

/** No influx until a current brings some; concentrations as the mechanism says. */
function buildClearAndBegin(
  { member, bodies, volumes, values }: PlannedPool, layout: PoolsLayout, context: PoolContext,
): void {
  const { mechanism, prefix } = member;
  const port = (name: string): { pointer: number; offset: number; kind: "lane" } =>
    ({ pointer: 0, offset: LANE_BYTES * (bodies.fields.get(name) as number), kind: "lane" });
  const clear = new BodyBuilder();
  clear.store(clear.graph.number(0), port("influx"));
  context.loop("clearInflux", clear.build(`${prefix}: no influx`, 1), volumes.map(({ address }) => [address]));
  const b = new BodyBuilder();
  for (const { name, addresses } of layout.settings) {
    if (addresses.length === 1) b.bind(name, { offset: addresses[0] as number, kind: "lane" });
  }
  bodies.parameters.forEach((name, i) => b.bind(`${prefix}.${name}`, { pointer: 1, offset: 8 * i, kind: "shared" }));
  for (const name of bodies.local) b.bind(`${prefix}.${name}`, port(name));
  const start = place(b.graph, mechanism.initial, namingOf(b.graph, member));
  for (const state of mechanism.states) b.store(start.get(state)?.[0] as number, port(state));
  if (mechanism.ion) b.store(start.get(mechanism.ion.state)?.[0] as number, port("middle"));
  context.loop("beginPools", b.build(`${prefix}: begin`, 2), volumes.map(({ address }, i) => {
    const at = context.plan.shared(Math.max(1, bodies.parameters.length));
    context.write(at, bodies.parameters.map((name) => values.get(name)?.[i] as number));
    return [address, at];
  }));
}

interface Spanned {
  readonly order: readonly number[];
  readonly parent: ReadonlyMap<number, number>;
  readonly resistance: ReadonlyMap<number, number>;
  readonly edges: readonly Edge[];
}

/**
 * A spanning forest, tightest couplings first, each tree ordered from its middle; what would close a cycle is left
 * over.
 */
function spanning(count: number, edges: readonly Edge[]): { tree: Spanned[]; closing: Edge[] } {
  const group = Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (group[at] !== at) at = group[at] as number;
    return at;
  };
  const within: Edge[] = [];
  const closing: Edge[] = [];
  for (const edge of [...edges].sort((x, y) => x.resistance - y.resistance || x.a - y.a || x.b - y.b)) {
    const [a, b] = [find(edge.a), find(edge.b)];
    if (a === b) closing.push(edge);
    else {
      group[Math.max(a, b)] = Math.min(a, b);
      within.push(edge);
    }
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < count; i++) listed(members, find(i)).push(i);
  const joined = new Map<number, Edge[]>();
  for (const edge of within) listed(joined, find(edge.a)).push(edge);
  const tree = [...members].map(([root, nodes]): Spanned => {
    const own = joined.get(root) ?? [];
    const local = new Map(nodes.map((node, i) => [node, i]));
    const links: { to: number; resistance: number }[][] = nodes.map(() => []);
    for (const { a, b, resistance } of own) {
      links[local.get(a) as number]?.push({ to: local.get(b) as number, resistance });
      links[local.get(b) as number]?.push({ to: local.get(a) as number, resistance });
    }
    // Numbered from one end so that a parent comes before its children, as treeOrder wants it.
    const sequence: number[] = [0];
    const from = new Int32Array(nodes.length).fill(-1);
    const place = new Int32Array(nodes.length).fill(-1);
    place[0] = 0;
    for (const i of sequence) {
      for (const { to } of links[i] as { to: number }[]) {
        if (place[to] !== -1) continue;
        place[to] = sequence.length;
        from[to] = i;
        sequence.push(to);
      }
    }
    const ordered = treeOrder(
      sequence.map((i) => ((from[i] as number) < 0 ? -1 : (place[from[i] as number] as number)))
    );
    const nameOf = (k: number): number => nodes[sequence[k] as number] as number;
    const parent = new Map<number, number>();
    const resistance = new Map<number, number>();
    for (const k of ordered.order) {
      const up = ordered.parent[k] as number;
      if (up < 0) continue;
      parent.set(nameOf(k), nameOf(up));
      const link = links[sequence[k] as number]?.find(({ to }) => to === sequence[up]);
      resistance.set(nameOf(k), link?.resistance as number);
    }
    return { order: [...ordered.order].map(nameOf), parent, resistance, edges: own };
  });
  return { tree, closing };
}

function listed<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const known = lists.get(key);
  if (known) return known;
  const fresh: Value[] = [];
  lists.set(key, fresh);
  return fresh;
}
