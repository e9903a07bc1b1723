import { describe, expect, test } from "vitest";
import { measure } from "#analysis";
import { twoStateSynapse } from "#microscope";
import { analysisCommand, analysisDocument, earlierAnalysis, shellWord } from "./index.js";

const recording = twoStateSynapse(4);
const request = {
  excluded: [{ trial: 3, reason: "cell moved" }],
  baseline: "0:40lines",
  calls: [{ trial: 6, call: "success" as const }],
};
const measurement = measure(recording, request);
const of = { input: "day 3/scan.nwb", opening: { linePeriod: 2, ephys: "7.abf", ephysOffset: -1.5 } };

describe("what repeats an analysis", () => {
  const text = JSON.stringify(analysisDocument(measurement, of));
  test("a document, read back, asks for the measurement that it keeps", () => {
    const earlier = earlierAnalysis(text, "analysis.json");
    expect(earlier.input).toBe("day 3/scan.nwb");
    expect(earlier.opening).toEqual(of.opening);
    expect(measure(recording, earlier.request)).toEqual(measurement);
  });
  test("its parameters alone do the same", () => {
    const { parameters } = JSON.parse(text) as { parameters: unknown };
    expect(earlierAnalysis(JSON.stringify(parameters), "p.json")).toEqual(earlierAnalysis(text, "analysis.json"));
  });
  test("the command quotes what a shell would take apart, and says every choice", () => {
    const command = analysisCommand(measurement.parameters, of);
    expect(command).toContain("radiatum analyze 'day 3/scan.nwb' --roi ");
    expect(command).toContain(" --baseline 0:40lines ");
    expect(command).toContain(" --line-period 2ms --ephys 7.abf --ephys-offset -1.5ms");
    // No option says who was left out or called by hand: the document does.
    expect(command).toMatch(/ --parameters analysis\.json$/);
    expect(shellWord("it's")).toBe(`'it'\\''s'`);
  });
  test("a trial table says who it leaves out; who was left out beside it stands in the document, which is named, too", () => {
    const table = { ...of, opening: { ...of.opening, trials: "trials.csv" } };
    expect(analysisCommand({ ...measurement.parameters, calls: [] }, table)).toMatch(/ --trials trials\.csv --parameters analysis\.json$/);
    expect(analysisCommand({ ...measurement.parameters, calls: [], excluded: [] }, table)).toMatch(/ --trials trials\.csv$/);
  });
  test.each([
    ["{", /is no JSON/],
    ["[1]", /holds no parameters/],
    ['{"parameters":{"regions":"a"}}', /"regions" should be a list/],
  ])("%s is refused", (bad, why) => {
    expect(() => earlierAnalysis(bad, "x.json")).toThrow(why);
  });
});
