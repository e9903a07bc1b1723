import type { Span } from "./body.js";
import type { Refuser } from "./failures.js";

export interface Token extends Span {
  /** As written, but for signs of which there are several: − is "-", · and × are "*", -> is "→", ≤ is "<=". */
  readonly text: string;
  readonly sort: "number" | "name" | "sign" | "line" | "end";
}

const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["−", "-"], ["·", "*"], ["×", "*"], ["<->", "⇌"], ["->", "→"], ["≤", "<="], ["≥", ">="],
]);

/** Words that have a meaning in the text notation, and so name nothing else. */
export const RESERVED_WORDS: readonly string[] = [
  "d", "dt", "current", "initial", "receives", "if", "else", "and", "or", "not",
];

/** White space and a comment, then a line's end, a number, a name, a sign, or the end. */
const TOKEN = new RegExp(
  String.raw`[ \t\r]*(?:#[^\n]*)?(?:(\n)|((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|([\p{L}_][\p{L}\p{Nd}_]*)|` +
    String.raw`(<->|->|<=|>=|==|[\-−+*·×/()=,<>≤≥:⇌→²³⁴])|$)`,
  "uy",
);

/** The equations as tokens; white space and "# …" are left out, a line's end is a token. */
export function tokens(source: string, no: Refuser): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    if (!match) {
      const start = at + (/^[ \t\r]*/.exec(source.slice(at))?.[0].length ?? 0);
      const piece = String.fromCodePoint(source.codePointAt(start) ?? 0);
      return no("mechanism-text-sign", { start, end: start + piece.length }, { piece });
    }
    at = TOKEN.lastIndex;
    const [, line, number, name, sign] = match;
    const text = line ?? number ?? name ?? sign;
    if (text === undefined) break;
    const sort = line !== undefined ? "line" : number !== undefined ? "number" : name !== undefined ? "name" : "sign";
    found.push({ text: SPELLINGS.get(text) ?? text, start: at - text.length, end: at, sort });
  }
  found.push({ text: "", start: source.length, end: source.length, sort: "end" });
  return found;
}

/** The tokens one after the other. */
export interface TokenReader {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** The token before the next one. */
  readonly last: () => Token;
  /** Takes `text`, or refuses what stands there. */
  readonly eat: (text: string) => Token;
  /** Takes `text` if it is there. */
  readonly takes: (text: string) => boolean;
  /** What is left of the line. */
  readonly restOfLine: () => readonly Token[];
  readonly atLineEnd: () => boolean;
}

export function tokenReader(list: readonly Token[], no: Refuser): TokenReader {
  let i = 0;
  const peek = (): Token => list[i] as Token; // "end" is never passed
  const next = (): Token => {
    const token = peek();
    if (token.sort !== "end") i++;
    return token;
  };
  const takes = (text: string): boolean => {
    const there = peek().sort !== "number" && peek().text === text;
    if (there) next();
    return there;
  };
  return {
    peek,
    next,
    takes,
    last: () => list[Math.max(0, i - 1)] as Token,
    eat: (text) => {
      const token = peek();
      return takes(text) ? token : no("mechanism-text-expected", token, { expected: `"${text}"` });
    },
    restOfLine: () => {
      const rest: Token[] = [];
      for (let k = i; list[k]?.sort !== "line" && list[k]?.sort !== "end"; k++) rest.push(list[k] as Token);
      return rest;
    },
    atLineEnd: () => peek().sort === "line" || peek().sort === "end",
  };
}
