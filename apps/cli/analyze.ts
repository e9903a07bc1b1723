import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  failures, measure, measureGroups, parseQuantity, parseTable, trialGroups, withElectrode, withTrialTable,
  type GroupedMeasurement, type GroupRequest, type MeasureRequest, type Recording,
} from "radiatum";
import { open, pictureResources } from "radiatum/node";
import {
  analysisDocument, earlierAnalysis, groupsAnalysisDocument, groupsReportFiles, groupsText, reportFiles, textReport, truthOnScreen,
  type EarlierAnalysis, type Opening, type Repeated,
} from "radiatum/report";
import { writeReport } from "./report-files.js";
import { colourful, columns, progress, say } from "./terminal.js";
import { version } from "./version.js";

export interface AnalyzeOptions {
  readonly roi: readonly string[];
  readonly background?: string;
  readonly baseline?: string;
  readonly stim?: string;
  readonly channel?: string;
  readonly ratio?: string;
  readonly smooth?: string;
  readonly stimulus: readonly string[];
  readonly condition: readonly string[];
  readonly ephys?: string;
  readonly ephysOffset?: string;
  readonly trials?: string;
  readonly parameters?: string;
  readonly linePeriod?: string;
  readonly out?: string;
  readonly json?: boolean;
}

const misuse = failures("usage", {
  "parameters-unreadable": (f: { file: string; reason: string }) =>
    `--parameters ${f.file}: ${f.reason}. It must be a document printed by --json, or its "parameters".`,
  "out-is-a-file": (f: { folder: string }) => `--out ${f.folder}: that is a file; name a folder, new or existing.`,
  "table-unreadable": (f: { file: string; reason: string }) => `--trials ${f.file}: ${f.reason}.`,
});

/** Reads, measures, prints; writes the report unless only JSON is wanted. */
export async function analyze(path: string, options: AnalyzeOptions): Promise<void> {
  const { request, opening } = requestFrom(options);
  const folder = options.out ?? folderFor(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isFile()) throw misuse("out-is-a-file", { folder });
  const { recording, excluded } = await openAll(path, opening);
  // An earlier document may have its trials of that very table, or have taken some of them in again.
  const known = request.excluded ?? [];
  const further = excluded.filter(({ trial }) => !known.some((one) => one.trial === trial) && !request.included?.includes(trial));
  const asked: GroupRequest = {
    ...request,
    ...(excluded.length === 0 && request.excluded === undefined ? {} : { excluded: [...known, ...further] }),
  };
  const chosen = asked.stimuli !== undefined || asked.conditions !== undefined;
  const grouped = chosen || trialGroups(recording, asked.scan).length > 1 ? measureGroups(recording, asked) : undefined;
  if (grouped && grouped.groups.length > 1) {
    await reportGroups(grouped, { of: { input: path, opening, ...truthOnScreen(recording) }, request: asked, options, folder });
    return;
  }
  const only = grouped?.groups[0]?.found;
  const measurement = only && "answer" in only ? only.answer : measure(recording, asked);
  const of = { input: path, opening, ...truthOnScreen(recording) };
  if (options.json) say(JSON.stringify(analysisDocument(measurement, of, asked), null, 2));
  if (options.json && options.out === undefined) return;
  if (!options.json) say(textReport(measurement, { columns, colour: colourful }));
  const report = await writeReport(folder, reportFiles(measurement, { of, request: asked, version, fonts: pictureResources().fonts }));
  if (!options.json) say(`\nReport   ${report}`);
}

/** Of several stimuli or conditions: each measured for itself, and compared. */
async function reportGroups(
  grouped: GroupedMeasurement,
  { of, request, options, folder }: { of: Repeated; request: GroupRequest; options: AnalyzeOptions; folder: string },
): Promise<void> {
  if (options.json) say(JSON.stringify(groupsAnalysisDocument(grouped, of, request), null, 2));
  if (options.json && options.out === undefined) return;
  if (!options.json) say(groupsText(grouped, { columns, colour: colourful }));
  const report = await writeReport(folder, groupsReportFiles(grouped, { of, request, version, fonts: pictureResources().fonts }));
  if (!options.json) say(`\nReport   ${report}`);
}

/**
 * "radiatum-<name>" beside the user; with a number where another recording of that name already has its report there, so
 * that none is written over.
 */
function folderFor(path: string): string {
  const name = `radiatum-${basename(resolve(path)).replace(/\.\w+$/, "")}`;
  for (let n = 1; ; n++) {
    const folder = n === 1 ? name : `${name}-${n}`;
    const document = join(folder, "analysis.json");
    if (!existsSync(document)) return folder;
    const input = inputOf(document);
    if (input !== undefined && resolve(input) === resolve(path)) return folder;
  }
}

/** The recording that a report was made of, as its document says; undefined where it is no document of ours. */
function inputOf(document: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(document, "utf8"));
    const parameters = isRecord(parsed) ? parsed["parameters"] : undefined;
    const input = isRecord(parameters) ? parameters["input"] : undefined;
    return typeof input === "string" ? input : undefined;
  } catch {
    return undefined;
  }
}

/** Options of the command line over those of an earlier document. */
function requestFrom(options: AnalyzeOptions): { request: GroupRequest; opening: Opening } {
  const { request, opening: { linePeriod: period, ephys, ephysOffset } } = options.parameters === undefined ? NOTHING_EARLIER : earlierIn(options.parameters);
  const typed: GroupRequest = {
    ...(options.stimulus.length > 0 ? { stimuli: options.stimulus } : {}),
    ...(options.condition.length > 0 ? { conditions: options.condition } : {}),
    ...(options.roi.length > 0 ? { regions: options.roi, regionsFrom: "user" as const } : {}),
    ...(options.background === undefined ? {} : { background: options.background }),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ...(options.stim === undefined ? {} : { stimulus: options.stim, stimulusFrom: "user" as const }),
    ...(options.channel === undefined ? {} : { channel: options.channel }),
    ...(options.ratio === undefined ? {} : { ratio: options.ratio }),
    ...(options.smooth === undefined ? {} : { smoothing: options.smooth }),
  };
  const linePeriod = options.linePeriod === undefined ? period : parseQuantity(options.linePeriod, "time");
  const electrode = options.ephys ?? ephys;
  return {
    request: { ...request, ...typed },
    opening: {
      ...(linePeriod === undefined ? {} : { linePeriod }),
      ...(electrode === undefined ? {} : { ephys: electrode }),
      ephysOffset: options.ephysOffset === undefined ? ephysOffset : parseQuantity(options.ephysOffset, "time"),
      ...(options.trials === undefined ? {} : { trials: options.trials }),
    },
  };
}

const NOTHING_EARLIER: EarlierAnalysis = { request: {}, opening: { ephysOffset: 0 } };

function earlierIn(file: string): EarlierAnalysis {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw misuse("parameters-unreadable", { file, reason: (error as Error).message }, { cause: error });
  }
  return earlierAnalysis(text, file);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

async function openAll(path: string, opening: Opening): Promise<{ recording: Recording; excluded: NonNullable<MeasureRequest["excluded"]> }> {
  let recording: Recording = await open(path, {
    ...(opening.linePeriod === undefined ? {} : { linePeriod: opening.linePeriod }),
    onProgress: progress("Reading"),
  });
  if (opening.ephys !== undefined) recording = withElectrode(recording, await open(opening.ephys), opening.ephysOffset);
  if (opening.trials === undefined) return { recording, excluded: [] };
  let text: string;
  try {
    text = readFileSync(opening.trials, "utf8");
  } catch (error) {
    throw misuse("table-unreadable", { file: opening.trials, reason: existsSync(opening.trials) ? (error as Error).message : "there is no such file" }, { cause: error });
  }
  return withTrialTable(recording, tableOf(text, opening.trials));
}

function tableOf(text: string, file: string): { columns: readonly string[]; rows: readonly (readonly string[])[] } {
  const table = parseTable(text);
  const [head, ...rows] = table.rows;
  if (!head) throw misuse("table-unreadable", { file, reason: "is empty" });
  return { columns: head.cells, rows: rows.map((row) => row.cells) };
}
