import { unreadable } from "./failures.js";
import { others, type Oddities, type SwcPoint } from "./swc-points.js";

/** The points of one tree, parents before children, from the soma outwards where there is one. */
export interface SwcTree {
  readonly points: readonly TreePoint[];
  /** Indices into `points`. */
  readonly children: readonly (readonly number[])[];
  /** The soma's points are the first so many. */
  readonly somaPoints: number;
}

export interface TreePoint extends Omit<SwcPoint, "parent" | "radius"> {
  /** Index into the tree's points, -1 for the root. */
  readonly parent: number;
  /** µm */
  readonly diameter: number;
}

export const SOMA = 1;
/** Types of the first SWC files (Cannon et al. 1998) that say what a point does, not on what it lies. */
const FORK_OR_END: ReadonlySet<number> = new Set([5, 6]);

/** Neighbours of each point as plain adjacency, so that a tree can be walked from any of its points. */
interface Links {
  readonly parents: Int32Array;
  readonly children: readonly (readonly number[])[];
}

/**
 * Chooses the tree that is the cell (the one of the root with id `root`, where that was asked for; else the one with a
 * soma) and turns it so that it stands on its soma. Everything is iterative: a chain of any length is read.
 */
export function readTree(
  points: readonly SwcPoint[], file: string, oddities: Oddities, root: number | undefined,
): SwcTree {
  const links = link(points, file, oddities);
  const tree = chosen(points, links, file, oddities, root);
  const types = points.map((p) => p.type);
  settleTypes(points, links, tree, types, oddities);
  const start = somaStart(points, links, tree, types, file);
  if (start !== undefined && start !== tree[0]) {
    const from = (points[tree[0] as number] as SwcPoint).line;
    oddities.note("turned", from, (line) =>
      `The tree begins in line ${line}, away from its soma; it was turned to stand on the soma.`);
  }
  return laidOut(points, links, start ?? (tree[0] as number), types, file, oddities);
}

function link(points: readonly SwcPoint[], file: string, oddities: Oddities): Links {
  const indices = new Map(points.map((p, i) => [p.id, i]));
  const parents = new Int32Array(points.length).fill(-1);
  const children = points.map((): number[] => []);
  points.forEach((point, i) => {
    const { id, parent, line } = point;
    if (parent < 0) return;
    const on = indices.get(parent);
    if (on === undefined) {
      if (parent !== 0) throw unreadable("swc-parent-missing", { file, line, id, parent });
      oddities.note("root 0", line, (at, n) =>
        `Line ${at}${others(n)} has the parent 0, which the file lacks; read as -1, a root.`);
      return;
    }
    parents[i] = on;
    children[on]?.push(i);
  });
  const links = { parents, children };
  checkLoops(points, links, file);
  return links;
}

function rootsOf({ parents }: Links): number[] {
  return [...parents.keys()].filter((i) => parents[i] === -1);
}

/** What hangs on `start`, parents first; children in the file's order. */
function below({ children }: Links, start: number): number[] {
  const order: number[] = [];
  const stack = [start];
  while (stack.length > 0) {
    const i = stack.pop() as number;
    order.push(i);
    const own = children[i] as readonly number[];
    for (let k = own.length - 1; k >= 0; k--) stack.push(own[k] as number);
  }
  return order;
}

function checkLoops(points: readonly SwcPoint[], links: Links, file: string): void {
  const seen = new Uint8Array(points.length);
  for (const root of rootsOf(links)) for (const i of below(links, root)) seen[i] = 1;
  let i = seen.indexOf(0);
  if (i < 0) return;
  for (; seen[i] === 0; i = links.parents[i] as number) seen[i] = 2;
  const loop = [i];
  for (let k = links.parents[i] as number; k !== i; k = links.parents[k] as number) loop.push(k);
  const ids = [...loop, i].map((k) => (points[k] as SwcPoint).id);
  const { line } = points[i] as SwcPoint;
  throw unreadable("swc-loop", { file, line, ids: ids.slice(0, 8), more: ids.length > 8 });
}

function chosen(
  points: readonly SwcPoint[], links: Links, file: string, oddities: Oddities, root: number | undefined,
): number[] {
  const roots = rootsOf(links);
  const named = (list: readonly number[]): SwcPoint[] => list.slice(0, 5).map((i) => points[i] as SwcPoint);
  const more = roots.length > 5;
  const ids = named(roots).map((p) => p.id);
  const trees = roots.map((i) => below(links, i));
  let tree = trees[0] as number[];
  if (root !== undefined) {
    const found = roots.findIndex((i) => (points[i] as SwcPoint).id === root);
    if (found < 0) throw unreadable("swc-no-such-root", { file, root, roots: ids, more });
    tree = trees[found] as number[];
  } else if (trees.length > 1) {
    const withSoma = trees.filter((t) => t.some((i) => (points[i] as SwcPoint).type === SOMA));
    if (withSoma.length !== 1) {
      const lines = named(roots).map((p) => p.line);
      throw unreadable("swc-several-trees", { file, roots: ids, lines, somas: withSoma.length, more });
    }
    tree = withSoma[0] as number[];
  }
  const left = roots.filter((i) => i !== tree[0]);
  if (left.length > 0) {
    const first = points[left[0] as number] as SwcPoint;
    oddities.note("trees", first.line, (line) =>
      `${left.length === 1 ? "One more tree is" : `${left.length} more trees are`} in the file (the first at point ` +
      `${first.id}, line ${line}; ${points.length - tree.length} points in all) and not part of this cell.`);
  }
  return tree;
}

/** A lone fork or end point between others isn't a branch of its own type: it takes its parent's. */
function settleTypes(
  points: readonly SwcPoint[], links: Links, tree: readonly number[], types: number[], oddities: Oddities,
): void {
  for (const i of tree) {
    const [type, parent] = [types[i] as number, links.parents[i] as number];
    if (!FORK_OR_END.has(type) || parent < 0 || types[parent] === type || types[parent] === SOMA) continue;
    if (links.children[i]?.some((k) => types[k] === type)) continue;
    types[i] = types[parent] as number;
    oddities.note("fork", (points[i] as SwcPoint).line, (line, n) =>
      `Line ${line}${others(n)} has type 5 or 6, which marked forks and ends; it was counted to the branch it is on.`);
  }
}

/** The soma point from which the others hang: the first one, after making sure that they are in one place. */
function somaStart(
  points: readonly SwcPoint[], { parents }: Links, tree: readonly number[], types: readonly number[], file: string,
): number | undefined {
  const starts = tree.filter((i) => types[i] === SOMA && types[parents[i] as number] !== SOMA);
  const [first, second] = starts;
  if (first === undefined || second === undefined) return first;
  const line = (i: number): number => (points[i] as SwcPoint).line;
  throw unreadable("swc-several-somas", { file, line: line(first), second: line(second) });
}

/** The tree walked from `start`: its soma first, then the rest, each point after the one it hangs on. */
function laidOut(
  points: readonly SwcPoint[], links: Links, start: number, types: readonly number[], file: string, oddities: Oddities,
): SwcTree {
  const order: number[] = [];
  const parents: number[] = [];
  const isPlaced = new Uint8Array(points.length);
  const isSoma = (i: number): boolean => types[i] === SOMA;
  const walk = (starts: readonly Step[], goes: (i: number) => boolean): void => {
    const stack = [...starts].reverse();
    while (stack.length > 0) {
      const { to, from } = stack.pop() as Step;
      const own = order.push(to) - 1;
      parents.push(from);
      isPlaced[to] = 1;
      const next = neighbours(links, to).filter((k) => isPlaced[k] === 0 && goes(k));
      for (const k of next.reverse()) stack.push({ to: k, from: own });
    }
  };
  let starts: readonly Step[] = [{ to: start, from: -1 }];
  if (isSoma(start)) {
    walk(starts, isSoma);
    starts = order.flatMap((i, from) => neighbours(links, i).filter((k) => !isSoma(k)).map((to) => ({ to, from })));
  }
  const somaPoints = order.length;
  walk(starts, () => true);
  const radii = settleRadii(order.map((i) => points[i] as SwcPoint), parents, file, oddities);
  const children = order.map((): number[] => []);
  parents.forEach((parent, i) => children[parent]?.push(i));
  const laid = order.map((i, k) => {
    const { id, x, y, z, line } = points[i] as SwcPoint;
    const diameter = 2 * (radii[k] as number);
    return { id, type: types[i] as number, x, y, z, line, parent: parents[k] as number, diameter };
  });
  return { points: laid, children, somaPoints };
}

/** One step of a walk: to a point of the file, from one that is laid out already. */
interface Step { readonly to: number; readonly from: number }

/** Children in the file's order; the parent, last, only counts where a tree is walked against its grain. */
function neighbours({ children, parents }: Links, i: number): number[] {
  const parent = parents[i] as number;
  return parent < 0 ? [...(children[i] as readonly number[])] : [...(children[i] as readonly number[]), parent];
}

/** A point without a radius has that of the nearest one towards the root, or else outwards. */
function settleRadii(
  points: readonly SwcPoint[], parents: readonly number[], file: string, oddities: Oddities,
): number[] {
  const radii = points.map((p) => p.radius);
  const take = (i: number, from: number): void => {
    if (Number.isNaN(radii[i]) && from >= 0) radii[i] = radii[from] as number;
  };
  parents.forEach((parent, i) => take(i, parent));
  for (let i = parents.length - 1; i >= 0; i--) {
    const parent = parents[i] as number;
    if (parent >= 0) take(parent, i);
  }
  parents.forEach((parent, i) => take(i, parent));
  if (Number.isNaN(radii[0])) throw unreadable("swc-no-radius", { file, line: (points[0] as SwcPoint).line });
  const missing = points.filter((p) => Number.isNaN(p.radius)).sort((a, b) => a.line - b.line);
  missing.forEach(({ line }) =>
    oddities.note("radius", line, (at, n) =>
      `Line ${at}${others(n)} has no radius of 1 nm or more; that of the nearest point towards the root was taken.`));
  return radii;
}
