/** A patched cell and spines on it, as values. */
import { protocolOf, type Protocol } from "#protocol";
import { bodyOf } from "#rig";
import type { Length, Settings } from "./amounts.js";
import { misuse } from "./failures.js";

const OF_CELL = [
  "parameters", "set", "temperature", "gating", "buffer", "cell", "bath", "pipette", "electrode",
] as const;

type CellPart = Pick<Protocol, (typeof OF_CELL)[number]>;

/** A cell in whole-cell recording, to which nothing has been done yet: plain data, checked, every default filled in. */
export interface PatchedCell extends CellPart {
  /** Of a traced cell: the SWC file's text. */
  readonly morphology?: string;
  /**
   * A spine of this cell. Throws a RigError of kind "usage" at once where no such dendrite is that far from the soma;
   * it names the nearest place that there is. Not enumerable: copies and JSON of a cell are its data alone.
   */
  spineAt(options: SpineOptions): CellSpine;
}

export interface SpineOptions {
  readonly dendrite: "oblique" | "trunk" | "tuft" | "basal";
  /** Path length from the soma. */
  readonly distance: Length;
  /**
   * Draws geometry, receptors, channels and release from the population's distributions with this seed; without it the
   * spine is the typical one.
   */
  readonly draw?: number;
  /** What differs from that spine, { headVolume: "0.1 µm³", nmda: "0.3 nS" }: numbers of the model's group "spine". */
  readonly with?: Settings;
  /** How recordings and files call it; "spine" where there is but one. Two at one place need names. */
  readonly name?: string;
}

/** A spine of a cell, as plain data: equal values are the same spine. */
export interface CellSpine extends Omit<Protocol["spines"][number], "name"> {
  readonly name?: string;
  /** The cell whose `spineAt` made it. Not enumerable, so that copies and JSON are the place alone, and lack it. */
  readonly cell?: PatchedCell;
}

/** What a protocol says of its cell. */
export function partOf(whole: CellPart): CellPart {
  return Object.fromEntries(OF_CELL.map((name) => [name, whole[name]])) as CellPart;
}

export function spineOn(cell: PatchedCell, options: SpineOptions): CellSpine {
  const whole = protocolOf({ ...partOf(cell), spines: [options] }, { file: "spineAt", words: { "spines[0]": "" } });
  bodyOf(whole, cell.morphology); // refuses what the cell has no place for
  const { name, ...where } = whole.spines[0] as Protocol["spines"][number];
  const spine: CellSpine = { ...where, ...(options.name !== undefined && { name }) };
  return Object.defineProperty(spine, "cell", { value: cell });
}

/** Equal for the same spine. */
export function identityOf({ name, dendrite, distance, draw, with: differing }: CellSpine): string {
  return JSON.stringify([name, dendrite, distance, draw, differing]);
}

/** Throws where a spine is another cell's. */
export function requireOn(cell: PatchedCell, spine: CellSpine): void {
  const its = spine.cell;
  if (its === undefined || its === cell || JSON.stringify(its) === JSON.stringify(cell)) return;
  const { name, dendrite, distance } = spine;
  throw misuse("spine-of-another-cell", { spine: name ?? `on the ${dendrite} dendrite, ${distance} from the soma,` });
}
