import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { figures } from "./figures.js";
import { element, label, polyline } from "./svg.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { VARIANTS } from "./testing/variants.js";

interface Read {
  readonly names: Set<string>;
  readonly ids: string[];
  readonly numbers: number[];
  readonly texts: string[];
}

/** Parses strictly (XML 1.0 with namespaces) and gathers what the tests ask about. */
function read(svg: string): Read {
  const found: Read = { names: new Set(), ids: [], numbers: [], texts: [] };
  const parser = new SaxesParser({ xmlns: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    found.names.add(name);
    for (const [key, { value }] of Object.entries(attributes)) {
      if (key === "id") found.ids.push(value);
      if (["x", "y", "width", "height", "cx", "cy", "r"].includes(key)) found.numbers.push(Number(value));
      if (key.startsWith("on")) throw new Error(`handler ${key}`);
    }
  });
  parser.on("text", (text) => found.texts.push(text));
  parser.write(svg).close();
  return found;
}

describe.each(Object.entries(VARIANTS))("figures of %s", (_, wanted) => {
  const drawn = figures(syntheticMeasurement(wanted));

  test("are well-formed SVG of known elements, with finite coordinates and no id twice", () => {
    expect(drawn.length).toBeGreaterThanOrEqual(2);
    for (const { svg } of drawn) {
      const { names, ids, numbers } = read(svg);
      expect([...names].filter((name) => !["svg", "title", "style", "rect", "g", "text", "path", "image", "circle"].includes(name))).toEqual([]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  test("say no NaN, undefined or Infinity, and fetch nothing", () => {
    for (const { svg } of drawn) {
      const plain = svg.replaceAll(/data:image\/png;base64,[A-Za-z0-9+/=]+/g, "");
      expect(plain).not.toMatch(/NaN|undefined|Infinity|∞|\[object/);
      expect(plain.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\(|<script|<foreignObject/i);
    }
  });

  test("are the same bytes from the same measurement", () => {
    expect(figures(syntheticMeasurement(wanted))).toEqual(drawn);
  });
});

describe("what a figure shows", () => {
  const textsOf = (wanted: Parameters<typeof syntheticMeasurement>[0], name: string): string[] =>
    read(figures(syntheticMeasurement(wanted)).find((figure) => figure.name === name)?.svg ?? "").texts;

  test("the time axis says ms, and lines where no file gives a line period", () => {
    expect(textsOf({}, "overview")).toContain("400 ms");
    const without = textsOf({ timing: false, soma: false }, "overview");
    expect(without).toContain("200 lines");
    expect(without.some((text) => / ms$/.test(text))).toBe(false);
  });

  test("distance is in µm where the pixel size is known and in pixels where not", () => {
    expect(textsOf({}, "line-scan")).toContain("6.6 µm");
    expect(textsOf({ timing: false }, "line-scan")).toContain("44 px");
  });

  test("one trial has no strip, no session and no distribution", () => {
    expect(figures(syntheticMeasurement({ trials: 1, soma: false })).map(({ name }) => name)).toEqual(["overview", "line-scan", "traces"]);
  });

  test("a failure carries an asterisk in the strip, one each, those left out excepted", () => {
    const measurement = syntheticMeasurement({ trials: 40 });
    const failures = measurement.trials.filter((trial) => trial.included && trial.call === "failure").length;
    expect(textsOf({ trials: 40 }, "trials").filter((text) => text === "*")).toHaveLength(failures);
  });

  test("a name too long for its gutter is cut with an ellipsis", () => {
    const texts = textsOf({ regions: ["a very long region name that goes on and on", "shaft"] }, "line-scan");
    expect(texts.some((text) => /^a very .*…$/.test(text))).toBe(true);
  });
});

describe("building blocks", () => {
  test("a coordinate that is NaN is our own fault, not a figure", () => {
    expect(() => label(NaN, 0, "x", { fill: "#000" })).toThrow("broken invariant");
  });
  test("the pen lifts over a missing sample", () => {
    expect(polyline([[0, 0], [1, 2], [2, NaN], [3, 1], [4, 1.5]])).toBe("M0 0l1 2M3 1l1 0.5");
  });
  test("an attribute cannot break out of its quotes", () => {
    expect(element("g", { class: `"><script>'` })).toBe(`<g class="&quot;&gt;&lt;script&gt;&#39;"/>`);
  });
});
