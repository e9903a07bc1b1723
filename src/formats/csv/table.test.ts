import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { parseTable, tableNumber } from "./table.js";

const cells = (text: string): (readonly string[])[] => parseTable(text).rows.map((row) => row.cells);

describe("parseTable", () => {
  test.each([
    ["commas", "a,b\n1,2\n", ","], ["semicolons", "a;b\n1;2\n", ";"], ["tabs", "a\tb\n1\t2\n", "\t"],
  ])("finds %s", (_, text, delimiter) => {
    expect(parseTable(text)).toMatchObject({ delimiter, rows: [{ cells: ["a", "b"] }, { cells: ["1", "2"] }] });
  });

  test("1,5;2,5 is two numbers with decimal commas, not three cells", () => {
    const table = parseTable("a;b\n1,5;2,5\n");
    expect([table.delimiter, table.decimal, table.rows[1]!.cells]).toEqual([";", ",", ["1,5", "2,5"]]);
  });

  test("a decimal point anywhere settles it: 1.5;2,000 has no decimal comma", () => {
    expect(parseTable("1.5;2,000\n").decimal).toBe(".");
  });

  test("semicolons and tabs within quotes separate nothing", () => {
    expect(cells('name,note\n"a;b;c",1\n"d;e;f",2\n')).toEqual([["name", "note"], ["a;b;c", "1"], ["d;e;f", "2"]]);
  });

  test('quotes hold delimiters, line ends and "" for a quote', () => {
    expect(cells('"a, ""b""\nc",2\n3,4\n')).toEqual([['a, "b"\nc', "2"], ["3", "4"]]);
  });

  test("line numbers count what an editor counts: comments, blank lines and lines within quotes", () => {
    const table = parseTable('\uFEFF# first\r\n\r\na,b\r\n"x\r\ny",1\r\n2,3\r\n');
    expect(table.rows.map((row) => row.line)).toEqual([3, 4, 6]);
    expect(table.comments).toEqual([{ line: 1, text: "first" }]);
  });

  test.each([["\r\n"], ["\n"], ["\r"]])("line ends %j", (end) => {
    expect(cells(`a,b${end}1,2${end}`)).toEqual([["a", "b"], ["1", "2"]]);
  });

  test("empty cells are kept, also the last", () => {
    expect(cells("a,,b,\n")).toEqual([["a", "", "b", ""]]);
  });

  test("a quote that is never closed is refused with its line and column", () => {
    expect(() => parseTable('a,b\n1,  "2\n3,4\n')).toThrow(expect.objectContaining({ code: "table-unclosed-quote", fields: { line: 2, column: 5 } }) as Error);
  });

  test("any cells, quoted as RFC 4180 says, come back as they were (1000 tables)", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", ",", ";", "\t", '"', "\n", "#", "é", " ") }).map((text) => `x${text}x`);
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), fc.constantFrom(",", ";", "\t"), (rows, delimiter) => {
        const text = rows.map((row) => row.map(quoted).join(delimiter)).join("\n");
        expect(parseTable(text, { delimiter: delimiter as "," }).rows.map((row) => row.cells)).toEqual(rows);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  test("any text at all gives a table or the one error (2000 texts)", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("1", ",", ";", "\t", '"', "\n", "\r", "#", ".", "e", " "), maxLength: 80 }), (text) => {
        try {
          parseTable(text);
        } catch (error) {
          if (!(error instanceof RigError)) throw error;
        }
      }),
      { numRuns: 2000, seed: 5 },
    );
  });

  test("300 000 characters without a line end, or of quotes, or of carriage returns: at once", () => {
    expect(cells("1,".repeat(150_000))[0]).toHaveLength(150_001);
    expect(cells('""'.repeat(150_000))).toHaveLength(1);
    expect(cells("1\r".repeat(150_000))).toHaveLength(150_000);
  });
});

describe("tableNumber", () => {
  test.each([
    ["1", 1], ["-1.5e-3", -0.0015], [".5", 0.5], ["5.", 5], ["+2", 2], ["inf", Infinity], ["-Infinity", -Infinity],
    ["", undefined], ["1 2", undefined], ["0x10", undefined], ["1,5", undefined], ["1e", undefined], ["one", undefined],
  ])("%j is %s", (text, value) => {
    expect(tableNumber(text)).toBe(value);
  });

  test("with decimal commas 1,5 is 1.5, and 1.234,5 is refused rather than guessed", () => {
    expect([tableNumber("1,5", ","), tableNumber("-,5e1", ","), tableNumber("1.234,5", ",")]).toEqual([1.5, -5, undefined]);
    expect(tableNumber("NaN")).toBeNaN();
  });

  test("a million digits and a letter: no number, at once", () => {
    expect(tableNumber("1".repeat(1_000_000) + "x")).toBeUndefined();
  });
});
