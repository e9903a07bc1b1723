/** From what a person says of a cell to numbers for each compartment. */
import type { Compartment, CompartmentTree } from "#morphology";
import type { Position, Values, Where } from "../cell.js";
import { misuse } from "../failures.js";
import { nearest, type Mechanism } from "../language/index.js";
import type { Note } from "../notes.js";
import type { SettingSite } from "./assembly.js";
import { describeUnit, isPlainNumber, parseUnit, readQuantity, sameKind, unitBehind } from "#units";

/** Indices of the compartments meant, branch points left out. */
export function selected(tree: CompartmentTree, where: Where, what: string): number[] {
  const { compartments } = tree;
  const matches = (c: Compartment): boolean =>
    where === "everywhere" ? true
      : typeof where === "function" ? where(c)
        : "sections" in where ? where.sections.includes(c.section) : where.kinds.includes(c.kind);
  if (typeof where === "object" && "sections" in where) {
    for (const name of where.sections) requireSection(tree, name, what);
  }
  const found = compartments.flatMap((c, i) => (c.area > 0 && matches(c) ? [i] : []));
  if (found.length === 0) {
    const said = typeof where === "function" ? "a selection"
      : typeof where === "string" ? where : Object.values(where).flat().join(", ");
    throw misuse("nowhere", { what, where: said });
  }
  return found;
}

export function compartmentAt(tree: CompartmentTree, { section, at }: Position, what: string): number {
  requireSection(tree, section, what);
  return tree.indexOf(section, at);
}

function requireSection(tree: CompartmentTree, name: string, where: string): void {
  if (tree.compartments.some((c) => c.section === name)) return;
  throw misuse("section-unknown", { where, name, known: list(new Set(tree.compartments.map((c) => c.section))) });
}

export function list(names: Iterable<string>): string {
  const all = [...names];
  return all.length > 12 ? `${all.slice(0, 12).join(", ")} and ${all.length - 12} more` : all.join(", ");
}

/** A quantity in inner units; `like` is a unit of the dimension that is expected. */
export function quantity(text: string, like: string, what: string): number {
  const [found, wanted] = [readQuantity(text), parseUnit(like)];
  if (!found || !wanted || !sameKind(found.unit, wanted) || !Number.isFinite(found.value)) {
    throw misuse("quantity-unreadable", { what, found: text, expected: like });
  }
  return found.value;
}

/**
 * The unit of something that a mechanism reads, or of a parameter, as declared: of "0.2 mS/cm²" what stands behind the
 * number.
 */
function unitOf(mechanism: Mechanism, name: string): string {
  const declared = mechanism.names.get(name);
  if (declared?.role !== "parameter") return declared?.text ?? "1";
  return unitBehind(declared.text);
}

/** The inner unit in which a state stands in memory. */
export function stateUnit(mechanism: Mechanism, state: string): string {
  const declared = mechanism.names.get(state);
  if (!declared) throw new Error(`broken invariant: ${mechanism.name} has a state ${state}`);
  return isPlainNumber(declared.unit) ? "1" : describeUnit(declared.unit);
}

/** Between what a parameter makes sense, in inner units, with that unit's name. */
interface Bounds { readonly low: number; readonly high: number; readonly unit: string }

function boundsOf(mechanism: Mechanism, name: string): Bounds | undefined {
  const declared = mechanism.names.get(name);
  return declared?.bounds && { low: declared.bounds.low, high: declared.bounds.high, unit: describeUnit(declared.unit) };
}

export const isOutside = (value: number, { low, high }: Bounds): boolean => value < low || value > high;

export function outside(name: string, given: string, { low, high, unit }: Bounds): string {
  return `${name} = ${given} lies outside its bounds, ${low} to ${high} ${unit}`;
}

/** A number of a mechanism that trials may set; `owner`: what stands before its name. */
export function settingSite(
  { owner, mechanism, name }: { readonly owner: string; readonly mechanism: Mechanism; readonly name: string },
  addresses: readonly number[], standards: readonly number[],
): SettingSite {
  const bounds = boundsOf(mechanism, name);
  return { name: `${owner}.${name}`, addresses, standards, unit: unitOf(mechanism, name), ...(bounds && { bounds }) };
}

/**
 * Reads what is given for a parameter of a mechanism, checked against its declared unit; a value outside its bounds is
 * noted.
 */
function parameterReader(
  mechanism: Mechanism, name: string, where: string, notes: Note[],
): (given: string | number) => number {
  const declared = mechanism.names.get(name);
  if (!declared || !(declared.role === "parameter" || declared.role === "read")) {
    const known = [...mechanism.parameters, ...mechanism.reads];
    throw misuse("parameter-unknown", { where, name, known: `${list(known)}${nearest(name, known)}` });
  }
  const { unit } = declared;
  const bounds = boundsOf(mechanism, name);
  const inUnit = (text: string): number | undefined => {
    const found = readQuantity(text);
    return found && sameKind(found.unit, unit) ? found.value : undefined;
  };
  return (given) => {
    const value = typeof given === "number" ? given : inUnit(given);
    if (value === undefined || !Number.isFinite(value)) {
      throw misuse("quantity-unreadable", { what: `${where}, ${name}`, found: `${given}`, expected: describeUnit(unit) });
    }
    if (bounds && isOutside(value, bounds)) notes.push({ who: where, what: outside(name, `${given}`, bounds) });
    return value;
  };
}

/** Each parameter's value in each of `places`, in inner units. */
export function parameterValues(
  mechanism: Mechanism, places: readonly Compartment[], values: Values, where: string, notes: Note[],
): Map<string, number[]> {
  const found = new Map(mechanism.parameters.map((name) => {
    const standard = mechanism.names.get(name)?.value as number;
    return [name, places.map(() => standard)];
  }));
  for (const [name, given] of Object.entries(values)) {
    const read = parameterReader(mechanism, name, where, notes);
    const everywhere = typeof given === "string" ? read(given) : undefined;
    const numbers = places.map((c) => everywhere ?? read((given as Exclude<typeof given, string>)(c)));
    if (found.has(name)) found.set(name, numbers);
  }
  return found;
}
