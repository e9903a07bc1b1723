/** Files in and out: one folder a format, each loaded when it is needed. */
export type { Drop, FileSource, ReadOptions } from "./source.js";
export { baseName, dropFile, memoryFile } from "./source.js";
export type { Reader } from "./reader.js";
export { read } from "./read.js";
export { csvReader, parseTable, tableNumber, writeCsv, type CsvFile, type Table, type TableComment, type TableRow } from "./csv/index.js";
export { writeNwb } from "./write.js";
export type { NwbOptions, NwbSession } from "./nwb/index.js";
export { writeOmeTiff, type OmeTiffOptions } from "./tiff/index.js";
export { writePrairie, type PrairieOptions } from "./prairie/write.js";
export { writeAbf, type AbfOptions } from "./abf/write.js";
