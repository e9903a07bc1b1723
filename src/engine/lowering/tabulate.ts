import { Graph, type GraphData } from "./graph.js";

/** A cubic table: functions of `of` alone, once `fixed` has its value. */
export interface TablePlan {
  readonly name: string;
  readonly of: string;
  /** The inputs that say where `of` stands in it: found once, for all who look up. */
  readonly row: string;
  readonly fraction: string;
  /** The input that chooses the table: the length of the gates' step. Without it one table serves every step. */
  readonly fixed?: string;
  readonly graph: GraphData;
  readonly columns: readonly number[];
}

/** A table that bodies fill and share: equal functions are one column. */
export interface GrowingTable extends Omit<TablePlan, "graph" | "columns"> {
  /** The columns of these functions, by number. */
  columnsOf(graph: Graph, roots: readonly number[]): number[];
  finished(): TablePlan;
}

export function growingTable(names: Omit<TablePlan, "graph" | "columns">): GrowingTable {
  const all = new Graph();
  const columns = new Map<number, number>();
  return {
    ...names,
    columnsOf: (graph, roots) => all.adopt(graph, roots).map((root) => {
      const column = columns.get(root) ?? columns.size;
      columns.set(root, column);
      return column;
    }),
    finished: () => ({ ...names, graph: all.nodes, columns: [...columns.keys()] }),
  };
}

export interface Tabulated {
  /** Roots with every column looked up. */
  readonly looked: readonly number[];
  /** Roots in which a lane whose `odd` isn't 0 computes the column instead: steps of a length that has no table. */
  readonly mixed: readonly number[];
}

/**
 * Turns the largest pieces that depend on the table's variable and what is fixed alone into columns, where that saves
 * at least two costly operations: a single exponential is cheaper than a look-up.
 */
export function tabulate(
  graph: Graph, roots: readonly number[], table: GrowingTable, odd: string,
): Tabulated | undefined {
  const standsOn = graph.flags((input) => (input === table.of ? OF : input === table.fixed ? FIXED : OTHER));
  const only = (i: number): boolean => standsOn[i] !== 0 && ((standsOn[i] as number) & OTHER) === 0;
  const cost = costs(graph);
  const pieces: number[] = [];
  const seen = new Set<number>();
  const stack = [...roots].reverse();
  while (stack.length > 0) {
    const i = stack.pop() as number;
    if (seen.has(i)) continue;
    seen.add(i);
    if (only(i) && (cost[i] as number) > 0) pieces.push(i);
    else stack.push(...[...graph.at(i).args].reverse());
  }
  let saved = 0;
  graph.neededBy(pieces).forEach((isNeeded, i) => { if (isNeeded && COSTLY.has(graph.at(i).operation)) saved++; });
  if (saved < 2) return undefined;
  const [row, fraction] = [graph.input(table.row), graph.input(table.fraction)];
  const looks = table.columnsOf(graph, pieces).map((column) => graph.table(table.name, column, row, fraction));
  const isOdd = graph.node("not", [graph.node("equal", [graph.input(odd), graph.number(0)])]);
  const replace = (by: readonly number[]): number[] =>
    graph.substitute(roots, new Map(pieces.map((c, i) => [c, by[i] as number])));
  return {
    looked: replace(looks),
    mixed: replace(pieces.map((c, i) => graph.node("select", [isOdd, c, looks[i] as number]))),
  };
}

/** What a piece may stand on: the table's variable, what chooses the table, anything else. */
const [OF, FIXED, OTHER] = [1, 2, 4] as const;

const COSTLY = new Set(["exp", "log", "growth", "div", "sqrt"]);

/** How many costly operations a node stands on, each counted once a path: only zero or not is asked. */
function costs(graph: Graph): Float64Array {
  const cost = new Float64Array(graph.nodes.length);
  for (let i = 0; i < cost.length; i++) {
    const { operation, args } = graph.at(i);
    let sum = COSTLY.has(operation) ? 1 : 0;
    for (const argument of args) sum += cost[argument] as number;
    cost[i] = Math.min(1e6, sum);
  }
  return cost;
}
