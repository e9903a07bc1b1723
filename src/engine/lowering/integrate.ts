/**
 * Right-hand sides → new states after a step h, as equations:
 *
 *     linear in itself alone    x ← e^{hJ}·x + h·A·g(hJ), x′ = A + J·x, g(z) = (eᶻ − 1)/z   exact while all else stands
 *     where J changes, too      x ← x + h·x′·Q/(1 − hJ·Q), Q = 1 − z/2 + z²/6 − z³/24, z = hJ: 1/(1 − z + … + z⁴/24)
 *                               stands for eᶻ, of fourth order, L-stable and without a pole; a third of the
 *                               exponential's work, which pays where no table holds it
 *     anything else             ROS2: (I − γhJ)k₁ = f(x), (I − γhJ)k₂ = f(x + hk₁) − 2k₁, x ← x + h(3k₁ + k₂)/2,
 *                               γ = 1 − 1/√2; L-stable, second order, two solves and no iteration
 *                               (Verwer, Spee, Blom & Hundsdorfer 1999, SIAM J Sci Comput 20:1456)
 */
import { derivatives } from "./derivative.js";
import type { Graph } from "./graph.js";
import { factorise, solve } from "./linear-algebra.js";

export type Method = "exponential" | "ROS2";
export const GAMMA = 1 - Math.SQRT1_2;

export interface Advance {
  readonly next: ReadonlyMap<string, number>;
  readonly methods: ReadonlyMap<string, Method>;
  /** −A/J of states linear in themselves alone, undefined where J is zero: where they rest. */
  readonly steady: ReadonlyMap<string, number>;
}

/**
 * `x` the states' nodes, `rhs` their dx/dt (absent: constant), `h` the step's node. `isLive`: inputs that change within a
 * trial, on which an exponential would have to be computed anew at every step; none where tables hold it.
 */
export function advance(
  graph: Graph, x: ReadonlyMap<string, number>, rhs: ReadonlyMap<string, number>, h: number,
  isLive: (input: string) => boolean = () => false,
): Advance {
  const moving = [...x].filter(([s]) => rhs.has(s));
  const f = moving.map(([s]) => rhs.get(s) as number);
  const J = moving.map(([, node]) => derivatives(graph, f, node)); // J[j][i] = ∂fᵢ/∂xⱼ
  const slope = (i: number, j: number): number => J[j]?.[i] as number;
  const names = new Set(moving.map(([, node]) => graph.at(node).name as string));
  const onStates = graph.flags((input) => (names.has(input) ? 1 : 0));
  const live = graph.flags((input) => (isLive(input) ? 1 : 0));
  const next = new Map<string, number>();
  const methods = new Map<string, Method>();
  const steady = new Map<string, number>();
  const coupled: number[] = [];
  moving.forEach(([state, node], i) => {
    const own = slope(i, i);
    const alone = moving.every((_, j) => i === j || graph.isZero(slope(i, j))) && !onStates[own];
    methods.set(state, alone ? "exponential" : "ROS2");
    if (!alone) { coupled.push(i); return; }
    const [drive] = graph.substitute([f[i] as number], new Map([[node, graph.number(0)]])) as [number];
    if (graph.isZero(own)) { next.set(state, graph.add(node, graph.mul(h, drive))); return; }
    steady.set(state, graph.neg(graph.div(drive, own)));
    const z = graph.mul(h, own);
    if (live[own]) {
      const move = graph.add(graph.mul(h, drive), graph.mul(z, node));
      const share = polynomial(graph, SHARE, z);
      const rest = graph.sub(graph.number(1), graph.mul(z, share));
      next.set(state, graph.add(node, graph.div(graph.mul(move, share), rest)));
      return;
    }
    const gain = graph.mul(graph.mul(h, drive), graph.node("growth", [z]));
    next.set(state, graph.add(graph.mul(graph.node("exp", [z]), node), gain));
  });
  if (coupled.length > 0) {
    const states = coupled.map((i) => moving[i] as [string, number]);
    const matrix = coupled.map((i) => coupled.map((j) => slope(i, j)));
    const moved = rosenbrock(graph, states.map(([, node]) => node), coupled.map((i) => f[i] as number), matrix, h);
    states.forEach(([state], i) => next.set(state, moved[i] as number));
  }
  return { next, methods, steady };
}

/** Q's coefficients, from the highest power down. */
const SHARE = [-1 / 24, 1 / 6, -1 / 2, 1] as const;

function polynomial(graph: Graph, [highest, ...others]: readonly [number, ...number[]], z: number): number {
  return others.reduce((sum, c) => graph.add(graph.mul(sum, z), graph.number(c)), graph.number(highest));
}

function rosenbrock(
  graph: Graph, x: readonly number[], f: readonly number[], J: readonly (readonly number[])[], h: number,
): number[] {
  const gh = graph.mul(graph.number(GAMMA), h);
  const factors = factorise(graph, J.map((row, i) => row.map((e, j) => shifted(graph, gh, e, i === j))));
  const k1 = solve(graph, factors, f);
  const there = new Map(x.map((node, i) => [node, graph.add(node, graph.mul(h, k1[i] as number))]));
  const second = graph.substitute(f, there);
  const k2 = solve(graph, factors, second.map((s, i) => graph.sub(s, graph.mul(graph.number(2), k1[i] as number))));
  return x.map((node, i) => graph.add(node, graph.mul(h, combined(graph, k1[i] as number, k2[i] as number))));
}

/** An entry of I − γhJ. */
export function shifted(graph: Graph, gh: number, entry: number, diagonal: boolean): number {
  const scaled = graph.mul(gh, entry);
  return diagonal ? graph.sub(graph.number(1), scaled) : graph.neg(scaled);
}

/** (3k₁ + k₂)/2: the mean rate over the step. */
export function combined(graph: Graph, k1: number, k2: number): number {
  return graph.add(graph.mul(graph.number(1.5), k1), graph.mul(graph.number(0.5), k2));
}
