import { expect, test } from "vitest";
import { lineNames } from "./line-names.js";
import type { Line } from "./traces.js";

const line = (tone: Line["tone"], samples: readonly number[], more: Partial<Line> = {}): Line => ({ samples, start: 0, step: 10, tone, width: 1, ...more });
const NAMES = [{ name: "spine", tone: "spine" }, { name: "shaft", tone: "shaft" }] as const;

test("the higher stands above its line, the lower below, at the end of what is in sight; ghosts and dots have no name", () => {
  const lines = [line("spine", [90, 90, 90], { opacity: 0.3 }), line("spine", [80, 80, 80], { dots: true }), line("spine", [0, 1, 2]), line("shaft", [0, 5, 6])];
  expect(lineNames(lines, NAMES, { from: 0, to: 20 })).toEqual([
    { text: "spine", tone: "spine", time: 20, value: 2, anchor: "end", lift: -15 }, { text: "shaft", tone: "shaft", time: 20, value: 6, anchor: "end", lift: 7 },
  ]);
});

test("a line that ends within sight has its name at its end, and one that ended before, or has no value there, has none", () => {
  const lines = [line("spine", [1, 2, 3]), line("shaft", [1, 2, NaN])];
  expect(lineNames(lines, NAMES, { from: 0, to: 100 })).toEqual([{ text: "spine", tone: "spine", time: 30, value: 3, anchor: "end", lift: 7 }]);
  expect(lineNames(lines, NAMES, { from: 40, to: 100 })).toEqual([]);
});

test("the fit is named where it has left the rise: at 55 % of the time from the stimulus on", () => {
  expect(lineNames([line("ink", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])], NAMES, { from: 0, to: 100 }, 20)).toEqual([{ text: "matched fit", tone: "ink", time: 64, value: 6, anchor: "middle", lift: 12 }]);
});
