import { describe, expect, test } from "vitest";
import { convergenceOf, proofOf, type ProofPart, type TrialConvergence } from "./index.js";
import { spineProtocol } from "./testing/spine-protocol.js";

const protocol = spineProtocol({ duration: "40 ms", gating: "stochastic" });

function checked(place: number): { readonly said: string[]; readonly found: TrialConvergence } {
  const check = convergenceOf(protocol, place);
  const said: string[] = [];
  for (;;) {
    const step = check.next();
    if (step.done === true) return { said, found: step.value };
    if (said.at(-1) !== step.value) said.push(step.value);
  }
}

describe("the convergence of a trial with an action potential", () => {
  const { said, found: { rows, left } } = checked(1);
  const row = (quantity: string): TrialConvergence["rows"][number] => rows.find((one) => one.quantity === quantity)!;

  test("has a row for every traced quantity with its unit, and says what it computes meanwhile", () => {
    expect(rows.map(({ quantity }) => quantity)).toContain("calcium current of the head's channels");
    expect(rows.length).toBeGreaterThanOrEqual(10);
    expect(new Set(rows.map(({ unit }) => unit))).toEqual(new Set(["mV", "µM", "pA"]));
    expect(said).toEqual(["The trial as it is", "Half the steps", "Compartments a third as long"]);
  });

  test("finds what the proof of the same trial finds of soma, calcium and dye", () => {
    const parts: ProofPart[] = [];
    for (const { found } of proofOf(protocol, 1)) {
      if (found) parts.push(found);
      if (found?.kind === "compartments") break;
    }
    const names = { "soma potential": "potential across the soma's membrane", "head calcium": "free calcium in the head" };
    for (const [kind, ours] of [["time step", "step"], ["compartments", "compartments"]] as const) {
      const part = parts.find((one): one is Extract<ProofPart, { kind: typeof kind }> => one.kind === kind)!;
      for (const [theirs, quantity] of Object.entries(names)) {
        expect(row(quantity)[ours]).toBe(part.moved.find((one) => one.quantity === theirs)!.change);
        expect(row(quantity)[ours]).toBeGreaterThan(0);
      }
    }
  });

  test("names what it leaves: heads, what is well mixed across, and chance", () => {
    expect(left).toEqual([
      expect.stringMatching(/^spine heads: one compartment each/) as string,
      expect.stringMatching(/^spineCalcium: well mixed across/) as string,
      expect.stringMatching(/^channels follow their means/) as string,
    ]);
  });
});
