import { describe, expect, test } from "vitest";
import { conservationRows } from "./conservation.js";
import { oracleFolder, type EvidenceRow } from "./evidence.js";
import { nsuiteRows } from "./nsuite.js";
import { radialDiffusionRows } from "./radial-diffusion.js";
import { rallpackPassiveRows } from "./rallpack-passive.js";
import { orderRows, studies } from "./convergence.js";
import { symmetryRows } from "./symmetry.js";
import { twoMachineRows } from "./two-machines.js";

/** The cheap part of what `npm run validate` shows in full. */
const differing = (rows: readonly EvidenceRow[]): readonly EvidenceRow[] => rows.filter((row) => row.verdict === "differs");

describe("the engine's evidence, the cheap part", () => {
  test("Rallpack 1 and 2 lie within 0.1 % RMS of the closed form", () => {
    const rows = rallpackPassiveRows();
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(differing(rows)).toEqual([]);
  });

  test("40 shells lie within 0.1 % of Crank's series; twice the shells are four times as near", () => {
    expect(differing(radialDiffusionRows())).toEqual([]);
  });

  test("2000 steps across two steps in radius lose less than 1e-10 of calcium, dye, buffer and charge", () => {
    expect(differing(conservationRows({ steps: 2000 }))).toEqual([]);
  });

  test("transfer is the same both ways, left as right, whichever end a cable is told from, whoever runs beside", () => {
    expect(differing(symmetryRows())).toEqual([]);
  });

  test.each(Object.keys(studies))("the order of the steps is 2 ± 0.1 for voltage and gates: %s", (name) => {
    expect(differing(orderRows(name, studies[name]!, "fixed", 0.01))).toEqual([]);
  });

  test("interpreter and WebAssembly agree in every bit of 0.3 ms with chance, shells, clamps and events", () => {
    expect(differing(twoMachineRows({ duration: "0.3 ms" }))).toEqual([]);
  });

  test.skipIf(oracleFolder() === undefined)("NSuite's four models meet their criteria (needs ../shared)", () => {
    expect(differing(nsuiteRows())).toEqual([]);
  });
});
