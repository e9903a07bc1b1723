import type { Amplifier } from "#electrode";

/**
 * One experiment as plain data: what a protocol file says, checked, with every default filled in. Quantities stay as people
 * write them ("2 ms"), so that a protocol prints, diffs and saves as itself.
 */
export interface Protocol {
  readonly name: string;
  /** A sentence for the reader, such as "Figure 2A: one action potential in spine and shaft". */
  readonly about?: string;
  /** Named parameter set. */
  readonly parameters: string;
  /** Parameters that differ from the set's, by name: { "nmda.gMax": "0.3 nS" }. */
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number;
  /** "32 °C" */
  readonly temperature: string;
  /** Whether calcium channels of spines open each by chance, or as their mean. */
  readonly gating: "mean" | "stochastic";
  /** The cell's own calcium buffer: in place, or diffusing. */
  readonly buffer: "fixed" | "mobile";
  readonly cell: CellChoice;
  readonly spines: readonly Spine[];
  /** Channels and pumps that the model lacks, each as text. */
  readonly mechanisms: readonly WrittenMechanism[];
  /** Bath before any condition changes it. */
  readonly bath: Bath;
  readonly pipette: PipetteSolution;
  readonly electrode: Electrode;
  readonly axons: readonly Axon[];
  /** What is done in a trial, by name: "EPSP", "AP", "paired". */
  readonly stimuli: Readonly<Record<string, readonly Stimulus[]>>;
  /** In the order in which they are applied; solutions and drugs wash from one to the next. */
  readonly conditions: readonly Condition[];
  /** Which trials are run, in order. */
  readonly runs: readonly Run[];
  /** From the start of one trial to the start of the next. */
  readonly interval: string;
  /** Of one trial. */
  readonly duration: string;
  readonly imaging: Imaging;
}

/** A cell generated from published statistics (seed 0 is the reference cell, whose proportions are the means), or traced. */
export type CellChoice =
  | { readonly kind: "CA1 pyramidal"; readonly seed: number }
  | { readonly kind: "SWC"; readonly file: string };

export interface Spine {
  readonly name: string;
  /** Kind of dendrite: "oblique", "trunk", "tuft", "basal". */
  readonly dendrite: string;
  /** Path length from the soma, "120 µm". */
  readonly distance: string;
  /** Draws geometry, receptors, channels and release from the population's distributions with this seed; absent: the typical spine. */
  readonly draw?: number;
  /** What differs from the typical or drawn spine: { headVolume: "0.1 µm³" , nmda: "0.3 nS" }. Names as in the group "spine". */
  readonly with: Readonly<Record<string, string>>;
}

/** A mechanism as its author wrote it: read and checked, never run as code. */
export interface WrittenMechanism {
  readonly name: string;
  /** All of it, as docs/mechanisms.md says; what stood in a file of its own stands here. */
  readonly text: string;
  /** Places of the membrane: "dendrites", "spine heads". */
  readonly in: readonly string[];
  /** What differs from the text's own parameters: { gMax: "3 mS/cm²" }, within the text's bounds. */
  readonly with: Readonly<Record<string, string>>;
}

export interface Bath {
  readonly calcium: string;
  readonly magnesium: string;
}

/** A calcium indicator: one of the model's by its name, or another, which then says how it binds and how much it brightens. */
export interface Indicator {
  readonly name: string;
  readonly concentration: string;
  /** Dissociation constant; of a dye of the model, absent: the model's. */
  readonly kd?: string;
  /** Rate of binding, "0.6 /µM/ms". */
  readonly on?: string;
  /** Fluorescence with calcium over that without. */
  readonly dynamicRange?: number;
  /** Of the bound form, in units of calcium-bound calcium green-1. */
  readonly brightness?: number;
}

export interface StructuralDye {
  readonly name: string;
  readonly concentration: string;
}

export interface PipetteSolution {
  /** Calcium indicator; null for none. */
  readonly dye: Indicator | null;
  /** A red dye that calcium doesn't change; null for none. */
  readonly structuralDye: StructuralDye | null;
  readonly atp: string;
  /** From break-in to the first trial, during which dye flows in and, without ATP, channels run down. */
  readonly sinceBreakIn: string;
}

export interface Electrode extends Amplifier {
  /** As the amplifier shows it, uncorrected for the junction potential. */
  readonly holding: string;
}

/** A presynaptic axon: a stimulus of its threshold or more makes it fire. */
export interface Axon {
  readonly name: string;
  /** Spines of this protocol that it contacts. */
  readonly onto: readonly string[];
  /** Contacts beside them, spread over the obliques by the protocol's seed, which are not imaged. */
  readonly elsewhere: number;
  /** In units of the stimulator, as `strength` of a synaptic stimulus. */
  readonly threshold: string;
  /** True: every spike releases (for controls); absent: by chance. */
  readonly reliable: boolean;
}

export type Stimulus =
  /** Shocks through a stimulating electrode, to the axons that it reaches; absent: to all. */
  | {
    readonly kind: "synaptic"; readonly at: string; readonly count: number; readonly frequency: string;
    readonly strength: string; readonly axons?: readonly string[];
  }
  /** Brief currents into the soma, one action potential each. */
  | {
    readonly kind: "action potentials"; readonly at: string; readonly count: number; readonly frequency: string;
    readonly width: string; readonly current: string;
  }
  /** Steps of current, or of the command potential relative to holding, as the electrode's mode has it. */
  | {
    readonly kind: "step"; readonly at: string; readonly count: number; readonly frequency: string;
    readonly width: string; readonly by: string;
  }
  /** Glutamate uncaged onto a spine: a release that never fails. */
  | { readonly kind: "uncaging"; readonly at: string; readonly count: number; readonly frequency: string; readonly spine: string };

/** Bath, drugs and holding of a stretch of the session. */
export interface Condition {
  readonly name: string;
  /** Drugs with their dose: [{ name: "D-APV", dose: "100 µM" }]. */
  readonly drugs: readonly { readonly name: string; readonly dose: string }[];
  readonly bath: Bath;
  /** As `Electrode.holding`. */
  readonly holding: string;
  /** From the change of solution to the condition's first trial. */
  readonly wait: string;
  /** Time constant with which the bath follows the change; "0 min" exchanges at once. */
  readonly wash: string;
}

export interface Run {
  readonly stimulus: string;
  readonly condition: string;
  readonly trials: number;
}

export type Imaging = LineScanImaging | FrameImaging | StackImaging;

/** Laser, objective and detector, whatever is scanned. */
export interface Optics {
  readonly wavelength: string;
  readonly numericalAperture: number;
  /** Refractive index of what the objective dips into. */
  readonly medium: number;
  /** Mean power at the sample, "10 mW". */
  readonly power: string;
  /** Of the detector and its converter. */
  readonly detector: Detector;
}

export interface Detector {
  readonly bits: number;
  /** Reading without light, in counts. */
  readonly darkLevel: number;
  /** Counts a detected photon makes, on average. */
  readonly countsPerPhoton: number;
  /** Standard deviation of the electronics, in counts. */
  readonly readNoise: number;
  /** Variance over mean of what one photon makes, plus one: 1 is a perfect counter. */
  readonly excessNoise: number;
  /** Stray photons a millisecond. */
  readonly backgroundRate: string;
}

export interface LineScanImaging extends Optics {
  readonly kind: "line scan";
  /** Spine whose head and shaft the line crosses; or ends and corners in µm in the plane of that spine. */
  readonly through: string;
  readonly path: readonly { readonly x: number; readonly y: number }[] | null;
  readonly length: string;
  readonly pixels: number;
  /** Line period, "2 ms". */
  readonly period: string;
  /** Shutter open from here to the end of the trial; imaging starts here. */
  readonly from: string;
}

export interface FrameImaging extends Optics {
  readonly kind: "frame";
  /** Spine in the middle, or "soma". */
  readonly around: string;
  readonly width: string;
  readonly pixels: number;
  readonly dwell: string;
  readonly frames: number;
}

export interface StackImaging extends Optics {
  readonly kind: "stack";
  /** Spine in the middle, or "soma". */
  readonly around: string;
  readonly width: string;
  readonly pixels: number;
  readonly dwell: string;
  readonly depth: string;
  readonly step: string;
}
