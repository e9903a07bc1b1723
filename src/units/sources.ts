/** Where a number comes from. A parameter without a source doesn't compile; a report prints the source beside it. */
export type Source =
  | Paper
  /** The solution or temperature that the experimenter sets. */
  | { readonly kind: "bath" }
  /** Differs from synapse to synapse: drawn, or fitted for each. */
  | { readonly kind: "per synapse" }
  /** Nobody measured it; the reason says why it is what it is. */
  | { readonly kind: "chosen"; readonly reason: string }
  /** In the words of a file. */
  | { readonly kind: "stated"; readonly words: string };

export interface Paper {
  readonly kind: "paper";
  /** As cited: "Hodgkin & Huxley", "Garaschuk et al." */
  readonly authors: string;
  readonly year: number;
  /** Journal, volume and first page. */
  readonly where: string;
  /** Table, figure or equation. */
  readonly part?: string;
}

export const bath: Source = { kind: "bath" };
export const perSynapse: Source = { kind: "per synapse" };

export function chosen(reason: string): Source {
  return { kind: "chosen", reason };
}

export function paper(authors: string, year: number, where: string): Paper {
  return { kind: "paper", authors, year, where };
}

/** The same paper, with the table, figure or equation. */
export function partOf(whole: Paper, part: string): Paper {
  return { ...whole, part };
}

/** "Hodgkin & Huxley 1952, J Physiol 117:500, Table 3". */
export function citation(source: Source): string {
  switch (source.kind) {
    case "paper": {
      const { authors, year, where, part } = source;
      return `${authors} ${year}, ${where}${part === undefined ? "" : `, ${part}`}`;
    }
    case "bath": return "set in the experiment";
    case "per synapse": return "differs from synapse to synapse";
    case "chosen": return `chosen: ${source.reason}`;
    case "stated": return source.words;
  }
}
