import { unreadable } from "./failures.js";
import { LENGTHS, type Place, type Section, type SectionPoint } from "./sections.js";
import type { Soma } from "./soma.js";
import { distance, type Spot } from "./soma-outline.js";
import { others, type Oddities } from "./swc-points.js";
import { SOMA, type SwcTree, type TreePoint } from "./swc-tree.js";

/** A section as far as the file tells: geometry alone. */
export interface Branch extends Pick<Section, "name" | "kind" | "parent" | "points"> {
  /** Where each of its points lies. */
  readonly spots: readonly Spot[];
}

const KINDS: Readonly<Record<number, string>> = { [SOMA]: "soma", 2: "axon", 3: "basal", 4: "apical" };

/** A branch still to be walked: its first point, the one it hangs on (-1 for the root), and what it is attached to. */
interface Head {
  readonly start: number;
  readonly from: number;
  readonly place?: Place | undefined;
  /** The way from `from` to `start` is no cable. */
  readonly jumps: boolean;
}

/** The tree's unbranched runs, parents first, those of one parent in the file's order. */
export function branchesOf(tree: SwcTree, soma: Soma, file: string, oddities: Oddities): Branch[] {
  const { points, children, somaPoints } = tree;
  const point = (i: number): TreePoint => points[i] as TreePoint;
  const branches: Branch[] = [];
  const name = namer(tree, soma);
  const stack: Head[] = [];
  if (soma.points) {
    const spots = uprightSpots(points.slice(0, somaPoints), soma.points);
    branches.push({ name: name("soma"), kind: "soma", points: soma.points, spots });
    const place = { section: "soma", at: 0.5 };
    for (let from = somaPoints - 1; from >= 0; from--) {
      const own = (children[from] as readonly number[]).filter((start) => start >= somaPoints);
      for (const start of own.reverse()) stack.push({ start, from, place, jumps: true });
    }
  } else stack.push({ start: 0, from: -1, jumps: false });

  const widest = (soma.points ?? points.slice(0, somaPoints)).reduce((most, p) => Math.max(most, p.diameter), 0);
  while (stack.length > 0) {
    const head = stack.pop() as Head;
    const run = runFrom(tree, head);
    const { points: cable, spots } = cableOf(tree, head, run);
    const isCable = (cable.at(-1) as SectionPoint).at >= LENGTHS.low;
    let section = "";
    if (isCable) {
      const kind = KINDS[point(run.at(-1) as number).type] ?? "custom";
      section = name(kind);
      branches.push({ name: section, kind, points: cable, spots, ...(head.place && { parent: head.place }) });
      if (head.jumps && run.length > 1) noteGap(point(head.from), point(head.start), widest, oddities);
    } else {
      const { line } = point(head.start);
      if (!head.place) throw unreadable("swc-no-cable", { file, line, points: points.length });
      oddities.note("no length", line, (at, n) =>
        `The branch in line ${at}${others(n)} has no length; what hangs on it was attached where it is.`);
    }
    for (let k = run.length - 1; k >= 0; k--) {
      const from = run[k] as number;
      const own = children[from] as readonly number[];
      for (let c = own.length - 1; c >= 0; c--) {
        const start = own[c] as number;
        if (start === run[k + 1]) continue;
        const { at, jumps } = attachment(tree, run, k, start);
        if (isCable) stack.push({ start, from, jumps, place: { section, at } });
        else stack.push({ start, from, jumps: false, place: head.place });
      }
    }
  }
  return branches;
}

/** "apical[0]", "apical[1]", …; a soma that doesn't branch is "soma". */
function namer({ children, somaPoints }: SwcTree, soma: Soma): (kind: string) => string {
  const hasArms = (own: readonly number[]): boolean => own.filter((k) => k < somaPoints).length > 1;
  const isForked = !soma.points && children.slice(0, somaPoints).some(hasArms);
  const counts = new Map<string, number>();
  return (kind) => {
    const index = counts.get(kind) ?? 0;
    counts.set(kind, index + 1);
    return kind === "soma" && !isForked ? kind : `${kind}[${index}]`;
  };
}

/**
 * The points of one unbranched run of one type. A run that begins at its own first point (the root's, or one that jumps
 * from the soma) goes on past a fork while it has no length yet: a point alone is no cable.
 */
function runFrom({ points, children, somaPoints }: SwcTree, { start, from, jumps }: Head): number[] {
  const run = [start];
  let hasLength = from >= 0 && !jumps;
  for (let i = start; ;) {
    const own = children[i] as readonly number[];
    const { type } = points[i] as TreePoint;
    const alike = own.filter((k) => (points[k] as TreePoint).type === type);
    let next: number | undefined;
    if (i < somaPoints) next = alike.length === 1 || i === 0 ? alike[0] : undefined;
    else if (own.length === 1) next = alike[0];
    else if (!hasLength) next = alike[0];
    if (from < 0 && i >= somaPoints && !hasLength) next ??= own[0];
    if (next === undefined) return run;
    hasLength ||= distance(points[i] as TreePoint, points[next] as TreePoint) > 0;
    run.push(next);
    i = next;
  }
}

/** Begins at the point that the run hangs on, unless it jumps; a branch of the soma has its own diameter there. */
function cableOf(
  { points }: SwcTree, { from, jumps }: Head, run: readonly number[],
): { readonly points: SectionPoint[]; readonly spots: Spot[] } {
  const own = run.map((i) => points[i] as TreePoint);
  const first = own[0] as TreePoint;
  const base = jumps && run.length > 1 ? undefined : points[from];
  const isOnSoma = base?.type === SOMA && first.type !== SOMA;
  const spots = base ? [{ ...base, diameter: isOnSoma ? first.diameter : base.diameter }, ...own] : own;
  let at = 0;
  const cable = spots.map((spot, i) => {
    const before = spots[i - 1];
    if (before) at += distance(before, spot);
    return { at, diameter: spot.diameter };
  });
  return { points: cable, spots: spots.map(({ x, y, z }) => ({ x, y, z })) };
}

/** A soma that was drawn as a ball or an outline, as cable: upright through the middle of its points. */
function uprightSpots(drawn: readonly Spot[], points: readonly SectionPoint[]): Spot[] {
  const middle = (of: keyof Spot): number => drawn.reduce((sum, spot) => sum + spot[of], 0) / drawn.length;
  const [x, y, z] = [middle("x"), middle("y"), middle("z")];
  const half = (points.at(-1) as SectionPoint).at / 2;
  return points.map(({ at }) => ({ x, y: y + at - half, z }));
}

/** Where along a run's section its k-th point holds `child`, by the rules that `readSwc` states. */
function attachment(
  { children, somaPoints }: SwcTree, run: readonly number[], k: number, child: number,
): { at: number; jumps: boolean } {
  const i = run[k] as number;
  const isLast = k === run.length - 1;
  if (i >= somaPoints) return { at: isLast ? 1 : 0, jumps: false };
  const isFirst = i === 0;
  if (child < somaPoints) return { at: isFirst ? 0 : 1, jumps: false };
  const arms = (children[i] as readonly number[]).filter((c) => c < somaPoints).length;
  if (isFirst || isLast) return { at: isFirst ? 0 : 1, jumps: arms > 1 };
  return { at: 0.5, jumps: true };
}

function noteGap(soma: TreePoint, first: TreePoint, widest: number, oddities: Oddities): void {
  const gap = distance(soma, first);
  if (gap <= widest) return;
  oddities.note("gap", first.line, (line, n) =>
    `The branch that begins in line ${line}${others(n)} is ${gap.toFixed(1)} µm from its soma point, more than ` +
    `the soma is wide (${widest.toFixed(1)} µm); the way there is not counted as cable.`);
}
