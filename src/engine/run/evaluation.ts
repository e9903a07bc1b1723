import type { Evaluation } from "../assembly/assembly.js";
import { Tape } from "../kernel/index.js";

/** Reads every root of an evaluation for one lane, with "v" given, and `more` by name. */
export type LaneReader = (
  memory: Float64Array, lane: number, v: number, more?: Readonly<Record<string, number>>,
) => number[];

/** Where an input of a tape comes from: a place in memory, or the caller by name. */
interface Source {
  readonly node: number;
  readonly name: string;
  readonly slot?: number;
  /** 1 where each lane has its own. */
  readonly perLane: number;
}

/** Made once where it is read at every step. */
export function laneReader({ graph, roots, inputs }: Evaluation): LaneReader {
  const tape = new Tape(graph, roots.map(({ node }) => node));
  const sources = tape.inputs.map(({ name, node }): Source => {
    const port = inputs[name];
    return { name, node, perLane: port?.kind === "lane" ? 1 : 0, ...(port && { slot: port.offset / 8 }) };
  });
  return (memory, lane, v, more) => {
    for (const { name, node, slot, perLane } of sources) {
      const given = name === "v" ? v : more?.[name];
      if (given === undefined && slot === undefined) throw new Error(`broken invariant: nothing provides ${name}`);
      tape.values[node] = given ?? memory[(slot as number) + lane * perLane] as number;
    }
    tape.run();
    return roots.map(({ node }) => tape.values[node] as number);
  };
}
