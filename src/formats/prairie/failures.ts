import { failures } from "#errors";

/** The folder says nothing that could be read as a Prairie View recording. */
export const unreadable = failures("unreadable", {
  "prairie-no-scan": (f: { name: string; files: number }) =>
    `${f.name}: none of its ${f.files} files is a Prairie View description (XML whose root element is PVScan). ` +
    `Give the whole folder as Prairie View saved it, with the .xml beside the images.`,
  "prairie-scan-damaged": (f: { file: string; bytes: number; problem: string }) =>
    `${f.file}: no Sequence can be read from its ${f.bytes} bytes (${f.problem}), and no image beside it is named like a cycle. ` +
    `Copy the folder again from the microscope, or give one of its TIFF files with --line-period.`,
});

/** The user pointed at more than one recording. */
export const misuse = failures("usage", {
  "prairie-several-scans": (f: { name: string; scans: readonly string[] }) =>
    `${f.name} holds ${f.scans.length} Prairie View recordings (${f.scans.slice(0, 8).join(", ")}${f.scans.length > 8 ? ", …" : ""}). ` +
    `Open one of them: give its folder or its .xml file.`,
});

/** The recording doesn't fit a Prairie folder. */
export const refuse = failures("refused", {
  "prairie-nothing-to-write": (f: { name: string; trials: number }) =>
    `${f.name}: none of its ${f.trials} trials has lines or sweeps, so there is no Prairie folder to write.`,
  "prairie-not-sixteen-bits": (f: { scan: string; channel: string; trial: number }) =>
    `${f.scan}, ${f.channel}, trial ${f.trial + 1}: Prairie's images hold whole readings from 0 to 65535, and this one has others. ` +
    `Save as NWB or OME-TIFF, which keep any number.`,
});
