/**
 * An arrow function's own text → Body: acorn reads it, an allow-list keeps of it what is in the language: numbers,
 * declared names, + − * /, comparisons, && || !, ?:, const, one returned record, and the functions of the last
 * argument.
 */
import type { AnyNode, ObjectExpression, Statement, VariableDeclarator } from "acorn";
import { arrowExpressions, isCounter, wordsFor } from "./arrow-expression.js";
import { arrowScope, type Argument } from "./arrow-scope.js";
import { arrowSource } from "./arrow-source.js";
import type { Body, Expression } from "./body.js";
import { refuser } from "./failures.js";

/** `what` names the body in refusals: "nmda, derivative". The arguments of `fn` are `args`, and then the tools. */
export function readArrow(fn: (...records: never[]) => unknown, what: string, args: readonly Argument[]): Body {
  return readArrowText(Function.prototype.toString.call(fn), what, args);
}

export function readArrowText(text: string, what: string, args: readonly Argument[]): Body {
  const { source, root, shift } = arrowSource(text, what);
  const no = refuser(what, source);
  const scope = arrowScope(source, shift, args, no);
  const expression = arrowExpressions(scope, no);
  const locals: [string, Expression][] = [];
  const results = new Map<string, readonly Expression[]>();

  const returned = (node: AnyNode): void => {
    if (node.type !== "ObjectExpression") return no("mechanism-arrow-result", scope.span(node));
    for (const property of node.properties) result(property);
  };
  const result = (property: ObjectExpression["properties"][number]): void => {
    if (property.type !== "Property" || property.computed || property.kind !== "init") {
      return no("mechanism-arrow-result", scope.span(property));
    }
    const { key, value } = property;
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? key.value : undefined;
    if (typeof name !== "string") return no("mechanism-arrow-result", scope.span(property));
    if (results.has(name)) return no("mechanism-result-twice", scope.span(property), { name });
    const list: readonly (AnyNode | null)[] = value.type === "ArrayExpression" ? value.elements : [value];
    const hole = (): never => no("mechanism-arrow-result", scope.span(property));
    results.set(name, list.map((node) => (node ? expression(node) : hole())));
  };
  const declared = (node: VariableDeclarator): void => {
    const { id, init } = node;
    if (!init) return no("mechanism-arrow-uninitialised", scope.span(node));
    const whole = scope.argumentOf(init);
    if (id.type === "ObjectPattern" && whole !== undefined) {
      scope.bindArgument(id, whole);
      return;
    }
    if (id.type !== "Identifier") return no("mechanism-arrow-pattern", scope.span(id));
    if (init.type === "MemberExpression" || init.type === "Identifier") {
      // Older targets unpack arguments as "var open = _a.open": a name, or a function, under another name.
      const alias = scope.lookup(init);
      if (alias.kind !== "value" || init.type === "MemberExpression") {
        scope.bind(id.name, alias);
        return;
      }
    }
    const value = expression(init);
    locals.push([id.name, value]);
    scope.bind(id.name, { kind: "value", value: { kind: "local", name: id.name, value, at: scope.span(id) } });
  };
  /** Whether the statement was the last. */
  const ended = (statement: Statement): boolean => {
    if (statement.type === "ReturnStatement" && statement.argument) {
      returned(statement.argument);
      return true;
    }
    const at = scope.span(statement);
    switch (statement.type) {
      case "VariableDeclaration":
        statement.declarations.forEach(declared);
        return false;
      case "ExpressionStatement":
        if ("directive" in statement || isCounter(statement.expression, scope)) return false;
        return no("mechanism-arrow-statement", at);
      case "IfStatement": return no("mechanism-arrow-if", at);
      case "FunctionDeclaration": return no("mechanism-arrow-inner-function", at);
      default: return no("mechanism-arrow-syntax", at, { form: wordsFor(statement.type) });
    }
  };

  if (root.async || root.generator) no("mechanism-arrow-plain", { start: 0, end: source.length });
  root.params.forEach((pattern, i) => {
    const takes = [...args.map(({ label }) => label), "tools"].join(", ");
    if (i > args.length) no("mechanism-arrow-too-many", scope.span(pattern), { takes });
    scope.bindArgument(pattern, i);
  });
  if (root.body.type !== "BlockStatement") returned(root.body);
  else if (!root.body.body.some(ended)) no("mechanism-arrow-no-return", scope.span(root.body));
  return { source, locals, results };
}
