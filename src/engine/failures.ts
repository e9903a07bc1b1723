import { failures, type RigError } from "#errors";

/** A cell, a command or a request that means nothing. */
export const misuse = failures("usage", {
  "quantity-unreadable": (f: { what: string; found: string; expected: string }) =>
    `${f.what}: "${f.found}" is not a number with a unit of ${f.expected}. Write it like "2 ${f.expected}".`,
  "parameter-unknown": (f: { where: string; name: string; known: string }) =>
    `${f.where} has no parameter "${f.name}"; it has ${f.known}.`,
  "section-unknown": (f: { where: string; name: string; known: string }) =>
    `${f.where}: there is no section "${f.name}" on this cell; there are ${f.known}.`,
  "nowhere": (f: { what: string; where: string }) =>
    `${f.what} is placed in ${f.where}, which no compartment matches. Correct the selection, or leave it out.`,
  "placed-twice": (f: { mechanism: string; section: string }) =>
    `${f.mechanism} is placed twice in ${f.section}. Give one of them another name, or narrow where it goes.`,
  "wrong-placement": (f: { mechanism: string; declared: string; used: string }) =>
    `${f.mechanism} is declared "${f.declared}" and can't be used ${f.used}. Move it to the list for its kind.`,
  "name-twice": (f: { what: string; name: string }) =>
    `Two ${f.what} are named "${f.name}"; names tell them apart. Rename one.`,
  "name-unknown": (f: { what: string; name: string; known: string }) =>
    `There is no ${f.what} "${f.name}"; there are ${f.known === "" ? "none" : f.known}.`,
  "pool-missing": (f: { mechanism: string; section: string; ion: string }) =>
    `${f.mechanism} in ${f.section} reads ${f.ion}Inside, but no pool there holds ${f.ion}. Place a pool that takes ` +
    `up ${f.ion} in the same compartments.`,
  "pool-twice": (f: { ion: string; section: string; first: string; second: string }) =>
    `${f.first} and ${f.second} both hold ${f.ion} in ${f.section}; one pool may write a concentration. Narrow one ` +
    `of them.`,
  "pool-without-start": (f: { mechanism: string; states: string }) =>
    `${f.mechanism} does not say where it starts: give \`initial\` values for ${f.states}.`,
  "pools-meet": (f: { ion: string; first: string; second: string; there: string; here: string }) =>
    `${f.second} in ${f.there} meets ${f.first} in ${f.here}: both hold ${f.ion}, which can't cross from one pool to another. ` +
    `Use one mechanism in both, with values and shells by compartment.`,
  "pool-placed-twice": (f: { mechanism: string }) =>
    `${f.mechanism} is placed as a pool twice. Place it once, wherever it is, with values and shells by compartment.`,
  "diffusion-varies": (f: { mechanism: string; parameter: string }) =>
    `${f.mechanism}: ${f.parameter} is a diffusion coefficient and must be the same in all compartments of a pool. ` +
    `Give one value.`,
  "not-a-scheme": (f: { point: string; mechanism: string; because: string }) =>
    `${f.point}: ${f.mechanism} can't gate stochastically, since ${f.because}. Write it as reactions between states ` +
    `of one channel.`,
  "time-order": (f: { what: string; from: string; to: string }) =>
    `${f.what} ends at ${f.to}, before it begins at ${f.from}.`,
  "out-of-range": (f: { what: string; expected: string; found: string | number }) =>
    `${f.what} must be ${f.expected}, found ${f.found}.`,
  "no-trials": (f: { found: number }) => `A run needs at least one trial, found ${f.found}.`,
});

/** A run that can't go on. */
export const stopped = failures("refused", {
  /** `since_ms`: when it was last known to be a number. */
  "not-finite": (
    f: { time_ms: number; since_ms: number; place: string; at: number; what: string; found: number; trial: number }
  ) =>
    `${f.since_ms < f.time_ms ? `Between ${short(f.since_ms)} and` : "At"} ${short(f.time_ms)} ms of trial ${f.trial}, ` +
    `${f.what} in ${f.place} at ${f.at.toFixed(2)} became ${f.found}. ` +
    `Shorten the step, or look at this mechanism's rates at that voltage.`,
  "voltage-out-of-range": (
    f: { time_ms: number; place: string; found: number; low: number; high: number; trial: number }
  ) =>
    `At ${short(f.time_ms)} ms of trial ${f.trial}, the voltage in ${f.place} reached ${f.found.toFixed(1)} mV, outside ` +
    `the tables' ${f.low} to ${f.high} mV. Check the clamp and the conductances, or widen the tables.`,
  "too-stiff": (
    f: { time_ms: number; pool: string; place: string; at: number; parts: number; lowest: number; trial: number }
  ) =>
    `At ${short(f.time_ms)} ms of trial ${f.trial}, ${f.pool} in ${f.place} at ${f.at.toFixed(2)} could not take its ` +
    `influx even in ${f.parts} parts of a step (lowest concentration ${f.lowest.toPrecision(3)} µM). ` +
    `Shorten the step, or check the influx and the volumes.`,
  "cancelled": (f: { done: number; trials: number }) => `The run was cancelled after ${f.done} of ${f.trials} trials.`,
});

/** For whoever runs trials in a way of their own, such as on threads. */
export function cancelled(done: number, trials: number): RigError {
  return stopped("cancelled", { done, trials });
}

/** A time in ms as it is read. */
function short(ms: number): string {
  return String(Number(ms.toPrecision(6)));
}
