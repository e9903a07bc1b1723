/**
 * A cell → a program: where everything lives in memory, which bodies run over what, in which order.
 *
 *     solve          eliminate, substitute, then the ions' influx at the middle of the step
 *     monitor        the largest local error of the voltage           (adaptive steps)
 *     remember       accepted differences become history              (adaptive steps)
 *     pools          one step of reaction and diffusion, not yet taken over
 *     commitPools    lanes whose step is good take it over
 *     solvePools, commitAdvance      the same two by two, for quiet stretches
 *     advance        states cross the junction, next step's equation; `advanceMixed` for steps that have no table
 *     begin, relax   at the start of a trial
 */
import { compartmentsOf, type Compartment } from "#morphology";
import type { Cell } from "../cell.js";
import { misuse } from "../failures.js";
import type { Note } from "../notes.js";
import type { Assembly, SettingSite } from "./assembly.js";
import { crossBody, eliminateBody, monitorBody, rememberBody, substituteBody } from "./cable.js";
import { draft } from "./draft.js";
import { buildElectrodes, pipetteSettings, planElectrodes } from "./electrodes.js";
import { GLOBALS, planGlobals } from "./globals.js";
import { buildMembrane, planMembrane, type MembraneContext } from "./membrane.js";
import { memoryPlan } from "./memory-plan.js";
import { list, quantity } from "./placement.js";
import { buildPoints, planPoints } from "./points.js";
import { buildPools, planPools } from "./pools.js";
import { tableMaker, type Range } from "./table-maker.js";
import { treeOrder } from "./tree-order.js";

export interface AssemblyOptions {
  readonly adaptive: boolean;
  /** How far into the step voltages are solved for: ½ or 1. */
  readonly theta: number;
  /** Tables of f(V); without them every function is computed where it is needed. */
  readonly tables?: Range;
  /** Settings that trials may change, such as "nmda.gMax". */
  readonly perTrial: ReadonlySet<string>;
}

export function assemble(cell: Cell, options: AssemblyOptions): Assembly {
  const notes: Note[] = [];
  const plan = memoryPlan(GLOBALS.length);
  const calls = draft([
    "solve", "monitor", "remember", "pools", "commitPools", "advance", "advanceMixed", "begin", "beginPools", "relax",
    "influx", "clearInflux",
  ]);
  const globals = planGlobals(plan);
  const electrodes = planElectrodes(compartmentsOf(cell.sections), cell.electrodes ?? [], plan, options.perTrial);
  const { tree } = electrodes;
  const { compartments } = tree;
  const shared = { adaptive: options.adaptive, perTrial: options.perTrial, notes };
  const membrane = planMembrane(tree, cell.membrane, plan, shared);
  const points = planPoints(tree, cell.points ?? [], plan, shared);
  const pools = planPools(tree, cell.pools ?? [], plan, globals, shared);
  const settings = merged([...membrane.settings, ...points.settings, ...pools.settings, ...electrodes.settings]);
  for (const name of options.perTrial) {
    if (!settings.some((s) => s.name === name)) {
      throw misuse("name-unknown", { what: "parameter", name, known: settingNames(cell) });
    }
  }

  const order = treeOrder(compartments.map((c) => c.parent));
  const axial = axialSums(compartments);
  const address = (i: number): number => (i < 0 ? membrane.nowhere : (membrane.addresses[i] as number));
  // The edge belongs to whichever of the two was the child before the tree was turned.
  const edgeOf = (child: number): number => {
    const parent = order.parent[child] as number;
    return parent < 0 || compartments[child]?.parent === parent ? child : parent;
  };
  const eliminated = [...order.order].reverse();
  const edges = plan.shared(eliminated.length);
  calls.write(edges, eliminated.map((i) =>
    ((order.parent[i] as number) < 0 ? 0 : 1 / (compartments[edgeOf(i)] as Compartment).axialResistance)));
  const eliminate = { shared: eliminateBody("shared"), lane: eliminateBody("lane") };
  const stretches = runsOf(eliminated.map((i, k) => {
    const link = electrodes.links.get(edgeOf(i));
    const kind = link === undefined ? "shared" as const : "lane" as const;
    return { kind, record: [address(i), address(order.parent[i] as number), link ?? edges + 8 * k] };
  }));
  for (const { kind, records } of stretches) calls.loop("solve", eliminate[kind], records);
  calls.loop("solve", substituteBody(), [...order.order].map((i) => [address(i), address(order.parent[i] as number)]));

  const context: MembraneContext = {
    tree, plan, globals, adaptive: options.adaptive, inverseTheta: 1 / options.theta, axial,
    tables: tableMaker(plan, options.tables, options),
    volume: pools.volume, poolField: pools.field, loop: calls.loop, write: calls.write,
  };
  const everywhere = compartments.map((_, i) => [address(i)]);
  const cross = crossBody(context, options.adaptive);
  calls.loop("advance", cross, everywhere);
  calls.loop("advanceMixed", options.adaptive ? cross : { ...crossBody(context, true), seldom: true }, everywhere);
  const { methods, currents: membraneCurrents } = buildMembrane(membrane, context);
  const builtPoints = buildPoints(points, membrane.addresses, context);
  buildElectrodes(electrodes, membrane.addresses, context);
  const poolSites = buildPools(pools, { plan, globals, loop: calls.loop, write: calls.write });
  if (options.adaptive) {
    // Branch points and pipettes follow from their neighbours and need no watching.
    const watched = compartments.flatMap((c, i) => (c.area > 0 ? [[address(i)]] : []));
    calls.loop("monitor", monitorBody(globals, 1 / options.theta), watched);
    calls.loop("remember", rememberBody(globals, 1 / options.theta), watched);
  }
  const { image, ...finished } = calls.finish(plan);
  const table = context.tables.settle();
  const program = { ...finished, bytes: plan.bytes(), scratch: plan.scratch };
  const {
    solve = [], clearInflux = [], influx = [], pools: react = [], commitPools = [], advance = [], ...others
  } = program.calls;
  const solved = [...solve, ...clearInflux, ...influx];
  const startVoltage = compartments.map((c) =>
    quantity(typeof cell.start === "function" ? cell.start(c) : cell.start, "mV", "start"));
  return {
    program: {
      ...program,
      calls: {
        ...others, commitPools, advance, pools: react,
        solve: solved,
        solvePools: [...solved, ...react],
        commitAdvance: [...commitPools, ...advance],
      },
    },
    image,
    lanes: plan.laneExtent(),
    globals,
    compartments: compartments.map((c, i) => ({
      section: c.section, kind: c.kind, at: c.at, address: address(i),
      ...(c.length === 0 && c.kind !== "pipette" && { branchPoint: true as const }),
      ...(c.parent >= 0 && c.axialResistance < Infinity && {
        towards: { compartment: c.parent, conductance: 1 / c.axialResistance },
      }),
    })),
    startVoltage,
    root: order.root,
    states: [...membrane.states, ...points.states],
    points: builtPoints.points,
    membraneCurrents,
    pools: poolSites,
    electrodes: electrodes.sites,
    settings,
    ...(table && { table }),
    methods: Object.fromEntries([...methods, ...builtPoints.methods]),
    notes,
    adaptive: options.adaptive,
  };
}

/** One setting a name: a mechanism may be placed twice, in different parts of the cell. */
function merged(settings: readonly SettingSite[]): SettingSite[] {
  const byName = new Map<string, SettingSite>();
  for (const setting of settings) {
    const { addresses = [], standards = [] } = byName.get(setting.name) ?? {};
    byName.set(
      setting.name,
      { ...setting, addresses: [...addresses, ...setting.addresses], standards: [...standards, ...setting.standards] },
    );
  }
  return [...byName.values()];
}

function settingNames(cell: Cell): string {
  return list([
    ...cell.membrane.flatMap(({ mechanism }) => mechanism.parameters.map((p) => `${mechanism.name}.${p}`)),
    ...(cell.points ?? []).flatMap(({ name, mechanism }) => mechanism.parameters.map((p) => `${name}.${p}`)),
    ...(cell.pools ?? []).flatMap(({ mechanism }) => mechanism.parameters.map((p) => `${mechanism.name}.${p}`)),
    ...(cell.electrodes ?? []).flatMap(pipetteSettings),
  ]);
}

/** Neighbours of one kind, together. */
function runsOf<Kind>(
  list: readonly { readonly kind: Kind; readonly record: readonly number[] }[],
): { kind: Kind; records: (readonly number[])[] }[] {
  const runs: { kind: Kind; records: (readonly number[])[] }[] = [];
  for (const { kind, record } of list) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.records.push(record);
    else runs.push({ kind, records: [record] });
  }
  return runs;
}

/** nS: what flows out of each compartment along the cable for each mV. */
function axialSums(compartments: readonly Compartment[]): number[] {
  const sums = compartments.map(() => 0);
  compartments.forEach(({ parent, axialResistance }, i) => {
    if (parent < 0) return;
    sums[i] = (sums[i] as number) + 1 / axialResistance;
    sums[parent] = (sums[parent] as number) + 1 / axialResistance;
  });
  return sums;
}
