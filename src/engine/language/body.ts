/** What both notations, arrow functions and text, are read into: a tree that remembers where each piece was written. */

/** Characters [start, end) of the source. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: Span }
  /** A declared name, a constant, or a unit, which is called after its quantity: "1 mV". */
  | { readonly kind: "name"; readonly name: string; readonly at: Span }
  /** A name given within the body; every use shares the value's one tree. */
  | { readonly kind: "local"; readonly name: string; readonly value: Expression; readonly at: Span }
  | { readonly kind: "call"; readonly fn: Fn; readonly args: readonly Expression[]; readonly at: Span };

/** The functions of the language and how many arguments they take. */
export const FUNCTIONS = { exp: 1, log: 1, linoid: 1, growth: 1, sqrt: 1, abs: 1, min: 2, max: 2 } as const;
export type FunctionName = keyof typeof FUNCTIONS;

export type Fn =
  | FunctionName
  | "+" | "-" | "*" | "/" | "negate" | "<" | "<=" | ">" | ">=" | "===" | "and" | "or" | "not"
  /** choose(condition, then, else) */
  | "choose";

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** What one arrow function, or the lines of a text that belong together, compute. */
export interface Body {
  readonly source: string;
  /** In the order written, so that whoever walks them in order never goes deep. */
  readonly locals: readonly (readonly [string, Expression])[];
  /** One value a name; a reaction has one or two, forward and backward. */
  readonly results: ReadonlyMap<string, readonly Expression[]>;
}

export const EMPTY_BODY: Body = { source: "", locals: [], results: new Map() };

/** Operations may nest this deep between one local and the next: beyond any formula, and within every call stack. */
const DEEPEST = 500;

/** Builds trees and refuses, by calling `tooDeep`, what no later pass could walk. */
export function treeBuilder(
  tooDeep: (at: Span) => never,
): (fn: Fn, args: readonly Expression[], at: Span) => Expression {
  const depths = new WeakMap<Expression, number>();
  return (fn, args, at) => {
    const call: Expression = { kind: "call", fn, args, at };
    const depth = args.reduce((deepest, e) => Math.max(deepest, depths.get(e) ?? 0), 0) + 1;
    if (depth > DEEPEST) tooDeep(at);
    depths.set(call, depth);
    return call;
  };
}

/** Every piece once, what it stands on first. A local used four hundred times is visited once, not 2⁴⁰⁰ times. */
export function eachExpression(body: Body, visit: (e: Expression) => void): void {
  const seen = new Set<Expression>();
  const walk = (e: Expression): void => {
    if (seen.has(e)) return;
    seen.add(e);
    if (e.kind === "local") walk(e.value);
    if (e.kind === "call") e.args.forEach(walk);
    visit(e);
  };
  for (const [, e] of body.locals) walk(e);
  for (const list of body.results.values()) list.forEach(walk);
}
