import type { Issue, StimulusEvent, Sweep } from "#recording";
import { baseName, type FileSource } from "../source.js";
import type { PlannedTrial } from "./cycles.js";
import { markPoints } from "./mark-points.js";
import type { ScanFolder } from "./scan-folder.js";
import type { AssociatedFile } from "./scan-xml.js";
import { deliveredPulses } from "./voltage-output.js";
import { readVoltageCsv, voltageRecordingSetup } from "./voltage-recording.js";
import { readXml } from "./xml-tree.js";

/** Stimuli and electrode traces of all trials. */
export interface AssociatedRecords {
  readonly events: readonly StimulusEvent[];
  readonly sweeps: readonly Sweep[];
  readonly issues: readonly Issue[];
}

type Kind = "MarkPoints" | "VoltageOutput" | "VoltageRecording";

/**
 * Reads what belongs to each cycle: MarkPoints, VoltageOutput and VoltageRecording files that its Sequence names, or,
 * where it names none, those that lie in the folder under the cycle's number (an issue says so).
 *
 * All times count from the cycle's first line, offset by the record's own `relativeTime` (s) where the Sequence gives
 * one; that both begin together otherwise is Prairie's way of synchronising them.
 */
export async function associatedRecords(folder: ScanFolder, trials: readonly PlannedTrial[]): Promise<AssociatedRecords> {
  const events: StimulusEvent[] = [];
  const sweeps: Sweep[] = [];
  const issues: Issue[] = [];
  for (const [trial, plan] of trials.entries()) {
    if (!plan.leads) continue;
    const missing = (filename: string, what: string): void => {
      issues.push({
        severity: "warning",
        code: "prairie-associated-missing",
        message: `cycle ${plan.cycle} names this file, but it is not in the folder; its ${what} are missing`,
        file: filename,
        trial,
      });
    };
    for (const record of named(folder, plan, trial, "MarkPoints", plan.sequence?.markPoints ?? [], issues)) {
      const file = folder.find(record.filename);
      if (!file) {
        missing(record.filename, "stimuli");
        continue;
      }
      const points = markPoints(await readXml(file), trial, file.path);
      events.push(...points.events);
      issues.push(...points.issues);
    }
    for (const record of named(folder, plan, trial, "VoltageOutput", plan.sequence?.voltageOutputs ?? [], issues)) {
      const file = folder.find(record.filename);
      if (!file) {
        missing(record.filename, "pulses");
        continue;
      }
      const pulses = deliveredPulses(await readXml(file), trial, (record.relativeTime ?? 0) * 1000, file.path);
      events.push(...pulses.events);
      issues.push(...pulses.issues);
    }
    for (const record of named(folder, plan, trial, "VoltageRecording", plan.sequence?.voltageRecordings ?? [], issues)) {
      const recording = await voltageRecording(folder, record, trial, missing);
      sweeps.push(...recording.sweeps);
      issues.push(...recording.issues);
    }
  }
  return { events, sweeps, issues };
}

async function voltageRecording(
  folder: ScanFolder,
  record: AssociatedFile,
  trial: number,
  missing: (filename: string, what: string) => void,
): Promise<{ sweeps: readonly Sweep[]; issues: readonly Issue[] }> {
  const description = folder.find(record.filename);
  if (!description) missing(record.filename, "names, units and scale");
  const setup = description ? voltageRecordingSetup(await readXml(description), description.path) : { signals: [], issues: [] };
  const candidates = [
    record.dataFile,
    setup.dataFile && `${setup.dataFile}.csv`,
    setup.dataFile,
    record.filename.replace(/\.xml$/i, ".csv"),
  ];
  const csv = candidates
    .map((name) => (name ? folder.find(name) : undefined))
    .find((file): file is FileSource => file !== undefined && /\.csv$/i.test(file.path));
  const issues = setup.issues.map((issue) => ({ ...issue, trial }));
  if (!csv) {
    missing(record.dataFile ?? record.filename.replace(/\.xml$/i, ".csv"), "electrode traces");
    return { sweeps: [], issues };
  }
  const read = await readVoltageCsv(csv, setup, trial, (record.relativeTime ?? 0) * 1000);
  return { sweeps: read.sweeps, issues: [...issues, ...read.issues] };
}

/** The records that the Sequence names, or those in the folder under the cycle's number. */
function named(
  folder: ScanFolder,
  plan: PlannedTrial,
  trial: number,
  kind: Kind,
  records: readonly AssociatedFile[],
  issues: Issue[],
): readonly AssociatedFile[] {
  if (records.length > 0) return records;
  const prefix = `${folder.stem}_Cycle${String(plan.cycle).padStart(5, "0")}_${kind}`.toLowerCase();
  const found = folder.files.filter((file) => {
    const name = baseName(file.path).toLowerCase();
    return name.startsWith(prefix) && name.endsWith(".xml") && folder.find(name) === file;
  });
  if (found.length > 0) {
    const message = `the description doesn't name this file; it was taken for cycle ${plan.cycle} by its name`;
    for (const file of found)
      issues.push({ severity: "note", code: "prairie-associated-by-name", message, file: file.path, trial });
  }
  return found.map((file) => ({ filename: baseName(file.path) }));
}
