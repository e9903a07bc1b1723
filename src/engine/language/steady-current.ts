import type { Mechanism } from "./mechanism.js";
import { tools } from "./tools.js";

/**
 * What flows through a mechanism over membrane once its gates have come to rest at `v`, pA/µm², by its own arrows.
 * `parameters`: those that differ from the declared ones, in coherent units. For gates that relax each by itself, as
 * dx/dt = (x∞ − x)/τ: the only ones whose rest two evaluations tell.
 */
export function steadyCurrent(
  mechanism: Mechanism, v: number, parameters: Readonly<Record<string, number>> = {},
): number {
  const { run, states } = mechanism;
  const numbers = Object.fromEntries(mechanism.parameters.map((name) =>
    [name, parameters[name] ?? mechanism.names.get(name)?.value as number]));
  const rate = (of: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
    run.derivative?.(of, { v }, numbers, tools) ?? {};
  const all = (value: number): Record<string, number> => Object.fromEntries(states.map((name) => [name, value]));
  const [opening, closing] = [rate(all(0)), rate(all(1))];
  const rest = Object.fromEntries(states.map((name) => {
    const [from, to] = [opening[name] as number, closing[name] as number];
    return [name, from / (from - to)];
  }));
  const left = rate(rest);
  for (const name of states) {
    const scale = Math.abs(opening[name] as number) + Math.abs(closing[name] as number);
    if (!(Math.abs(left[name] as number) <= 1e-9 * scale)) {
      throw new Error(`broken invariant: ${mechanism.name}.${name} relaxes by itself`);
    }
  }
  const total = run.current?.(rest, { v }, numbers, tools)["total"];
  if (total === undefined) throw new Error(`broken invariant: ${mechanism.name} carries current`);
  return total;
}
