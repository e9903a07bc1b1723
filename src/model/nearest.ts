/** The name that is at most two letters (of longer ones, a third) from what was typed; capitals don't count. */
export function nearestTo(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.trim().toLowerCase().slice(0, 64);
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const name of names) {
    const d = distance(wanted, name.toLowerCase());
    if (d < least) [least, best] = [d, name];
  }
  return best;
}

/** Levenshtein's: how many letters to insert, drop or exchange. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchange = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, exchange));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** How a refusal ends: `Did you mean "CNQX"?`, or else what there is. */
export function hint(typed: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearestTo(typed, all);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `Known are ${all.slice(0, 12).join(", ")}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`;
}
