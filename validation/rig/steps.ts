/** The rig's steps in time against finer ones, and that nothing drifts once a trial begins. */
import { runSession, sessionOf, type Session } from "#rig";
import { judged, verdictOf, type EvidenceRow } from "../simulation/evidence.js";
import { awayFromSpikes, byPeak, spikeTimes } from "../spine/reference-traces.js";
import { experiment, MAGNESIUM_GREEN } from "./experiments.js";

const TRAIN = { count: 5, frequency: "66 Hz" };
const PAIRED = [
  { kind: "synaptic", at: "20 ms", ...TRAIN }, { kind: "action potentials", at: "23 ms", ...TRAIN },
];
const VOLTAGES = { soma: "soma_v_mV", head: "head_v_mV", shaft: "shaft_v_mV" } as const;
const SUBSTANCES = {
  "calcium in the head": "head_calcium_uM", "bound dye in the head": "head_bound_dye_uM",
  "calcium in the shaft": "shaft_calcium_uM", "bound dye in the shaft": "shaft_bound_dye_uM",
} as const;
/** ms */
const FIXED = 0.005;
/** ms between samples of the truth. */
const TRUTH_INTERVAL = 0.1;

/** Truth of the session's first trial, by quantity. */
function first(session: Session): (name: string) => Float64Array {
  for (const { record } of runSession(session, [0])) {
    if (!record) continue;
    const place = (name: string): number => session.truth.findIndex((one) => one.name === name);
    return (name) => Float64Array.from(record.truth[place(name)] as Float32Array);
  }
  throw new Error("broken invariant: the session has a trial");
}

/** The same session with other steps. */
function withSteps(session: Session, change: Partial<Session["prepared"]>): Session {
  return { ...session, prepared: { ...session.prepared, ...change } };
}

/** Pairing, five and five at 66 Hz, as the rig runs it, against a tenth of its tolerances and against steps of 5 µs. */
export function stepRows({ fixed }: { readonly fixed: boolean }): EvidenceRow[] {
  const protocol = experiment({
    stimuli: { paired: PAIRED }, trials: 1, seed: 1, dye: MAGNESIUM_GREEN, duration: 150, axon: { reliable: true },
  });
  const session = sessionOf(protocol, { truth: true });
  const { plan, poolTolerance } = session.prepared;
  const others = {
    "tenth": { plan: { ...plan, tolerance: plan.tolerance / 10 }, poolTolerance: poolTolerance / 10 },
    // A ladder of one rung, off which only events and doses step.
    ...(fixed && { [`${1000 * FIXED} µs`]: {
      plan: { ...plan, rungs: [FIXED], tolerance: Infinity },
      poolTolerance: poolTolerance / 10,
    } }),
  };
  const found = first(session);
  return Object.entries(others).flatMap(([name, change]) => {
    const wanted = first(withSteps(session, change));
    const times = Object.values(VOLTAGES).flatMap((v) => {
      const mine = spikeTimes(found(v));
      return spikeTimes(wanted(v)).map((t, i) => Math.abs((mine[i] ?? Infinity) - t));
    });
    return [
      ...Object.entries(VOLTAGES).map(([where, v]) => judged(
        `pairing, V of the ${where} away from spikes`, name, awayFromSpikes(found(v), [...wanted(v)]), 0.3, "mV")),
      judged(`pairing, times of ${times.length} spikes in soma, head and shaft`, name, Math.max(...times), 0.05, "ms"),
      ...Object.entries(SUBSTANCES).map(([what, quantity]) => judged(
        `pairing, ${what}, by its largest change`, name, byPeak(found(quantity), wanted(quantity)), 1, "%")),
    ];
  });
}

/** A second in which nothing is done, after the rig's own settling: from the lowest to the highest value. */
export function driftRows(): EvidenceRow[] {
  const cases = [
    ["current clamp", "-70 mV"], ["voltage clamp", "-70 mV"], ["voltage clamp", "-260 mV"],
  ] as const;
  return cases.flatMap(([clamp, holding]) => {
    const protocol = experiment({
      stimuli: { rest: { kind: "step", at: "0 ms", width: "1 ms", by: clamp === "current clamp" ? "0 pA" : "0 mV" } },
      trials: 1, seed: 1, duration: 1000, clamp, holding,
    });
    const found = first(sessionOf(protocol, { truth: true }));
    const drift = (name: string): number => {
      const trace = found(name);
      return Math.max(...trace) - Math.min(...trace);
    };
    const name = `${clamp} at ${holding}, a second of rest`;
    const dye = (where: string): number =>
      (100 * drift(`${where}_bound_dye_uM`)) / (found(`${where}_bound_dye_uM`)[0] as number);
    return [
      judged(
        `${name}: drift of V, soma, head and shaft`, "none", Math.max(...Object.values(VOLTAGES).map(drift)), 0.05, "mV"),
      judged(`${name}: drift of bound dye, head and shaft`, "none", Math.max(dye("head"), dye("shaft")), 0.1, "%"),
    ];
  });
}

/**
 * Channels by chance against their mean, in the rig's own head: the calcium charge that an action potential brings through
 * them, trial by trial, is on average that of the trial whose channels follow their means. The head's voltage is the
 * shaft's, whatever its few channels do, so that nothing bends the mean.
 */
export function channelChargeRows({ trials }: { readonly trials: number }): EvidenceRow[] {
  const quantity = "channels_calcium_current_pA";
  const charges = (gating: "mean" | "stochastic", count: number): number[] => {
    const protocol = experiment({
      stimuli: { AP: [{ kind: "action potentials", at: "20 ms" }] }, trials: count, seed: 7, duration: 60,
    });
    const session = sessionOf({ ...protocol, gating }, { truth: [quantity] });
    const found: number[] = [];
    for (const { record } of runSession(session, session.trials.keys())) {
      if (record) found.push((record.truth[0] as Float32Array).reduce((sum, pA) => sum + pA * TRUTH_INTERVAL, 0));
    }
    return found;
  };
  const [mean = NaN] = charges("mean", 1);
  const drawn = charges("stochastic", trials);
  const average = drawn.reduce((sum, x) => sum + x, 0) / trials;
  const sd = Math.sqrt(drawn.reduce((sum, x) => sum + (x - average) ** 2, 0) / (trials - 1));
  return [{
    case: `charge of an action potential through the head's channels by chance, mean of ${trials} trials (s.d. ${sd.toFixed(3)} fC): Z`,
    reference: `${mean.toFixed(3)} fC`, error: ((average - mean) / (sd / Math.sqrt(trials))).toFixed(2), tolerance: "3",
    verdict: verdictOf(sd > 0 && Math.abs(average - mean) < 3 * (sd / Math.sqrt(trials))),
  }];
}
