/** The run's experiment on other spines, drawn as the paper's are: how much its answer owes to the spine it was made on. */
import {
  answerOf, bootstrap, isRefusal, mean, measureGroups, meanWithInterval, randomStream, resampleIndices, RigError, standardDeviation, type Answer, type Estimate,
} from "radiatum";
import { recorderOf } from "radiatum/paper";
import { writeProtocol, type Protocol } from "radiatum/protocol";

export interface SpreadOrder {
  readonly protocol: Protocol;
  /** Whose trials are measured; all are run, since what went before counts. */
  readonly stimulus: string;
  readonly condition: string;
  /** How many are drawn. */
  readonly spines: number;
}

/** One that was drawn, and its mean ΔF/F, %. */
export interface DrawnSpine {
  /** From 0. */
  readonly k: number;
  /** "120.3 µm", along the dendrite from the soma. */
  readonly distance: string;
  readonly amplitude: Answer;
}

/** A spine, and what all so far say together. */
export interface SpreadNews {
  readonly spine: DrawnSpine;
  readonly spread: Spread;
}

/** Tells of every spine as it is measured. Equal orders draw equal spines. True when all are there. */
export function spread({ protocol, stimulus, condition, spines }: SpreadOrder, tell: (news: SpreadNews) => void): boolean {
  const text = writeProtocol(protocol);
  const all: DrawnSpine[] = [];
  for (let k = 0; k < spines; k++) {
    const { seed, parameters } = protocol;
    const record = recorderOf({ protocol: protocol.name, text, population: "drawn", k, drawing: { seed, parameters, changes: [] } });
    const { recording, protocol: { spines: [spine] } } = record();
    const drawn: DrawnSpine = { k, distance: spine?.distance ?? "", amplitude: orRefusal(() => {
      const [group] = measureGroups(recording, { stimuli: [stimulus], conditions: [condition] }).groups;
      if (!group || "refused" in group.found) return { refused: group && "refused" in group.found ? group.found.refused : "Its trials could not be measured." };
      return group.found.answer.regions[0]?.amplitude ?? { refused: "No region was found." };
    }) };
    all.push(drawn);
    tell({ spine: drawn, spread: spreadOf(all) });
  }
  return true;
}

/** A spine on which there is nothing to measure is an answer, too. */
function orRefusal(make: () => Answer): Answer {
  try {
    return make();
  } catch (error) {
    if (error instanceof RigError) return { refused: error.message };
    throw error;
  }
}

export interface Spread {
  /** Standard deviation among spines over their mean, 1 being as large. */
  readonly relative: Answer;
  /** Of all spines, %. */
  readonly mean: Answer;
  /** The part of `relative` that repeating the same spine would have, too: its own standard errors. */
  readonly measuring: number;
}

const RESAMPLES = 1999;
/** Key of their chance: equal spines, equal interval. */
const RESAMPLING = [1, 0, 0x59ead] as const;

/** What the spines so far say of each other; sentences while they are few. */
export function spreadOf(spines: readonly DrawnSpine[]): Spread {
  const found = spines.map(({ amplitude }) => amplitude).filter((answer): answer is Estimate => !isRefusal(answer));
  const values = found.map(({ value }) => value);
  const squares = found.map(({ standardError = 0 }) => standardError ** 2);
  return {
    relative: answerOf(() => bootstrap(
      [values], ([group = []]) => standardDeviation(group) / mean(group), resampleIndices(randomStream(...RESAMPLING), [values.length], RESAMPLES),
      { method: "expanded percentile", unit: "1", nOf: "spines" },
    )),
    mean: answerOf((): Estimate => meanWithInterval(values, { unit: "%", nOf: "spines" }).estimate),
    measuring: values.length > 0 ? Math.sqrt(mean(squares)) / mean(values) : 0,
  };
}
