import type { Stimulus } from "./stimulus.js";

/** A run of equal records somewhere in the file: `count` of `stride` bytes each, from byte `start`, all within it. */
export interface Records {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

/** How one channel's stored numbers become the file's own unit: `value = stored · scale + shift`. */
export interface AdcChannel {
  readonly name: string;
  readonly unit: string;
  readonly scale: number;
  readonly shift: number;
  /** Number of the digitiser's input. */
  readonly input: number;
}

/** What both generations of header say, in one vocabulary. Both `readHeader1` and `readHeader2` make it. */
export interface AbfHeader {
  readonly major: 1 | 2;
  /** "1.83" or "2.6.0.0". */
  readonly version: string;
  /** 1 variable-length events · 2 fixed-length events · 3 gap-free · 4 oscilloscope · 5 episodic. */
  readonly mode: number;
  readonly sampleBytes: 2 | 4;
  readonly dataStart: number;
  /** Samples of all channels together, as the header claims. */
  readonly claimedSamples: number;
  /** In the order of sampling. */
  readonly channels: readonly AdcChannel[];
  /** µs between samples of one channel. */
  readonly sampleInterval: number;
  /** µs between samples of one channel after `clockChange` samples of a sweep, for sweeps with two clocks. */
  readonly secondInterval?: number;
  /** Samples of one channel. */
  readonly clockChange?: number;
  /** µs of one tick of the synch array and the tags. */
  readonly tick: number;
  readonly synch: Records;
  /** Entries that the header claims, which a truncated file may lack. */
  readonly claimedSweeps: number;
  /** Samples of all channels in one sweep. */
  readonly samplesPerSweep: number;
  /** s between the starts of sweeps by the protocol; 0 means as fast as possible. */
  readonly startToStart: number;
  readonly tags: Records;
  readonly claimedTags: number;
  readonly deltas: number;
  readonly startedAt?: string;
  readonly program?: string;
  readonly protocol?: string;
  readonly stimulus: Stimulus;
  readonly settings: Readonly<Record<string, string>>;
}

/** What scales one input; the vendor's words, one to one. */
export interface Gains {
  readonly range: number;
  readonly resolution: number;
  readonly instrumentScale: number;
  readonly instrumentOffset: number;
  readonly signalGain: number;
  readonly signalOffset: number;
  /** Whether a signal conditioner was in use; without one its gain and offset are idle numbers. */
  readonly conditioned: boolean;
  readonly programmableGain: number;
  /** Gain that the amplifier telegraphed, or 1. */
  readonly telegraphGain: number;
}

/**
 * Stored integer to the channel's unit:
 *
 *     scale = range / (instrumentScale · programmableGain · signalGain · telegraphGain · resolution)
 *     shift = instrumentOffset − signalOffset
 *
 * as Axon's own library computes it (ABFH_GetADCtoUUFactors). Undefined where a factor is zero or not finite: then the
 * file can't say what its counts mean.
 */
export function scaling(g: Gains): { scale: number; shift: number } | undefined {
  const gain = g.instrumentScale * g.programmableGain * g.telegraphGain * (g.conditioned ? g.signalGain : 1);
  const scale = g.range / (gain * g.resolution);
  const shift = g.instrumentOffset - (g.conditioned ? g.signalOffset : 0);
  return Number.isFinite(scale) && scale !== 0 && Number.isFinite(shift) ? { scale, shift } : undefined;
}

/**
 * Date and time of the start as ISO 8601, or undefined where the header holds none that exists. `date` is YYYYMMDD,
 * before pCLAMP 7 also YYMMDD.
 */
export function startedAt(date: number, milliseconds: number): string | undefined {
  const full = date > 0 && date < 1_000_000 ? date + (date < 800_000 ? 20_000_000 : 19_000_000) : date;
  const year = Math.floor(full / 10_000);
  const month = Math.floor(full / 100) % 100;
  const day = full % 100;
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const exists = year >= 1980 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 && !leap ? 28 : days);
  if (!exists || milliseconds < 0 || milliseconds >= 86_400_000) return undefined;
  const two = (n: number): string => String(n).padStart(2, "0");
  const seconds = Math.floor(milliseconds / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${String(year)}-${two(month)}-${two(day)}T${clock}.${String(milliseconds % 1000).padStart(3, "0")}`;
}

/**
 * A stored interval in µs without the error of 32-bit storage: Axon's clocks are multiples of 0.1 µs per sample of a
 * channel, so 33.333332 µs × 3 channels is 100 µs. Anything further from such a multiple than rounding explains is
 * kept as it stands.
 */
export function exactInterval(interval: number): number {
  const rounded = Math.round(interval * 10) / 10;
  return Math.abs(rounded - interval) <= 4e-7 * Math.abs(interval) ? rounded : interval;
}

/** Creator and version as a person would say them: "Clampex 10.7.0.3". */
export function programName(name: string, version: readonly number[]): string | undefined {
  const plain = name === "" ? "" : name;
  if (version.every((part) => part === 0)) return plain === "" ? undefined : plain;
  return `${plain === "" ? "unnamed program" : plain} ${version.join(".")}`;
}

/** A number as the file holds it, read for people: 32-bit floats without their binary tail. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(7)));
}
