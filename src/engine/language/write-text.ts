/** A mechanism as data: its equations in the text notation, which reads back to the same trees. */
import { citation } from "#units";
import type { Body, Expression } from "./body.js";
import type { MechanismData } from "./declare-text.js";
import { unusable } from "./names.js";
import type { Mechanism, Name } from "./mechanism.js";
import { PRECEDENCE } from "./text-expression.js";

const SIGNS: Readonly<Record<string, string>> = { "*": "·", "-": "−", "<=": "≤", ">=": "≥", "===": "==" };
const POWERS = ["", "", "²", "³", "⁴"];
/** Beyond every operator: after a minus sign, and what is raised to a power. */
const SIGNED = 8;
const ATOM = 9;

export function writeText(m: Mechanism): MechanismData {
  const lines: string[] = [];
  const locals = localNames(m);
  const write = writer(m, locals);
  const written = new Set<Expression>();
  const section = (body: Body, line: (result: string, values: string) => string): void => {
    for (const [, value] of body.locals) {
      const name = locals.get(value);
      if (name === undefined || written.has(value)) continue;
      written.add(value);
      lines.push(`${name} = ${write(value)}`);
    }
    for (const [result, values] of body.results) lines.push(line(result, values.map((e) => write(e)).join(", ")));
  };
  section(m.derivative, (state, value) => `d ${state}/dt = ${value}`);
  section(m.rates, (reaction, values) => `${reaction} : ${values}`);
  section(m.current, (key, value) => `current ${key} = ${value}`);
  section(m.initial, (state, value) => `initial ${state} = ${value}`);
  section(m.receives, (state, value) => `receives ${state} = ${value}`);
  const units = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((n) => [n, nameOf(m, n).text]));
  return {
    name: m.name,
    placed: m.placed,
    parameters: Object.fromEntries(m.parameters.map((name) => [name, parameter(nameOf(m, name))])),
    reads: units(m.reads),
    states: units(m.states),
    equations: lines.join("\n"),
    ...(m.ion && { ion: m.ion }),
    ...(m.mobile.size > 0 && { mobile: Object.fromEntries(m.mobile) }),
  };
}

function nameOf(m: Mechanism, name: string): Name {
  return m.names.get(name) as Name;
}

function parameter({ text, source, bounds }: Name): MechanismData["parameters"][string] {
  const from = source ?? "";
  return bounds ? [text, from, { from: bounds.from, to: bounds.to }] : [text, from];
}

/**
 * What each local is called in the text, where all bodies share one name space: two bodies may use a word for two
 * things, and a minifier may choose a word that the text notation has itself.
 */
function localNames(m: Mechanism): ReadonlyMap<Expression, string> {
  const bodies = [m.derivative, m.rates, m.current, m.initial, m.receives];
  const used = usedValues(bodies);
  const names = new Map<Expression, string>();
  const taken = new Set([...m.names.keys()]);
  for (const body of bodies) {
    for (const [wish, value] of body.locals) {
      if (!used.has(value) || names.has(value)) continue;
      const plain = wish.replace(/[^\p{L}\p{Nd}_]/gu, "_");
      let name = plain;
      for (let k = 2; taken.has(name) || unusable(name) !== undefined; k++) name = `${plain}_${k}`;
      taken.add(name);
      names.set(value, name);
    }
  }
  return names;
}

function usedValues(bodies: readonly Body[]): ReadonlySet<Expression> {
  const seen = new Set<Expression>();
  const stack = bodies.flatMap((body) => [...body.results.values()].flat());
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (seen.has(e)) continue;
    seen.add(e);
    if (e.kind === "local") stack.push(e.value);
    if (e.kind === "call") stack.push(...e.args);
  }
  return seen;
}

function writer(m: Mechanism, locals: ReadonlyMap<Expression, string>): (e: Expression) => string {
  const unitOf = (e: Expression | undefined): string | undefined =>
    e?.kind === "name" && nameOf(m, e.name).role === "unit" ? e.name.slice(2) : undefined;
  /** `e` where operators must bind at least as tightly as `level`. */
  const show = (e: Expression, level: number): string => {
    if (e.kind === "number") return signed(numberText(e.value), level);
    if (e.kind === "local") return locals.get(e.value) as string;
    if (e.kind === "name") return level === ATOM && unitOf(e) !== undefined ? `(${e.name})` : e.name;
    const [a, b, c] = e.args as [Expression, Expression, Expression];
    if (!(e.fn in PRECEDENCE)) return `${e.fn}(${e.args.map((x) => show(x, 0)).join(", ")})`;
    const power = powerOf(e);
    if (power) return raised(power.base, power.power);
    const measured = quantity(e.fn, a, b);
    if (measured !== undefined) return level === ATOM ? `(${measured})` : signed(measured, level);
    const own = PRECEDENCE[e.fn as keyof typeof PRECEDENCE];
    const text = operation(e.fn, own, [a, b, c]);
    return own < level ? `(${text})` : text;
  };
  /** A number with its unit: "40 mV", "4 /ms". */
  const quantity = (fn: string, a: Expression, b: Expression): string | undefined => {
    const unit = unitOf(b);
    if (a.kind !== "number" || unit === undefined || Object.is(a.value, -0)) return undefined;
    const number = numberText(a.value);
    if (fn === "*") return `${number} ${unit}`;
    // Dividing by a unit and multiplying by its inverse are the same bits where the unit is 1.
    const isOne = fn === "/" && /^\p{L}+$/u.test(unit) && nameOf(m, `1 ${unit}`).value === 1;
    return isOne ? `${number} /${unit}` : undefined;
  };
  const operation = (fn: string, own: number, [a, b, c]: readonly [Expression, Expression, Expression]): string => {
    if (fn === "negate") return `−${show(a, SIGNED)}`;
    if (fn === "not") return `not ${show(a, own + 1)}`;
    if (fn === "choose") return `${show(b, 1)} if ${show(a, 1)} else ${show(c, 0)}`;
    const right = show(b, own + 1);
    const isApart = !"+-*/".includes(fn) || !right.startsWith("−");
    return `${show(a, own)} ${SIGNS[fn] ?? fn} ${isApart ? right : `(${right})`}`;
  };
  const raised = (base: Expression, power: number): string => `${show(base, ATOM)}${POWERS[power] ?? ""}`;
  return (e) => show(e, 0);
}

function numberText(value: number): string {
  return value < 0 || Object.is(value, -0) ? `−${String(-value)}` : String(value);
}

function signed(text: string, level: number): string {
  return level >= SIGNED && text.startsWith("−") ? `(${text})` : text;
}

/** m·m·m as m³: a name times itself, or what the text notation's own powers were read into. */
function powerOf(e: Expression): { readonly base: Expression; readonly power: number } | undefined {
  if (e.kind !== "call" || e.fn !== "*") return undefined;
  const [left, right] = e.args as [Expression, Expression];
  if (right.kind === "number") return undefined;
  const same = (a: Expression): boolean =>
    a === right || (isNameOrLocal(a) && isNameOrLocal(right) && sameName(a, right));
  if (same(left)) return { base: right, power: 2 };
  const inner = powerOf(left);
  return inner && inner.power < 4 && same(inner.base) ? { base: right, power: inner.power + 1 } : undefined;
}

type Naming = Extract<Expression, { kind: "name" | "local" }>;
function isNameOrLocal(e: Expression): e is Naming {
  return e.kind === "name" || e.kind === "local";
}
function sameName(a: Naming, b: Naming): boolean {
  return a.kind === "local" && b.kind === "local" ? a.value === b.value : a.kind === b.kind && a.name === b.name;
}

/** A mechanism as one text, which `readMechanism` reads back to the same trees; sources become words. */
export function writeMechanism(m: Mechanism): string {
  const { placed, parameters, reads, states, equations, ion, mobile = {} } = writeText(m);
  const line = (name: string, [quantity, source, bounds]: MechanismData["parameters"][string]): string => {
    const words = typeof source === "string" ? source : citation(source);
    return `parameter ${name} = ${quantity}${bounds ? ` from ${bounds.from} to ${bounds.to}` : ""}${words === "" ? "" : `   # ${words}`}`;
  };
  return [
    `placed ${placed}`,
    ...Object.entries(parameters).map(([name, entry]) => line(name, entry)),
    ...Object.entries(reads).map(([name, unit]) => `reads ${name} in ${unit}`),
    ...Object.entries(states).map(([name, unit]) => `state ${name}${unit === "1" ? "" : ` in ${unit}`}`),
    ...(ion ? [`ion ${ion.name} of valence ${ion.valence} into ${ion.state}`] : []),
    ...Object.entries(mobile).map(([state, parameter]) => `mobile ${state} by ${parameter}`),
    equations,
    "",
  ].join("\n");
}
