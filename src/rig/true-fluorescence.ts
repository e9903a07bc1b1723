/** What the indicator in the head does, without optics and photons: the ΔF/F that a measured one is an estimate of. */
import { indicatorOf } from "./indicator.js";
import type { Session } from "./session.js";
import type { TrialRecord } from "./trials.js";

/**
 * ΔF/F of one trial in the imaged spine's head, % of how it began, with the truth's own sampling: free and bound dye as
 * bright as the model has them, F = free·([D]ₜ − [CaD]) + bound·[CaD]. Undefined where the session keeps no bound dye, or
 * where there is no indicator.
 */
export function trueRelativeFluorescence(session: Session, record: TrialRecord): Float32Array | undefined {
  const at = session.truth.findIndex(({ name }) => name === "head_bound_dye_uM");
  const binds = record.truth[at];
  const total = session.trials[record.index]?.dye ?? 0;
  if (!binds || !(total > 0)) return undefined;
  const { free, bound } = indicatorOf(session.protocol, session.settings).brightness;
  const light = (share: number): number => free * (total - share) + bound * share;
  const rest = light(binds[0] as number);
  return Float32Array.from(binds, (share) => 100 * (light(share) / rest - 1));
}
