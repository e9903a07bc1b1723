/** How the cell is held: the current that a holding potential takes, and what the spine then rests at. */
import { another, type Prepared, type TrialRunner } from "#engine";
import { truePotential } from "#electrode";
import type { Protocol } from "#protocol";
import type { Settings } from "#units";
import { ELECTRODE, HOLDER, type Specimen } from "./specimen.js";

export interface Held {
  /** pA through the electrode, once all is still. */
  readonly current: number;
  /** mV in the imaged spine. */
  readonly spine: number;
  /** Share of the dye in its head that calcium binds. */
  readonly boundShare: number;
}

/** Until the cell stands still at its holding potential, within 1e-5 mV: Ih is the slowest to come to rest. */
export const REST = "600 ms";

/**
 * For each holding potential, as the amplifier shows it. In current clamp an ideal clamp finds the current, as an
 * experimenter turns the knob until the potential is reached; in voltage clamp it is held as in the experiment.
 */
export function heldAt(
  { prepared, runner }: { readonly prepared: Prepared; readonly runner: TrialRunner }, { electrode }: Protocol,
  { spines, pool }: Specimen, holdings: readonly number[],
  { imaged, dye, numbers }: {
    readonly imaged: string; readonly dye: number;
    /** Those that all trials share and that aren't built into the machine, as the engine knows them. */
    readonly numbers: Settings;
  },
): Held[] {
  const holder = electrode.mode === "voltage clamp" ? ELECTRODE : HOLDER;
  const head = spines.find(({ name }) => name === imaged)?.body.head as string;
  const still = another(prepared, {
    duration: "1 ms", rest: REST,
    trials: holdings.map((holding) => (
      { commands: [{ electrode: holder, level: `${truePotential(holding, electrode)} mV` }], set: numbers })),
    probes: {
      current: { of: `${holder}.current`, every: "1 ms" }, spine: { of: "v", at: { section: head }, every: "1 ms" },
      bound: { of: `${pool.name}.dyeCa`, at: { section: head }, every: "1 ms" },
    },
  });
  const run = runner.beside(still).run(holdings.keys());
  for (;;) {
    const step = run.next();
    if (step.done !== true) continue;
    const { orders, samples: [currents = [], voltages = [], bound = []] } = step.value;
    const last = (traces: readonly Float64Array[], place: number): number =>
      traces[orders.indexOf(place)]?.at(-1) as number;
    return holdings.map((_, k) => ({ current: last(currents, k), spine: last(voltages, k), boundShare: dye > 0 ? last(bound, k) / dye : 0 }));
  }
}
