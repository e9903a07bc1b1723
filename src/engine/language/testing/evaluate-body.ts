import type { Body, Expression } from "../body.js";
import { tools } from "../tools.js";

/** A tree computed in plain TypeScript, node by node: what a body means, without the engine and without the arrow. */
export function evaluateBody(body: Body, valueOf: (name: string) => number): Map<string, number[]> {
  const known = new Map<Expression, number>();
  const value = (e: Expression): number => {
    const old = known.get(e);
    if (old !== undefined) return old;
    const found = fresh(e);
    known.set(e, found);
    return found;
  };
  const fresh = (e: Expression): number => {
    if (e.kind === "number") return e.value;
    if (e.kind === "local") return value(e.value);
    if (e.kind === "name") return valueOf(e.name);
    const [a = 0, b = 0, c = 0] = e.args.map(value);
    switch (e.fn) {
      case "+": return a + b;
      case "-": return a - b;
      case "*": return a * b;
      case "/": return a / b;
      case "negate": return -a;
      case "<": return Number(a < b);
      case "<=": return Number(a <= b);
      case ">": return Number(a > b);
      case ">=": return Number(a >= b);
      case "===": return Number(a === b);
      case "and": return Number(a !== 0 && b !== 0);
      case "or": return Number(a !== 0 || b !== 0);
      case "not": return Number(a === 0);
      case "choose": return a === 0 ? c : b;
      case "min": case "max": return tools[e.fn](a, b);
      default: return tools[e.fn](a);
    }
  };
  for (const [, e] of body.locals) value(e);
  return new Map([...body.results].map(([name, list]) => [name, list.map(value)]));
}
