/** The evidence of the engine, under its headings; `quick` leaves out nothing but repeats what is random less. */
import { conservationRows } from "./conservation.js";
import { convergenceRows } from "./convergence.js";
import { dsmtsRows } from "./dsmts.js";
import type { EvidenceRow } from "./evidence.js";
import { knownAnswerRows } from "./known-answers.js";
import { mechanismRows } from "./mechanisms.js";
import { nsuiteRows } from "./nsuite.js";
import { radialDiffusionRows } from "./radial-diffusion.js";
import { rallpackAxonRows } from "./rallpack-axon.js";
import { rallpackPassiveRows } from "./rallpack-passive.js";
import { referenceCalciumRows } from "./reference-calcium.js";
import { referenceVoltageRows } from "./reference-voltage.js";
import { adaptiveGatingRows, gatingRows } from "./stochastic-gating.js";
import { symmetryRows } from "./symmetry.js";
import { twoMachineRows } from "./two-machines.js";

interface Heading { readonly heading: string; readonly rows: () => EvidenceRow[] | Promise<EvidenceRow[]> }

export function engineEvidence({ quick }: { quick: boolean }): readonly Heading[] {
  const fewer = quick ? { runs: 1000 } : {};
  return [
    {
      heading: "Engine: Rallpacks (passive cable and tree against the closed form; axon against NEURON and GENESIS)",
      rows: () => [...rallpackPassiveRows(), ...rallpackAxonRows()],
    },
    { heading: "Engine: NSuite", rows: nsuiteRows },
    { heading: "Engine: voltage against NEURON 8.2.2 (O1, O2, O4)", rows: referenceVoltageRows },
    {
      heading: "Engine: calcium against SciPy and Crank (O5, O6)",
      rows: () => [...referenceCalciumRows(), ...radialDiffusionRows()],
    },
    { heading: "Engine: measured orders (error: found minus it)", rows: convergenceRows },
    { heading: "Engine: conservation", rows: conservationRows },
    { heading: "Engine: symmetry", rows: symmetryRows },
    {
      heading: "Engine: every mechanism at random states (as written, lowered, interpreted, emitted, tabulated)",
      rows: () => mechanismRows(quick ? { states: 500 } : {}),
    },
    { heading: "Engine: instructions and random numbers, against what others have fixed", rows: knownAnswerRows },
    { heading: "Engine: interpreter against WebAssembly, whole runs", rows: twoMachineRows },
    {
      heading: "Stochastic test suite of SBML, and channels that gate by chance",
      rows: () => [...dsmtsRows(fewer), ...gatingRows(fewer), ...adaptiveGatingRows(quick ? { runs: 300 } : {})],
    },
  ];
}
