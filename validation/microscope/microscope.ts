/** The evidence of the microscope, as tables with headings. */
import { bleachingRows, disturbanceRows, photonRows, proportionRows, transferRows } from "./detector-rows.js";
import { beadRows, weightRows } from "./focus-rows.js";
import type { EvidenceRow } from "../simulation/evidence.js";

export function microscopeEvidence({ quick }: { quick: boolean }): { heading: string; rows: () => EvidenceRow[] }[] {
  return [{
    heading: "Microscope: the focus, from noisy pictures of a bead and from points thrown at the cell",
    rows: () => [...beadRows(), ...weightRows({ points: quick ? 1_000_000 : 4_000_000 })],
  }, {
    heading: "Microscope: photons, gain, dye, power and bleaching, as the bench reads them from noisy line scans",
    rows: () => [
      ...transferRows({ recordings: quick ? 40 : 400 }),
      ...disturbanceRows({ recordings: quick ? 40 : 400 }),
      ...photonRows({ recordings: quick ? 100 : 400 }),
      ...proportionRows({ lines: quick ? 2000 : 8000 }),
      ...bleachingRows({ lines: quick ? 5000 : 20_000 }),
    ],
  }];
}
