import { failures } from "#errors";
import type { Span } from "./body.js";

/** Where in a mechanism's own text: `what` is such as "nmda, derivative". */
export interface Placed extends Span {
  readonly what: string;
  readonly source: string;
}

/** A sentence, then the line and a caret under the piece. */
function placed<Fields = object>(say: (f: Fields) => string): (f: Placed & Fields) => string {
  return (f) => `${sentence(f.what, say(f))}\n${excerpt(f)}`;
}

function sentence(what: string, words: string): string {
  return `${what}: ${words}${words.endsWith("?") ? "" : "."}`;
}

/** The line that holds `start`, numbered, with carets under [start, end); of a long line the part around them. */
export function excerpt({ source, start, end }: Omit<Placed, "what">): string {
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", start);
  const to = newline < 0 ? source.length : newline;
  const whole = source.slice(from, to);
  const indent = whole.length - whole.trimStart().length;
  const cut = whole.length - indent > 110 ? Math.max(indent, start - from - 40) : indent;
  const [before, after] = [cut > indent ? "…" : "", whole.length - cut > 110 ? "…" : ""];
  const label = `  ${source.slice(0, from).split("\n").length} | `;
  const carets = "^".repeat(Math.max(1, Math.min(end, to, from + cut + 110) - start));
  const space = " ".repeat(Math.max(0, start - from - cut) + before.length);
  return `${label}${before}${whole.slice(cut, cut + 110)}${after}\n${" ".repeat(label.length - 2)}| ${space}${carets}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
interface Named { readonly name: string; readonly hint: string }
interface Piece { readonly piece: string }
interface Pair { readonly a: string; readonly b: string; readonly aUnit: string; readonly bUnit: string }

/** What is wrong with a body, at a place within it. */
const BODY = {
  // Reading either notation.
  "mechanism-too-deep": placed(() => "this nests too deeply to read; give parts of it names"),
  "mechanism-arguments": placed((f: { fn: string; wanted: number; found: number }) =>
    `${f.fn} takes ${plural(f.wanted, "argument")}, not ${f.found}`),
  "mechanism-number-too-large": placed(() => "this number is too large for a double"),
  "mechanism-result-twice": placed((f: { name: string }) => `"${f.name}" is given twice`),
  // Reading an arrow function.
  "mechanism-no-such-tool": placed((f: Named) => `there is no function, unit or constant "${f.name}"${f.hint}`),
  "mechanism-not-declared-here": placed((f: Named & { among: string }) =>
    `"${f.name}" is not among the declared ${f.among}${f.hint}`),
  "mechanism-arrow-pattern": placed(() => "take names by plain destructuring: ({ open }, { v }, p) => …"),
  "mechanism-arrow-rest": placed(() => "take names one by one instead of with …"),
  "mechanism-arrow-default": placed(() =>
    "a default value would hide a missing state or parameter; give it in the declaration"),
  "mechanism-arrow-too-many": placed((f: { takes: string }) => `a body takes ${f.takes}`),
  "mechanism-arrow-plain": placed(() => "a body is a plain arrow function"),
  "mechanism-arrow-math": placed(() =>
    "Math differs between browsers; take exp, log, linoid … from the last argument: (states, reads, p, { exp }) => …"),
  "mechanism-arrow-coverage": placed(() =>
    "a coverage tool has rewritten this body; measure coverage with the v8 provider, which leaves the text alone"),
  "mechanism-arrow-outside": placed((f: { name: string }) =>
    `"${f.name}" comes from outside the body, so it cannot travel with it. ` +
    "Make it a parameter with a source, or a const inside"),
  "mechanism-arrow-inner-function": placed(() =>
    "a function inside a body is not in the language; write its formula out"),
  "mechanism-arrow-optional": placed(() => "?. is not needed: every declared name is there"),
  "mechanism-arrow-field": placed(() => "fields are taken by name, from an argument of the body"),
  "mechanism-arrow-literal": placed(() => "only numbers can be computed with"),
  "mechanism-arrow-function-value": placed((f: { name: string }) => `${f.name} is a function: write ${f.name}(…)`),
  "mechanism-arrow-whole-record": placed(() => "this is the whole record, not one of its numbers"),
  "mechanism-arrow-power": placed(() => "powers differ between browsers; write m * m * m"),
  "mechanism-arrow-operator": placed((f: { operator: string }) => `"${f.operator}" is not in the language of bodies`),
  "mechanism-arrow-call": placed(() => "only exp, log, linoid … from the last argument can be called"),
  "mechanism-arrow-syntax": placed((f: { form: string }) => `${f.form} is not in the language of bodies`),
  "mechanism-arrow-result": placed(() => "a body returns { name: value, … }, written out"),
  "mechanism-arrow-uninitialised": placed(() => "a name is given its value where it is introduced"),
  "mechanism-arrow-if": placed(() => "use a ? b : c instead of if; the lanes of a vector compute both sides"),
  "mechanism-arrow-statement": placed(() => "a body is const lines, then return"),
  "mechanism-arrow-no-return": placed(() => "this body returns nothing"),
  // Reading text.
  "mechanism-text-sign": placed((f: Piece) => `"${f.piece}" is not used in equations`),
  "mechanism-text-expected": placed((f: { expected: string }) => `expected ${f.expected} here`),
  "mechanism-text-short": placed(() => "the line ends before the formula does"),
  "mechanism-text-start": placed((f: Piece) => `"${f.piece}" cannot start a value`),
  "mechanism-text-rest": placed((f: Piece) => `the formula ended before "${f.piece}"`),
  "mechanism-text-function": placed((f: Named) => `there is no function "${f.name}"${f.hint}`),
  "mechanism-text-undeclared": placed((f: Named) => `"${f.name}" is not declared${f.hint}`),
  "mechanism-text-declared": placed((f: { name: string }) => `"${f.name}" is declared already`),
  "mechanism-text-unused": placed((f: { name: string }) => `"${f.name}" is given a value that nothing uses`),
  "mechanism-text-name": placed((f: { name: string; reason: string }) =>
    `"${f.name}" can't be a name here: ${f.reason}`),
  "mechanism-text-reaction": placed(() => 'a reaction is written "a + b ⇌ c : forward, backward" or "a → b : rate"'),
  "mechanism-text-line": placed((f: { keyword: string; form: string }) => `a line of "${f.keyword}" is written ${f.form}`),
  // Units.
  "mechanism-units-differ": placed((f: Piece & { is: string; should: string; context: string; remedy: string }) =>
    `${f.piece} is in ${f.is}, but ${f.context} is in ${f.should}${f.remedy}`),
  "mechanism-units-together": placed((f: Pair & { verb: string; remedy: string }) =>
    `cannot ${f.verb} ${f.a} (${f.aUnit}) and ${f.b} (${f.bUnit})${f.remedy}`),
  "mechanism-units-argument": placed((f: Piece & { fn: string; unit: string }) =>
    `${f.fn} needs a plain number, and ${f.piece} is in ${f.unit}; divide it by something in ${f.unit}`),
  "mechanism-units-root": placed((f: Piece & { unit: string }) =>
    `the square root of ${f.piece}, in ${f.unit}, has no unit`),
  "mechanism-units-power": placed((f: Piece) => `the unit of ${f.piece} is beyond any that means something`),
  "mechanism-divides-by-zero": placed(() => "this divides by zero"),
  "mechanism-condition-wanted": placed((f: Piece) => `${f.piece} is a number where a comparison is needed`),
  "mechanism-number-wanted": placed((f: Piece) => `${f.piece} is a comparison, not a number; write ${f.piece} ? 1 : 0, in text 1 if ${f.piece} else 0`),
  "mechanism-event-only": placed((f: { name: string }) => `"${f.name}" is known only to what an event does`),
  "mechanism-initial-state": placed((f: { name: string }) =>
    `"${f.name}" is a state, and where states start is computed from what is read and from parameters alone`),
  // What a body must say.
  "mechanism-not-a-state": placed((f: Named & { where: string }) =>
    `${f.where} "${f.name}", which is not a state${f.hint}`),
  "mechanism-one-value": placed((f: { name: string }) => `"${f.name}" is one value, not a list`),
  "mechanism-reaction": placed((f: { name: string }) =>
    `"${f.name}" is not a reaction, like "ca + buffer ⇌ bound", "ca →" or "→ ca"`),
  "mechanism-reaction-rates": placed((f: { name: string; wanted: number; found: number }) =>
    `"${f.name}" needs ${f.wanted === 2 ? "its two rates, forward and backward" : "its one rate"}; found ${f.found}`),
  "mechanism-reaction-units": placed((f: Pair & { name: string }) =>
    `"${f.name}" has ${f.a} (${f.aUnit}) and ${f.b} (${f.bUnit}): all species of a reaction are counted in one unit`),
};

/** What is wrong with the declaration around the bodies. */
const DECLARATION = {
  "mechanism-name": (f: { name: string; mechanism: string; reason: string }) =>
    `${f.mechanism}: "${f.name}" can't be a name: ${f.reason}.`,
  "mechanism-name-twice": (f: { name: string; mechanism: string; first: string; second: string }) =>
    `${f.mechanism}: ${f.name} is declared twice, as ${f.first} and as ${f.second}.`,
  "mechanism-quantity": (f: { name: string; mechanism: string; text: string }) =>
    `${f.mechanism}: "${f.text}" for ${f.name} is not a number and a unit, like "0.072 /mM/ms".`,
  "mechanism-unit": (f: { name: string; mechanism: string; text: string }) =>
    `${f.mechanism}: "${f.text}" for ${f.name} is not a unit, like "mV" or "/ms".`,
  "mechanism-bound-unit": (f: { name: string; mechanism: string; bound: string; unit: string; found: string }) =>
    `${f.mechanism}: the bound "${f.bound}" of ${f.name} is in ${f.found}, and ${f.name} is in ${f.unit}.`,
  "mechanism-bounds-empty": (f: { name: string; mechanism: string; from: string; to: string }) =>
    `${f.mechanism}: ${f.name} can't lie from ${f.from} to ${f.to}: the first must be the smaller.`,
  "mechanism-out-of-bounds": (f: { name: string; mechanism: string; text: string; from: string; to: string }) =>
    `${f.mechanism}: ${f.name} is ${f.text}, outside its own bounds ${f.from} to ${f.to}.`,
  "mechanism-read-kind": (f: { name: string; mechanism: string; found: string; wanted: string }) =>
    `${f.mechanism}: ${f.name} is read in ${f.found}, but the engine supplies it in ${f.wanted}.`,
  "mechanism-state-unmoved": (f: { mechanism: string; state: string }) =>
    `${f.mechanism}: nothing moves "${f.state}": neither the derivative nor a reaction nor an event names it.`,
  "mechanism-no-total": (f: { mechanism: string }) =>
    `${f.mechanism}: the current lacks "total", which charges the membrane; what an ion carries of it stands beside ` +
    `it.`,
  "mechanism-current-in-volume": (f: { mechanism: string }) =>
    `${f.mechanism}: it is placed in a volume, where nothing carries a current; place it over membrane or at a point.`,
  "mechanism-not-in-volume": (f: { mechanism: string; what: string }) =>
    `${f.mechanism}: only a mechanism in a volume has ${f.what}.`,
  "mechanism-ion": (f: { mechanism: string; reason: string }) => sentence(f.mechanism, `its ion ${f.reason}`),
  "mechanism-mobile": (f: { mechanism: string; state: string; reason: string }) =>
    sentence(f.mechanism, `"${f.state}" can't be mobile: ${f.reason}`),
  "mechanism-body-hidden": (f: { what: string }) =>
    `${f.what}: this JavaScript engine does not give the text of functions; declare the mechanism as text instead.`,
  "mechanism-body-no-javascript": (f: { what: string; text: string }) =>
    `${f.what}: its text can't be read as a function: ${f.text}`,
  "mechanism-data": (f: { where: string; expected: string; found: string }) =>
    `The mechanism's ${f.where} must be ${f.expected}; found ${f.found}.`,
  "mechanism-data-size": (f: { where: string; most: number; found: number }) =>
    `The mechanism's ${f.where} may hold ${f.most} at most; found ${f.found}.`,
};

export const refuse = failures("usage", DECLARATION);
const refuseAt = failures("usage", BODY);

type Fields<Code extends keyof typeof BODY> = Omit<Parameters<(typeof BODY)[Code]>[0], keyof Placed>;
/** Codes whose sentences need nothing beyond the place. */
type BareCode = { [Code in keyof typeof BODY]: object extends Fields<Code> ? Code : never }[keyof typeof BODY];

export interface Refuser {
  (code: BareCode, at: Span): never;
  <Code extends keyof typeof BODY>(code: Code, at: Span, fields: Fields<Code>): never;
}

/** Refuses pieces of one source. */
export function refuser(what: string, source: string): Refuser {
  return (code: keyof typeof BODY, at: Span, fields: object = {}): never => {
    throw refuseAt(code, { what, source, start: at.start, end: at.end, ...fields });
  };
}
