/**
 * Every mechanism of the model, at random states: what was written against what was lowered, the interpreter against
 * WebAssembly, tables against their functions.
 */
import { prepare, type Cell, type Mechanism, type Prepared } from "#engine";
import { randomStream } from "#random";
import * as model from "#model";
import { namingOf } from "../../src/engine/assembly/membrane-body.js";
import { fieldOffset } from "../../src/engine/assembly/cable.js";
import { evaluateColumns } from "../../src/engine/kernel/columns.js";
import {
  cubicTable, evaluate, instantiate, interpret, LANES, type Machine, type Program,
} from "../../src/engine/kernel/index.js";
import { lookUp } from "../../src/engine/kernel/table-cells.js";
import { located } from "../../src/engine/kernel/tables.js";
import { sidesOf, tools } from "../../src/engine/language/index.js";
import { rightHandSides } from "../../src/engine/lowering/equations.js";
import { Graph } from "../../src/engine/lowering/graph.js";
import { place } from "../../src/engine/lowering/place.js";
import { fillTable } from "../../src/engine/run/filled-table.js";
import { judged, verdictOf, type EvidenceRow } from "./evidence.js";
import { piece } from "./membranes.js";

export const mechanisms: readonly Mechanism[] =
  Object.values(model).filter((value): value is Mechanism => "placed" in value);

/** Numbers compared, and those of them that differ in a bit; what is no number equals what is none. */
interface Comparison { readonly numbers: number; readonly differing: number }

type Values = Readonly<Record<string, number>>;
type Uniform = (low: number, high: number) => number;

const SEED = 1952;
const DT = 0.025;

function uniform(stream: number): Uniform {
  const random = randomStream(SEED, 0, stream);
  return (low, high) => low + (high - low) * random.uniform();
}

/** A fraction, or a concentration, µM. */
function anyState(mechanism: Mechanism, state: string, draw: Uniform): number {
  return draw(0, mechanism.names.get(state)?.text === "1" ? 1 : 100);
}

/** mV, or of anything else something positive. */
function anyRead(read: string, draw: Uniform): number {
  return read === "v" ? draw(-150, 80) : draw(0, 1000);
}

const standard = ({ names }: Mechanism, parameter: string): number => names.get(parameter)?.value as number;

/** A parameter near its own value, of which nothing is negative that wasn't. */
function anyParameter(mechanism: Mechanism, parameter: string, draw: Uniform): number {
  const own = standard(mechanism, parameter);
  return own === 0 ? draw(0, 1) : own * draw(0.5, 1.5);
}

/** Every result of the arrows as they stand, and dx/dt by mass action written out. */
function asWritten({ run, states }: Mechanism, x: Values, reads: Values, p: Values): Map<string, number> {
  const results = new Map<string, number>();
  const put = (what: string, values: Readonly<Record<string, number | readonly number[]>> = {}): void => {
    for (const [name, value] of Object.entries(values)) {
      [value].flat().forEach((number, i) => results.set(`${what} ${name} ${i}`, number));
    }
  };
  const [rates, derivative] = [run.rates?.(x, reads, p, tools) ?? {}, run.derivative?.(x, reads, p, tools) ?? {}];
  put("rates", rates);
  put("derivative", derivative);
  put("current", run.current?.(x, reads, p, tools));
  put("initial", run.initial?.(reads, p, tools));
  put("receives", run.receives?.(x, reads, p, tools));
  for (const state of states) {
    const parts: number[] = [];
    for (const [reaction, both] of Object.entries(rates)) {
      const { left, right } = sidesOf(reaction);
      const [forward, backward] = [both].flat() as [number, number?];
      const flow = (rate: number, from: readonly string[]): number => from.reduce((r, s) => r * (x[s] as number), rate);
      const net = backward === undefined ? flow(forward, left) : flow(forward, left) - flow(backward, right);
      for (const s of left) if (s === state) parts.push(-net);
      for (const s of right) if (s === state) parts.push(net);
    }
    if (derivative[state] !== undefined) parts.push(derivative[state]);
    if (parts.length > 0) results.set(`d/dt ${state}`, parts.reduce((sum, part) => sum + part));
  }
  return results;
}

/** How parameters stand in what is compared: as numbers in the code, or as values of each lane that trials set. */
type Parameters = "fixed" | "set by trial";

/** The same from one graph, in which parameters have their values or are given with the states. */
function asLowered(mechanism: Mechanism, parameters: Parameters): (given: Values) => Map<string, number> {
  const graph = new Graph();
  const fixed = parameters === "fixed" ? mechanism.parameters : [];
  const constants = new Map(fixed.map((name) => [name, standard(mechanism, name)]));
  const own = namingOf(graph, { mechanism, prefix: "own", constants, stochastic: false });
  const naming = (name: string): number => (name === "weight" || name === "chance" ? graph.input(name) : own(name));
  const roots = new Map<string, number>();
  for (const what of ["rates", "derivative", "current", "initial", "receives"] as const) {
    for (const [name, nodes] of place(graph, mechanism[what], naming)) {
      nodes.forEach((node, i) => roots.set(`${what} ${name} ${i}`, node));
    }
  }
  for (const [state, node] of rightHandSides(graph, mechanism, naming)) roots.set(`d/dt ${state}`, node);
  const [names, nodes] = [[...roots.keys()], [...roots.values()]];
  const inputs = graph.nodes.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const plain = new Map(inputs.map((name) => [name, name.replace(/^own\./, "")]));
  return (given) => {
    const values = evaluate(graph.nodes, (name) => given[plain.get(name) as string] as number, nodes);
    return new Map(names.map((name, i) => [name, values[i] as number]));
  };
}

/** The arrows against the graph that the engine runs. */
function arrowsAgainstGraph(mechanism: Mechanism, parameters: Parameters, states: number): Comparison {
  const draw = uniform(2 * mechanisms.indexOf(mechanism));
  const lowered = asLowered(mechanism, parameters);
  let [numbers, differing] = [0, 0];
  for (let k = 0; k < states; k++) {
    const x = Object.fromEntries(mechanism.states.map((state) => [state, anyState(mechanism, state, draw)]));
    const reads: Values = {
      ...Object.fromEntries(mechanism.reads.map((read) => [read, anyRead(read, draw)])),
      weight: draw(0, 2), chance: draw(0, 1),
    };
    const p: Values = Object.fromEntries(mechanism.parameters.map((name) =>
      [name, parameters === "fixed" ? standard(mechanism, name) : anyParameter(mechanism, name, draw)]));
    const ours = asWritten(mechanism, x, reads, p);
    const theirs = lowered({ ...x, ...reads, ...p });
    for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
      numbers++;
      if (!isSame(ours.get(name), theirs.get(name))) differing++;
    }
  }
  return { numbers, differing };
}

/** To the bit, but for the sign of a zero: that 0·x is 0, whatever the sign of x, the graph takes for granted. */
function isSame(ours: number | undefined, theirs: number | undefined): boolean {
  return ours !== undefined && (Object.is(ours, theirs) || (ours === 0 && theirs === 0));
}

const POINT = "point";
/** How many channels there are where they are counted. */
const CHANNELS = 20;

/** Whether its states are those of one channel, so that channels can be counted. */
const isScheme = ({ placed, rates, derivative }: Mechanism): boolean =>
  placed === "at a point" && rates.results.size > 0 && derivative.results.size === 0;

/** Two compartments that hold the mechanism, and what takes up its calcium. */
function cellWith(mechanism: Mechanism, gating: Gating): Cell {
  const { placed } = mechanism;
  const carries = mechanism.reads.includes("caInside") || mechanism.current.results.has("ca");
  return {
    sections: [
      piece("soma", "soma", [15, 15], 1),
      piece("dendrite", "dendrite", [40, 1.2], 1, { section: "soma", at: 1 }),
    ],
    start: "-65 mV",
    membrane: placed === "over membrane" ? [{ mechanism, in: "everywhere" }] : [],
    points: placed === "at a point" ? [{
      name: POINT, mechanism, at: { section: "dendrite" }, ...(gating === "counted" && { channels: CHANNELS }),
    }] : [],
    pools: placed === "in a volume" ? [{ mechanism, in: "everywhere", shells: 2 }]
      : carries ? [{ mechanism: model.calciumPool, in: "everywhere" }] : [],
  };
}

/** Every function computed; read from a table for one length of steps; rates from tables, for steps of any length. */
const TABLES = ["exact", "tabulated", "tabulated for steps of any length"] as const;
type Tables = (typeof TABLES)[number];
/** States that follow their mean, or channels that whoever runs the trial moves by chance. */
type Gating = "mean" | "counted";

/** In which of its bodies a mechanism is compared. */
interface Form {
  readonly tables: Tables;
  readonly parameters?: Parameters;
  readonly gating?: Gating;
}

function prepared(mechanism: Mechanism, { tables, parameters = "fixed", gating = "mean" }: Form): Prepared {
  const owner = mechanism.placed === "at a point" ? POINT : mechanism.name;
  return prepare({
    cell: cellWith(mechanism, gating), duration: "1 ms", probes: {},
    step: tables === "tabulated for steps of any length" ? { kind: "adaptive", tolerance: "0.01 mV" }
      : { kind: "fixed", dt: `${DT} ms` },
    ...(tables === "exact" && { tables }),
    ...(parameters === "set by trial" && { settable: mechanism.parameters.map((name) => `${owner}.${name}`) }),
  });
}

/** Fills the lanes' memory: with what it may be where that is known, and everything else with something. */
function filler({ assembly }: Prepared, mechanism: Mechanism, draw: Uniform): (lanes: Float64Array) => void {
  const { globals, compartments, states, points, pools, settings, lanes: { from } } = assembly;
  const bare = (name: string): string => name.slice(name.lastIndexOf(".") + 1);
  const known: (readonly [address: number, value: () => number])[] = [
    ...compartments.flatMap(({ address }) => (["v", "vTheta"] as const).map((field) =>
      [address + fieldOffset(field), () => draw(-150, 80)] as const)),
    ...[...states, ...points.flatMap((p) => p.states)].map(({ name, address }) =>
      [address, () => anyState(mechanism, bare(name), draw)] as const),
    ...pools.flatMap(({ fields, states: own, volumes }) => volumes.flatMap(({ address }) => [
      ...["middle", ...own].map((field) => [address + (fields[field] as number), () => draw(0, 100)] as const),
      [address + (fields["influx"] as number), () => draw(-10, 1)] as const,
    ])),
    ...settings.flatMap(({ name, addresses }) => {
      const own = mechanism.parameters.includes(bare(name)) ? bare(name) : undefined;
      const value = (): number => (own === undefined ? draw(0, 1000) : anyParameter(mechanism, own, draw));
      return addresses.map((address) => [address, value] as const);
    }),
    ...(["accept", "odd", "poolMask"] as const).map((name) => [globals[name], () => Math.floor(draw(0, 2))] as const),
    ...(["gateStep", "poolStep"] as const).map((name) =>
      [globals[name], () => (draw(0, 1) < 0.5 ? DT : draw(0, 2 * DT))] as const),
    [globals.capacitanceFactor, () => 2 / DT],
  ];
  return (lanes) => {
    for (let i = 0; i < lanes.length; i++) lanes[i] = draw(0, 1);
    for (const [address, value] of known) {
      for (let lane = 0; lane < LANES; lane++) lanes[(address - from) / 8 + lane] = value();
    }
  };
}

/** Calls of the mechanism's own bodies; each line starts from the same memory. */
function sequencesOf({ placed }: Mechanism): readonly (readonly string[])[] {
  return placed === "in a volume" ? [["pools", "commitPools"]] : [["solve"], ["advance"], ["advanceMixed"]];
}

/**
 * The interpreter against WebAssembly, `rounds` times LANES states: of what the calls changed, how much differs.
 * `emitted` is what WebAssembly is given: the same program, unless a test wants to see that differences are found.
 */
export function interpreterAgainstWebAssembly(
  mechanism: Mechanism, form: Form, rounds: number, emitted?: (program: Program) => Program,
): Comparison {
  const ready = prepared(mechanism, form);
  const { program, image, lanes: { from, to }, table } = ready.assembly;
  const machines = [interpret(program), instantiate(emitted?.(program) ?? program)] as const;
  for (const { memory } of machines) {
    new Uint8Array(memory).set(new Uint8Array(image));
    if (table) fillTable(table, ready.plan, memory);
  }
  const fill = filler(ready, mechanism, uniform(2 * mechanisms.indexOf(mechanism) + 1));
  const before = new Float64Array((to - from) / 8);
  const viewOf = ({ memory }: Machine): Float64Array => new Float64Array(memory, from, before.length);
  const [ours, theirs] = [viewOf(machines[0]), viewOf(machines[1])];
  let [numbers, differing] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    fill(before);
    for (const sequence of sequencesOf(mechanism)) {
      ours.set(before);
      theirs.set(before);
      for (const name of sequence) for (const { call } of machines) call[name]?.();
      for (let i = 0; i < before.length; i++) {
        const same = Object.is(ours[i], theirs[i]);
        if (!same) differing++;
        if (!same || ours[i] !== before[i]) numbers++;
      }
    }
  }
  return { numbers, differing };
}

interface TableErrors {
  readonly smooth: number;
  readonly cornered: number;
  readonly corners: number;
  /** Largest error in a smooth cell over what the function's own fourth derivative allows a cubic. */
  readonly overBound: number;
}

/** Of a column's largest value: what sums of some ten terms lose to rounding. */
const ROUNDING = 1e-14;

/**
 * What a cubic through ends and thirds of a cell can err: f⁗·h⁴/1944. Fourth differences over sixths are f⁗·(h/6)⁴;
 * half as much again for how f⁗ changes within a cell.
 */
function cubicBound(exact: Float64Array, first: number): number {
  let largest = 0;
  for (let i = Math.max(2, first); i <= Math.min(exact.length - 3, first + 6); i++) {
    const [a, b, c, d, e] = [-2, -1, 0, 1, 2].map((k) => exact[i + k] as number) as [number, number, number, number, number];
    largest = Math.max(largest, Math.abs(a - 4 * b + 6 * c - 4 * d + e));
  }
  return (1.5 * 1296 * largest) / 1944;
}

/**
 * The largest error of a mechanism's tables, relative to the column's largest value: in cells where the function is smooth,
 * and in those where it has a corner, which no cubic follows. `corners` counts the latter.
 *
 * A corner shows without the table, in the exact values alone.
 */
function tableErrors(mechanism: Mechanism, how: Exclude<Tables, "exact">): TableErrors | undefined {
  const { table: site } = prepared(mechanism, { tables: how }).assembly;
  const found = { smooth: 0, cornered: 0, corners: 0, overBound: 0 };
  if (!site) return undefined;
  const { plan, shape } = site;
  const { low, perWidth, rows } = shape;
  const columns = { graph: plan.graph, columns: plan.columns, of: plan.of, fixed: () => DT };
  const table = cubicTable({ low, width: 1 / perWidth, rows }, columns);
  // Between the points that the cubic goes through, sixths of a cell: every other is one of those points.
  const values = Float64Array.from({ length: 6 * rows + 1 }, (_, i) => low + i / (6 * perWidth));
  const { rows: rowsOf, fractions } = located(shape, values);
  const lookedUp = (column: number, i: number): number =>
    lookUp(table, 0, shape, column, rowsOf[i] as number, fractions[i] as number);
  evaluateColumns(plan.graph, { varying: plan.of, values, fixed: () => DT }, plan.columns).forEach((exact, column) => {
    const most = exact.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
    for (let row = 0; row < rows; row++) {
      const error = Math.max(...[1, 3, 5].map((k) =>
        Math.abs(lookedUp(column, 6 * row + k) - (exact[6 * row + k] as number)) / most));
      if (hasCorner(exact, 6 * row)) {
        found.corners++;
        found.cornered = Math.max(found.cornered, error);
        continue;
      }
      found.smooth = Math.max(found.smooth, error);
      const bound = cubicBound(exact, 6 * row) + ROUNDING * most;
      found.overBound = Math.max(found.overBound, (error * most) / bound);
    }
  });
  return found;
}

/** Whether the slope jumps in the six sixths from `first`: a second difference there dwarfs all in the cells beside it. */
function hasCorner(exact: Float64Array, first: number): boolean {
  const second = (i: number): number => (i < 1 || i > exact.length - 2 ? 0
    : Math.abs((exact[i - 1] as number) - 2 * (exact[i] as number) + (exact[i + 1] as number)));
  const most = (from: number, to: number): number => {
    let largest = 0;
    for (let i = from; i <= to; i++) largest = Math.max(largest, second(i));
    return largest;
  };
  const beside = Math.max(most(first - 5, first - 2), most(first + 8, first + 11));
  return most(first, first + 6) > 4 * beside && most(first, first + 6) > 1e-9 * Math.abs(exact[first] as number);
}

/** Rates that change e-fold within 1.5 to 5 mV, which 0.5 mV follow less closely (Migliore et al. 1999): told, and bounded. */
const STEEP = new Set(["pyramidalSodium", "aTypeProximal", "aTypeDistal"]);

export function mechanismRows({ states = 10_000 } = {}): EvidenceRow[] {
  const same = (label: string, { numbers, differing }: Comparison): EvidenceRow => ({
    case: `${label}, ${states} random states: of ${numbers} numbers differ`,
    reference: "0", error: String(differing), tolerance: "0", verdict: verdictOf(differing === 0 && numbers > 0),
  });
  return mechanisms.flatMap((mechanism) => {
    const { name } = mechanism;
    const machines = (form: Form, also = ""): EvidenceRow => {
      const compared = interpreterAgainstWebAssembly(mechanism, form, states / LANES);
      return same(`${name}: interpreter and WebAssembly, ${form.tables}${also}`, compared);
    };
    const written = (["fixed", "set by trial"] as const).filter((how) => how === "fixed" || mechanism.parameters.length > 0)
      .map((how) => same(`${name}: arrows and graph, parameters ${how}`, arrowsAgainstGraph(mechanism, how, states)));
    const tabulated = (["tabulated", "tabulated for steps of any length"] as const).flatMap((how) => {
      const errors = tableErrors(mechanism, how);
      return errors ? [machines({ tables: how }), ...tableRows(name, how, errors)] : [];
    });
    return [...written, machines({ tables: "exact" }), ...tabulated, ...otherForms(mechanism).map(({ form, also }) => machines(form, also))];
  });
}

/** Its bodies where every parameter differs by lane, which leaves less to tables, and where its channels are counted. */
function otherForms(mechanism: Mechanism): { readonly form: Form; readonly also: string }[] {
  return TABLES.flatMap((tables) => [
    ...(mechanism.parameters.length === 0 ? []
      : [{ form: { tables, parameters: "set by trial" }, also: ", parameters set by trial" } as const]),
    ...(isScheme(mechanism) ? [{ form: { tables, gating: "counted" }, also: ", channels counted" } as const] : []),
  ]);
}

function tableRows(name: string, how: string, { smooth, cornered, corners, overBound }: TableErrors): EvidenceRow[] {
  const size = judged(
    `${name}, ${how}: in cells of 0.5 mV, error over the largest value`, "computed", smooth, 1e-8);
  return [
    STEEP.has(name) ? { ...size, tolerance: "", verdict: "told" } : size,
    judged(`${name}, ${how}: the same over what a cubic can err there`, "computed", overBound, 1),
    // What a floor under a time constant does to a run is judged by the nine traces, which are made with tables.
    ...(corners === 0 ? [] : [{
      case: `${name}, ${how}: the same in ${corners} cells where a floor makes a corner`,
      reference: "computed", error: cornered.toExponential(1), tolerance: "", verdict: "told",
    } as const]),
  ];
}
