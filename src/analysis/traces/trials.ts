import { formatNumber, median } from "#statistics";

/** What is known of one trial before anyone decides whether it counts. Absent is unknown, and judges nothing. */
export interface TrialFacts {
  readonly trial: number;
  readonly lines: number;
  /** mV before the stimulus, in current clamp. */
  readonly restingPotential?: number;
  /** Baseline fluorescence above background, counts, and its standard error. */
  readonly baseline?: { readonly value: number; readonly standardError: number };
  /** Centre of mass along the line, pixels. */
  readonly position?: number;
  /** Share of readings within the region at the converter's end. */
  readonly saturated?: number;
  /** 10–90 % rise and half-decay, ms, where this trial's response was strong enough to have any. */
  readonly rise?: number;
  readonly halfDecay?: number;
  /** Written at the rig: "blebbing", "seal lost". */
  readonly remark?: string;
}

/** What counts as unfit. Every number is a choice; the defaults of `usualCriteria` say whose. */
export interface TrialCriteria {
  /** mV: trials that rest at this or above are suggested for exclusion. */
  readonly restingPotential: number;
  /** Largest change of the baseline against the median trial, as a share of it; must also exceed 5 SE. */
  readonly baselineChange: number;
  /** Pixels the light may move along the line against the median trial. */
  readonly shift: number;
  /** Share of readings at the converter's end. */
  readonly saturated: number;
  /** Share of the longest trial's lines that a trial must have. */
  readonly complete: number;
  /** ms: slower transients are suggested for exclusion. */
  readonly rise: number;
  readonly halfDecay: number;
}

/**
 * Resting potential: Yuste et al. 1999 report only neurons more negative than −55 mV. They ask for "fast onset and decay"
 * without a number; 50 ms and 500 ms are ours, three times what their figures show. The rest are ours too: a quarter of the
 * baseline, 1.5 pixels, 0.1 % saturated, 90 % of the lines.
 */
export const usualCriteria: TrialCriteria = {
  restingPotential: -55, baselineChange: 0.25, shift: 1.5, saturated: 0.001, complete: 0.9, rise: 50, halfDecay: 500,
};

/** A trial one might leave out, and the sentence that says why. */
export interface Suggestion {
  readonly trial: number;
  readonly reason: string;
}

/**
 * Trials that fail a criterion, one suggestion a reason, in order of trials. Nothing is excluded here: whoever decides sees
 * the sentence. Leaving out trials for their *response* would bias it, so only kinetics look at the response, and only
 * because the paper does.
 */
export function suggestExclusions(facts: readonly TrialFacts[], criteria: TrialCriteria = usualCriteria): readonly Suggestion[] {
  const longest = Math.max(0, ...facts.map(({ lines }) => lines));
  const baselines = facts.flatMap(({ baseline }) => (baseline ? [baseline.value] : []));
  const positions = facts.flatMap(({ position }) => (position === undefined ? [] : [position]));
  const usualBaseline = baselines.length >= 3 ? median(baselines) : undefined;
  const usualPosition = positions.length >= 3 ? median(positions) : undefined;
  return facts.flatMap((fact) =>
    reasons(fact, { criteria, longest, usualBaseline, usualPosition }).map((reason) => ({ trial: fact.trial, reason })),
  );
}

const say = (value: number): string => formatNumber(value, 3);

function reasons(
  fact: TrialFacts,
  { criteria, longest, usualBaseline, usualPosition }: {
    criteria: TrialCriteria;
    longest: number;
    usualBaseline: number | undefined;
    usualPosition: number | undefined;
  },
): string[] {
  const found: string[] = [];
  if (fact.restingPotential !== undefined && !(fact.restingPotential < criteria.restingPotential)) {
    found.push(`The cell rests at ${say(fact.restingPotential)} mV; the criterion is more negative than ${say(criteria.restingPotential)} mV.`);
  }
  if (fact.lines < criteria.complete * longest) found.push(`The trial stops after ${fact.lines} of ${longest} lines.`);
  if (fact.baseline && usualBaseline !== undefined) {
    const change = fact.baseline.value - usualBaseline;
    if (Math.abs(change) > criteria.baselineChange * usualBaseline && Math.abs(change) > 5 * fact.baseline.standardError) {
      found.push(
        `Baseline fluorescence is ${say(fact.baseline.value)} counts, ${say((100 * Math.abs(change)) / usualBaseline)} % ` +
          `${change < 0 ? "below" : "above"} the median trial (${say(usualBaseline)}): bleaching, movement or a change of focus.`,
      );
    }
  }
  if (fact.position !== undefined && usualPosition !== undefined && Math.abs(fact.position - usualPosition) > criteria.shift) {
    found.push(
      `The light lies ${say(Math.abs(fact.position - usualPosition))} pixels from where it lies in the median trial ` +
        `(limit ${say(criteria.shift)}): the preparation moved along the line.`,
    );
  }
  if (fact.saturated !== undefined && fact.saturated > criteria.saturated) {
    found.push(`${say(100 * fact.saturated)} % of the region's readings are at the converter's end, so its peak is cut off.`);
  }
  if (fact.rise !== undefined && fact.rise > criteria.rise) {
    found.push(`The transient rises in ${say(fact.rise)} ms (10–90 %), slower than ${say(criteria.rise)} ms.`);
  }
  if (fact.halfDecay !== undefined && fact.halfDecay > criteria.halfDecay) {
    found.push(`The transient takes ${say(fact.halfDecay)} ms to halve, longer than ${say(criteria.halfDecay)} ms.`);
  }
  if (fact.remark !== undefined && fact.remark.trim() !== "") found.push(`Noted at the rig: ${fact.remark.trim()}.`);
  return found;
}
