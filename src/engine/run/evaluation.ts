import type { Evaluation } from "../assembly/assembly.js";
import { evaluator } from "../kernel/index.js";

/** Reads every root of an evaluation for one lane, with "v" given, and `more` by name. */
export type LaneReader = (
  memory: Float64Array, lane: number, v: number, more?: Readonly<Record<string, number>>,
) => number[];

/** Made once where it is read at every step. */
export function laneReader({ graph, roots, inputs }: Evaluation): LaneReader {
  const read = evaluator(graph, roots.map((r) => r.node));
  return (memory, lane, v, more = {}) => read((name) => {
    if (name === "v") return v;
    const given = more[name];
    if (given !== undefined) return given;
    const port = inputs[name];
    if (!port) throw new Error(`broken invariant: nothing provides ${name}`);
    return memory[port.offset / 8 + (port.kind === "lane" ? lane : 0)] as number;
  });
}
