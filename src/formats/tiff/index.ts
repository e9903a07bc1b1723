/** TIFF and BigTIFF: pages for other readers. */
export { openTiff } from "./open.js";
export { readPage } from "./pixels.js";
export type { ByteOrder, PagePixels, SampleFormat, Storage, StoredValues, TiffFile, TiffPage } from "./page.js";
