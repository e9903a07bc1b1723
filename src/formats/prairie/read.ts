import {
  withUserPeriod,
  checkedTiming,
  type Channel,
  type Issue,
  type LineScan,
  type LineScanTrial,
  type LineTiming,
  type Recording,
  type StimulusEvent,
  type Sweep,
  type Trial,
} from "#recording";
import { baseName, type Drop, type ReadOptions } from "../source.js";
import type { Reader } from "../reader.js";
import { acquisitionDate } from "./acquisition-date.js";
import { plannedTrials, type PlannedTrial } from "./cycles.js";
import { imageStore, trialPixels, type ImageStore, type TrialPixels } from "./cycle-pixels.js";
import { unreadable } from "./failures.js";
import { lineTiming, type ScanSize, type TimingWitnesses } from "./line-timing.js";
import { referenceImages } from "./reference-images.js";
import { findScans, openScanFolder, type ScanFolder } from "./scan-folder.js";
import { lineGeometry, type LineGeometry } from "./scan-path.js";
import { readScan, type PrairieScan } from "./scan-xml.js";
import { shownSettings } from "./settings.js";
import { stateNumber } from "./state.js";
import { associatedRecords } from "./associated.js";
import { clockedTiming, trialStarts, type CycleEnd } from "./trial-clock.js";
import { folderWitnesses } from "./witnesses.js";
import { readXml } from "./xml-tree.js";

/** Folders of Prairie View (Bruker), versions 4 and 5: FORMAT.md says what is read and how it is known. */
export const prairieReader: Reader = {
  name: "Prairie View folder",
  recognises: async (drop) => {
    try {
      return (await findScans(drop)).length > 0;
    } catch {
      return false; // a file that can't be read is not ours to complain about yet
    }
  },
  read: readPrairie,
};

/** A trial with everything that was read for it. */
interface ReadTrial {
  readonly plan: PlannedTrial;
  readonly index: number;
  readonly pixels: TrialPixels;
  readonly timing: LineTiming;
  readonly geometry: LineGeometry;
  readonly size: ScanSize;
}

async function readPrairie(drop: Drop, options: ReadOptions): Promise<Recording> {
  const folder = await openScanFolder(drop);
  const scanName = baseName(folder.scan.path);
  const document = await readXml(folder.scan);
  const scan = readScan(document);
  const damage = (): string => document.issues[0]?.message ?? "it describes none";
  if (!scan) throw unreadable("prairie-scan-damaged", { file: folder.scan.path, bytes: folder.scan.size, problem: damage() });
  const planned = plannedTrials(scan, folder);
  if (scan.sequences.length === 0 && planned.trials.length === 0) {
    throw unreadable("prairie-scan-damaged", { file: folder.scan.path, bytes: folder.scan.size, problem: damage() });
  }
  const witnesses = await folderWitnesses(folder);
  const date = acquisitionDate(scan.date, folder.stem, scanName);
  const issues: Issue[] = [...scan.issues, ...planned.issues, ...witnesses.issues, ...date.issues];

  const images = imageStore(folder);
  const around = {
    folder, scan, images, witnesses, startedAt: date.startedAt, linePeriod: options.linePeriod,
    references: await referenceImages(folder, scan.fileState),
  };
  const trials = await readTrials(planned.trials, images, scanName, witnesses.timing, issues, async (soFar) => {
    options.onProgress?.(soFar.length, planned.trials.length);
    const { onFirstTrials } = options;
    if (onFirstTrials && isWorthShowing(soFar.length, planned.trials.length)) onFirstTrials(await assembled(soFar, around, [...issues]));
  });
  return assembled(trials, around, issues);
}

/** Two trials, then four times as many and so on, so that telling of them stays a small part of reading; none when nearly all are read. */
const isWorthShowing = (read: number, of: number): boolean => 2 * read <= of && [2, 8, 32, 128, 512].includes(read);

interface Folder {
  readonly folder: ScanFolder;
  readonly scan: PrairieScan;
  readonly images: ImageStore;
  readonly witnesses: Awaited<ReturnType<typeof folderWitnesses>>;
  readonly startedAt: string | undefined;
  readonly linePeriod: number | undefined;
  readonly references: Awaited<ReturnType<typeof referenceImages>>;
}

/** Trials that were read, with what was recorded beside them, as a recording; `issues` so far, to which it adds. */
async function assembled(trials: readonly ReadTrial[], { folder, scan, images, witnesses, startedAt, linePeriod, references }: Folder, issues: Issue[]): Promise<Recording> {
  const plans = trials.map(({ plan }) => plan);
  const records = await associatedRecords(folder, plans);
  const durations = trials.map((trial) => duration(trial, records.sweeps));
  const clock = trialStarts(plans, durations);
  issues.push(...records.issues, ...clock.issues, ...references.issues);
  const first = trials.find((trial) => trial.plan.isLineScan);
  const lineScans = lineScansOf(trials, folder, scan, {
    images,
    events: records.events,
    starts: clock.starts,
    period: linePeriod,
    issues,
  });
  if (lineScans.length === 0) {
    issues.push({
      severity: "warning",
      code: "prairie-no-line-scan",
      message: "the description holds no line scan; only its other records were read",
      file: baseName(folder.scan.path),
    });
  }

  return {
    name: folder.stem,
    format: "prairie",
    formatDetail: `Prairie View ${scan.version ?? "of unknown version"} folder`,
    ...(startedAt === undefined ? {} : { startedAt }),
    lineScans,
    sweeps: records.sweeps,
    sweepOffset: 0,
    trials: trials.map((trial, i): Trial => {
      const protocol = trial.plan.sequence?.voltageOutputs.find((output) => output.name !== undefined)?.name;
      const lasts = duration(trial, records.sweeps, linePeriod);
      return {
        index: i,
        start: clock.starts[i] ?? 0,
        duration: lasts,
        condition: "unstated",
        ...(protocol === undefined ? {} : { protocol }),
      };
    }),
    events: records.events,
    conditions: [{ name: "unstated", drugs: [] }],
    images: references.images,
    provenance: {
      simulated: /^Simulated by Radiatum\b/.test(scan.notes ?? ""), // what our own writer says
      files: folder.files.map((file) => ({ path: file.path, bytes: file.size })),
      program: `Prairie View ${scan.version ?? "of unknown version"}`,
      settings: {
        ...(first ? shownSettings(first.plan.state) : {}),
        ...witnesses.settings,
        ...(scan.notes === undefined ? {} : { notes: scan.notes }),
      },
    },
    issues,
  };
}

async function readTrials(
  plans: readonly PlannedTrial[],
  images: ImageStore,
  file: string,
  witnesses: TimingWitnesses,
  issues: Issue[],
  onTrial: (soFar: readonly ReadTrial[]) => Promise<void>,
): Promise<readonly ReadTrial[]> {
  const trials: ReadTrial[] = [];
  const said = new Set<string>();
  for (const [index, plan] of plans.entries()) {
    const pixels = await trialPixels(plan, index, images);
    issues.push(...pixels.issues);
    const promised = {
      lines: wholeNumber(stateNumber(plan.state, "linesPerFrame")),
      pixels: wholeNumber(stateNumber(plan.state, "pixelsPerLine")),
    };
    const found = pixels.width > 0;
    const size = found ? { lines: pixels.lines, pixels: pixels.width } : promised;
    if (plan.isLineScan && found) issues.push(...unlikePromised(promised, size, index, plan));
    if (plan.isLineScan && !found) {
      issues.push({
        severity: "error",
        code: "prairie-cycle-without-image",
        message: `cycle ${plan.cycle} has no readable image; its pixels are missing`,
        file,
        trial: index,
      });
    }
    const timing = lineTiming(file, plan.state, size, witnesses);
    const geometry = lineGeometry(plan.sequence?.lineDefinition, plan.state, size.pixels, file);
    // Twenty cycles of one configuration need the same remark once.
    for (const issue of [...timing.issues, ...geometry.issues]) {
      if (plan.isLineScan && !said.has(issue.message)) issues.push(issue);
      said.add(issue.message);
    }
    trials.push({ plan, index, pixels, timing: timing.timing, geometry, size });
    await onTrial(trials);
  }
  return trials;
}

function unlikePromised(promised: ScanSize, size: ScanSize, trial: number, plan: PlannedTrial): readonly Issue[] {
  const differs = (what: string, said: number, found: number): readonly Issue[] =>
    said === 0 || said === found
      ? []
      : [
          {
            severity: "warning",
            code: "prairie-size-contradiction",
            message: `the description promises ${said} ${what}, the image of cycle ${plan.cycle} has ${found}; the image was believed`,
            trial,
          },
        ];
  return [...differs("lines", promised.lines, size.lines), ...differs("pixels a line", promised.pixels, size.pixels)];
}

/** A count that an image can have, else 0: what the XML says is never used to allocate. */
function wholeNumber(value: number | undefined): number {
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 1e7 ? value : 0;
}

function duration(trial: ReadTrial, sweeps: readonly Sweep[], userPeriod?: number): number {
  const ends = sweeps
    .filter((sweep) => sweep.trial === trial.index)
    .map((sweep) => sweep.start + sweep.samples.length * sweep.samplePeriod);
  return Math.max(0, trial.pixels.lines * (userPeriod ?? trial.timing.period ?? 0), ...ends);
}

interface Surroundings {
  readonly images: ImageStore;
  readonly events: readonly StimulusEvent[];
  readonly starts: readonly number[];
  readonly period: number | undefined;
  readonly issues: Issue[];
}

/** Trials of one width, line period and path form one line scan. */
function lineScansOf(
  trials: readonly ReadTrial[],
  folder: ScanFolder,
  scan: PrairieScan,
  around: Surroundings,
): readonly LineScan[] {
  const configuration = (trial: ReadTrial): string => JSON.stringify([trial.size.pixels, trial.timing.period, trial.geometry.path]);
  const groups = new Map<string, ReadTrial[]>();
  const lineScanTrials = trials.filter((trial) => trial.plan.isLineScan);
  for (const trial of lineScanTrials.filter((candidate) => candidate.pixels.width > 0)) {
    const key = configuration(trial);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  // A cycle whose image is lost joins the configuration that its description names, else the first.
  for (const trial of lineScanTrials.filter((candidate) => candidate.pixels.width === 0)) {
    const key = configuration(trial);
    const joined = groups.has(key) ? key : ([...groups.keys()][0] ?? key);
    groups.set(
      joined,
      [...(groups.get(joined) ?? []), trial].sort((x, y) => x.index - y.index),
    );
  }
  return [...groups.values()].map((members, i) =>
    lineScan(i === 0 ? folder.stem : `${folder.stem} (${i + 1})`, members, scan, around),
  );
}

function lineScan(name: string, members: readonly ReadTrial[], scan: PrairieScan, around: Surroundings): LineScan {
  const first = members.find((member) => member.pixels.width > 0) ?? members[0];
  if (!first) throw new Error("a line scan without trials");
  const channels = channelsOf(members, around.issues);
  const { state } = first.plan;
  const dwell = stateNumber(state, "dwellTime");
  const bits = stateNumber(state, "bitDepth");
  const { path, pixelSize_um } = first.geometry;
  const lineScanTrials = members.map((member): LineScanTrial => ({
    trial: member.index,
    lines: member.pixels.lines,
    start: 0,
    pixels: channels.map(({ number }) => member.pixels.channels.get(number) ?? null),
  }));
  const inForce = around.period === undefined ? first.timing : withUserPeriod(first.timing, around.period);
  const timing = clockedTiming(overlapChecked(inForce, members, around.starts), cycleEnds(members, scan, around.images));
  const untested: LineScan = {
    name,
    pixelsPerLine: first.size.pixels,
    channels: channels.map(({ channel }) => channel),
    trials: lineScanTrials,
    timing,
    ...(dwell !== undefined && dwell > 0 ? { dwellTime_us: dwell } : {}),
    ...(pixelSize_um === undefined ? {} : { pixelSize_um }),
    path,
    ...(bits !== undefined && Number.isInteger(bits) && bits >= 1 && bits <= 32 ? { bits } : {}),
  };
  return { ...untested, timing: checkedTiming(untested, around.events) };
}

/** A cycle can't outlast the interval to the next one. */
function overlapChecked(timing: LineTiming, members: readonly ReadTrial[], starts: readonly number[]): LineTiming {
  const period = timing.period;
  if (period === undefined) return timing;
  for (const [i, member] of members.entries()) {
    const next = members[i + 1];
    if (!next || member.plan.absoluteTime === undefined || next.plan.absoluteTime === undefined) continue;
    const interval = (starts[next.index] ?? 0) - (starts[member.index] ?? 0);
    const lasts = member.pixels.lines * period;
    if (interval > 0 && lasts > interval * 1.01) {
      const sentence =
        `Cycle ${member.plan.cycle} would last ${Number(lasts.toPrecision(5))} ms at this line period, ` +
        `but cycle ${next.plan.cycle} began ${Number(interval.toPrecision(5))} ms after it.`;
      return { ...timing, contradictions: [...timing.contradictions, sentence] };
    }
  }
  return timing;
}

function cycleEnds(members: readonly ReadTrial[], scan: PrairieScan, images: ImageStore): readonly CycleEnd[] {
  const origin = scan.sequences[0]?.timeOfDay;
  return members.flatMap(({ plan, pixels }) => {
    const acquiredAt = plan.files.map((file) => images.dateOf(file.filename)).find((date) => date !== undefined);
    if (acquiredAt === undefined || origin === undefined || plan.absoluteTime === undefined || pixels.lines === 0) return [];
    return [{ lines: pixels.lines, began: origin + plan.absoluteTime, acquiredAt }];
  });
}

/** All channels that any trial of the configuration has, by number; colours by name, else by Bruker's convention. */
function channelsOf(members: readonly ReadTrial[], issues: Issue[]): readonly { number: number; channel: Channel }[] {
  const names = new Map<number, string>();
  for (const { plan } of members)
    for (const file of plan.files) if (!names.has(file.channel)) names.set(file.channel, file.channelName);
  const assumed: string[] = [];
  const state = members[0]?.plan.state;
  const channels = [...names]
    .sort(([a], [b]) => a - b)
    .map(([number, name]) => {
      const named = /\b(red|green)\b/i.exec(name)?.[1]?.toLowerCase();
      const colour = named === "red" || named === "green" ? named : number === 1 ? "red" : number === 2 ? "green" : undefined;
      if (colour && named === undefined) assumed.push(`${name} ${colour}`);
      const gain = state && stateNumber(state, `pmtGain_${number - 1}`);
      return {
        number,
        channel: { name, ...(colour ? { colour } : {}), ...(gain === undefined ? {} : { pmtGain: gain }) } satisfies Channel,
      };
    });
  if (assumed.length > 0) {
    const message = `the description names no colours; by Bruker's usual filters these were assumed: ${assumed.join(", ")}`;
    if (!issues.some((issue) => issue.message === message))
      issues.push({ severity: "note", code: "prairie-colours-assumed", message });
  }
  return channels;
}
