import type { Issue, LinePeriodCandidate } from "#recording";
import type { FileSource } from "../source.js";
import { assignments, countOf, numberOf } from "./assignments.js";
import type { TiffPage } from "./page.js";
import { pageNotes, sampleChannels, unknownTiming, type OpenedTiff, type Understood } from "./series.js";

/** Whether ImageJ's own TIFF writer made this page. */
export function isImageJ(page: TiffPage): boolean {
  return page.description?.startsWith("ImageJ=") === true;
}

/**
 * A stack by ImageJ or Fiji: channels × slices × frames, channels fastest; each slice of each frame is a trial.
 *
 * Stacks beyond 4 GB have one directory and all images behind each other: `images=` says how many. `finterval` is
 * the time from frame to frame and says nothing of lines.
 */
export function understandImageJ({ file, tiff }: OpenedTiff): Understood {
  const [first] = tiff.pages as [TiffPage];
  const keys = assignments(first.description ?? "");
  const issues: Issue[] = [...pageNotes(file, first)];
  const images = countOf(keys.get("images")) ?? tiff.pages.length;
  const pages = tiff.pages.length === 1 && images > 1 ? imagesBehind(file, first, images) : tiff.pages;
  if (pages.length < images) {
    const message = `ImageDescription says images=${images}, and ${pages.length} are there.`;
    issues.push({ severity: "warning", code: "tiff-images-missing", message, file: file.path, offset: first.offset });
  }
  const declared = countOf(keys.get("channels")) ?? 1;
  const channelCount = Math.min(declared, pages.length);
  const { channels: perPage, samples } = sampleChannels(first);
  const channels = Array.from({ length: channelCount }, (_, c) =>
    perPage.map((channel) => (channelCount === 1 ? channel : { ...channel, name: perPage.length === 1 ? `Channel ${c + 1}` : `${channel.name} ${c + 1}` })),
  ).flat();
  const trials = Array.from({ length: Math.ceil(pages.length / channelCount) }, (_, trial) =>
    Array.from({ length: channelCount }, (_, c) => {
      const page = pages[trial * channelCount + c];
      return samples.map((sample) => (page && page.width === first.width && page.samplesPerPixel === first.samplesPerPixel ? { file, page, sample } : null));
    }).flat(),
  );
  const slices = countOf(keys.get("slices")) ?? 1;
  if (trials.length > 1) {
    const frames = countOf(keys.get("frames")) ?? 1;
    const message = `${trials.length} images a channel (slices=${slices}, frames=${frames}) were taken for trials.`;
    issues.push({ severity: "note", code: "tiff-pages-are-trials", message, file: file.path });
  }
  const pixelSize_um = pixelSize(keys.get("unit"), first.xResolution);
  return {
    format: "imagej-tiff",
    formatDetail: `TIFF by ImageJ ${keys.get("ImageJ") ?? ""}`.trimEnd(),
    program: `ImageJ ${keys.get("ImageJ") ?? ""}`.trimEnd(),
    settings: Object.fromEntries(["unit", "finterval", "fps", "channels", "slices", "frames"].flatMap((key) => (keys.has(key) ? [[key, keys.get(key) ?? ""]] : []))),
    series: [
      {
        name: file.path,
        pixelsPerLine: first.width,
        channels,
        trials,
        timing: unknownTiming(frameIntervals(file.path, keys)),
        ...(pixelSize_um === undefined ? {} : { pixelSize_um }),
      },
    ],
    issues,
    files: [file],
  };
}

/** Pages that no directory describes: same size as the first, one behind the other. */
function imagesBehind(file: FileSource, first: TiffPage, images: number): TiffPage[] {
  const { offsets } = first.storage;
  const start = "size" in offsets ? undefined : offsets[0];
  const bytes = (first.width * first.height * first.samplesPerPixel * first.bitsPerSample) / 8;
  if (start === undefined || first.compression !== 1 || first.planar || !Number.isInteger(bytes)) return [first];
  // A description of a page takes more memory than the smallest images, so only so many of those are believed.
  const most = bytes < 64 ? 10_000 : Infinity;
  const there = Math.min(images, most, Math.ceil((file.size - start) / bytes));
  return Array.from({ length: Math.max(1, there) }, (_, index) =>
    index === 0
      ? first
      : { ...first, index, storage: { tileWidth: first.width, tileHeight: first.height, tiled: false, offsets: [start + index * bytes], byteCounts: [bytes] } },
  );
}

/** µm a pixel from pixels per unit; undefined where ImageJ's unit is no length. */
function pixelSize(unit: string | undefined, perUnit: number | undefined): number | undefined {
  const um = { um: 1, "µm": 1, "μm": 1, "\\u00B5m": 1, micron: 1, microns: 1, nm: 1e-3, mm: 1e3, cm: 1e4 }[unit ?? ""];
  return um === undefined || perUnit === undefined || !(perUnit > 0) || !Number.isFinite(perUnit) ? undefined : um / perUnit;
}

function frameIntervals(path: string, keys: ReadonlyMap<string, string>): LinePeriodCandidate[] {
  const interval = numberOf(keys.get("finterval"));
  const rate = numberOf(keys.get("fps"));
  const note = "the time from frame to frame, not from line to line";
  return [
    ...(interval === undefined ? [] : [{ period: 1000 * interval, source: `${path}, ImageDescription finterval`, note }]),
    ...(rate === undefined || rate <= 0 ? [] : [{ period: 1000 / rate, source: `${path}, ImageDescription fps`, note }]),
  ];
}
