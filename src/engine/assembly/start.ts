import type { Body, Port } from "../kernel/program.js";
import { Graph } from "../lowering/graph.js";
import { place } from "../lowering/place.js";
import { BodyBuilder } from "./body-builder.js";
import { globalPort, type Globals } from "./globals.js";
import { GATE_STEP, namingOf, type Member, type MembraneGraph } from "./membrane-body.js";

/**
 * Where the states of `members` begin. `begin` sets them as the mechanism says; where it says nothing, a state that is
 * linear in itself is at rest, and a scheme is in its first state, from which `relax`, run with growing steps, takes it
 * to rest.
 */
export function startBodies(
  name: string, members: readonly Member[], lowered: MembraneGraph, bindAll: (b: BodyBuilder) => void,
  portOf: (state: string) => Port, globals: Globals, pointers: number,
): { begin?: Body; relax?: Body } {
  const states = members.flatMap(
    ({ mechanism, prefix }) => mechanism.states.map((state) => ({ state, key: `${prefix}.${state}` }))
  );
  if (states.length === 0) return {};
  const b = new BodyBuilder();
  bindAll(b);
  const relaxing: string[] = [];
  for (const member of members) {
    const { mechanism, prefix } = member;
    const said = place(b.graph, mechanism.initial, namingOf(b.graph, member));
    mechanism.states.forEach((state, i) => {
      const key = `${prefix}.${state}`;
      const resting = lowered.steady.get(key);
      let value = said.get(state)?.[0];
      if (value === undefined && resting !== undefined) [value] = b.graph.adopt(lowered.graph, [resting]);
      if (value === undefined) {
        if (lowered.methods.get(key) === "ROS2" || member.stochastic) relaxing.push(key);
        value = b.graph.number(i === 0 && (lowered.methods.get(key) === "ROS2" || member.stochastic) ? 1 : 0);
      }
      b.store(value, portOf(key));
    });
  }
  const begin: Body = { ...b.build(`${name}: begin`, pointers), seldom: true };
  const movable = relaxing.filter((key) => lowered.next.has(key));
  if (movable.length === 0) return { begin };
  const graph = new Graph();
  const moved = graph.adopt(lowered.graph, movable.map((key) => lowered.next.get(key) as number));
  const r = new BodyBuilder(graph);
  bindAll(r);
  r.bind(GATE_STEP, globalPort(globals, "gateStep"));
  movable.forEach((key, i) => r.store(moved[i] as number, portOf(key)));
  return { begin, relax: { ...r.build(`${name}: relax`, pointers), seldom: true } };
}
