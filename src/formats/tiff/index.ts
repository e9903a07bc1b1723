/** TIFF and BigTIFF: recordings of every common dialect, pages for other readers, and OME-TIFF out. */
export { tiffReader } from "./read.js";
export { writeOmeTiff, type OmeTiffOptions } from "./write.js";
export { openTiff } from "./open.js";
export { readPage, type PageOptions } from "./pixels.js";
export type { ByteOrder, PagePixels, SampleFormat, Storage, StoredValues, TiffFile, TiffPage, ValuesInFile } from "./page.js";
