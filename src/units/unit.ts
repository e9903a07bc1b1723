/**
 * Units as exact things: six integer exponents and a power of ten.
 *
 * Every unit that the field uses is a power of ten away from the coherent set ms, mV, pA, µm, µM·µm³, K, in which also
 * nS, pF, GΩ and µM are 1. So a quantity is converted by moving its decimal point, which is exact: no factor is ever
 * multiplied, and "0.072 /mM/ms" becomes the double nearest to 7.2e-5.
 */
import { failures } from "#errors";

const misuse = failures("usage", {
  "quantity-unreadable": (f: { text: string; what: string; unit: string }) =>
    `"${f.text}" is not ${f.what}: write a number and a unit, like "1 ${f.unit}".`,
  "quantity-of-another-kind": (f: { text: string; what: string; found: string; unit: string }) =>
    `"${f.text}" is not ${f.what}: it is in ${f.found}, and ${f.unit} is needed.`,
});

/** Exponents of time, voltage, current, length, amount, temperature. */
export type UnitExponents = readonly [number, number, number, number, number, number];

export interface Unit {
  readonly exponents: UnitExponents;
  /** The unit is 10^tens times the coherent one. */
  readonly tens: number;
}

const ATOMS: Readonly<Record<string, Unit>> = {
  s: { tens: 3, exponents: [1, 0, 0, 0, 0, 0] },
  V: { tens: 3, exponents: [0, 1, 0, 0, 0, 0] },
  A: { tens: 12, exponents: [0, 0, 1, 0, 0, 0] },
  m: { tens: 6, exponents: [0, 0, 0, 1, 0, 0] },
  S: { tens: 9, exponents: [0, -1, 1, 0, 0, 0] },
  F: { tens: 12, exponents: [1, -1, 1, 0, 0, 0] },
  Ω: { tens: -9, exponents: [0, 1, -1, 0, 0, 0] },
  M: { tens: 6, exponents: [0, 0, 0, -3, 1, 0] },
  mol: { tens: 21, exponents: [0, 0, 0, 0, 1, 0] },
  L: { tens: 15, exponents: [0, 0, 0, 3, 0, 0] },
  J: { tens: 18, exponents: [1, 1, 1, 0, 0, 0] },
  W: { tens: 15, exponents: [0, 1, 1, 0, 0, 0] },
  C: { tens: 15, exponents: [1, 0, 1, 0, 0, 0] },
  K: { tens: 0, exponents: [0, 0, 0, 0, 0, 1] },
  Hz: { tens: -3, exponents: [-1, 0, 0, 0, 0, 0] },
};
const PREFIXES: Readonly<Record<string, number>> = {
  a: -18, f: -15, p: -12, n: -9, µ: -6, u: -6, m: -3, c: -2, d: -1, k: 3, M: 6, G: 9,
};

/** The unit of a plain number. */
export const PLAIN_NUMBER: Unit = { exponents: [0, 0, 0, 0, 0, 0], tens: 0 };

/** Longer than any unit that a person writes. */
const LONGEST = 64;

/** a·bᵖ. */
function combined(a: Unit, b: Unit, power: number): Unit {
  const exponents = a.exponents.map((x, i) => x + power * (b.exponents[i] as number)) as unknown as UnitExponents;
  return { exponents, tens: a.tens + power * b.tens };
}

export function unitProduct(a: Unit, b: Unit): Unit {
  return combined(a, b, 1);
}

export function unitQuotient(a: Unit, b: Unit): Unit {
  return combined(a, b, -1);
}

/** The square root, where it has a unit. */
export function unitRoot(a: Unit): Unit | undefined {
  if (a.exponents.some((x) => x % 2 !== 0)) return undefined;
  return { exponents: a.exponents.map((x) => x / 2) as unknown as UnitExponents, tens: a.tens / 2 };
}

/** Whether the two can be added: the same kind of quantity, in whatever power of ten. */
export function sameKind(a: Unit, b: Unit): boolean {
  return a.exponents.every((x, i) => x === b.exponents[i]);
}

export function isPlainNumber(a: Unit): boolean {
  return sameKind(a, PLAIN_NUMBER);
}

/** One micro sign and one ohm sign; files have both of each. */
function oneSpelling(text: string): string {
  return text.trim().replaceAll("\u03bc", "µ").replaceAll("\u2126", "Ω");
}

const DIGITS = "0123456789-";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";

function powerOf(text: string | undefined): number {
  if (text === undefined) return 1;
  return Number(text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]/gu, (c) => DIGITS.charAt(SUPERSCRIPTS.indexOf(c))));
}

function symbolUnit(symbol: string): Unit | undefined {
  if (symbol === "1") return PLAIN_NUMBER;
  if (Object.hasOwn(ATOMS, symbol)) return ATOMS[symbol];
  const [prefix, rest] = [symbol.slice(0, 1), symbol.slice(1)];
  if (!Object.hasOwn(PREFIXES, prefix) || !Object.hasOwn(ATOMS, rest)) return undefined;
  const atom = ATOMS[rest] as Unit;
  return { exponents: atom.exponents, tens: atom.tens + (PREFIXES[prefix] as number) };
}

/** Units are few and are read often; what has been read once is kept, up to this many. */
const KEPT = 500;
const read = new Map<string, Unit>();

/** Reads "/mM/ms", "mS/cm²", "µM·µm³/ms", "Ω cm" or "1"; undefined where a symbol is unknown. */
export function parseUnit(text: string): Unit | undefined {
  const known = read.get(text);
  if (known) return known;
  const unit = unitIn(text);
  if (unit && read.size < KEPT) read.set(text, unit);
  return unit;
}

function unitIn(text: string): Unit | undefined {
  const plain = oneSpelling(text);
  if (plain.length > LONGEST) return undefined;
  if (plain === "") return PLAIN_NUMBER;
  const factor = /([/·*]?)\s*([A-Za-zµΩ]+|1(?![0-9]))(?:\^?(-?[1-9])|(⁻?[¹²³⁴⁵⁶⁷⁸⁹]))?(?:\s+|(?=[/·*])|$)/uy;
  let unit = PLAIN_NUMBER;
  let at = 0;
  while (at < plain.length) {
    factor.lastIndex = at;
    const match = factor.exec(plain);
    const found = match?.[2] === undefined ? undefined : symbolUnit(match[2]);
    if (!match || !found) return undefined;
    if (at === 0 && match[1] !== "" && match[1] !== "/") return undefined;
    const power = powerOf(match[3] ?? match[4]);
    unit = combined(unit, found, match[1] === "/" ? -power : power);
    at = factor.lastIndex;
  }
  return unit;
}

/** A number and a unit, the number in coherent units: ms, mV, µm, pA, nS, pF, GΩ, µM. */
export interface UnitQuantity {
  readonly value: number;
  readonly unit: Unit;
}

/** Reads "0.072 /mM/ms", "−65 mV" or "0.107"; undefined where it isn't a finite number and a unit. */
export function readQuantity(text: string): UnitQuantity | undefined {
  if (text.length > 2 * LONGEST) return undefined;
  const match = /^\s*([-+−]?)(\d+\.?\d*|\.\d+)(?:[eE]([-+]?\d{1,4}))?\s*(.*)$/su.exec(text);
  const [, sign = "", digits = "", power = "0", rest = ""] = match ?? [];
  const unit = rest.trim() === "1" ? undefined : parseUnit(rest);
  if (!match || !unit) return undefined;
  const value = Number(`${sign === "−" ? "-" : sign}${digits}e${Number(power) + unit.tens}`);
  if (value === 0 && /[1-9]/.test(digits)) return undefined;
  return Number.isFinite(value) ? { value, unit } : undefined;
}

/**
 * The value of `text` in coherent units, for a quantity that must be of the kind of `unit`:
 * `quantityIn("10 MΩ", "MΩ", "a series resistance")` is 0.01, in GΩ. Throws a usage RigError.
 */
export function quantityIn(text: string, unit: string, what: string): number {
  const wanted = parseUnit(unit);
  if (!wanted) throw new Error(`broken invariant: "${unit}" is a unit`);
  const found = readQuantity(text);
  if (!found) throw misuse("quantity-unreadable", { text, what, unit });
  if (!sameKind(found.unit, wanted)) {
    throw misuse("quantity-of-another-kind", { text, what, found: describeUnit(found.unit), unit });
  }
  return found.value;
}

/** The names that the field has for products of the coherent set. */
const NAMED: ReadonlyMap<string, string> = new Map(
  [
    "mV", "ms", "pA", "nS", "pF", "µM", "µm", "K", "GΩ", "/ms", "/mV", "/µM/ms", "/µM/µM/ms", "pA/µm²", "nS/µm²",
    "pF/µm²", "mV/ms", "µM/ms", "µM·µm³/ms", "/mV/ms", "fC", "GΩ·µm",
  ].map((name) => [(parseUnit(name) as Unit).exponents.join(), name]),
);

function raised(symbol: string, power: number): string {
  if (power === 1) return symbol;
  return symbol + String(power).replace(/[-\d]/g, (c) => SUPERSCRIPTS.charAt(DIGITS.indexOf(c)));
}

/** What a person would call this kind of quantity in coherent units: "mV", "pA/µm²", "a plain number". */
export function describeUnit(unit: Unit): string {
  if (isPlainNumber(unit)) return "a plain number";
  const named = NAMED.get(unit.exponents.join());
  if (named !== undefined) return named;
  const [time, voltage, current, length, amount, temperature] = unit.exponents;
  // People count concentrations rather than amounts.
  const powers = [
    ["µM", amount], ["ms", time], ["mV", voltage], ["pA", current], ["µm", length + 3 * amount], ["K", temperature],
  ] as const;
  const above = powers.filter(([, x]) => x > 0).map(([symbol, x]) => raised(symbol, x));
  const below = powers.filter(([, x]) => x < 0).map(([symbol, x]) => `/${raised(symbol, -x)}`);
  return above.join("·") + below.join("");
}
