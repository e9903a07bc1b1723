import { failures } from "#errors";

/** The ways an ATF file can hold no traces that are readable. */
export const unreadable = failures("unreadable", {
  "atf-not-atf": (f: { file: string; found: string }) =>
    `${f.file}: the first line is "${f.found}"; expected "ATF" and a version, as in "ATF 1.0".`,
  "atf-header": (f: { file: string; line: number; found: string }) =>
    `${f.file}, line ${f.line}: expected two counts, of header lines and of columns, found "${f.found}".`,
  "atf-no-time": (f: { file: string; line: number; found: string }) =>
    `${f.file}, line ${f.line}: the first column is "${f.found}", not a time with its unit as in "Time (s)"; this is a table of ` +
    `results, not of traces. Export the traces from Clampfit with File, Save As, Axon Text File.`,
  "atf-no-data": (f: { file: string; line: number }) =>
    `${f.file}: no rows of numbers follow the column titles on line ${f.line}. Export the file again from Clampfit.`,
  "atf-no-clock": (f: { file: string; line: number }) =>
    `${f.file}: the times from line ${f.line} on don't increase, so no sample has a time. Export the file again from Clampfit.`,
  "atf-too-large": (f: { file: string; bytes: number; most: number }) =>
    `${f.file}: ${f.bytes} bytes of text; at most ${f.most} can be held at once. Save it as ABF instead.`,
});
