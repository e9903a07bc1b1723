import { lettersApart } from "#errors";

/** How a refusal helps: "; did you mean "opening"?", or else what there is to choose from. */
export function nearest(name: string, among: Iterable<string>): string {
  const candidates = [...among];
  let best = "";
  let least = Math.min(3, 1 + Math.ceil(name.length / 2));
  for (const candidate of candidates) {
    const d = lettersApart(name.toLowerCase().slice(0, 64), candidate.toLowerCase());
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  if (best !== "") return `; did you mean "${best}"?`;
  if (candidates.length === 0) return "; there are none";
  return `; there are ${candidates.slice(0, 12).join(", ")}${candidates.length > 12 ? " …" : ""}`;
}
