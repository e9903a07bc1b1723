import { describe, expect, test } from "vitest";
import type { EvidenceRow } from "../simulation/evidence.js";
import { closedLoopRows } from "./closed-loop.js";
import { experiment, largest, simulated, trueDeltaF } from "./experiments.js";
import { stepRows } from "./steps.js";

const differing = (rows: readonly EvidenceRow[]): readonly EvidenceRow[] =>
  rows.filter(({ verdict }) => verdict !== "agrees");

/** The cheap part of what `npm run validate` shows in full. */
describe("the rig's evidence, the cheap part", () => {
  test("pairing by the rig's steps lies within 0.3 mV, 0.05 ms and 1 % of that by a tenth of its tolerances", () => {
    const rows = stepRows({ fixed: false });
    expect(rows).toHaveLength(8);
    expect(differing(rows)).toEqual([]);
  });

  test("34 trials come back from NWB, and from Prairie with ABF, and are measured alike to the bit", async () => {
    const rows = await closedLoopRows({ trials: 10 });
    expect(rows).toHaveLength(4);
    expect(differing(rows)).toEqual([]);
  });

  // Dye that is 28 % full brightens 14-fold at most: (1 + 13·f)/(1 + 13·f₀) − 1 with f the share that is bound.
  test("the true ΔF/F of an action potential follows from the dye's own range: 60 to 68 % in the head", () => {
    const stimuli = { AP: { kind: "action potentials", at: "20 ms" } };
    const { truth } = simulated(experiment({ stimuli, trials: 1, seed: 1, duration: 60 }));
    const peak = largest(trueDeltaF(truth, 0, "head"));
    const place = truth.quantities.findIndex(({ name }) => name === "head_bound_dye_uM");
    const bound = truth.trials[0]?.traces[place] as Float32Array;
    const share = (b: number): number => 1 + 13 * (b / 200);
    expect(peak).toBeCloseTo(100 * (share(largest(bound)) / share(bound[0] as number) - 1), 3);
    expect(peak).toBeGreaterThan(60);
    expect(peak).toBeLessThan(68);
  });
});
