import { xmlText } from "../xml-text.js";

/** An element to be written; its children stand within it, or its text does. */
export interface WrittenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly content: readonly WrittenElement[] | string;
}

/** One element; attributes without a value are left out. */
export function element(
  name: string,
  attributes: WrittenElement["attributes"] = {},
  content: WrittenElement["content"] = [],
): WrittenElement {
  return { name, attributes, content };
}

/** Elements that hold a text each: `{ Rate: 10000 }` is `<Rate>10000</Rate>`. */
export function texts(values: Readonly<Record<string, string | number>>): readonly WrittenElement[] {
  return Object.entries(values).map(([name, value]) => element(name, {}, String(value)));
}

/** An XML file as Prairie View lays it out: UTF-8 with a byte order mark, two spaces a level. */
export function xmlFile(root: WrittenElement): Uint8Array {
  return new TextEncoder().encode(`\uFEFF<?xml version="1.0" encoding="utf-8"?>\n${printed(root, "")}\n`);
}

/** One element in a line, in ASCII: for a TIFF's description. */
export function asciiXml(root: WrittenElement): string {
  const { name, attributes, content } = root;
  const inner = typeof content === "string" ? xmlText(content) : content.map(asciiXml).join("");
  const open = `<${name}${attributesOf(attributes)}`;
  const text = inner === "" ? `${open}/>` : `${open}>${inner}</${name}>`;
  return text.replace(/[^\x00-\x7e]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
}

function printed({ name, attributes, content }: WrittenElement, indent: string): string {
  const open = `${indent}<${name}${attributesOf(attributes)}`;
  if (content.length === 0) return `${open} />`;
  if (typeof content === "string") return `${open}>${xmlText(content)}</${name}>`;
  return `${open}>\n${content.map((child) => printed(child, `${indent}  `)).join("\n")}\n${indent}</${name}>`;
}

function attributesOf(attributes: WrittenElement["attributes"]): string {
  return Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? "" : ` ${key}="${quoted(String(value))}"`))
    .join("");
}

const quoted = (text: string): string => xmlText(text).replaceAll('"', "&quot;").replaceAll(/\s/g, " ");

/**
 * The number near `guess` from which `read` makes exactly `wanted`; `guess` where there is none. Prairie's units are not
 * ours: seconds × 1000 or volts ÷ divisor must bring the same binary number back, which the rounded quotient may miss.
 */
export function readAs(wanted: number, guess: number, read: (written: number) => number): number {
  for (const ulps of [0, 1, -1, 2, -2, 3, -3]) {
    const candidate = guess * (1 + ulps * Number.EPSILON);
    if (read(candidate) === wanted) return candidate;
  }
  return guess;
}

/** Seconds that the reader takes for so many ms. */
export function seconds(ms: number): number {
  return readAs(ms, ms / 1000, (written) => written * 1000);
}
