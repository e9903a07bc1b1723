import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { GLOBALS } from "../assembly/globals.js";
import { interpret, LANE_BYTES, LANES } from "../kernel/index.js";
import type { Schedule } from "./schedule.js";

/** Lane values that a trial owns: everything but what the controller says. */
export function ownLanes({ lanes }: Assembly): { readonly first: number; readonly count: number } {
  const first = lanes.from + GLOBALS.length * LANE_BYTES;
  return { first, count: (lanes.to - first) / LANE_BYTES };
}

/** Growing steps in which schemes come to rest: from a microsecond to an hour. */
const RELAXATION = Array.from({ length: 43 }, (_, k) => 1e-3 * 2 ** k);

/**
 * Every lane value at the start of a trial, by the interpreter, since it is asked once; trials with the same settings
 * share them.
 */
export function startImages(assembly: Assembly): (schedule: Schedule) => Float64Array {
  const known = new Map<string, Float64Array>();
  const { first, count } = ownLanes(assembly);
  return ({ settings }) => {
    const key = settings.map(({ addresses, values }) => `${addresses.join("+")}=${values.join("+")}`).join();
    const old = known.get(key);
    if (old) return old;
    // A single lane: all would be the same.
    const machine = interpret(assembly.start, assembly.image.slice(0), 1);
    const memory = new Float64Array(machine.memory);
    const fill = (address: number, value: number): void => { memory[address / 8] = value; };
    for (const { addresses, standards } of assembly.settings) {
      addresses.forEach((address, i) => fill(address, standards[i] as number));
    }
    for (const { addresses, values } of settings) addresses.forEach((address, i) => fill(address, values[i] as number));
    assembly.compartments.forEach(({ address }, i) => {
      fill(address, assembly.startVoltage[i] as number);
    });
    machine.call["beginPools"]?.();
    machine.call["begin"]?.();
    for (const step of RELAXATION) {
      fill(assembly.globals.gateStep, step);
      machine.call["relax"]?.();
    }
    // What flows at the start flows at the voltage there; nothing is solved yet.
    const vTheta = fieldOffset("vTheta");
    assembly.compartments.forEach(({ address }, i) => {
      fill(address + vTheta, assembly.startVoltage[i] as number);
    });
    const image = new Float64Array(count);
    for (let i = 0; i < count; i++) image[i] = memory[first / 8 + LANES * i] as number;
    known.set(key, image);
    return image;
  };
}
