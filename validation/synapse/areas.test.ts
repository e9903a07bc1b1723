import { describe, expect, test } from "vitest";
import { synapseAreas } from "./areas.js";

describe("synapse and calcium against scipy and R", () => {
  test.each(Object.entries(synapseAreas))("area %s: every number agrees within its stated tolerance", (_area, run) => {
    const rows = run();
    expect(rows.filter((row) => row.verdict === "differs")).toEqual([]);
    expect(rows.length).toBeGreaterThan(20);
  });
});
