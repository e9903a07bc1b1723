/** The evidence of the spine's model, under its headings; `quick` takes three of the nine traces. */
import type { EvidenceRow } from "../simulation/evidence.js";
import { dyeBindingRows } from "./binding.js";
import { influxRows, sabatiniRows } from "./influx.js";
import { referenceTraceRows, traceConvergenceRows } from "./reference-traces.js";

interface Heading {
  readonly heading: string;
  readonly rows: () => EvidenceRow[];
}

export function spineEvidence({ quick }: { readonly quick: boolean }): readonly Heading[] {
  return [
    {
      heading: "A spine's voltage and calcium: nine traces of NEURON and a stiff solver (SPEC.json)",
      rows: () => [...referenceTraceRows(quick ? { only: ["01", "03", "06"] } : {}), ...traceConvergenceRows()],
    },
    { heading: "Dyes against their binding isotherms", rows: dyeBindingRows },
    {
      heading: "Calcium of one action potential, and Sabatini, Oertner & Svoboda 2002",
      rows: () => [...influxRows(), ...sabatiniRows()],
    },
  ];
}
