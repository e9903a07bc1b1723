import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { light } from "#report";
import type { Estimate } from "#statistics";
import { meanIn, measured } from "../bench.js";
import type { Reading } from "../experiment.js";
import { experiments } from "../experiments/index.js";
import { peakOfTrain } from "../experiments/low-threshold.js";
import { TRAIN } from "../experiments/synaptic.js";
import { findings } from "../findings.js";
import { recorderOf } from "../spine.js";
import { figureOf, figurePicture, figures, panelsOf, protocolsOf, type FigurePicture } from "./index.js";

const drawing = { seed: 1, parameters: "base", changes: [] };

/** Protocols as they are, but for their trials: two of a run that has more. */
const texts = new Map(figures.flatMap(protocolsOf).map((name) => {
  const text = readFileSync(fileURLToPath(new URL(`../../../paper/${name}.yaml`, import.meta.url)), "utf8");
  return [name, text.replace(/\btrials: \d+/gu, (said) => (said === "trials: 1" ? said : "trials: 2"))];
}));
/** Every first spine is one that the rules accept, so that none is searched for. */
const known = new Map<string, readonly Reading[]>(experiments.map(({ name }) =>
  [name, [{ larger: true, found: true, blocked: true }]]));

const pictures = new Map<number, FigurePicture>();
beforeAll(() => {
  for (const { number } of figures) pictures.set(number, figurePicture(number, texts, drawing, light, known));
}, 600_000);
const picture = (number: number): FigurePicture => pictures.get(number) as FigurePicture;
const textsIn = ({ svg }: FigurePicture): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gu)].map(([, text = ""]) => text.replace(/<[^>]*>/gu, ""));

/** Whether the first text that begins so has this number and its interval after it, to the digits that are shown. */
function shows(number: number, name: string, { value, interval }: Estimate): void {
  const text = textsIn(picture(number)).find((one) => one.startsWith(`${name} `)) ?? "";
  const [, ...found] = /(−?[\d.]+)[^(]*\((−?[\d.]+) to (−?[\d.]+)\)/u.exec(text) ?? [];
  expect(found, text).toHaveLength(3);
  [value, interval?.low, interval?.high].forEach((exact, i) => {
    const shown = (found[i] as string).replace("−", "-");
    // A whole number that ends in 0 may have been rounded to tens.
    const digit = shown.includes(".") ? 10 ** -(shown.split(".")[1]?.length ?? 0) : shown.endsWith("0") ? 10 : 1;
    expect(Math.abs(Number(shown) - (exact as number)), text).toBeLessThanOrEqual(0.5001 * digit);
  });
}

const PANELS: Readonly<Record<number, string>> =
  { 1: "ABCD", 2: "ABC", 3: "ABC", 4: "ABC", 5: "AB", 6: "", 7: "AB", 8: "ABCD" };
const UNITS: Readonly<Record<number, readonly string[]>> = {
  1: ["50 µm", "10 µm", "2 µm", "50 ms"], 2: ["ΔF/F", "ms", "mV", "pA"], 3: ["ΔF/F", "ms", "pA"],
  4: ["ΔF/F", "ms", "pA", "holding potential, mV"], 5: ["ΔF/F", "ms"], 6: ["ΔF/F", "ms", "pA"], 7: ["ΔF/F", "ms"],
  8: ["ΔF/F", "ms", "mV"],
};

describe("which figure a finding stands beside", () => {
  const beside = (number: number): string[] => findings.flatMap(({ id }) => (figureOf(id) === number ? [id] : []));

  test("the one that shows it, that the paper names, or that its protocol recorded; methods stand beside Figure 1", () => {
    for (const { number, findings: shown } of figures) expect(beside(number)).toEqual(expect.arrayContaining([...shown]));
    expect(beside(1)).toEqual(findings.flatMap(({ id }) => (id.startsWith("M") ? [id] : [])));
    expect(beside(2)).toContain("N01");
    expect(figures.map(({ number }) => beside(number).length).reduce((sum, n) => sum + n)).toBe(findings.length);
  });

  test("panels are those that the paper names, and are there", () => {
    expect([panelsOf("H03"), panelsOf("A04"), panelsOf("S02"), panelsOf("H02")]).toEqual(["BC", "B", "", ""]);
    for (const { id } of findings) for (const letter of panelsOf(id)) expect(PANELS[figureOf(id)], id).toContain(letter);
  });
});

describe.each(figures.map(({ number }) => number))("figure %i", (number) => {
  test("comes in its panels, which together are the whole sheet", () => {
    const { panels, svg, caption } = picture(number);
    expect(panels.map(({ letter }) => letter).join("")).toBe(PANELS[number]);
    for (const { drawings, legend } of panels) {
      expect(caption).toContain(legend);
      expect(legend).toMatch(/^\S.*\.$/u);
      for (const { marks } of drawings) expect(svg).toContain(marks);
    }
  });

  test("has the paper's panels, each with its letter and its part of the legend", () => {
    const letters = textsIn(picture(number)).filter((text) => /^[A-D]$/u.test(text));
    expect(letters.join("")).toBe(PANELS[number]);
    for (const letter of letters) expect(picture(number).caption).toMatch(new RegExp(`(^|[.)] )${letter}, `, "u"));
  });
  test("has units at its bars and axes, and neither NaN nor undefined", () => {
    const all = textsIn(picture(number));
    for (const unit of UNITS[number] ?? []) expect(all.some((text) => text.endsWith(unit)), unit).toBe(true);
    // A picture's bytes in base 64 may spell anything.
    expect(picture(number).svg.replace(/href="data:[^"]*"/gu, "")).not.toMatch(/NaN|undefined|Infinity/u);
  });
  test("says on what spine and with what seed, and is smaller than 150 kB", () => {
    expect(picture(number).caption).toMatch(/µm from the soma on an oblique dendrite, seed \d+\)/u);
    expect(picture(number).caption).not.toMatch(/NaN|undefined/u);
    expect(picture(number).svg.length).toBeLessThan(150_000);
  });
  test("shows rows of the scorecard that there are", () => {
    const rows = new Set(findings.map(({ id }) => id));
    for (const id of picture(number).findings) expect(rows).toContain(id);
  });
});

describe("numbers in panels", () => {
  const recorded = (protocol: string, changes: readonly string[] = []) => recorderOf({
    protocol, text: texts.get(protocol) ?? "", population: "drawn", k: 0, drawing,
  })(changes).recording;

  test("figure 3's are the bench's means of that recording, to the digits that are shown", () => {
    const m = measured(recorded("epsc-train"), {});
    const [first] = ["control"].map((condition) => meanIn(m, "spine", TRAIN, { stimulus: "EPSC", condition }));
    shows(3, "spine", first as Estimate);
  });
  test("figure 2C's are the peaks that the experiment judges", () => {
    const recording = recorded("low-nickel", [
      "runs=[{ stimulus: train, condition: control }, { stimulus: train, condition: nickel }]",
    ]);
    const control = peakOfTrain(recording, "control") as Estimate;
    const all = textsIn(picture(2)).filter((text) => text.startsWith("control "));
    expect(all.at(-1)).toContain(`control ${control.value.toFixed(0)} %`);
  });
});

describe("the spine of a figure", () => {
  const twoSpines = (readings: readonly Reading[]): FigurePicture =>
    figurePicture(3, texts, drawing, light, new Map([["epsc-train", readings]]));

  test("is the first that its rule accepts, and the legend says the rule", () => {
    const { caption } = twoSpines([{ blocked: false }, { blocked: true }]);
    expect(caption).toContain("The first spine that responds to EPSCs and whose response APV blocks (spine 2 of the");
  });
  test("is the first of all where none is accepted, and the legend says so", () => {
    const { caption } = twoSpines(Array.from({ length: 8 }, () => ({ blocked: false })));
    expect(caption).toContain("The experiment's first spine, since none of 8 was one that responds to EPSCs");
  });
});

test("the same seed gives the same bytes, another seed others", () => {
  expect(figurePicture(7, texts, drawing, light, known)).toEqual(picture(7));
  expect(figurePicture(7, texts, { ...drawing, seed: 2 }, light, known).svg).not.toBe(picture(7).svg);
});
