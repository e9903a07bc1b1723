/** The evidence of the CA1 pyramidal cell, under its headings; `quick` takes fewer cells. */
import type { EvidenceRow } from "../simulation/evidence.js";
import { everySiteRows, recordedRows, referenceRows, trainRows } from "./back-propagation.js";
import { firstTraceRows, passiveRows, restRows, singleSpikeRows } from "./electrical.js";

interface Heading { readonly heading: string; readonly rows: () => EvidenceRow[] }

export function cellEvidence({ quick }: { readonly quick: boolean }): readonly Heading[] {
  const seeds = quick ? [0, 1] : [0, 1, 2, 3, 4, 5, 6, 7];
  return [
    {
      heading: "The CA1 cell at rest and at its electrode, against NEURON's run of the same recipe",
      rows: () => [...restRows({ seeds: quick ? [0] : [0, 1, 2] }), ...passiveRows(), ...singleSpikeRows(), ...firstTraceRows()],
    },
    {
      heading: "Action potentials in its dendrites: against NEURON's run, and against recordings",
      rows: () => [...referenceRows(), ...trainRows(), ...everySiteRows({ seeds }), ...recordedRows()],
    },
  ];
}
