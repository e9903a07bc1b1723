import type { Recording, Region } from "#recording";
import { DETAILS, type Details, type ScanDetails, type UntimedScan } from "./details.js";
import { isSessionSetting, sessionByPlace, sessionInSettings, UNKNOWN, type NwbSession } from "./session.js";
import { contentHash, nameUuid, URL_NAMESPACE } from "./sha1.js";
import { texts, writeTree, type Tree } from "./tree.js";
import { writeIntervals } from "./write-intervals.js";
import { imageNames, writeLineScans, writePlanes, writeRegions, writeUntimed } from "./write-line-scans.js";
import { writePatchClamp } from "./write-patch-clamp.js";
import { hasPixels, planRecording, type Plan } from "./write-plan.js";

/** What a file can hold beside the recording itself. */
export interface NwbOptions {
  /** Structures along the lines, both ends inclusive; without `scan`, of the first one. Default: the recording's own. */
  readonly regions?: readonly (Omit<Region, "scan"> & { readonly scan?: string })[];
  /** Animal, people, light, electrode. Default, and completed by: what the recording itself was read with. */
  readonly session?: NwbSession;
  /** Version of Radiatum, for the file's provenance. */
  readonly version?: string;
}

/** The version of NWB that is written; any pynwb since 2.5 reads it. */
const NWB_VERSION = "2.7.0";

/**
 * Date of sessions that have none, since NWB insists: before there were two-photon microscopes, so that nobody takes
 * it for a true one. The file says in /general/data_collection that it is a placeholder.
 */
const PLACEHOLDER_DATE = "1980-01-02T00:00:00+00:00";

/**
 * A recording as an NWB 2.7 file (HDF5), laid out as FORMAT.md says; valid for pynwb and nwbinspector.
 *
 * Deterministic: equal recordings and options give equal bytes, without a clock. Nothing is lost: what NWB has no
 * field for goes to /scratch as JSON, and `nwbReader` gives back an equal recording, but for `format`,
 * `formatDetail` and `provenance.files`, which then tell of the NWB file. Throws a RigError of kind "refused" where
 * trials or lines overlap in time, a sweep has no sampling interval, or a region lies outside its line.
 */
export async function writeNwb(recording: Recording, options: NwbOptions = {}): Promise<Uint8Array> {
  const session = completed(options.session, sessionInSettings(recording.provenance.settings));
  const first = recording.lineScans[0]?.name ?? "";
  const regions = (options.regions ?? recording.regions ?? []).map((region): Region => ({ ...region, scan: region.scan ?? first }));
  const identifier = nameUuid(URL_NAMESPACE, contentHash({ recording, session, regions, version: options.version }));
  const plan = planRecording(recording, session, identifier, regions);
  return writeTree(identifier, (tree) => {
    writeFile(tree, plan, options.version);
  });
}

function completed(given: NwbSession = {}, carried: NwbSession): NwbSession {
  const subject = { ...carried.subject, ...given.subject };
  return { ...carried, ...given, ...(Object.keys(subject).length > 0 ? { subject } : {}) };
}

function writeFile(tree: Tree, plan: Plan, version: string | undefined): void {
  const { recording, session } = plan;
  const simulated = recording.provenance.simulated;
  const start = zoned(recording.startedAt);
  tree.root({ nwb_version: NWB_VERSION });
  const untimed = recording.lineScans.filter((scan) => !plan.scans.some((one) => one.scan === scan));
  const content = describe(recording);
  const head: Record<string, string | readonly string[]> = {
    identifier: plan.identifier,
    session_description: `${simulated ? "Simulated: " : ""}${recording.name}: ${content}.`,
    session_start_time: start.date,
    timestamps_reference_time: start.date,
    file_create_date: [start.date],
  };
  for (const [name, value] of Object.entries(head)) tree.dataset(`/${name}`, texts(value));
  for (const group of ["acquisition", "analysis", "general", "general/devices", "processing", "scratch", "stimulus", "stimulus/presentation", "stimulus/templates"]) tree.group(`/${group}`);
  if (plan.timed.length > 0) tree.group("/intervals");
  if (plan.scans.length > 0) tree.group("/general/optophysiology");
  if (plan.sweeps.some(({ type }) => type !== "TimeSeries")) tree.group("/general/intracellular_ephys");

  writeGeneral(tree, plan, start, version);
  const microscope = tree.object("/general/devices/Microscope", "Device", { description: session.microscope ?? "Two-photon laser-scanning microscope." });
  tree.object("/general/devices/Laser", "Device", { description: session.laser ?? "Excitation laser." });
  const amplifier = tree.object("/general/devices/Amplifier", "Device", { description: session.amplifier ?? "Patch-clamp amplifier and digitizer." });
  writePlanes(tree, plan, microscope);
  writeLineScans(tree, plan);
  writePatchClamp(tree, plan, amplifier);
  writeIntervals(tree, plan);
  writeRegions(tree, plan);
  const datasets = untimed.map((scan, i) => writeUntimed(tree, scan, i + 1));
  const details = detailsOf(plan, new Map(untimed.map((scan, i) => [scan, datasets[i] ?? []])));
  tree.datum(DETAILS, "ScratchData", texts(JSON.stringify(details)), {
    notes: "JSON: what Radiatum knows of the recording and NWB has no field for, such as names, rejected line periods and what was found damaged.",
  });
}

/** "2 line scans, 30 trials, 60 sweeps". */
function describe({ lineScans, trials, sweeps }: Recording): string {
  const count = (n: number, what: string): string[] => (n === 0 ? [] : [`${n} ${what}${n === 1 ? "" : "s"}`]);
  const parts = [...count(lineScans.length, "two-photon line-scan configuration"), ...count(sweeps.length, "electrode sweep"), ...count(trials.length, "trial")];
  return parts.length === 0 ? "an empty session" : parts.join(", ");
}

/** A date as NWB wants it, and what had to be assumed for it. */
function zoned(startedAt: string | undefined): { readonly date: string; readonly assumed?: string } {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,6})?)\d*)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(startedAt ?? "");
  const [, day, time = "00:00", second = "00", zone] = match ?? [];
  if (day === undefined || Number.isNaN(Date.parse(`${day}T${time}Z`))) {
    const found = startedAt === undefined ? "The source gives no date" : `The source's date "${startedAt}" is not understood`;
    return { date: PLACEHOLDER_DATE, assumed: `${found}: session_start_time is a placeholder.` };
  }
  const date = `${day}T${time}:${second}`;
  if (zone === undefined) return { date: `${date}+00:00`, assumed: "The source gives no time zone: session_start_time is the local clock's time with zone +00:00." };
  return { date: `${date}${zone === "Z" ? "+00:00" : zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`}` };
}

function writeGeneral(tree: Tree, { recording, session }: Plan, start: ReturnType<typeof zoned>, version: string | undefined): void {
  const { provenance, name, formatDetail } = recording;
  const { simulated, files, program, experiment } = provenance;
  const generator = { name: "radiatum", ...(version === undefined ? {} : { version }) };
  const by = `radiatum${version === undefined ? "" : ` ${version}`}`;
  const from = files.map((file) => `${file.path}${file.sha256 === undefined ? "" : ` (SHA-256 ${file.sha256})`}`).join(", ");
  const collection = [
    simulated ? `SIMULATED DATA: written by ${by}; no animal was used.` : `Converted by ${by} from ${formatDetail}.`,
    program === undefined ? "" : `Recorded with ${program}.`,
    from === "" ? "" : `Files: ${from}.`,
    start.assumed ?? "",
  ];
  const places = sessionByPlace({
    ...session,
    experiment: session.experiment ?? `${simulated ? "Simulated session" : "Session"} "${name}".`,
    keywords: keywords(session.keywords, recording),
    subject: { id: UNKNOWN.id, species: UNKNOWN.species, age: UNKNOWN.age, sex: UNKNOWN.sex, description: simulated ? UNKNOWN.virtualAnimal : UNKNOWN.animal, ...session.subject },
  });
  places.set("session_id", name.replace(/[/\\]/g, "_"));
  places.set("data_collection", collection.filter((sentence) => sentence !== "").join(" "));
  if (session.notes !== undefined) places.set("notes", session.notes);
  tree.object("/general/subject", "Subject");
  for (const [place, value] of places) {
    if (value === "") continue;
    tree.dataset(`/general/${place}`, texts(value), place === "subject/age" ? { reference: "birth" } : {});
  }
  const script =
    experiment ?? JSON.stringify({ generator, simulated, source: files.map(({ path, bytes, sha256 }) => ({ file: path, bytes, ...(sha256 === undefined ? {} : { sha256 }) })) });
  tree.dataset("/general/source_script", texts(script), { file_name: "experiment.json" });
}

/** "simulation" stands among them if and only if it is one. */
function keywords(given: readonly string[] | undefined, { provenance, lineScans, sweeps }: Recording): readonly string[] {
  const own = given ?? [...(lineScans.length > 0 ? ["dendritic spine", "calcium", "two-photon line scan"] : []), ...(sweeps.length > 0 ? ["patch clamp"] : [])];
  const others = own.filter((word) => word !== "simulation");
  return provenance.simulated ? ["simulation", ...others] : others.length > 0 ? others : ["neurophysiology"];
}

function detailsOf(plan: Plan, untimed: ReadonlyMap<Recording["lineScans"][number], readonly (string | undefined)[]>): Details {
  const { recording, rowOf } = plan;
  const { name, startedAt, sweepOffset, provenance, trials, events, issues, images } = recording;
  const { program, settings } = provenance;
  const lineScans: Record<string, ScanDetails> = {};
  const order = recording.lineScans.map((scan): string | UntimedScan => {
    const { alternatives, contradictions, check, period, source } = scan.timing;
    const timing = {
      alternatives: alternatives.map((one) => ({ period: one.period, source: one.source, note: one.note })),
      contradictions: [...contradictions],
      ...(check === undefined ? {} : { check }),
    };
    const path = { shape: scan.path.shape, vertices: scan.path.vertices.map(({ x, y }) => ({ x, y })) };
    const planned = plan.scans.find((one) => one.scan === scan);
    if (planned) {
      const key = `LineScan${planned.number}`;
      const written = new Set(planned.series.map((one) => one.at));
      lineScans[key] = {
        name: scan.name,
        path,
        ...timing,
        silent: scan.channels.flatMap((channel, at) => (written.has(at) ? [] : [{ at, channel: { ...channel } }])),
        empty: scan.trials.filter((trial) => !hasPixels(trial)).map(({ trial, lines, start }) => ({ trial, lines, start })),
      };
      return key;
    }
    const datasets = untimed.get(scan) ?? [];
    const { dwellTime_us, pixelOffsets, pixelSize_um, bits } = scan;
    return {
      name: scan.name,
      ...(period === undefined ? {} : { period }),
      pixelsPerLine: scan.pixelsPerLine,
      path,
      source,
      ...timing,
      ...(dwellTime_us === undefined ? {} : { dwellTime_us }),
      ...(pixelOffsets === undefined ? {} : { pixelOffsets: [...pixelOffsets] }),
      ...(pixelSize_um === undefined ? {} : { pixelSize_um }),
      ...(bits === undefined ? {} : { bits }),
      channels: scan.channels.map((channel, at) => ({ ...channel, ...(datasets[at] === undefined ? {} : { dataset: datasets[at] }) })),
      trials: scan.trials.map(({ trial, lines, start, pixels }) => ({ trial, lines, start, missing: pixels.flatMap((one, at) => (one && one.length > 0 ? [] : [at])) })),
    };
  });
  const timedConditions = new Set(plan.timed.map(({ trial }) => trial.condition));
  const imageKeys = imageNames(plan);
  return {
    version: 1,
    name,
    ...(startedAt === undefined ? {} : { startedAt }),
    sweepOffset,
    ...(program === undefined ? {} : { program }),
    settings: Object.fromEntries(Object.entries(settings).filter(([setting]) => !isSessionSetting(setting))),
    lineScans,
    order,
    images: Object.fromEntries(images.map((image, i) => [imageKeys[i] ?? "", { name: image.name, ...(image.channel === undefined ? {} : { channel: image.channel }) }])),
    trials: trials.filter((trial) => rowOf(trial.index) === undefined).map((trial) => ({ ...trial })),
    events: events.filter((event) => rowOf(event.trial) === undefined).map((event) => ({ ...event })),
    conditions: recording.conditions.map((condition) => (timedConditions.has(condition.name) ? condition.name : { ...condition, drugs: condition.drugs.map((drug) => ({ ...drug })) })),
    issues: issues.map((issue) => ({ ...issue })),
  };
}
