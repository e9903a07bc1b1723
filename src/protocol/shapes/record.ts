import { folded, nounFor, suggestion, suggestionOf, type Noun } from "../catalogue.js";
import { nameProblem } from "./plain.js";
import { below, foundOf, note, unexpected, unread, type Draft, type Found, type Here, type JsonSchema, type Shape, type Whole } from "./shape.js";

/** One field of a record: its shape, what it is, and what it is where a file says nothing. */
export interface Field<T> {
  readonly shape: Shape<T>;
  /** For the reader of the schema and of the table of fields. */
  readonly about: string;
  /** As a person would write it. */
  readonly default?: unknown;
  /** What the rest of the protocol, or the record's own fields before it, imply, and that in words. */
  readonly implied?: { readonly by: (draft: Draft, own: Readonly<Record<string, unknown>>) => unknown; readonly said: string };
  /** May be left out, and then is absent. */
  readonly optional?: boolean;
}

export type Fields<T> = { readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>> };

type AnyField = Field<unknown>;

export interface RecordOptions {
  /** What a text alone stands for, as fields; undefined where it stands for nothing. Its pattern is for editors. */
  readonly text?: { readonly means: (text: string) => Readonly<Record<string, unknown>> | undefined; readonly pattern: string; readonly example: string };
  /** Other words for fields: { spine: "spines" }. */
  readonly also?: Readonly<Record<string, string>>;
  /** Where fields that are read are kept for the implied ones after them. */
  readonly draft?: boolean;
}

/** The fields of a mapping, none of nothing; undefined of anything else. */
function fieldsOf({ value }: Found): ReadonlyMap<string, Found> | undefined {
  if (value === null) return new Map();
  return value instanceof Map ? (value as ReadonlyMap<string, Found>) : undefined;
}

const joined = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

/** A mapping with these fields and no others. */
export function record<T extends object>(what: string, fields: Fields<T>, options: RecordOptions = {}): Shape<T> {
  const all = Object.entries(fields) as [string & keyof T, AnyField][];
  const { text, also = {} } = options;
  const keys = [...all.map(([key]) => key), ...Object.keys(also)];
  const known: ReadonlyMap<string, string> = new Map([...all.map(([key]) => [folded(key), key] as const), ...Object.entries(also)]);
  const expects = text ? `${what}, or a text such as "${text.example}"` : what;
  return {
    expects,
    read: (found, here) => {
      const meant = text && typeof found.value === "string" ? text.means(found.value) : undefined;
      const mapping = fieldsOf(meant ? placedAll(foundOf(meant), found.place) : found);
      if (!mapping) return unexpected(found, here, expects);
      const { given, fine } = sorted(mapping, here, known, keys, what);
      const result: Record<string, unknown> = {};
      let complete = fine;
      for (const [key, field] of all) {
        const value = readField(key, field, given.get(key), result, here);
        if (value === unread) complete = false;
        else if (value !== undefined) {
          result[key] = value;
          if (options.draft) Object.assign(here.reading.draft, { [key]: value });
        }
      }
      return complete ? (result as T) : unread;
    },
    schema: (catalogue) => {
      const properties = Object.fromEntries(all.map(([key, field]) => [key, fieldSchema(field, field.shape.schema(catalogue))]));
      const others = Object.fromEntries(Object.entries(also).map(([word, key]) => [word, { ...(properties[key] as object), description: `The same as ${key}.` }]));
      const required = all.filter(([, f]) => f.default === undefined && !f.implied && f.optional !== true).map(([key]) => key);
      const object = { type: ["object", "null"], properties: { ...properties, ...others }, required, additionalProperties: false };
      return text ? { anyOf: [object, { type: "string", pattern: text.pattern, examples: [text.example] }] } : object;
    },
    brief: (value, whole) => Object.fromEntries(all.flatMap(([key, field]) => {
      const own = value[key];
      return own === undefined || goesWithoutSaying(own, field, value, whole) ? [] : [[key, field.shape.brief?.(own, whole) ?? own]];
    })),
  };
}

/** More than any record has, and few enough to look for the nearest right word of each. */
const MOST_KEYS = 100;

/** A value, and the word that the file has for its field. */
interface Given {
  readonly found: Found;
  readonly word: string;
}

/** Each value under its field's own name; keys that are unknown or given twice are noted. */
function sorted(
  mapping: ReadonlyMap<string, Found>, here: Here, known: ReadonlyMap<string, string>, keys: readonly string[], what: string,
): { given: ReadonlyMap<string, Given>; fine: boolean } {
  const given = new Map<string, Given>();
  if (mapping.size > MOST_KEYS) {
    note(here, `${mapping.size} fields are too many; ${what} has ${keys.length}`);
    return { given, fine: false };
  }
  let fine = true;
  for (const [key, found] of mapping) {
    const field = known.get(folded(key));
    if (field === undefined) {
      note({ ...here, written: joined(here.written, key.slice(0, 60)) }, `${what} has no such field; ${suggestion(key, keys)}`, found.keyPlace ?? here.place);
      fine = false;
    } else if (given.has(field)) {
      note({ ...here, written: joined(here.written, key) }, `it is given twice, here and as ${given.get(field)?.word ?? field}`, found.keyPlace ?? here.place);
      fine = false;
    } else given.set(field, { found, word: key });
  }
  return { given, fine };
}

function readField(
  key: string, field: AnyField, given: Given | undefined, own: Readonly<Record<string, unknown>>, here: Here,
): unknown {
  // `dye:` with nothing behind it is none where none is possible, and else as if it weren't there.
  if (given !== undefined && (given.found.value !== null || field.shape.maybeNothing === true)) {
    return field.shape.read(given.found, below(here, given.found, joined(here.path, key), joined(here.written, given.word)));
  }
  const implied = field.implied?.by(here.reading.draft, own) ?? field.default;
  if (implied === undefined) {
    if (field.optional === true) return undefined;
    note({ ...here, written: joined(here.written, key) }, `it is missing; expected ${field.shape.expects}`);
    return unread;
  }
  const silent = { ...here, reading: { ...here.reading, problems: [], spots: new Map() }, path: joined(here.path, key), written: joined(here.written, key) };
  return field.shape.read(foundOf(implied), silent);
}

/** Gives every value of a shorthand the place of its text. */
function placedAll(found: Found, place: Found["place"]): Found {
  const { value } = found;
  if (!(value instanceof Map)) return { ...found, place };
  return { place, value: new Map([...(value as ReadonlyMap<string, Found>)].map(([key, v]) => [key, placedAll(v, place)])) };
}

function fieldSchema(field: AnyField, schema: JsonSchema): JsonSchema {
  const description = field.implied ? `${field.about} Default: ${field.implied.said}.` : field.about;
  return { ...schema, description, ...(field.default === undefined ? {} : { default: field.default }) };
}

/** Whether the rest of the protocol implies the very same. */
function goesWithoutSaying(
  own: unknown, { shape, implied }: AnyField, record: object, { protocol, catalogue }: Whole,
): boolean {
  if (!implied) return false;
  const reading = { catalogue, problems: [], spots: new Map(), draft: protocol };
  return same(own, shape.read(foundOf(implied.by(protocol, record as Readonly<Record<string, unknown>>)), { reading, path: "", written: "" }));
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Object.is(a, b);
  const [mine, yours] = [Object.entries(a), new Map(Object.entries(b))];
  return mine.length === yours.size && mine.every(([key, value]) => yours.has(key) && same(value, yours.get(key)));
}

/**
 * Things that have names: a list, or a mapping from name to the rest. A rest that is one text or number is the field
 * `value`: `{ D-APV: 100 µM }` is `[{ name: "D-APV", dose: "100 µM" }]`.
 */
export function named<T extends { readonly name: string }>(
  what: string, item: Shape<T>,
  { least = 0, most, value: field, own = [] }: {
    readonly least?: number; readonly most: number; readonly value?: string;
    /** Fields that are mappings themselves: these words are no names. */
    readonly own?: readonly string[];
  },
): Shape<readonly T[]> {
  const items = (found: Found): { found: Found; written: string }[] | undefined => {
    const { value } = found;
    if (value === null) return [];
    if (Array.isArray(value)) return (value as readonly Found[]).map((one, i) => ({ found: one, written: `[${i}]` }));
    if (!(value instanceof Map)) return [{ found, written: "" }];
    const mapping = value as ReadonlyMap<string, Found>;
    if (alone(mapping, field) || own.some((word) => mapping.has(word))) return [{ found, written: "" }];
    return [...mapping].map(([key, rest]) => ({ found: underName(key, rest, field), written: `.${key}` }));
  };
  return {
    expects: what,
    read: (found, here) => {
      const all = items(found) ?? [];
      if (all.length < least || all.length > most) {
        return note(here, `${all.length} ${all.length === 1 ? "is" : "are"} too ${all.length < least ? "few" : "many"}; expected ${what}, ${least} to ${most} of them`);
      }
      const read = all.map(({ found: one, written }, i) => item.read(one, below(here, one, `${here.path}[${i}]`, here.written + written)));
      return read.every((one) => one !== unread) ? read : unread;
    },
    schema: (catalogue) => {
      const one = item.schema(catalogue);
      return { anyOf: [{ type: "array", items: one, minItems: least, maxItems: most }, one, byName(one, field)] };
    },
    brief: (value, whole) => value.map((one) => item.brief?.(one, whole) ?? one),
  };
}

/** Whether a mapping is one thing with its fields, rather than things by their names. */
function alone(mapping: ReadonlyMap<string, Found>, field: string | undefined): boolean {
  const plain = (found: Found | undefined): boolean => found !== undefined && found.value !== null && !(found.value instanceof Map);
  return plain(mapping.get("name")) || (field === undefined && [...mapping.values()].some(plain));
}

function underName(key: string, rest: Found, field: string | undefined): Found {
  const place = rest.keyPlace;
  const name: Found = { value: key, place, keyPlace: place };
  if (rest.value instanceof Map) return { ...rest, value: new Map<string, Found>([["name", name], ...(rest.value as ReadonlyMap<string, Found>)]) };
  if (rest.value === null) return { ...rest, value: new Map([["name", name]]) };
  return field === undefined ? rest : { ...rest, value: new Map<string, Found>([["name", name], [field, rest]]) };
}

/** Schema of a mapping from name to rest, made of that of one item. */
function byName(one: JsonSchema, field: string | undefined): JsonSchema {
  const object = (one["properties"] === undefined ? (one["anyOf"] as JsonSchema[])[0] : one) as JsonSchema;
  const properties = Object.fromEntries(Object.entries(object["properties"] as Record<string, JsonSchema>).filter(([key]) => key !== "name"));
  const required = (object["required"] as string[]).filter((key) => key !== "name");
  const rest = { ...object, properties, required };
  const value = field === undefined ? undefined : properties[field];
  const names = (object["properties"] as Record<string, JsonSchema>)["name"];
  return {
    type: "object", not: { required: ["name"] },
    ...(names?.["enum"] ? { propertyNames: { enum: names["enum"] } } : {}), additionalProperties: value ? { anyOf: [rest, value] } : rest,
  };
}

/** A mapping from names to values of one shape. */
export function map<T>(what: string, item: Shape<T>, { most, least = 0 }: { readonly most: number; readonly least?: number }): Shape<Readonly<Record<string, T>>> {
  return {
    expects: what,
    read: (found, here) => {
      const mapping = fieldsOf(found);
      if (!mapping) return unexpected(found, here, what);
      const entries = [...mapping];
      if (entries.length < least || entries.length > most) return note(here, `${entries.length} are too ${entries.length < least ? "few" : "many"}; expected ${what}, ${least} to ${most} of them`);
      const read = entries.map(([key, one]): [string, T | typeof unread] => {
        const name = key.trim();
        const at = below(here, one, joined(here.path, name), joined(here.written, key.slice(0, 60)));
        const wrong = nameProblem(name);
        return [name, wrong === undefined ? item.read(one, at) : note(at, wrong)];
      });
      return read.every((entry): entry is [string, T] => entry[1] !== unread) ? Object.fromEntries(read) : unread;
    },
    schema: (catalogue) => ({ type: ["object", "null"], additionalProperties: item.schema(catalogue), minProperties: least, maxProperties: most }),
    brief: (value, whole) => Object.fromEntries(Object.entries(value).map(([key, one]) => [key, item.brief?.(one, whole) ?? one])),
  };
}

/** One of several kinds of thing. */
export interface Variant<T> {
  readonly about: string;
  readonly aliases: readonly string[];
  readonly fields: Fields<Omit<T, "kind">>;
}

export type Variants<U extends { readonly kind: string }> = { readonly [K in U["kind"]]: Variant<Extract<U, { readonly kind: K }>> };

/**
 * A mapping whose field `kind` says which fields it has besides; its kind alone where those all have defaults. `otherwise`
 * finds the kind of a mapping that doesn't say.
 */
export function variants<U extends { readonly kind: string }>(
  what: string, table: Variants<U>, otherwise: (given: ReadonlySet<string>) => U["kind"] | undefined,
): Shape<U> {
  const entries = Object.entries<Variant<{ readonly kind: string }>>(table);
  const nouns: readonly Noun[] = entries.map(([kind, { aliases }]) => ({ name: kind, aliases }));
  const shapes = new Map(entries.map(([kind, { fields }]) => [kind, record<object>(`${what} of the kind "${kind}"`, fields)]));
  const expects = `${what}: ${nouns.map(({ name }) => `"${name}"`).join(", ")}`;
  return {
    expects,
    read: (found, here) => {
      const given = typeof found.value === "string" ? new Map([["kind", found]]) : fieldsOf(found);
      if (!given) return unexpected(found, here, expects);
      const said = given.get("kind");
      const rest = new Map([...given].filter(([key]) => key !== "kind"));
      const missing = { ...here, written: joined(here.written, "kind") };
      if (!said) {
        const kind = otherwise(new Set(rest.keys()));
        if (kind === undefined) return note(missing, `it is missing; expected ${expects}`);
        return readAs(kind, rest, found, here);
      }
      if (typeof said.value !== "string") return unexpected(said, missing, expects);
      const kind = nounFor(said.value, nouns);
      if (kind === undefined) return note(missing, `"${said.value.slice(0, 60)}" is not ${what}; ${suggestionOf(said.value, nouns)}`, said.place);
      return readAs(kind, rest, found, here);
    },
    schema: (catalogue) => ({
      anyOf: [
        ...entries.map(([kind, { about, aliases }]) => {
          const { properties, required, ...object } = shapes.get(kind)?.schema(catalogue) as { properties: object; required: string[] };
          const mayBeSilent = otherwise(new Set(required)) === kind;
          return {
            ...object, title: kind, description: about, required: mayBeSilent ? required : ["kind", ...required],
            properties: { kind: { enum: [kind, ...aliases], description: about }, ...properties },
          };
        }),
        { type: "string", enum: nouns.flatMap(({ name, aliases }) => [name, ...aliases]) },
      ],
    }),
    brief: (value, whole) => ({ kind: value.kind, ...(shapes.get(value.kind)?.brief?.(value, whole) as object) }),
  };

  function readAs(kind: string, rest: ReadonlyMap<string, Found>, found: Found, here: Here): U | typeof unread {
    const value = (shapes.get(kind) as Shape<object>).read({ ...found, value: rest }, here);
    return value === unread ? unread : ({ kind, ...value } as unknown as U);
  }
}
