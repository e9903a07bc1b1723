import { SaxesParser } from "saxes";
import type { Issue } from "#recording";
import type { FileSource } from "../source.js";

/** An element with what lies within it; text is that of the element itself, without its children's. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** What could be read. `root` is absent where not even the first tag was whole. */
export interface XmlDocument {
  readonly root?: XmlElement;
  /** Whether the text is well formed to its end. */
  readonly complete: boolean;
  readonly issues: readonly Issue[];
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: OpenElement[];
  text: string;
}

/** Larger than any description of line scans (the sample of 20 cycles has 84 kB); the rest is left unread and said so. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Prairie nests 8 deep. */
const MOST_DEPTH = 100;

/** Reads and parses one XML file; never throws for what the file contains. */
export async function readXml(file: FileSource): Promise<XmlDocument> {
  const bytes = await file.read(0, Math.min(file.size, MOST_BYTES));
  const parsed = parseXml(bytes, file.path);
  if (file.size <= MOST_BYTES) return parsed;
  const message = `only the first ${MOST_BYTES} of ${file.size} bytes were read; what they don't describe is missing`;
  return {
    ...parsed,
    complete: false,
    issues: [...parsed.issues, { severity: "error", code: "prairie-xml-too-long", message, file: file.path }],
  };
}

/**
 * The tree of an XML text in UTF-8 or UTF-16, up to the first error.
 *
 * A damaged text yields every element opened before the damage and one issue with byte, line and column. Entities that
 * the text declares itself are never expanded: their use counts as damage. Memory is proportional to the text.
 */
export function parseXml(bytes: Uint8Array, file: string): XmlDocument {
  const { text, byteAt } = decode(bytes);
  const stack: OpenElement[] = [];
  let root: OpenElement | undefined;
  let failure: { message: string; offset: number; line: number; column: number } | undefined;
  // Version 1.1 by force: version 4 writes "&#x1;" into XML 1.0, where it is not allowed.
  const parser = new SaxesParser({ xmlns: false, position: true, defaultXMLVersion: "1.1", forceXMLVersion: true });
  const stop = (message: string): void => {
    failure ??= { message, offset: byteAt(parser.position), line: parser.line, column: parser.column };
  };
  parser.on("error", (error) => stop(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("opentag", (tag) => {
    if (failure) return;
    if (stack.length >= MOST_DEPTH) {
      stop(`elements nest more than ${MOST_DEPTH} deep`);
      return;
    }
    const element: OpenElement = { name: tag.name, attributes: new Map(Object.entries(tag.attributes)), children: [], text: "" };
    const parent = stack.at(-1);
    if (parent) parent.children.push(element);
    else root ??= element;
    stack.push(element);
  });
  parser.on("text", (piece) => {
    const open = stack.at(-1);
    if (open && !failure) open.text += piece;
  });
  parser.on("closetag", () => {
    if (!failure) stack.pop();
  });
  const STEP = 65_536; // characters at a time, so that damage at the start ends the work
  for (let at = 0; at < text.length && !failure; at += STEP) parser.write(text.slice(at, at + STEP));
  if (!failure) parser.close();
  if (!failure) return { ...(root ? { root } : {}), complete: true, issues: [] };
  const what = failure.message.replace(/\.$/, "");
  const message = `damaged at line ${failure.line}, column ${failure.column}: ${what}; only what stands before it was used`;
  return {
    ...(root ? { root } : {}),
    complete: false,
    issues: [{ severity: "error", code: "prairie-xml-damaged", message, file, offset: Math.min(failure.offset, bytes.length) }],
  };
}

/** The text after its byte order mark, and how many bytes lie before one of its characters. */
function decode(bytes: Uint8Array): { text: string; byteAt: (character: number) => number } {
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
  if (wide) {
    const text = new TextDecoder(wide).decode(bytes);
    return { text, byteAt: (character) => 2 + 2 * character };
  }
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const text = new TextDecoder("utf-8").decode(bytes);
  return { text, byteAt: (character) => mark + new TextEncoder().encode(text.slice(0, character)).length };
}

/** The children with this name. */
export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** Every element with this name, the element itself included, in the order of the text. */
export function elementsNamed(element: XmlElement, name: string): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const waiting: XmlElement[] = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.name === name) found.push(next);
    for (let i = next.children.length - 1; i >= 0; i--) {
      const child = next.children[i];
      if (child) waiting.push(child);
    }
  }
  return found;
}

/** The trimmed text of the first child with this name; empty counts as absent. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  const text = childrenNamed(element, name)[0]?.text.trim();
  return text === "" ? undefined : text;
}

/**
 * A finite number as Prairie View prints it, else undefined ("∞", "NaN", "", words).
 * A decimal comma is accepted: .NET prints one under many European locales, and never groups thousands unasked.
 */
export function finiteNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  if (!/^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?$/.test(trimmed)) return undefined;
  const value = Number(trimmed.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}
