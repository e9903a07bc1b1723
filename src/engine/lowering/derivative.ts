import type { Graph } from "./graph.js";

/**
 * ∂root/∂input for every root, symbolically, within the same graph. A comparison has derivative 0, a choice the
 * derivative of the branch that is taken. Nodes are visited in tape order, so depth is no limit.
 */
export function derivatives(graph: Graph, roots: readonly number[], input: number): number[] {
  const zero = graph.number(0);
  const last = Math.max(...roots, 0);
  const d = new Int32Array(last + 1).fill(zero);
  if (input <= last) d[input] = graph.number(1);
  // What comes before the input does not stand on it.
  for (let i = input + 1; i <= last; i++) {
    const { operation, args } = graph.at(i);
    let moves = false;
    for (const argument of args) moves ||= d[argument] !== zero;
    if (!moves) continue;
    const a = args[0] as number;
    const b = args[1] as number;
    const c = args[2] as number;
    // Of arguments that aren't there nobody asks.
    const da = d[a] as number;
    const db = d[b] as number;
    const dc = d[c] as number;
    switch (operation) {
      case "add": d[i] = graph.add(da, db); break;
      case "sub": d[i] = graph.sub(da, db); break;
      case "neg": d[i] = graph.neg(da); break;
      case "mul": d[i] = graph.add(graph.mul(da, b), graph.mul(a, db)); break;
      case "div":
        d[i] = db === zero ? graph.div(da, b) : graph.div(graph.sub(da, graph.mul(i, db)), b);
        break;
      case "exp": d[i] = graph.mul(i, da); break;
      case "log": d[i] = graph.div(da, a); break;
      case "sqrt": d[i] = graph.div(da, graph.mul(graph.number(2), i)); break;
      case "growth": d[i] = graph.mul(growthSlope(graph, i, a), da); break;
      case "abs":
        d[i] = graph.node("select", [graph.node("less", [a, zero]), graph.neg(da), da]);
        break;
      case "min": case "max":
        if (da === db) d[i] = da;
        else {
          const takesA = graph.node("less", operation === "min" ? [a, b] : [b, a]);
          d[i] = graph.node("select", [takesA, da, db]);
        }
        break;
      case "select": d[i] = db === dc ? db : graph.node("select", [a, db, dc]); break;
      case "less": case "atMost": case "equal": case "and": case "or": case "not": break;
      case "number": case "input": break;
      case "table": throw new Error("broken invariant: derivatives are taken before tables are made");
    }
  }
  return roots.map((root) => d[root] as number);
}

/** g′ of g(x) = (eˣ − 1)/x. (eˣ − g)/x cancels near 0, where ½·g(x/2)·e^(5x/12) is within x³/288 and exact at 0. */
function growthSlope(graph: Graph, growth: number, x: number): number {
  const far = graph.div(graph.sub(graph.node("exp", [x]), growth), x);
  const half = graph.node("growth", [graph.mul(graph.number(0.5), x)]);
  const near = graph.mul(graph.number(0.5), graph.mul(half, graph.node("exp", [graph.mul(graph.number(5 / 12), x)])));
  const isNear = graph.node("less", [graph.node("abs", [x]), graph.number(1e-3)]);
  return graph.node("select", [isNear, near, far]);
}
