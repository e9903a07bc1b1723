/** Success and failure of calcium and EPSC, trial by trial: what Figures 5 and 6 are read from. */
import type { Answer, Measurement } from "#analysis";
import type { Truth } from "#rig";
import { proportionInterval } from "#statistics";
import { valueOf } from "../bench.js";
import { total } from "../conclude.js";
import type { Conclusion, Reading } from "../experiment.js";

/** Trials in which some contact released but not the spine's: an EPSC without calcium. */
export function elsewhereAlone({ trials }: Truth): number {
  return trials.filter(({ attempts }) => {
    const released = attempts.filter(({ release }) => release !== null);
    return released.length > 0 && released.every(({ spine }) => spine === undefined);
  }).length;
}

/** A probability that trials determine; null where the bench refuses it, or has no more than a bound. */
export function judged(answer: Answer | null): number | null {
  return answer && "note" in answer ? null : valueOf(answer);
}

/** Trials in which both calcium and EPSC could be called, by what they were. */
const OUTCOMES = {
  both: ["success", "success"], calciumAlone: ["success", "failure"],
  currentAlone: ["failure", "success"], neither: ["failure", "failure"],
} as const;
type Outcomes = Readonly<Record<keyof typeof OUTCOMES, number>>;

const counted = (count: (name: keyof Outcomes) => number): Outcomes => ({
  both: count("both"), calciumAlone: count("calciumAlone"),
  currentAlone: count("currentAlone"), neither: count("neither"),
});

export function outcomes({ trials }: Measurement): Outcomes {
  return counted((name) => {
    const [calcium, current] = OUTCOMES[name];
    return trials.filter(({ call, somaCall }) => call === calcium && somaCall === current).length;
  });
}

/** The outcomes of all spines, and how many trials they are. */
export function allOutcomes(readings: readonly Reading[]): Outcomes & { readonly called: number } {
  const all = counted((name) => total(readings, name));
  return { ...all, called: all.both + all.calciumAlone + all.currentAlone + all.neither };
}

type About = Pick<Conclusion, "direction" | "holds" | "truth" | "note" | "why" | "spines" | "cells">;

/** A share of trials, with Clopper and Pearson's interval. `k` may be expected, hence no whole number. */
export function shareOfTrials(id: string, k: number, n: number, about: About): Conclusion {
  if (n === 0) return { id, n, nOf: "trials", ...about, direction: false, note: "No trial could be judged." };
  const { low, high } = proportionInterval(Math.round(k), n, "Clopper–Pearson");
  return { id, value: k / n, low, high, n, nOf: "trials", trials: n, ...about };
}

/** Spines in which something was called, each on a cell of its own. */
export function places(all: readonly Reading[]): Pick<Conclusion, "spines" | "cells"> {
  const n = all.filter(({ both }) => typeof both === "number").length;
  return { spines: n, cells: n };
}

export const said = (x: number): string => x.toFixed(2);
