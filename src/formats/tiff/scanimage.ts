import type { Channel, Issue, LinePeriodCandidate, LineTiming } from "#recording";
import { assignments, countOf, numberOf } from "./assignments.js";
import type { TiffPage } from "./page.js";
import { isoDate, pageNotes, unknownTiming, type OpenedTiff, type Understood } from "./series.js";

/** `state.acq.…` lines in ImageDescription: ScanImage 3. `SI.…` lines in Software or ImageDescription: 4 and later. */
export function isScanImage(page: TiffPage): boolean {
  return generation(page) !== undefined;
}

function generation(page: TiffPage): 3 | 5 | undefined {
  if (/^state\.\w+\.\w/m.test(page.description?.slice(0, 2000).replaceAll("\r", "\n") ?? "")) return 3;
  const modern = /^(?:scanimage\.)?SI\d?\.\w/m;
  return modern.test(page.software?.slice(0, 2000) ?? "") || modern.test(page.description?.slice(0, 4000) ?? "") ? 5 : undefined;
}

/** What both generations say, each in its own keys. */
interface Acquisition {
  readonly version: string;
  readonly channels: readonly Channel[];
  readonly timing: LineTiming;
  readonly lineScan: boolean;
  readonly bidirectional: boolean;
  readonly dwellTime_us?: number;
  readonly startedAt?: string;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * ScanImage: pages are frames, channels fastest; each frame is a trial. The line period is `state.acq.msPerLine` (3)
 * or `SI.hRoiManager.linePeriod` (4 and later).
 *
 * A frame's rows lie beside each other in space unless the slow mirror stood still, and then an issue says so.
 */
export function understandScanImage({ file, tiff }: OpenedTiff): Understood {
  const [first] = tiff.pages as [TiffPage];
  const acquisition = generation(first) === 3 ? scanImage3(file.path, first) : scanImage5(file.path, first);
  const issues: Issue[] = [...pageNotes(file, first)];
  const say = (severity: Issue["severity"], code: string, message: string): void => {
    issues.push({ severity, code, message, file: file.path });
  };
  const pages = tiff.pages.filter((page) => page.width === first.width && page.samplesPerPixel === first.samplesPerPixel);
  const channelCount = Math.min(acquisition.channels.length, pages.length);
  const channels = acquisition.channels.slice(0, channelCount);
  if (pages.length % channelCount !== 0 || channelCount < acquisition.channels.length) {
    say("warning", "tiff-frames-incomplete", `${pages.length} pages are no whole number of frames of ${acquisition.channels.length} channels; the last frame lacks some.`);
  }
  const trials = Array.from({ length: Math.ceil(pages.length / channelCount) }, (_, trial) =>
    channels.map((_, c) => {
      const page = pages[trial * channelCount + c];
      return page ? { file, page, sample: 0 } : null;
    }),
  );
  if (!acquisition.lineScan) {
    say("note", "tiff-frame-scan", `a frame scan: its ${trials.length} frames were taken for trials, and the rows of a frame are lines beside each other, not one line again and again.`);
  } else if (trials.length > 1) {
    say("note", "tiff-pages-are-trials", `a line scan in ${trials.length} frames; each was taken for a trial.`);
  }
  if (acquisition.bidirectional) say("note", "tiff-bidirectional", "scanned to and fro: every other line ran backwards, so pixels of neighbouring lines are not equally far apart in time.");
  return {
    format: "scanimage-tiff",
    formatDetail: `ScanImage ${acquisition.version} TIFF${tiff.big ? " (BigTIFF)" : ""}`,
    program: `ScanImage ${acquisition.version}`,
    ...(acquisition.startedAt === undefined ? {} : { startedAt: acquisition.startedAt }),
    settings: acquisition.settings,
    series: [
      {
        name: file.path,
        pixelsPerLine: first.width,
        channels,
        trials,
        timing: acquisition.timing,
        ...(acquisition.dwellTime_us === undefined ? {} : { dwellTime_us: acquisition.dwellTime_us }),
      },
    ],
    issues,
    files: [file],
  };
}

function scanImage3(path: string, page: TiffPage): Acquisition {
  const keys = assignments(page.description ?? "");
  const acq = (name: string): string | undefined => keys.get(`state.acq.${name}`);
  const saved = [1, 2, 3, 4].filter((n) => acq(`savingChannel${n}`) === "1");
  const count = countOf(acq("numberOfChannelsSave")) ?? Math.max(1, saved.length);
  const frameRate = numberOf(acq("frameRate"));
  const lines = countOf(acq("linesPerFrame"));
  const perFrame: LinePeriodCandidate[] =
    frameRate === undefined || lines === undefined || frameRate <= 0
      ? []
      : [{ period: 1000 / (frameRate * lines), source: `${path}, ImageDescription state.acq.frameRate and linesPerFrame`, note: "derived: the frame's duration over its lines" }];
  const pixelTime = numberOf(acq("pixelTime"));
  const startedAt = monthFirst(unquoted(keys.get("state.internal.triggerTimeString")));
  return {
    version: [keys.get("state.software.version"), keys.get("state.software.minorRev")].filter((part) => part !== undefined).join("."),
    channels: Array.from({ length: Math.min(count, 64) }, (_, i) => ({ name: `Channel ${saved.length === count ? saved[i] : i + 1}` })),
    timing: timingOf(numberOf(acq("msPerLine")), `${path}, ImageDescription state.acq.msPerLine`, perFrame, []),
    lineScan: acq("linescan") === "1" || acq("lineScan") === "1" || numberOf(acq("scanAngleMultiplierSlow")) === 0,
    bidirectional: acq("bidirectionalScan") === "1",
    ...(pixelTime === undefined || pixelTime <= 0 ? {} : { dwellTime_us: decimal(1e6 * pixelTime) }),
    ...(startedAt === undefined ? {} : { startedAt }),
    settings: chosen(keys, /^state\.acq\.(?:zoomFactor|fillFraction|inputBitDepth|binFactor|bidirectionalScan|numAvgFramesSave|pmtOffsetChannel\d|pmtOffsetAutoSubtractChannel\d)$/),
  };
}

function scanImage5(path: string, page: TiffPage): Acquisition {
  const inSoftware = /^(?:scanimage\.)?SI\d?\.\w/m.test(page.software?.slice(0, 2000) ?? "");
  const keys = new Map<string, string>();
  for (const [key, value] of assignments((inSoftware ? page.software : page.description) ?? "")) keys.set(key.replace(/^scanimage\./, "").replace(/^SI\d?\./, "SI."), value);
  const get = (...names: string[]): string | undefined => names.map((name) => keys.get(`SI.${name}`)).find((value) => value !== undefined);
  const tag = inSoftware ? "Software" : "ImageDescription";
  const numbers = listed(get("hChannels.channelSave", "channelsSave"));
  const names = quotedNames(get("hChannels.channelName", "channelName"));
  const period = numberOf(get("hRoiManager.linePeriod", "linePeriod"));
  const framePeriod = numberOf(get("hRoiManager.scanFramePeriod", "scanFramePeriod"));
  const averaged = Math.max(...["hScan2D.lineAverageFactor", "hAcq.lineAverageFactor"].map((name) => countOf(get(name)) ?? 1));
  const perFrame: LinePeriodCandidate[] =
    framePeriod === undefined || framePeriod <= 0
      ? []
      : [{ period: (1000 * framePeriod) / page.height, source: `${path}, ${tag} SI.hRoiManager.scanFramePeriod over ${page.height} lines`, note: "derived: includes the mirror's way back between frames" }];
  const contradictions =
    averaged > 1 && period !== undefined
      ? [`${tag} SI.hRoiManager.linePeriod is ${decimal(1000 * period)} ms, and ${averaged} scanned lines are averaged into a stored one: it may last ${decimal(1000 * period * averaged)} ms.`]
      : [];
  const dwell = numberOf(get("hScan2D.scanPixelTimeMean", "scanPixelTimeMean"));
  const version = ["VERSION_MAJOR", "VERSION_MINOR"].map((name) => unquoted(get(name))).filter((part) => part !== undefined && part !== "").join(".");
  const startedAt = epoch(page.description) ?? isoDate(page.dateTime);
  return {
    version: version === "" ? "4 or later" : version,
    channels: (numbers.length === 0 ? [1] : numbers).slice(0, 64).map((n) => ({ name: names[n - 1] ?? `Channel ${n}` })),
    timing: timingOf(period === undefined ? undefined : decimal(1000 * period), `${path}, ${tag} SI.hRoiManager.linePeriod`, perFrame, contradictions),
    lineScan: unquoted(get("hRoiManager.scanType", "scanType")) === "line" || numberOf(get("hRoiManager.scanAngleMultiplierSlow", "scanAngleMultiplierSlow")) === 0,
    bidirectional: /^(?:true|1)$/.test(get("hScan2D.bidirectional", "bidirectionalScan") ?? ""),
    ...(dwell === undefined || dwell <= 0 ? {} : { dwellTime_us: decimal(1e6 * dwell) }),
    ...(startedAt === undefined ? {} : { startedAt }),
    settings: chosen(keys, /^SI\.(?:hRoiManager\.scanZoomFactor|hStackManager\.\w+|hScan2D\.(?:scannerType|bidirectional|pixelBinFactor|logAverageFactor|channelOffsets)|hChannels\.(?:channelSave|channelSubtractOffset))$/),
  };
}

function timingOf(period: number | undefined, source: string, alternatives: readonly LinePeriodCandidate[], contradictions: readonly string[]): LineTiming {
  return period === undefined || period <= 0 ? unknownTiming(alternatives) : { period, source, alternatives, contradictions };
}

/** The header's decimal number in another unit, without the last bit's noise. */
function decimal(value: number): number {
  return Number(value.toPrecision(15));
}

/** MATLAB's "1", "[1 2]" or "[1;2]". */
function listed(text: string | undefined): number[] {
  return (text?.match(/\d+/g) ?? []).map(Number).filter((n) => n >= 1);
}

/** MATLAB's "{'Channel 1' 'Channel 2'}". */
function quotedNames(text: string | undefined): string[] {
  return [...(text ?? "").matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}

function unquoted(text: string | undefined): string | undefined {
  return text?.replace(/^'(.*)'$/, "$1");
}

/** "7/30/2014 21:10:00.731" with the month first, as MATLAB writes it, in ISO 8601. */
function monthFirst(text: string | undefined): string | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? "");
  if (!match) return undefined;
  const [, month = "", day = "", year = "", hour = "", minute = "", second = ""] = match;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${hour.padStart(2, "0")}:${minute}:${second}`;
}

/** "epoch = [2016  9 20 15 14 45.5]" of a frame's description, in ISO 8601. */
function epoch(description: string | undefined): string | undefined {
  const numbers = /^epoch *= *\[([^\]]*)\]/m.exec(description ?? "")?.[1]?.match(/[\d.]+/g)?.map(Number);
  if (numbers?.length !== 6 || numbers.some((n) => !Number.isFinite(n))) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${second < 10 ? "0" : ""}${second}`;
}

function chosen(keys: ReadonlyMap<string, string>, wanted: RegExp): Record<string, string> {
  return Object.fromEntries([...keys].filter(([key]) => wanted.test(key)));
}
