/**
 * A shape says once what a value of a protocol may be: how it is read from a file, how an editor is told of it (JSON
 * Schema), and how it is written without what goes without saying.
 */
import type { Catalogue } from "../catalogue.js";
import type { Protocol } from "../protocol.js";

/** Where in the text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A value as it was found in a file, before anyone believes it. */
export interface Found {
  readonly value: null | boolean | number | string | readonly Found[] | ReadonlyMap<string, Found>;
  /** A plain scalar as written: "007" of what YAML takes for 7. */
  readonly text?: string;
  readonly place?: Place | undefined;
  /** Of the word before the colon. */
  readonly keyPlace?: Place | undefined;
  /** Of a text whose lines are the file's own: where its first line begins. */
  readonly textPlace?: Place | undefined;
}

/** Something to be mended. */
export interface Problem {
  /** Path as the file has it: "conditions.APV.drugs[0].dose". */
  readonly written: string;
  readonly says: string;
  readonly place?: Place | undefined;
}

/** Says that what stands at a path of the finished protocol can't be; `place`: within a text that stands there. */
export type Contradict = (path: string, says: string, place?: Place) => void;

/** What is known of the protocol while its later fields are read; those that failed are absent. */
export type Draft = Partial<Protocol> & { readonly trials?: number };

export interface Reading {
  readonly catalogue: Catalogue;
  readonly problems: Problem[];
  /** Where each path of the finished protocol ("conditions[1].holding") stands in the file. */
  readonly spots: Map<string, Spot>;
  readonly draft: Draft;
  /** Text of a file that a protocol names, by its path from there; throws a RigError where it can't be had. */
  readonly fileText?: ((path: string) => string) | undefined;
}

export interface Spot {
  readonly written: string;
  readonly place?: Place | undefined;
  readonly textPlace?: Place | undefined;
}

/** A point of the protocol that is being read. */
export interface Here extends Spot {
  readonly reading: Reading;
  /** In the finished protocol. */
  readonly path: string;
}

/** A protocol that is complete. */
export interface Whole {
  readonly protocol: Protocol;
  readonly catalogue: Catalogue;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What reading comes to where there is no value; its problems are noted. */
export const unread = Symbol("unread");

export interface Shape<T> {
  /** In words, after "expected": `a time such as "2 ms"`. */
  readonly expects: string;
  readonly read: (found: Found, here: Here) => T | typeof unread;
  readonly schema: (catalogue: Catalogue) => JsonSchema;
  /** The value without what the rest of the protocol implies. */
  brief?(value: T, whole: Whole): unknown;
  /** Nothing at all is a value of this shape, too. */
  readonly maybeNothing?: boolean;
}

/** Notes a problem at `here`. */
export function note(here: Here, says: string, place: Place | undefined = here.place): typeof unread {
  here.reading.problems.push({ written: here.written, says, place });
  return unread;
}

/** As one would say what was found, for a message. */
export function said(found: Found): string {
  const { value } = found;
  if (value === null) return "nothing";
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "a mapping";
  const text = found.text ?? String(value);
  return typeof value === "string" ? `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"` : text.slice(0, 60);
}

/** The problem that something else was expected. */
export function unexpected(found: Found, here: Here, expects: string): typeof unread {
  return note(here, `${said(found)} is not ${expects}`, found.place ?? here.place);
}

/** What a program has at hand, as if it had been found in a file. */
export function foundOf(value: unknown): Found {
  if (Array.isArray(value)) return { value: value.map(foundOf) };
  if (typeof value === "object" && value !== null) {
    return { value: new Map(Object.entries(value).filter(([, v]) => v !== undefined).map(([key, v]) => [key, foundOf(v)])) };
  }
  if (value === null || typeof value === "boolean" || typeof value === "number" || typeof value === "string") return { value };
  throw new Error(`broken invariant: a protocol holds plain data, not ${typeof value}`);
}

/** The point below `here` that `found` stands at. */
export function below(here: Here, found: Found, path: string, written: string): Here {
  const spot: Spot = { written, place: found.keyPlace ?? found.place ?? here.place, textPlace: found.textPlace };
  here.reading.spots.set(path, spot);
  return { ...here, ...spot, path };
}
