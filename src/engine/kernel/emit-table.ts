import { ROUND } from "#elementary";
import { memory } from "./encoder.js";
import type { TableShape } from "./program.js";
import { endsOf, middleOf } from "./table-cells.js";
import type { Scratch } from "./scratch.js";
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

/** One lane of a vector on its way through a table: where its row stands, and how far from the middle of its cell. */
interface InRow {
  readonly address: Vector;
  readonly f: Vector;
  readonly square: Vector;
}

/**
 * `columns` of a table at `x`, by number. A lane has its own row, so a lane's cubics run by themselves, two columns
 * to a vector, and only the results go side by side. Each result is put down.
 */
export function emitLookUp(
  code: VectorCode, shape: TableShape, columns: ReadonlySet<number>, x: Vector, scratch: Scratch,
): ReadonlyMap<number, Vector> {
  const { first: lowest, last: highest } = endsOf(shape.rows);
  const inCells = code.op("f64x2.mul", code.op("f64x2.sub", x, code.double(middleOf(shape))), code.double(shape.perWidth));
  const u = code.op("f64x2.pmin", code.op("f64x2.pmax", inCells, code.double(lowest)), code.double(highest));
  // Rounded by adding a large number and taking it away; added to the row's distance in bytes, it leaves that in the
  // low bits.
  const row = code.op("f64x2.sub", code.op("f64x2.add", u, code.double(ROUND)), code.double(ROUND));
  const f = code.op("f64x2.sub", u, row);
  const bytes = code.op("f64x2.add", code.op("f64x2.mul", row, code.double(32 * shape.columns)), code.double(ROUND));
  const addresses = code.op("i32x4.add", bytes, loadVectors(code, shape.base, code.toLanes(), code.vectors));
  const lanes = [0, 1].map((i): InRow => {
    const own = code.withImmediates("i8x16.shuffle", halves(8 * i, 8 * i), f, f);
    return {
      address: code.withImmediates("i32x4.extract_lane", [2 * i], addresses), f: own, square: code.op("f64x2.mul", own, own),
    };
  }) as [InRow, InRow];
  const results = new Map<number, Vector>();
  for (let pair = 0; pair < shape.columns; pair += 2) {
    if (!columns.has(pair) && !columns.has(pair + 1)) continue;
    const first = cubics(code, shape, lanes[0], pair);
    const second = cubics(code, shape, lanes[1], pair);
    for (let odd = 0; odd < 2; odd++) {
      if (!columns.has(pair + odd)) continue;
      results.set(pair + odd, code.withImmediates("i8x16.shuffle", halves(8 * odd, 16 + 8 * odd), first, second));
    }
    for (let odd = 0; odd < 2; odd++) if (columns.has(pair + odd)) scratch.putDown(results.get(pair + odd) as Vector);
  }
  return results;
}

/** Columns `pair` and `pair` + 1 in one lane. */
function cubics(code: VectorCode, shape: TableShape, { address, f, square }: InRow, pair: number): Vector {
  const low = line(code, shape, address, f, pair, 0);
  return code.op("f64x2.add", low, code.op("f64x2.mul", square, line(code, shape, address, f, pair, 2)));
}

function line(code: VectorCode, shape: TableShape, address: Vector, f: Vector, pair: number, k: number): Vector {
  const constant = coefficient(code, shape, address, pair, k);
  return code.op("f64x2.add", constant, code.op("f64x2.mul", f, coefficient(code, shape, address, pair, k + 1)));
}

function coefficient(code: VectorCode, { columns }: TableShape, address: Vector, pair: number, k: number): Vector {
  return code.withImmediates("v128.load", memory(16, 8 * (k * columns + pair)), address);
}
