import { expect, test } from "vitest";
import { ampa, nmda, passiveLeak } from "#model";
import { cylinder } from "#morphology";
import { prepare } from "../index.js";
import { emit } from "../kernel/emit.js";

const soma = cylinder({ name: "soma", kind: "soma", length: 20, diameter: 20, compartments: 1, axialResistivity: 100, capacitance: 1 });
const at = { section: "soma" };

/** Code of a cell with a receptor of each kind, of which this is said. */
function codeOf(gMax: string, fast: string): readonly Uint8Array[] {
  const { assembly } = prepare({
    cell: {
      sections: [soma], start: "-70 mV", membrane: [{ mechanism: passiveLeak, in: "everywhere" }],
      points: [{ name: "slow", mechanism: nmda, at, with: { gMax } }, { name: "fast", mechanism: ampa, at, with: { gMax: fast } }],
    },
    step: { kind: "adaptive", tolerance: "0.01 mV" }, duration: "1 ms", probes: {},
  });
  return emit(assembly.program).bodies;
}

test("what is said of a few points is data: cells that differ in it run the same code, which is compiled once", () => {
  expect(codeOf("0.3 nS", "0.1 nS")).toEqual(codeOf("0.2 nS", "0.4 nS"));
});
