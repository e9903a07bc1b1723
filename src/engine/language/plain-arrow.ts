/**
 * The form in which nearly every body is written, read at once: `(states, { v }, p) => { const …; return { … }; }`.
 *
 * It gives the syntax tree that acorn gives, position for position, or nothing at all for whatever it doesn't know,
 * which acorn reads then and says what is wrong. A parser of all of JavaScript takes longer to warm up than a cell's
 * mechanisms take to read by this.
 */
import type { ArrowFunctionExpression } from "acorn";

/** A node of acorn's: its own fields stand beside these. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

type Sort = "name" | "number" | "string" | "sign" | "end";

/** Reserved somewhere in JavaScript, or with a meaning of their own: leave those to acorn. */
const WORDS: ReadonlySet<string> = new Set((
  "arguments async await break case catch class const continue debugger default delete do else enum eval export " +
  "extends false finally for function get if implements import in instanceof interface let new null of package " +
  "private protected public return set static super switch this throw true try typeof undefined var void while " +
  "with yield"
).split(" "));

/** Operators by how tightly they bind. */
const TIGHTNESS: Readonly<Record<string, number>> = {
  "||": 1, "&&": 2, "==": 3, "===": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6,
};

/** White space and comments, then a name, a number, a string without escapes, or a sign. */
const TOKEN = new RegExp(
  String.raw`(?:\s|//[^\n\r\u2028\u2029]*|/\*[^]*?\*/)*(?:([A-Za-z_$µΩ][\w$µΩ]*)|` +
    String.raw`((?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)(?![\w$µΩ.])|` +
    String.raw`("[^"\\\n\r]*"|'[^'\\\n\r]*')|` +
    String.raw`(=>|===?|<=?(?!<|!--)|>=?(?!>)|&&|\|\||\+(?!\+)|-(?!-)|\*(?!\*)|[/!?:(){}[\],;.=])|$)`,
  "y",
);

/** Deeper than any formula; acorn says so of what is deeper. */
const DEEPEST = 200;

/** Thrown within, and never seen outside. */
const UNKNOWN = new Error("not of the plain form");

/** The whole of `source` as an arrow function, or undefined. */
export function plainArrow(source: string): ArrowFunctionExpression | undefined {
  try {
    return reader(source)() as unknown as ArrowFunctionExpression;
  } catch (error) {
    if (error === UNKNOWN) return undefined;
    throw error;
  }
}

function reader(source: string): () => Node {
  let sort: Sort = "end";
  let text = "";
  let start = 0;
  let end = 0;
  /** Where the token before this one ended. */
  let before = 0;
  let depth = 0;
  const declared = new Set<string>();

  const unknown = (): never => { throw UNKNOWN; };
  const next = (): void => {
    before = end;
    TOKEN.lastIndex = end;
    const match = TOKEN.exec(source) ?? unknown();
    const [, name, number, string, sign] = match;
    text = name ?? number ?? string ?? sign ?? "";
    sort = name !== undefined ? "name" : number !== undefined ? "number" : string !== undefined ? "string"
      : sign !== undefined ? "sign" : "end";
    end = TOKEN.lastIndex;
    start = end - text.length;
  };
  const at = (sign: string): boolean => sort === "sign" && text === sign;
  const takes = (sign: string): boolean => {
    const there = at(sign);
    if (there) next();
    return there;
  };
  const eat = (sign: string): void => { if (!takes(sign)) unknown(); };
  const onNextLine = (): boolean => /[\n\r\u2028\u2029]/.test(source.slice(before, start));
  const node = (type: string, from: number, fields: Readonly<Record<string, unknown>>): Node =>
    ({ type, start: from, end: before, ...fields });

  const word = (): Node => {
    if (sort !== "name" || text === "__proto__") unknown();
    const [from, name] = [start, text];
    next();
    return node("Identifier", from, { name });
  };
  const identifier = (): Node => (WORDS.has(text) ? unknown() : word());
  const declare = (): Node => {
    if (declared.has(text)) unknown();
    declared.add(text);
    return identifier();
  };
  const literal = (): Node => {
    const [from, raw] = [start, text];
    const value = sort === "number" ? Number(raw) : raw.slice(1, -1);
    if (value === "__proto__") unknown();
    next();
    return node("Literal", from, { value, raw });
  };
  /** What stands between `open`, which was taken, and `close`, separated by commas of which one may be last. */
  const list = (close: string, item: () => Node): Node[] => {
    const items: Node[] = [];
    while (!takes(close)) {
      items.push(item());
      if (!at(close)) eat(",");
    }
    return items;
  };
  const property = (from: number, key: Node, value: Node | undefined): Node => node("Property", from, {
    method: false, shorthand: value === undefined, computed: false, key, value: value ?? key, kind: "init",
  });

  const pattern = (): Node => {
    const from = start;
    if (!takes("{")) return declare();
    const properties = list("}", () => {
      const first = start;
      if (!isRenamed()) {
        const name = declare();
        return property(first, name, undefined);
      }
      const key = word();
      eat(":");
      return property(first, key, declare());
    });
    return node("ObjectPattern", from, { properties });
  };
  /** Whether the name that is next is followed by a colon. */
  const isRenamed = (): boolean => /^\s*:/.test(source.slice(end, end + 40));

  const member = (): Node => {
    const from = start;
    const key = sort === "string" ? literal() : isRenamed() ? word() : identifier();
    return property(from, key, takes(":") ? expression() : key.type === "Literal" ? unknown() : undefined);
  };
  const primary = (): Node => {
    const from = start;
    if (sort === "number") return literal();
    if (sort === "name") return identifier();
    if (takes("(")) {
      const inner = expression();
      eat(")");
      return inner;
    }
    if (takes("[")) return node("ArrayExpression", from, { elements: list("]", expression) });
    return takes("{") ? node("ObjectExpression", from, { properties: list("}", member) }) : unknown();
  };
  const chain = (): Node => {
    const from = start;
    let object = primary();
    for (;;) {
      if (takes(".")) {
        const named = word();
        object = node("MemberExpression", from, { object, property: named, computed: false, optional: false });
      } else if (takes("(")) {
        const given = list(")", expression);
        object = node("CallExpression", from, { callee: object, arguments: given, optional: false });
      } else return object;
    }
  };
  const unary = (): Node => {
    const [from, operator] = [start, text];
    if (sort !== "sign" || !(operator === "-" || operator === "+" || operator === "!")) return chain();
    next();
    if (++depth > DEEPEST) unknown();
    const argument = unary();
    depth--;
    return node("UnaryExpression", from, { operator, prefix: true, argument });
  };
  const operation = (loosest: number): Node => {
    const from = start;
    let left = unary();
    for (;;) {
      const tightness = sort === "sign" && Object.hasOwn(TIGHTNESS, text) ? (TIGHTNESS[text] as number) : 0;
      if (tightness <= loosest) return left;
      const operator = text;
      next();
      const right = operation(tightness);
      left = node(tightness <= 2 ? "LogicalExpression" : "BinaryExpression", from, { left, operator, right });
    }
  };
  const expression = (): Node => {
    if (++depth > DEEPEST) unknown();
    const from = start;
    let found = operation(0);
    if (takes("?")) {
      const consequent = expression();
      eat(":");
      const alternate = expression();
      found = node("ConditionalExpression", from, { test: found, consequent, alternate });
    }
    depth--;
    return found;
  };
  const statementEnds = (): void => { if (!takes(";") && !at("}")) unknown(); };
  const statement = (): Node => {
    const from = start;
    const keyword = sort === "name" ? text : unknown();
    next();
    if (keyword === "return") {
      if (onNextLine()) unknown();
      const argument = expression();
      statementEnds();
      return node("ReturnStatement", from, { argument });
    }
    if (keyword !== "const") unknown();
    const first = start;
    const id = pattern();
    eat("=");
    const init = expression();
    const declarations = [node("VariableDeclarator", first, { id, init })];
    statementEnds();
    return node("VariableDeclaration", from, { declarations, kind: "const" });
  };
  const block = (): Node => {
    const from = start;
    eat("{");
    const body: Node[] = [];
    while (!at("}")) body.push(statement());
    next();
    return node("BlockStatement", from, { body });
  };
  return () => {
    next();
    const from = start;
    eat("(");
    const params = list(")", pattern);
    if (onNextLine()) unknown();
    eat("=>");
    const isBlock = at("{");
    if (!isBlock && !at("(")) unknown();
    const body = isBlock ? block() : primary();
    if (sort !== "end") unknown();
    return node("ArrowFunctionExpression", from, {
      id: null, expression: !isBlock, generator: false, async: false, params, body,
    });
  };
}
