/** What can go wrong while running, found and named. */
import type { RigError } from "#errors";
import type { Assembly } from "../assembly/assembly.js";
import { COMPARTMENT_FIELDS } from "../assembly/cable.js";
import { stopped } from "../failures.js";
import { LANE_BYTES, LANES } from "../kernel/index.js";
import type { Lane } from "./lane.js";

/** Which number of lane `l` went wrong: a state, a concentration, a current, or the voltage itself. */
export function notFinite(assembly: Assembly, memory: Float64Array, l: number, lane: Lane): RigError {
  const value = (address: number): number => memory[address / 8 + l] as number;
  const error = (compartment: number, what: string, found: number): RigError => stopped("not-finite", {
    time_ms: lane.t, place: assembly.compartments[compartment]?.section ?? "", what, found, trial: lane.schedule?.number ?? 0,
  });
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
  const right = COMPARTMENT_FIELDS.indexOf("right") * LANE_BYTES;
  for (const [compartment, { address }] of assembly.compartments.entries()) {
    if (!Number.isFinite(value(address + right))) return error(compartment, "the current", value(address + right));
  }
  const root = assembly.compartments[assembly.root]?.address ?? 0;
  return error(assembly.root, "the voltage", value(root + LANE_BYTES));
}

/** Throws when a voltage has left what tables cover. */
export function inspectVoltages(
  assembly: Assembly, memory: Float64Array, lanes: readonly Lane[], range: { readonly low: number; readonly high: number },
): void {
  for (const { address, section } of assembly.compartments) {
    for (let l = 0; l < LANES; l++) {
      const found = memory[address / 8 + l] as number;
      if (found >= range.low && found <= range.high) continue;
      const { schedule, t } = lanes[l] as Lane;
      if (schedule) throw stopped("voltage-out-of-range", { time_ms: t, place: section, found, ...range, trial: schedule.number });
    }
  }
}
