/** The electrode's sweep for the eye: of currents what they differ by from the current that holds the cell, and the heights that hold it. */
import type { Recording, StimulusEvent } from "radiatum";
import type { Range } from "../stack/traces.js";

export interface SomaTrace {
  readonly samples: ArrayLike<number>;
  /** pA or mV before the first stimulus. */
  readonly rest: number;
  /** ms at which the voltage passes 0 mV upwards: action potentials, as they were measured. Of a current none. */
  readonly spikes: readonly number[];
  /** All of it but artefacts. */
  readonly range: Range | undefined;
}

/** ms after a shock, and after the edges of a step under voltage clamp, in which the electrode reads its own charging. */
const ARTEFACT = 2.5;
const known = new WeakMap<Recording, SomaTrace | null>();

/** Of a recording of one trial, made once; undefined where nothing was read. */
export function somaTraceOf(recording: Recording, place: number): SomaTrace | undefined {
  const before = known.get(recording);
  if (before !== undefined) return before ?? undefined;
  const found = made(recording, recording.events.filter(({ trial }) => trial === place));
  known.set(recording, found ?? null);
  return found;
}

function made({ sweeps: [sweep] }: Recording, events: readonly StimulusEvent[]): SomaTrace | undefined {
  if (!sweep) return undefined;
  const first = Math.min(Infinity, ...events.map(({ start }) => start));
  const count = Math.max(1, Math.min(sweep.samples.length, Math.floor((first - sweep.start) / sweep.samplePeriod)));
  let sum = 0;
  for (let k = 0; k < count; k++) sum += sweep.samples[k] as number;
  const rest = sum / count;
  const clamped = sweep.unit === "pA";
  const samples = clamped ? Float32Array.from(sweep.samples, (value) => value - rest) : sweep.samples;
  const edges = events.flatMap(({ kind, start, duration }) => (kind === "somatic" ? (clamped ? [start, start + duration] : []) : [start]));
  const artefact = new Uint8Array(samples.length);
  for (const edge of edges) {
    const at = (time: number): number => Math.max(0, Math.round((time - sweep.start) / sweep.samplePeriod));
    artefact.fill(1, at(edge), at(edge + ARTEFACT));
  }
  return { rest, samples, spikes: clamped ? [] : crossingsOf(sweep), range: rangeOf(samples, artefact) };
}

/** mV: what an action potential passes on its way up, and must fall below again before there is another. */
const [PASSED, OVER] = [0, -20] as const;

function crossingsOf({ samples, start, samplePeriod }: Recording["sweeps"][number]): number[] {
  const found: number[] = [];
  let armed = true;
  for (let k = 0; k < samples.length; k++) {
    const value = samples[k] as number;
    if (armed && value >= PASSED) found.push(start + k * samplePeriod);
    armed = armed ? value < PASSED : value < OVER;
  }
  return found;
}

/** Least and greatest of the samples that aren't crossed out. */
function rangeOf(samples: ArrayLike<number>, crossed: Uint8Array): Range | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < samples.length; k++) {
    if (crossed[k] === 1) continue;
    const value = samples[k] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high >= low ? { low, high } : undefined;
}
