/** One volume's mechanism out of two: what a person wrote beside the cell's own. */
import { PLAIN_NUMBER } from "#units";
import type { Body, Expression } from "./body.js";
import { complete } from "./complete.js";
import type { Mechanism, Name } from "./mechanism.js";
import { readReaction, writeReaction } from "./reactions.js";

const PRESENT = "present";
const at = { start: 0, end: 0 };

/** How a name of a joined mechanism's is called in the whole: `pump_rate`. */
export const joinedName = (mechanism: string, name: string): string => `${mechanism}_${name}`;

/** The parameter, 1 unless a placement says otherwise, by which all that the joined mechanism does is multiplied. */
export const presence = (mechanism: string): string => joinedName(mechanism, PRESENT);

/**
 * `first` with the states, parameters and equations of `second`, which is placed in a volume, too. Species that are `shared`
 * are the same in both; every other name of `second` has its mechanism's before it. `second` may not say how a shared one
 * moves but by reactions, nor where it starts.
 */
export function joined(first: Mechanism, second: Mechanism, shared: readonly string[]): Mechanism {
  const own = new Set([...second.states, ...second.parameters].filter((name) => !shared.includes(name)));
  const called = (name: string): string => (own.has(name) ? joinedName(second.name, name) : name);
  const known = new Map<Expression, Expression>();
  const renamed = (e: Expression): Expression => {
    const found = known.get(e);
    if (found) return found;
    const made: Expression = e.kind === "name" ? { ...e, name: called(e.name) }
      : e.kind === "local" ? { ...e, value: renamed(e.value) }
        : e.kind === "call" ? { ...e, args: e.args.map(renamed) } : e;
    known.set(e, made);
    return made;
  };
  const where: Expression = { kind: "name", name: presence(second.name), at };
  const there = (value: Expression): Expression => ({ kind: "call", fn: "*", args: [where, renamed(value)], at });
  const both = (key: "derivative" | "rates" | "initial", call: (result: string) => string): Body => ({
    source: "",
    // In their order, so that a chain of names is never walked deep.
    locals: [...first[key].locals, ...second[key].locals.map(([name, value]) => [name, renamed(value)] as const)],
    results: new Map([...first[key].results, ...[...second[key].results].map(([name, values]) => [call(name), values.map(there)] as const)]),
  });
  const reaction = (text: string): string => {
    const sides = readReaction(text);
    if (!sides) throw new Error(`broken invariant: ${text} is a reaction`);
    return writeReaction({ ...sides, left: sides.left.map(called), right: sides.right.map(called) });
  };
  const present: Name = { unit: PLAIN_NUMBER, text: "1", role: "parameter", value: 1 };
  return complete({
    ...first,
    names: new Map([
      ...first.names, ...[...second.names].filter(([name]) => !shared.includes(name)).map(([name, entry]) => [called(name), entry] as const),
      [presence(second.name), present],
    ]),
    states: [...first.states, ...second.states.filter((name) => own.has(name)).map(called)],
    parameters: [...first.parameters, ...second.parameters.map(called), presence(second.name)],
    derivative: both("derivative", called), rates: both("rates", reaction), initial: both("initial", called),
    mobile: new Map([...first.mobile, ...[...second.mobile].map(([state, parameter]) => [called(state), called(parameter)] as const)]),
    run: {},
  });
}
