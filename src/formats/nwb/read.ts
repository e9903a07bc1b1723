import type { LineScan, Recording } from "#recording";
import type { Reader } from "../reader.js";
import { baseName, type Drop, type FileSource } from "../source.js";
import { DETAILS, issueFrom, known, parseDetails, type Details } from "./details.js";
import { unreadable } from "./failures.js";
import { Findings } from "./findings.js";
import { withSoundHeaps } from "./heaps.js";
import { Hdf5Failure, LARGEST_FILE, withHdf5File, type Hdf5File } from "./hdf5.js";
import { readConditions, readEvents, readImages, readRegions } from "./read-conditions.js";
import { foreignScans, isLineSeries, listedScans, looksLikeLines, untimedScan, type Surroundings } from "./read-line-scans.js";
import { isPatchClamp, readSweeps } from "./read-sweeps.js";
import { readFrames } from "./read-trials.js";
import { readSeries, textAt, typeAt, type Series } from "./series.js";
import { isSessionSetting, SESSION_LISTS, SESSION_TEXTS, sessionSetting, UNKNOWN } from "./session.js";

/** HDF5's signature, at byte 0 or, behind a user block, at 512, 1024, 2048 and so on. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const LAST_SIGNATURE = 2 ** 16;
/** Words that every NWB 2 file holds as plain bytes, and no other HDF5 file does. */
const WORDS = ["nwb_version", "NWBFile", "hdmf-common"];
const BLOCK = 2 ** 20;

/** Neurophysiology recordings in NWB 2: ours with everything, other people's as far as they hold line scans or sweeps. */
export const nwbReader: Reader = {
  name: "nwb",
  async recognises(drop) {
    try {
      return (await candidates(drop)).length > 0;
    } catch {
      return false;
    }
  },
  read: readNwb,
};

/** The drop's NWB files: of a folder those that end so, of a single file that one. */
async function candidates(drop: Drop): Promise<FileSource[]> {
  const likely = drop.kind === "file" ? drop.files.slice(0, 1) : drop.files.filter((file) => /\.nwb$/i.test(file.path));
  const found: FileSource[] = [];
  for (const file of likely) if (await isNwb(file)) found.push(file);
  return found;
}

async function isNwb(file: FileSource): Promise<boolean> {
  if (!(await hasSignature(file))) return false;
  const overlap = Math.max(...WORDS.map((word) => word.length));
  for (let from = 0; from < file.size; from += BLOCK) {
    const text = new TextDecoder("latin1").decode(await file.read(from, from + BLOCK + overlap));
    if (WORDS.some((word) => text.includes(word))) return true;
  }
  return false;
}

async function hasSignature(file: FileSource): Promise<boolean> {
  for (let at = 0; at <= LAST_SIGNATURE && at + SIGNATURE.length <= file.size; at = at === 0 ? 512 : 2 * at) {
    const bytes = await file.read(at, at + SIGNATURE.length);
    if (SIGNATURE.every((byte, i) => bytes[i] === byte)) return true;
  }
  return false;
}

async function readNwb(drop: Drop): Promise<Recording> {
  const files = await candidates(drop);
  const source = files[0] ?? drop.files[0];
  if (source === undefined) throw unreadable("nwb-not-hdf5", { file: drop.name, reason: "there is no file" });
  if (source.size > LARGEST_FILE) throw unreadable("nwb-too-large", { file: source.path, bytes: source.size, limit: LARGEST_FILE });
  const { bytes, cutAt } = withSoundHeaps(await source.read(0, source.size));
  const findings = new Findings(source.path);
  for (const offset of cutAt) {
    findings.add("error", "nwb-heap-damaged", "Texts and references stored here are damaged; those behind the damage are lost.", { offset });
  }
  try {
    return await withHdf5File(bytes, (file) => readRecording(file, source, files.slice(1), findings));
  } catch (cause) {
    if (!(cause instanceof Hdf5Failure)) throw cause;
    throw unreadable("nwb-not-hdf5", { file: source.path, reason: cause.reason }, { cause });
  }
}

function readRecording(file: Hdf5File, source: FileSource, others: readonly FileSource[], findings: Findings): Recording {
  const version = requireNwb(file, source, findings);
  if (others.length > 0) findings.add("warning", "nwb-several-files", `The folder holds ${others.length} more: ${others.map((one) => one.path).join(", ")}. Only ${source.path} was read.`);
  const details = readDetails(file, findings);
  const series = readAllSeries(file, findings);
  const byPath = new Map(series.map((one) => [one.path, one]));
  const divided = readFrames(file, series, findings);
  // Without a clock there is no trial in time; the details then hold them all.
  const frames = divided.source === "whole" && details !== undefined && details.trials.length > 0 ? { ...divided, frames: [] } : divided;
  if (frames.source === "whole" && frames.frames.length > 0 && series.length > 0) {
    findings.add("note", "nwb-one-trial", "The file tells of no trials; the whole session is read as one.");
  }
  const around: Surroundings = { file, findings, frames, places: placesOf(frames.frames.length, details), details };

  const listed = listedScans(around, byPath);
  const foreign = listed.length > 0 ? [] : foreignScans(around, series);
  const lineScans = details === undefined ? [...listed.map((one) => one.scan), ...foreign] : ordered(around, details, listed);
  const sweeps = readSweeps(around, series, details?.sweepOffset ?? 0);
  const conditions = readConditions(around);
  const events = readEvents(around);
  const images = readImages(around);
  const regions = readRegions(around, (key) => listed.find((one) => one.key === key)?.scan.name);
  if (lineScans.length === 0 && sweeps.length === 0 && conditions.trials.length === 0) {
    throw unreadable("nwb-nothing-readable", { file: source.path, problems: findings.issues.map((issue) => issue.message) });
  }
  if (lineScans.length === 0 && sweeps.length === 0) findings.add("warning", "nwb-no-data", "The file holds no line scan and no electrode trace that could be read.");
  noteFrameScans(series, findings);

  const experiment = findings.attempt(() => textAt(file, "/general/source_script"), undefined);
  const startedAt = details === undefined ? findings.attempt(() => textAt(file, "/session_start_time"), undefined) : details.startedAt;
  const writer = details === undefined ? undefined : generatorOf(experiment);
  return known({
    name: details?.name ?? findings.attempt(() => textAt(file, "/general/session_id"), undefined) ?? baseName(source.path).replace(/\.nwb$/i, ""),
    format: "nwb",
    formatDetail: `NWB ${version}${writer === undefined ? "" : ` written by ${writer}`}`,
    startedAt,
    lineScans,
    sweeps,
    sweepOffset: details?.sweepOffset ?? 0,
    ...conditions,
    events,
    images,
    regions: regions.length > 0 ? regions : undefined,
    provenance: known({
      simulated: isSimulated(file, findings, experiment),
      files: [{ path: source.path, bytes: source.size }],
      program: details?.program,
      settings: { ...(details?.settings ?? {}), ...sessionSettings(file, findings) },
      experiment,
    }),
    issues: [...(details?.issues.map(issueFrom) ?? []), ...findings.issues],
  });
}

/** The version, where the root says that it is an NWB file or at least looks like one. */
function requireNwb(file: Hdf5File, source: FileSource, findings: Findings): string {
  const type = findings.attempt(() => textAt(file, "/", "neurodata_type"), undefined);
  const version = findings.attempt(() => textAt(file, "/", "nwb_version"), undefined);
  if (type === "NWBFile") return version ?? "of unknown version";
  const looks = version?.startsWith("2.") === true && findings.attempt(() => file.typeOf("/acquisition"), undefined) === "group";
  if (!looks) throw unreadable("nwb-not-nwb", { file: source.path, found: type === undefined ? "none" : `"${type.slice(0, 40)}"` });
  findings.add("warning", "nwb-root-damaged", `The root's neurodata_type is ${type === undefined ? "missing" : `"${type.slice(0, 40)}"`}, not "NWBFile".`);
  return version;
}

function readDetails(file: Hdf5File, findings: Findings): Details | undefined {
  const json = findings.attempt(() => textAt(file, DETAILS), undefined);
  if (json === undefined) return undefined;
  const details = parseDetails(json);
  if (typeof details !== "string") return details;
  findings.add("warning", "nwb-details-unreadable", `${DETAILS} can't be used (${details}); names, rejected line periods and earlier issues are lost.`);
  return undefined;
}

/** Every series below /acquisition and /stimulus/presentation that has numbers. */
function readAllSeries(file: Hdf5File, findings: Findings): Series[] {
  const series: Series[] = [];
  for (const group of ["/acquisition", "/stimulus/presentation"]) {
    for (const name of findings.attempt(() => file.children(group), [])) {
      const path = `${group}/${name}`;
      const type = findings.attempt(() => (file.typeOf(path) === "group" ? typeAt(file, path) : ""), "");
      if (!/Series$/.test(type)) continue;
      // Pictures kept in files of their own have no numbers here.
      if (findings.attempt(() => file.typeOf(`${path}/external_file`), undefined) !== undefined) continue;
      const one = findings.attempt(() => readSeries(file, path, findings.complain), undefined);
      if (one) series.push(one);
    }
  }
  return series;
}

/** Places of the timed trials among all, which the untimed ones leave to them. */
function placesOf(count: number, details: Details | undefined): number[] {
  const taken = new Set(details?.trials.map((trial) => trial.index));
  const places: number[] = [];
  for (let place = 0; places.length < count; place += 1) if (!taken.has(place)) places.push(place);
  return places;
}

function ordered(around: Surroundings, details: Details, listed: readonly { key: string; scan: LineScan }[]): LineScan[] {
  const named = details.order.map((one) => (typeof one === "string" ? listed.find(({ key }) => key === one)?.scan : untimedScan(around, one)));
  const rest = listed.filter(({ key }) => !details.order.includes(key)).map(({ scan }) => scan);
  return [...named.filter((scan) => scan !== undefined), ...rest];
}

function noteFrameScans(series: readonly Series[], findings: Findings): void {
  for (const one of series) {
    if (isPatchClamp(one) || isLineSeries(one) || looksLikeLines(one) || one.shape.length < 2 || (one.shape.length === 2 && one.shape[1] === 1)) continue;
    findings.add("note", "nwb-series-not-read", `${one.path} (${one.type}, ${one.shape.join(" × ")}) is neither a line scan nor a single trace; it was left out.`);
  }
}

/** What /general says of people, animal and experiment, for showing and for writing the file again. */
function sessionSettings(file: Hdf5File, findings: Findings): Record<string, string> {
  const made: ReadonlySet<string> = new Set([UNKNOWN.id, UNKNOWN.species, UNKNOWN.age, UNKNOWN.sex, UNKNOWN.animal, UNKNOWN.virtualAnimal]);
  const settings: Record<string, string> = {};
  const say = (place: string, value: string | readonly string[]): void => {
    const [name, shown] = sessionSetting(place, value);
    if (isSessionSetting(name)) settings[name] = shown;
  };
  for (const place of SESSION_TEXTS) {
    const value = findings.attempt(() => textAt(file, `/general/${place}`), undefined);
    if (value !== undefined && !(place.startsWith("subject/") && made.has(value))) say(place, value);
  }
  for (const place of SESSION_LISTS) {
    const value = findings.attempt(() => file.read(`/general/${place}`), undefined);
    if (value?.kind === "text" && value.values.length > 0) say(place, value.values);
  }
  return settings;
}

function isSimulated(file: Hdf5File, findings: Findings, experiment: string | undefined): boolean {
  const said = scriptOf(experiment)?.["simulated"];
  if (typeof said === "boolean") return said;
  return findings.attempt(() => textAt(file, "/session_description")?.startsWith("Simulated") ?? false, false);
}

function generatorOf(experiment: string | undefined): string | undefined {
  const generator = scriptOf(experiment)?.["generator"] as { name?: unknown; version?: unknown } | undefined;
  return typeof generator?.name === "string" ? `${generator.name} ${typeof generator.version === "string" ? generator.version : ""}`.trimEnd() : undefined;
}

function scriptOf(experiment: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const script: unknown = JSON.parse(experiment ?? "");
    return typeof script === "object" && script !== null ? (script as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
