import { describe, expect, test } from "vitest";
import { planSeparation } from "#analysis";
import { jsonDocument } from "./document.js";
import { htmlReport } from "./page.js";
import { textReport } from "./terminal.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { VARIANTS } from "./testing/variants.js";
import { answered, namedAnswers, spoken } from "./wording.js";

const withoutColour = (text: string): string => text.replaceAll(new RegExp("\u001B\\[[0-9;]*m", "g"), "");

describe.each(Object.entries(VARIANTS))("the terminal's text of %s", (_, wanted) => {
  const measurement = syntheticMeasurement(wanted);

  test("fits 80 columns and 60, without NaN, infinities or undefined", () => {
    for (const columns of [80, 60]) {
      for (const line of textReport(measurement, { columns, colour: false }).split("\n")) {
        expect(Array.from(line).length).toBeLessThanOrEqual(columns);
        expect(line).not.toMatch(/NaN|Infinity|∞|undefined|null|\[object/);
      }
    }
  });
  test("gives every number with its unit and interval on one line", () => {
    const lines = textReport(measurement, { columns: 80, colour: false }).split("\n");
    for (const { answer } of namedAnswers(measurement)) {
      const found = answered(answer);
      if ("refused" in found) continue;
      const { value, unit, interval } = spoken(found.estimate);
      const words = [value, unit === "percentage points" ? "points" : unit, interval];
      expect(lines.some((line) => words.every((word) => line.includes(word)))).toBe(true);
    }
  });
  test("is the same with and without colour, and carries no control code but its own", () => {
    const plain = textReport(measurement, { columns: 80, colour: false });
    expect(withoutColour(textReport(measurement, { columns: 80, colour: true }))).toBe(plain);
    expect(plain.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202E]/u);
  });
});

describe("trials that can't be told apart", () => {
  const measurement = syntheticMeasurement();
  const { amplitudes } = measurement;
  const blurred = { ...measurement, amplitudes: { ...amplitudes!, detectability: 0.8, separation: planSeparation(0.8) } };
  const help = /25 times the photons: 5 times the laser’s power[\s\S]*5 times the ΔF\/F[\s\S]*means of 25 trials reach d′ 4/;
  test("are said to be so, with what would help in numbers: in the terminal, on the page, in the document", () => {
    const text = textReport(blurred, { columns: 400, colour: false });
    expect(text).toContain("Successes and failures lie 0.8 noise SDs apart (d′); trials are called from 4 on, so all stay undecided.");
    expect(text).toMatch(help);
    expect(htmlReport(blurred, { version: "0", command: "radiatum" })).toMatch(help);
    expect(jsonDocument(blurred)).toMatchObject({ amplitudes: { detectability: 0.8, separation: { photons: 25, averaged: 25 } } });
  });
  test("and where they can nothing is said of it", () => {
    expect(textReport(measurement, { columns: 400, colour: false })).not.toContain("What would help");
  });
});

describe("timing in the terminal", () => {
  test("names the source, what was not taken and the contradiction", () => {
    const text = textReport(syntheticMeasurement(), { columns: 200, colour: false });
    expect(text).toContain("2.048 ms a line (LineScan-09142026-1121-004.xml, Frame scanLinePeriod)");
    expect(text).toContain("not 0.512 ms");
    expect(text).toContain("gives 2.0490 ms; the XML says 2.0480 ms");
  });
  test("is asked for where no source gives it", () => {
    expect(textReport(syntheticMeasurement({ timing: false, soma: false }), { columns: 80, colour: false })).toContain("--line-period 2ms");
  });
});
