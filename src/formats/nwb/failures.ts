import { failures } from "#errors";

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** What makes a whole file unreadable. Parts that fail become issues instead. */
export const unreadable = failures("unreadable", {
  "nwb-not-hdf5": (f: { file: string; reason: string }) =>
    `${f.file}: starts like HDF5 but cannot be opened: ${f.reason}. It was cut short or damaged; copy it again from where it was recorded.`,
  "nwb-not-nwb": (f: { file: string; found: string }) =>
    `${f.file}: an HDF5 file, but not of NWB 2: expected the root attribute neurodata_type to be "NWBFile", found ${f.found}. ` +
    `Files of NWB 1 can be converted with PyNWB's older releases.`,
  "nwb-nothing-readable": (f: { file: string; problems: readonly string[] }) =>
    `${f.file}: no line scan and no sweep could be read.${f.problems.length === 0 ? " The file holds none in a form that is known." : ""}` +
    f.problems.map((problem) => ` ${problem}`).join(""),
  "nwb-too-large": (f: { file: string; bytes: number; limit: number }) =>
    `${f.file}: ${megabytes(f.bytes)}; HDF5 files are read whole into memory, at most ${megabytes(f.limit)}. Cut the session into smaller files.`,
});

/** What cannot be written, and why. */
export const refuse = failures("refused", {
  "nwb-lines-out-of-order": (f: { name: string; trial: number; previous: number; start: number }) =>
    `${f.name}: trial ${f.trial + 1} starts at ${f.start} ms, before the last line of the trial ahead of it (${f.previous} ms), ` +
    `but the lines of a series must follow each other in time. Correct the trials' starts or leave one of the two out.`,
  "nwb-trials-out-of-order": (f: { trial: number; start: number; previous: number }) =>
    `Trial ${f.trial + 1} starts at ${f.start} ms, not after the trial ahead of it (${f.previous} ms), but trials must follow each other on ` +
    `the recording's clock. Correct their starts.`,
  "nwb-sweep-without-clock": (f: { channel: string; trial: number; period: number }) =>
    `${f.channel}, trial ${f.trial + 1}: samples ${f.period} ms apart have no times, and NWB keeps no series without. Give the sampling interval.`,
  "nwb-region-outside": (f: { region: string; from: number; to: number; scan: string; pixels: number }) =>
    `Region "${f.region}" covers pixels ${f.from} to ${f.to}, but ${f.scan} has pixels 0 to ${f.pixels - 1}. Both ends belong to a region.`,
  "nwb-region-scan-unknown": (f: { region: string; scan: string; known: readonly string[] }) =>
    `Region "${f.region}" belongs to the line scan "${f.scan}", but the recording has ${f.known.length === 0 ? "none" : f.known.map((n) => `"${n}"`).join(", ")}.`,
  "nwb-trial-unknown": (f: { what: string; trial: number; trials: number }) =>
    `${f.what} belongs to trial ${f.trial + 1}, but the recording has ${f.trials}.`,
});
