import { Document, isCollection, isMap, isScalar, visit, type Node } from "yaml";
import { assert } from "#errors";
import type { Catalogue } from "./catalogue.js";
import { protocolShape } from "./fields/protocol.js";
import type { Protocol } from "./protocol.js";

/** Collections shorter than this as one line are written on one line. */
const ONE_LINE = 96;

/** YAML that says everything, defaults included, and reads back as the same protocol. */
export function writeProtocol(protocol: Protocol): string {
  return yaml(protocol);
}

/** The protocol without what the rest of it implies, so that this follows when the rest is changed. */
export function withoutImplied(protocol: Protocol, catalogue: Catalogue): Record<string, unknown> {
  const { trials, ...rest } = protocolShape.brief?.({ ...protocol, trials: 1 }, { protocol, catalogue }) as Record<string, unknown>;
  assert(trials === 1, "runs say by themselves how many trials they have");
  return rest;
}

function yaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (key, node) => {
      const short = key !== null && !isMap(document.contents) ? false : key !== null && JSON.stringify(node.toJSON()).length < ONE_LINE;
      const leaf = node.items.every((item) => isScalar(item) || !holdsCollections(item));
      // Lines stay lines: in braces they would be one, with signs for their ends.
      if (holdsLines(node)) return;
      if (short && (leaf || node.items.length < 2)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function holdsLines(node: unknown): boolean {
  let found = false;
  visit(node as Node, { Scalar: (_, { value }) => { found ||= typeof value === "string" && value.includes("\n"); } });
  return found;
}

function holdsCollections(item: unknown): boolean {
  return typeof item === "object" && item !== null && "value" in item && isCollection(item.value) && item.value.items.length > 0;
}
