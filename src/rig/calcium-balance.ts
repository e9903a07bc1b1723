/** The book of a trial's calcium: what came in, what was cleared, and what the cell then holds. */
import type { Prepared, Probe } from "#engine";
import type { BookedPool } from "#model";
import type { Samples } from "./change.js";

/** Over all volumes in which calcium is followed, from a trial's start; amounts in µM·µm³, of which one is 602 ions. */
export interface CalciumBalance {
  readonly volumes: number;
  /** At the trial's end: through the membrane, net. */
  readonly entered: number;
  /** At the trial's end: by pumps and whatever else clears, net of what they let back. */
  readonly cleared: number;
  /** At the trial's end: free and bound, more than at its start. */
  readonly gained: number;
  /** Largest of |gained − entered + cleared| at any sample. */
  readonly missing: number;
  /** The largest amount that had entered or been cleared at any sample. */
  readonly turnover: number;
  /** `missing` over `turnover`; absent where nothing moved. */
  readonly relative?: number;
}

export interface BookProbes {
  readonly probes: Readonly<Record<string, Probe>>;
  readonly columns: readonly { readonly name: string; readonly volume: number; readonly held: number; readonly of: Side }[];
}

type Side = "gained" | "entered" | "cleared";
const sideOf = (state: string): Side => (state === "entered" || state === "cleared" ? state : "gained");

/** ms between looks at the book. */
const LOOK = 5;

/** Every state of every volume of the pool, as a probe. */
export function bookProbes({ assembly }: Prepared, { mechanism, held }: BookedPool): BookProbes {
  const pool = assembly.pools.find(({ name }) => name === mechanism.name);
  if (!pool) throw new Error(`broken invariant: the cell has the pool ${mechanism.name}`);
  const amounts = { ...held, entered: 1, cleared: 1 };
  const all = pool.volumes.flatMap(({ compartment, volume }, v) => {
    const place = assembly.compartments[compartment] as (typeof assembly.compartments)[number];
    return Object.entries(amounts).map(([state, ions]) => ({
      name: `${state} ${v}`, volume, held: ions, of: sideOf(state),
      probe: { of: `${mechanism.name}.${state}`, at: { section: place.section, at: place.at }, every: `${LOOK} ms` },
    }));
  });
  return { columns: all, probes: Object.fromEntries(all.map(({ name, probe }) => [name, probe])) };
}

export function calciumBalance({ columns }: BookProbes, samples: Samples): CalciumBalance {
  const looks = Math.min(...columns.map(({ name }) => samples.get(name)?.length ?? 0));
  let balance = { entered: 0, cleared: 0, gained: 0 };
  let [missing, turnover] = [0, 0];
  for (let k = 0; k < looks; k++) {
    balance = { entered: 0, cleared: 0, gained: 0 };
    for (const { name, volume, held, of } of columns) {
      const trace = samples.get(name) as Float64Array;
      balance[of] += held * volume * ((trace[k] as number) - (trace[0] as number));
    }
    missing = Math.max(missing, Math.abs(balance.gained - balance.entered + balance.cleared));
    turnover = Math.max(turnover, Math.abs(balance.entered), Math.abs(balance.cleared));
  }
  const volumes = columns.filter(({ of }) => of === "entered").length;
  return { volumes, ...balance, missing, turnover, ...(turnover > 0 && { relative: missing / turnover }) };
}
