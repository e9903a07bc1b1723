/** What a figure is: sessions on spines, and how their recordings are drawn. */
import type { Protocol } from "#protocol";
import type { Recording } from "#recording";
import type { Lettered, Theme } from "#report";
import type { Reading } from "../experiment.js";
import type { Drawing } from "../population.js";

/** How the paper came by its spine, where it chose one. */
export interface Choice {
  /** In words, after "the first spine": "that responds to EPSCs alone". */
  readonly rule: string;
  /** Whether the session on what was found is one to show. */
  readonly accepts: (recording: Recording) => boolean;
  /** The same of what the scorecard has read of the spine. */
  readonly wasAccepted: (reading: Reading) => boolean;
  /** Cells that are looked at before the first is taken all the same. */
  readonly among: number;
}

/** A session of an experiment on one of its spines: the same that the scorecard reads. */
export interface FigureSession {
  /** `paper/<protocol>.yaml`; an experiment of its name says how a cell's spine is searched for. */
  readonly protocol: string;
  readonly population: Drawing["population"];
  /** What of it differs or is left out. */
  readonly changes?: readonly string[];
  /** Absent: the experiment's first spine. */
  readonly choice?: Choice;
}

/** A session as it was recorded. */
export interface Shown {
  readonly recording: Recording;
  /** With the spine in it. */
  readonly protocol: Protocol;
  /** Of the spine, from 0. */
  readonly k: number;
  /** Why this spine; absent where there was nothing to choose. */
  readonly chosen?: string;
}

export interface Figure<Name extends string = string> {
  readonly number: number;
  readonly title: string;
  /** Rows of the scorecard that it shows. */
  readonly findings: readonly string[];
  readonly sessions: Readonly<Record<Name, FigureSession>>;
  readonly draw: (shown: Readonly<Record<Name, Shown>>, theme: Theme) => Drawn;
}

export interface Drawn {
  readonly lines: readonly (readonly Lettered[])[];
  /** What a physiologist reads beneath: of each panel, what was done and what is drawn. */
  readonly legend: readonly string[];
}

/** A figure whose sessions go by their own names. */
export const figure = <Name extends string>(what: Figure<Name>): Figure<Name> => what;
