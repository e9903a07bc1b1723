import { growth, kernelExp, kernelLog, linoid } from "#elementary";
import { parseUnit, readQuantity, type Unit } from "#units";
import { FUNCTIONS, type FunctionName } from "./body.js";

/** Units that a body may multiply on to its literals: `40 * mV`. In coherent units most of them are 1. */
const UNITS = ["ms", "mV", "µm", "pA", "nS", "pF", "GΩ", "µM", "mM", "K"] as const;

/** CODATA 2018, exact by definition of the ampere and the kelvin. */
const CONSTANTS = { faraday: "96485.33212 C/mol", gasConstant: "8.31446261815324 J/mol/K" } as const;

/**
 * What comes as a body's last argument, since nothing comes from outside: an outer `Math.exp` would differ between
 * browsers, and an imported function is renamed by every bundler.
 *
 * `linoid(x)` = x/(eˣ − 1) and `growth(x)` = (eˣ − 1)/x, both 1 at 0 and accurate around it.
 */
export type Tools = {
  readonly [F in FunctionName]: (typeof FUNCTIONS)[F] extends 1
    ? (x: number) => number
    : (x: number, y: number) => number;
} & Values;
type Values = { readonly [Name in (typeof UNITS)[number] | keyof typeof CONSTANTS]: number };

/** A unit or constant by name: its unit, its value in coherent units, and how it is written. */
export interface Given {
  readonly role: "unit" | "constant";
  readonly unit: Unit;
  readonly value: number;
  readonly text: string;
}

function given(role: Given["role"], text: string): Given {
  const found = readQuantity(text);
  if (!found) throw new Error(`broken invariant: "${text}" is a quantity`);
  return { role, text, ...found };
}

export const CONSTANT_NAMES: readonly string[] = Object.keys(CONSTANTS);

/** Everything that the last argument holds by name, functions apart. */
export const GIVEN: ReadonlyMap<string, Given> = new Map([
  ...UNITS.map((unit) => [unit, given("unit", `1 ${unit}`)] as const),
  ...Object.entries(CONSTANTS).map(([name, text]) => [name, given("constant", text)] as const),
]);

const BY_TEXT: ReadonlyMap<string, Given> = new Map(
  [...GIVEN.values()].filter(({ role }) => role === "unit").map((unit) => [unit.text, unit]));

/** A unit as it stands in a tree under the name "1 mV"; undefined where that is no unit. */
export function unitByName(name: string): Given | undefined {
  const known = BY_TEXT.get(name);
  if (known || !name.startsWith("1 ") || !parseUnit(name.slice(2))) return known;
  return given("unit", name);
}

export const tools: Tools = {
  exp: kernelExp,
  log: kernelLog,
  linoid,
  growth,
  sqrt: Math.sqrt,
  abs: Math.abs,
  min: (x: number, y: number) => (y < x ? y : x),
  max: (x: number, y: number) => (x < y ? y : x),
  ...(Object.fromEntries([...GIVEN].map(([name, { value }]) => [name, value])) as Values),
};
