import { assert } from "#errors";
import type { GraphData } from "../lowering/graph.js";
import { instantiate } from "./emit.js";
import { needed, type Inputs } from "./evaluate.js";
import { LANE_BYTES, LANES, perform, type Body, type Input } from "./program.js";

/**
 * `roots` for every value of one input while the others stand still, by a machine of their own: its code runs at full
 * speed from the first value on, where JavaScript would be interpreted through most of a table.
 *
 *     memory    the other inputs, shared │ values │ a column for each root │ records: how far in, LANES values each
 */
export function evaluateColumns(
  graph: GraphData,
  { varying, values, fixed }: { readonly varying: string; readonly values: Float64Array; readonly fixed: Inputs },
  roots: readonly number[],
): Float64Array[] {
  const others: { readonly name: string; readonly isNeeded: boolean }[] = [];
  const isNeeded = new Set(needed(graph, roots));
  graph.forEach(({ operation, name }, i) => {
    assert(operation !== "table", "a table isn't built from tables");
    if (operation === "input" && name !== varying) others.push({ name: name as string, isNeeded: isNeeded.has(i) });
  });
  const count = Math.ceil(values.length / LANES);
  const stride = count * LANE_BYTES;
  const start = LANE_BYTES * Math.ceil(others.length / LANES);
  const columnAt = (k: number): number => start + (k + 1) * stride;
  const records = columnAt(roots.length);
  const inputs: Input[] = others.map(({ name }, i) => ({ name, offset: 8 * i, kind: "shared" }));
  inputs.push({ name: varying, pointer: 0, offset: start, kind: "lane" });
  const body: Body = {
    name: `columns of ${varying}`, graph, pointers: 1, inputs, tables: [], seldom: true,
    outputs: roots.map((node, k) => ({ node, pointer: 0, offset: columnAt(k), kind: "lane" })),
  };
  const calls = { evaluate: [{ body: 0, records, count }] };
  const { memory, call } = instantiate({ bytes: records + 4 * count, bodies: [body], calls });
  const doubles = new Float64Array(memory);
  others.forEach(({ name, isNeeded: isAsked }, i) => { if (isAsked) doubles[i] = fixed(name); });
  doubles.set(values, start / 8);
  new Int32Array(memory, records, count).forEach((_, i, integers) => { integers[i] = LANE_BYTES * i; });
  perform(call["evaluate"]);
  return roots.map((_, k) => doubles.subarray(columnAt(k) / 8, columnAt(k) / 8 + values.length));
}
