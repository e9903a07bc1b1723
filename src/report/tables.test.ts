import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { parquetOf } from "./parquet.js";
import { csvOf, meansTable, numbersTable, tracesTable, trialsTable, type Table } from "./table.js";
import { numbersCsv, tracesCsv, trialsCsv, trialsParquet } from "./tables.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { VARIANTS } from "./testing/variants.js";

/** RFC 4180, read the slow way: letter by letter. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter === '"' && text[i + 1] === '"') cell += text[++i]!;
      else if (letter === '"') quoted = false;
      else cell += letter;
    } else if (letter === '"') quoted = true;
    else if (letter === "," || letter === "\r") {
      rows.at(-1)!.push(cell);
      cell = "";
      if (letter === "\r") {
        expect(text[++i]).toBe("\n");
        rows.push([]);
      }
    } else cell += letter;
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

/** UTF-8 has no half pairs: what a column of strings holds instead. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

const readParquet = (file: Uint8Array): Promise<Record<string, unknown>[]> => parquetReadObjects({ file: file.slice().buffer });

const tablesOf = (wanted: Parameters<typeof syntheticMeasurement>[0]): Table[] => {
  const measurement = syntheticMeasurement({ ...wanted, lines: Math.min(wanted?.lines ?? 60, 60) });
  return [trialsTable(measurement), tracesTable(measurement), meansTable(measurement), numbersTable(measurement)];
};

describe.each(Object.entries(VARIANTS))("tables of %s", (_, wanted) => {
  test("as Parquet come back cell for cell", async () => {
    for (const table of tablesOf(wanted)) {
      const rows = await readParquet(parquetOf(table));
      expect(rows).toHaveLength(table.columns[0]!.values.length);
      for (const { name, values } of table.columns) {
        const back = rows.map((row) => row[name] ?? null);
        expect(back).toEqual(values.map((value) => (typeof value === "string" ? value.replaceAll(LONE_SURROGATE, "\uFFFD") : value)));
      }
    }
  });

  test("as CSV come back to the last bit of every number, empty where there is none", () => {
    for (const table of tablesOf(wanted)) {
      const [head, ...rows] = readCsv(csvOf(table));
      expect(head).toHaveLength(table.columns.length);
      for (const [c, column] of table.columns.entries()) {
        const cells = rows.map((row) => row[c] ?? "absent");
        const back = cells.map((cell) => (cell === "" ? null : column.kind === "text" ? cell.replace(/^'(?=[=+@-])/, "") : column.kind === "yes or no" ? cell === "yes" : Number(cell)));
        expect(back).toEqual(column.values.map((value) => (value === "" ? null : value)));
      }
    }
  });
});

describe("what the tables hold", () => {
  const measurement = syntheticMeasurement();

  test("one row for each of 40 trials, the two left out with their reason", () => {
    const rows = readCsv(trialsCsv(measurement));
    expect(rows).toHaveLength(41);
    expect(rows[23]).toEqual(expect.arrayContaining(["23", "no", "cell moved 1.2 µm in z"]));
  });
  test("40 × 200 rows of ΔF/F with time in ms; with lines where there is no timing", () => {
    const rows = readCsv(tracesCsv(measurement));
    expect(rows).toHaveLength(1 + 40 * 200);
    expect(rows[0]).toEqual(["trial", "line", "time_ms", "spine_dff_percent", "shaft_dff_percent"]);
    expect(readCsv(tracesCsv(syntheticMeasurement({ timing: false, trials: 1 })))[0]![2]).toBe("time_lines");
  });
  test("a refused number has no value and its sentence in the note", () => {
    const rows = readCsv(numbersCsv(measurement));
    const [, ...cells] = rows;
    const shaftOnset = cells.find((row) => row[0] === "onset" && row[2] === "shaft")!;
    expect(shaftOnset.slice(3, 8)).toEqual(["", "", "", "", ""]);
    expect(shaftOnset.at(-1)).toContain("no time course");
  });
  test("text that a spreadsheet would run gets an apostrophe, numbers do not", () => {
    const table: Table = { columns: [{ name: "=a", kind: "text", values: ["=1+1", "@x", "ok"] }, { name: "n", kind: "number", values: [-1, 2, null] }] };
    expect(csvOf(table)).toBe("'=a,n\r\n'=1+1,-1\r\n'@x,2\r\nok,\r\n");
  });
  test("two regions of one name have two columns", () => {
    const names = tracesTable(syntheticMeasurement({ regions: ["spine", "spine"], trials: 1 })).columns.map(({ name }) => name);
    expect(names).toEqual(["trial", "line", "time_ms", "spine_dff_percent", "spine_2_dff_percent"]);
  });
  test("the same measurement gives the same Parquet bytes", () => {
    expect(trialsParquet(syntheticMeasurement())).toEqual(trialsParquet(measurement));
  });
  test("columns of unequal length are our own fault", () => {
    expect(() => csvOf({ columns: [{ name: "a", kind: "number", values: [1] }, { name: "b", kind: "number", values: [] }] })).toThrow("broken invariant");
  });
});
