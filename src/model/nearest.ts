import { lettersApart } from "#errors";

/** The name that is at most two letters (of longer ones, a third) from what was typed; capitals don't count. */
export function nearestTo(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.trim().toLowerCase().slice(0, 64);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const d = lettersApart(wanted, name.toLowerCase());
    if (d < least) [least, best] = [d, name];
  }
  return best;
}

/** How a refusal ends: `Did you mean "CNQX"?`, or else what there is. */
export function hint(typed: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearestTo(typed, all);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `Known are ${all.slice(0, 12).join(", ")}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`;
}
