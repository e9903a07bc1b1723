import { memory } from "./encoder.js";
import type { TableShape } from "./program.js";
import type { Vector, VectorCode } from "./vector-code.js";

/** The bytes that a shuffle takes: 8 from byte `low` and 8 from byte `high` of its two arguments, end to end. */
const halves = (low: number, high: number): Uint8Array => {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 8; i++) {
    bytes[i] = low + i;
    bytes[8 + i] = high + i;
  }
  return bytes;
};

/** The first column of the pair that a column is computed with. */
const pairOf = (column: number): number => column - (column % 2);

/** One lane of a vector in a table: where its row stands, and how far it is from the middle of its cell. */
interface InRow {
  readonly address: Vector;
  readonly f: Vector;
  readonly square: Vector;
}

/**
 * A table looked up at one place, by column. A lane has its own row, so a lane's cubics run by themselves, two columns
 * to a vector, and only the results go side by side. A pair of columns is computed where the first of it is asked for,
 * so that it is used while it is in registers.
 */
export class LookUp {
  readonly #code: VectorCode;
  readonly #shape: TableShape;
  readonly #lanes: readonly [InRow, InRow];
  readonly #pairs = new Map<number, readonly [Vector, Vector]>();

  /** `start`: from which byte row 0 stands. */
  constructor(
    code: VectorCode,
    { shape, start, rows, fraction }: {
      readonly shape: TableShape;
      readonly start: Vector;
      readonly rows: readonly [Vector, Vector];
      readonly fraction: Vector;
    },
  ) {
    const inRow = (lane: 0 | 1): InRow => {
      const f = code.withImmediates("i8x16.shuffle", halves(8 * lane, 8 * lane), fraction, fraction);
      return {
        address: code.op("i32.add", code.op("i32.mul", rows[lane], code.integer(32 * shape.columns)), start),
        f, square: code.op("f64x2.mul", f, f),
      };
    };
    this.#code = code;
    this.#shape = shape;
    this.#lanes = [inRow(0), inRow(1)];
  }

  /** Whether a column has been computed, by itself or with the other of its pair. */
  has(column: number): boolean {
    return this.#pairs.has(pairOf(column));
  }

  column(column: number): Vector {
    const pair = pairOf(column);
    const known = this.#pairs.get(pair) ?? this.#pairFrom(pair);
    this.#pairs.set(pair, known);
    return known[column % 2] as Vector;
  }

  #pairFrom(pair: number): readonly [Vector, Vector] {
    const [first, second] = this.#lanes.map((lane) => this.#cubics(lane, pair)) as [Vector, Vector];
    const side = (odd: 0 | 1): Vector =>
      this.#code.withImmediates("i8x16.shuffle", halves(8 * odd, 16 + 8 * odd), first, second);
    return [side(0), side(1)];
  }

  /** Columns `pair` and `pair` + 1 in one lane: two lines in f, which don't wait for each other, and one in its square. */
  #cubics({ address, f, square }: InRow, pair: number): Vector {
    const { columns } = this.#shape;
    const code = this.#code;
    const coefficient = (k: number): Vector =>
      code.withImmediates("v128.load", memory(16, 8 * (k * columns + pair)), address);
    const line = (k: number): Vector => code.op("f64x2.add", coefficient(k), code.op("f64x2.mul", f, coefficient(k + 1)));
    return code.op("f64x2.add", line(0), code.op("f64x2.mul", square, line(2)));
  }
}
