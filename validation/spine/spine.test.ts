import { describe, expect, test } from "vitest";
import { oracleFolder, type EvidenceRow } from "../simulation/evidence.js";
import { dyeBindingRows } from "./binding.js";
import { influxRows } from "./influx.js";
import { referenceTraceRows, spikeTimes } from "./reference-traces.js";

/** The cheap part of what `npm run validate` shows in full. */
const differing = (rows: readonly EvidenceRow[]): readonly EvidenceRow[] =>
  rows.filter(({ verdict }) => verdict !== "agrees");

describe("the spine's evidence, the cheap part", () => {
  test("six dyes follow their isotherms within 0.01 % of their range, GCaMP6f Hill's curve within 5 %", () => {
    const rows = dyeBindingRows();
    expect(rows).toHaveLength(7);
    expect(differing(rows)).toEqual([]);
  });

  test("a spike is timed where a straight line between samples crosses −10 mV: 0.125 ms", () => {
    const times = spikeTimes([-80, -20, 20, 10, -30, -10.5]);
    expect(times).toHaveLength(1);
    expect(times[0]).toBeCloseTo(0.125, 12);
  });

  test.skipIf(oracleFolder() === undefined)(
    "one release into a clamped cell: V within 0.3 mV, calcium within 1 % of NEURON (needs ../shared)",
    () => {
      const rows = referenceTraceRows({ only: ["03"] });
      expect(rows).toHaveLength(5);
      expect(differing(rows)).toEqual([]);
    },
  );

  test.skipIf(oracleFolder() === undefined)(
    "one action potential brings 71 µM into the reference head (needs ../shared)",
    () => {
      expect(differing(influxRows({ only: ["base"] }))).toEqual([]);
    },
  );
});
