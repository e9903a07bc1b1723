/** Supralinearity of pairing as the bench reads it, against noiseless pictures of the same cell. */
import { backgroundOf, regionTrace, supralinearity, supralinearityOfAmplitudes } from "#analysis";
import type { LineScanTrial, Recording } from "#recording";
import type { Estimate } from "#statistics";
import { told, type EvidenceRow } from "../simulation/evidence.js";
import {
  experiment, largest, linesOf, MAGNESIUM_GREEN, mean, SHOCK, simulated, trueDeltaF, withLines,
} from "./experiments.js";
import { held95 } from "./probability.js";

const TRIALS = 8;
/** mW: four times the usual light, 110 photons a line. */
const POWER = 20;
const TRAIN = { count: 5, frequency: "66 Hz" };
const EPSP = { kind: "synaptic", at: `${SHOCK} ms`, ...TRAIN };
const AP = { kind: "action potentials", at: `${SHOCK + 3} ms`, ...TRAIN };
const STIMULI = { EPSP: [EPSP], AP: [AP], paired: [EPSP, AP] };
const ALONE = ["EPSP", "AP"] as const;
const ALL = [...ALONE, "paired"] as const;

const BASELINE = { from: 0, to: SHOCK / 2 };
/** Lines of the response, 0 to 110 ms after the first shock; chosen before anything was measured. */
const WINDOW = { from: SHOCK / 2, to: SHOCK / 2 + 55 };

export function pairingRows({ repetitions }: { readonly repetitions: number }): EvidenceRow[] {
  const shared = {
    stimuli: STIMULI, dye: MAGNESIUM_GREEN, power: POWER, duration: 360, seed: 401, axon: { reliable: true },
  };
  const clean = simulated(experiment({ ...shared, trials: 4, noiseless: true }));
  const { recording } = simulated(experiment({ ...shared, trials: TRIALS * repetitions }));
  const replicas = Array.from({ length: repetitions }, (_, k) =>
    withLines(recording, ALL.flatMap((name) => linesOf(recording, name, k, TRIALS))));

  const read = supralinearity(clean.recording, { paired: "paired", alone: ALONE });
  const peaks = largest(read.paired.mean) / read.alone.reduce((sum, one) => sum + largest(one.mean), 0);
  const cell = ALL.map((name) =>
    largest(trueDeltaF(clean.truth, linesOf(clean.recording, name)[0]?.trial ?? 0, "head")));
  const means = ratioOfMeans(clean.recording).value;

  const byFit = replicas.map((one) => supralinearity(one, { paired: "paired", alone: ALONE }).ratio);
  const byMean = replicas.map(ratioOfMeans);
  const title = "5 at 66 Hz";
  return [
    row(`${title}: supralinearity(), intervals that hold that of noiseless pictures`, byFit, read.ratio.value),
    told(`${title}: supralinearity(), mean of ${repetitions}`, read.ratio.value.toFixed(2), middle(byFit)),
    told(
      `${title}: noiseless, ratio of peaks, beside that of means in the window`,
      read.ratio.value.toFixed(2), peaks.toFixed(2),
    ),
    told(
      `${title}: ratio of noiseless peaks, against the cell's own`,
      ((cell[2] as number) / ((cell[0] as number) + (cell[1] as number))).toFixed(2), peaks.toFixed(2),
    ),
    row(`${title}: ratio of means, 0–110 ms, intervals that hold the noiseless one`, byMean, means),
    told(`${title}: ratio of means, mean of ${repetitions}`, means.toFixed(2), middle(byMean)),
  ];
}

const middle = (found: readonly Estimate[]): string => mean(found.map(({ value }) => value)).toFixed(2);

function row(name: string, found: readonly Estimate[], truth: number): EvidenceRow {
  const held = found.filter(({ interval }) => interval && interval.low <= truth && truth <= interval.high).length;
  return held95(`${name}, ${held} of ${found.length}`, held, found.length);
}

/** Paired over the sum of its parts, of each trial's mean ΔF/F in the window. */
function ratioOfMeans(recording: Recording): Estimate {
  const [scan] = recording.lineScans;
  const [spine] = recording.regions ?? [];
  if (!scan || !spine) throw new Error("broken invariant: a line was scanned through a spine");
  const { pixelsPerLine } = scan;
  const pixels = (trial: LineScanTrial): Uint16Array => trial.pixels[0] as Uint16Array;
  const background = backgroundOf(scan.trials.map(pixels), {
    pixelsPerLine, choice: { kind: "auto" }, regions: recording.regions ?? [], window: BASELINE,
  });
  const changes = (name: string): number[] => linesOf(recording, name).map((trial) => {
    const trace = regionTrace(pixels(trial), { pixelsPerLine, region: spine });
    const average = ({ from, to }: typeof WINDOW): number => mean([...trace.subarray(from, to)]);
    const rest = average(BASELINE);
    return (average(WINDOW) - rest) / (rest - background.value);
  });
  return supralinearityOfAmplitudes({ paired: changes("paired"), alone: ALONE.map(changes) }).ratio;
}
