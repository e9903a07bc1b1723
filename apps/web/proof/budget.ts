/** What could be wrong with a trial, by how much, as shares that stand on one axis; and what that says in a sentence. */
import type { TrialRow } from "radiatum";
import type { Moved, ProofPart } from "radiatum/rig";

export interface BudgetLine {
  readonly name: string;
  /** Of what it is a share. */
  readonly of: string;
  /** Absent: there is nothing of which it could be a share. */
  readonly share?: number;
  /** Not the arithmetic's: photons', or that of spines drawn. */
  readonly noise?: "photons" | "spines";
  /** Longer, for whoever asks. */
  readonly about: string;
}

const WORDS: Readonly<Record<string, string>> = {
  "head calcium": "spine [Ca]", "head bound dye": "spine, bound dye", "soma potential": "soma V", "clamp current": "clamp current",
};
export const quantityWords = (quantity: string): string => WORDS[quantity] ?? quantity;

const CHANGES: Readonly<Record<"time step" | "compartments" | "rate tables", { readonly name: string; readonly about: string }>> = {
  "rate tables": { name: "Rate tables", about: "Largest change when channels’ rates are computed exactly at every step" },
  "time step": { name: "Time step halved", about: "Largest change with all steps half as long" },
  compartments: { name: "Space step a third", about: "Largest change with compartments a third as long, spine heads apart" },
};

/** Smallest first; then light's noise, and what other spines would have given, as a share of 1. */
export function budgetOf(parts: readonly ProofPart[], row: TrialRow | undefined, amongSpines?: number): BudgetLine[] {
  const arithmetic = parts.flatMap((part): BudgetLine[] => {
    if (part.kind === "halvings") return [];
    if (part.kind === "calcium balance") {
      const { volumes, relative } = part.balance;
      return [{
        name: "Calcium mass balance", of: "of what entered or was cleared", ...(relative !== undefined && { share: relative }),
        about: `Calcium that ${volumes} volumes gained, less what entered through membrane, plus what was cleared: the largest rest at any time`,
      }];
    }
    const { name, about } = CHANGES[part.kind];
    return part.moved.map((moved): BudgetLine => (
      { name, of: quantityWords(moved.quantity), about: `${about}, over its range in the trial`, ...shareOf(moved) }));
  });
  const size = (line: BudgetLine): number => line.share ?? 0;
  return [...arithmetic.sort((a, b) => size(a) - size(b)), ...photonNoise(row), ...spineToSpine(amongSpines)];
}

const shareOf = ({ relative }: Moved): Pick<BudgetLine, "share"> => (relative === undefined ? {} : { share: relative });

/** Standard error of the trial's amplitude over the amplitude; none where the trial was no success. */
function photonNoise(row: TrialRow | undefined): BudgetLine[] {
  const { amplitude, standardError, call } = row ?? {};
  if (amplitude === undefined || standardError === undefined || !(amplitude > 0) || call === "failure") return [];
  return [{
    name: "Photon noise, one trial", of: "spine ΔF/F", share: standardError / amplitude, noise: "photons",
    about: "Standard error of this trial’s amplitude over the amplitude, as the bench measures them",
  }];
}

function spineToSpine(share: number | undefined): BudgetLine[] {
  if (share === undefined) return [];
  return [{
    name: "Spine to spine", of: "spine ΔF/F", share, noise: "spines",
    about: "Standard deviation of the same experiment’s mean ΔF/F among drawn spines, over their mean",
  }];
}

/**
 * How many times larger the photons' noise is than what the arithmetic does to bound dye, which is what light shows;
 * undefined where either is missing.
 */
export function finerThanLight(lines: readonly BudgetLine[]): number | undefined {
  const dye = lines.filter(({ of, noise }) => noise === undefined && of === quantityWords("head bound dye")).map(({ share }) => share ?? 0);
  const light = lines.find(({ noise }) => noise === "photons")?.share;
  const most = Math.max(0, ...dye);
  return light === undefined || !(most > 0) ? undefined : light / most;
}

/** Powers of ten between which all shares lie: a multiple of three below, 1 or more above. */
export function decades(shares: readonly number[]): { readonly from: number; readonly to: number } {
  const powers = shares.filter((share) => share > 0).map((share) => Math.log10(share));
  return { from: 3 * Math.floor(Math.min(-3, ...powers) / 3), to: Math.max(0, Math.ceil(Math.max(0, ...powers))) };
}
