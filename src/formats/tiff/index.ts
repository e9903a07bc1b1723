/** TIFF and BigTIFF: recordings of every common dialect, pages for other readers, and OME-TIFF out. */
export { tiffReader } from "./read.js";
export { openTiff } from "./open.js";
export { readPage } from "./pixels.js";
export type { ByteOrder, PagePixels, SampleFormat, Storage, StoredValues, TiffFile, TiffPage } from "./page.js";
