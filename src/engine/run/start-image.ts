import { pow } from "#elementary";
import type { Assembly } from "../assembly/assembly.js";
import { fieldOffset } from "../assembly/cable.js";
import { GLOBALS } from "../assembly/globals.js";
import { LANE_BYTES, LANES, perform, type Machine } from "../kernel/index.js";
import type { Schedule } from "./schedule.js";

/** Lane values that a trial owns: everything but what the controller says. */
export function ownLanes({ lanes }: Assembly): { readonly first: number; readonly count: number } {
  const first = lanes.from + GLOBALS.length * LANE_BYTES;
  return { first, count: (lanes.to - first) / LANE_BYTES };
}

/** Growing steps in which schemes come to rest: from a microsecond to an hour. */
const RELAXATION = Array.from({ length: 43 }, (_, k) => 1e-3 * pow(2, k));

/** Start images that are kept: trials that follow each other often share theirs. */
const KEPT = 8;

/**
 * Every lane value at the start of a trial, found on the machine that runs it, whose lanes are left as they were. Trials
 * with the same settings share it.
 */
export function startImages(assembly: Assembly, machine: Machine): (schedule: Schedule) => Float64Array {
  const known = new Map<string, Float64Array>();
  const { from, to } = assembly.lanes;
  const lanes = new Float64Array(machine.memory, from, (to - from) / 8);
  const running = new Float64Array(lanes.length);
  return ({ settings }) => {
    const key = settings.map(({ addresses, values }) => `${addresses.join("+")}=${values.join("+")}`).join();
    const old = known.get(key);
    if (old) return old;
    running.set(lanes);
    lanes.set(new Float64Array(assembly.image, from, lanes.length));
    const image = startImage(assembly, machine, settings);
    lanes.set(running);
    if (known.size === KEPT) known.delete(known.keys().next().value as string);
    known.set(key, image);
    return image;
  };
}

function startImage(assembly: Assembly, { memory: buffer, call }: Machine, settings: Schedule["settings"]): Float64Array {
  const { first, count } = ownLanes(assembly);
  const memory = new Float64Array(buffer);
  for (const { addresses, standards } of assembly.settings) {
    addresses.forEach((address, i) => fill(memory, address, standards[i] as number));
  }
  for (const { addresses, values } of settings) addresses.forEach((address, i) => fill(memory, address, values[i] as number));
  assembly.compartments.forEach(({ address }, i) => {
    fill(memory, address, assembly.startVoltage[i] as number);
  });
  perform(call["beginPools"]);
  perform(call["begin"]);
  for (const step of RELAXATION) {
    fill(memory, assembly.globals.gateStep, step);
    perform(call["relax"]);
  }
  // What flows at the start flows at the voltage there; nothing is solved yet.
  const vTheta = fieldOffset("vTheta");
  assembly.compartments.forEach(({ address }, i) => {
    fill(memory, address + vTheta, assembly.startVoltage[i] as number);
  });
  const image = new Float64Array(count);
  for (let i = 0; i < count; i++) image[i] = memory[first / 8 + LANES * i] as number;
  return image;
}

/** One value in every lane. */
function fill(memory: Float64Array, address: number, value: number): void {
  memory.fill(value, address / 8, address / 8 + LANES);
}
