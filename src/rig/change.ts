/** How far what is watched in a trial moves when its arithmetic changes. */
import { log } from "#elementary";
import type { Probe } from "#engine";

/** "head calcium", "head bound dye", "soma potential", "clamp current". */
export interface Watched {
  readonly name: string;
  readonly unit: string;
  readonly probe: Probe;
}

/** A quantity's largest change over the samples of a trial. */
export interface Moved {
  readonly quantity: string;
  readonly unit: string;
  /** Largest less smallest value of the trial as the session runs it. */
  readonly range: number;
  /** Largest change, in the same unit. */
  readonly change: number;
  /** Change over range; absent where the quantity stands still. */
  readonly relative?: number;
}

export type Samples = ReadonlyMap<string, Float64Array>;

export function moved(watched: readonly Watched[], own: Samples, other: Samples): Moved[] {
  return watched.map(({ name, unit }) => {
    const [before, after] = [own.get(name), other.get(name)];
    if (!before || !after) throw new Error(`broken invariant: ${name} is watched in both runs`);
    let [low, high, change] = [Infinity, -Infinity, 0];
    before.forEach((x, i) => {
      low = Math.min(low, x);
      high = Math.max(high, x);
      change = Math.max(change, Math.abs(x - (after[i] as number)));
    });
    const range = high - low;
    return { quantity: name, unit, range, change, ...(range > 0 && { relative: change / range }) };
  });
}

/** Order of convergence, by least squares: how often an error halves when steps are halved. None with fewer than two errors. */
export function fittedOrder(points: readonly { readonly halvings: number; readonly error: number }[]): number | undefined {
  const errors = points.filter(({ error }) => error > 0).map(({ halvings, error }) => [halvings, -log(error) / log(2)] as const);
  if (errors.length < 2) return undefined;
  const mean = (k: 0 | 1): number => errors.reduce((sum, pair) => sum + pair[k], 0) / errors.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = errors.reduce((sum, [a]) => sum + (a - x) * (a - x), 0);
  return spread > 0 ? errors.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread : undefined;
}
