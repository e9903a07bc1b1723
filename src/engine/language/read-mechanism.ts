/**
 * A whole mechanism as one text, as people keep it in a file or a protocol. Some lines declare, the others are the equations
 * of read-text.ts; they may stand in any order:
 *
 *     placed over membrane                                    or: at a point, in a volume; over membrane where nothing is said
 *     parameter gMax = 2 mS/cm² from 0 mS/cm² to 9 mS/cm²     # what stands here is kept as the number's source
 *     reads v in mV                                           what comes from outside
 *     state m, h                                              plain numbers; of others the unit: state ca in µM
 *     ion ca of valence 2 into ca                             in a volume: what flows in as `influx`
 *     mobile ca by diffusion                                  in a volume: what diffuses, and the parameter that says how fast
 */
import { RigError } from "#errors";
import type { Span } from "./body.js";
import { mechanismFromText, MOST_LETTERS, PLACEMENTS, type MechanismData } from "./declare-text.js";
import { excerpt, refuse, refuser, type Refuser } from "./failures.js";
import type { Mechanism } from "./mechanism.js";
import { unusable } from "./names.js";

/** Where a line doesn't say which unit, a state is a plain number. */
const PLAIN = "1";

const DECLARES = /^([ \t]*)(placed|parameter|reads|state|ion|mobile)[ \t]+(?=[^\s=])([^#]*)(?:#[ \t]*(.*))?$/u;
const FORMS = {
  placed: '"placed over membrane", "placed at a point" or "placed in a volume"',
  parameter: '"parameter gMax = 2 mS/cm²" or "parameter gMax = 2 mS/cm² from 0 mS/cm² to 9 mS/cm²"',
  reads: '"reads v in mV"',
  state: '"state m, h" or "state ca in µM"',
  ion: '"ion ca of valence 2 into ca"',
  mobile: '"mobile ca by diffusion"',
} as const;
type Keyword = keyof typeof FORMS;

/** A line that declares something. */
interface Line extends Span {
  readonly keyword: Keyword;
  readonly words: string;
  readonly comment: string;
}

type Draft = { -readonly [Key in "placed" | "ion"]?: MechanismData[Key] } & {
  readonly [Key in "parameters" | "reads" | "states" | "mobile"]: Map<string, NonNullable<MechanismData[Key]>[string]>
};

export interface TextPlace {
  readonly name: string;
  /** Of the file in which the text stands, so that complaints count lines as it does. */
  readonly linesBefore?: number;
}

/** Reads and checks; throws a usage RigError that says what is wrong in which line, with a caret under it. */
export function readMechanism(text: string, { name, linesBefore = 0 }: TextPlace): Mechanism {
  if (text.length > MOST_LETTERS) throw refuse("mechanism-data-size", { where: "text", most: MOST_LETTERS, found: text.length });
  const source = "\n".repeat(linesBefore) + text.replace(/\r\n?/gu, "\n");
  const no = refuser(name, source);
  const draft: Draft = { parameters: new Map(), reads: new Map(), states: new Map(), mobile: new Map() };
  const places = new Map<string, Span>();
  for (const line of declaringLines(source)) {
    for (const [word, place] of declare(line, draft, no)) {
      if (places.has(word)) no("mechanism-text-declared", place, { name: word });
      places.set(word, place);
    }
  }
  return placingErrors(source, places, () => mechanismFromText({
    name,
    placed: draft.placed ?? "over membrane",
    parameters: Object.fromEntries(draft.parameters),
    reads: Object.fromEntries(draft.reads),
    states: Object.fromEntries(draft.states),
    equations: withoutDeclarations(source),
    ...(draft.ion && { ion: draft.ion }),
    ...(draft.mobile.size > 0 && { mobile: Object.fromEntries(draft.mobile) }),
  }));
}

function declaringLines(source: string): Line[] {
  let at = 0;
  return source.split("\n").flatMap((text): Line[] => {
    const start = at;
    at += text.length + 1;
    const [, indent = "", keyword, words = "", comment = ""] = DECLARES.exec(text) ?? [];
    if (keyword === undefined) return [];
    const from = start + indent.length;
    const said = words.trim();
    return [{ keyword: keyword as Keyword, words: said, comment: comment.trim(), start: from, end: start + text.indexOf(said, indent.length + keyword.length) + said.length }];
  });
}

/** As long as it was, so that every place in it stays where it is. */
function withoutDeclarations(source: string): string {
  return source.split("\n").map((line) => (DECLARES.test(line) ? " ".repeat(line.length) : line)).join("\n");
}

/** Puts what a line says into the draft; gives each name that it declares, with its place. */
function declare(line: Line, draft: Draft, no: Refuser): (readonly [string, Span])[] {
  const { keyword, words, comment } = line;
  const wrong = (): never => no("mechanism-text-line", line, { keyword, form: FORMS[keyword] });
  const found = (form: RegExp, of = words): readonly string[] => form.exec(of) ?? wrong();
  const place = (word: string): Span => {
    const start = line.end - words.length + Math.max(0, words.indexOf(word));
    return { start, end: start + word.length };
  };
  const named = (word: string): readonly [string, Span] => {
    const reason = unusable(word);
    return reason === undefined ? [word, place(word)] : no("mechanism-text-name", place(word), { name: word, reason });
  };
  switch (keyword) {
    case "placed":
      draft.placed = PLACEMENTS.find((known) => known === words.replace(/\s+/gu, " ")) ?? wrong();
      return [["the placement", line]];
    case "parameter": {
      const [, name = "", quantity = "", from, to] = found(/^(\S+?)\s*=\s*(\S.*?)(?:\s+from\s+(\S.*?)\s+to\s+(\S.*))?$/u);
      const declared = named(name);
      draft.parameters.set(name, from === undefined || to === undefined ? [quantity, comment] : [quantity, comment, { from, to }]);
      return [declared];
    }
    case "reads": {
      const [, name = "", unit = ""] = found(/^(\S+)\s+in\s+(\S.*)$/u);
      const declared = named(name);
      draft.reads.set(name, unit);
      return [declared];
    }
    case "state":
      return words.split(",").map((one) => {
        const [, name = "", unit = PLAIN] = found(/^(\S+)(?:\s+in\s+(\S.*))?$/u, one.trim());
        const declared = named(name);
        draft.states.set(name, unit);
        return declared;
      });
    case "ion": {
      const [, name = "", valence = "", state = ""] = found(/^(\S+)\s+of\s+valence\s+([-−+]?\d{1,3})\s+into\s+(\S+)$/u);
      draft.ion = { name, valence: Number(valence.replace("−", "-")), state };
      return [["the ion", line]];
    }
    case "mobile": {
      const [, state = "", parameter = ""] = found(/^(\S+)\s+by\s+(\S+)$/u);
      if (state in {}) wrong();
      draft.mobile.set(state, parameter);
      return [[`mobile ${state}`, line]];
    }
  }
}

/** Where complaints belong that name nothing declared; no name has a space in it. */
const ABOUT: Readonly<Record<string, string>> = {
  "mechanism-ion": "the ion", "mechanism-not-in-volume": "the ion", "mechanism-no-total": "the current",
  "mechanism-current-in-volume": "the current",
};

/** Gives what is wrong with the declaration as a whole the line that it is about, which the declaration doesn't know. */
function placingErrors(source: string, places: ReadonlyMap<string, Span>, make: () => Mechanism): Mechanism {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RigError) || "source" in error.fields) throw error;
    const { kind, code, message, fields } = error;
    const word = String(ABOUT[code] ?? fields["state"] ?? fields["name"]);
    const mobile = code === "mechanism-not-in-volume" ? [...places.keys()].find((one) => one.startsWith("mobile ")) : `mobile ${word}`;
    const place = places.get(word) ?? places.get(mobile ?? "") ?? spanOf(source, word === "the current" ? /^[ \t]*current\b.*/mu : /\S.*/u);
    throw new RigError(kind, code, `${message}\n${excerpt({ source, ...place })}`, { ...fields, source, ...place }, { cause: error });
  }
}

function spanOf(source: string, piece: RegExp): Span {
  const match = piece.exec(source);
  const start = match?.index ?? 0;
  return { start, end: start + (match?.[0].length ?? 0) };
}
