import type { LineScan, Region } from "./line-scan.js";
import type { Issue } from "./issue.js";

/**
 * One session on one cell: line scans, electrode traces, stimuli and solutions, on one clock.
 *
 * Plain data, safe to clone into a worker or print as JSON (pixels apart). Readers make it, the analysis reads
 * it, and nothing in it tells a virtual recording from a real one but `provenance.simulated`, which only the
 * report prints. All times are ms on the recording's clock unless a name says otherwise; trials follow each
 * other on it as they did at the rig, or end to end where the file doesn't say.
 */
export interface Recording {
  /** Name for people, usually the folder's or the file's. */
  readonly name: string;
  /** What was read: `prairie`, `tiff`, `ome-tiff`, `imagej-tiff`, `scanimage-tiff`, `abf1`, `abf2`, `atf`, `csv`, `nwb`. */
  readonly format: string;
  /** Format with version and instrument, as in "Prairie View 5.4.64.100 folder". */
  readonly formatDetail: string;
  /** ISO 8601 local or zoned date and time of the start, as the file gives it; absent if it doesn't. */
  readonly startedAt?: string;
  /** One per scan configuration (path, pixel count, line period); most recordings have one, electrode files none. */
  readonly lineScans: readonly LineScan[];
  readonly sweeps: readonly Sweep[];
  /**
   * ms added to every sweep's time to bring the electrode's clock onto the image's. 0 where one file carries both;
   * the user's to edit where an ABF joins a line scan.
   */
  readonly sweepOffset: number;
  /** Same order in every view; `index` counts from 0. */
  readonly trials: readonly Trial[];
  readonly events: readonly StimulusEvent[];
  /** Solutions and drugs; each trial names one by `Trial.condition`. */
  readonly conditions: readonly Condition[];
  /** Pictures that show where the line ran. */
  readonly images: readonly ReferenceImage[];
  /** Structures that were marked along the lines, where the file carries them (NWB). */
  readonly regions?: readonly Region[];
  readonly provenance: Provenance;
  /** Everything that is damaged, missing, contradictory or assumed; never empty where something was. */
  readonly issues: readonly Issue[];
}

/** One stimulus and its record: a Prairie cycle, an ABF sweep, a row of NWB's trials. */
export interface Trial {
  readonly index: number;
  /** ms on the recording's clock. */
  readonly start: number;
  /** ms, from the first to the end of the last sample. */
  readonly duration: number;
  /** Name of a `Condition`. */
  readonly condition: string;
  /** Protocol of this trial where the file names one: "EPSP", "AP", "paired". */
  readonly protocol?: string;
}

/** Bath, drugs and holding while a trial ran. Absent fields are unknown, never defaults. */
export interface Condition {
  readonly name: string;
  readonly bath?: string;
  readonly drugs: readonly { readonly name: string; readonly concentration_uM?: number }[];
  readonly calcium_mM?: number;
  readonly magnesium_mM?: number;
  readonly temperature_C?: number;
  /** mV commanded in voltage clamp. */
  readonly holding?: number;
}

/** What one electrode channel read or commanded during one trial. */
export interface Sweep {
  readonly trial: number;
  /** Channel name as in the file, such as "IN 0" or "Im_prime". */
  readonly channel: string;
  readonly quantity: "potential" | "current" | "command potential" | "command current" | "trigger" | "other";
  /** mV for potentials, pA for currents; else the file's own unit. */
  readonly unit: string;
  /** ms from the trial's start to the first sample. */
  readonly start: number;
  /** ms between samples, exact as the file states it. */
  readonly samplePeriod: number;
  readonly samples: Float32Array | Float64Array;
}

/** A stimulus that was delivered (or a mark that was set), in ms from its trial's start. */
export interface StimulusEvent {
  readonly trial: number;
  readonly start: number;
  readonly duration: number;
  readonly kind: "synaptic" | "somatic" | "uncaging" | "light" | "tag" | "other";
  /** What was addressed: "Point 1", "Schaffer", "soma". */
  readonly target?: string;
  readonly amplitude?: number;
  readonly amplitudeUnit?: string;
  /** Where this came from, such as "MarkPoints, InitialDelay" or "user". */
  readonly source: string;
}

/** A picture of the field, with the line's ends in its pixels where known. */
export interface ReferenceImage {
  readonly name: string;
  readonly channel?: string;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Uint16Array | Int16Array;
  readonly pixelSize_um?: number;
}

/** Where it came from. `simulated` is for the report's words alone; analysis must not read it. */
export interface Provenance {
  readonly simulated: boolean;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256?: string }[];
  /** Program that wrote the files: "Prairie View 5.4.64.100", "Clampex 10.7". */
  readonly program?: string;
  /** Settings worth showing, by the file's own names, as in { "pmtGain Ch 1 HV": "650" }. */
  readonly settings: Readonly<Record<string, string>>;
  /** The experiment as JSON, where the file carries one (NWB `source_script`). */
  readonly experiment?: string;
}
