import { sidesOf, type Mechanism } from "../language/index.js";
import type { Graph } from "./graph.js";
import { place, type Naming } from "./place.js";

/**
 * dx/dt of every state that moves: mass action of the reactions, rate × product of what is consumed, plus the
 * derivative as written. A state that neither names stands still and is absent.
 */
export function rightHandSides(graph: Graph, mechanism: Mechanism, naming: Naming): Map<string, number> {
  const total = new Map<string, number>();
  const add = (state: string, flow: number): void => {
    total.set(state, graph.add(total.get(state) ?? graph.number(0), flow));
  };
  for (const [reaction, [forward, backward]] of place(graph, mechanism.rates, naming)) {
    const { left, right } = sidesOf(reaction);
    const flow = (rate: number, from: readonly string[]): number =>
      from.reduce((r, s) => graph.mul(r, naming(s)), rate);
    let net = flow(forward as number, left);
    if (backward !== undefined) net = graph.sub(net, flow(backward, right));
    for (const state of left) add(state, graph.neg(net));
    for (const state of right) add(state, net);
  }
  for (const [state, [rate]] of place(graph, mechanism.derivative, naming)) add(state, rate as number);
  return total;
}
