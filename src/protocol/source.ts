/** From bytes to values with places: YAML or JSON, from anybody. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type ParsedNode } from "yaml";
import { unreadable } from "./failures.js";
import type { Found, Place, Problem } from "./shapes/shape.js";

/** Bytes; a protocol is a page or two. */
const LONGEST = 262_144;
/** Of brackets or indentation; the deepest field of a protocol lies 6 deep. */
const DEEPEST = 40;

/** Text of a file, whose encoding its first bytes tell. Throws an "unreadable" RigError where it is no text. */
export function textOf(content: string | Uint8Array, file: string): string {
  const bytes = content.length;
  if (bytes > LONGEST) throw unreadable("protocol-too-long", { file, bytes, most: LONGEST });
  const text = typeof content === "string" ? content : decoded(content, file);
  const strange = /[^\P{Cc}\t\n\r\u0085]|\uFFFD|\uFFFE/u.exec(text);
  if (strange) {
    const code = (strange[0].codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
    throw unreadable("protocol-not-text", { file, found: `it holds the character U+${code}, which no text has` });
  }
  return text.replace(/^\uFEFF/u, "");
}

function decoded(bytes: Uint8Array, file: string): string {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable("protocol-not-text", { file, found: `its bytes are no ${encoding.toUpperCase()}` }, { cause: error });
  }
}

/**
 * The values of a YAML or JSON text, each with its place; what can be read on in spite of goes to `problems`. Throws an
 * "unreadable" RigError where the text is neither.
 */
export function valuesOf(text: string, file: string, problems: Problem[]): Found {
  const lines = new LineCounter();
  const document = parsed(text, file, lines);
  const [error] = document.errors;
  if (error) {
    // The parser is recursive, and its stack ends before 256 kB of brackets do.
    if (/call stack/u.test(error.message)) throw unreadable("protocol-too-deep", { file });
    const { line, col } = lines.linePos(error.pos[0]);
    throw unreadable("protocol-not-yaml", { file, line, column: col, reason: firstSentence(error.message) });
  }
  return placed(document, { text, lines, problems, file });
}

function parsed(text: string, file: string, lineCounter: LineCounter): Document.Parsed {
  try {
    // Keys that come twice are found below, in one pass.
    return parseDocument(text, {
      schema: "core", merge: false, uniqueKeys: false, prettyErrors: false, logLevel: "error", lineCounter,
    });
  } catch (error) {
    if (error instanceof RangeError) throw unreadable("protocol-too-deep", { file }, { cause: error });
    throw unreadable("protocol-not-yaml", { file, line: 1, column: 1, reason: firstSentence((error as Error).message) }, { cause: error });
  }
}

const firstSentence = (message: string): string => (message.split(/\n|(?<=\w)\. /u)[0] ?? message).replace(/[.:]$/u, "");

/** An alias stands for the very value that its anchor has, so that a bomb of them stays as small as its text. */
function placed(
  document: Document.Parsed,
  { text, lines, problems, file }: { readonly text: string; readonly lines: LineCounter; readonly problems: Problem[]; readonly file: string },
): Found {
  const anchors = new Map<string, Found>();
  const placeOf = (node: { readonly range?: readonly number[] | null | undefined }): Place | undefined => {
    const [from] = node.range ?? [];
    if (from === undefined) return undefined;
    const { line, col } = lines.linePos(from);
    return { line, column: col };
  };
  /** Of a literal block that begins at `|`: the line after, at its indentation. */
  const firstLineOf = (from: number): Place => {
    const { line } = lines.linePos(from);
    const below = text.slice(text.indexOf("\n", from) + 1);
    return { line: line + 1, column: 1 + (/^ */u.exec(below.replace(/^\s*\n/u, ""))?.[0].length ?? 0) };
  };
  const complain = (written: string, says: string, place: Place | undefined): void => void problems.push({ written, says, place });

  const value = (node: ParsedNode | null, written: string, depth: number): Found => {
    if (depth > DEEPEST) throw unreadable("protocol-too-deep", { file });
    if (node === null) return { value: null };
    const place = placeOf(node);
    if (isAlias(node)) {
      const meant = anchors.get(node.source);
      if (!meant) complain(written, `*${node.source} refers to nothing that stands before it`, place);
      return { ...(meant ?? { value: null }), place };
    }
    const found = isMap(node) ? mapping(node, written, depth) : isSeq(node) ? sequence(node, written, depth) : scalar(node, written);
    const whole = { ...found, place };
    if (node.anchor !== undefined) anchors.set(node.anchor, whole);
    return whole;
  };
  const scalar = (node: ParsedNode, written: string): Found => {
    const content: unknown = isScalar(node) ? node.value : undefined;
    const source = isScalar(node) && typeof node.source === "string" ? node.source : undefined;
    if (content === null || content === undefined) return { value: null };
    if (typeof content === "string" || typeof content === "boolean" || typeof content === "number") {
      const textPlace = isScalar(node) && node.type === "BLOCK_LITERAL" ? firstLineOf(node.range[0]) : undefined;
      return { value: content, textPlace, ...(source === undefined ? {} : { text: source }) };
    }
    complain(written, `its tag ${node.tag ?? ""} means nothing in a protocol; leave the tag out`, placeOf(node));
    return { value: null };
  };
  const sequence = (node: { readonly items: readonly unknown[] }, written: string, depth: number): Found =>
    ({ value: node.items.map((item, i) => value(item as ParsedNode | null, `${written}[${i}]`, depth + 1)) });
  const mapping = (node: { readonly items: readonly { readonly key: unknown; readonly value: unknown }[] }, written: string, depth: number): Found => {
    const entries = new Map<string, Found>();
    for (const pair of node.items) {
      const key = value(pair.key as ParsedNode | null, written, depth + 1);
      const name = key.text ?? (key.value === null || typeof key.value === "object" ? undefined : String(key.value));
      if (name === undefined) {
        complain(written, "the word before a colon must be a plain one", key.place);
        continue;
      }
      const path = written === "" ? name : `${written}.${name}`;
      const found = value(pair.value as ParsedNode | null, path.slice(0, 200), depth + 1);
      const before = entries.get(name);
      if (before) complain(path.slice(0, 80), `it is given twice, first in line ${before.keyPlace?.line ?? 1}`, key.place);
      else entries.set(name, { ...found, keyPlace: key.place });
    }
    return { value: entries };
  };

  for (const warning of document.warnings) {
    const { line, col } = lines.linePos(warning.pos[0]);
    complain("", firstSentence(warning.message), { line, column: col });
  }
  return value(document.contents, "", 0);
}
