import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { demonstrationFigure } from "./demonstration.js";

const here = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");

// Guards against a figure in the README that today's code no longer draws; `npm run build && node dist/examples/demonstration.js`
// draws it anew, and whoever does looks at it.
test("examples/demonstration.svg is what the code draws", () => {
  expect(here("demonstration.svg") === demonstrationFigure()).toBe(true);
});

test("the README shows the program that is in examples/, line for line", () => {
  const program = here("measure-a-recording.ts").split("\n").slice(1).join("\n").trim();
  expect(here("../README.md")).toContain(program);
});
