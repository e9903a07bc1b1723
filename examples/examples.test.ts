import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { demonstrationFigure } from "./demonstration.js";
import { figures } from "./figures.js";

const here = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");

// Guards against a figure in the README that today's code no longer draws; `npm run build && node dist/examples/demonstration.js`
// draws it anew, and whoever does looks at it.
test("examples/demonstration.svg is what the code draws", () => {
  expect(here("demonstration.svg") === demonstrationFigure()).toBe(true);
});

// The protocols run at the rig as the command line runs them; the figure says what came out, to the last dot.
describe("examples/figures", () => {
  const kept = fileURLToPath(new URL("figures", import.meta.url));
  test("holds the figures that the program draws and no others", () => {
    expect(readdirSync(kept).sort()).toEqual(Object.keys(figures).map((name) => `${name}.svg`).sort());
  });
  test.each(Object.entries(figures))("%s.svg is what the protocol gives today", async (name, draw) => {
    const figure = here(`figures/${name}.svg`);
    expect(figure.length).toBeLessThan(150_000);
    expect((await draw()).svg() === figure).toBe(true);
  }, 120_000);
});

/** What a program prints, line by line. */
async function printed(program: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  await program();
  log.mockRestore();
  return lines;
}

test.each(["measure-a-recording.ts", "spine-calcium.ts", "pairing.ts"])("the README shows examples/%s, line for line", (name) => {
  const program = here(name).split("\n").slice(1).join("\n").trim();
  expect(here("../README.md")).toContain(program);
});

// The figures are today's engine's; that they are right to 0.01 µM is what the program's own check of convergence says.
test("examples/spine-calcium.ts finds 0.37 µM with dye, 0.87 µM without, converged to 0.01 µM", async () => {
  const lines = await printed(() => import("./spine-calcium.js"));
  expect(lines[0]).toBe("peak calcium in the head, with dye and without: 0.37 µM, 0.87 µM");
  const moved = [...(lines[1] ?? "").matchAll(/by (\d\.\d+) µM/gu)].map((m) => Number(m[1]));
  expect(moved).toHaveLength(2);
  for (const change of moved) expect(change).toBeLessThan(0.01);
});

// Release is by chance, so the ratio of one session is one draw; src/experiment tests what lies behind it.
test("examples/pairing.ts prints one sentence of 90 trials, with its interval, and draws the figure that says it", async () => {
  const [folder, before] = [mkdtempSync(join(tmpdir(), "radiatum-pairing-")), process.cwd()];
  process.chdir(folder);
  try {
    const lines = await printed(() => import("./pairing.js"));
    const sentence = /^paired \/ \(EPSP \+ AP\) = ([\d.]+) \(95 % CI ([\d.]+)–([\d.]+), 30 trials each\)$/u;
    const said = sentence.exec(lines.join("\n")) ?? [];
    const [ratio = NaN, low = NaN, high = NaN] = said.slice(1).map(Number);
    expect(low).toBeLessThan(ratio);
    expect(high).toBeGreaterThan(ratio);
    expect(high / low).toBeLessThan(2);
    expect(high).toBeGreaterThan(1);
    expect(readdirSync(folder)).toEqual(["supralinearity.svg"]);
    expect(readFileSync("supralinearity.svg", "utf8")).toContain(lines[0]);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});
