import { expect, test } from "vitest";
import { bystandersOf, ca1Neuron, drawSpine, siteAt, typicalSpine, withSpineOn } from "./index.js";

const SPINES = Array.from({ length: 200 }, (_, seed) => seed);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test("a conductance that is set beyond the population's bounds is the mean of drawn spines, which still differ", () => {
  const drawn = SPINES.map((seed) => drawSpine(seed, { "ampa.gMax": "2 nS" }).ampa);
  expect(mean(drawn)).toBeGreaterThan(1.8);
  expect(mean(drawn)).toBeLessThan(2.2);
  expect(new Set(drawn).size).toBe(SPINES.length);
  expect(SPINES.map((seed) => drawSpine(seed, { "ampa.gMax": "0 nS" }).ampa).every((g) => g === 0)).toBe(true);
});

// Lengths of dendrite come from the tree; thrown at random, as many spines stand on a µm as are asked for.
test("bystanders are 1 a µm of dendrite, on the trunk from 100 µm on, and keep clear of a spine of the protocol", () => {
  const bare = ca1Neuron({ temperature: 32 });
  const site = siteAt(bare, { dendrite: "oblique", distance: "120 µm" });
  const neuron = withSpineOn(bare, site, { name: "spine", geometry: typicalSpine().geometry });
  const length = neuron.parts.branches.reduce((sum, { kind, from, points }) => {
    const own = points.at(-1)?.at ?? 0;
    if (kind === "soma" || kind === "axon") return sum;
    return sum + (kind === "trunk" ? Math.max(0, from + own - Math.max(100, from)) : own);
  }, 0);
  const found = bystandersOf(neuron, 0);
  expect(Math.abs(found.length - length)).toBeLessThan(4 * Math.sqrt(length));
  const trunk = found.filter(({ branch }) => branch.startsWith("trunk")).map(({ distance }) => distance);
  expect(Math.min(...trunk)).toBeGreaterThanOrEqual(100);
  const beside = found.filter(({ branch, distance }) => branch === site.branch && Math.abs(distance - site.distance) < 1.5);
  expect(beside).toEqual([]);
  expect(bystandersOf(bare, 0).length).toBeGreaterThan(found.length - 1);
});
