import { describe, expect, test } from "vitest";
import type { PairingMeasurement, ProtocolResponse } from "#analysis";
import type { Estimate } from "#statistics";
import { dark } from "./tokens.js";
import { plotSvg } from "./plot.js";

const estimate = (value: number, half: number, unit = "%"): Estimate => ({
  value, unit, interval: { low: value - half, high: value + half, level: 0.95 }, method: "made", n: 30, nOf: "trials",
});
const course = (peak: number): Float64Array => Float64Array.from({ length: 200 }, (_, i) => (i < 50 ? 0 : peak * Math.exp(-(i - 50) / 60)) + 3 * ((i * 7919) % 13) / 13);
const response = (name: string, peak: number): ProtocolResponse => ({
  name, trials: Array.from({ length: 30 }, (_, i) => i), amplitudes: Array.from({ length: 30 }, (_, i) => peak * (0.7 + (0.6 * ((i * 7) % 30)) / 29)),
  amplitude: estimate(peak, peak * 0.07), mean: course(peak), standardError: new Float64Array(200).fill(2), stimulus: 100,
});

function made(names: readonly string[] = ["EPSP", "AP"], said = "paired / (EPSP + AP) = 1.62 (95 % CI 1.41–1.85, 30 trials each)"): PairingMeasurement {
  const alone = names.map((name, i) => response(name, 50 - 10 * i));
  return {
    ratio: estimate(1.62, 0.2, "1"), difference: estimate(0.56, 0.1, "ΔF/F"), percentAboveSum: 62, region: { name: "spine", from: 10, to: 16 }, timeUnit: "ms",
    time: Float64Array.from({ length: 200 }, (_, i) => 2 * i), alone, paired: response("paired", 146), sum: { mean: course(90), amplitude: 90 },
    window: { from: 50, to: 90 }, toString: () => said,
  };
}

describe("the figure of a pairing", () => {
  const svg = plotSvg(made());

  test("its headline is the result's own sentence; every protocol and the sum are named twice, at line and column", () => {
    expect(svg).toContain(">paired / (EPSP + AP) = 1.62 (95 % CI 1.41–1.85, 30 trials each)</text>");
    for (const name of ["EPSP", "AP", "sum", "paired"]) expect(svg.split(`>${name}</text>`)).toHaveLength(3);
  });

  test("each of 3 × 30 trials is a dot", () => {
    expect(svg.match(/h\.01/g)).toHaveLength(90);
  });

  test("axes carry their units", () => {
    for (const name of ["spine, % ΔF/F", "mean of 100–180 ms, % ΔF/F", "ms"]) expect(svg).toContain(`>${name}</text>`);
  });

  test("same result, same bytes; no NaN, whatever the theme", () => {
    expect(plotSvg(made())).toBe(svg);
    expect(svg + plotSvg(made(), dark)).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("markup in a protocol's name is text, and a name of 60 letters is shortened", () => {
    const hostile = plotSvg(made(["<b>&", "x".repeat(60)], "a < b"));
    expect(hostile).toContain("&lt;b&gt;&amp;");
    expect(hostile).not.toContain("x".repeat(20));
  });

  test("one part alone, amplitudes of a single size and no stimulus still make a figure", () => {
    const { name, trials, amplitude, mean, standardError } = response("paired", 10);
    const paired = { name, trials, amplitude, mean, standardError, amplitudes: [10, 10, 10, 10] };
    expect(plotSvg({ ...made(["EPSP"]), paired })).toContain("<svg");
  });
});
