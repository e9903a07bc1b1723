import type { Issue } from "#recording";
import { baseName, type FileSource } from "../source.js";
import type { TimingWitnesses } from "./line-timing.js";
import type { ScanFolder } from "./scan-folder.js";
import { elementsNamed, finiteNumber, readXml } from "./xml-tree.js";

/** A text file of a line scan is far smaller. */
const MOST_BYTES = 1024 * 1024;

/** What the .env, .lsd and LineProfileData.csv files say about line timing, and settings worth keeping. */
export interface FolderWitnesses {
  readonly timing: TimingWitnesses;
  readonly settings: Readonly<Record<string, string>>;
  readonly issues: readonly Issue[];
}

/** Reads the files beside the PVScan file that know of time; each may be missing or damaged. */
export async function folderWitnesses(folder: ScanFolder): Promise<FolderWitnesses> {
  const issues: Issue[] = [];
  const settings: Record<string, string> = {};
  const timing: { -readonly [Key in keyof TimingWitnesses]: TimingWitnesses[Key] } = {};

  const environment = folder.find(`${folder.stem}.env`);
  if (environment) {
    const document = await readXml(environment);
    issues.push(...document.issues);
    const controller = document.root && elementsNamed(document.root, "LineScanController")[0];
    for (const name of ["linesToSkip", "lines", "repetitions", "period", "trigger"]) {
      const value = controller?.attributes.get(name);
      if (value !== undefined && value !== "") settings[`LineScanController ${name}`] = value;
    }
    const count = finiteNumber(controller?.attributes.get("linesToSkip"));
    if (count !== undefined && Number.isInteger(count) && count >= 0)
      timing.linesToSkip = { count, file: baseName(environment.path) };
  }

  const listing = folder.files.find((file) => /\.lsd$/i.test(file.path));
  if (listing) {
    const text = await textOf(listing);
    const period = entry(text, "Line1 Inter-Line Time");
    if (period !== undefined && period > 0) timing.interLineTime = { period, file: baseName(listing.path) };
    for (const name of ["Line1 Inter-Line Time", "Line1 Line Time", "Line1 Frame Start Delay"]) {
      const value = entry(text, name);
      if (value !== undefined) settings[name] = String(value);
    }
  }

  const profile = folder.files.find((file) => /LineProfileData\.csv$/i.test(file.path));
  if (profile) {
    const period = timeStep(await textOf(profile));
    if (period !== undefined) timing.profileStep = { period, file: baseName(profile.path) };
  }
  return { timing, settings, issues };
}

async function textOf(file: FileSource): Promise<string> {
  return new TextDecoder("utf-8").decode(await file.read(0, Math.min(file.size, MOST_BYTES)));
}

/** A number of an .lsd file's "name=value" lines. */
function entry(text: string, name: string): number | undefined {
  const at = text.indexOf(`${name}=`);
  if (at < 0) return undefined;
  const from = at + name.length + 1;
  const end = text.indexOf("\n", from);
  return finiteNumber(text.slice(from, end < 0 ? undefined : end));
}

/** Mean step of the first column in ms, under a header whose first name says "Time(ms)". */
function timeStep(text: string): number | undefined {
  const rows = text.split("\n");
  if (!/time\s*\(ms\)/i.test(rows[0]?.split(",")[0] ?? "")) return undefined;
  const times: number[] = [];
  for (const row of rows.slice(1)) {
    const time = finiteNumber(row.split(",")[0]);
    if (time === undefined) break;
    times.push(time);
  }
  // The last row may be cut off by the limit of reading, so it doesn't count.
  const last = times.length - 2;
  const step = last >= 1 ? ((times[last] ?? NaN) - (times[0] ?? NaN)) / last : NaN;
  return step > 0 && Number.isFinite(step) ? step : undefined;
}
