import { failures } from "#errors";

export const misuse = failures("usage", {
  "spine-of-another-cell": (f: { spine: string }) =>
    `The spine ${f.spine} was made with another cell, on which that place is elsewhere; make it with spineAt of the ` +
    `cell that is run.`,
  "line-rate-twice": (f: { lines: string; period: string }) =>
    `lineScan: lines: "${f.lines}" and period: "${f.period}" say the same thing twice; give one of them.`,
  "line-rate": (f: { lines: string }) =>
    `lineScan: lines: "${f.lines}" is not a rate of lines such as "500 Hz".`,
  "durations-differ": (f: { imaging: string; trial: string }) =>
    `The line scan ends with its trial after ${f.imaging}, but duration says ${f.trial}; give one of them.`,
  "drugs-twice": (f: { drugs: string }) =>
    `drugs: ${f.drugs} would be in every solution, but there are solutions, too; give each solution its drugs.`,
});
