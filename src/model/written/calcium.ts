/** How much calcium each species of a written scheme holds, so that the book of a cell's calcium balances. */
import { sidesOf, type Mechanism } from "#engine";

/** The species that reactions of a person's own share with the cell. */
export const CALCIUM = "ca";

/** States that the cell doesn't have itself. */
export const statesOfOwn = ({ states }: Pick<Mechanism, "states">): readonly string[] => states.filter((state) => state !== CALCIUM);

/**
 * Ions in one of each state that takes part in reactions. What binds calcium holds none before and what was bound after:
 * ca + pump ⇌ pumpCa makes them 0 and 1. Whatever the choice, the account is exact; this one reads as a person would.
 */
export function calciumHeld(m: Pick<Mechanism, "rates">): ReadonlyMap<string, number> {
  const held = new Map([[CALCIUM, 1]]);
  const all = [...m.rates.results.keys()].map(sidesOf);
  const unknown = (side: readonly string[]): string[] => side.filter((name) => !held.has(name));
  const carries = (side: readonly string[]): boolean => side.some((name) => (held.get(name) ?? 0) > 0);
  const total = (side: readonly string[]): number => side.reduce((sum, name) => sum + (held.get(name) ?? 0), 0);
  type Reaction = (typeof all)[number];
  /** Sides before and after binding, as far as is known by now which is which. */
  const directed = ({ left, right }: Reaction): readonly [from: readonly string[], to: readonly string[]] | undefined =>
    (carries(left) ? [left, right] : carries(right) ? [right, left] : undefined);
  const settle = (reaction: Reaction, among: readonly Reaction[], sure: boolean): boolean => {
    const [from, to] = directed(reaction) ?? [];
    if (!from || !to) return false;
    const bound = unknown(to);
    if (new Set(bound).size !== 1) return false;
    // What another reaction makes by binding is bound already.
    const made = (name: string): boolean => among.some((other) => other !== reaction && directed(other)?.[1].includes(name) === true);
    if (sure && unknown(from).some(made)) return false;
    for (const name of unknown(from)) held.set(name, 0);
    held.set(bound[0] as string, Math.max(0, total(from) - total(to)) / bound.length);
    return true;
  };
  // Reversible ones first: what lets calcium go for good tells least about what holds it.
  for (const reversible of [true, false]) {
    const some = all.filter((one) => one.reversible === reversible);
    for (const sure of [true, false]) while (some.some((one) => settle(one, some, sure)));
  }
  for (const { left, right } of all) for (const name of unknown([...left, ...right])) held.set(name, 0);
  return held;
}

/** Calcium ions that each reaction takes from what the cell holds, by its name; 0 where it only passes them on. */
export function calciumLost(m: Pick<Mechanism, "rates">): ReadonlyMap<string, number> {
  const held = calciumHeld(m);
  const total = (side: readonly string[]): number => side.reduce((sum, name) => sum + (held.get(name) ?? 0), 0);
  return new Map([...m.rates.results.keys()].map((name) => {
    const { left, right } = sidesOf(name);
    return [name, total(left) - total(right)];
  }));
}
