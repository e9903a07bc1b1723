import { failures } from "#errors";

export const misuse = failures("usage", {
  "electrode-not-positive": (f: { name: string; text: string }) =>
    `The electrode's ${f.name} is ${f.text}; it must be above 0.`,
  "electrode-negative": (f: { name: string; text: string }) =>
    `The electrode's ${f.name} is ${f.text}; it can't be below 0.`,
  "electrode-compensation": (f: { found: number; mode: string; most: string }) =>
    `The electrode's compensation is ${f.found}; in ${f.mode} it is a share of the series resistance, 0 to ${f.most}.`,
});
