import { failures } from "#errors";

export const misuse = failures("usage", {
  "written-name": (f: { name: string; reason: string }) => `a mechanism can't be called "${f.name}": ${f.reason}; choose another name.`,
  "written-point": (f: { name: string; reason: string }) => `${f.name}: ${f.reason}.`,
  "written-read": (f: { name: string; read: string; known: string }) =>
    `${f.name} reads "${f.read}", which nothing supplies there; what it can read is ${f.known}.`,
  "written-volume": (f: { name: string; reason: string }) => `${f.name} is placed in a volume: ${f.reason}.`,
  "written-filled": (f: { name: string; parameter: string; unit: string; found: string }) =>
    `${f.name}: the rig says what "${f.parameter}" is, in ${f.unit}; here it is in ${f.found}. Give it that unit, or another name.`,
  "written-size": (f: { name: string; what: string; found: number; most: number }) =>
    `${f.name} has ${f.found} ${f.what}, and the most is ${f.most}: each costs time in every compartment and step.`,
  "written-nowhere": (f: { name: string; places: string }) =>
    `mechanisms.${f.name}.in: this cell has no ${f.places}; name a place that it has, such as dendrites.`,
});
