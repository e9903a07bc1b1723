/** Success and failure of minimal stimulation as the bench calls them, against the releases that there were. */
import { isRefusal, measure } from "#analysis";
import { judged, told, type EvidenceRow } from "../simulation/evidence.js";
import { experiment, linesOf, mean, SHOCK, simulated, withLines } from "./experiments.js";

interface Case {
  readonly probability: number;
  /** mW */
  readonly power: number;
}

/** The paper's range; at 6 mW there is a third of the light. */
const CASES: readonly Case[] = [
  { probability: 0.1, power: 10 }, { probability: 0.3, power: 6 }, { probability: 0.5, power: 10 },
];
const TRIALS = 80;

/** One experiment of 80 trials, measured. */
interface Replica {
  readonly holds: boolean;
  /** Estimate minus the share of trials that released. */
  readonly excess: number;
  readonly photons: number;
  readonly calls: readonly { readonly released: boolean; readonly call: string | undefined }[];
}

function replicas({ probability, power }: Case, count: number, seed: number): Replica[] {
  const { recording, truth } = simulated(experiment({
    stimuli: { shock: { kind: "synaptic", at: `${SHOCK} ms` } }, trials: TRIALS * count, seed, power,
    clamp: "voltage clamp", axon: { elsewhere: 0 }, sameReleases: false,
    set: { "release.probability": String(probability) },
  }));
  return Array.from({ length: count }, (_, k): Replica => {
    const found = measure(withLines(recording, linesOf(recording, "shock", k, TRIALS)));
    const calls = found.trials.map(({ trial, call }) => ({
      call, released: truth.trials[trial]?.attempts.some(({ release }) => release !== null) === true,
    }));
    const share = calls.filter(({ released }) => released).length / calls.length;
    const answer = found.calciumTransientProbability;
    const light = found.photonTransfer[0]?.photonsPerLine;
    const photons = light && !isRefusal(light) ? light.value : NaN;
    if (isRefusal(answer) || !answer.interval) return { holds: false, excess: NaN, photons, calls };
    const { low, high } = answer.interval;
    return { holds: low <= probability && probability <= high, excess: answer.value - share, photons, calls };
  });
}

export function probabilityRows({ repetitions }: { readonly repetitions: number }): EvidenceRow[] {
  const all = CASES.map((one, k) => ({ ...one, found: replicas(one, repetitions, 201 + k) }));
  return [
    coverage("p = 0.1, 0.3, 0.5 together", all.flatMap(({ found }) => found)),
    ...all.flatMap(({ probability, power, found }): EvidenceRow[] => {
      const photons = mean(found.map((replica) => replica.photons)).toFixed(0);
      const name = `p = ${probability}, ${power} mW, ${photons} photons a line`;
      const calls = found.flatMap((replica) => replica.calls);
      const [released, failed] = [true, false].map((is) => calls.filter((trial) => trial.released === is));
      return [
        coverage(name, found),
        judged(
          `${name}: estimate minus share of trials that released, mean`, "0",
          mean(found.map(({ excess }) => excess)), 0.01,
        ),
        told(`${name}: releases called success (undecided)`, `${released?.length}`, called(released, "success")),
        told(
          `${name}: trials without release called failure (undecided)`, `${failed?.length}`, called(failed, "failure"),
        ),
      ];
    }),
  ];
}

/** 93 to 97 % of the 95 % intervals, plus two standard errors of the count, as of the bench's own recovery studies. */
function coverage(name: string, found: readonly Replica[]): EvidenceRow {
  const held = found.filter(({ holds }) => holds).length;
  return held95(`${name}: intervals of ${TRIALS} trials that hold p, ${held} of ${found.length}`, held, found.length);
}

/** A share of 95 % intervals that hold the truth. */
export function held95(name: string, held: number, asked: number): EvidenceRow {
  const tolerance = 100 * (0.02 + 2 * Math.sqrt((0.95 * 0.05) / asked));
  return judged(name, "95 %", 100 * (held / asked - 0.95), tolerance, "%");
}

function called(trials: Replica["calls"] | undefined, as: string): string {
  const of = (word: string): number => (trials ?? []).filter(({ call }) => call === word).length;
  const count = trials?.length ?? 0;
  return `${((100 * of(as)) / count).toFixed(1)} % (${((100 * of("undecided")) / count).toFixed(1)})`;
}
