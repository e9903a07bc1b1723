import { exp, log, square } from "#elementary";
import { randomStream, type RandomStream } from "#random";
import type { LineScan, Recording, Sweep, Trial } from "#recording";

/** What the demonstration assumes. Order-of-magnitude values of the experiment of Yuste et al. 1999, stated, not fitted. */
export interface TwoStateSynapse {
  readonly trials: number;
  readonly lines: number;
  readonly pixels: number;
  /** ms; the paper's line scans took 2 or 2.6. */
  readonly linePeriod: number;
  /** µm along the line. */
  readonly pixelSize: number;
  /** ms from a trial's start to the shock. */
  readonly stimulus: number;
  /** Chance that the shock releases a vesicle. */
  readonly releaseProbability: number;
  /** Peak ΔF/F in the spine after release; each success draws its own, with this coefficient of variation. */
  readonly amplitude: number;
  readonly amplitudeVariation: number;
  /** ms. */
  readonly rise: number;
  readonly decay: number;
  /** Photons a line at rest: spine, shaft, and each pixel of empty tissue. */
  readonly spinePhotons: number;
  readonly shaftPhotons: number;
  readonly tissuePhotons: number;
  /** Detector: counts with no light, counts per photon, and the electronics' noise (SD, counts). */
  readonly darkLevel: number;
  readonly countsPerPhoton: number;
  readonly readNoise: number;
  /** pA at the soma when the vesicle is released, its coefficient of variation, and the trace's noise (SD, pA). */
  readonly epsc: number;
  readonly epscVariation: number;
  readonly currentNoise: number;
}

export const demonstrationSynapse: TwoStateSynapse = {
  trials: 40,
  lines: 200,
  pixels: 44,
  linePeriod: 2,
  pixelSize: 0.15,
  stimulus: 100,
  releaseProbability: 0.35,
  amplitude: 0.9,
  amplitudeVariation: 0.25,
  rise: 4,
  decay: 120,
  spinePhotons: 30,
  shaftPhotons: 90,
  tissuePhotons: 0.15,
  darkLevel: 100,
  countsPerPhoton: 14,
  readNoise: 3,
  epsc: -7,
  epscVariation: 0.25,
  currentNoise: 1.1,
};

/** Random streams: one a purpose, so that more lines or trials never change what the others drew. */
const STREAM = { release: 0, light: 1, current: 2 } as const;

const LAYOUT = { spineCentre: 13, spineWidth: 2.1, shaftCentre: 27, shaftWidth: 3 }; // pixels; Gaussian SDs
const SCAN = "spine and shaft";
const SAMPLE_PERIOD = 0.1; // ms, 10 kHz as patch amplifiers are usually read

/**
 * A line scan through one spine and its shaft while a two-state synapse succeeds or fails, with the current at the
 * soma: green calcium dye and red structural dye, every photon counted. Same seed, same bytes.
 *
 * Stops being true: no diffusion into the shaft, no dye saturation, no bleaching, no movement. It shows the bench at
 * work; it is no model of a spine.
 */
export function twoStateSynapse(seed: number, synapse: TwoStateSynapse = demonstrationSynapse): Recording {
  const duration = synapse.lines * synapse.linePeriod;
  const interval = 10_000; // ms between shocks, as in minimal stimulation at 0.1 Hz
  const trials: Trial[] = [];
  const sweeps: Sweep[] = [];
  const scans: LineScan["trials"][number][] = [];
  for (let index = 0; index < synapse.trials; index++) {
    const release = randomStream(seed, index, STREAM.release);
    const succeeds = release.uniform() < synapse.releaseProbability;
    const transient = succeeds ? synapse.amplitude * Math.max(0, 1 + synapse.amplitudeVariation * release.normal()) : 0;
    const current = succeeds ? synapse.epsc * Math.max(0, 1 + synapse.epscVariation * release.normal()) : 0;
    trials.push({ index, start: index * interval, duration, condition: "control", protocol: "shock" });
    scans.push({ trial: index, lines: synapse.lines, start: 0, pixels: photograph(synapse, transient, randomStream(seed, index, STREAM.light)) });
    sweeps.push(somaticCurrent(synapse, index, current, duration, randomStream(seed, index, STREAM.current)));
  }
  const offsets = Float64Array.from({ length: synapse.pixels }, (_, i) => ((i + 0.5) / synapse.pixels) * synapse.linePeriod * 0.8);
  return {
    name: "two-state synapse (demonstration)",
    format: "demonstration",
    formatDetail: `two-state synapse with photon noise, seed ${seed}`,
    startedAt: "1999-03-15T10:00:00+00:00",
    lineScans: [
      {
        name: SCAN,
        pixelsPerLine: synapse.pixels,
        channels: [
          { name: "Ch1", colour: "red", dye: "Alexa Fluor 594", darkLevel: synapse.darkLevel },
          { name: "Ch2", colour: "green", dye: "calcium green-1", darkLevel: synapse.darkLevel },
        ],
        trials: scans,
        timing: { period: synapse.linePeriod, source: "simulated", alternatives: [], contradictions: [] },
        dwellTime_us: (1000 * 0.8 * synapse.linePeriod) / synapse.pixels,
        pixelOffsets: offsets,
        pixelSize_um: synapse.pixelSize,
        path: { shape: "straight", vertices: [] },
        bits: 12,
      },
    ],
    sweeps,
    sweepOffset: 0,
    trials,
    events: trials.map(({ index }) => ({
      trial: index,
      start: synapse.stimulus,
      duration: 0.2,
      kind: "synaptic",
      target: "Schaffer collateral",
      source: "simulated",
    })),
    conditions: [{ name: "control", bath: "ACSF", drugs: [], calcium_mM: 2, magnesium_mM: 2, temperature_C: 32, holding: -70 }],
    regions: [
      { name: "spine", structure: "spine", from: 10, to: 16, scan: SCAN },
      { name: "shaft", structure: "dendrite", from: 23, to: 31, scan: SCAN },
    ],
    images: [],
    provenance: { simulated: true, files: [], program: "Radiatum demonstration", settings: { seed: String(seed) } },
    issues: [],
  };
}

/** Relative rise of fluorescence, peak 1, of a transient that starts at 0 ms. */
function timeCourse({ rise, decay }: TwoStateSynapse): (time: number) => number {
  const shape = (time: number): number => (time > 0 ? (1 - exp(-time / rise)) * exp(-time / decay) : 0);
  const peak = shape(rise * log(1 + decay / rise));
  return (time) => shape(time) / peak;
}

/** One trial's counts, red then green, lines × pixels. */
function photograph(synapse: TwoStateSynapse, transient: number, random: RandomStream): [Uint16Array, Uint16Array] {
  const { lines, pixels } = synapse;
  const bell = (centre: number, width: number) => (pixel: number) =>
    exp(-0.5 * square((pixel - centre) / width)) / (width * Math.sqrt(2 * Math.PI));
  const spine = bell(LAYOUT.spineCentre, LAYOUT.spineWidth);
  const shaft = bell(LAYOUT.shaftCentre, LAYOUT.shaftWidth);
  const course = timeCourse(synapse);
  const full = 4095; // 12-bit converter
  const digitise = (photons: number): number =>
    Math.min(full, Math.max(0, Math.round(synapse.darkLevel + synapse.countsPerPhoton * random.poisson(photons) + synapse.readNoise * random.normal())));
  const red = new Uint16Array(lines * pixels);
  const green = new Uint16Array(lines * pixels);
  for (let line = 0; line < lines; line++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const at = line * pixels + pixel;
      const time = line * synapse.linePeriod + ((pixel + 0.5) / pixels) * synapse.linePeriod * 0.8 - synapse.stimulus;
      const inSpine = synapse.spinePhotons * spine(pixel);
      const inShaft = synapse.shaftPhotons * shaft(pixel);
      red[at] = digitise(synapse.tissuePhotons + 1.4 * inSpine + 1.4 * inShaft);
      green[at] = digitise(synapse.tissuePhotons + inSpine * (1 + transient * course(time)) + inShaft);
    }
  }
  return [red, green];
}

/** Current in voltage clamp at −70 mV: a unitary EPSC 3 ms after the shock where a vesicle was released, and noise. */
function somaticCurrent(synapse: TwoStateSynapse, trial: number, amplitude: number, duration: number, random: RandomStream): Sweep {
  const count = Math.round(duration / SAMPLE_PERIOD);
  const samples = new Float32Array(count);
  const holding = -35; // pA to hold the cell at −70 mV
  const course = timeCourse({ ...synapse, rise: 2.5, decay: 12 }); // ms, an EPSC filtered by dendrite and electrode
  let noise = 0;
  for (let i = 0; i < count; i++) {
    const time = i * SAMPLE_PERIOD - synapse.stimulus;
    // First-order noise with a corner near 1 kHz, as behind the amplifier's filter.
    noise = 0.53 * noise + Math.sqrt(1 - square(0.53)) * synapse.currentNoise * random.normal();
    const artefact = time >= 0 && time < 0.3 ? 60 * (time < 0.15 ? 1 : -0.6) : 0;
    samples[i] = holding + artefact + amplitude * course(time - 3) + noise;
  }
  return { trial, channel: "Im", quantity: "current", unit: "pA", start: 0, samplePeriod: SAMPLE_PERIOD, samples };
}
