/** What can go wrong while running, found and named. */
import type { RigError } from "#errors";
import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { evaluationAt } from "../assembly/evaluations.js";
import { list } from "../assembly/placement.js";
import { stopped } from "../failures.js";
import { LANES } from "../kernel/index.js";
import { laneReader } from "./evaluation.js";
import type { Lane } from "./lane.js";

/** What happened to lane `l`, where, and since when at the earliest. */
function errorIn(
  assembly: Assembly, { t, schedule }: Lane, since: number,
): (compartment: number, what: string, found: number) => RigError {
  return (compartment, what, found) => stopped("not-finite", {
    time_ms: t, since_ms: since, ...placeOf(assembly, compartment), what, found, trial: schedule?.number ?? 0,
  });
}

function placeOf({ compartments }: Assembly, compartment: number): { readonly place: string; readonly at: number } {
  const { section = "", at = 0 } = compartments[compartment] ?? {};
  return { place: section, at };
}

/** The first state or concentration of lane `l` that is no longer a number. */
function stateNotFinite(
  assembly: Assembly, memory: Float64Array, l: number, lane: Lane, since: number,
): RigError | undefined {
  const value = (address: number): number => memory[address / 8 + l] as number;
  const error = errorIn(assembly, lane, since);
  for (const { name, address, compartment } of assembly.states) {
    if (!Number.isFinite(value(address))) return error(compartment, name, value(address));
  }
  for (const { name, fields, states, volumes } of assembly.pools) {
    for (const { address, compartment } of volumes) {
      for (const state of states) {
        const found = value(address + (fields[state] as number));
        if (!Number.isFinite(found)) return error(compartment, `${name}.${state}`, found);
      }
    }
  }
  return undefined;
}

/**
 * Throws when a state is no longer a number, whether or not the voltage shows it: an infinite conductance merely holds
 * it.
 */
export function inspectStates(assembly: Assembly, memory: Float64Array, l: number, lane: Lane): void {
  const error = lane.schedule && stateNotFinite(assembly, memory, l, lane, lane.sound);
  if (error) throw error;
  lane.sound = lane.t;
}

/** Which concentration of lane `l` no number of parts of a step could keep above zero, or a number at all. */
export function tooStiff(
  assembly: Assembly, memory: Float64Array, l: number, lane: Lane, parts: number,
): RigError {
  const error = errorIn(assembly, lane, lane.sound);
  let lowest = { pool: "", compartment: -1, found: Infinity };
  for (const { name, fields, states, volumes } of assembly.pools) {
    for (const { address, compartment } of volumes) {
      for (const state of states) {
        const found = memory[(address + (fields[`${state} new`] as number)) / 8 + l] as number;
        if (!Number.isFinite(found)) return error(compartment, `${name}.${state}`, found);
        if (found < lowest.found) lowest = { pool: name, compartment, found };
      }
    }
  }
  const { pool, compartment, found } = lowest;
  return stopped("too-stiff", {
    time_ms: lane.t, pool, ...placeOf(assembly, compartment), parts, lowest: found, trial: lane.schedule?.number ?? 0,
  });
}

/** Which number of lane `l` went wrong: a state, a concentration, a current, or the voltage itself. */
export function notFinite(assembly: Assembly, memory: Float64Array, l: number, lane: Lane): RigError {
  const first = stateNotFinite(assembly, memory, l, lane, lane.t);
  if (first) return first;
  const value = (address: number): number => memory[address / 8 + l] as number;
  const error = errorIn(assembly, lane, lane.t);
  const right = fieldOffset("right");
  for (const [compartment, { address }] of assembly.compartments.entries()) {
    if (!Number.isFinite(value(address + right))) {
      return error(compartment, currentNotFinite(assembly, memory, l, compartment), value(address + right));
    }
  }
  const root = assembly.compartments[assembly.root]?.address ?? 0;
  return error(assembly.root, "the voltage", value(root));
}

/** Whose current, among those that flow in a compartment, is no longer a number at the voltage that stands there. */
function currentNotFinite(assembly: Assembly, memory: Float64Array, l: number, compartment: number): string {
  const v = memory[(assembly.compartments[compartment]?.address as number) / 8 + l] as number;
  const flowing = [
    ...assembly.membraneCurrents.flatMap(({ mechanism, currents, places }) =>
      places.filter((p) => p.compartment === compartment).map(({ record }) => ({ name: mechanism, of: evaluationAt(currents, record) }))),
    ...assembly.points.filter((p) => p.compartment === compartment).map(({ name, currents }) => ({ name, of: currents })),
  ];
  const guilty = flowing.filter(({ of }) => laneReader(of)(memory, l, v).some((current) => !Number.isFinite(current)));
  if (guilty.length > 0) return `the current of ${list(new Set(guilty.map(({ name }) => name)))}`;
  // A current that is a number can have a slope that is none, which shows nowhere but in the equation.
  return flowing.length === 0 ? "the current" : `how the current changes with voltage, of one among ${list(flowing.map(({ name }) => name))},`;
}

/** Throws when a voltage has left what tables cover. */
export function inspectVoltages(
  assembly: Assembly, memory: Float64Array, lanes: readonly Lane[], range: {
    readonly low: number;
    readonly high: number;
  },
): void {
  for (const { address, section } of assembly.compartments) {
    for (let l = 0; l < LANES; l++) {
      const found = memory[address / 8 + l] as number;
      if (found >= range.low && found <= range.high) continue;
      const { schedule, t } = lanes[l] as Lane;
      if (schedule) {
        throw stopped("voltage-out-of-range", { time_ms: t, place: section, found, ...range, trial: schedule.number });
      }
    }
  }
}
