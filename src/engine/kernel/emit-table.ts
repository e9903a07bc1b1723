import { memory } from "./encoder.js";
import { LANES, type TableShape } from "./program.js";
import { TABLE_EDGE } from "./tables.js";
import type { Vector, VectorCode } from "./vector-code.js";

const VECTORS = LANES / 2;

/** The bytes that a shuffle takes: 8 from byte `low` and 8 from byte `high` of its two arguments, end to end. */
const halves = (low: number, high: number): number[] =>
  [low, high].flatMap((first) => Array.from({ length: 8 }, (_, i) => first + i));

/**
 * `columns` of a table at `x`, by number. A lane has its own row, so a lane's cubics run by themselves, two columns
 * to a vector, and only the results go side by side. `done` is told of each result.
 */
export function emitLookUp(
  code: VectorCode, shape: TableShape, columns: ReadonlySet<number>, x: Vector, done: (result: Vector) => void,
): ReadonlyMap<number, Vector> {
  const { op, withImmediates, double, integers, integer } = code;
  const inCells = op("f64x2.mul", op("f64x2.sub", x, double(shape.low)), double(shape.perWidth));
  const u = op("f64x2.pmin", op("f64x2.pmax", inCells, double(0)), double(shape.rows - TABLE_EDGE));
  const row = op("i32x4.trunc_sat_f64x2_s_zero", u);
  const f = op("f64x2.sub", u, op("f64x2.convert_low_i32x4_s", row));
  const bases = Array.from({ length: VECTORS }, (_, w) =>
    withImmediates("v128.load", memory(16, shape.base + 16 * w), integer(0))).flat();
  const addresses = op("i32x4.add", op("i32x4.mul", row, integers(32 * shape.columns)), bases);
  const lane = [0, 1].map((i) => ({
    address: withImmediates("i32x4.extract_lane", [i], addresses),
    f: withImmediates("i8x16.shuffle", halves(8 * i, 8 * i), f, f),
  }));
  /** Columns `pair` and `pair` + 1 in each lane. */
  const cubics = (pair: number): [Vector, Vector] => {
    const [first, second] = lane.map(({ address, f: within }) => {
      const coefficient = (k: number): Vector =>
        withImmediates("v128.load", memory(16, 8 * (k * shape.columns + pair)), address);
      const sum = (k: number): Vector =>
        k === 3 ? coefficient(3) : op("f64x2.add", coefficient(k), op("f64x2.mul", within, sum(k + 1)));
      return sum(0);
    });
    return [first as Vector, second as Vector];
  };
  const results = new Map<number, Vector>();
  for (let pair = 0; pair < shape.columns; pair += 2) {
    const asked = [pair, pair + 1].filter((column) => columns.has(column));
    if (asked.length === 0) continue;
    const [first, second] = cubics(pair);
    for (const column of asked) {
      const odd = column - pair;
      results.set(column, withImmediates("i8x16.shuffle", halves(8 * odd, 16 + 8 * odd), first, second));
    }
    for (const column of asked) done(results.get(column) as Vector);
  }
  return results;
}
