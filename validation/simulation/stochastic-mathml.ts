import type { Counts } from "../../src/engine/stochastic/index.js";
import { child, numberIn, type XmlElement } from "./stochastic-xml.js";

/** A formula of the counts, or the number it comes to. */
export type Formula = number | ((counts: Counts) => number);

/** What a name stands for. */
export type Scope = (name: string) => Formula;

/** The formula in a `<math>` element: numbers, names, products, quotients, differences. */
export function formulaOf(math: XmlElement, scope: Scope): Formula {
  return compile(onlyChild(math), scope);
}

/** The condition in a `<math>` element: "the time is at least a number", or a formula of the counts beside a number. */
export function conditionOf(math: XmlElement, scope: Scope): { at: number } | { when: (counts: Counts) => boolean } {
  const [relation, left, right] = onlyChild(math).children;
  if (!relation || !left || !right) throw new Error("a trigger compares two things");
  const limit = compile(right, scope);
  if (typeof limit !== "number") throw new Error("a trigger compares with a number");
  if (left.name === "csymbol" && relation.name === "geq") return { at: limit };
  const value = compile(left, scope);
  if (typeof value === "number") throw new Error("a trigger on a number never changes");
  if (relation.name === "gt") return { when: (counts) => value(counts) > limit };
  if (relation.name === "geq") return { when: (counts) => value(counts) >= limit };
  throw new Error(`<${relation.name}> is no comparison this reader knows`);
}

function onlyChild(math: XmlElement): XmlElement {
  const [first] = math.children;
  const count = math.children.length;
  if (!first || count > 1) throw new Error(`<${math.name}> holds ${count} formulas, not one`);
  return first;
}

function compile(element: XmlElement, scope: Scope): Formula {
  if (element.name === "cn") return numberIn(element.text, "<cn>");
  if (element.name === "ci") return scope(element.text.trim());
  const [operator, ...operands] = element.children;
  const terms = operands.map((operand) => compile(operand, scope));
  const [a, b] = terms;
  if (element.name !== "apply" || !operator) throw new Error(`<${element.name}> is no formula of the counts`);
  if (operator.name === "times") return product(terms);
  if (a === undefined || b === undefined || terms.length > 2) {
    throw new Error(`<${operator.name}> takes two operands here, found ${terms.length}`);
  }
  if (operator.name === "divide") return typeof b === "number" ? product([1 / b, a]) : quotient(a, b);
  if (operator.name === "minus") return difference(a, b);
  throw new Error(`<${operator.name}> is no operator this reader knows`);
}

/** Numbers are multiplied out beforehand: the commonest rate law becomes one multiplication. */
function product(terms: readonly Formula[]): Formula {
  let factor = 1;
  const functions: ((counts: Counts) => number)[] = [];
  for (const term of terms) {
    if (typeof term === "number") factor *= term;
    else functions.push(term);
  }
  const [f, g] = functions;
  if (!f) return factor;
  if (!g) return (counts) => factor * f(counts);
  if (functions.length === 2) return (counts) => factor * f(counts) * g(counts);
  return (counts) => functions.reduce((value, next) => value * next(counts), factor);
}

function quotient(a: Formula, b: (counts: Counts) => number): Formula {
  return typeof a === "number" ? (counts) => a / b(counts) : (counts) => a(counts) / b(counts);
}

function difference(a: Formula, b: Formula): Formula {
  if (typeof a === "number") return typeof b === "number" ? a - b : (counts) => a - b(counts);
  return typeof b === "number" ? (counts) => a(counts) - b : (counts) => a(counts) - b(counts);
}

/** The one `<math>` within an element. */
export function mathIn(element: XmlElement): XmlElement {
  const math = child(element, "math");
  if (!math) throw new Error(`<${element.name}> lacks its <math>`);
  return math;
}
