/** What makes a measurement again: the document that keeps every choice, the command that spells it out, and the way back. */
import { failures } from "#errors";
import type { GroupedMeasurement, GroupRequest, Measurement, MeasurementParameters } from "#analysis";
import type { Recording } from "#recording";
import { jsonDocument } from "./document.js";
import { groupsDocument } from "./groups-tables.js";

/** What must be known before the files are opened; with the request it makes the document. */
export interface Opening {
  /** ms, where the user gave it. */
  readonly linePeriod?: number;
  /** Path of the electrode's file. */
  readonly ephys?: string;
  /** ms, added to the electrode's clock. */
  readonly ephysOffset: number;
  /** Path of the trial table. */
  readonly trials?: string;
}

/** What was measured, of which path, and how that was opened. */
export interface Repeated {
  readonly input: string;
  readonly opening: Opening;
  /**
   * Of a virtual recording whose run was watched: whether what no instrument shows was on the screen, so that who judged
   * its trials may have known. Absent: nobody can say.
   */
  readonly truth?: TruthOnScreen;
}

export type TruthOnScreen = "shown" | "not shown";

/** The setting in which a recording that was saved keeps it. */
const TRUTH_SETTING = "truth on screen";

/** The recording, saying it of itself. */
export function withTruthOnScreen(recording: Recording, truth: TruthOnScreen): Recording {
  const { provenance } = recording;
  return { ...recording, provenance: { ...provenance, settings: { ...provenance.settings, [TRUTH_SETTING]: truth } } };
}

/** What a recording says of itself; nothing where it says nothing. */
export function truthOnScreen({ provenance }: Recording): Pick<Repeated, "truth"> {
  const said = provenance.settings[TRUTH_SETTING];
  return said === "shown" || said === "not shown" ? { truth: said } : {};
}

/** The same in a sentence. */
export const truthSentence = (truth: TruthOnScreen): string =>
  truth === "shown" ? "The truth behind this virtual recording was on screen before its analysis." : "The truth behind this virtual recording was not on screen before its analysis.";

const misuse = failures("usage", {
  "parameters-unreadable": (f: { file: string; reason: string }) =>
    `--parameters ${f.file}: ${f.reason}. It must be a document printed by --json, or its "parameters".`,
});

/** The measurement's document with what only its opening knows, so that its parameters bring back the same one. */
export function analysisDocument(
  measurement: Measurement,
  { input, opening, truth }: Repeated,
  request: GroupRequest = {},
): Record<string, unknown> {
  return {
    ...jsonDocument(measurement),
    ...(truth !== undefined && { truth }),
    parameters: { ...parametersOf(measurement.parameters, { input, opening }), ...chosenGroups(request) },
  };
}

/** The same of several stimuli or conditions. */
export function groupsAnalysisDocument(
  grouped: GroupedMeasurement,
  { input, opening, truth }: Repeated,
  request: GroupRequest,
): Record<string, unknown> {
  const { groups, ...document } = groupsDocument(grouped);
  const parameters = parametersOf(sharedParameters(grouped, request), { input, opening });
  return { ...document, ...(truth !== undefined && { truth }), parameters: { ...parameters, ...chosenGroups(request) }, groups };
}

/** What all groups were measured with: baseline and stimuli are each group's own, unless they were asked for. */
export function sharedParameters(
  { groups }: GroupedMeasurement,
  request: GroupRequest,
): Partial<MeasurementParameters> {
  const first = groups.flatMap(({ found }) => ("answer" in found ? [found.answer.parameters] : []))[0];
  const own = [
    ...(request.baseline === undefined ? ["baseline"] : []),
    ...(first?.stimulusFrom === "file" ? ["stimulus", "stimulusFrom"] : []),
  ];
  return Object.fromEntries(Object.entries(first ?? {}).filter(([name]) => !own.includes(name)));
}

/** The names that were asked for, as a document keeps them. */
function chosenGroups({ stimuli, conditions }: GroupRequest): Record<string, unknown> {
  return { ...(stimuli && { stimuli }), ...(conditions && { conditions }) };
}

function parametersOf(
  parameters: Partial<MeasurementParameters>,
  { input, opening }: Repeated,
): Record<string, unknown> {
  return {
    input,
    ...parameters,
    ...(opening.linePeriod === undefined ? {} : { linePeriodFrom: "user" }),
    ...(opening.ephys === undefined ? {} : { ephys: opening.ephys, ephysOffset_ms: opening.ephysOffset }),
  };
}

/** The command that makes this measurement again, every choice spelt out, for a POSIX shell. */
export function analysisCommand(
  parameters: Partial<MeasurementParameters>,
  { input, opening }: Repeated,
  request: GroupRequest = {},
): string {
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, shellWord(value)];
  return [
    "radiatum analyze",
    shellWord(input),
    ...(parameters.regions ?? []).flatMap((region) => option("--roi", region)),
    ...option("--background", parameters.background?.replace(/^auto .*/, "auto")),
    ...option("--baseline", parameters.baseline),
    ...option("--stim", parameters.stimulus),
    ...option("--channel", parameters.channel),
    ...option("--ratio", parameters.ratio),
    ...option("--smooth", parameters.smoothing),
    ...(request.stimuli ?? []).flatMap((name) => option("--stimulus", name)),
    ...(request.conditions ?? []).flatMap((name) => option("--condition", name)),
    ...option("--line-period", opening.linePeriod === undefined ? undefined : `${opening.linePeriod}ms`),
    ...option("--ephys", opening.ephys),
    ...option("--ephys-offset", opening.ephys === undefined ? undefined : `${opening.ephysOffset}ms`),
    ...option("--trials", opening.trials),
    ...option("--parameters", needsDocument(parameters) ? "analysis.json" : undefined),
  ].join(" ");
}

/**
 * What no option says is in the document alone: trials left out by hand or taken in though short, calls made by hand. A trial
 * table leaves trials out, too, but knows nothing of those that were left out beside it.
 */
function needsDocument({ excluded = [], included = [], calls = [] }: Partial<MeasurementParameters>): boolean {
  return included.length > 0 || calls.length > 0 || excluded.length > 0;
}

/** A word as a POSIX shell takes it for one. */
export function shellWord(text: string): string {
  return /^[\w.,/:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What an earlier document asks for again. */
export interface EarlierAnalysis {
  readonly request: GroupRequest;
  /** Its recording's path then. */
  readonly input?: string;
  readonly opening: Omit<Opening, "trials">;
}

/**
 * The request that a document of `analysisDocument`, or its "parameters" alone, makes again. `file` is its name, for the
 * complaint. Throws a RigError of kind "usage" for text that is none.
 */
export function earlierAnalysis(text: string, file: string): EarlierAnalysis {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw misuse("parameters-unreadable", { file, reason: "is no JSON" }, { cause: error });
  }
  const within = isRecord(parsed) && isRecord(parsed["parameters"]) ? parsed["parameters"] : parsed;
  if (!isRecord(within)) throw misuse("parameters-unreadable", { file, reason: "holds no parameters" });
  const kept: Record<string, unknown> = {};
  for (const [key, kind] of Object.entries(PARAMETERS)) {
    const value = within[key];
    if (value === undefined || value === null) continue;
    const fits = kind === "list" ? Array.isArray(value) : typeof value === kind;
    if (!fits) throw misuse("parameters-unreadable", { file, reason: `"${key}" should be a ${kind}` });
    kept[key] = value;
  }
  const {
    linePeriod_ms: period,
    linePeriodFrom,
    ephys,
    ephysOffset_ms: offset,
    input,
    ...request
  } = kept as KeptParameters;
  return {
    request,
    ...(input !== undefined && { input }),
    opening: {
      ...(linePeriodFrom === "user" && period !== undefined ? { linePeriod: period } : {}),
      ...(ephys === undefined ? {} : { ephys }),
      ephysOffset: offset ?? 0,
    },
  };
}

interface KeptParameters extends GroupRequest {
  readonly input?: string;
  readonly linePeriod_ms?: number;
  readonly linePeriodFrom?: string;
  readonly ephys?: string;
  readonly ephysOffset_ms?: number;
}

/** Parameters of a document that a request takes up again, and what they are made of. */
const PARAMETERS: Readonly<Record<string, "number" | "string" | "list">> = {
  input: "string",
  scan: "number",
  channel: "string",
  linePeriod_ms: "number",
  linePeriodFrom: "string",
  regions: "list",
  regionsFrom: "string",
  background: "string",
  baseline: "string",
  stimulus: "string",
  stimulusFrom: "string",
  ratio: "string",
  smoothing: "string",
  excluded: "list",
  included: "list",
  calls: "list",
  stimuli: "list",
  conditions: "list",
  ephys: "string",
  ephysOffset_ms: "number",
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
