import type { Channel, Issue, LinePeriodCandidate } from "#recording";
import { baseName, type FileSource } from "../source.js";
import { decodeAnnotation } from "./annotation.js";
import { parseOme, type Ome, type OmeChannel, type OmeImage, type TiffData } from "./ome-xml.js";
import { openTiff } from "./open.js";
import type { TiffPage } from "./page.js";
import { MOST_CHANNELS, pageNotes, unknownTiming, type OpenedTiff, type Plane, type Series, type Understood } from "./series.js";

/** Opens another file of the drop by the name OME-XML gives it; undefined where it is missing. */
type Find = (name: string) => FileSource | undefined;

/** Files opened so far, with what opening them found. */
interface Files {
  open(file: FileSource): Promise<OpenedTiff | undefined>;
  find: Find;
  readonly issues: Issue[];
}

/**
 * An OME-TIFF of one or several files, or undefined where it only points at a description that is missing.
 *
 * Each image's Z × T planes are trials, T slowest; images of the same width and channels follow each other as further
 * trials (Prairie View writes one image a cycle). `beside` are the files that may hold other planes; one is taken for
 * another's only where OME-XML names it. TimeIncrement is the time between planes, and PhysicalSizeY is no time where
 * its unit is a length: neither is a line period.
 */
export async function understandOme(master: OpenedTiff, beside: readonly FileSource[]): Promise<Understood | { readonly missing: string }> {
  const [first] = master.tiff.pages as [TiffPage];
  const files = filesOf(master, beside);
  let from = master.file;
  let ome = parseOme(first.description ?? "");
  if (ome.images.length === 0 && ome.metadataFile !== undefined) {
    const companion = files.find(ome.metadataFile);
    if (!companion) return { missing: ome.metadataFile };
    from = companion;
    ome = parseOme(await companionText(companion, files));
  }
  const issues: Issue[] = [...pageNotes(master.file, first)];
  const say = (severity: Issue["severity"], code: string, message: string): void => {
    issues.push({ severity, code, message, file: from.path });
  };
  if (ome.damage !== undefined) say("warning", "tiff-ome-xml-damaged", `OME-XML ${ome.damage}; only what stands before it was used.`);
  const usable = ome.images.filter((image) => image.sizeX > 0 && image.sizeY > 0);
  if (usable.length === 0) return { missing: "an image in the OME-XML" };
  const series: Series[] = [];
  const used = new Set<FileSource>([master.file]);
  for (const [i, image] of usable.entries()) {
    const named = usable.length === 1 ? baseName(master.file.path) : (image.name ?? `Image ${i + 1}`);
    const one = await seriesOf(image, named, ome, from, master, files, used, say);
    const last = series.at(-1);
    if (last && sameConfiguration(last, one)) series[series.length - 1] = { ...last, name: baseName(master.file.path), trials: [...last.trials, ...one.trials] };
    else series.push(one);
  }
  const annotation = ome.annotation === undefined ? undefined : decodeAnnotation(ome.annotation);
  if (typeof annotation === "string") say("warning", "tiff-annotation-damaged", `Radiatum's annotation can't be used: ${annotation}.`);
  const [startedAt] = usable.flatMap((image) => image.acquisitionDate ?? []);
  return {
    format: "ome-tiff",
    formatDetail: `OME-TIFF${used.size > 1 ? ` of ${used.size} files` : ""}${first.software === undefined ? "" : ` by ${first.software}`}`,
    ...(first.software === undefined && ome.creator === undefined ? {} : { program: first.software ?? ome.creator ?? "" }),
    ...(startedAt === undefined ? {} : { startedAt }),
    settings: {},
    series,
    issues: [...issues, ...files.issues],
    files: [...used],
    ...(annotation === undefined || typeof annotation === "string" ? {} : { annotation }),
  };
}

/** The description that several files share: XML by itself, or within another TIFF. */
async function companionText(companion: FileSource, files: Files): Promise<string> {
  if (/\.tiff?$/i.test(companion.path)) return (await files.open(companion))?.tiff.pages[0]?.description ?? "";
  return new TextDecoder().decode(await companion.read(0, companion.size));
}

function filesOf(master: OpenedTiff, beside: readonly FileSource[]): Files {
  const opened = new Map<FileSource, Promise<OpenedTiff | undefined>>([[master.file, Promise.resolve(master)]]);
  const issues: Issue[] = [];
  const folder = master.file.path.slice(0, master.file.path.length - baseName(master.file.path).length);
  return {
    issues,
    find: (name) => {
      const wanted = baseName(name.replaceAll("\\", "/"));
      const named = beside.filter((file) => baseName(file.path) === wanted);
      return named.find((file) => file.path === folder + wanted) ?? named[0];
    },
    open: (file) => {
      const known = opened.get(file);
      if (known) return known;
      const fresh = openTiff(file)
        .then((tiff) => ({ file, tiff }))
        .catch((error: unknown) => {
          issues.push({ severity: "error", code: "tiff-file-unreadable", message: (error as Error).message, file: file.path });
          return undefined;
        });
      opened.set(file, fresh);
      return fresh;
    },
  };
}

async function seriesOf(
  image: OmeImage,
  name: string,
  ome: Ome,
  from: FileSource,
  master: OpenedTiff,
  files: Files,
  used: Set<FileSource>,
  say: (severity: Issue["severity"], code: string, message: string) => void,
): Promise<Series> {
  const described = image.channels.reduce((sum, channel) => sum + channel.samples, 0) === image.sizeC;
  const perPlane = described ? image.channels : [];
  const planesC = described ? image.channels.length : image.sizeC;
  const sizes: Readonly<Record<string, number>> = { Z: image.sizeZ, C: planesC, T: image.sizeT };
  const axes = ["Z", "C", "T"].sort((a, b) => image.order.indexOf(a) - image.order.indexOf(b));
  const locate = (number: number): { z: number; c: number; t: number } => {
    const at: Record<string, number> = {};
    let rest = number;
    for (const axis of axes) {
      at[axis] = rest % (sizes[axis] ?? 1);
      rest = Math.floor(rest / (sizes[axis] ?? 1));
    }
    return { z: at["Z"] ?? 0, c: at["C"] ?? 0, t: rest > 0 ? Infinity : (at["T"] ?? 0) };
  };
  const numberOfPlane = (z: number, c: number, t: number): number => {
    const at: Readonly<Record<string, number>> = { Z: z, C: c, T: t };
    return axes.reduceRight((number, axis) => number * (sizes[axis] ?? 1) + (at[axis] ?? 0), 0);
  };
  const found = new Map<number, Map<number, { file: FileSource; page: TiffPage }>>();
  const missing = new Set<string>();
  let sizeMismatch: TiffPage | undefined;
  let highest = 0;
  let visits = 0;
  const runs: readonly TiffData[] = image.tiffData.length > 0 ? image.tiffData : [{ ifd: 0, z: 0, c: 0, t: 0 }];
  // Honest runs name each page once; visits are bounded, so that a hundred thousand runs of all pages take no hour.
  const known = new Set<OpenedTiff>();
  let pagesKnown = 0;
  for (const run of runs) {
    const opened = await fileOfRun(run, ome, from, master, files);
    if (!opened) {
      missing.add(run.fileName ?? run.uuid ?? "a file without a name");
      continue;
    }
    const start = numberOfPlane(run.z, run.c, run.t);
    const { pages } = opened.tiff;
    if (!known.has(opened)) pagesKnown += pages.length;
    known.add(opened);
    for (let i = firstFrom(pages, run.ifd); i < pages.length; i++) {
      const page = pages[i] as TiffPage;
      if (page.index - run.ifd >= (run.planes ?? Infinity) || ++visits > 4 * (runs.length + pagesKnown)) break;
      const { z, c, t } = locate(start + page.index - run.ifd);
      if (t === Infinity || c >= MOST_CHANNELS) continue;
      highest = Math.max(highest, c);
      if (page.width !== image.sizeX) {
        sizeMismatch ??= page;
        continue;
      }
      used.add(opened.file);
      const trial = t * image.sizeZ + z;
      const planes = found.get(trial) ?? new Map<number, { file: FileSource; page: TiffPage }>();
      found.set(trial, planes);
      if (!planes.has(c)) planes.set(c, { file: opened.file, page });
    }
  }
  for (const file of missing) say("warning", "tiff-ome-file-missing", `"${file}" belongs to ${name} and is not beside it; its planes are missing.`);
  if (sizeMismatch) say("warning", "tiff-ome-size-differs", `${name} should be ${image.sizeX} pixels wide, and page ${sizeMismatch.index + 1} is ${sizeMismatch.width}; such pages were left out.`);
  const total = image.sizeZ * image.sizeT;
  if (found.size < total) say("warning", "tiff-ome-planes-missing", `${name} should have ${total} trials (SizeZ ${image.sizeZ} × SizeT ${image.sizeT}), and planes of ${found.size} are there.`);
  if (total > 1) say("note", "tiff-pages-are-trials", `${name}: its ${total} planes a channel (SizeZ ${image.sizeZ}, SizeT ${image.sizeT}) were taken for trials.`);
  if (image.physicalSizeY !== undefined && image.rowTime_ms === undefined) {
    say("note", "tiff-ome-rows-are-time", `${name}: PhysicalSizeY is ${image.physicalSizeY}, a length; rows of a line scan are moments, so it was not used.`);
  }
  if (image.sizeC > MOST_CHANNELS) say("warning", "tiff-channels-left-out", `${name} declares ${image.sizeC} channels; at most ${MOST_CHANNELS} are read.`);
  const slots: readonly OmeChannel[] = Array.from({ length: Math.max(perPlane.length, highest + 1) }, (_, c) => perPlane[c] ?? { samples: 1 }).slice(0, MOST_CHANNELS);
  const samples = slots
    .flatMap((slot, c) => Array.from({ length: Math.min(slot.samples, MOST_CHANNELS) }, (_, sample) => ({ slot, c, sample })))
    .slice(0, MOST_CHANNELS);
  const trials = [...found.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, planes]) =>
      samples.map(({ c, sample }): Plane | null => {
        const plane = planes.get(c);
        return plane && sample < plane.page.samplesPerPixel ? { ...plane, sample } : null;
      }),
    );
  const channels = samples.map(({ slot, c, sample }): Channel => {
    const label = slot.name ?? `Channel ${c + 1}`;
    return {
      name: slot.samples === 1 ? label : `${label}, sample ${sample + 1}`,
      ...(slot.colour === undefined ? {} : { colour: slot.colour }),
      ...(slot.dye === undefined ? {} : { dye: slot.dye }),
    };
  });
  return {
    name,
    pixelsPerLine: image.sizeX,
    channels,
    trials,
    timing: unknownTiming(notLinePeriods(image, from)),
    ...(image.pixelSize_um === undefined ? {} : { pixelSize_um: image.pixelSize_um }),
  };
}

/** A run's file: this one unless another is named, and this one too where the UUID is its own though it was renamed. */
async function fileOfRun(run: TiffData, ome: Ome, from: FileSource, master: OpenedTiff, files: Files): Promise<OpenedTiff | undefined> {
  const described = from === master.file;
  if (run.fileName === undefined) return described && (run.uuid === undefined || run.uuid === ome.uuid) ? master : undefined;
  if (run.fileName === baseName(master.file.path)) return master;
  const file = files.find(run.fileName);
  if (file) return files.open(file);
  return described && run.uuid !== undefined && run.uuid === ome.uuid ? master : undefined;
}

/** Place of the first page whose directory number is `ifd` or more, among pages in that order, perhaps with gaps. */
function firstFrom(pages: readonly TiffPage[], ifd: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pages[middle]?.index ?? Infinity) < ifd) low = middle + 1;
    else high = middle;
  }
  return low;
}

function notLinePeriods(image: OmeImage, from: FileSource): LinePeriodCandidate[] {
  return [
    ...(image.timeIncrement_ms === undefined
      ? []
      : [{ period: image.timeIncrement_ms, source: `${from.path}, Pixels TimeIncrement`, note: "the time from plane to plane, not from line to line" }]),
    ...(image.rowTime_ms === undefined
      ? []
      : [{ period: image.rowTime_ms, source: `${from.path}, Pixels PhysicalSizeY`, note: "a size in space by definition, though its unit is one of time; give it by hand if it is right" }]),
  ];
}

function sameConfiguration(a: Series, b: Series): boolean {
  return a.pixelsPerLine === b.pixelsPerLine && a.pixelSize_um === b.pixelSize_um && a.channels.length === b.channels.length && a.channels.every((channel, i) => channel.name === b.channels[i]?.name);
}
