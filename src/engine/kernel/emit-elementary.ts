/** exp, growth and log as instructions: the operations of #elementary in the same order, so the same bits. */
import {
  EXP_CEILING, EXP_FLOOR, EXPONENTIAL, LN2_HIGH, LN2_LOW, LOG_BASE, LOG_SHIFT, LOGARITHM, ROUND,
} from "#elementary";
import { unsigned, type FunctionCode } from "./encoder.js";
import { vectorFunction } from "./locals.js";
import { vectorCode, type Vector, type VectorCode } from "./vector-code.js";

/** `node` is the argument's number in the graph: its value may have been taken up from memory more than once. */
export interface Elementary {
  readonly exp: (x: Vector, node: number) => Vector;
  readonly growth: (x: Vector, node: number) => Vector;
  readonly log: (x: Vector) => Vector;
}

/** x = k·ln 2 + r, q = (eʳ − 1)/r, scale = 2ᵏ. */
interface Reduction {
  readonly k: Vector;
  readonly r: Vector;
  readonly q: Vector;
  readonly scale: Vector;
}

/** exp and growth of one argument share its reduction. */
export function elementary(code: VectorCode): Elementary {
  const { op, double, long, integer } = code;
  const shift = (opcode: "i64x2.shl" | "i64x2.shr_u", x: Vector, by: number): Vector => op(opcode, x, integer(by));
  const polynomial = (coefficients: readonly number[], x: Vector): Vector =>
    coefficients.slice(0, -1).reduceRight(
      (sum, coefficient) => op("f64x2.add", op("f64x2.mul", sum, x), double(coefficient)),
      double(coefficients.at(-1) as number),
    );

  const reduceAfresh = (x: Vector): Reduction => {
    const held = op("f64x2.pmin", op("f64x2.pmax", x, double(EXP_FLOOR)), double(EXP_CEILING));
    // Rounded to an integer by adding 1.5·2⁵², which leaves the integer in the lowest bits.
    const rounded = op("f64x2.add", op("f64x2.mul", held, double(Math.LOG2E)), double(ROUND));
    const k = op("f64x2.sub", rounded, double(ROUND));
    const high = op("f64x2.sub", held, op("f64x2.mul", k, double(LN2_HIGH)));
    const r = op("f64x2.sub", high, op("f64x2.mul", k, double(LN2_LOW)));
    const q = polynomial(EXPONENTIAL, r);
    return { k, r, q, scale: shift("i64x2.shl", op("i64x2.add", rounded, long(1023n)), 52) };
  };
  const known = new Map<number, Reduction>();
  const reduce = (x: Vector, node: number): Reduction => {
    const reduction = known.get(node) ?? reduceAfresh(x);
    known.set(node, reduction);
    return reduction;
  };
  return {
    exp: (x, node) => {
      const { r, q, scale } = reduce(x, node);
      return op("f64x2.mul", op("f64x2.add", op("f64x2.mul", q, r), double(1)), scale);
    },
    growth: (x, node) => {
      const { k, r, q, scale } = reduce(x, node);
      const less1 = op("f64x2.add", op("f64x2.mul", op("f64x2.mul", q, r), scale), op("f64x2.sub", scale, double(1)));
      return op("v128.bitselect", q, op("f64x2.div", less1, x), op("f64x2.eq", k, double(0)));
    },
    log: (x) => {
      const shifted = op("i64x2.add", x, long(BigInt(LOG_SHIFT) << 32n));
      // An integer below 2⁵² in the lowest bits of 2⁵² is that integer as a double, plus 2⁵².
      const biased = op("v128.or", shift("i64x2.shr_u", shifted, 52), double(2 ** 52));
      const exponent = op("f64x2.sub", biased, double(2 ** 52 + 1023));
      const fraction = op("v128.and", shifted, long(0xfffffffffffffn));
      const f = op("f64x2.sub", op("i64x2.add", fraction, long(BigInt(LOG_BASE) << 32n)), double(1));
      const s = op("f64x2.div", f, op("f64x2.add", double(2), f));
      const z = op("f64x2.mul", s, s);
      const R = op("f64x2.mul", polynomial(LOGARITHM, z), z);
      const half = op("f64x2.mul", op("f64x2.mul", double(0.5), f), f);
      const low = op("f64x2.mul", exponent, double(LN2_LOW));
      const inner = op("f64x2.add", op("f64x2.mul", s, op("f64x2.add", half, R)), low);
      const high = op("f64x2.mul", exponent, double(LN2_HIGH));
      const result = op("f64x2.sub", high, op("f64x2.sub", op("f64x2.sub", half, inner), f));
      const atLeast = op("f64x2.le", double(2 ** -1022), x);
      const isNormal = op("v128.and", atLeast, op("f64x2.le", x, double(Number.MAX_VALUE)));
      return op("v128.bitselect", result, double(Number.NaN), isNormal);
    },
  };
}

const LONG = ["exp", "growth", "log"] as const;

/** Functions of one vector, for code that should be short rather than fast: the same in every module. */
export function elementaryFunctions(): readonly FunctionCode[] {
  return (functions ??= LONG.map((name) => {
    const code = vectorCode();
    const [result] = elementary(code)[name](code.parameter(0), 0);
    return vectorFunction(code, result as number);
  }));
}

let functions: readonly FunctionCode[] | undefined;

/** Calls of them, the first of which is the module's function `first`. */
export function elementaryCalls({ withImmediates }: VectorCode, first: number): Elementary {
  const [exp, growth, log] = LONG.map((_, i) => {
    const index = unsigned(first + i);
    return (x: Vector): Vector => withImmediates("call", index, x);
  }) as [Elementary["log"], Elementary["log"], Elementary["log"]];
  return { exp, growth, log };
}
