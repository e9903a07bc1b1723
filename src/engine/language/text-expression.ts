/** One formula of the text notation, by precedence climbing. A number may carry a unit: (v + 40 mV) / 10 mV. */
import { parseUnit } from "#units";
import { FUNCTIONS, isFunctionName, treeBuilder, type Expression, type Fn, type Span } from "./body.js";
import type { Refuser } from "./failures.js";
import { nearest } from "./nearest.js";
import type { Token, TokenReader } from "./tokens.js";

/** How tightly an operator binds; `writeText` puts parentheses by the same table. */
export const PRECEDENCE: Readonly<Record<Exclude<Fn, keyof typeof FUNCTIONS>, number>> = {
  choose: 0, or: 1, and: 2, not: 3,
  "<": 4, "<=": 4, ">": 4, ">=": 4, "===": 4,
  "+": 5, "-": 5, "*": 6, "/": 6, negate: 6,
};
const BINARY: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ["or", "or"], ["and", "and"], ["<", "<"], ["<=", "<="], [">", ">"], [">=", ">="], ["==", "==="],
  ["+", "+"], ["-", "-"], ["*", "*"], ["/", "/"],
]);
const POWERS: ReadonlyMap<string, number> = new Map([["²", 2], ["³", 3], ["⁴", 4]]);

/** Brackets may nest this deep. */
const DEEPEST = 100;

export interface TextNames {
  readonly source: string;
  readonly declared: ReadonlySet<string>;
  /** Names given on earlier lines. */
  readonly given: ReadonlyMap<string, Expression>;
}

export function textExpressions(reader: TokenReader, names: TextNames, no: Refuser): () => Expression {
  const { peek, next, eat, takes } = reader;
  const build = treeBuilder((at) => no("mechanism-too-deep", at));
  const call = (fn: Fn, args: readonly Expression[], start: number): Expression =>
    build(fn, args, { start, end: reader.last().end });
  const isKnown = (name: string): boolean => names.declared.has(name) || names.given.has(name);
  let depth = 0;

  /** A formula of operators that bind more tightly than `above`. */
  const formula = (above: number): Expression => {
    if (++depth > DEEPEST) no("mechanism-too-deep", peek());
    const start = peek().start;
    let left = operand(start);
    for (;;) {
      const fn = peek().sort === "number" ? undefined : BINARY.get(peek().text);
      const level = fn && PRECEDENCE[fn as keyof typeof PRECEDENCE];
      if (fn && level !== undefined && level > above) {
        next();
        left = call(fn, [left, formula(level)], start);
      } else if (above < 0 && takes("if")) {
        const test = formula(0);
        eat("else");
        left = call("choose", [test, left, formula(-1)], start);
      } else break;
    }
    depth--;
    return left;
  };
  const operand = (start: number): Expression => {
    if (takes("not")) return call("not", [formula(PRECEDENCE.not)], start);
    if (!takes("-")) return raised();
    const inner = formula(PRECEDENCE.negate);
    if (inner.kind === "number") return { kind: "number", value: -inner.value, at: { start, end: inner.at.end } };
    return call("negate", [inner], start);
  };
  const raised = (): Expression => {
    const start = peek().start;
    let base = atom();
    for (let power = POWERS.get(peek().text); power !== undefined; power = POWERS.get(peek().text)) {
      next();
      let product = base;
      for (let k = 1; k < power; k++) product = call("*", [product, base], start);
      base = product;
    }
    return base;
  };
  const atom = (): Expression => {
    const token = next();
    if (token.sort === "number") return number(token);
    if (token.sort === "sign" && token.text === "(") {
      const inner = formula(-1);
      eat(")");
      return inner;
    }
    const { sort, start } = token;
    if (sort === "line" || sort === "end") return no("mechanism-text-short", { start, end: start });
    if (sort !== "name") return no("mechanism-text-start", token, { piece: token.text });
    return isFunctionName(token.text) ? called(token) : named(token);
  };
  const number = (token: Token): Expression => {
    const literal: Expression = { kind: "number", value: Number(token.text), at: spanOf(token) };
    if (!Number.isFinite(literal.value)) return no("mechanism-number-too-large", token);
    const unit = unitAfter(names.source, token.end, isKnown);
    if (!unit) return literal;
    while (peek().start < unit.end && peek().sort !== "end") next();
    const one: Expression = { kind: "name", name: `1 ${unit.text}`, at: spanOf(unit) };
    return build("*", [literal, one], { start: token.start, end: unit.end });
  };
  const called = (token: Token): Expression => {
    const fn = token.text as keyof typeof FUNCTIONS;
    eat("(");
    const args = [formula(-1)];
    while (takes(",")) args.push(formula(-1));
    eat(")");
    const [wanted, found] = [FUNCTIONS[fn], args.length];
    if (found !== wanted) return no("mechanism-arguments", token, { fn, wanted, found });
    return call(fn, args, token.start);
  };
  const named = (token: Token): Expression => {
    const name = token.text;
    const value = names.given.get(name);
    if (value) return { kind: "local", name, value, at: spanOf(token) };
    if (names.declared.has(name)) return { kind: "name", name, at: spanOf(token) };
    if (peek().text === "(") {
      return no("mechanism-text-function", token, { name, hint: nearest(name, Object.keys(FUNCTIONS)) });
    }
    const known = [...names.declared, ...names.given.keys()];
    const hint = parseUnit(name) ? `; a unit follows its number, as in 1 ${name}` : nearest(name, known);
    return no("mechanism-text-undeclared", token, { name, hint });
  };
  return () => formula(-1);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

interface UnitText extends Span {
  readonly text: string;
}

const UNIT_LETTERS = /^([ \t]*)(\/?[A-Za-zµ\u03bcΩ\u2126][A-Za-zµ\u03bcΩ\u2126²³/·]{0,40})/u;

/**
 * The longest unit that follows a number: all of "/mM/ms" in "0.072 /mM/ms", "mV" alone in "10 mV/slope" where `slope`
 * is a name. A symbol that is also a name of the mechanism is read as that name.
 */
function unitAfter(source: string, at: number, isKnown: (name: string) => boolean): UnitText | undefined {
  const [whole = "", space = "", letters = ""] = UNIT_LETTERS.exec(source.slice(at, at + 80)) ?? [];
  for (let length = letters.length; length > 0; length--) {
    if (length < letters.length && !/[/·]/.test(letters.charAt(length))) continue;
    const text = letters.slice(0, length);
    if (text.split(/[/·²³]+/u).some(isKnown) || !parseUnit(text)) continue;
    const start = at + space.length;
    return { text, start, end: at + whole.length - letters.length + length };
  }
  return undefined;
}
