/** A mechanism that a person wrote, as a protocol holds it: what it may be in the model's cell. */
import { MOST_LETTERS, readMechanism, sidesOf, sizeOf, type Mechanism } from "#engine";
import { describeUnit, parseUnit, readQuantity, sameKind, type Settings, type Unit } from "#units";
import { mechanisms } from "../sets/mechanisms.js";
import { CALCIUM, calciumLost } from "./calcium.js";
import { misuse } from "./failures.js";

export interface Written {
  readonly name: string;
  /** As docs/mechanisms.md has it. */
  readonly text: string;
  /** Places by name, such as "dendrites" (see `membranePlaces`). */
  readonly in: readonly string[];
  /** Parameters that differ from the text's own. */
  readonly with: Settings;
}

/** Names of other things that a probe may ask for a current. */
const TAKEN: ReadonlySet<string> = new Set([...mechanisms.map(({ name }) => name), "AMPA", "NMDA", "channels", "passiveLeak", "pipette", "holder", "truth", "light"]);
/** Parameters that the rig gives their value where `with` doesn't: K, and µm of path from the soma. */
const FILLED: Readonly<Record<string, string>> = { temperature: "K", distance: "µm" };
/** Whether the rig says what a parameter of that name is. */
export const filledByRig = (parameter: string): boolean => Object.hasOwn(FILLED, parameter);
/** What the engine supplies over membrane, and at a point of it. */
const READS: readonly string[] = ["v", "caInside"];
/** Letters of a text, and bytes of the file that holds it: UTF-8 takes four for one at most. */
export const mostOfText = { letters: MOST_LETTERS, bytes: 4 * MOST_LETTERS } as const;
/** Beyond any channel of the literature; a scheme of so many states compiles within a second. */
const MOST_STATES = 24;
/** Of one evaluation of all that a text computes, names counted once. */
const MOST_OPERATIONS = 1500;

/**
 * The mechanism that a text means, and that the virtual cell can hold. Throws a usage RigError that says what is wrong in
 * which line, with a caret under it; lines are counted from after `linesBefore`.
 */
export function writtenMechanism({ name, text }: Pick<Written, "name" | "text">, linesBefore = 0): Mechanism {
  if (TAKEN.has(name)) throw misuse("written-name", { name, reason: "the cell has something of that name" });
  if (!/^[A-Za-z]\w{0,39}$/u.test(name)) {
    throw misuse("written-name", { name, reason: "a name is at most 40 letters, digits and _, a letter first" });
  }
  const mechanism = readMechanism(text, { name, linesBefore });
  requireEvents(mechanism);
  const volume = mechanism.placed === "in a volume";
  const strange = mechanism.reads.find((read) => volume || !READS.includes(read));
  if (strange !== undefined) {
    const known = volume ? `nothing but the cell's calcium: declare "state ${CALCIUM} in µM"` : "v in mV and caInside in µM";
    throw misuse("written-read", { name, read: strange, known });
  }
  if (volume) requireReactions(mechanism);
  for (const [parameter, unit] of Object.entries(FILLED)) {
    const found = mechanism.names.get(parameter);
    if (found?.role === "parameter" && !isIn(found.unit, unit)) {
      throw misuse("written-filled", { name, parameter, unit, found: describeUnit(found.unit) });
    }
  }
  const size = { states: mechanism.states.length, operations: sizeOf(mechanism) };
  if (size.states > MOST_STATES) throw misuse("written-size", { name, what: "states", found: size.states, most: MOST_STATES });
  if (size.operations > MOST_OPERATIONS) {
    throw misuse("written-size", { name, what: "operations", found: size.operations, most: MOST_OPERATIONS });
  }
  return mechanism;
}

/** A receptor is what a release opens; nothing else takes events. */
function requireEvents({ name, placed, receives }: Mechanism): void {
  if ((placed === "at a point") === receives.results.size > 0) return;
  throw misuse("written-point", {
    name, reason: placed === "at a point"
      ? 'it says nothing of what a release does; add a line such as "receives open = open + weight", or place it over membrane'
      : 'it takes events, which only receptors do; add the line "placed at a point"',
  });
}

/** What joins the cell's calcium moves it by reactions alone, and says where its own states start. */
function requireReactions(m: Mechanism): void {
  const no = (reason: string): never => { throw misuse("written-volume", { name: m.name, reason }); };
  if (!m.states.includes(CALCIUM)) no(`it has nothing to do with calcium; declare "state ${CALCIUM} in µM", which is the cell's, and let it react`);
  if (!isIn((m.names.get(CALCIUM) as { unit: Unit }).unit, "µM")) no(`"${CALCIUM}" is the cell's free calcium, which is in µM`);
  if (m.ion) no("calcium flows into the cell's own pool already; leave the line of the ion out");
  const lost = calciumLost(m);
  const reacting = new Set([...lost.keys()].flatMap((reaction) => [...sidesOf(reaction).left, ...sidesOf(reaction).right]));
  const moved = [...m.derivative.results.keys()].find((state) => state === CALCIUM || reacting.has(state));
  if (moved !== undefined) no(`"${moved}" reacts, so write all that moves it as reactions, such as "${moved} → : rate"`);
  if (m.initial.results.has(CALCIUM) || m.mobile.has(CALCIUM)) no(`where "${CALCIUM}" starts and how fast it diffuses is the cell's to say`);
  const without = m.states.find((state) => state !== CALCIUM && !m.initial.results.has(state));
  if (without !== undefined) no(`"${without}" needs a start, such as "initial ${without} = 10 µM"`);
  const odd = [...lost].find(([reaction, ions]) => !Number.isInteger(ions) || (sidesOf(reaction).reversible && ions !== 0));
  if (odd) no(`"${odd[0]}" doesn't hold as much calcium on one side as on the other; write what takes it away by → alone`);
}

const isIn = (unit: Unit, wanted: string): boolean => {
  const of = parseUnit(wanted);
  return of !== undefined && sameKind(unit, of);
};

/** What a value for a parameter can't be, in a sentence; undefined where it can. */
export function valueProblem(mechanism: Mechanism, parameter: string, text: string): string | undefined {
  const declared = mechanism.names.get(parameter);
  if (declared?.role !== "parameter") return `${mechanism.name} has no such parameter; it has ${mechanism.parameters.join(", ") || "none"}`;
  const found = readQuantity(text);
  if (!found || !sameKind(found.unit, declared.unit)) {
    return `"${text}" is not a quantity like "${declared.text}", which is the text's own`;
  }
  const { bounds } = declared;
  if (!bounds || (found.value >= bounds.low && found.value <= bounds.high)) return undefined;
  return `${text} is out of the text's own bounds, ${bounds.from} to ${bounds.to}; give a value within them, or widen them in the text`;
}
