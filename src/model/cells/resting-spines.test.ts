import { describe, expect, test } from "vitest";
import { ca1Neuron, elementsOf, restingSpines, siteAt, typicalSpine, withSpineOn, type CellElement } from "./index.js";

const temperature = 32;
const cell = ca1Neuron({ temperature });
const all = restingSpines(cell, 7);
const on = (spines: readonly CellElement[], branch: RegExp): number =>
  spines.filter(({ section }) => branch.test(section)).length;
const lengthOf = (branch: RegExp): number => cell.parts.branches
  .reduce((sum, { name, points }) => sum + (branch.test(name) ? points.at(-1)?.at ?? 0 : 0), 0);

describe("resting spines", () => {
  // A factor of 2 adds as much membrane as the dendrite has, π·0.75 µm² a µm of oblique; a spine has about 1 µm².
  test("stand about two a µm on obliques of 0.6 to 0.9 µm", () => {
    const perLength = on(all, /^oblique/u) / lengthOf(/^oblique/u);
    expect(perLength).toBeGreaterThan(1.6);
    expect(perLength).toBeLessThan(3.2);
  });
  test("have the membrane that the cell counts for them, within a tenth", () => {
    const membrane = all.reduce((sum, { shapes }) => sum + shapes.reduce((part, shape) => part + ("radius" in shape
      ? 4 * Math.PI * shape.radius ** 2
      : 2 * Math.PI * shape.fromRadius * Math.hypot(...[0, 1, 2].map((k) => (shape.to[k] as number) - (shape.from[k] as number)))), 0), 0);
    const counted = cell.parts.branches.reduce((sum, { kind, points, from }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last || kind === "soma" || kind === "axon") return sum;
      const smooth = kind === "trunk" ? Math.min(last.at, Math.max(0, 100 - from)) : 0;
      return sum + (Math.PI * (first.diameter + last.diameter) * (last.at - smooth)) / 2;
    }, 0);
    expect(membrane / counted).toBeGreaterThan(0.9);
    expect(membrane / counted).toBeLessThan(1.1);
  });
  test("are twice as many with a factor of 3, and none with 1", () => {
    const count = (spineFactor: string): number =>
      restingSpines(ca1Neuron({ temperature, settings: { "cell.spineFactor": spineFactor } }), 7).length;
    expect(count("3") / all.length).toBeGreaterThan(1.9);
    expect(count("3") / all.length).toBeLessThan(2.1);
    expect(count("1")).toBe(0);
  });
  test("are none on soma, axon and the first 100 µm of the trunk", () => {
    expect(on(all, /^(soma|axon)/u)).toBe(0);
    expect(on(all, /^trunk 1\b/u)).toBe(0);
    expect(on(all, /^trunk 6\b/u)).toBeGreaterThan(100);
  });
  test("leave free what is around the cell's own spine", () => {
    const site = siteAt(cell, { dendrite: "oblique", distance: "120 µm" });
    const { geometry } = typicalSpine();
    const withOne = withSpineOn(cell, site, { name: "spine", geometry, seed: 0 });
    const [head] = elementsOf(withOne, ["spine head"]);
    const ball = head?.shapes[0];
    if (!ball || !("radius" in ball)) throw new Error("a head is a ball");
    const nearest = Math.min(...restingSpines(withOne, 7).flatMap(({ shapes }) => shapes.flatMap((shape) =>
      ("radius" in shape ? [Math.hypot(...[0, 1, 2].map((k) => (shape.centre[k] as number) - (ball.centre[k] as number)))] : []))));
    expect(nearest).toBeGreaterThan(0.5);
  });
  test("are the same of the same seed, others of another", () => {
    expect(restingSpines(cell, 7)).toEqual(all);
    expect(restingSpines(cell, 8)[0]).not.toEqual(all[0]);
  });
});
