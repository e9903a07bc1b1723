import { memoryFile, type Drop } from "../../source.js";

/** A folder written as Prairie View would, for tests: what each version spells differently, and nothing else. */
export interface SyntheticFolder {
  readonly version: "4.3.2.13" | "5.0.64.400" | "5.8.64.800";
  readonly cycles?: number;
  readonly lines?: number;
  readonly pixels?: number;
  readonly channels?: readonly number[];
  readonly channelNames?: readonly string[];
  /** s; null leaves the element out. */
  readonly framePeriod?: string | null;
  readonly frameLinePeriod?: string | null;
  readonly sequenceLinePeriod?: string | null;
  readonly fileLinePeriod?: string | null;
  /** Lines and pixels of the reference frame at file level; null leaves them out. */
  readonly reference?: readonly [number, number] | null;
  /** Inner text of PVLinescanDefinition with its tags. */
  readonly definition?: string;
  /** Attributes of each Frame, in place of relativeTime and absoluteTime (5 s apart). */
  readonly frameTimes?: (cycle: number) => string;
  readonly sequenceTime?: (cycle: number) => string;
  /** Elements put into each Sequence before its Frame. */
  readonly within?: (cycle: number) => string;
  readonly dwellTime?: string;
  readonly pageAttribute?: boolean;
}

export const NAME = "LineScan-03042021-1200-001";

/** Name of one image file as the version spells it. */
export function imageName(folder: SyntheticFolder, cycle: number, channel: number): string {
  const number = String(cycle).padStart(5, "0");
  return folder.version.startsWith("4")
    ? `${NAME}_Cycle${number}_CurrentSettings_Ch${channel}_000001.tif`
    : `${NAME}_Cycle${number}_Ch${channel}_000001.ome.tif`;
}

/** The reading that a synthetic image has: every place differs from its neighbours. */
export function reading(cycle: number, channel: number, line: number, pixel: number): number {
  return (cycle * 10_000 + channel * 1000 + line * 7 + pixel) % 65_536;
}

/** The PVScan text. */
export function scanXml(folder: SyntheticFolder): string {
  const { version, cycles = 1, channels = [1, 2], lines = 10, pixels = 8 } = folder;
  const old = version.startsWith("4");
  const value = (key: string, text: string | null | undefined): string =>
    text === null || text === undefined
      ? ""
      : old
        ? `<Key key="${key}" permissions="ReadWriteSave" value="${text}" />`
        : `<PVStateValue key="${key}" value="${text}" />`;
  const indexed = (key: string, members: readonly (readonly [string, string])[]): string =>
    old
      ? members.map(([index, text]) => value(`${key}_${index}`, text)).join("")
      : `<PVStateValue key="${key}">${members.map(([index, text]) => `<IndexedValue index="${index}" value="${text}" />`).join("")}</PVStateValue>`;
  const periodKey = old ? "scanlinePeriod" : "scanLinePeriod";
  const common =
    value("bitDepth", "12") +
    value("dwellTime", folder.dwellTime ?? "4") +
    indexed("micronsPerPixel", [
      ["XAxis", "0.25"],
      ["YAxis", "0.25"],
    ]) +
    indexed("pmtGain", [
      ["0", "600"],
      ["1", "700"],
      ["2", "800"],
    ]);
  const reference = folder.reference === undefined ? [256, 256] : folder.reference;
  const size = (pair: readonly number[] | null): string =>
    pair ? value("linesPerFrame", String(pair[0])) + value("pixelsPerLine", String(pair[1])) : "";
  const shard = (...values: readonly string[]): string => `<PVStateShard>${values.join("")}</PVStateShard>`;
  const fileState = old ? "" : shard(common, value(periodKey, folder.fileLinePeriod), size(reference));
  const framePeriod = folder.frameLinePeriod === undefined ? "0.002" : folder.frameLinePeriod;
  const frameState = shard(
    old ? common : "",
    value("framePeriod", folder.framePeriod),
    size([lines, pixels]),
    value(periodKey, framePeriod),
  );
  const straight =
    '<PVLinescanDefinition mode="straightLine" SourcePixelsPerLine="256" SourceLinesPerFrame="256">' +
    `<Line startPixelY="50" startPixelX="20" stopPixelX="${19 + pixels}" lineLength="${pixels * 0.25}" /></PVLinescanDefinition>`;
  const image = (cycle: number, channel: number, i: number): string => {
    const page = folder.pageAttribute ? `page="${cycle}" ` : "";
    const filename = imageName(folder, folder.pageAttribute ? 1 : cycle, channel);
    return `<File channel="${channel}" channelName="${folder.channelNames?.[i] ?? `Ch${channel}`}" ${page}filename="${filename}" />`;
  };
  const sequence = (cycle: number): string => {
    const times = folder.frameTimes?.(cycle) ?? `relativeTime="0" absoluteTime="${1.5 + 5 * (cycle - 1)}"`;
    return (
      `<Sequence type="Linescan" cycle="${cycle}" time="${folder.sequenceTime?.(cycle) ?? "12:00:00.5"}">` +
      (folder.definition ?? straight) +
      shard(value(periodKey, folder.sequenceLinePeriod)) +
      (folder.within?.(cycle) ?? "") +
      `<Frame ${times} index="1" ${old ? "label" : "parameterSet"}="CurrentSettings">` +
      channels.map((channel, i) => image(cycle, channel, i)).join("") +
      `${frameState}</Frame></Sequence>`
    );
  };
  const sequences = Array.from({ length: cycles }, (_, i) => sequence(i + 1)).join("\n");
  const head = '\uFEFF<?xml version="1.0" encoding="utf-8"?>\n';
  return `${head}<PVScan version="${version}" date="3/4/2021 12:00:00 PM" notes="">${fileState}${sequences}</PVScan>`;
}

/** All files of the folder by name: the PVScan file and one image per cycle and channel. */
export function syntheticFiles(folder: SyntheticFolder): Map<string, Uint8Array | string> {
  const { cycles = 1, channels = [1, 2], lines = 10, pixels = 8 } = folder;
  const files = new Map<string, Uint8Array | string>([[`${NAME}.xml`, scanXml(folder)]]);
  for (const channel of channels) {
    const pages = Array.from({ length: cycles }, (_, i) =>
      Uint16Array.from({ length: lines * pixels }, (_, at) => reading(i + 1, channel, Math.floor(at / pixels), at % pixels)),
    );
    if (folder.pageAttribute) files.set(imageName(folder, 1, channel), tiff16(pixels, lines, pages));
    else for (const [i, page] of pages.entries()) files.set(imageName(folder, i + 1, channel), tiff16(pixels, lines, [page]));
  }
  return files;
}

/** Files as a dropped folder. */
export function dropOf(files: ReadonlyMap<string, Uint8Array | string>): Drop {
  const sources = [...files].map(([path, content]) =>
    memoryFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content),
  );
  return { name: NAME, kind: "folder", files: sources.sort((a, b) => (a.path < b.path ? -1 : 1)), siblings: [] };
}

/** A little-endian TIFF of 16-bit grey pages, one strip each (TIFF 6.0, Adobe 1992, p. 13 to 24). */
export function tiff16(width: number, height: number, pages: readonly Uint16Array[]): Uint8Array {
  const ENTRIES = 9;
  const directory = 2 + 12 * ENTRIES + 4;
  const strip = width * height * 2;
  const bytes = new Uint8Array(8 + pages.length * (directory + strip));
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 8, true);
  for (const [i, page] of pages.entries()) {
    const at = 8 + i * (directory + strip);
    const data = at + directory;
    view.setUint16(at, ENTRIES, true);
    const entries = [
      [256, width],
      [257, height],
      [258, 16],
      [259, 1],
      [262, 1],
      [273, data],
      [277, 1],
      [278, height],
      [279, strip],
    ] as const;
    for (const [nth, [tag, value]] of entries.entries()) {
      view.setUint16(at + 2 + 12 * nth, tag, true);
      view.setUint16(at + 4 + 12 * nth, 4, true);
      view.setUint32(at + 6 + 12 * nth, 1, true);
      view.setUint32(at + 10 + 12 * nth, value, true);
    }
    view.setUint32(at + 2 + 12 * ENTRIES, i + 1 < pages.length ? data + strip : 0, true);
    for (const [nth, pixel] of page.entries()) view.setUint16(data + 2 * nth, pixel, true);
  }
  return bytes;
}

/** A VoltageRecording's XML with signals as [name, enabled, unit, divisor, device]. */
export function voltageRecordingXml(
  signals: readonly (readonly [string, boolean, string, string, string])[],
  rate = "10000",
  multiplier = "1",
): string {
  const list = signals.map(([name, enabled, unit, divisor, device], i) =>
    [
      `<VRecSignal><Type>Physical</Type><Name>${name}</Name><Gain>-0.5</Gain><Unit><UnitName>${unit}</UnitName>`,
      `<Multiplier>${multiplier}</Multiplier><Divisor>${divisor}</Divisor>`,
      device === "" ? "<PatchclampDevice />" : `<PatchclampDevice>${device}</PatchclampDevice>`,
      `<PatchclampChannel>0</PatchclampChannel></Unit><Card>1</Card><Channel>${i}</Channel><Enabled>${enabled}</Enabled></VRecSignal>`,
    ].join(""),
  );
  return (
    '<?xml version="1.0" encoding="utf-8"?><VRecSessionEntry><Experiment><Name>Current</Name>' +
    `<SignalList>${list.join("")}</SignalList><Rate>${rate}</Rate><AcquisitionTime>100</AcquisitionTime></Experiment>` +
    `<DataFile>${NAME}_Cycle00001_VoltageRecording_001</DataFile></VRecSessionEntry>`
  );
}
