import { describe, expect, test } from "vitest";
import { parsePixelRange, parseQuantity, parseTime, parseTimeRange } from "./index.js";

describe("parseQuantity", () => {
  test.each([
    ["2ms", "time", 2], ["1.2 s", "time", 1200], ["500µs", "time", 0.5], ["500 us", "time", 0.5], ["−70 mV", "potential", -70],
    [".5um", "length", 0.5], ["2 mM", "concentration", 2000], ["1e-3 s", "time", 1], ["3nA", "current", 3000],
  ] as const)("%s is, as %s, %d", (text, dimension, expected) => {
    expect(parseQuantity(text, dimension)).toBeCloseTo(expected, 12);
  });
  test.each([
    ["2", "time", /unit is missing/], ["2 mV", "time", /"mV" is no unit of time; known are us/], ["ms", "time", /is not a time: write it like/],
    ["two ms", "time", /is not a time/], ["", "time", /is not a time/],
  ] as const)("%j as a %s is refused", (text, dimension, message) => {
    expect(() => parseQuantity(text, dimension)).toThrow(message);
  });
});

describe("ranges", () => {
  test("32:37px keeps both ends, 2.1:3.0um is in µm, 0:100lines and 0:0.2s run to, not through, their end", () => {
    expect(parsePixelRange("32:37px")).toEqual({ from: 32, to: 37, unit: "px" });
    expect(parsePixelRange(" 2.1 : 3.0 µm")).toEqual({ from: 2.1, to: 3, unit: "um" });
    expect(parseTimeRange("0:100lines")).toEqual({ from: 0, to: 100, unit: "lines" });
    expect(parseTimeRange("0:0.2s")).toEqual({ from: 0, to: 200, unit: "ms" });
    expect(parseTime("120lines")).toEqual({ lines: 120 });
    expect(parseTime("1000ms")).toEqual({ ms: 1000 });
  });
  test.each(["37:32px", "32-37px", "1.5:3px", "-2:3px", "3:4", "3:4mV"])("%s is no stretch of a line", (text) => {
    expect(() => parsePixelRange(text)).toThrow();
  });
  test.each(["100:0lines", "5:5ms", "0:1px"])("%s is no stretch of time", (text) => {
    expect(() => parseTimeRange(text)).toThrow();
  });
});
