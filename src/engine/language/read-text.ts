/**
 * The same equations as text, for protocol files and for people without a compiler. It is read and checked, never run:
 *
 *     unblocked = 1 / (1 + magnesium / blockHalf · exp(−blockSlope · v))      a name for a part
 *     d open/dt = opening · glutamate · (1 − open) − closing · open            how a state moves
 *     ca + buffer ⇌ bound : on, off                                            a reaction with its rates
 *     current total = gMax · open · unblocked · (v − reversal)                 what flows
 *     initial open = 0                                                         where a state starts
 *     receives open = open + weight · (1 − open)                               what an event does
 */
import { isFunctionName, type Body, type Expression } from "./body.js";
import { refuser } from "./failures.js";
import { readReaction, writeReaction } from "./reactions.js";
import { RESERVED_WORDS, tokenReader, tokens, type Token } from "./tokens.js";
import { textExpressions } from "./text-expression.js";

export type Section = "derivative" | "rates" | "current" | "initial" | "receives";
export type Bodies = Readonly<Record<Section, Body>>;

/** `declared` holds every name that an equation may use. */
export function readText(source: string, what: string, declared: ReadonlySet<string>): Bodies {
  const no = refuser(what, source);
  const reader = tokenReader(tokens(source, no), no);
  const { peek, next, eat, takes } = reader;
  const given = new Map<string, Expression>();
  const expression = textExpressions(reader, { source, declared, given }, no);
  const locals: { readonly name: string; readonly value: Expression; readonly token: Token }[] = [];
  const results: Record<Section, Map<string, readonly Expression[]>> = {
    derivative: new Map(), rates: new Map(), current: new Map(), initial: new Map(), receives: new Map(),
  };

  const name = (): Token => {
    const token = next();
    return token.sort === "name" ? token : no("mechanism-text-expected", token, { expected: "a name" });
  };
  const add = (section: Section, key: string, at: Token, values: readonly Expression[]): void => {
    if (results[section].has(key)) no("mechanism-result-twice", at, { name: key });
    results[section].set(key, values);
  };
  const reaction = (): void => {
    const first = peek();
    let words = "";
    while (!reader.atLineEnd() && peek().text !== ":") words += `${next().text} `;
    const sides = readReaction(words);
    if (!sides || !takes(":")) return no("mechanism-text-reaction", { start: first.start, end: reader.last().end });
    const rates = [expression()];
    while (takes(",")) rates.push(expression());
    add("rates", writeReaction(sides), first, rates);
  };
  const local = (token: Token): void => {
    if (token.sort !== "name") return no("mechanism-text-start", token, { piece: token.text });
    eat("=");
    if (declared.has(token.text) || given.has(token.text)) no("mechanism-text-declared", token, { name: token.text });
    if (RESERVED_WORDS.includes(token.text) || isFunctionName(token.text)) {
      no("mechanism-text-name", token, { name: token.text, reason: "it is a word of the language" });
    }
    const value = expression();
    locals.push({ name: token.text, value, token });
    given.set(token.text, value);
  };
  const line = (): void => {
    const token = next();
    switch (token.text) {
      case "d": {
        const state = name();
        for (const sign of ["/", "dt", "="]) eat(sign);
        add("derivative", state.text, state, [expression()]);
        break;
      }
      case "current": case "initial": case "receives": {
        const result = name();
        eat("=");
        add(token.text, result.text, result, [expression()]);
        break;
      }
      default: local(token);
    }
  };
  while (peek().sort !== "end") {
    if (peek().sort === "line") next();
    else {
      if (reader.restOfLine().some(({ text }) => text === "⇌" || text === "→")) reaction();
      else line();
      if (!reader.atLineEnd()) no("mechanism-text-rest", peek(), { piece: peek().text });
    }
  }

  const used = new Set<string>();
  const bodyOf = (section: Section): Body => {
    const needed = needs([...results[section].values()].flat());
    const own = locals.filter(({ value }) => needed.has(value));
    for (const { name: n } of own) used.add(n);
    return { source, locals: own.map(({ name: n, value }) => [n, value] as const), results: results[section] };
  };
  const bodies: Bodies = {
    derivative: bodyOf("derivative"),
    rates: bodyOf("rates"),
    current: bodyOf("current"),
    initial: bodyOf("initial"),
    receives: bodyOf("receives"),
  };
  const idle = locals.find(({ name: n }) => !used.has(n));
  if (idle) no("mechanism-text-unused", idle.token, { name: idle.name });
  return bodies;
}

/** Every piece that the given ones stand on. By explicit stack: a chain of names may be longer than the call stack. */
function needs(roots: readonly Expression[]): ReadonlySet<Expression> {
  const seen = new Set<Expression>();
  const stack = [...roots];
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (seen.has(e)) continue;
    seen.add(e);
    if (e.kind === "local") stack.push(e.value);
    if (e.kind === "call") stack.push(...e.args);
  }
  return seen;
}
