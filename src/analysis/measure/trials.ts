import { log10, pow } from "#elementary";
import type { Recording } from "#recording";
import type { AmplitudeDistribution, Answer, TrialRow } from "../measurement.js";
import { classifyTrials, planSeparation, probabilityFrom, successAmplitude, type TrialClassification } from "../synapse/index.js";
import { ifAnswerable, answerOf } from "../answer.js";
import type { Plan } from "./plan.js";
import type { RegionStudy } from "./region.js";

/** What single-trial amplitudes of the first region say. */
export interface TrialStudy {
  readonly classification?: TrialClassification;
  readonly calciumTransientProbability: Answer;
  /** Mean ΔF/F of the successes alone; absent where there are none. */
  readonly successAmplitude?: Answer;
  readonly distribution?: AmplitudeDistribution;
}

/** Judges each counting trial by the mixture whose failure law comes from windows without a stimulus. */
export function judgeTrials(plan: Plan, study: RegionStudy): TrialStudy {
  const { amplitudes, quiet } = study;
  if (!amplitudes) {
    return { calciumTransientProbability: { refused: study.refused ?? "There are no single-trial amplitudes." } };
  }
  const values = amplitudes.map(({ amplitude }) => amplitude);
  // Where the darkest trials rest at nothing above background, a quiet stretch has no size relative to it.
  const baselines = quiet.map(({ scaled }) => scaled).filter(Number.isFinite);
  const trials = countingTrials(plan);
  const byHand = trials.map((trial) => plan.calls.get(trial));
  const judged = ifAnswerable(() => classifyTrials(values, baselines, { byHand }));
  if ("refused" in judged) return { calciumTransientProbability: judged };
  const classification = judged.answer;
  const { mixture, verdict } = classification;
  const weight = verdict === "all failures" ? 0 : mixture.successProbability;
  return {
    classification,
    calciumTransientProbability: answerOf(() => probabilityFrom(classification)),
    ...(weight > 0 ? { successAmplitude: answerOf(() => successAmplitude(classification, { unit: "%" })) } : {}),
    distribution: {
      region: study.region.name,
      amplitudes: classification.trials.map((trial, i) => ({ trial: trials[i] as number, value: trial.amplitude, call: trial.call, ...(byHand[i] && { callFrom: "user" }) })),
      baselines,
      failure: { ...mixture.failure, weight: 1 - weight },
      ...(weight > 0 ? { success: { ...mixture.success, weight } } : {}),
      detectability: classification.detectability,
      ...(verdict === "bound only" && classification.detectability > 0 ? { separation: planSeparation(classification.detectability) } : {}),
      binWidth: niceWidth(mixture.failure.standardDeviation),
    },
  };
}

/** Indices into `Recording.trials` of the trials that count. */
export function countingTrials(plan: Plan): number[] {
  return plan.scan.trials.filter((_, i) => plan.reasons[i] === "").map((trial) => trial.trial);
}

/** A bin of about the failures' standard deviation, 1, 2 or 5 times a power of ten. */
function niceWidth(width: number): number {
  const decade = pow(10, Math.floor(log10(Math.max(width, 1e-9))));
  const step = [1, 2, 5, 10].find((factor) => factor * decade >= width * 0.999) ?? 10;
  return step * decade;
}

/** The `i`-th trial of the scan: its name, and whether it counts. */
export function namedTrial(recording: Recording, { scan, reasons }: Plan, i: number): Pick<TrialRow, "trial" | "condition" | "protocol" | "included"> {
  const { trial: index } = scan.trials[i] as Plan["scan"]["trials"][number];
  const trial = recording.trials[index];
  return {
    trial: index, condition: trial?.condition ?? "", ...(trial?.protocol === undefined ? {} : { protocol: trial.protocol }), included: reasons[i] === "",
  };
}

/** What the electrode says of one trial. */
export interface SomaTrial {
  readonly amplitude?: number;
  readonly call?: "success" | "failure" | "undecided";
  readonly restingPotential?: number;
}

/** One row a trial of the scan, counting or not. */
export function trialRows(recording: Recording, plan: Plan, study: RegionStudy, judged: TrialStudy, soma: ReadonlyMap<number, SomaTrial>): TrialRow[] {
  let counted = 0;
  return plan.scan.trials.map((scanned, i): TrialRow => {
    const reason = plan.reasons[i] as string;
    const electrode = soma.get(scanned.trial);
    const row = {
      ...namedTrial(recording, plan, i),
      lines: scanned.lines,
      reason,
      ...(electrode?.amplitude === undefined ? {} : { soma: electrode.amplitude }),
      ...(electrode?.call === undefined ? {} : { somaCall: electrode.call }),
      ...(electrode?.restingPotential === undefined ? {} : { restingPotential: electrode.restingPotential }),
    };
    if (reason !== "") return plan.endsEarly[i] ? { ...row, endsAt: scanned.lines } : row;
    const amplitude = study.amplitudes?.[counted];
    const call = judged.classification?.trials[counted];
    const byHand = plan.calls.get(scanned.trial);
    counted++;
    return {
      ...row,
      ...(amplitude ? { amplitude: amplitude.amplitude, standardError: amplitude.standardError } : {}),
      ...(call ? { detectability: call.detectability, successProbability: call.successProbability, call: call.call, callFrom: "computed" } : {}),
      ...(byHand ? { call: byHand, callFrom: "user", ...(call?.computedCall && { computedCall: call.computedCall }) } : {}),
    };
  });
}

