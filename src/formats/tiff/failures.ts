import { failures } from "#errors";

/** What makes a TIFF hopeless; anything less is an issue beside the data. */
export const unreadable = failures("unreadable", {
  "tiff-not-a-tiff": (f: { file: string; found: string }) =>
    `${f.file} at byte 0: expected the TIFF marks "49 49 2a 00", "4d 4d 00 2a" (or 2b for BigTIFF), found ${f.found}. ` +
    `Is it another format under a .tif name?`,
  "tiff-header-damaged": (f: { file: string; offset: number; expected: string; found: string }) =>
    `${f.file} at byte ${f.offset}: the TIFF header should hold ${f.expected}, found ${f.found}. Copy the file again from the microscope.`,
  "tiff-no-pages": (f: { file: string; offset: number; expected: string; found: string }) =>
    `${f.file} at byte ${f.offset}: expected ${f.expected}, found ${f.found}; no page of the file can be read. ` +
    `Copy the file again from the microscope.`,
  "tiff-no-lines": (f: { file: string; offset: number; pages: number; reason: string }) =>
    `${f.file} at byte ${f.offset}: expected pixels for ${f.pages} page${f.pages === 1 ? "" : "s"}, found none that can be read (${f.reason}).`,
  "tiff-too-large": (f: { file: string; offset: number; bytes: number }) =>
    `${f.file} at byte ${f.offset}: expected a page that fits in memory, found one of ${f.bytes} bytes. Split the file, or read it on a machine with more memory.`,
});

/** What the writer can't put into one OME-TIFF. */
export const refuse = failures("refused", {
  "tiff-nothing-to-write": (f: { name: string; scan: number; found: number }) =>
    `${f.name}: there is no line scan number ${f.scan + 1} to write (the recording has ${f.found}). Electrode traces go into NWB or CSV.`,
  "tiff-mixed-samples": (f: { name: string; found: string }) =>
    `${f.name}: an OME-TIFF image holds samples of one type, and this scan has ${f.found}. Save it as NWB.`,
  "tiff-no-pixels": (f: { name: string; trials: number }) =>
    `${f.name}: none of its ${f.trials} trials has pixels, and a TIFF needs at least one line of one pixel.`,
  "tiff-output-too-large": (f: { name: string; bytes: number; limit: number }) =>
    `${f.name}: needs ${f.bytes} bytes and a classic TIFF holds ${f.limit}. Save it as NWB.`,
});
