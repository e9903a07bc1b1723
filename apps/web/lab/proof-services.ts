/** What the proof's thread does: one trial again and again, each time with another arithmetic. */
import { proofOf, type ProofPart, type ProofStep } from "radiatum/rig";
import type { Protocol } from "radiatum/protocol";

export interface ProofOrder {
  readonly protocol: Protocol;
  /** Of the trial in the series. */
  readonly place: number;
  /** Text of the SWC file that the protocol names. */
  readonly morphology?: string | undefined;
}

/** Tells what is being computed whenever that changes, and every part as it is found. */
export function prove({ protocol, place, morphology }: ProofOrder, tell: (news: ProofStep) => void): readonly ProofPart[] {
  const parts: ProofPart[] = [];
  let working: ProofPart["kind"] | undefined;
  for (const step of proofOf(protocol, place, morphology === undefined ? {} : { morphology })) {
    if (step.working !== working || step.found) tell(step);
    working = step.working;
    if (step.found) parts.push(step.found);
  }
  return parts;
}
