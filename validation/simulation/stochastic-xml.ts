import { SaxesParser } from "saxes";

/** An element of well-formed XML; text is its own, without its children's. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** What may stand in an element: its attributes, with the values they may have or "any", and its children. */
export interface Shape {
  readonly attributes?: Readonly<Record<string, "any" | readonly string[]>>;
  readonly children?: readonly string[];
}

/**
 * The tree of an XML text of which every element and attribute is foreseen in `shapes`. A reader of a part of a
 * language must refuse what lies outside that part: passed over, a delay or a rule would change the model in silence.
 */
export function parseKnownXml(text: string, file: string, shapes: Readonly<Record<string, Shape>>): XmlElement {
  type Open = XmlElement & { children: XmlElement[]; text: string };
  const open: Open[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser({ xmlns: false, position: true });
  const refuse = (what: string): never => {
    throw new Error(`${file}, line ${parser.line}: ${what} is outside the part of SBML that this reader knows`);
  };
  parser.on("error", (error) => {
    throw new Error(`${file}: ${error.message}`);
  });
  parser.on("opentag", ({ name, attributes }) => {
    const parent = open.at(-1);
    const shape = shapes[name] ?? refuse(`<${name}>`);
    if (parent && !(shapes[parent.name]?.children ?? []).includes(name)) refuse(`<${name}> in <${parent.name}>`);
    for (const [attribute, value] of Object.entries(attributes)) {
      const allowed = shape.attributes?.[attribute] ?? refuse(`${attribute} of <${name}>`);
      if (allowed !== "any" && !allowed.includes(value)) refuse(`${attribute}="${value}" of <${name}>`);
    }
    const element: Open = { name, attributes: new Map(Object.entries(attributes)), children: [], text: "" };
    parent?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on("text", (piece) => {
    const element = open.at(-1);
    if (element) element.text += piece;
  });
  parser.on("closetag", () => open.pop());
  parser.write(text).close();
  if (!root) throw new Error(`${file}: no element`);
  return root;
}

/** The children of the list with this name, which need not be there. */
export function listed(element: XmlElement, list: string): readonly XmlElement[] {
  return child(element, list)?.children ?? [];
}

/** The first child with this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name);
}

/** An attribute that must be there. */
export function attribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new Error(`<${element.name}> lacks its ${name}`);
  return value;
}

/** The finite number that a text is. */
export function numberIn(text: string, where: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new Error(`${where}: "${text.trim()}" is not a number`);
  return value;
}
