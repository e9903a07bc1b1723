import { describe, expect, test } from "vitest";
import type { Estimate } from "#statistics";
import { imagePanel, photographImage } from "./image-panel.js";
import { meansPanel } from "./means-panel.js";
import { sheetSvg } from "./sheet.js";
import { element, label } from "./svg.js";
import { light } from "./tokens.js";
import { tracePanel, type TracePanel } from "./trace-panel.js";
import { trialsPanel, type TrialsPanel } from "./trials-panel.js";

const time = Float64Array.from({ length: 101 }, (_, i) => 2 * i);
const estimate: Estimate = {
  value: 42.13, unit: "%", standardError: 2.6, interval: { low: 36.9, high: 47.4, level: 0.95 },
  method: "mean", n: 5, nOf: "trials",
};
const panel: TracePanel = {
  title: "One action potential", width: 300, height: 200, span: [0, 200], timeBar: 50, unit: "% ΔF/F",
  traces: [{ hue: "spine", time, values: time.map((ms) => (ms < 100 ? 0 : 40)) }],
  marks: [{ at: [100], label: "AP" }], notes: [{ stroke: { hue: "spine" }, text: "spine", answer: estimate }],
};
/** Numbers of a path's first point. */
const startsOf = (svg: string): number[][] =>
  [...svg.matchAll(/ d="M([-\d.]+) ([-\d.]+)/gu)].map(([, x, y]) => [Number(x), Number(y)]);

describe("a panel of traces", () => {
  const { marks } = tracePanel(panel, light);
  test("has bars with units in place of axes: 50 ms of 238 px for 200 ms, 20 % of the 44 % from −2 to 42", () => {
    expect(marks).toContain(">50 ms<");
    expect(marks).toContain(">20 %<");
    expect(marks).toContain(">ΔF/F<");
    const [, long] = /d="M([\d.]+) [\d.]+L238 [\d.]+"[^>]*stroke-width="1.8"/u.exec(marks) ?? [];
    expect(238 - Number(long)).toBeCloseTo((50 / 200) * 238, 6);
  });
  test("prints a number as far as its error allows, with its interval", () => {
    expect(marks).toContain("spine 42.1 % (36.9 to 47.4)");
  });
  test("says nothing but a dash where the bench refused", () => {
    const refused = tracePanel({ ...panel, notes: [{ text: "a =", answer: { refused: "Too few trials." } }] }, light);
    expect(refused.marks).toContain(">a = —<");
  });
  test("draws the dashed line of another condition in the structure's own colour", () => {
    const [trace] = panel.traces;
    const after = tracePanel({ ...panel, traces: [{ ...trace, hue: "spine", dashed: true, time, values: time }] }, light);
    expect(after.marks).toMatch(new RegExp(`stroke="${light.spine}"[^>]*stroke-dasharray="5 3"`, "u"));
  });
  test("lifts the pen where a value is missing, and is never NaN, not even without a value", () => {
    const values = time.map((ms) => (ms > 90 && ms < 110 ? NaN : ms));
    const broken = tracePanel({ ...panel, traces: [{ hue: "ink", time, values }] }, light).marks;
    expect(broken).toMatch(/ d="M[^"]*l[^"]*M[^"]*"/u);
    expect(broken).not.toContain("NaN");
    const none = tracePanel({ ...panel, traces: [{ hue: "ink", time: [], values: [] }] }, light).marks;
    expect(none).not.toContain("NaN");
  });
  test("leaves out what lies beyond its span", () => {
    const narrow = tracePanel({ ...panel, span: [100, 200], shaded: [[0, 400]] }, light).marks;
    expect(startsOf(narrow).every(([x = 0]) => x >= 0 && x <= 300)).toBe(true);
    expect(narrow).toMatch(/<rect x="0" y="[\d.]+" width="238"/u);
  });
});

describe("trials in a row", () => {
  const trials: TrialsPanel = {
    title: "Pairs", width: 366, columns: 2, numbers: [1, 2, 3], span: [0, 200], stimuli: [60, 90], timeBar: 100,
    rows: [{
      hue: "spine", time, unit: "% ΔF/F", height: 40,
      trials: [
        { values: time, outcomes: ["success", "failure"] }, { values: time, outcomes: ["failure", "failure"] },
        { values: time, outcomes: ["undecided", undefined] },
      ],
    }],
  };
  const { marks } = trialsPanel(trials, light);
  test("have an asterisk for each stimulus that failed, and a question mark where nobody can say", () => {
    expect(marks.match(/>\*</gu)).toHaveLength(3);
    expect(marks.match(/>\?</gu)).toHaveLength(1);
  });
  test("put the asterisk above its stimulus: 90 ms of 140 px for 200 ms", () => {
    expect(marks).toContain(`<text x="63"`);
  });
  test("are grey without a success", () => {
    const coloured = marks.match(new RegExp(`stroke="${light.spine}"`, "gu"));
    expect(coloured).toHaveLength(1);
  });
});

describe("a picture as a panel", () => {
  const image = { name: "maximum projection", width: 4, height: 2, pixels: Uint16Array.of(50, 50, 60, 70, 90, 50, 200, 4000) };
  const href = photographImage(image, "Green", 0.9);
  test("carries its pixels, a bar with its unit, an arrow and a frame", () => {
    const { marks } = imagePanel({
      title: "Spines", href, width: 200, height: 100, across: { length: 50, text: "2 µm" },
      arrow: { x: 100, y: 50, from: [0, 1] }, frame: { x: 20, y: 20, size: 30 },
    }, light);
    expect(marks).toContain(href);
    expect(marks).toContain(">2 µm<");
    // The arrow comes from below and ends 14 px before its place, which lies under the title.
    expect(marks).toContain(`d="M100.0 114.0L100.0 84.0`);
    expect(marks).toContain(`width="30" height="30" fill="none"`);
  });
  test("the same pixels are the same bytes", () => {
    expect(photographImage(image, "Green", 0.9)).toBe(href);
  });
});

describe("means", () => {
  test("lie on their line where the line goes through them, with standard errors, axes and units", () => {
    const { marks } = meansPanel({
      title: "Voltage dependence", width: 320, height: 280, hue: "spine", across: "mV", up: "%",
      groups: [-260, -70].map((at) => ({ at, trials: [-at / 10 - 5, -at / 10 + 5], mean: -at / 10, standardError: 5 })),
      line: { slope: -0.1, intercept: 0 },
    }, light);
    const [, x, y] = /<circle cx="([\d.]+)" cy="([\d.]+)"/u.exec(marks) ?? [];
    expect(marks).toContain(`d="M${x ?? ""} ${y ?? ""}L`);
    expect(marks).toContain(">mV<");
    expect(marks).toContain(">%<");
  });
});

describe("a sheet", () => {
  test("gives panels their letters, and no NaN", () => {
    const drawing = tracePanel(panel, light);
    const svg = sheetSvg([[{ letter: "A", drawing }, { drawing }], [{ letter: "B", drawing }]], light);
    expect([...svg.matchAll(/>([A-Z])<\/text>/gu)].map(([, letter]) => letter)).toEqual(["A", "B"]);
    expect(svg).not.toContain("NaN");
    expect(svg).toContain("A: One action potential. spine 42.1 % (36.9 to 47.4).");
  });
});

describe("charges", () => {
  test("are set above the line with signs that the face has", () => {
    const text = label(0, 0, "1 mM Ni²⁺ and Cl⁻", { fill: "#000" });
    expect(text).not.toMatch(/[²⁺⁻]/u);
    expect(text).toContain(">2+</tspan>");
    expect(text).toContain(">−</tspan>");
  });
  test("squares without a sign stay as they are", () => {
    expect(label(0, 0, "µm²", { fill: "#000" })).toBe(element("text", { x: 0, y: 0, "font-size": 10.5, fill: "#000" }, "µm²"));
  });
});
