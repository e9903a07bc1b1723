/** exp, growth and log as instructions: the operations of #elementary in the same order, so the same bits. */
import {
  EXP_CEILING, EXP_FLOOR, EXPONENTIAL, LN2_HIGH, LN2_LOW, LOG_BASE, LOG_SHIFT, LOGARITHM, ROUND,
} from "#elementary";
import { unsigned, type FunctionCode } from "./encoder.js";
import { vectorFunction } from "./locals.js";
import { VectorCode, type Vector } from "./vector-code.js";

/** `node` is the argument's number in the graph: its value may have been taken up from memory more than once. */
export interface Elementary {
  exp(x: Vector, node: number): Vector;
  growth(x: Vector, node: number): Vector;
  log(x: Vector): Vector;
}

/** x = k·ln 2 + r, q = (eʳ − 1)/r, scale = 2ᵏ. */
interface Reduction {
  readonly k: Vector;
  readonly r: Vector;
  readonly q: Vector;
  readonly scale: Vector;
}

/** Put down where it is asked for; exp and growth of one argument share its reduction. */
export class InPlace implements Elementary {
  readonly #code: VectorCode;
  readonly #known = new Map<number, Reduction>();

  constructor(code: VectorCode) {
    this.#code = code;
  }

  exp(x: Vector, node: number): Vector {
    const code = this.#code;
    const { r, q, scale } = this.#reduce(x, node);
    return code.op("f64x2.mul", code.op("f64x2.add", code.op("f64x2.mul", q, r), code.double(1)), scale);
  }

  growth(x: Vector, node: number): Vector {
    const code = this.#code;
    const { k, r, q, scale } = this.#reduce(x, node);
    const scaled = code.op("f64x2.mul", code.op("f64x2.mul", q, r), scale);
    const less1 = code.op("f64x2.add", scaled, code.op("f64x2.sub", scale, code.double(1)));
    return code.op("v128.bitselect", q, code.op("f64x2.div", less1, x), code.op("f64x2.eq", k, code.double(0)));
  }

  log(x: Vector): Vector {
    const code = this.#code;
    const shifted = code.op("i64x2.add", x, code.long(BigInt(LOG_SHIFT) << 32n));
    // An integer below 2⁵² in the lowest bits of 2⁵² is that integer as a double, plus 2⁵².
    const biased = code.op("v128.or", shift(code, "i64x2.shr_u", shifted, 52), code.double(2 ** 52));
    const exponent = code.op("f64x2.sub", biased, code.double(2 ** 52 + 1023));
    const fraction = code.op("v128.and", shifted, code.long(0xfffffffffffffn));
    const f = code.op("f64x2.sub", code.op("i64x2.add", fraction, code.long(BigInt(LOG_BASE) << 32n)), code.double(1));
    const s = code.op("f64x2.div", f, code.op("f64x2.add", code.double(2), f));
    const z = code.op("f64x2.mul", s, s);
    const R = code.op("f64x2.mul", polynomial(code, LOGARITHM, z), z);
    const half = code.op("f64x2.mul", code.op("f64x2.mul", code.double(0.5), f), f);
    const low = code.op("f64x2.mul", exponent, code.double(LN2_LOW));
    const inner = code.op("f64x2.add", code.op("f64x2.mul", s, code.op("f64x2.add", half, R)), low);
    const high = code.op("f64x2.mul", exponent, code.double(LN2_HIGH));
    const result = code.op("f64x2.sub", high, code.op("f64x2.sub", code.op("f64x2.sub", half, inner), f));
    const atLeast = code.op("f64x2.le", code.double(2 ** -1022), x);
    const isNormal = code.op("v128.and", atLeast, code.op("f64x2.le", x, code.double(Number.MAX_VALUE)));
    return code.op("v128.bitselect", result, code.double(Number.NaN), isNormal);
  }

  #reduce(x: Vector, node: number): Reduction {
    const reduction = this.#known.get(node) ?? reduced(this.#code, x);
    this.#known.set(node, reduction);
    return reduction;
  }
}

function reduced(code: VectorCode, x: Vector): Reduction {
  const held = code.op("f64x2.pmin", code.op("f64x2.pmax", x, code.double(EXP_FLOOR)), code.double(EXP_CEILING));
  // Rounded to an integer by adding 1.5·2⁵², which leaves the integer in the lowest bits.
  const rounded = code.op("f64x2.add", code.op("f64x2.mul", held, code.double(Math.LOG2E)), code.double(ROUND));
  const k = code.op("f64x2.sub", rounded, code.double(ROUND));
  const high = code.op("f64x2.sub", held, code.op("f64x2.mul", k, code.double(LN2_HIGH)));
  const r = code.op("f64x2.sub", high, code.op("f64x2.mul", k, code.double(LN2_LOW)));
  const q = polynomial(code, EXPONENTIAL, r);
  return { k, r, q, scale: shift(code, "i64x2.shl", code.op("i64x2.add", rounded, code.long(1023n)), 52) };
}

function shift(code: VectorCode, opcode: "i64x2.shl" | "i64x2.shr_u", x: Vector, by: number): Vector {
  return code.op(opcode, x, code.integer(by));
}

function polynomial(code: VectorCode, coefficients: readonly number[], x: Vector): Vector {
  let sum = code.double(coefficients.at(-1) as number);
  for (let i = coefficients.length - 2; i >= 0; i--) {
    sum = code.op("f64x2.add", code.op("f64x2.mul", sum, x), code.double(coefficients[i] as number));
  }
  return sum;
}

const LONG = ["exp", "growth", "log"] as const;

/** Functions of one vector, for code that should be short rather than fast: the same in every module. */
export function elementaryFunctions(): readonly FunctionCode[] {
  return (functions ??= LONG.map((name) => {
    const code = new VectorCode();
    const [result] = new InPlace(code)[name](code.parameter(0), 0);
    return vectorFunction(code, result as number);
  }));
}

let functions: readonly FunctionCode[] | undefined;

/** Calls of them, the first functions of the module. */
export class Called implements Elementary {
  readonly #code: VectorCode;

  constructor(code: VectorCode) {
    this.#code = code;
  }

  exp(x: Vector): Vector {
    return this.#call(0, x);
  }

  growth(x: Vector): Vector {
    return this.#call(1, x);
  }

  log(x: Vector): Vector {
    return this.#call(2, x);
  }

  #call(which: number, x: Vector): Vector {
    return this.#code.withImmediates("call", unsigned(which), x);
  }
}
