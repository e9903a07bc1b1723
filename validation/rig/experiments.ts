/** What the evidence of the rig repeats: experiments as values, a noiseless microscope, and the truth as ΔF/F. */
import { microscopeValue } from "#microscope";
import { dyeBrightness, dyeNamed } from "#model";
import { protocolOf, type Protocol } from "#protocol";
import type { LineScanTrial, Recording } from "#recording";
import { simulateHere, type Simulated, type Truth } from "#rig";

/** Trials that differ by chance alone: dye in place at once, channels that don't run down, light that harms nothing. */
const ALIKE = {
  "loading.soma": "1 s", "loading.dendrite": "1 s", "solutions.runDownWithAtp": "1000000000 s",
  "microscope.bleaching": "0 /s", "microscope.damageDose": "1000000 s",
};
/** Every release alike, so that the truth is the same in all trials. */
const SAME_RELEASES = { "release.quantalVariation": "0", "release.jitter": "0 ms" };
/** Photons of one, so many that the picture is its mean: relative noise of a line 1e-4. */
const BRIGHTER = 3e5;
const PERFECT = { bits: 16, countsPerPhoton: 0.001, readNoise: 0, excessNoise: 1, backgroundRate: "0 /ms" };

export const SHOCK = 100; // ms: 50 lines of rest before it
export const CALCIUM_GREEN = "calcium green-1 200 µM";
export const MAGNESIUM_GREEN = "magnesium green 500 µM";

export interface Experiment {
  readonly stimuli: Readonly<Record<string, unknown>>;
  readonly trials: number;
  readonly seed: number;
  readonly dye?: string;
  /** mW; photons grow with its square. */
  readonly power?: number;
  /** ms */
  readonly duration?: number;
  readonly clamp?: "current clamp" | "voltage clamp";
  readonly holding?: string;
  readonly axon?: Readonly<Record<string, unknown>>;
  /** False: sizes and delays of releases vary from trial to trial, as they do. */
  readonly sameReleases?: boolean;
  /** The picture's mean, without photon noise, read noise and stray light; an amplifier without noise. */
  readonly noiseless?: boolean;
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** Numbers of the model that differ. */
  readonly set?: Readonly<Record<string, string>>;
}

/** One spine on an oblique, 120 µm from the soma, crossed by a line of 32 pixels and 4 µm every 2 ms. */
export function experiment({
  stimuli, trials, seed, dye = CALCIUM_GREEN, power = 10, duration = 300, clamp = "current clamp",
  holding = "-70 mV", axon = { reliable: true, elsewhere: 0 }, sameReleases = true, noiseless = false,
  conditions = { control: {} }, set = {},
}: Experiment): Protocol {
  const brightness = BRIGHTER * microscopeValue("brightness") * (10 / power) ** 2;
  return protocolOf({
    name: "evidence", seed, trials, stimuli, axon,
    spine: { dendrite: "oblique", distance: "120 µm" },
    pipette: { dye },
    electrode: {
      mode: clamp, holding, filter: "1 kHz", sampling: "5 kHz", ...(noiseless && { currentNoise: "0 pA" }),
    },
    conditions,
    // Releases that empty a terminal don't reach into the next trial.
    interval: "60 s",
    duration: `${duration} ms`,
    imaging: {
      kind: "line scan", period: "2 ms", pixels: 32, length: "4 µm", power: `${power} mW`,
      detector: noiseless ? PERFECT : { bits: 16 },
    },
    set: {
      ...ALIKE, ...(sameReleases ? SAME_RELEASES : {}), ...set,
      ...(noiseless ? { "microscope.brightness": `${brightness} /µM/µm³/ms` } : {}),
    },
  });
}

/** With the truth beside it. */
export function simulated(protocol: Protocol): Simulated & { readonly truth: Truth } {
  const { recording, truth } = simulateHere(protocol, { truth: true });
  if (!truth) throw new Error("broken invariant: the truth was asked for");
  return { recording, truth };
}

/** The recording with these of its lines alone. */
export function withLines(recording: Recording, lines: readonly LineScanTrial[]): Recording {
  return { ...recording, lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: lines })) };
}

/** Lines of the trials in which this was done, of replica `k` of those with `n` each; of all without. */
export function linesOf(recording: Recording, stimulus: string, k?: number, n = 0): readonly LineScanTrial[] {
  const called = (recording.lineScans[0]?.trials ?? [])
    .filter(({ trial }) => recording.trials[trial]?.protocol === stimulus);
  return k === undefined ? called : called.slice(k * n, (k + 1) * n);
}

/** A traced quantity of one trial. */
export function truthTrace(truth: Truth, trial: number, name: string): Float32Array {
  const found = truth.trials[trial]?.traces[truth.quantities.findIndex((quantity) => quantity.name === name)];
  if (!found) throw new Error(`the truth has no ${name} in trial ${trial}`);
  return found;
}

/**
 * True ΔF/F of head or shaft, %: F = f·(T − b) + F_b·b of the bound dye b, with the dye's brightness free and bound.
 * Only where all dye is in place from the first trial on.
 */
export function trueDeltaF(truth: Truth, trial: number, where: "head" | "shaft"): Float64Array {
  const { dye } = truth.protocol.pipette;
  if (!dye) throw new Error("broken invariant: these experiments have a dye");
  const { free, bound } = dyeBrightness(dyeNamed(dye.name), truth.protocol.set);
  const total = Number.parseFloat(dye.concentration);
  const light = Float64Array.from(truthTrace(truth, trial, `${where}_bound_dye_uM`),
    (b) => free * (total - b) + bound * b);
  const rest = light[0] as number;
  return light.map((f) => 100 * (f / rest - 1));
}

export const largest = (values: ArrayLike<number>): number => {
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] as number);
  return most;
};

export const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
