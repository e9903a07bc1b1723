/**
 * The formulas within an arrow function, by allow-list: what is not in the small language is refused with its place.
 */
import type { AnyNode, CallExpression, Expression as Syntax, SequenceExpression } from "acorn";
import type { ArrowScope } from "./arrow-scope.js";
import { FUNCTIONS, treeBuilder, type Expression, type Fn } from "./body.js";
import type { Refuser } from "./failures.js";

const OPERATORS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ["+", "+"], ["-", "-"], ["*", "*"], ["/", "/"], ["<", "<"], ["<=", "<="], [">", ">"], [">=", ">="],
  ["===", "==="], ["==", "==="], ["&&", "and"], ["||", "or"],
]);

/** Istanbul writes `cov_x().s[3]++` between the lines of everything; it computes nothing. */
export function isCounter(node: AnyNode, scope: ArrowScope): boolean {
  return node.type === "UpdateExpression" && /^cov_\w+\(\)\.[sfb]\[/.test(scope.text(node));
}

export function arrowExpressions(scope: ArrowScope, no: Refuser): (node: AnyNode) => Expression {
  const build = treeBuilder((at) => no("mechanism-too-deep", at));
  const call = (fn: Fn, args: readonly AnyNode[], node: AnyNode): Expression =>
    build(fn, args.map(read), scope.span(node));

  const value = (node: AnyNode): Expression => {
    const bound = scope.lookup(node);
    if (bound.kind === "function") return no("mechanism-arrow-function-value", scope.span(node), { name: bound.name });
    if (bound.kind === "argument") return no("mechanism-arrow-whole-record", scope.span(node));
    return bound.value;
  };
  const negated = (node: AnyNode, argument: AnyNode): Expression => {
    const inner = read(argument);
    const at = scope.span(node);
    return inner.kind === "number" ? { kind: "number", value: -inner.value, at } : build("negate", [inner], at);
  };
  const called = (node: CallExpression): Expression => {
    if (node.optional) return no("mechanism-arrow-optional", scope.span(node));
    if (node.callee.type !== "Identifier" && node.callee.type !== "MemberExpression") {
      return no("mechanism-arrow-call", scope.span(node.callee));
    }
    const bound = scope.lookup(node.callee);
    if (bound.kind !== "function") return no("mechanism-arrow-call", scope.span(node.callee));
    const [wanted, found] = [FUNCTIONS[bound.name], node.arguments.length];
    if (found !== wanted) return no("mechanism-arguments", scope.span(node), { fn: bound.name, wanted, found });
    return call(bound.name, node.arguments, node);
  };
  const sequence = (node: SequenceExpression): Expression => {
    const [last, ...others] = [...node.expressions].reverse();
    if (!last || others.some((n) => !isCounter(n, scope))) return no("mechanism-arrow-statement", scope.span(node));
    return read(last);
  };
  const operated = (node: AnyNode, operator: string, left: AnyNode, right: AnyNode): Expression => {
    const fn = OPERATORS.get(operator);
    if (fn) return call(fn, [left, right], node);
    if (operator === "**") return no("mechanism-arrow-power", scope.span(node));
    return no("mechanism-arrow-operator", scope.span(node), { operator });
  };
  const read = (node: AnyNode): Expression => {
    const syntax = node as Syntax;
    const at = scope.span(node);
    switch (syntax.type) {
      case "Literal":
        if (typeof syntax.value !== "number") return no("mechanism-arrow-literal", at);
        if (!Number.isFinite(syntax.value)) return no("mechanism-number-too-large", at);
        return { kind: "number", value: syntax.value, at };
      case "Identifier": case "MemberExpression": return value(syntax);
      case "UnaryExpression":
        if (syntax.operator === "-") return negated(syntax, syntax.argument);
        if (syntax.operator === "+") return read(syntax.argument);
        if (syntax.operator === "!") return call("not", [syntax.argument], syntax);
        return no("mechanism-arrow-operator", at, { operator: syntax.operator });
      case "BinaryExpression": case "LogicalExpression":
        return operated(syntax, syntax.operator, syntax.left, syntax.right);
      case "ConditionalExpression": return call("choose", [syntax.test, syntax.consequent, syntax.alternate], syntax);
      case "CallExpression": return called(syntax);
      case "ChainExpression": return no("mechanism-arrow-optional", at);
      case "SequenceExpression": return sequence(syntax);
      case "FunctionExpression": case "ArrowFunctionExpression": return no("mechanism-arrow-inner-function", at);
      default: return no("mechanism-arrow-syntax", at, { form: wordsFor(node.type) });
    }
  };
  return read;
}

/** "AwaitExpression" → "await expression". */
export function wordsFor(type: string): string {
  return type.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
