import type { Mechanism } from "./mechanism.js";
import { tools } from "./tools.js";

type Numbers = Readonly<Record<string, number>>;

/**
 * What flows through a mechanism over membrane once its gates have come to rest at `v`, pA/µm², by its own arrows, as a
 * function of parameters that don't move the gates, such as conductances. `parameters`: those that differ from the
 * declared ones everywhere; all in coherent units. For gates that relax each by itself, as dx/dt = (x∞ − x)/τ: the only
 * ones whose rest two evaluations tell.
 */
export function steadyCurrent(mechanism: Mechanism, v: number, parameters: Numbers = {}): (differing?: Numbers) => number {
  const { run, states } = mechanism;
  const numbers = Object.fromEntries(mechanism.parameters.map((name) =>
    [name, parameters[name] ?? mechanism.names.get(name)?.value as number]));
  const rate = (of: Numbers, parts: Numbers): Numbers => run.derivative?.(of, { v }, parts, tools) ?? {};
  const all = (value: number): Numbers => Object.fromEntries(states.map((name) => [name, value]));
  const [opening, closing] = [rate(all(0), numbers), rate(all(1), numbers)];
  const rest = Object.fromEntries(states.map((name) => {
    const [from, to] = [opening[name] as number, closing[name] as number];
    return [name, from / (from - to)];
  }));
  return (differing = {}) => {
    const here = { ...numbers, ...differing };
    const left = rate(rest, here);
    for (const name of states) {
      const scale = Math.abs(opening[name] as number) + Math.abs(closing[name] as number);
      if (Math.abs(left[name] as number) <= 1e-9 * scale) continue;
      throw new Error(`broken invariant: ${mechanism.name}.${name} relaxes by itself, whatever its conductance`);
    }
    const total = run.current?.(rest, { v }, here, tools)["total"];
    if (total === undefined) throw new Error(`broken invariant: ${mechanism.name} carries current`);
    return total;
  };
}
