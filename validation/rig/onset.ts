/** When calcium begins to rise, as the bench reads it from lines 2 ms apart, against the dye in the spine's head. */
import { isRefusal, measure } from "#analysis";
import type { Truth } from "#rig";
import type { Estimate } from "#statistics";
import { told, type EvidenceRow } from "../simulation/evidence.js";
import { experiment, largest, linesOf, mean, SHOCK, simulated, truthTrace, withLines } from "./experiments.js";
import { held95 } from "./probability.js";

const TRIALS = 10;
/** Of the peak: a rise that begins with no corner begins where this much of it is reached. */
const BEGUN = 0.01;

/** ms after the stimulus at which the head's bound dye has begun to rise. */
function trueOnset(truth: Truth): number {
  const dye = truthTrace(truth, 0, "head_bound_dye_uM");
  const rest = dye[0] as number;
  const level = rest + BEGUN * (largest(dye) - rest);
  const after = dye.findIndex((b) => b > level);
  const [a, b] = [dye[after - 1] as number, dye[after] as number];
  return truth.interval * (after - 1 + (level - a) / (b - a)) - SHOCK;
}

const CASES = [
  { name: "AP", kind: "action potentials", power: 10, judged: true },
  // NMDA receptors open without a corner, and the fit's shape has one: its onset is late, which light makes plain.
  // Told, since where a rise without a corner begins is a matter of definition; a release is 1.3 ms before its 1 %.
  { name: "release", kind: "synaptic", power: 10, judged: false },
  { name: "release, four times the light", kind: "synaptic", power: 20, judged: false },
] as const;

export function onsetRows({ repetitions }: { readonly repetitions: number }): EvidenceRow[] {
  return CASES.flatMap(({ name, kind, power, judged }, k): EvidenceRow[] => {
    const stimuli = { it: { kind, at: `${SHOCK} ms` } };
    const { recording, truth } = simulated(
      experiment({ stimuli, trials: TRIALS * repetitions, seed: 301 + k, power, duration: 240 }));
    const begun = trueOnset(truth);
    const found = Array.from({ length: repetitions }, (_, r) =>
      measure(withLines(recording, linesOf(recording, "it", r, TRIALS))));
    const onsets = found.flatMap(({ regions: [spine] }): Estimate[] =>
      spine && !isRefusal(spine.onset) ? [spine.onset] : []);
    const held = onsets.filter(({ interval }) => interval && interval.low <= begun && begun <= interval.high).length;
    const delays = found.flatMap(({ further }) => further.flatMap(({ name: what, answer }) =>
      (what.startsWith("onset of shaft") && !isRefusal(answer) ? [answer] : [])));
    const together = delays.filter(({ interval }) => interval && interval.low <= 0 && interval.high >= 0).length;
    const delay = `${name}: intervals of the delay of the shaft that hold 0, ${together} of ${delays.length}`;
    const title = `${name}: intervals of ${TRIALS} trials that hold the true onset, ${held} of ${repetitions}`;
    return [
      judged ? held95(title, held, repetitions) : told(title, "95 %", `${((100 * held) / repetitions).toFixed(0)} %`),
      told(
        `${name}: onset, mean of ${onsets.length}, against the true one`, `${begun.toFixed(2)} ms`,
        `${(mean(onsets.map(({ value }) => value)) - begun).toFixed(2)} ms`,
      ),
      ...(kind === "action potentials"
        ? [held95(delay, together, delays.length)] : []),
    ];
  });
}
