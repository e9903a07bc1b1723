/** What more trials cost, and what more light brings, from the run as planned and as measured. */
import type { PlannedTrial } from "../lab/rig-services.js";

/**
 * Share of the dye that so many trials bleach: as the run's own plan has it, and beyond its end as if each trial took the
 * share that its trials took on average. Undefined for a plan of fewer than two trials.
 */
export function bleachedBy(trials: number, plans: readonly Pick<PlannedTrial, "unbleached">[]): number | undefined {
  const [first, last] = [plans[0]?.unbleached, plans.at(-1)?.unbleached];
  if (first === undefined || last === undefined || plans.length < 2) return undefined;
  const planned = plans[trials]?.unbleached;
  const left = planned ?? last * (last / first) ** ((trials - plans.length + 1) / (plans.length - 1));
  return 1 - left;
}

/**
 * mW for a d′ of `wanted`. Two photons are absorbed at once, so light goes with the square of the power; where photons are the
 * noise, d′ goes with the root of light: d′ with power.
 */
export const powerFor = (wanted: number, { detectability, power }: { readonly detectability: number; readonly power: number }): number =>
  (power * wanted) / detectability;

/** "45 s", "8 min", "2.1 h": no more than a person plans by. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
