import { folded, nounFor, suggestionOf, type Catalogue, type Noun } from "../catalogue.js";
import { below, note, said, unexpected, unread, type Found, type JsonSchema, type Shape } from "./shape.js";

/** Text of a scalar, as written. */
function textOf(found: Found): string | undefined {
  const { value } = found;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? (found.text ?? String(value)) : undefined;
}

/** Words that every JavaScript object has already; as names they would hide what they hide. */
const taken = (name: string): boolean => name in Object.prototype;

/** What is wrong with a word as a name; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "a name is empty";
  if (name.length > 80) return "a name is longer than 80 letters";
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name)) return "a name has characters that can't be printed";
  if (taken(name)) return `"${name}" can't be a name here; choose another`;
  return undefined;
}

/** A name that the author of a protocol gives: one line of at most 80 letters. */
export function name(): Shape<string> {
  const expects = "a name";
  return {
    expects,
    read: (found, here) => {
      const text = textOf(found)?.trim();
      if (text === undefined) return unexpected(found, here, expects);
      const wrong = nameProblem(text);
      return wrong === undefined ? text : note(here, wrong);
    },
    schema: (): JsonSchema => ({ type: ["string", "number"], minLength: 1, maxLength: 80 }),
  };
}

/** Prose of at most `longest` letters. */
export function prose(longest: number): Shape<string> {
  const expects = "text";
  return {
    expects,
    read: (found, here) => {
      const text = textOf(found)?.trim();
      if (text === undefined) return unexpected(found, here, expects);
      if (/[\p{Cs}\p{Cc}]/u.test(text.replace(/[\n\t]/gu, ""))) return note(here, "it has characters that can't be printed");
      return text.length <= longest ? text : note(here, `${text.length} letters are too many; expected ${longest} at most`);
    },
    schema: (): JsonSchema => ({ type: "string", maxLength: longest }),
  };
}

/** A finite number, whole if `whole`; `percent` also takes "70 %" for 0.7. */
export function number(
  { what, least, most, whole = false, percent = false }:
  { readonly what: string; readonly least: number; readonly most: number; readonly whole?: boolean; readonly percent?: boolean },
): Shape<number> {
  const expects = `${what} from ${least} to ${most}`;
  return {
    expects,
    read: (found, here) => {
      const share = percent && typeof found.value === "string" ? /^\s*([\d.]+)\s*%\s*$/u.exec(found.value)?.[1] : undefined;
      const value = share === undefined ? found.value : Number(share) / 100;
      if (typeof value !== "number") return unexpected(found, here, expects);
      if (whole && !Number.isInteger(value)) return note(here, `${said(found)} is not a whole number; expected ${expects}`);
      return value >= least && value <= most ? value : note(here, `${said(found)} is out of range; expected ${expects}`);
    },
    schema: (): JsonSchema => {
      const numeric = { type: whole ? "integer" : "number", minimum: least, maximum: most };
      return percent ? { anyOf: [numeric, { type: "string", pattern: "^\\s*[\\d.]+\\s*%\\s*$" }] } : numeric;
    },
  };
}

/** True or false; yes and no will do. */
export function flag(): Shape<boolean> {
  const expects = "true or false";
  const words: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([[true, true], [false, false], ["yes", true], ["no", false]]);
  return {
    expects,
    read: ({ value, ...found }, here) => words.get(value) ?? unexpected({ value, ...found }, here, expects),
    schema: (): JsonSchema => ({ enum: [true, false, "yes", "no"] }),
  };
}

/** One of the words that `among` gives; however it is capitalised, by name or alias. */
export function choice(what: string, among: (catalogue: Catalogue) => readonly Noun[]): Shape<string> {
  return {
    expects: what,
    read: (found, here) => {
      const text = textOf(found);
      if (text === undefined) return unexpected(found, here, what);
      const nouns = among(here.reading.catalogue);
      return nounFor(text, nouns) ?? note(here, `"${text}" is not ${what}; ${suggestionOf(text, nouns)}`);
    },
    schema: (catalogue): JsonSchema => ({ enum: among(catalogue).flatMap(({ name: word, aliases }) => [word, ...aliases]) }),
  };
}

/** Words without other names. */
export const words = (...all: readonly string[]): readonly Noun[] => all.map((word) => ({ name: word, aliases: [] }));

/** The same, where the type knows the words. */
export function oneOf<Word extends string>(what: string, ...all: readonly Word[]): Shape<Word> {
  return choice(what, () => words(...all)) as Shape<Word>;
}

/** Nothing at all ("none" will do), or the shape. */
export function orNone<T>(shape: Shape<T>): Shape<T | null> {
  const none = (found: Found): boolean => found.value === null || (typeof found.value === "string" && folded(found.value) === "none");
  return {
    expects: `${shape.expects}, or none`,
    read: (found, here) => (none(found) ? null : shape.read(found, here)),
    schema: (catalogue): JsonSchema => ({ anyOf: [shape.schema(catalogue), { enum: [null, "none"] }] }),
    maybeNothing: true,
    brief: (value, whole) => (value === null ? null : (shape.brief?.(value, whole) ?? value)),
  };
}

/** Items in a list; one alone needs no list. */
export function list<T>(what: string, item: Shape<T>, { least = 0, most }: { readonly least?: number; readonly most: number }): Shape<readonly T[]> {
  return {
    expects: what,
    read: (found, here) => {
      const items = found.value === null ? [] : Array.isArray(found.value) ? (found.value as readonly Found[]) : [found];
      if (items.length < least || items.length > most) {
        return note(here, `${items.length} ${items.length === 1 ? "is" : "are"} too ${items.length < least ? "few" : "many"}; expected ${what}, ${least} to ${most} of them`);
      }
      const alone = !Array.isArray(found.value);
      const read = items.map((one, i) => item.read(one, below(here, one, `${here.path}[${i}]`, alone ? here.written : `${here.written}[${i}]`)));
      return read.every((value) => value !== unread) ? (read as T[]) : unread;
    },
    schema: (catalogue): JsonSchema => {
      const one = item.schema(catalogue);
      return { anyOf: [{ type: "array", items: one, minItems: least, maxItems: most }, one] };
    },
    brief: (value, whole) => value.map((one) => item.brief?.(one, whole) ?? one),
  };
}
