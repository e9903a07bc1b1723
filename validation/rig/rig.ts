/** The evidence of the virtual rig, under its headings; `quick` repeats less. */
import type { EvidenceRow } from "../simulation/evidence.js";
import { amplitudeRows } from "./amplitudes.js";
import { closedLoopRows } from "./closed-loop.js";
import { findingRows } from "./findings.js";
import { judgeRows } from "./judges.js";
import { onsetRows } from "./onset.js";
import { pairingRows } from "./pairing.js";
import { probabilityRows } from "./probability.js";
import { channelChargeRows, driftRows, stepRows } from "./steps.js";

interface Heading {
  readonly heading: string;
  readonly rows: () => EvidenceRow[] | Promise<EvidenceRow[]>;
}

export function rigEvidence({ quick }: { readonly quick: boolean }): readonly Heading[] {
  return [
    {
      heading: "Rig: its steps in time against finer ones, rest, and channels by chance against their mean",
      rows: () => [...stepRows({ fixed: !quick }), ...driftRows(), ...channelChargeRows({ trials: quick ? 60 : 300 })],
    },
    {
      heading: "Rig: ΔF/F that the bench reads, against noiseless pictures (tolerance: 2.9 standard errors)",
      rows: () => amplitudeRows({ trials: quick ? 40 : 80 }),
    },
    {
      heading: "Rig: success and failure that the bench calls, against the releases that there were",
      rows: () => probabilityRows({ repetitions: quick ? 4 : 8 }),
    },
    {
      heading: "Rig: when calcium begins to rise (true: 1 % of the bound dye's rise in the head)",
      rows: () => onsetRows({ repetitions: quick ? 12 : 24 }),
    },
    {
      heading: "Rig: supralinearity of pairing, 8 trials each, against noiseless pictures",
      rows: () => pairingRows({ repetitions: quick ? 4 : 10 }),
    },
    {
      heading: "Rig: a session as files, read back and measured (error: parts that differ)",
      rows: () => closedLoopRows({ trials: 12 }),
    },
    {
      heading: "Rig: a session's files, sample by sample, by other programs (reference: samples compared)",
      rows: () => judgeRows({ trials: 4 }),
    },
    {
      heading: "Rig: the paper's experiments without noise, beside a model in NEURON with the same channels",
      rows: findingRows,
    },
  ];
}
