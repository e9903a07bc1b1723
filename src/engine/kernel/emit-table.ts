import { ROUND } from "#elementary";
import { memory } from "./encoder.js";
import type { TableShape } from "./program.js";
import { endsOf, middleOf } from "./table-cells.js";
import { loadVectors, type Vector, type VectorCode } from "./vector-code.js";

/** The bytes that a shuffle takes: 8 from byte `low` and 8 from byte `high` of its two arguments, end to end. */
const halves = (low: number, high: number): Uint8Array => {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 8; i++) {
    bytes[i] = low + i;
    bytes[8 + i] = high + i;
  }
  return bytes;
};

/**
 * `columns` of a table at `x`, by number. A lane has its own row, so a lane's cubics run by themselves, two columns
 * to a vector, and only the results go side by side. `done` is told of each result.
 */
export function emitLookUp(
  code: VectorCode, shape: TableShape, columns: ReadonlySet<number>, x: Vector, done: (result: Vector) => void,
): ReadonlyMap<number, Vector> {
  const { op, withImmediates, double, toLanes, vectors } = code;
  const { first: lowest, last: highest } = endsOf(shape.rows);
  const inCells = op("f64x2.mul", op("f64x2.sub", x, double(middleOf(shape))), double(shape.perWidth));
  const u = op("f64x2.pmin", op("f64x2.pmax", inCells, double(lowest)), double(highest));
  // Rounded by adding a large number and taking it away; added to the row's distance in bytes, it leaves that in the
  // low bits.
  const row = op("f64x2.sub", op("f64x2.add", u, double(ROUND)), double(ROUND));
  const f = op("f64x2.sub", u, row);
  const bytes = op("f64x2.add", op("f64x2.mul", row, double(32 * shape.columns)), double(ROUND));
  const addresses = op("i32x4.add", bytes, loadVectors(code, shape.base, toLanes(), vectors));
  const lane = [0, 1].map((i) => {
    const own = withImmediates("i8x16.shuffle", halves(8 * i, 8 * i), f, f);
    return {
      address: withImmediates("i32x4.extract_lane", [2 * i], addresses), f: own, square: op("f64x2.mul", own, own),
    };
  });
  /** Columns `pair` and `pair` + 1 in each lane. */
  const cubics = (pair: number): [Vector, Vector] => {
    const [first, second] = lane.map(({ address, f: within, square }) => {
      const coefficient = (k: number): Vector =>
        withImmediates("v128.load", memory(16, 8 * (k * shape.columns + pair)), address);
      const line = (k: number): Vector => op("f64x2.add", coefficient(k), op("f64x2.mul", within, coefficient(k + 1)));
      return op("f64x2.add", line(0), op("f64x2.mul", square, line(2)));
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
