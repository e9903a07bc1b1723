/** A trial that is still being computed, drawn over the one that stood there: as a beam that writes over its last sweep. */
import type { LineScan, Recording } from "radiatum";
import { askedText, type Asked } from "./asked.js";
import { relativeTraces, type RelativeTraces } from "./optical.js";
import type { CameTrial } from "./came-trial.js";
import { somaTraceOf, type SomaTrace } from "./soma-trace.js";

/** `came`: the beginning of a trial. What was read in `before` goes on where it ends, as far as the two are read alike. */
export function overwritten(came: CameTrial, before: CameTrial | undefined): CameTrial {
  if (!before) return came;
  const under = before.over?.before ?? before;
  const { recording: own } = came;
  const alike = came.truth !== undefined && came.truth.interval === under.truth?.interval;
  const truth = alike ? { ...came.truth, trials: came.truth.trials.map((trial, k) =>
    ({ ...trial, traces: trial.traces.map((trace, q) => over(trace, under.truth?.trials[k]?.traces[q])) })) } : came.truth;
  return {
    ...came, truth, relative: came.relative && alike ? over(came.relative, under.relative) : came.relative,
    recording: recordingOver(own, under.recording), over: { before: under, own },
  };
}

/** What stood there before anything was written over it. */
export const beneath = (trial: CameTrial): CameTrial => trial.over?.before ?? trial;

/** ΔF/F of a trial: each part by its own F₀. */
export function relativeOf(trial: CameTrial, asked: Asked = {}): RelativeTraces | undefined {
  if (!trial.over) return relativeTraces(trial.recording, asked);
  const of = askedText(asked);
  const known = joined.get(trial);
  if (known?.of === of) return known.found;
  const { own, before } = trial.over;
  const [first, rest] = [relativeTraces(own, asked), relativeTraces(before.recording, asked)];
  const found = first && rest ? { ...first, traces: first.traces.map((trace, k) => over(trace, rest.traces[k])) } : first ?? rest;
  joined.set(trial, { of, found });
  return found;
}
const joined = new WeakMap<CameTrial, { readonly of: string; readonly found: RelativeTraces | undefined }>();

/** The electrode's sweep: each part by its own rest. */
export function somaOf(trial: CameTrial | undefined): SomaTrace | undefined {
  if (!trial) return undefined;
  if (!trial.over) return somaTraceOf(trial.recording, trial.place);
  const known = joinedSoma.get(trial);
  if (known) return known;
  const { own, before } = trial.over;
  const [first, rest] = [somaTraceOf(own, trial.place), somaTraceOf(before.recording, trial.place)];
  const [sweep] = own.sweeps;
  if (!first || !rest || !sweep || !readAlike(own, before.recording)) return first;
  const until = sweep.start + first.samples.length * sweep.samplePeriod;
  const { low = 0, high = 0 } = first.range ?? rest.range ?? {};
  const found: SomaTrace = {
    rest: first.rest, samples: over(Float32Array.from(first.samples), Float32Array.from(rest.samples)),
    spikes: [...first.spikes, ...rest.spikes.filter((time) => time >= until)],
    range: { low: Math.min(low, rest.range?.low ?? low), high: Math.max(high, rest.range?.high ?? high) },
  };
  joinedSoma.set(trial, found);
  return found;
}
const joinedSoma = new WeakMap<CameTrial, SomaTrace>();

function recordingOver(own: Recording, under: Recording): Recording {
  return {
    ...own,
    lineScans: own.lineScans.map((scan, s) => scanOver(scan, under.lineScans[s])),
    sweeps: readAlike(own, under)
      ? own.sweeps.map((sweep, k) => ({ ...sweep, samples: over(sweep.samples as Float32Array, under.sweeps[k]?.samples as Float32Array | undefined) }))
      : own.sweeps,
  };
}

const readAlike = ({ sweeps: [own] }: Recording, { sweeps: [under] }: Recording): boolean =>
  own?.unit === under?.unit && own?.samplePeriod === under?.samplePeriod && own?.start === under?.start;

function scanOver(own: LineScan, under: LineScan | undefined): LineScan {
  const alike = under && own.pixelsPerLine === under.pixelsPerLine && own.timing.period === under.timing.period;
  const [first, rest] = [own.trials[0], under?.trials[0]];
  if (!alike || !first || !rest || first.start !== rest.start) return own;
  return {
    ...own, trials: [{ ...first, lines: Math.max(first.lines, rest.lines), pixels: first.pixels.map((pixels, c) => pixels && over(pixels as Uint16Array, rest.pixels[c] as Uint16Array | undefined)) }],
  };
}

/** `own`, and after its end what `under` has there. */
function over<Samples extends Float32Array | Float64Array | Uint16Array>(own: Samples, under: Samples | undefined): Samples {
  if (!under || under.length <= own.length) return own;
  const whole = under.slice() as Samples;
  whole.set(own);
  return whole;
}
