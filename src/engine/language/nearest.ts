/** How a refusal helps: "; did you mean "opening"?", or else what there is to choose from. */
export function nearest(name: string, among: Iterable<string>): string {
  const candidates = [...among];
  let best = "";
  let least = Math.min(3, 1 + Math.ceil(name.length / 2));
  for (const candidate of candidates) {
    const d = distance(name.toLowerCase().slice(0, 64), candidate.toLowerCase());
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  if (best !== "") return `; did you mean "${best}"?`;
  if (candidates.length === 0) return "; there are none";
  return `; there are ${candidates.slice(0, 12).join(", ")}${candidates.length > 12 ? " …" : ""}`;
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
