/** Files in and out. */
export type { Drop, FileSource, ReadOptions } from "./source.js";
export { baseName, dropFile, memoryFile } from "./source.js";
export type { Reader } from "./reader.js";
export { read } from "./read.js";
