/** What must be true of a mechanism as a whole, however it was written. */
import { describeUnit, parseUnit, PLAIN_NUMBER, sameKind, unitQuotient, type Unit } from "#units";
import { eachExpression, type Body, type Expression } from "./body.js";
import { checkUnits, type Wanted } from "./check-units.js";
import { EVENT_WORDS } from "./names.js";
import { refuse, refuser } from "./failures.js";
import type { Mechanism, Name, Placement } from "./mechanism.js";
import { nearest } from "./nearest.js";
import type { Section } from "./read-text.js";
import { readReaction, sidesOf, writeReaction } from "./reactions.js";
import { unitByName } from "./tools.js";

export const EVENT_NAMES: ReadonlyMap<string, Name> = new Map(
  EVENT_WORDS.map((name) => [name, { unit: PLAIN_NUMBER, text: "1", role: "event" }]),
);

function unit(text: string): Unit {
  const found = parseUnit(text);
  if (!found) throw new Error(`broken invariant: "${text}" is a unit`);
  return found;
}

const MS = unit("ms");
const CURRENT: Readonly<Record<Placement, Unit>> = {
  "over membrane": unit("pA/µm²"), "at a point": unit("pA"), "in a volume": unit("pA"),
};
/** What the engine supplies by these names, whoever reads them. */
const SUPPLIED: ReadonlyMap<string, Unit> = new Map([["v", unit("mV")], ["influx", unit("µM/ms")]]);

/** Checks everything that either notation has in common, and adds the units that the bodies mention to the names. */
export function complete(draft: Mechanism): Mechanism {
  const rates = canonicalReactions(draft);
  const m: Mechanism = { ...draft, rates, names: allNames({ ...draft, rates }) };
  checkSurroundings(m);
  checkResults(m);
  checkVolume(m);
  checkEveryUnit(m);
  return m;
}

/** Operations of all that a mechanism computes, a part with a name counted once. */
export function sizeOf(m: Mechanism): number {
  let size = 0;
  for (const body of [m.derivative, m.rates, m.current, m.initial, m.receives]) {
    eachExpression(body, (e) => { if (e.kind === "call") size++; });
  }
  return size;
}

function allNames(m: Mechanism): ReadonlyMap<string, Name> {
  const names = new Map(m.names);
  for (const body of [m.derivative, m.rates, m.current, m.initial, m.receives]) {
    eachExpression(body, (e) => {
      const given = e.kind === "name" ? unitByName(e.name) : undefined;
      if (e.kind === "name" && given) names.set(e.name, given);
    });
  }
  if (m.receives.results.size > 0) for (const [name, entry] of EVENT_NAMES) names.set(name, entry);
  return names;
}

/** Reactions under one spelling each, with the rates that they need and species that exist. */
function canonicalReactions(m: Mechanism): Body {
  const no = refuser(`${m.name}, rates`, m.rates.source);
  const results = new Map<string, readonly Expression[]>();
  for (const [name, list] of m.rates.results) {
    const at = whole(list);
    const sides = readReaction(name);
    if (!sides) return no("mechanism-reaction", at, { name });
    const key = writeReaction(sides);
    const species = [...sides.left, ...sides.right];
    for (const s of species) {
      if (m.states.includes(s)) continue;
      no("mechanism-not-a-state", at, { where: `"${key}" has`, name: s, hint: nearest(s, m.states) });
    }
    const wanted = sides.reversible ? 2 : 1;
    if (list.length !== wanted) no("mechanism-reaction-rates", at, { name: key, wanted, found: list.length });
    if (results.has(key)) no("mechanism-result-twice", at, { name: key });
    results.set(key, list);
    const [first, ...others] = species as [string, ...string[]];
    const odd = others.find((s) => !sameKind(unitOf(m, s), unitOf(m, first)));
    if (odd !== undefined) {
      const [aUnit, bUnit] = [describeUnit(unitOf(m, first)), describeUnit(unitOf(m, odd))];
      no("mechanism-reaction-units", at, { name: key, a: first, b: odd, aUnit, bUnit });
    }
  }
  return { ...m.rates, results };
}

function whole(list: readonly Expression[]): { start: number; end: number } {
  return { start: list[0]?.at.start ?? 0, end: list.at(-1)?.at.end ?? 0 };
}

function unitOf(m: Mechanism, name: string): Unit {
  return (m.names.get(name) as Name).unit;
}

function checkSurroundings(m: Mechanism): void {
  for (const name of m.reads) {
    const [found, wanted] = [unitOf(m, name), SUPPLIED.get(name)];
    if (!wanted || sameKind(found, wanted)) continue;
    const units = { found: describeUnit(found), wanted: describeUnit(wanted) };
    throw refuse("mechanism-read-kind", { mechanism: m.name, name, ...units });
  }
}

/** Results name states and have one value; every state is moved by something; each body uses what it may. */
function checkResults(m: Mechanism): void {
  const ofStates = [
    ["derivative", "the derivative gives"], ["initial", "a start is given for"], ["receives", "an event changes"],
  ] as const;
  for (const [section, where] of ofStates) {
    const no = refuser(`${m.name}, ${section}`, m[section].source);
    for (const [name, list] of m[section].results) {
      if (m.states.includes(name)) continue;
      no("mechanism-not-a-state", whole(list), { where, name, hint: nearest(name, m.states) });
    }
  }
  for (const section of ["derivative", "current", "initial", "receives"] as const) {
    const no = refuser(`${m.name}, ${section}`, m[section].source);
    for (const [name, list] of m[section].results) {
      if (list.length !== 1) no("mechanism-one-value", whole(list), { name });
    }
  }
  for (const section of ["derivative", "rates", "current", "initial"] as const) {
    const no = refuser(`${m.name}, ${section}`, m[section].source);
    eachExpression(m[section], (e) => {
      if (e.kind !== "name") return;
      if (EVENT_NAMES.has(e.name)) no("mechanism-event-only", e.at, { name: e.name });
      if (section === "initial" && m.states.includes(e.name)) no("mechanism-initial-state", e.at, { name: e.name });
    });
  }
  const moved = new Set([...m.derivative.results.keys(), ...m.receives.results.keys()]);
  for (const reaction of m.rates.results.keys()) {
    const { left, right } = sidesOf(reaction);
    for (const s of [...left, ...right]) moved.add(s);
  }
  const still = m.states.find((s) => !moved.has(s));
  if (still !== undefined) throw refuse("mechanism-state-unmoved", { mechanism: m.name, state: still });
  if (m.current.results.size > 0 && !m.current.results.has("total")) {
    throw refuse("mechanism-no-total", { mechanism: m.name });
  }
}

/** Currents belong to membrane and points, ions that flow in and states that diffuse to volumes. */
function checkVolume(m: Mechanism): void {
  const { name: mechanism, placed, ion } = m;
  if (placed === "in a volume") {
    if (m.current.results.size > 0) throw refuse("mechanism-current-in-volume", { mechanism });
  } else if (ion || m.mobile.size > 0) {
    throw refuse("mechanism-not-in-volume", { mechanism, what: ion ? "an ion that flows in" : "mobile states" });
  }
  if (ion) {
    const no = (reason: string): never => { throw refuse("mechanism-ion", { mechanism, reason }); };
    const { state, valence } = ion;
    if (!m.states.includes(state)) no(`flows into "${state}", which is not a state${nearest(state, m.states)}`);
    if (!Number.isInteger(valence) || valence === 0 || Math.abs(valence) > 4) no(`has the valence ${valence}`);
    if (!m.reads.includes("influx")) no('flows nowhere: read { influx: "µM/ms" } and add it where the ion comes in');
  }
  for (const [state, parameter] of m.mobile) {
    const no = (reason: string): never => { throw refuse("mechanism-mobile", { mechanism, state, reason }); };
    if (!m.states.includes(state)) no(`it is not a state${nearest(state, m.states)}`);
    if (!m.parameters.includes(parameter)) {
      no(`its coefficient "${parameter}" is not a parameter${nearest(parameter, m.parameters)}`);
    }
    const found = unitOf(m, parameter);
    if (sameKind(found, unit("µm²/ms"))) continue;
    no(`its coefficient ${parameter} is in ${describeUnit(found)}, and µm²/ms is needed`);
  }
}

function checkEveryUnit(m: Mechanism): void {
  const check = (section: Section, wanted: (result: string, index: number) => Wanted): void => {
    checkUnits(m[section], `${m.name}, ${section}`, m.names, wanted);
  };
  check("derivative", (s) => ({ unit: unitQuotient(unitOf(m, s), MS), context: `the rate of change of ${s}` }));
  check("rates", (reaction, i) => {
    const { left, right, reversible } = sidesOf(reaction);
    const perTime = unitQuotient(unitOf(m, [...left, ...right][0] as string), MS);
    const perReactant = (i === 0 ? left : right).reduce((u, s) => unitQuotient(u, unitOf(m, s)), perTime);
    const which = !reversible ? "rate" : i === 0 ? "forward rate" : "backward rate";
    return { unit: perReactant, context: `the ${which} of "${reaction}"` };
  });
  check("current", (key) => ({
    unit: CURRENT[m.placed],
    context: key === "total" ? `the current of a mechanism ${m.placed}` : `the current of ${key} ${m.placed}`,
  }));
  check("initial", (s) => ({ unit: unitOf(m, s), context: s }));
  check("receives", (s) => ({ unit: unitOf(m, s), context: s }));
}
