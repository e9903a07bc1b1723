import { failures } from "#errors";

/** The ways an ABF file can hold nothing that is readable. */
export const unreadable = failures("unreadable", {
  "abf-not-abf": (f: { file: string; found: string }) =>
    `${f.file}: starts with ${f.found}, not "ABF " or "ABF2". If Clampfit opens it, save it from there as ABF 2; ` +
    `files of pCLAMP 5 for DOS and of big-endian Macintosh need that step.`,
  "abf-header-truncated": (f: { file: string; byteOffset: number; needed: number; found: number }) =>
    `${f.file}: ends at byte ${f.found}, within the header, which needs ${f.needed} bytes from byte ${f.byteOffset}. ` +
    `Copy the file again from the rig's computer.`,
  "abf-no-channels": (f: { file: string; byteOffset: number; found: number }) =>
    `${f.file}: byte ${f.byteOffset} says ${f.found} channels were sampled; expected 1 or more, so the samples can't be ` +
    `told apart. Copy the file again from the rig's computer.`,
  "abf-no-clock": (f: { file: string; byteOffset: number; found: number }) =>
    `${f.file}: the sample interval at byte ${f.byteOffset} is ${f.found} µs; expected a positive number, so no sample has ` +
    `a time. Copy the file again from the rig's computer.`,
  "abf-no-data": (f: { file: string; byteOffset: number; bytes: number }) =>
    `${f.file}: its samples should start at byte ${f.byteOffset}, and the file has ${f.bytes} bytes. A protocol (.pro) or an ` +
    `aborted recording has none; else copy the file again from the rig's computer.`,
  "abf-data-format": (f: { file: string; byteOffset: number; found: number }) =>
    `${f.file}: data format ${f.found} at byte ${f.byteOffset}; expected 0 (16-bit integers) or 1 (32-bit floats).`,
});

/** The recording doesn't fit an ABF file. */
export const refuse = failures("refused", {
  "abf-nothing-to-write": (f: { name: string; trials: number }) =>
    `${f.name}: none of its ${f.trials} trials has an electrode's sweep, so there is no ABF file to write.`,
  "abf-uneven-sweeps": (f: { name: string; channel: string; trial: number; found: string; expected: string }) =>
    `${f.name}: trial ${f.trial + 1}, channel "${f.channel}" has ${f.found}; ABF needs ${f.expected} in every trial and channel. ` +
    `Save as NWB, which keeps any.`,
});
