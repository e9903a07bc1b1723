/**
 * A unit for every piece of a body. The first that can't be right is refused, with the declaration that would mend it.
 */
import {
  describeUnit, isPlainNumber, PLAIN_NUMBER, sameKind, unitProduct, unitQuotient, unitRoot, type Unit,
} from "#units";
import type { Body, Expression, Fn } from "./body.js";
import { refuser, type Refuser } from "./failures.js";

/** What the check needs to know of a name. */
export interface Measured {
  readonly unit: Unit;
  readonly role: string;
  /** As declared: "0.2 nS". */
  readonly text: string;
}

/** What a result must be, and how a refusal calls it: "the rate of change of open". */
export interface Wanted {
  readonly unit: Unit;
  readonly context: string;
}

/**
 * "any": a literal 0 is a zero of every unit. "condition": a comparison, which is no number: as a vector it is a mask
 * of ones, so arithmetic on it would differ from target to target.
 */
type Inferred = Unit | "any" | "condition";
type Quantity = Exclude<Inferred, "condition">;

const CONDITIONS: readonly Fn[] = ["and", "or", "not"];
/** No product of declared quantities gets here; four hundred doublings of an exponent would. */
const LARGEST_POWER = 24;

export function checkUnits(
  body: Body, what: string, names: ReadonlyMap<string, Measured>, wanted: (result: string, index: number) => Wanted,
): void {
  const no = refuser(what, body.source);
  const inference = unitInference(body, names, no);
  // In the order written, so that a long chain of locals never goes deep.
  for (const [, e] of body.locals) inference.of(e);
  for (const [name, list] of body.results) {
    list.forEach((e, i) => { inference.require(e, wanted(name, i)); });
  }
}

function unitInference(
  body: Body, names: ReadonlyMap<string, Measured>, no: Refuser,
): { readonly of: (e: Expression) => Inferred; readonly require: (e: Expression, wanted: Wanted) => void } {
  const known = new Map<Expression, Inferred>();
  const remedy = remedies(body, names);
  const piece = (e: Expression): string => {
    const text = body.source.slice(e.at.start, e.at.end).replace(/\s+/g, " ");
    return text.length > 48 ? `${text.slice(0, 45)}…` : text;
  };
  const infer = (e: Expression, expected?: Unit): Inferred => {
    const old = known.get(e);
    if (old !== undefined) return old;
    const found = fresh(e, expected);
    if (typeof found === "object" && found.exponents.some((x) => Math.abs(x) > LARGEST_POWER)) {
      no("mechanism-units-power", e.at, { piece: piece(e) });
    }
    known.set(e, found);
    return found;
  };
  const quantity = (e: Expression, expected?: Unit): Quantity => {
    const found = infer(e, expected);
    return found === "condition" ? no("mechanism-number-wanted", e.at, { piece: piece(e) }) : found;
  };
  const condition = (e: Expression): void => {
    if (infer(e) !== "condition") no("mechanism-condition-wanted", e.at, { piece: piece(e) });
  };
  const require = (e: Expression, { unit: should, context }: Wanted): void => {
    const is = quantity(e, should);
    if (is === "any" || sameKind(is, should)) return;
    no("mechanism-units-differ", e.at, {
      piece: piece(e), is: describeUnit(is), should: describeUnit(should), context, remedy: remedy(e, is, should),
    });
  };
  const together = (a: Expression, b: Expression, verb: string, expected?: Unit): Quantity => {
    const [x, y] = [quantity(a, expected), quantity(b, expected)];
    if (x === "any") return y;
    if (y === "any" || sameKind(x, y)) return x;
    const context = "the rest of the sum";
    if (expected && sameKind(x, expected)) require(b, { unit: expected, context });
    if (expected && sameKind(y, expected)) require(a, { unit: expected, context });
    return no("mechanism-units-together", b.at, {
      verb, a: piece(a), b: piece(b), aUnit: describeUnit(x), bUnit: describeUnit(y), remedy: remedy(b, y, x),
    });
  };
  const product = (e: Expression, a: Expression, b: Expression, isQuotient: boolean): Quantity => {
    const [x, y] = [quantity(a), quantity(b)];
    if (isQuotient && y === "any") return no("mechanism-divides-by-zero", e.at);
    if (x === "any" || y === "any") return "any";
    return isQuotient ? unitQuotient(x, y) : unitProduct(x, y);
  };
  const root = (a: Expression): Quantity => {
    const of = quantity(a);
    if (of === "any") return of;
    return unitRoot(of) ?? no("mechanism-units-root", a.at, { piece: piece(a), unit: describeUnit(of) });
  };
  const called = (e: Expression, fn: Fn, args: readonly Expression[], expected?: Unit): Inferred => {
    const [a, b, c] = args as [Expression, Expression, Expression];
    if (CONDITIONS.includes(fn)) {
      args.forEach(condition);
      return "condition";
    }
    switch (fn) {
      case "+": return together(a, b, "add", expected);
      case "-": return together(a, b, "subtract", expected);
      case "min": case "max": return together(a, b, "compare", expected);
      case "<": case "<=": case ">": case ">=": case "===":
        together(a, b, "compare");
        return "condition";
      case "choose":
        condition(a);
        return together(b, c, "choose between", expected);
      case "negate": case "abs": return quantity(a, expected);
      case "*": case "/": return product(e, a, b, fn === "/");
      case "sqrt": return root(a);
      default: {
        const of = quantity(a);
        if (of !== "any" && !isPlainNumber(of)) {
          no("mechanism-units-argument", a.at, { fn, piece: piece(a), unit: describeUnit(of) });
        }
        return PLAIN_NUMBER;
      }
    }
  };
  const fresh = (e: Expression, expected?: Unit): Inferred => {
    switch (e.kind) {
      case "number": return e.value === 0 ? "any" : PLAIN_NUMBER;
      case "local": return infer(e.value, expected);
      case "call": return called(e, e.fn, e.args, expected);
      case "name": {
        const measured = names.get(e.name);
        if (!measured) throw new Error(`broken invariant: ${e.name} was read without being declared`);
        return measured.unit;
      }
    }
  };
  return { of: infer, require };
}

/**
 * What could mend a product of the wrong unit: "If the equation is right, "0.0066 mV" for closing would have to be in
 * /ms". Only parameters are offered, and only those that stand in the product once.
 */
function remedies(body: Body, names: ReadonlyMap<string, Measured>): (e: Expression, is: Unit, should: Unit) => string {
  const known = new Map<Expression, ReadonlyMap<string, number>>();
  const factors = (e: Expression): ReadonlyMap<string, number> => {
    const old = known.get(e);
    if (old) return old;
    const powers = new Map<string, number>();
    const add = (part: Expression | undefined, sign: number): void => {
      for (const [name, power] of part ? factors(part) : []) powers.set(name, (powers.get(name) ?? 0) + sign * power);
    };
    if (e.kind === "name" && names.get(e.name)?.role === "parameter") powers.set(e.name, 1);
    if (e.kind === "local") add(e.value, 1);
    if (e.kind === "call" && (e.fn === "*" || e.fn === "/")) {
      add(e.args[0], 1);
      add(e.args[1], e.fn === "/" ? -1 : 1);
    }
    if (e.kind === "call" && e.fn === "negate") add(e.args[0], 1);
    known.set(e, powers);
    return powers;
  };
  return (e, is, should) => {
    const blame: string[] = [];
    for (const [, local] of body.locals) factors(local); // in order, so that none goes deep
    for (const [name, power] of factors(e)) {
      const measured = names.get(name);
      if (!measured || Math.abs(power) !== 1) continue;
      const missing = power === 1 ? unitQuotient(should, is) : unitQuotient(is, should);
      const needed = describeUnit(unitProduct(measured.unit, missing));
      blame.push(`"${measured.text}" for ${name} would have to be in ${needed}`);
    }
    return blame.length > 0 ? `. If the equation is right, ${blame.slice(0, 3).join(", or ")}` : "";
  };
}
