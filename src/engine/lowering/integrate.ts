/**
 * Right-hand sides → new states after a step h, as equations:
 *
 *     linear in itself alone    x ← e^{hJ}·x + h·A·g(hJ), x′ = A + J·x, g(z) = (eᶻ − 1)/z   exact while all else stands
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

/** `x` the states' nodes, `rhs` their dx/dt (absent: constant), `h` the step's node. */
export function advance(
  graph: Graph, x: ReadonlyMap<string, number>, rhs: ReadonlyMap<string, number>, h: number,
): Advance {
  const moving = [...x].filter(([s]) => rhs.has(s));
  const f = moving.map(([s]) => rhs.get(s) as number);
  const J = moving.map(([, node]) => derivatives(graph, f, node)); // J[j][i] = ∂fᵢ/∂xⱼ
  const slope = (i: number, j: number): number => J[j]?.[i] as number;
  const names = new Set(moving.map(([, node]) => graph.at(node).name as string));
  const onStates = graph.flags((input) => (names.has(input) ? 1 : 0));
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
    const z = graph.mul(h, own);
    const gain = graph.mul(graph.mul(h, drive), graph.node("growth", [z]));
    next.set(state, graph.add(graph.mul(graph.node("exp", [z]), node), gain));
    steady.set(state, graph.neg(graph.div(drive, own)));
  });
  if (coupled.length > 0) {
    const states = coupled.map((i) => moving[i] as [string, number]);
    const matrix = coupled.map((i) => coupled.map((j) => slope(i, j)));
    const moved = rosenbrock(graph, states.map(([, node]) => node), coupled.map((i) => f[i] as number), matrix, h);
    states.forEach(([state], i) => next.set(state, moved[i] as number));
  }
  return { next, methods, steady };
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
