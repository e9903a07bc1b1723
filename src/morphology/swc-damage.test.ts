import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RigError } from "#errors";
import { compartmentsOf, readSwc } from "./index.js";

const RUNS = Number(process.env["RADIATUM_MUTATIONS"] ?? 1000);
const COARSE = { axialResistivity: 100, capacitance: 1, maximumLength: 1e5 };

/** Read and cut: every number finite; or one RigError. Says which. */
function survives(text: string): "read" | "refused" {
  try {
    const { sections, issues } = readSwc(text, COARSE);
    const { compartments } = compartmentsOf(sections);
    expect(issues.every((issue) => issue.endsWith("."))).toBe(true);
    compartments.forEach((c, i) => {
      expect(c.parent).toBeLessThan(i);
      expect(c.parent).toBeGreaterThanOrEqual(i === 0 ? -1 : 0);
      const numbers = [c.length, c.area, c.volume, c.capacitance, c.axialResistance, c.diffusionResistance, c.pathDistance];
      if (!numbers.every((x) => x >= 0 && x < Infinity)) throw new Error(`compartment ${i}: ${numbers.join()}`);
    });
    return "read";
  } catch (error) {
    if (error instanceof RigError) return "refused";
    throw error;
  }
}

const column = (...usual: fc.Arbitrary<number | string>[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 30, arbitrary: fc.oneof(...usual).map(String) }, { weight: 1, arbitrary: fc.constantFrom("nan", "1e300", "-1", "0", "1e-300", "x", "1,5", "", "#") });
const small = fc.integer({ min: -3, max: 12 });
const line = fc.tuple(
  column(fc.integer({ min: 0, max: 14 })), column(fc.constantFrom(1, 2, 3, 3, 3, 4, 5, 6)), column(small), column(small),
  column(fc.constant(0), small), column(fc.constantFrom(1, 0.5, 5)), column(fc.integer({ min: -1, max: 10 })),
).map((words) => words.join(" "));

describe("damaged SWC files", () => {
  test(`${RUNS} files of random lines: read with finite numbers, or refused`, () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (lines) => void survives(lines.join("\n"))), { numRuns: RUNS });
  });

  test(`${RUNS} trees of random types, places and radii: read with finite numbers, or refused; each at least one time in six`, () => {
    const outcomes = { read: 0, refused: 0 };
    const point = fc.tuple(fc.constantFrom(1, 2, 3, 3, 4, 5), small, small, fc.constantFrom(0, 0, 1), fc.constantFrom(1, 0.5, 0), fc.nat());
    fc.assert(fc.property(fc.array(point, { minLength: 1, maxLength: 14 }), fc.boolean(), (points, backwards) => {
      const lines = points.map(([type, x, y, z, r, parent], i) => `${i} ${type} ${x} ${y} ${z} ${r} ${i === 0 ? -1 : parent % i}`);
      outcomes[survives((backwards ? lines.reverse() : lines).join("\n"))]++;
    }), { numRuns: RUNS });
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(RUNS / 6);
  });

  const whole = "# cell\n1 1 0 0 0 8 -1\n2 3 10 0 0 1 1\n3 3 30 0 0 0.75 2\n4 3 50 8 0 0.5 3\n5 3 50 -8 0 0.5 3\n6 4 0 12 0 1.5 1\n7 4 0 40 0 1 6\n";
  test(`${RUNS} files with characters changed, cut out or cut off: read with finite numbers, or refused`, () => {
    const change = fc.tuple(fc.nat(whole.length), fc.nat(4), fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("-", "\n", "9", "1e9", "\u0000")));
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(whole.length), fc.boolean(), (changes, end, cuts) => {
      const text = changes.reduce((t, [at, gone, by]) => t.slice(0, at) + by + t.slice(at + gone), whole);
      survives(cuts ? text.slice(0, end) : text);
    }), { numRuns: RUNS });
  });
});

describe("large SWC files", () => {
  const chain = (length: number, type: (i: number) => number, parent: (i: number) => number): string =>
    Array.from({ length }, (_, i) => `${i + 1} ${i === 0 ? 1 : type(i)} ${i} 0 0 0.5 ${i === 0 ? -1 : parent(i)}`).join("\n");

  test("a chain of 200 000 points is two sections, the second 199 998 µm long", () => {
    const { sections } = readSwc(chain(200_000, () => 3, (i) => i), COARSE);
    expect(sections.map((s) => s.points.length)).toEqual([2, 199_999]);
    expect(sections[1]!.points.at(-1)!.at).toBe(199_998);
  });

  test("50 000 points of alternating type, each a section on the last", () => {
    const { sections } = readSwc(chain(50_000, (i) => 3 + (i % 2), (i) => i), COARSE);
    expect(sections).toHaveLength(50_000);
  });

  test("200 000 branches on one soma point", () => {
    expect(readSwc(chain(200_000, () => 2, () => 1), COARSE).sections).toHaveLength(200_000);
  });

  test("a loop of 200 000 points is refused by its first few", () => {
    const text = chain(200_000, () => 3, (i) => i).replace(/-1$/m, "200000").replace("1 1 0", "1 3 0");
    expect(() => readSwc(text, COARSE)).toThrow(/line 1: following parents.*1 → 200000 → 199999 → .*→ …/);
  });
});
