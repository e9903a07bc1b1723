import type { Sweep } from "#recording";
import { inUnits, type Surroundings } from "./read-line-scans.js";
import { baseOf, type Series } from "./series.js";
import { milliseconds, millisecondsBetween, scaled } from "./times.js";

/** Factors to mV and pA of the units that electrode series carry, rightly ("volts") or not ("mV"). */
const TO_MILLIVOLTS: Readonly<Record<string, number>> = { volts: 1e3, volt: 1e3, v: 1e3, mv: 1, millivolts: 1, uv: 1e-3, "µv": 1e-3 };
const TO_PICOAMPERES: Readonly<Record<string, number>> = { amperes: 1e12, amps: 1e12, ampere: 1e12, a: 1e12, na: 1e3, pa: 1, ua: 1e6, "µa": 1e6 };

/** What each kind of series records. */
const QUANTITIES: Readonly<Record<string, { readonly quantity: Sweep["quantity"]; readonly unit: "mV" | "pA" }>> = {
  VoltageClampSeries: { quantity: "current", unit: "pA" },
  CurrentClampSeries: { quantity: "potential", unit: "mV" },
  IZeroClampSeries: { quantity: "potential", unit: "mV" },
  VoltageClampStimulusSeries: { quantity: "command potential", unit: "mV" },
  CurrentClampStimulusSeries: { quantity: "command current", unit: "pA" },
};

export const isPatchClamp = (series: Series): boolean => series.type in QUANTITIES;

/** Steps between samples may differ by this share before a series counts as unevenly sampled. */
const EVEN = 0.01;

/** "channel: IN 0" or "channel: IN 2; quantity: trigger", as Radiatum writes it into `comments`. */
const OWN_COMMENT = /^channel: (.*?)(?:; quantity: (trigger|other))?$/;

/** `comments` that carry what a sweep has and a series hasn't. */
export const sweepComment = (sweep: Pick<Sweep, "channel" | "quantity">): string =>
  `channel: ${sweep.channel}${sweep.quantity === "trigger" || sweep.quantity === "other" ? `; quantity: ${sweep.quantity}` : ""}`;

/** Every one-dimensional series, cut into trials. `sweepOffset` ms are taken off, to be added again by the recording. */
export function readSweeps(around: Surroundings, series: readonly Series[], sweepOffset: number): Sweep[] {
  const { frames, places, findings } = around;
  const sweeps: Sweep[] = [];
  const oneDimensional = series.filter((one) => one.shape.length === 1 || (one.shape.length === 2 && one.shape[1] === 1));
  for (const one of oneDimensional) {
    if (one.clock === undefined) {
      findings.add("error", "nwb-series-without-times", `${one.path} has neither timestamps nor a starting time and rate; it was left out.`);
      continue;
    }
    if (!isEven(one)) {
      findings.add("warning", "nwb-series-uneven", `${one.path} is sampled unevenly, which no sweep can show; it was left out.`);
      continue;
    }
  }
  const usable = oneDimensional.filter((one) => one.clock !== undefined && isEven(one));
  frames.frames.forEach((frame, row) => {
    for (const one of frames.candidates(usable, frame)) {
      const part = frames.partOf(one, frame);
      if (part === undefined || one.clock === undefined) continue;
      const trial = places[row] ?? row;
      const samples = readSamples(around, one, part, trial);
      if (samples === undefined) continue;
      const own = OWN_COMMENT.exec(one.comments);
      const kind = QUANTITIES[one.type];
      const start = millisecondsBetween(frame.start, one.clock.at(part.from));
      sweeps.push({
        trial,
        channel: own?.[1] ?? foreignChannel(around, one),
        quantity: kind?.quantity ?? (own?.[2] === "trigger" ? "trigger" : "other"),
        unit: kind?.unit ?? (one.unit === "unknown" ? "" : one.unit),
        start: sweepOffset === 0 ? start : scaled(start - sweepOffset, 1),
        samplePeriod: Number.isFinite(one.clock.period) ? milliseconds(one.clock.period) : 0,
        samples,
      });
    }
  });
  return sweeps;
}

/** What the series of one channel share: their name without the sweep's number, and the electrode where it is known. */
function foreignChannel({ file, findings }: Surroundings, series: Series): string {
  const name = series.name.replace(/[ _-]*\d+$/, "");
  const electrode = findings.attempt(() => file.linkTarget(`${series.path}/electrode`), undefined);
  return `${name === "" ? series.name : name}${electrode === undefined ? "" : ` ${baseOf(electrode)}`}`;
}

function isEven({ clock, shape }: Series): boolean {
  if (clock === undefined) return false;
  const total = Math.min(shape[0] ?? 0, clock.count);
  if (clock.count === Infinity || total < 3) return true;
  const expected = (total - 1) * clock.period;
  return Math.abs(clock.at(total - 1) - clock.at(0) - expected) <= EVEN * expected;
}

function readSamples(
  { file, findings }: Surroundings,
  series: Series,
  part: { readonly from: number; readonly count: number },
  trial: number,
): Float32Array | Float64Array | undefined {
  return findings.attempt(
    () => {
      const value = file.read(`${series.path}/data`, { from: part.from, to: part.from + part.count });
      if (value?.kind !== "number") return undefined;
      const factor = unitFactor(series, findings);
      // 1e-3 × 1e3 and 1e-12 × 1e12 must be exactly 1, or samples written as they were would come back changed.
      const conversion = scaled(series.conversion, factor);
      const single = value.values instanceof Float32Array;
      const samples = inUnits(value.values, conversion, series.offset * factor);
      if (single) return Float32Array.from(samples); // as precise as it was stored
      if (samples instanceof Float32Array || samples instanceof Float64Array) return samples;
      return samples.BYTES_PER_ELEMENT < 4 ? Float32Array.from(samples) : Float64Array.from(samples);
    },
    undefined,
    trial,
  );
}

function unitFactor(series: Series, findings: Surroundings["findings"]): number {
  const kind = QUANTITIES[series.type];
  if (kind === undefined) return 1;
  const table = kind.unit === "mV" ? TO_MILLIVOLTS : TO_PICOAMPERES;
  const factor = table[series.unit.toLowerCase()];
  if (factor !== undefined) return factor;
  const assumed = kind.unit === "mV" ? "volts" : "amperes";
  findings.add("warning", "nwb-unit-unknown", `${series.path}: the unit "${series.unit}" isn't one of ${kind.unit === "mV" ? "potential" : "current"}; ${assumed} were assumed, as NWB demands.`);
  return table[assumed] ?? 1;
}
