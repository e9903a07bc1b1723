/** A function's own text, parsed. Nothing is evaluated. */
import { parseExpressionAt } from "acorn";
import type { ArrowFunctionExpression, Expression as Syntax, FunctionExpression } from "acorn";
import { refuse } from "./failures.js";
import { plainArrow } from "./plain-arrow.js";

export interface ArrowSource {
  readonly source: string;
  readonly root: ArrowFunctionExpression | FunctionExpression;
  /** Syntax positions are this much ahead of the source's. */
  readonly shift: number;
}

/** `source` is what `Function.prototype.toString` gave. */
export function arrowSource(source: string, what: string): ArrowSource {
  if (/\{\s*\[(?:native code|bytecode)\]\s*\}\s*$/.test(source)) throw refuse("mechanism-body-hidden", { what });
  const plain = plainArrow(source);
  if (plain) return { source, root: plain, shift: 0 };
  const alone = parsed(source);
  if (alone && isFunction(alone)) return { source, root: alone, shift: 0 };
  // A method prints as "derivative(…) {…}", which only an object literal can hold.
  const held = parsed(`({${source}})`);
  const property = held?.type === "ObjectExpression" ? held.properties[0] : undefined;
  if (property?.type === "Property" && property.kind === "init" && isFunction(property.value)) {
    return { source, root: property.value, shift: 2 };
  }
  throw refuse("mechanism-body-no-javascript", { what, text: source.slice(0, 80) });
}

function parsed(text: string): Syntax | undefined {
  try {
    return parseExpressionAt(text, 0, { ecmaVersion: "latest" });
  } catch {
    return undefined; // not JavaScript, or nested beyond the parser's stack
  }
}

function isFunction(syntax: Syntax): syntax is ArrowFunctionExpression | FunctionExpression {
  return syntax.type === "ArrowFunctionExpression" || syntax.type === "FunctionExpression";
}
