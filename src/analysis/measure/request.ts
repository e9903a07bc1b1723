import type { CallByHand } from "../measurement.js";

/**
 * What a person may choose; all of it optional, in the words of the command line. What is left out is chosen by the
 * program, and `Measurement.parameters` then says what it chose: given back as a request, it makes the same measurement.
 */
export interface MeasureRequest {
  /** Index into `Recording.lineScans`. */
  readonly scan?: number;
  /** Calcium channel by name ("Ch2"), number from 1, or colour ("green"). */
  readonly channel?: string;
  /** "32:37px", "2.1:3.0um", with a name "spine=32:37px"; the first decides success and failure. */
  readonly regions?: readonly string[];
  /** Where an earlier run had its regions from: "found" and "file" look again, "user" (default) takes `regions`. */
  readonly regionsFrom?: "user" | "file" | "found";
  /** "auto", "none", "60:69px" or "110 counts". */
  readonly background?: string;
  /** "0:100lines" or "0:200ms". */
  readonly baseline?: string;
  /** "1000ms", "100ms,150ms", "50lines", or "none". */
  readonly stimulus?: string;
  /** Where an earlier run had them from: "file" reads the marks again, "user" (default) takes `stimulus`. */
  readonly stimulusFrom?: "user" | "file";
  /** "green/red", "Ch2/Ch1" or "none". */
  readonly ratio?: string;
  /** "average 11", "savitzky-golay 11 3" or "none"; drawn, never measured on. */
  readonly smoothing?: string;
  readonly excluded?: readonly { readonly trial: number; readonly reason: string }[];
  /**
   * Trials that count although they end early; all are then fitted over the lines that these have. A trial table, too, is
   * overruled by them.
   */
  readonly included?: readonly number[];
  /** Calls made by hand, against whatever the amplitude says. */
  readonly calls?: readonly CallByHand[];
}
