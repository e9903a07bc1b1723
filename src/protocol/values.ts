/** A program's values as a protocol. */
import { modelCatalogue } from "./catalogue.js";
import { misuse } from "./failures.js";
import type { Protocol } from "./protocol.js";
import { checked, type ReadOptions } from "./read.js";
import { foundOf } from "./shapes/shape.js";

export interface ValueOptions extends ReadOptions {
  /**
   * What the program calls a field, for messages, by its path in a file: { stimuli: "conditions" }; "" where the
   * program has the parts of a field without the field.
   */
  readonly words?: Readonly<Record<string, string>>;
}

/**
 * The protocol that plain values mean, such as an object that a script has put together: what a file with the same
 * content means, by the same checks, with the same defaults. Throws one RigError of kind "usage" that lists all
 * problems, each with its path, value, and what was expected; `file` is what it calls the whole.
 */
export function protocolOf(
  values: unknown, { file = "The protocol", catalogue = modelCatalogue(), fileText, words = {} }: ValueOptions = {},
): Protocol {
  return checked(foundOf(requirePlain(values, file)), [], { file, catalogue, fileText, inWords: (written) => inWords(written, words) });
}

function inWords(written: string, words: Readonly<Record<string, string>>): string {
  const field = Object.keys(words)
    .filter((path) => written === path || written.startsWith(`${path}.`) || written.startsWith(`${path}[`))
    .reduce((longest, path) => (path.length > longest.length ? path : longest), "");
  const rest = written.slice(field.length);
  const word = words[field];
  if (word === undefined) return written;
  return word === "" ? rest.replace(/^\./u, "") : word + rest;
}

/** Deeper than any protocol; a value that holds itself never ends. */
const DEEPEST = 40;

function requirePlain(value: unknown, file: string, path = "", depth = 0): unknown {
  const no = (found: string): Error => misuse("protocol-not-plain", { file, path, found });
  if (["function", "symbol", "bigint"].includes(typeof value)) throw no(`a ${typeof value}`);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw no("a value that holds itself");
  if (Array.isArray(value)) value.forEach((one, i) => requirePlain(one, file, `${path}[${i}]`, depth + 1));
  else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) throw no(`a ${value.constructor.name}`);
    for (const [key, one] of Object.entries(value)) {
      requirePlain(one, file, path === "" ? key : `${path}.${key}`, depth + 1);
    }
  }
  return value;
}
