/** What the bench's thread does: reads what was dropped, keeps recordings by name, measures them, writes them out. */
import {
  answerOf,
  calibrateTwoPulses,
  classifyTrials,
  dropFile,
  isRefusal,
  levelWithin,
  measure,
  measureGroups,
  memoryFile,
  parseTable,
  probabilityProfile,
  read,
  supralinearity,
  trialGroups,
  twoPulses,
  voltageDependence,
  withElectrode,
  withTrialTable,
  withUserPeriod,
  type Answer,
  type BufferedCompartment,
  type CalciumCalibration,
  type Drop,
  type Exclusion,
  type FileSource,
  type GroupComparison,
  type GroupedMeasurement,
  type GroupRequest,
  type Measurement,
  type MeasuredGroup,
  type MeasureRequest,
  type PairingMeasurement,
  type ProfilePoint,
  type Recording,
  type Refusal,
  type TimeWindow,
  type TrialGroup,
  type TwoPulseEstimator,
  type TwoPulseFluorescence,
  type TwoPulseMeasurement,
  type VoltageDependence,
} from "radiatum";

/** A file of the browser, or one that the page's own server gives out in ranges. */
export type DroppedFile = { readonly path: string; readonly size: number } & (
  { readonly file: Blob } | { readonly address: string }
);

/** What was dropped, with paths within the folder. Of a single file, its folder's others come after it. */
export interface DroppedFiles {
  readonly name: string;
  readonly kind: "file" | "folder";
  readonly files: readonly DroppedFile[];
}

/** How a recording is opened. */
export interface Preparation {
  readonly name: string;
  /** Of files that came under this name: what is kept of others isn't these. */
  readonly edition: number;
  /** Absent: it is kept already. */
  readonly dropped?: DroppedFiles | undefined;
  readonly linePeriod?: number | undefined;
  readonly electrode?: { readonly name: string; readonly edition: number; readonly dropped: DroppedFiles; readonly offset: number } | undefined;
  readonly table?: DroppedFiles | undefined;
}

interface Kept {
  readonly edition: number;
  /** As it was read, with this period. */
  readonly read: Recording;
  readonly linePeriod: number | undefined;
  /** With electrode and trial table. */
  recording: Recording;
  measured?: Measurements;
}
const kept = new Map<string, Kept>();
const electrodes = new Map<string, { readonly edition: number; readonly recording: Recording }>();

/** Puts a recording under a name, in place of what stood there. */
export function keep({ name, edition, recording }: { readonly name: string; readonly edition: number; readonly recording: Recording }): void {
  kept.set(name, { edition, read: recording, linePeriod: undefined, recording });
}

/** How far reading has come; of a folder its first trials, which can be looked at and measured already. */
export type Reading = { readonly done: number; readonly total: number } | { readonly first: Recording };

/** Reads what isn't read yet, joins the electrode and the trial table to it; what is dropped alone is read once more with another period. */
export async function prepare(
  { name, edition, dropped, linePeriod, electrode, table }: Preparation,
  tell: (news: Reading) => void,
): Promise<{ readonly recording: Recording; readonly excluded: readonly Exclusion[] }> {
  const found = kept.get(name);
  const before = found?.edition === edition ? found : undefined;
  const own =
    before?.linePeriod === linePeriod && before
      ? before.read
      : dropped
        ? await read(dropOf(dropped), {
            ...(linePeriod !== undefined && { linePeriod }),
            onProgress: (done, total) => tell({ done, total }),
            // Measured like any other until the whole takes its place.
            ...(before === undefined && {
              onFirstTrials: (first: Recording) => {
                kept.set(name, { edition, read: first, linePeriod, recording: first });
                tell({ first });
              },
            }),
          })
        : before && retimed(before.read, linePeriod);
  if (!own) throw new Error(`broken invariant: nothing is kept as "${name}"`);
  let recording = own;
  if (electrode) {
    recording = withElectrode(recording, await electrodeOf(electrode), electrode.offset);
  }
  let excluded: readonly Exclusion[] = [];
  if (table) {
    const [head, ...rows] = parseTable(await textOf(table)).rows;
    ({ recording, excluded } = withTrialTable(recording, {
      columns: head?.cells ?? [],
      rows: rows.map(({ cells }) => cells),
    }));
  }
  kept.set(name, {
    edition,
    read: dropped ? own : (before?.read ?? own),
    linePeriod: dropped ? linePeriod : undefined,
    recording,
  });
  return { recording, excluded };
}

async function electrodeOf({ name, edition, dropped }: NonNullable<Preparation["electrode"]>): Promise<Recording> {
  const before = electrodes.get(name);
  if (before?.edition === edition) return before.recording;
  const recording = await read(dropOf(dropped), {});
  electrodes.set(name, { edition, recording });
  return recording;
}

/** Whether a table says something of trials; a recording's own table has lines. */
export async function isTrialTable({ dropped }: { readonly dropped: DroppedFiles }): Promise<boolean> {
  const [file] = dropped.files;
  if (!file) return false;
  const first =
    new TextDecoder()
      .decode(await sourceOf(file).read(0, 2000))
      .split(/\r?\n/, 1)[0]
      ?.toLowerCase()
      .split(/[,;\t]/)
      .map((cell) => cell.trim().replace(/^"|"$/g, "")) ?? [];
  return first.includes("trial") && ["include", "reason", "condition", "protocol"].some((name) => first.includes(name));
}

/** One group of trials, with what plots and tabs need beyond its measurement. */
export interface AnalysedGroup extends TrialGroup {
  readonly found: MeasuredGroup["found"];
  /** Behind the chance of a transient; absent where there is none. */
  readonly profile?: readonly ProfilePoint[];
  readonly twoPulses: TwoPulseMeasurement | Refusal;
  /** mV commanded, where the file says. */
  readonly holding?: number;
  readonly responses: MeasuredGroup["responses"];
}

/** All that the bench shows of a recording. Plain data. */
export interface Analysis {
  readonly groups: readonly AnalysedGroup[];
  readonly comparisons: readonly GroupComparison[];
  /** Empty where trials were not held at several potentials. */
  readonly voltage: readonly VoltageFound[];
}

export interface VoltageFound {
  /** One a trial. */
  readonly points: readonly { readonly potential: number; readonly value: number }[];
  readonly stimulus: string;
  readonly quantity: string;
  readonly unit: string;
  readonly found: VoltageDependence | Refusal;
}

export interface Measurements {
  readonly asked: string;
  readonly request: GroupRequest;
  readonly single?: Measurement;
  readonly grouped?: GroupedMeasurement;
}

/** As the command line does: group by group where stimuli or conditions differ, else all trials together. */
export function measurementsOf(name: string, request: GroupRequest): Measurements {
  const all = kept.get(name);
  if (!all) throw new Error(`broken invariant: nothing is kept as "${name}"`);
  const asked = JSON.stringify(request);
  if (all.measured?.asked === asked) return all.measured;
  const { recording } = all;
  const many = trialGroups(recording, request.scan).length > 1;
  all.measured = {
    asked,
    request,
    ...(many ? { grouped: measureGroups(recording, request) } : { single: measure(recording, request) }),
  };
  return all.measured;
}

export const recordingOf = (name: string): Recording => {
  const found = kept.get(name);
  if (!found) throw new Error(`broken invariant: nothing is kept as "${name}"`);
  return found.recording;
};

export function analysed({ name, request }: { readonly name: string; readonly request: MeasureRequest }): Analysis {
  const { single, grouped } = measurementsOf(name, request);
  const recording = recordingOf(name);
  const groups = single
    ? trialGroups(recording, request.scan).map((group) => ({ ...group, found: { answer: single }, responses: [] }))
    : (grouped?.groups ?? []);
  const holdings = new Map(recording.conditions.map((condition) => [condition.name, condition.holding]));
  const found = groups.map((group): AnalysedGroup => {
    const { name: of, stimulus, condition, trials, responses } = group;
    const measurement = "answer" in group.found ? group.found.answer : undefined;
    const holding = holdings.get(condition);
    const profile = measurement && profileOf(measurement);
    return {
      name: of,
      stimulus,
      condition,
      trials,
      found: group.found,
      responses,
      twoPulses: answerOf(() => pulsesOf(recording, group, groups, request)),
      ...(profile && { profile }),
      ...(holding !== undefined && { holding }),
    };
  });
  return { groups: found, comparisons: grouped?.comparisons ?? [], voltage: voltageOf(found) };
}

function profileOf({ amplitudes, calciumTransientProbability }: Measurement): readonly ProfilePoint[] | undefined {
  if (!amplitudes || isRefusal(calciumTransientProbability)) return undefined;
  return probabilityProfile(
    classifyTrials(
      amplitudes.amplitudes.map(({ value }) => value),
      amplitudes.baselines,
      { byHand: amplitudes.amplitudes.map(({ call, callFrom }) => (callFrom === "user" && call !== "undecided" ? call : undefined)) },
    ),
  );
}

/** Single pulses of the same bath give the shape, where there are any and they respond. */
function pulsesOf(
  recording: Recording,
  group: TrialGroup & { readonly found: MeasuredGroup["found"] },
  groups: readonly (TrialGroup & { readonly found: MeasuredGroup["found"] })[],
  request: MeasureRequest,
): TwoPulseMeasurement {
  const single = groups.find(
    (other) =>
      other !== group &&
      other.condition === group.condition &&
      "answer" in other.found &&
      other.found.answer.stimuli.length === 1 &&
      other.found.answer.regions[0]?.fit !== undefined,
  );
  return twoPulses(recording, { trials: group.trials, ...(single && { single: single.trials }) }, request);
}

/** Responses of single trials against the holding potential of their condition: each quantity and stimulus that was held at several. */
function voltageOf(groups: readonly AnalysedGroup[]): readonly VoltageFound[] {
  const held = groups.filter(({ holding }) => holding !== undefined);
  const kinds = new Map(
    held.flatMap(({ stimulus, responses }) =>
      responses.map(
        ({ quantity, unit }) => [JSON.stringify([stimulus, quantity]), { stimulus, quantity, unit }] as const,
      ),
    ),
  );
  // Calcium before the electrode: it is what the figure asks for.
  const ordered = [...kinds.values()].sort(
    (a, b) => Number(b.quantity.includes("ΔF/F")) - Number(a.quantity.includes("ΔF/F")),
  );
  return ordered.flatMap(({ stimulus, quantity, unit }): VoltageFound[] => {
    const points = held
      .filter((group) => group.stimulus === stimulus)
      .flatMap(({ holding, responses }) =>
        (responses.find((response) => response.quantity === quantity)?.values ?? []).map((value) => ({
          potential: holding as number,
          value,
        })),
      );
    if (new Set(points.map(({ potential }) => potential)).size < 2) return [];
    const found = answerOf(() =>
      voltageDependence(
        points.map(({ potential }) => potential),
        points.map(({ value }) => value),
        { unit },
      ),
    );
    return [{ stimulus, quantity, unit, points, found }];
  });
}

/** Means of a stretch over sweeps, ms on the sweeps' clock; above the level of another where one is asked for. */
export function levels({ name, channel, trials, window, above }: {
  readonly name: string;
  readonly channel: string;
  readonly trials: readonly number[];
  readonly window: TimeWindow;
  readonly above?: TimeWindow;
}): { readonly level: Answer; readonly above?: Answer } {
  const sweeps = recordingOf(name).sweeps.filter((sweep) => sweep.channel === channel && trials.includes(sweep.trial));
  return {
    level: answerOf(() => levelWithin(sweeps, { window })),
    ...(above && { above: answerOf(() => levelWithin(sweeps, { window, above })) }),
  };
}

export function paired({
  name,
  paired: both,
  alone,
  condition,
  request,
}: {
  readonly name: string;
  readonly paired: string;
  readonly alone: readonly string[];
  readonly condition?: string | undefined;
  readonly request: MeasureRequest;
}): PairingMeasurement | Refusal {
  return answerOf(() => ({
    ...supralinearity(
      recordingOf(name),
      { paired: both, alone, ...(condition !== undefined && { condition }) },
      request,
    ),
  }));
}

export interface CalibrationAsked {
  readonly fluorescence: TwoPulseFluorescence;
  /** Standard errors of the four readings, where they are known. */
  readonly errors?: TwoPulseFluorescence | undefined;
  readonly constants: BufferedCompartment;
  readonly n: number;
}

/** By each estimator, since which one applies decides the answer twofold. */
export function calibrated({
  fluorescence,
  errors,
  constants,
  n,
}: CalibrationAsked): readonly {
  readonly estimator: TwoPulseEstimator;
  readonly found: CalciumCalibration | Refusal;
}[] {
  return (["E2", "E1", "E0"] as const).map((estimator) => ({
    estimator,
    found: answerOf(() =>
      calibrateTwoPulses(fluorescence, constants, {
        estimator,
        n,
        nOf: "pulse pairs",
        ...(errors && { errors: { fluorescence: errors, ...(n > 1 && { degreesOfFreedom: n - 1 }) } }),
      }),
    ),
  }));
}

/** A run has no files to be read again with another period. */
function retimed(recording: Recording, linePeriod: number | undefined): Recording {
  if (linePeriod === undefined) return recording;
  return {
    ...recording,
    lineScans: recording.lineScans.map((scan) => ({ ...scan, timing: withUserPeriod(scan.timing, linePeriod) })),
  };
}

const textOf = async ({ files: [file] }: DroppedFiles): Promise<string> =>
  file ? new TextDecoder().decode(await sourceOf(file).read(0, file.size)) : "";

function sourceOf(dropped: DroppedFile): FileSource {
  const { path, size } = dropped;
  return {
    path,
    size,
    read: async (from, to) => {
      const [first, end] = [Math.max(0, from), Math.min(size, to)];
      if (end <= first) return new Uint8Array(0);
      if ("file" in dropped) return new Uint8Array(await dropped.file.slice(first, end).arrayBuffer());
      const answer = await fetch(dropped.address, { headers: { Range: `bytes=${first}-${end - 1}` } });
      if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}

function dropOf({ name, kind, files }: DroppedFiles): Drop {
  const [first = memoryFile(name, new Uint8Array(0)), ...others] = files.map(sourceOf);
  const byPath = (all: readonly FileSource[]): FileSource[] => [...all].sort((a, b) => (a.path < b.path ? -1 : 1));
  return kind === "file"
    ? dropFile(first, byPath(others))
    : { name, kind, files: byPath(files.map(sourceOf)), siblings: [] };
}
