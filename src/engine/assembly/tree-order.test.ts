import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { treeOrder } from "./tree-order.js";

const depthOf = (parent: Int32Array, i: number): number => (parent[i]! < 0 ? 0 : 1 + depthOf(parent, parent[i]!));

describe("treeOrder", () => {
  test("an unbranched chain of 101 is taken from its middle: 50 deep instead of 100", () => {
    const { root, order, parent } = treeOrder(Array.from({ length: 101 }, (_, i) => i - 1));
    expect(root).toBe(50);
    expect(Math.max(...[...order].map((i) => depthOf(parent, i)))).toBe(50);
  });

  // The longest path of a tree has its middle at half its length, below which no root can be.
  test("whatever the tree: parents come first, links stay, and no root is less deep", () => {
    const trees = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((list) => list.map((x, i) => (i === 0 ? -1 : x % i)));
    fc.assert(fc.property(trees, (given) => {
      const { order, parent, root } = treeOrder(given);
      expect([...order].sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
      const place = new Map([...order].map((i, k) => [i, k]));
      const links = (p: ArrayLike<number>): string[] =>
        Array.from(p).flatMap((up, i) => (up < 0 ? [] : [[Math.min(up, i), Math.max(up, i)].join("-")])).sort();
      expect(links(parent)).toEqual(links(given));
      for (const i of order) if (i !== root) expect(place.get(parent[i]!)!).toBeLessThan(place.get(i)!);
      const depth = (from: number): number => {
        const turned = treeFrom(given, from);
        return Math.max(...given.map((_, i) => depthOf(turned, i)));
      };
      expect(Math.max(...given.map((_, i) => depthOf(parent, i)))).toBe(Math.min(...given.map((_, i) => depth(i))));
    }), { numRuns: 60 });
  });
});

/** Parents when the tree hangs from another root. */
function treeFrom(given: readonly number[], root: number): Int32Array {
  const parent = new Int32Array(given.length).fill(-1);
  const visit = (at: number, from: number): void => {
    parent[at] = from;
    given.forEach((up, i) => { if (up === at && i !== from) visit(i, at); });
    const up = given[at]!;
    if (up >= 0 && up !== from) visit(up, at);
  };
  visit(root, -1);
  return parent;
}
