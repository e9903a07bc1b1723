import { describe, expect, test } from "vitest";
import type { Measurement } from "radiatum";
import {
  asking,
  choicesFrom,
  choicesInAddress,
  choicesOfAnalysis,
  NOTHING_CHOSEN,
  without,
  type Choices,
} from "./choices.js";
import { placesOf, withBaseline, withPlace } from "./places.js";

const ALL: Choices = {
  request: {
    scan: 1,
    channel: "Ch2",
    regions: ["spine=8:18px", "shaft=22:32px"],
    regionsFrom: "user",
    background: "38:43px",
    baseline: "0:40lines",
    stimulus: "100ms,150ms",
    stimulusFrom: "user",
    ratio: "Ch2/Ch1",
    smoothing: "average 7",
    excluded: [{ trial: 22, reason: "cell moved: 1.2 µm" }],
    included: [30],
    calls: [
      { trial: 5, call: "success" },
      { trial: 8, call: "failure" },
    ],
  },
  linePeriod: 2.048,
  ephys: "0007.abf",
  ephysOffset: -12.5,
  table: "trials.csv",
};
const through = (choices: Choices): Choices => {
  // As the address does it: what is "" isn't written, and everything comes back as text.
  const query = new URLSearchParams(Object.entries(choicesInAddress(choices)).filter(([, value]) => value !== ""));
  return choicesFrom((name) => query.get(name) ?? "");
};

describe("choices in the address", () => {
  test("come back as they were, all of them, and none", () => {
    expect(through(ALL)).toEqual(ALL);
    expect(through(NOTHING_CHOSEN)).toEqual(NOTHING_CHOSEN);
  });
  test("that are no numbers, or no trials, are nothing", () => {
    const said: Record<string, string> = { period: "soon", scan: "0", out: "x:y|0:z|3:blebbing", offset: "-", in: "0|x", calls: "0:success|4:maybe" };
    expect(choicesFrom((name) => said[name] ?? "")).toEqual({
      request: { excluded: [{ trial: 2, reason: "blebbing" }] },
      ephysOffset: 0,
    });
  });
});

describe("an analysis file", () => {
  const earlier = { request: ALL.request, opening: { linePeriod: 2.048, ephys: "raw/0007.abf", ephysOffset: -12.5 } };
  test("is the choices it was made with, where its electrode is here", () => {
    expect(choicesOfAnalysis(earlier, () => "0007.abf")).toEqual({ choices: without(ALL, "table") });
  });
  test("names the electrode's file where that isn't, and takes no offset without it", () => {
    const { choices, missing } = choicesOfAnalysis(earlier, () => undefined);
    expect([choices.ephys, choices.ephysOffset, missing]).toEqual([undefined, 0, "raw/0007.abf"]);
  });
});

describe("places along the line", () => {
  const places = placesOf(ALL, undefined);
  test("are the regions in their order, the first as the spine, then the background", () => {
    expect(places.map(({ name, tone, from, to }) => [name, tone, from, to])).toEqual([
      ["spine", "spine", 8, 18],
      ["shaft", "shaft", 22, 32],
      ["backgr.", "background", 38, 43],
    ]);
  });
  test("moving one leaves the others; moving the background leaves the regions", () => {
    expect(withPlace(ALL, places, 0, 7, 18).request.regions).toEqual(["spine=7:18px", "shaft=22:32px"]);
    const moved = withPlace(ALL, places, 2, 39, 44);
    expect([moved.request.background, moved.request.regions]).toEqual(["39:44px", ALL.request.regions]);
  });
  test("that a link gives in µm are shown where the measurement found them", () => {
    const inMicrons = asking(ALL, { regions: ["spine=1.2:2.7um"], background: undefined });
    const measured = {
      regions: [{ name: "spine", from: 8, to: 18 }],
      background: {},
      parameters: { channel: "Ch2" },
    } as unknown as Measurement;
    expect(placesOf(inMicrons, measured).map(({ from, to }) => [from, to])).toEqual([[8, 18]]);
  });
  test("a dragged F₀ window is worded in lines, the last one excluded as the command line has it", () => {
    expect(withBaseline(ALL, 3, 47).request.baseline).toBe("3:47lines");
  });
});
