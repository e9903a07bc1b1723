import { failures } from "#errors";

const um = (x: number): string => `${Number(x.toFixed(1))} µm`;

export const misuse = failures("usage", {
  "tree-count": (f: { name: string; found: number; least: number }) =>
    `tree.${f.name} is ${f.found}; write a whole number from ${f.least} to 100.`,
  "quantity-not-positive": (f: { name: string; found: string }) => `${f.name} is ${f.found}; it must be above 0.`,
  "dendrite-unknown": (f: { name: string; hint: string }) => `There is no dendrite "${f.name}". ${f.hint}`,
  "dendrite-absent": (f: { name: string; known: string }) => `This cell has no ${f.name} dendrite; it has ${f.known}.`,
  "site-off-tree": (f: { dendrite: string; distance: number; nearest: number; from: number; to: number }) =>
    `${um(f.distance)} from the soma there is no ${f.dendrite} dendrite; such dendrites lie from ${um(f.from)} to ` +
    `${um(f.to)}, and the nearest place is at ${um(f.nearest)}.`,
  "site-which": (f: { dendrite: string; distance: number; near: number; count: number }) =>
    `${f.count} ${f.dendrite} dendrites lie ${um(f.distance)} from the soma; "near" ${f.near} is none of ` +
    `0 to ${f.count - 1}.`,
  "spine-twice": (f: { name: string }) => `There are two spines "${f.name}"; give each a name of its own.`,
  "spine-name": (f: { name: string }) => `"${f.name}" is no name for a spine: the cell has a section of that name.`,
  "soma-missing": (f: { file: string }) =>
    `${f.file} marks no point as soma (type 1); a cell to patch needs one.`,
});
