import type { Issue } from "#recording";

type Note = (severity: Issue["severity"], code: string, message: string) => void;

/**
 * Numbers of rows from `dataStart` on, column by column; NaN where a cell is empty or missing. Reads each line once and
 * keeps eight bytes a cell.
 *
 * Cells are separated by tabs, or by commas where a row has no tab; with tabs, a comma within a cell is a decimal sign.
 * A last line without its end is dropped if it has fewer cells than the others: the file stops within it.
 */
export function readColumns(text: string, dataStart: number, dataLine: number, columns: number, note: Note): { readonly columns: readonly Float64Array[] } {
  const rows = countRows(text, dataStart);
  // A full row has a separator per cell; rows that end early may have four times fewer, but not any number fewer.
  const affordable = Math.min(rows, Math.ceil((4 * (text.length - dataStart + rows)) / Math.max(1, columns)) + 1);
  const values = Array.from({ length: columns }, () => new Float64Array(affordable));
  let row = 0;
  let line = dataLine - 1;
  let ragged = 0;
  let firstRagged = 0;
  let bad = 0;
  let firstBad = "";
  for (let at = dataStart; at < text.length && row < affordable; ) {
    const feed = text.indexOf("\n", at);
    const end = feed < 0 ? text.length : feed;
    const content = text.slice(at, end).trim() === "" ? "" : text.slice(at, end).replace(/\r$/u, "");
    at = end + 1;
    line++;
    if (content === "") continue;
    const tabbed = content.includes("\t");
    const cells = content.split(tabbed ? "\t" : ",");
    if (cells.length < columns) {
      if (feed < 0) {
        note("warning", "atf-row-truncated", `line ${line}, the last, ends after ${cells.length} of ${columns} columns and is left out`);
        break;
      }
      ragged++;
      firstRagged ||= line;
    }
    for (let column = 0; column < columns; column++) {
      const cell = (cells[column] ?? "").trim();
      const value = cell === "" ? NaN : Number(tabbed ? cell.replace(",", ".") : cell);
      if (Number.isNaN(value) && cell !== "" && !/^nan$/iu.test(cell)) {
        if (bad++ === 0) firstBad = `"${cell.slice(0, 20)}" in line ${line}, column ${column + 1}`;
      }
      const target = values[column];
      if (target !== undefined) target[row] = value;
    }
    row++;
  }
  if (ragged > 0) note("warning", "atf-row-short", `${ragged} rows have fewer than ${columns} columns, the first in line ${firstRagged}; missing samples are left empty`);
  if (bad > 0) note("warning", "atf-not-a-number", `${bad} cells are no numbers, the first ${firstBad}; they are left empty`);
  if (rows > affordable) note("warning", "atf-rows-missing", `${columns} columns can't be in ${rows} rows of so little text; rows after ${affordable} are left out`);
  return { columns: values.map((column) => column.subarray(0, row)) };
}

function countRows(text: string, from: number): number {
  let rows = 1;
  for (let feed = text.indexOf("\n", from); feed >= 0; feed = text.indexOf("\n", feed + 1)) rows++;
  return rows;
}
