import { failures } from "#errors";

export const misuse = failures("usage", {
  "release-probability": (f: { found: number }) =>
    `The release probability is ${f.found}; a probability lies between 0 and 1.`,
  "release-pool": (f: { found: number }) =>
    `release.pool is ${f.found}; write a whole number of vesicles, at least 1.`,
  "release-not-positive": (f: { name: string; text: string }) => `release.${f.name} is ${f.text}; it must be above 0.`,
  "release-negative": (f: { name: string; text: string }) => `${f.name} is ${f.text}; it can't be below 0.`,
});
