/** Cells that were traced, by their files: a protocol names its cell's, and who has both opens them together. */
import { failures } from "radiatum";
import type { Protocol } from "radiatum/protocol";

/** Texts of SWC files by their names. A file goes by its name alone: pages don't learn in which folder it lay. */
export type TracedCells = Readonly<Record<string, string>>;

/** "cell.swc", of "cells/cell.swc". */
export const nameOfPath = (path: string): string => path.replace(/^.*[/\\]/u, "");

/** Name of the file that the protocol's cell was traced in; undefined where the cell is the model's own. */
export const tracedFile = (protocol: Pick<Protocol, "cell"> | undefined): string | undefined => (protocol?.cell.kind === "SWC" ? nameOfPath(protocol.cell.file) : undefined);

const misuse = failures("usage", {
  "traced-cell-elsewhere": (f: { file: string; found: string }) =>
    `The cell of this protocol was traced in ${f.file}, which isn't here${f.found === "" ? "" : ` (${f.found} is)`}: no protocol and no link holds it. Drop ${f.file} on the rig, together with the protocol where that is a file.`,
});

/** The text of the cell that the protocol names; undefined where it names none. Throws a RigError where that file isn't among them. */
export function tracedCell(protocol: Pick<Protocol, "cell">, cells: TracedCells): string | undefined {
  const file = tracedFile(protocol);
  if (file === undefined) return undefined;
  const text = Object.hasOwn(cells, file) ? cells[file] : undefined;
  if (text === undefined) throw misuse("traced-cell-elsewhere", { file, found: Object.keys(cells).join(", ") });
  return text;
}
