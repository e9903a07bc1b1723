/** What the file says was put out: one epoch table per analog output, and the digital lines that follow one of them. */
export interface Stimulus {
  readonly outputs: readonly AnalogOutput[];
  readonly digital: DigitalOutput;
  /** Index of the output whose table times the digital lines and user lists. */
  readonly activeOutput: number;
  readonly userLists: readonly UserList[];
  /** Sweeps in one run of the protocol; later ones were added afterwards. */
  readonly sweepsPerRun: number;
  readonly runsPerTrial: number;
  /** Outputs take turns, sweep by sweep. */
  readonly alternating: boolean;
  readonly alternatingDigital: boolean;
  /** Parts of a sweep were stored at a lower rate. */
  readonly gearShift: boolean;
}

/** One digital-to-analog converter. */
export interface AnalogOutput {
  readonly index: number;
  readonly name: string;
  readonly unit: string;
  readonly enabled: boolean;
  readonly source: "none" | "epochs" | "file" | "unknown";
  readonly file: string;
  readonly holding: number;
  /** After a sweep the level stays where the last epoch left it. */
  readonly keepsLastLevel: boolean;
  /** A conditioning train that precedes each sweep ends on this level, in place of the holding level. */
  readonly conditioningLevel?: number;
  /** In the order they are played; disabled ones are left out. */
  readonly epochs: readonly Epoch[];
}

/** Times in samples of one channel, levels in the output's unit; increments are added from sweep to sweep. */
export interface Epoch {
  /** 0 is A, 1 is B. */
  readonly number: number;
  readonly type: number;
  readonly level: number;
  readonly levelIncrement: number;
  readonly duration: number;
  readonly durationIncrement: number;
  readonly period: number;
  readonly width: number;
}

/** Bits of the digital lines: bit 0 is OUT 0. */
export interface DigitalOutput {
  readonly enabled: boolean;
  /** Lines that the epochs can move; higher ones keep their holding state. */
  readonly lines: number;
  readonly holding: number;
  readonly keepsLastLevel: boolean;
  readonly trainsActiveHigh: boolean;
  readonly epochs: ReadonlyMap<number, DigitalEpoch>;
}

export interface DigitalEpoch {
  readonly value: number;
  readonly train: number;
  readonly alternateValue: number;
  readonly alternateTrain: number;
}

/** One parameter that takes its values from a list, sweep by sweep. */
export interface UserList {
  /** The output it belongs to. */
  readonly output: number;
  readonly parameter: number;
  readonly repeats: boolean;
  readonly values: readonly string[];
}

/** Epochs of a table before pCLAMP 11. User-list parameters are numbered by it. */
const EPOCHS = 10;
const DIGITAL = 11;
const LEVEL = DIGITAL + EPOCHS;
const DURATION = LEVEL + EPOCHS;
const PERIOD = DURATION + EPOCHS;
const WIDTH = PERIOD + EPOCHS;

/** What a user list varies, as far as a waveform depends on it. */
export type Varied =
  | { readonly what: "digital" | "level" | "duration" | "period" | "width"; readonly epoch: number }
  | { readonly what: "other outputs' holding" | "digital holding" | "conditioning" | "nothing here" | "unknown" };

/** The meaning of nULParamToVary, with tables of ten epochs (pCLAMP 7 to 10). */
export function variedBy(parameter: number): Varied {
  if (parameter < 0 || parameter >= WIDTH + EPOCHS) return { what: "unknown" };
  if (parameter >= WIDTH) return { what: "width", epoch: parameter - WIDTH };
  if (parameter >= PERIOD) return { what: "period", epoch: parameter - PERIOD };
  if (parameter >= DURATION) return { what: "duration", epoch: parameter - DURATION };
  if (parameter >= LEVEL) return { what: "level", epoch: parameter - LEVEL };
  if (parameter >= DIGITAL) return { what: "digital", epoch: parameter - DIGITAL };
  if (parameter === 8) return { what: "other outputs' holding" };
  if (parameter === 9) return { what: "digital holding" };
  return { what: parameter <= 6 ? "conditioning" : "nothing here" };
}

/** The list's entry for a sweep (from 0): after the last, the last again, or the first if the list repeats. */
export function listEntry(list: UserList, sweep: number): string {
  const last = list.values.length - 1;
  return list.values[list.repeats ? sweep % list.values.length : Math.min(sweep, last)] ?? "0";
}

/** The epoch's letter in Clampex: A to Z, then AA. */
export function epochLetter(number: number): string {
  const letter = String.fromCharCode(65 + (number % 26));
  return number < 26 ? letter : letter + letter;
}
