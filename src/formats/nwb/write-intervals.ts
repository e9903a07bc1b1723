import type { Condition, StimulusEvent } from "#recording";
import { EVENT_KINDS } from "./read-conditions.js";
import { seconds } from "./times.js";
import { f64, i32, texts, type Column, type Tree } from "./tree.js";
import type { Plan, TimedTrial } from "./write-plan.js";

/** Trials, the solutions they ran in, and the stimuli within them. Series must be written before. */
export function writeIntervals(tree: Tree, plan: Plan): void {
  if (plan.timed.length === 0) return;
  writeTrials(tree, plan);
  writeEpochs(tree, plan);
  writeEvents(tree, plan);
}

const span = (rows: readonly { readonly start: number; readonly stop: number }[]): Record<string, Column> => ({
  start_time: { description: "Start, seconds.", values: f64(rows.map((row) => row.start)) },
  stop_time: { description: "End, seconds.", values: f64(rows.map((row) => row.stop)) },
});

function writeTrials(tree: Tree, { timed, parts }: Plan): void {
  const protocols = timed.map(({ trial }) => trial.protocol ?? "");
  let end = 0;
  const ends = parts.map((own) => (end += own.length));
  tree.table(
    "/intervals/trials",
    "One row per trial.",
    timed.length,
    {
      ...span(timed),
      ...(protocols.some((one) => one !== "") ? { condition: { description: "Stimulus condition, as in the protocol.", values: texts(protocols) } } : {}),
      ...(end > 0 ? { timeseries: { description: "Samples of each series that belong to the trial.", samples: parts.flat(), ends } } : {}),
    },
    "TimeIntervals",
  );
}

/** Trials of one condition in a row. */
interface Epoch {
  readonly start: number;
  readonly stop: number;
  readonly condition: Condition;
}

function epochsOf({ timed, recording }: Plan): Epoch[] {
  const epochs: Epoch[] = [];
  let members: TimedTrial[] = [];
  const close = (): void => {
    const name = members[0]?.trial.condition;
    if (name === undefined) return;
    const condition = recording.conditions.find((one) => one.name === name) ?? { name, drugs: [] };
    epochs.push({ start: Math.min(...members.map((one) => one.start)), stop: Math.max(...members.map((one) => one.stop)), condition });
    members = [];
  };
  for (const trial of timed) {
    if (members.length > 0 && members[0]?.trial.condition !== trial.trial.condition) close();
    members.push(trial);
  }
  close();
  return epochs;
}

function writeEpochs(tree: Tree, plan: Plan): void {
  const epochs = epochsOf(plan);
  const numeric = (name: string, description: string, value: (condition: Condition) => number | undefined): Record<string, Column> => {
    const values = epochs.map(({ condition }) => value(condition) ?? NaN);
    return values.every(Number.isNaN) ? {} : { [name]: { description, values: f64(values) } };
  };
  const ragged = <T>(lists: readonly (readonly T[])[]): { flat: T[]; ends: number[] } => {
    let end = 0;
    return { flat: lists.flat(), ends: lists.map((list) => (end += list.length)) };
  };
  const drugs = ragged(epochs.map(({ condition }) => condition.drugs));
  const baths = epochs.map(({ condition }) => condition.bath ?? "");
  tree.table(
    "/intervals/epochs",
    "Solutions and drugs.",
    epochs.length,
    {
      ...span(epochs),
      ...(baths.some((bath) => bath !== "") ? { bath_solution: { description: "Name of the bath solution.", values: texts(baths) } } : {}),
      ...numeric("calcium_mM", "Extracellular calcium, mM.", (condition) => condition.calcium_mM),
      ...numeric("magnesium_mM", "Extracellular magnesium, mM.", (condition) => condition.magnesium_mM),
      ...numeric("temperature_C", "Bath temperature, degrees Celsius.", (condition) => condition.temperature_C),
      ...numeric("holding_mV", "Potential commanded in voltage clamp, millivolts.", (condition) => condition.holding),
      ...(drugs.flat.length > 0
        ? {
            drug: { description: "Drugs in the bath.", values: texts(drugs.flat.map((drug) => drug.name)), ends: drugs.ends },
            drug_concentration_uM: {
              description: "Concentration of each drug, micromolar, in the order of the column drug; NaN where unknown.",
              values: f64(drugs.flat.map((drug) => drug.concentration_uM ?? NaN)),
              ends: drugs.ends,
            },
          }
        : {}),
      tags: { description: "Name of the condition.", values: texts(epochs.map(({ condition }) => condition.name)), ends: epochs.map((_, i) => i + 1) },
    },
    "TimeIntervals",
  );
}

/** Events of trials that have a time, with the row of their trial, in the order of time. */
function timedEvents({ recording, timed, rowOf }: Plan): { event: StimulusEvent; row: number; start: number; stop: number }[] {
  // A mark that takes no time ends with the next moment that a double can tell apart: intervals must not be empty.
  const after = (start: number, stop: number): number => (stop > start ? stop : start + Math.max(Math.abs(start) * 2 ** -52, Number.MIN_VALUE));
  return recording.events
    .flatMap((event) => {
      const row = rowOf(event.trial);
      const trial = row === undefined ? undefined : timed[row]?.trial;
      if (row === undefined || trial === undefined) return [];
      const start = seconds(trial.start + event.start);
      return [{ event, row, start, stop: after(start, seconds(trial.start + event.start + event.duration)) }];
    })
    .sort((a, b) => a.start - b.start);
}

function writeEvents(tree: Tree, plan: Plan): void {
  const events = timedEvents(plan);
  if (events.length === 0) return;
  const text = (name: string, description: string, value: (event: StimulusEvent) => string | undefined): Record<string, Column> => {
    const values = events.map(({ event }) => value(event) ?? "");
    return values.every((one) => one === "") ? {} : { [name]: { description, values: texts(values) } };
  };
  const amplitudes = events.map(({ event }) => event.amplitude ?? NaN);
  tree.table(
    "/intervals/stimulus_events",
    "Every stimulus delivered, and every mark that was set.",
    events.length,
    {
      ...span(events),
      kind: { description: `One of: ${Object.values(EVENT_KINDS).join(", ")}.`, values: texts(events.map(({ event }) => EVENT_KINDS[event.kind])) },
      ...text("target", "Where it was applied.", (event) => event.target),
      ...(amplitudes.every(Number.isNaN) ? {} : { amplitude: { description: "Amplitude, in amplitude_unit; NaN where unknown.", values: f64(amplitudes) } }),
      ...text("amplitude_unit", "Unit of amplitude.", (event) => event.amplitudeUnit),
      trial: { description: "Row of /intervals/trials.", values: i32(events.map(({ row }) => row)) },
      ...text("source", "Where this is known from.", (event) => event.source),
    },
    "TimeIntervals",
  );
}
