import { unreadable } from "./failures.js";

/** One point as the file has it; µm. */
export interface SwcPoint {
  readonly id: number;
  /** 1 soma, 2 axon, 3 basal, 4 apical; anything else is a lab's own. */
  readonly type: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** NaN where the file has none that can be one. */
  readonly radius: number;
  /** The parent's id; negative for a root. */
  readonly parent: number;
  /** From 1. */
  readonly line: number;
}

/** Oddities that were put right, said once a kind: the sentence gets the line of the first and how many there were. */
export interface Oddities {
  note(kind: string, line: number, say: (line: number, count: number) => string): void;
  issues(): string[];
}

export function collectOddities(): Oddities {
  const found = new Map<string, { line: number; count: number; say: (line: number, count: number) => string }>();
  return {
    note(kind, line, say) {
      const old = found.get(kind);
      if (old) old.count++;
      else found.set(kind, { line, count: 1, say });
    },
    issues: () => [...found.values()].map(({ line, count, say }) => say(line, count)),
  };
}

const COLUMNS = ["id", "type", "x", "y", "z", "radius", "parent"] as const;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;
/** µm: a metre. */
const FARTHEST = 1e6;
/** µm. A membrane is 4 nm thick: a radius below 1 nm says that none was measured. */
const THINNEST = 1e-3;

/**
 * The points of an SWC file in its order; columns between blanks, comments from # to the end of the line. What editors
 * and exporters do harmlessly (byte order mark, CRLF, tabs, more columns, repeated lines, 1e-3) is no error.
 */
export function readPoints(text: string, file: string, oddities: Oddities): SwcPoint[] {
  const points: SwcPoint[] = [];
  const byId = new Map<number, SwcPoint>();
  let line = 0;
  for (let start = 0; start < text.length;) {
    line++;
    const end = endOfLine(text, start);
    const content = withoutComment(text.slice(start, end)).trim();
    start = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    if (content === "") continue;
    const point = readPoint(content, file, line, oddities);
    const twin = byId.get(point.id);
    if (twin) {
      if (!isSame(point, twin)) throw unreadable("swc-twice", { file, line, id: point.id, first: twin.line });
      oddities.note("twice", line, (at, n) => `Line ${at}${others(n)} repeats an earlier line and was passed over.`);
      continue;
    }
    byId.set(point.id, point);
    points.push(point);
  }
  if (points.length === 0) throw unreadable("swc-empty", { file });
  return points;
}

export function others(count: number): string {
  return count === 1 ? "" : ` (and ${count - 1} more)`;
}

function endOfLine(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return i;
  }
  return text.length;
}

function withoutComment(line: string): string {
  const hash = line.indexOf("#");
  return hash < 0 ? line : line.slice(0, hash);
}

function readPoint(content: string, file: string, line: number, oddities: Oddities): SwcPoint {
  const words = content.split(/\s+/, 9);
  if (words.length < COLUMNS.length) {
    throw unreadable("swc-columns", { file, line, found: words.length, text: excerpt(content) });
  }
  if (words.length > COLUMNS.length) {
    oddities.note("columns", line, (at, n) =>
      `Line ${at}${others(n)} has more than seven columns; the rest was left out.`);
  }
  const word = (column: number): string => words[column] as string;
  const title = (column: number): string => COLUMNS[column] as string;
  const value = (column: number): number => {
    if (NUMBER.test(word(column))) return Number(word(column));
    if (column === 5 && NOT_FINITE.test(word(column))) return NaN;
    throw unreadable("swc-number", { file, line, column: title(column), found: excerpt(word(column)) });
  };
  const whole = (column: number): number => {
    const found = value(column);
    if (Number.isSafeInteger(found)) return found;
    throw unreadable("swc-whole", { file, line, column: title(column), found: excerpt(word(column)) });
  };
  const near = (column: number): number => {
    const found = value(column);
    if (!(Math.abs(found) > FARTHEST)) return found;
    throw unreadable("swc-far", { file, line, column: title(column), found, most: FARTHEST });
  };
  const [id, type, parent] = [whole(0), whole(1), whole(6)] as const;
  const [x, y, z, radius] = [near(2), near(3), near(4), near(5)] as const;
  return { id, type, x, y, z, radius: radius >= THINNEST ? radius : NaN, parent, line };
}

function isSame(a: SwcPoint, b: SwcPoint): boolean {
  const isThere = a.x === b.x && a.y === b.y && a.z === b.z;
  return isThere && a.type === b.type && Object.is(a.radius, b.radius) && a.parent === b.parent;
}

/** At most 40 characters, those that don't print replaced. */
function excerpt(text: string): string {
  const shown = text.slice(0, 40).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "·");
  return text.length > 40 ? `${shown}…` : shown;
}
