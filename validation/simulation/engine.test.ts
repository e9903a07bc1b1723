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
const differing = (rows: readonly EvidenceRow[]): readonly EvidenceRow[] => rows.filter((row) => !row.agrees);

describe("the engine's evidence, the cheap part", () => {
  test("Rallpack 1 and 2 lie within 0.1 % RMS of the closed form, and transfer is the same both ways to 1e-9 mV", () => {
    const rows = rallpackPassiveRows();
    expect(rows.length).toBeGreaterThanOrEqual(6);
    expect(differing(rows)).toEqual([]);
  });

  test("diffusion into 40 shells is within 0.1 % of Crank's series, with an error that falls fourfold when shells double", () => {
    expect(differing(radialDiffusionRows())).toEqual([]);
  });

  test("2000 steps across two steps in radius lose less than 1e-10 of calcium, dye and buffer; charge is kept, too", () => {
    expect(differing(conservationRows({ steps: 2000 }))).toEqual([]);
  });

  test("transfer impedance is the same both ways, dendrites mirror each other, direction and company of trials don't matter", () => {
    expect(differing(symmetryRows())).toEqual([]);
  });

  test.each(["a pulse with its edges off the grid", "an event off the grid"])("%s keeps the order of the steps: 2 ± 0.1 for voltage and gates", (name) => {
    expect(differing(orderRows(name, studies[name]!, "fixed", 0.01))).toEqual([]);
  });

  test("interpreter and WebAssembly agree in every bit of 0.5 ms with channels by chance, pools in shells, clamps and events", () => {
    expect(differing(twoMachineRows({ duration: "0.5 ms" }))).toEqual([]);
  });

  test.skipIf(oracleFolder() === undefined)("NSuite's four models meet their criteria (needs ../shared)", () => {
    expect(differing(nsuiteRows())).toEqual([]);
  });
});
