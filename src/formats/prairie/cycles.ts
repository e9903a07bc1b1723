import type { Issue } from "#recording";
import { baseName, type FileSource } from "../source.js";
import type { ScanFolder } from "./scan-folder.js";
import type { FrameFile, PrairieFrame, PrairieScan, PrairieSequence } from "./scan-xml.js";
import type { StateLayers } from "./state.js";

/** One trial to be read: a line scan's frame, or a sequence of electrode traces alone. */
export interface PlannedTrial {
  /** As Prairie counts cycles, for file names and messages. */
  readonly cycle: number;
  readonly isLineScan: boolean;
  readonly files: readonly FrameFile[];
  readonly state: StateLayers;
  readonly sequence?: PrairieSequence;
  /** Whether this is the sequence's first frame, to which its stimuli and electrode traces belong. */
  readonly leads: boolean;
  readonly absoluteTime?: number;
}

const NOTHING: StateLayers = { frame: new Map(), sequence: new Map(), file: new Map() };
/** "…_Cycle00003_Ch1_000001.ome.tif", in version 4 "…_Cycle00003_CurrentSettings_Ch1_000001.tif". */
const IMAGE = /_Cycle(\d{1,9})_(?:.*_)?(Ch(\d{1,2}))_(\d{1,9})(?:\.ome)?\.tiff?$/i;

/**
 * The trials that a PVScan file describes, in its order; where its XML breaks off, also those of which only the image
 * files tell. Such a trial takes the settings of the last whole frame, and an issue says so.
 */
export function plannedTrials(
  scan: PrairieScan,
  folder: ScanFolder,
): { trials: readonly PlannedTrial[]; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const trials: PlannedTrial[] = [];
  const file = baseName(folder.scan.path);
  const otherFrames = new Map<string, number>();
  for (const [index, sequence] of scan.sequences.entries()) {
    const cycle = cycleOf(sequence, index);
    const isLineScan = sequence.lineDefinition !== undefined || /line\s*scan/i.test(sequence.type);
    const traces = sequence.voltageRecordings.length > 0;
    if (isLineScan) {
      trials.push(...sequence.frames.map((frame, nth) => ofFrame(frame, sequence, cycle, nth === 0)));
      if (sequence.frames.length === 0) {
        issues.push({
          severity: "warning",
          code: "prairie-cycle-empty",
          message: `cycle ${cycle} is described without a frame; it may have been stopped before its first line`,
          file,
        });
      }
    }
    if (!isLineScan && sequence.frames.length > 0)
      otherFrames.set(sequence.type, (otherFrames.get(sequence.type) ?? 0) + sequence.frames.length);
    if (traces && (!isLineScan || sequence.frames.length === 0)) {
      trials.push({ cycle, isLineScan: false, files: [], state: { ...NOTHING, file: scan.fileState }, sequence, leads: true });
    }
  }
  for (const [type, count] of otherFrames) {
    issues.push({
      severity: "note",
      code: "prairie-not-line-scan",
      message: `${count} frames of the kind "${type}" are no line scans and were left out`,
      file,
    });
  }
  const orphans = orphanImages(scan, folder);
  const whole = scan.complete ? trials : mended(trials, orphans);
  if (scan.complete) {
    if (orphans.length > 0) issues.push(leftOut(orphans, file));
    return { trials: whole, issues };
  }
  return { trials: [...whole, ...adopted(orphans, whole, scan, issues, file)], issues };
}

/** The cycle's number as its file names count it; else as the Sequence does, unless it says 0 as some versions do. */
function cycleOf(sequence: PrairieSequence, index: number): number {
  const file = sequence.frames[0]?.files[0];
  const named = file?.page === 0 ? IMAGE.exec(file.filename)?.[1] : undefined;
  return named !== undefined ? Number(named) : (sequence.cycle ?? 0) >= 1 ? (sequence.cycle ?? 1) : index + 1;
}

function ofFrame(frame: PrairieFrame, sequence: PrairieSequence, cycle: number, leads: boolean): PlannedTrial {
  const time = frame.absoluteTime === undefined ? {} : { absoluteTime: frame.absoluteTime };
  return { cycle, isLineScan: true, files: frame.files, state: frame.state, sequence, leads, ...time };
}

/** The frame in which the XML broke off may have lost its settings and files: it takes the settings of the frame before. */
function mended(trials: readonly PlannedTrial[], orphans: readonly Orphan[]): readonly PlannedTrial[] {
  const last = trials.at(-1);
  const before = trials.at(-2);
  if (!last?.isLineScan) return trials;
  const lost = before !== undefined && !last.state.frame.has("scanlineperiod") && before.state.frame.has("scanlineperiod");
  const files = orphans.filter(
    (orphan) => orphan.cycle === last.cycle && !last.files.some((file) => file.channel === orphan.file.channel),
  );
  const state = lost ? before.state : last.state;
  return [...trials.slice(0, -1), { ...last, state, files: [...last.files, ...files.map((orphan) => orphan.file)] }];
}

interface Orphan {
  readonly source: FileSource;
  readonly cycle: number;
  readonly file: FrameFile;
}

/** Images in the folder itself that are named like a cycle's and that no frame names. */
function orphanImages(scan: PrairieScan, folder: ScanFolder): readonly Orphan[] {
  const named = new Set(
    scan.sequences.flatMap((sequence) =>
      sequence.frames.flatMap((frame) => frame.files.map((file) => file.filename.toLowerCase())),
    ),
  );
  return folder.files.flatMap((source) => {
    const filename = baseName(source.path);
    const match = filename.length <= 400 ? IMAGE.exec(filename) : null;
    if (!match || folder.find(filename) !== source || named.has(filename.toLowerCase())) return [];
    return [
      { source, cycle: Number(match[1]), file: { channel: Number(match[3]), channelName: match[2] ?? "", filename, page: 0 } },
    ];
  });
}

function leftOut(orphans: readonly Orphan[], file: string): Issue {
  const names = orphans.slice(0, 3).map((orphan) => orphan.file.filename);
  const more = orphans.length > names.length ? ` and ${orphans.length - names.length} more` : "";
  const message = `${names.join(", ")}${more} lie in the folder but ${file} names no such image; left out`;
  return { severity: "warning", code: "prairie-image-unnamed", message, file };
}

/** Trials made of images alone, like the last that is described. */
function adopted(
  orphans: readonly Orphan[],
  trials: readonly PlannedTrial[],
  scan: PrairieScan,
  issues: Issue[],
  file: string,
): readonly PlannedTrial[] {
  const like = trials.findLast((trial) => trial.isLineScan);
  const described = new Set(trials.map((trial) => trial.cycle));
  const cycles = [...new Set(orphans.map((orphan) => orphan.cycle))].filter((cycle) => !described.has(cycle)).sort((a, b) => a - b);
  return cycles.map((cycle) => {
    const files = orphans.filter((orphan) => orphan.cycle === cycle).map((orphan) => orphan.file);
    files.sort((a, b) => a.channel - b.channel);
    const settings = like ? `like cycle ${like.cycle}` : "with unknown settings";
    issues.push({
      severity: "warning",
      code: "prairie-cycle-undescribed",
      message: `the description breaks off before cycle ${cycle}; its images were read ${settings}`,
      file,
    });
    return {
      cycle,
      isLineScan: true,
      files,
      state: like?.state ?? { ...NOTHING, file: scan.fileState },
      leads: true,
      ...(like?.sequence?.lineDefinition ? { sequence: bare(like.sequence) } : {}),
    };
  });
}

/** The line's definition without what belongs to the other cycle alone. */
function bare(sequence: PrairieSequence): PrairieSequence {
  const { type, lineDefinition } = sequence;
  return {
    type,
    cycle: undefined,
    ...(lineDefinition ? { lineDefinition } : {}),
    frames: [],
    markPoints: [],
    voltageRecordings: [],
    voltageOutputs: [],
  };
}
