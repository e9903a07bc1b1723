import { sweepComment } from "./read-sweeps.js";
import { UNKNOWN } from "./session.js";
import { f64, texts, typed, u32, type Column, type SeriesSamples, type Tree } from "./tree.js";
import { plainName, type Plan, type PlannedSweep } from "./write-plan.js";

const ROOT = "/general/intracellular_ephys";
const RECORDINGS = `${ROOT}/intracellular_recordings`;

/** Descriptions that the schema fixes to the letter. */
const FIXED = {
  recordings:
    "A table to group together a stimulus and response from a single electrode and a single simultaneous recording and for storing metadata about the intracellular recording.",
  electrodes: "Table for storing intracellular electrode related metadata.",
  stimuli: "Table for storing intracellular stimulus related metadata.",
  responses: "Table for storing intracellular response related metadata.",
  simultaneous:
    "A table for grouping different intracellular recordings from the IntracellularRecordingsTable table together that were recorded simultaneously from different electrodes.",
};

const isStimulus = ({ type }: PlannedSweep): boolean => type.endsWith("StimulusSeries");

/** The command that goes with each response: a potential was clamped while current was read, and the reverse. */
const COMMAND_OF: Readonly<Record<string, string>> = { VoltageClampSeries: "VoltageClampStimulusSeries", CurrentClampSeries: "CurrentClampStimulusSeries" };

const electrodePath = (electrode: number): string => `${ROOT}/${electrode === 0 ? "SomaElectrode" : `Electrode${electrode + 1}`}`;

/** Electrodes, one series per sweep and channel, and the tables that say which belong together. */
export function writePatchClamp(tree: Tree, plan: Plan, amplifier: string): void {
  const clamped = plan.sweeps.filter(({ type }) => type !== "TimeSeries");
  if (clamped.length > 0) writeElectrodes(tree, plan, clamped, amplifier);
  for (const sweep of plan.sweeps) writeSweep(tree, plan, sweep);
  if (clamped.length > 0) writeTables(tree, plan, clamped);
}

function writeElectrodes(tree: Tree, { session, identifier }: Plan, clamped: readonly PlannedSweep[], amplifier: string): void {
  for (let electrode = 0; electrode <= Math.max(...clamped.map((one) => one.electrode)); electrode += 1) {
    const path = tree.object(electrodePath(electrode), "IntracellularElectrode");
    const channels = [...new Set(clamped.filter((one) => one.electrode === electrode).map(({ sweep }) => sweep.channel))];
    const { description = "Patch electrode", cell, location, resistance, seal, filtering, seriesResistance_MOhm } = session.electrode ?? {};
    const said: Record<string, string | undefined> = {
      description: `${description}; channels ${channels.join(", ")}.`,
      cell_id: cell ?? `${plainName(identifier, "cell")}-${electrode + 1}`,
      location,
      resistance,
      seal,
      filtering,
      initial_access_resistance: seriesResistance_MOhm === undefined ? undefined : `${seriesResistance_MOhm} MOhm`,
    };
    for (const [name, value] of Object.entries(said)) if (value !== undefined && value !== "") tree.dataset(`${path}/${name}`, texts(value));
    tree.link(`${path}/device`, amplifier);
  }
}

function writeSweep(tree: Tree, plan: Plan, planned: PlannedSweep): void {
  const { sweep, row, path, type, conversion, unit, electrode, start } = planned;
  const trial = plan.timed[row]?.trial;
  const protocol = trial?.protocol ?? trial?.condition ?? UNKNOWN.text;
  tree.object(path, type, {
    description: `${sweep.quantity.charAt(0).toUpperCase()}${sweep.quantity.slice(1)} of channel ${sweep.channel}, trial ${sweep.trial}.`,
    comments: sweepComment(sweep),
    ...(type === "TimeSeries" ? {} : { stimulus_description: protocol === "" ? UNKNOWN.text : protocol, sweep_number: u32(sweep.trial) }),
  });
  tree.dataset(`${path}/data`, typed(sweep.samples, [sweep.samples.length], [sweep.samples.length]), { conversion: f64(conversion), offset: f64(0), resolution: f64(-1), unit });
  tree.dataset(`${path}/starting_time`, f64(start), { rate: f64(1000 / sweep.samplePeriod), unit: "seconds" });
  if (type !== "TimeSeries") tree.link(`${path}/electrode`, electrodePath(electrode));
  plan.parts[row]?.push({ path, from: 0, count: sweep.samples.length });
}

/** One row of intracellular_recordings. */
interface RecordingRow {
  readonly trialRow: number;
  readonly electrode: number;
  readonly response?: PlannedSweep;
  readonly stimulus?: PlannedSweep;
}

function pairs(plan: Plan, clamped: readonly PlannedSweep[]): RecordingRow[] {
  return plan.timed.flatMap((_, trialRow) => {
    const own = clamped.filter(({ row }) => row === trialRow);
    const stimuli = new Set(own.filter(isStimulus));
    const rows = own
      .filter((one) => !isStimulus(one))
      .map((response): RecordingRow => {
        const stimulus = [...stimuli].find((one) => one.electrode === response.electrode && one.type === COMMAND_OF[response.type]);
        if (stimulus) stimuli.delete(stimulus);
        return { trialRow, electrode: response.electrode, response, ...(stimulus ? { stimulus } : {}) };
      });
    return [...rows, ...[...stimuli].map((stimulus): RecordingRow => ({ trialRow, electrode: stimulus.electrode, stimulus }))];
  });
}

function writeTables(tree: Tree, plan: Plan, clamped: readonly PlannedSweep[]): void {
  const rows = pairs(plan, clamped);
  // A side that was not recorded points at the other one, with no samples.
  const samples = (own: PlannedSweep | undefined, other: PlannedSweep | undefined): SeriesSamples =>
    own ? { path: own.path, from: 0, count: own.sweep.samples.length } : { path: other?.path ?? "", from: -1, count: -1 };
  tree.object(RECORDINGS, "IntracellularRecordingsTable", { categories: texts(["electrodes", "stimuli", "responses"]), colnames: texts([]), description: FIXED.recordings });
  tree.ids(RECORDINGS, rows.length);
  const resistance = plan.session.electrode?.seriesResistance_MOhm;
  tree.table(
    `${RECORDINGS}/electrodes`,
    FIXED.electrodes,
    rows.length,
    {
      electrode: { description: "Column for storing the reference to the intracellular electrode", objects: rows.map((row) => electrodePath(row.electrode)) },
      ...(resistance === undefined ? {} : { series_resistance: { description: "Series resistance, ohms.", values: f64(rows.map(() => resistance * 1e6)) } }),
    },
    "IntracellularElectrodesTable",
  );
  const holding = rows.map(({ trialRow }) => {
    const name = plan.timed[trialRow]?.trial.condition;
    const mV = plan.recording.conditions.find((condition) => condition.name === name)?.holding;
    return mV === undefined ? NaN : mV / 1000;
  });
  tree.table(
    `${RECORDINGS}/stimuli`,
    FIXED.stimuli,
    rows.length,
    {
      stimulus: { description: "Column storing the reference to the recorded stimulus for the recording (rows)", samples: rows.map((row) => samples(row.stimulus, row.response)) },
      ...(holding.every(Number.isNaN) ? {} : { holding_potential: { description: "Holding potential as commanded, volts.", values: f64(holding) } }),
    },
    "IntracellularStimuliTable",
  );
  tree.table(
    `${RECORDINGS}/responses`,
    FIXED.responses,
    rows.length,
    { response: { description: "Column storing the reference to the recorded response for the recording (rows)", samples: rows.map((row) => samples(row.response, row.stimulus)) } },
    "IntracellularResponsesTable",
  );
  writeHierarchy(tree, plan, rows);
}

/** Recordings → one row per trial → per protocol within a run of one condition → per such run → per condition. */
function writeHierarchy(tree: Tree, { timed }: Plan, rows: readonly RecordingRow[]): void {
  const level = (name: string, type: string, column: string, below: string, description: string, groups: readonly (readonly number[])[], more: Record<string, Column> = {}): void => {
    let end = 0;
    const ends = groups.map((group) => (end += group.length));
    const columns = { [column]: { description: `Rows of ${below}.`, rowsOf: `${ROOT}/${below}`, rows: groups.flat(), ends }, ...more };
    tree.table(`${ROOT}/${name}`, description, groups.length, columns, type);
  };
  const trialRows = [...new Set(rows.map((row) => row.trialRow))];
  const simultaneous = trialRows.map((trialRow) => rows.flatMap((row, i) => (row.trialRow === trialRow ? [i] : [])));
  level("simultaneous_recordings", "SimultaneousRecordingsTable", "recordings", "intracellular_recordings", FIXED.simultaneous, simultaneous);

  const sequences: { run: number; condition: string; protocol: string; members: number[] }[] = [];
  let run = 0;
  trialRows.forEach((trialRow, i) => {
    const { condition = UNKNOWN.text, protocol = condition } = timed[trialRow]?.trial ?? {};
    if (i > 0 && condition !== timed[trialRows[i - 1] ?? 0]?.trial.condition) run += 1;
    const known = sequences.find((one) => one.run === run && one.protocol === protocol);
    if (known) known.members.push(i);
    else sequences.push({ run, condition, protocol, members: [i] });
  });
  const named = (values: readonly string[]): string[] => values.map((value) => (value === "" ? UNKNOWN.text : value));
  level("sequential_recordings", "SequentialRecordingsTable", "simultaneous_recordings", "simultaneous_recordings", "Trials of one protocol in one epoch.", sequences.map((one) => one.members), {
    stimulus_type: { description: "The type of stimulus used for the sequential recording.", values: texts(named(sequences.map((one) => one.protocol))) },
  });
  const runs = Array.from({ length: run + 1 }, (_, r) => sequences.flatMap((one, i) => (one.run === r ? [i] : [])));
  level("repetitions", "RepetitionsTable", "sequential_recordings", "sequential_recordings", "The protocols of one epoch.", runs);
  const conditionOf = (r: number): string => sequences.find((one) => one.run === r)?.condition ?? "";
  const conditions = [...new Set(runs.map((_, r) => conditionOf(r)))];
  const epochs = conditions.map((condition) => runs.flatMap((_, r) => (conditionOf(r) === condition ? [r] : [])));
  level("experimental_conditions", "ExperimentalConditionsTable", "repetitions", "repetitions", "One row per condition of solution and drugs.", epochs, {
    condition: { description: "Name of the condition, as in the tags of /intervals/epochs.", values: texts(named(conditions)) },
  });
}
