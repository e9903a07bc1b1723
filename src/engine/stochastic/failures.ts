import { failures } from "#errors";

/** Schemes and networks that mean nothing, whatever happens in them. */
export const misuse = failures("usage", {
  "scheme-state-unknown": (f: { from: number; to: number; states: number }) =>
    `a transition from state ${f.from} to state ${f.to} was given for a scheme of ${f.states} states, which are ` +
    `counted from 0 and differ within a transition. Name two different states of the scheme.`,
  "network-count": (f: { species: string; found: number }) =>
    `${f.species} starts with ${f.found} molecules, where a whole number from 0 was expected. Round it, or draw it.`,
  "network-species-unknown": (f: { where: string; species: string; known: readonly string[] }) =>
    `${f.where} names the species ${f.species}, which the network lacks; it has ${f.known.join(", ")}. ` +
    `Add ${f.species} to the species with its first count, or correct the name.`,
  "network-stoichiometry": (f: { reaction: string; species: string; found: number }) =>
    `${f.reaction} uses ${f.found} of ${f.species}, where a whole number from 0 was expected. ` +
    `Multiply the equation through, and divide its rate law likewise.`,
  "network-rate": (f: { reaction: string; found: number }) =>
    `${f.reaction} has the mass-action constant ${f.found}, where a finite number from 0 was expected.`,
  "network-event-time": (f: { event: string; found: number }) =>
    `${f.event} is due at ${f.found} ms, where a finite time from 0 was expected.`,
  "network-times": (f: { index: number; before: number; found: number }) =>
    `time ${f.index} (counted from 0) is ${f.found} ms after ${f.before} ms; times to report must be finite and rise ` +
    `from 0.`,
});

/** What goes wrong on the way. */
export const refuse = failures("refused", {
  "scheme-rate": (f: { from: number; to: number; found: number; step: number }) =>
    `the rate from state ${f.from} to state ${f.to} is ${f.found} /ms over a step of ${f.step} ms, where rates and ` +
    `steps must be finite and at least 0. Look at the rate's equation at the voltage and concentrations of this step.`,
  "propensity-unusable": (f: { reaction: string; time: number; found: number }) =>
    `${f.reaction} has the propensity ${f.found} at ${f.time} ms, where a finite number from 0 was expected. ` +
    `Look at its rate law at the counts of that time.`,
  "propensity-above-ceiling": (f: { reaction: string; time: number; found: number; ceiling: number }) =>
    `${f.reaction} has the propensity ${f.found} at ${f.time} ms, above its ceiling of ${f.ceiling}; it would happen ` +
    `too seldom. Raise the ceiling.`,
  "count-below-zero": (f: { cause: string; species: string; time: number; found: number }) =>
    `${f.cause} left ${f.found} of ${f.species} at ${f.time} ms, where a whole number from 0 was expected. ` +
    `A rate law must be 0 where reactants are missing, and an event must set whole numbers.`,
  "too-many-reactions": (f: { time: number; limit: number }) =>
    `${f.limit} reactions had happened by ${f.time} ms. Raise mostReactions if that is meant; a network that makes ` +
    `more of what it needs at a rising rate never reaches its end.`,
  "events-without-end": (f: { event: string; time: number; fired: number }) =>
    `${f.fired} events had set each other off at ${f.time} ms, and ${f.event} was next. Let an event end what ` +
    `triggers it.`,
});
