import type { Evaluation } from "../assembly/assembly.js";
import { evaluate } from "../kernel/index.js";

/** Every root of an evaluation for one lane, with "v" given, and `more` by name. */
export function evaluateLane(
  { graph, roots, inputs }: Evaluation, memory: Float64Array, lane: number, v: number,
  more: Readonly<Record<string, number>> = {},
): number[] {
  return evaluate(graph, (name) => {
    if (name === "v") return v;
    const given = more[name];
    if (given !== undefined) return given;
    const port = inputs[name];
    if (!port) throw new Error(`broken invariant: nothing provides ${name}`);
    return memory[port.offset / 8 + (port.kind === "lane" ? lane : 0)] as number;
  }, roots.map((r) => r.node));
}
