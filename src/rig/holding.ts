/** How the cell is held: the current that a holding potential takes, and what the spine then rests at. */
import { simulate, type Cell } from "#engine";
import { truePotential } from "#electrode";
import type { Protocol } from "#protocol";
import { ELECTRODE, type Specimen } from "./specimen.js";

export interface Held {
  /** pA through the electrode, once all is still. */
  readonly current: number;
  /** mV in the imaged spine. */
  readonly spine: number;
}

/** Small beside the cell's 100 MΩ, so that the soma has the command's potential. */
const IDEAL = { seriesResistance: "0.01 MΩ" } as const;
/** Ih is the slowest to come to rest. Whatever the step, what is still is still: long ones of first order do. */
const UNTIL_STILL = "2000 ms";
const STEP = { kind: "backward Euler", dt: "2 ms" } as const;

/**
 * For each holding potential, as the amplifier shows it. In current clamp an ideal clamp finds the current, as an
 * experimenter turns the knob until the potential is reached; in voltage clamp it is held as in the experiment.
 */
export function heldAt(
  { electrode }: Protocol, { neuron, cell, spines }: Specimen, holdings: readonly number[], imaged: string,
): Held[] {
  const own = cell.electrodes?.[0];
  const pipette = own?.kind === "voltage clamp" ? own.pipette : IDEAL;
  const still: Cell = {
    sections: neuron.sections, membrane: neuron.membrane, start: neuron.start,
    electrodes: [{ name: ELECTRODE, kind: "voltage clamp", at: neuron.soma, pipette }],
  };
  const head = spines.find(({ name }) => name === imaged)?.body.head as string;
  const { traces } = simulate({
    cell: still, duration: "1 ms", settle: UNTIL_STILL, step: STEP,
    trials: holdings.map((holding) => ({
      commands: [{ electrode: ELECTRODE, level: `${truePotential(holding, electrode)} mV` }],
    })),
    probes: {
      current: { of: `${ELECTRODE}.current`, every: "1 ms" },
      spine: { of: "v", at: { section: head }, every: "1 ms" },
    },
  });
  return holdings.map((_, k) => ({
    current: traces.current.trials[k]?.at(-1) as number, spine: traces.spine.trials[k]?.at(-1) as number,
  }));
}
