import type { Issue, LineScan, LineScanTrial, Recording } from "#recording";
import { refuse } from "./failures.js";
import { writtenElectrode } from "./write-electrode.js";
import { fitsSixteenBits, imageFile } from "./write-image.js";
import { frameSettings, lineDefinition, scanSettings, shared, stateShard, type Settings } from "./write-scan.js";
import { writtenStimuli } from "./write-stimuli.js";
import { element, seconds, xmlFile, type WrittenElement } from "./write-text.js";
import { wallClock, type WallClock } from "./write-time.js";

/** How the folder's files are called, and who hears of what does not fit. */
export interface PrairieOptions {
  /** Beginning of every file's name; by default Prairie's own kind, "LineScan-MMDDYYYY-HHMM-001", from the start time. */
  readonly name?: string;
  /** Called for everything of the recording that the folder leaves out. */
  readonly onIssue?: (issue: Issue) => void;
}

/** The version whose layout is written: the one of which a sample shows every element used here. */
const VERSION = "5.4.64.500";

/** One trial of the recording as a cycle, with its lines where it has any. */
interface Cycle {
  readonly number: number;
  readonly trial: Recording["trials"][number];
  readonly scan?: LineScan;
  readonly lines?: LineScanTrial;
  /** ms from the trial's start to the first line, where a cycle begins. */
  readonly start: number;
}

/**
 * A recording as the files of a Prairie View folder, by name: line scans with their period, stimuli, electrode, reference
 * images, and a trial table for what Prairie has no word for.
 *
 * `prairieReader` gives back every count, sample and stimulus, and times to the last bit or the one beside it. A cycle begins
 * with its first line, so where a trial's first line comes later, its times are counted from there. Channels are numbered as
 * Bruker's filters are (red 1, green 2). Left out, each reported to `onIssue`: conditions (they are in the table), regions,
 * dye, dark level, pixel offsets, tags, stimuli that overlap. Throws a RigError of kind "refused" where there is nothing to
 * write, or where readings don't fit Prairie's 16 bits.
 */
export function writePrairie(recording: Recording, { name, onIssue }: PrairieOptions = {}): Map<string, Uint8Array> {
  const losses = lossesOf(recording);
  const cycles = cyclesOf(recording, losses);
  if (cycles.length === 0) throw refuse("prairie-nothing-to-write", { name: recording.name, trials: recording.trials.length });
  const clock = wallClock(recording.startedAt);
  const stem = fileName(name ?? (/^LineScan-/.test(recording.name) ? recording.name : ["LineScan", clock?.stamp, "001"].filter(Boolean).join("-")));
  const files = new Map<string, Uint8Array>();
  const common = shared(recording.lineScans.map((scan) => scanSettings(scan, channelNumbers(scan))));
  // The reference field's own size comes last, because it is what the file level is about.
  const settings = new Map([...common, ...sourceImages(recording, stem, files, losses)]);
  const around = { recording, stem, clock, settings, byFrames: cycles.every(({ scan }) => scan), files, losses };
  const description = element("PVScan", { version: VERSION, date: clock?.date ?? "", notes: notesOf(recording) }, [
    stateShard(settings),
    ...cycles.map((cycle) => sequenceOf(cycle, around)),
  ]);
  files.set(`${stem}-trials.csv`, trialTable(cycles));
  for (const message of losses) onIssue?.({ severity: "note", code: "prairie-not-written", message });
  return new Map([[`${stem}.xml`, xmlFile(description)], ...files]);
}

function cyclesOf(recording: Recording, losses: string[]): readonly Cycle[] {
  const cycles: Cycle[] = [];
  for (const [index, trial] of recording.trials.entries()) {
    const scans = recording.lineScans.flatMap((scan) =>
      scan.trials.filter((one) => one.trial === index).map((lines) => ({ scan, lines })),
    );
    const [first, ...others] = scans;
    if (others.length > 0) losses.push(`Trial ${index + 1} has ${scans.length} line scans; the folder holds the first.`);
    if (!first && !recording.sweeps.some((sweep) => sweep.trial === index)) {
      losses.push(`Trial ${index + 1} has neither lines nor sweeps, so it is no cycle.`);
      continue;
    }
    cycles.push({ number: cycles.length + 1, trial, ...first, start: first?.lines.start ?? 0 });
  }
  return cycles;
}

interface Surroundings {
  readonly recording: Recording;
  readonly stem: string;
  readonly clock: WallClock | undefined;
  /** Those at file level, which every frame inherits. */
  readonly settings: Settings;
  /** Whether the trials' starts are read from frames; where a cycle has none, they are read from the Sequences' times. */
  readonly byFrames: boolean;
  readonly files: Map<string, Uint8Array>;
  readonly losses: string[];
}

function sequenceOf(cycle: Cycle, { recording, stem, clock, settings, byFrames, files, losses }: Surroundings): WrittenElement {
  const { number, trial, scan, lines, start } = cycle;
  const { index } = trial;
  const begins = trial.start + start;
  const sweeps = recording.sweeps
    .filter((sweep) => sweep.trial === index)
    .map((sweep) => (recording.sweepOffset === 0 ? sweep : { ...sweep, start: sweep.start + recording.sweepOffset }));
  const electrode = writtenElectrode(sweeps, stem, number, start);
  const stimuli = writtenStimuli(
    recording.events.filter((event) => event.trial === index),
    { stem, cycle: number, cycleStart: start, protocol: trial.protocol },
  );
  for (const [name, bytes] of [...electrode.files, ...stimuli.files]) files.set(name, bytes);
  losses.push(...electrode.losses, ...stimuli.losses);
  const within: WrittenElement[] = [...stimuli.elements, ...electrode.elements];
  if (scan && lines) {
    const differing = [...scanSettings(scan, channelNumbers(scan))].filter(([key, value]) => settings.get(key) !== value);
    const images = imagesOf(cycle, stem, clock, files);
    within.unshift(...lineDefinition(scan, recording.images[0]), element("PVStateShard"));
    within.push(
      element("Frame", { relativeTime: 0, absoluteTime: seconds(begins), index: 1, parameterSet: "CurrentSettings" }, [
        ...images,
        stateShard([...frameSettings(scan, lines.lines), ...differing]),
      ]),
    );
  }
  return element(
    "Sequence",
    // The first Sequence's time is the zero of absoluteTime.
    { type: scan ? "Linescan" : "VoltageRecording", cycle: number, time: clock?.timeOfDay(number === 1 && byFrames ? 0 : begins) },
    within,
  );
}

/** File elements of a cycle's channels; a channel without pixels has none. */
function imagesOf({ number, scan, lines, trial, start }: Cycle, stem: string, clock: WallClock | undefined, files: Map<string, Uint8Array>): WrittenElement[] {
  if (!scan || !lines) return [];
  const numbers = channelNumbers(scan);
  const ends = trial.start + start + lines.lines * (scan.timing.period ?? 0);
  return scan.channels
    .map(({ name }, i) => ({ name, channel: numbers[i] as number, pixels: lines.pixels[i] }))
    .sort((a, b) => a.channel - b.channel)
    .flatMap(({ name, channel, pixels }) => {
      if (!pixels || lines.lines === 0) return [];
      if (!fitsSixteenBits(pixels)) throw refuse("prairie-not-sixteen-bits", { scan: scan.name, channel: name, trial: trial.index });
      const filename = `${stem}_Cycle${String(number).padStart(5, "0")}_Ch${channel}_000001.ome.tif`;
      files.set(filename, imageFile({
        filename, width: scan.pixelsPerLine, height: lines.lines, pixels, channel: name, pixelSize_um: scan.pixelSize_um,
        acquiredAt: clock?.iso(ends),
        identity: (clock?.hexadecimal ?? "") + (256 * number + channel).toString(16).padStart(24, "0"),
      }));
      return [element("File", { channel, channelName: name, filename })];
    });
}

/** Bruker's numbers: red is 1 and green 2; "Ch3" keeps its own; others take the next from 3 on, or 1 and 2 where no colour is known. */
function channelNumbers({ channels }: LineScan): readonly number[] {
  const numbers = new Map<number, number>();
  const give = (channel: number, number: number): void => {
    if (channel >= 0 && !numbers.has(channel) && ![...numbers.values()].includes(number)) numbers.set(channel, number);
  };
  give(channels.findIndex(({ colour }) => colour === "red"), 1);
  give(channels.findIndex(({ colour }) => colour === "green"), 2);
  for (const [i, { name, colour }] of channels.entries()) {
    const own = Number(/^Ch ?(\d{1,2})$/i.exec(name)?.[1] ?? 0);
    if (own >= 3 || (own >= 1 && colour === undefined)) give(i, own);
  }
  for (const [i, { colour }] of channels.entries()) {
    for (let number = colour === undefined ? 1 : 3; !numbers.has(i); number++) give(i, number);
  }
  return channels.map((_, i) => numbers.get(i) as number);
}

/** Fields on which the line was drawn; returns the file-level settings that describe them. */
function sourceImages(recording: Recording, stem: string, files: Map<string, Uint8Array>, losses: string[]): Settings {
  const settings = new Map<string, string>();
  for (const [i, image] of recording.images.entries()) {
    const { name, width, height, pixels, pixelSize_um, channel } = image;
    if (!fitsSixteenBits(pixels)) {
      losses.push(`The picture ${name} has negative readings, which Prairie's 16 bits can't hold.`);
      continue;
    }
    const number = Number(/^Ch ?(\d{1,2})$/i.exec(channel ?? "")?.[1] ?? 1);
    const filename = `${stem}-Cycle${String(i + 1).padStart(5, "0")}_Ch${number}Source.tif`;
    const identity = `ffff${String(i).padStart(20, "0")}`;
    files.set(filename, imageFile({ filename, width, height, pixels, channel: channel ?? name, pixelSize_um, identity }));
    if (settings.size > 0) continue;
    settings.set("linesPerFrame", String(height)).set("pixelsPerLine", String(width));
    if (pixelSize_um !== undefined) {
      settings.set("micronsPerPixel_XAxis", String(pixelSize_um)).set("micronsPerPixel_YAxis", String(pixelSize_um));
    }
  }
  return settings;
}

/** What no element of the folder can say, in a sentence each. */
function lossesOf(recording: Recording): string[] {
  const { lineScans, conditions, regions = [] } = recording;
  const losses: string[] = [];
  const channels = lineScans.flatMap((scan) => scan.channels);
  if (conditions.length > 1) losses.push(`The ${conditions.length} conditions are named in the trial table alone; their solutions are left out.`);
  if (regions.length > 0) losses.push(`The ${regions.length} marked regions are not in the folder; give them with --roi.`);
  if (channels.some(({ dye, darkLevel, countsPerPhoton }) => (dye ?? darkLevel ?? countsPerPhoton) !== undefined)) {
    losses.push("Dyes, dark levels and counts per photon are not in the folder.");
  }
  if (lineScans.some(({ pixelOffsets }) => pixelOffsets)) losses.push("When within a line the beam crosses its pixels is not in the folder.");
  return losses;
}

/** Says what made the folder, so that nobody takes it for a microscope's. */
function notesOf({ name, provenance }: Recording): string {
  return `${provenance.simulated ? "Simulated" : "Written"} by Radiatum: ${name}`;
}

/** trial, condition, protocol: as `withTrialTable` takes it. */
function trialTable(cycles: readonly Cycle[]): Uint8Array {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = cycles.map(({ number, trial }) => [String(number), trial.condition, trial.protocol ?? ""].map(cell).join(","));
  return new TextEncoder().encode(["trial,condition,protocol", ...rows, ""].join("\n"));
}

/** A name that any file system takes. */
function fileName(text: string): string {
  const plain = text.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^[-.]+|[-.]+$/g, "").slice(0, 100);
  return plain === "" ? "LineScan-001" : plain;
}
