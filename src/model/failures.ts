import { failures } from "#errors";

export const misuse = failures("usage", {
  "dye-unknown": (f: { name: string; hint: string }) => `There is no dye "${f.name}". ${f.hint}`,
  "drug-unknown": (f: { name: string; hint: string }) => `There is no drug "${f.name}". ${f.hint}`,
  "dose-negative": (f: { drug: string; concentration_uM: number }) =>
    `${f.drug}: ${f.concentration_uM} µM is no concentration; give 0 µM or more.`,
  "block-unknown": (f: { name: string; hint: string }) => `There is no magnesium block "${f.name}". ${f.hint}`,
  "set-unknown": (f: { name: string; hint: string }) => `There is no parameter set "${f.name}". ${f.hint}`,
  "parameter-unknown": (f: { name: string; hint: string }) => `The model has no parameter "${f.name}". ${f.hint}`,
  "solution-negative": (f: { what: string; found: number }) =>
    `${f.what} is ${f.found} mM, which is no concentration; give 0 mM or more.`,
});
