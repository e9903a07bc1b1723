import { lettersApart } from "#errors";

/**
 * The name that is at most two letters (of longer ones, a third) from what was typed, or else the only one that begins
 * with it; capitals don't count.
 */
export function nearestTo(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.trim().toLowerCase().slice(0, 64);
  const all = [...names];
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of all) {
    const d = lettersApart(wanted, name.toLowerCase());
    if (d < least) [least, best] = [d, name];
  }
  if (best !== undefined || wanted.length < 3) return best;
  const begun = all.filter((name) => name.toLowerCase().startsWith(wanted));
  return begun.length === 1 ? begun[0] : undefined;
}

/** How a refusal ends: `Did you mean "CNQX"?`, or else what there is. */
export function hint(typed: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearestTo(typed, all);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `Known are ${all.slice(0, 12).join(", ")}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`;
}
