import { describe, expect, test } from "vitest";
import { describeIssue, linePeriod, withElectrode, withTrialTable, withUserPeriod, type Recording } from "./index.js";

const trial = (index: number): Recording["trials"][number] => ({ index, start: index * 1000, duration: 400, condition: "control" });
const empty: Recording = {
  name: "spine 3", format: "tiff", formatDetail: "TIFF", lineScans: [], sweeps: [], sweepOffset: 0, trials: [trial(0), trial(1), trial(2)],
  events: [], conditions: [{ name: "control", drugs: [] }], images: [], provenance: { simulated: false, files: [], settings: {} }, issues: [],
};

describe("line timing", () => {
  const timing = { period: 2.0582, source: "a.xml, PVStateShard scanLinePeriod", alternatives: [], contradictions: [] };
  test("without a source and without the user's word there is no time", () => {
    const scan = { name: "line", timing: { source: "none", alternatives: [], contradictions: [] }, trials: [{ lines: 500 }] };
    expect(() => linePeriod(scan)).toThrow(/500 lines have no times.*--line-period/);
  });
  test("the user's period overrides the file's, which stays visible together with the contradiction", () => {
    const user = withUserPeriod(timing, 8.228);
    expect(user.period).toBe(8.228);
    expect(user.alternatives[0]).toMatchObject({ period: 2.0582, source: timing.source });
    expect(user.contradictions[0]).toMatch(/8\.228 ms.*2\.0582 ms/);
  });
});

describe("withElectrode", () => {
  const sweep = (index: number): Recording["sweeps"][number] => ({
    trial: index, channel: "IN 0", quantity: "current", unit: "pA", start: 0, samplePeriod: 0.1, samples: new Float32Array(4),
  });
  const abf: Recording = {
    ...empty, name: "a.abf", trials: [trial(0), trial(1)], sweeps: [sweep(0), sweep(1)],
    events: [{ trial: 0, start: 50, duration: 1, kind: "synaptic", source: "digital output" }],
    conditions: [{ name: "control", drugs: [], holding: -70 }],
  };
  test("joins sweep for trial, brings the stimulus onto the image's clock and says what is left over", () => {
    const joined = withElectrode(empty, abf, -12.5);
    expect(joined.sweeps).toHaveLength(2);
    expect(joined.sweepOffset).toBe(-12.5);
    expect(joined.events[0]?.start).toBe(37.5);
    expect(joined.conditions[0]?.holding).toBe(-70);
    expect(joined.issues[0]?.message).toMatch(/2 sweeps and spine 3 3 trials; the first 2/);
  });
  test("an electrode file without traces is refused", () => {
    expect(() => withElectrode(empty, empty, 0)).toThrow(/holds no electrode traces/);
  });
});

describe("withTrialTable", () => {
  test("leaves trials out with their reasons and names conditions", () => {
    const { recording, excluded } = withTrialTable(empty, {
      columns: ["Trial", "include", "reason", "condition"],
      rows: [["2", "no", "blebbing", ""], ["3", "yes", "", "APV"]],
    });
    expect(excluded).toEqual([{ trial: 1, reason: "blebbing" }]);
    expect(recording.trials[2]?.condition).toBe("APV");
    expect(recording.conditions.map(({ name }) => name)).toEqual(["control", "APV"]);
  });
  test.each([
    [["include"], [["no"]], /needs a column "trial"/],
    [["trial"], [["4"]], /row 1: trial "4" is not a whole number from 1 to 3/],
    [["trial", "include"], [["1", "maybe"]], /row 1: "maybe".*neither yes nor no/],
  ])("columns %j with rows %j are refused", (columns, rows, message) => {
    expect(() => withTrialTable(empty, { columns, rows })).toThrow(message);
  });
});

test("an issue reads: where, then what; trials count from 1 for people", () => {
  expect(describeIssue({ severity: "warning", code: "x", message: "the strip ends 12 lines early.", file: "a.tif", offset: 4096, trial: 16 })).toBe(
    "trial 17, a.tif at byte 4096: the strip ends 12 lines early.",
  );
});
