/** What the names of an arrow function's body stand for. */
import type { AnyNode, MemberExpression, Pattern } from "acorn";
import { isFunctionName, type Expression, type FunctionName, type Span, FUNCTIONS } from "./body.js";
import type { Refuser } from "./failures.js";
import { nearest } from "./nearest.js";
import { GIVEN } from "./tools.js";

/** The names that one argument may be asked for. After the last of these come the tools. */
export interface Argument {
  /** As a refusal calls them: "states". */
  readonly label: string;
  readonly names: ReadonlySet<string>;
}

/** A number, a function, or a whole argument. */
export type Bound =
  | { readonly kind: "value"; readonly value: Expression }
  | { readonly kind: "function"; readonly name: FunctionName }
  | { readonly kind: "argument"; readonly index: number };

export interface ArrowScope {
  span(node: AnyNode): Span;
  text(node: AnyNode): string;
  bindArgument(pattern: Pattern, index: number): void;
  bind(name: string, bound: Bound): void;
  /** The argument that a plain name stands for, if it does. */
  argumentOf(node: AnyNode): number | undefined;
  lookup(node: AnyNode): Bound;
}

export function arrowScope(source: string, shift: number, args: readonly Argument[], no: Refuser): ArrowScope {
  const names = new Map<string, Bound>();
  const span = (node: AnyNode): Span => ({ start: node.start - shift, end: node.end - shift });

  const tool = (name: string, node: AnyNode): Bound => {
    if (isFunctionName(name)) return { kind: "function", name };
    const given = GIVEN.get(name);
    if (!given) {
      const hint = nearest(name, [...Object.keys(FUNCTIONS), ...GIVEN.keys()]);
      return no("mechanism-no-such-tool", span(node), { name, hint });
    }
    return { kind: "value", value: { kind: "name", name: given.role === "unit" ? given.text : name, at: span(node) } };
  };
  const field = (index: number, name: string, node: AnyNode): Bound => {
    const argument = args[index];
    if (!argument) return tool(name, node);
    if (!argument.names.has(name)) {
      const hint = nearest(name, argument.names);
      no("mechanism-not-declared-here", span(node), { name, among: argument.label, hint });
    }
    return { kind: "value", value: { kind: "name", name, at: span(node) } };
  };
  const bindArgument = (pattern: Pattern, index: number): void => {
    if (pattern.type === "Identifier") {
      names.set(pattern.name, { kind: "argument", index });
      return;
    }
    if (pattern.type !== "ObjectPattern") return no("mechanism-arrow-pattern", span(pattern));
    for (const property of pattern.properties) {
      if (property.type === "RestElement") return no("mechanism-arrow-rest", span(property));
      if (property.value.type === "AssignmentPattern") return no("mechanism-arrow-default", span(property.value));
      const key = property.key.type === "Identifier" ? property.key.name : undefined;
      if (key === undefined || property.value.type !== "Identifier" || property.computed) {
        return no("mechanism-arrow-pattern", span(property));
      }
      names.set(property.value.name, field(index, key, property));
    }
  };
  const member = (node: MemberExpression): Bound => {
    if (node.optional) return no("mechanism-arrow-optional", span(node));
    const object = lookup(node.object);
    if (object.kind !== "argument") return no("mechanism-arrow-field", span(node));
    if (!node.computed && node.property.type === "Identifier") return field(object.index, node.property.name, node);
    const key = node.property.type === "Literal" ? node.property.value : undefined;
    return typeof key === "string" ? field(object.index, key, node) : no("mechanism-arrow-field", span(node));
  };
  const lookup = (node: AnyNode): Bound => {
    if (node.type === "MemberExpression") return member(node);
    if (node.type !== "Identifier") return no("mechanism-arrow-field", span(node));
    const bound = names.get(node.name);
    // The same value, blamed where it is used.
    if (bound) return bound.kind === "value" ? { kind: "value", value: { ...bound.value, at: span(node) } } : bound;
    if (node.name === "Math") return no("mechanism-arrow-math", span(node));
    if (/^cov_|^__cov|^stryMu|_istanbul/.test(node.name)) return no("mechanism-arrow-coverage", span(node));
    if (node.name === "__name") return no("mechanism-arrow-inner-function", span(node)); // esbuild's keepNames
    return no("mechanism-arrow-outside", span(node), { name: node.name });
  };
  return {
    span,
    text: (node) => source.slice(node.start - shift, node.end - shift),
    bindArgument,
    bind: (name, bound) => void names.set(name, bound),
    argumentOf: (node) => {
      const bound = node.type === "Identifier" ? names.get(node.name) : undefined;
      return bound?.kind === "argument" ? bound.index : undefined;
    },
    lookup,
  };
}
