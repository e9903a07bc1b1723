import { withUserPeriod, type Issue, type LineScan, type Recording } from "#recording";
import { RigError } from "#errors";
import type { Reader } from "../reader.js";
import type { Drop, FileSource } from "../source.js";
import { assemble } from "./assemble.js";
import type { Annotation } from "./annotation.js";
import { isImageJ, understandImageJ } from "./imagej.js";
import { hasTiffMagic, openTiff } from "./open.js";
import { understandPlain } from "./plain.js";
import { isScanImage, understandScanImage } from "./scanimage.js";
import type { TiffPage } from "./page.js";
import type { OpenedTiff, Series, Understood } from "./series.js";

/**
 * TIFF of every common dialect as line scans: rows are lines in time, columns the pixels along the line.
 *
 * A folder's files follow each other as trials, in the order of their names, where width and channels agree; files
 * that an OME-TIFF names belong to it. Times exist only where ScanImage's header or Radiatum's own annotation gives
 * the line period, or `ReadOptions.linePeriod` does.
 */
export const tiffReader: Reader = {
  name: "tiff",
  async recognises(drop) {
    const [first] = candidates(drop);
    try {
      return first !== undefined && hasTiffMagic(await first.read(0, 8));
    } catch {
      return false; // a file that can't be opened is nobody's; whoever reads it will say why
    }
  },
  async read(drop, options) {
    const understood = await understand(drop);
    const recording = await assemble(drop, understood, options);
    const { annotation } = understood;
    return annotation ? withAnnotation(recording, annotation, options.linePeriod) : recording;
  },
};

/** The file pointed at, or a folder's files that call themselves TIFF. */
function candidates(drop: Drop): readonly FileSource[] {
  return drop.kind === "file" ? drop.files.slice(0, 1) : drop.files.filter((file) => /\.tiff?$/i.test(file.path));
}

async function understand(drop: Drop): Promise<Understood> {
  const files = candidates(drop);
  const parts: Understood[] = [];
  const issues: Issue[] = [];
  const taken = new Set<FileSource>();
  let failure: RigError | undefined;
  for (const file of files) {
    if (taken.has(file)) continue;
    try {
      const tiff = await openTiff(file);
      const part = await understandFile({ file, tiff }, [...drop.files, ...drop.siblings]);
      part.files.forEach((used) => taken.add(used));
      parts.push({ ...part, issues: [...tiff.issues, ...part.issues] });
    } catch (error) {
      if (!(error instanceof RigError)) throw error;
      failure ??= error;
      issues.push({ severity: "error", code: error.code, message: error.message, file: file.path });
    }
  }
  const [first] = parts;
  if (!first) throw failure ?? new Error("a drop without TIFF files was given to the TIFF reader");
  return parts.length === 1 && issues.length === 0 ? first : together(drop, first, parts, issues);
}

async function understandFile(opened: OpenedTiff, beside: readonly FileSource[]): Promise<Understood> {
  const [page] = opened.tiff.pages;
  if (!page) throw new Error("openTiff returns at least one page");
  if (isOme(page)) {
    const { understandOme } = await import("./ome.js"); // XML is not for those who have none
    const ome = await understandOme(opened, beside);
    if (!("missing" in ome)) return ome;
    const plain = understandPlain(opened);
    const message = `this OME-TIFF needs ${ome.missing}, which is not there; its pages were read as those of a plain TIFF.`;
    return { ...plain, issues: [{ severity: "warning", code: "tiff-ome-metadata-missing", message, file: opened.file.path }, ...plain.issues] };
  }
  if (isScanImage(page)) return understandScanImage(opened);
  return isImageJ(page) ? understandImageJ(opened) : understandPlain(opened);
}

/** Whether a page's description is OME-XML. */
function isOme(page: TiffPage): boolean {
  return /<(?:\w+:)?OME[\s>]/.test(page.description?.slice(0, 4000) ?? "");
}

/** Several files of a folder as one: those that agree in width, channels and timing follow each other as trials. */
function together(drop: Drop, first: Understood, parts: readonly Understood[], issues: readonly Issue[]): Understood {
  const series = new Map<string, Series>();
  for (const one of parts.flatMap((part) => part.series)) {
    const key = JSON.stringify([one.pixelsPerLine, one.channels, one.timing.period, one.pixelSize_um]);
    const before = series.get(key);
    series.set(key, before ? { ...before, name: drop.name, trials: [...before.trials, ...one.trials] } : one);
  }
  const order: Issue[] =
    parts.length === 1
      ? []
      : [{ severity: "note", code: "tiff-files-are-trials", message: `nothing says how its ${parts.length} TIFF files belong together; they follow each other as trials in the order of their names.` }];
  return { ...first, annotation: undefined, series: [...series.values()], issues: [...issues, ...order, ...parts.flatMap((part) => part.issues)], files: parts.flatMap((part) => part.files) };
}

/** What Radiatum's own writer kept, in place of what a stranger would have to assume; checked against the pixels. */
function withAnnotation(recording: Recording, { recording: kept, lineScan: keptScan }: Annotation, userPeriod: number | undefined): Recording {
  const [scan] = recording.lineScans;
  const places = scan ? keptScan.trials.map((place, i) => ({ ...place, from: scan.trials[i] })) : [];
  const fits =
    scan !== undefined &&
    recording.lineScans.length === 1 &&
    places.length === scan.trials.length &&
    keptScan.channels.length === scan.channels.length &&
    (keptScan.pixelOffsets === undefined || keptScan.pixelOffsets.length === scan.pixelsPerLine) &&
    new Set(places.map((place) => place.trial)).size === places.length &&
    kept.trials.every((trial, i) => trial.index === i && kept.conditions.some((condition) => condition.name === trial.condition)) &&
    places.every((place) => place.trial < kept.trials.length) &&
    kept.events.every((event) => event.trial < kept.trials.length);
  if (!fits) {
    const message = "Radiatum's annotation does not fit the pixels of the file, which was changed since; it was not used.";
    return { ...recording, issues: [...recording.issues, { severity: "warning", code: "tiff-annotation-misfit", message, file: recording.provenance.files[0]?.path ?? recording.name }] };
  }
  const { pixelOffsets, timing, ...rest } = keptScan;
  const lineScan: LineScan = {
    ...rest,
    pixelsPerLine: scan.pixelsPerLine,
    timing: userPeriod === undefined ? timing : withUserPeriod(timing, userPeriod),
    trials: places
      .toSorted((a, b) => a.place - b.place)
      .flatMap(({ from, trial, start }) => (from ? [{ ...from, trial, start }] : [])),
    ...(pixelOffsets === undefined ? {} : { pixelOffsets: Float64Array.from(pixelOffsets) }),
  };
  const { program, simulated, settings, experiment, startedAt, trials, events, conditions, regions, issues } = kept;
  const assumed = ["tiff-line-period-unknown", "tiff-pages-are-trials"];
  const seen = recording.issues
    .filter((issue) => !assumed.includes(issue.code))
    .map((issue) => (issue.trial === undefined ? issue : { ...issue, trial: places[issue.trial]?.trial ?? issue.trial }))
    .filter((issue) => !issues.some((other) => other.code === issue.code && other.trial === issue.trial));
  return {
    ...recording,
    name: kept.name,
    ...(startedAt === undefined ? {} : { startedAt }),
    lineScans: [lineScan],
    trials,
    events,
    conditions,
    ...(regions === undefined ? {} : { regions }),
    provenance: {
      ...recording.provenance,
      simulated,
      settings,
      ...(program === undefined ? {} : { program }),
      ...(experiment === undefined ? {} : { experiment }),
    },
    issues: [...issues, ...seen],
  };
}
