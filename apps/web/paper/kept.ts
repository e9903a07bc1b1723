/** The scorecard that stands beside the sources, so that the view has numbers before anything is run. */
import { cardOf, type Scorecard, type ScorecardDocument, type Whole } from "radiatum/paper";

/** What `scripts/keep-scorecard.mjs` writes. */
export interface KeptDocument extends ScorecardDocument {
  readonly seed: number;
  /** The first set. */
  readonly parameters: string;
  readonly version: string;
  /** SHA-256 of the library's sources and protocols with which it was made. */
  readonly sources: string;
}

export interface Kept extends Pick<KeptDocument, "seed" | "version" | "sources"> {
  readonly card: Scorecard & Whole;
  /** By finding: where it stands, and what answers it. */
  readonly places: ReadonlyMap<string, { readonly figure: number; readonly protocol: string | null }>;
}

export function keptOf(document: KeptDocument): Kept {
  const { seed, version, sources, findings } = document;
  return {
    seed, version, sources, card: cardOf(document),
    places: new Map(findings.map(({ id, figure, protocol }) => [id, { figure, protocol }])),
  };
}

/** Rejects with a sentence where it can't be had. */
export async function fetchKept(): Promise<Kept> {
  const answer = await fetch(new URL("../../../paper/scorecard.json", import.meta.url));
  if (!answer.ok) throw new Error(`The kept scorecard can't be read: the server answers ${answer.status}.`);
  return keptOf(await answer.json() as KeptDocument);
}
