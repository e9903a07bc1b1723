/** Tables as text: reading, writing, and the parser beneath. */
export { csvReader } from "./read.js";
export { writeCsv, type CsvFile } from "./write.js";
export { parseTable, tableNumber, type Table, type TableComment, type TableRow } from "./table.js";
