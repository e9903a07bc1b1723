import { hypot } from "#elementary";
import type { LineScan, ReferenceImage } from "#recording";
import { element, readAs, seconds, type WrittenElement } from "./write-text.js";

/** A setting by its flat name as state.ts reads it: "dwellTime", "pmtGain_0". */
export type Settings = ReadonlyMap<string, string>;

/**
 * What a scan says of itself beside its period, by flat name. `numbers` gives each channel's number at the microscope. The
 * pixel size is that of the line; a freehand line's is spread over its vertices, because that is how it is read.
 */
export function scanSettings(scan: LineScan, numbers: readonly number[]): Settings {
  const size = micronsPerPixel(scan);
  const gains = scan.channels.flatMap(({ pmtGain }, i): [string, number][] =>
    pmtGain === undefined ? [] : [[`pmtGain_${(numbers[i] as number) - 1}`, pmtGain]],
  );
  const all: readonly (readonly [string, number | undefined])[] = [
    ["bitDepth", scan.bits],
    ["dwellTime", scan.dwellTime_us],
    ["micronsPerPixel_XAxis", size],
    ["micronsPerPixel_YAxis", size],
    ...gains,
  ];
  return new Map(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function micronsPerPixel({ path, pixelSize_um, pixelsPerLine }: LineScan): number | undefined {
  if (path.shape !== "freehand" || pixelSize_um === undefined || pixelsPerLine < 2) return pixelSize_um;
  const { vertices } = path;
  const length = vertices
    .slice(1)
    .reduce((sum, to, i) => sum + hypot(to.x - (vertices[i]?.x ?? to.x), to.y - (vertices[i]?.y ?? to.y)), 0);
  if (!(length > 0)) return pixelSize_um;
  const guess = (pixelSize_um * (pixelsPerLine - 1)) / length;
  return readAs(pixelSize_um, guess, (written) => (length * written) / (pixelsPerLine - 1));
}

/** Settings that all scans share; only these may stand at file level, where every frame inherits them. */
export function shared(all: readonly Settings[]): Settings {
  const [first = new Map<string, string>(), ...others] = all;
  return new Map([...first].filter(([key, value]) => others.every((one) => one.get(key) === value)));
}

/** Settings as version 5 nests them: members of a list within their key. */
export function stateShard(settings: Iterable<readonly [string, string]>): WrittenElement {
  const lists = new Map<string, WrittenElement[]>();
  const values: WrittenElement[] = [];
  for (const [key, value] of settings) {
    const [name, index] = key.split("_") as [string, string | undefined];
    if (index === undefined) {
      values.push(element("PVStateValue", { key, value }));
      continue;
    }
    const description = name === "pmtGain" ? `Ch ${Number(index) + 1} HV` : undefined;
    const list = lists.get(name) ?? [];
    list.push(element("IndexedValue", { index, value, description }));
    lists.set(name, list);
  }
  const nested = [...lists].map(([key, members]) => element("PVStateValue", { key }, members));
  return element("PVStateShard", {}, [...values, ...nested]);
}

/** Size and times of the line scan's own image. The reader takes the period from here, and so should everybody. */
export function frameSettings({ timing: { period }, pixelsPerLine }: LineScan, lines: number): Settings {
  const size: [string, string][] = [["linesPerFrame", String(lines)], ["pixelsPerLine", String(pixelsPerLine)]];
  if (period === undefined) return new Map(size);
  const line = seconds(period);
  return new Map([["framePeriod", String(line * lines)], ...size, ["scanLinePeriod", String(line)]]);
}

/** Where the line ran, in pixels of the source image; absent where neither place nor length is known. */
export function lineDefinition(scan: LineScan, source: ReferenceImage | undefined): readonly WrittenElement[] {
  const { path, pixelSize_um, pixelsPerLine } = scan;
  if (path.shape === "unknown" && pixelSize_um === undefined && path.vertices.length === 0) return [];
  const lineLength =
    pixelSize_um === undefined
      ? undefined
      : readAs(pixelSize_um, pixelSize_um * pixelsPerLine, (written) => written / pixelsPerLine);
  const mode = { straight: "straightLine", freehand: "freeHand", circle: "circle", unknown: "unknown" }[path.shape];
  const [from, to] = path.vertices;
  const straight = path.shape === "straight";
  const ends = straight && from && to
    // A line that runs aslant has a second y, which Prairie's own lines, level in a turned field, don't need.
    ? { startPixelY: from.y, startPixelX: from.x, stopPixelX: to.x, stopPixelY: from.y === to.y ? undefined : to.y }
    : {};
  const line = straight || lineLength !== undefined ? [element("Line", { ...ends, lineLength })] : [];
  const points = straight ? [] : path.vertices.map(({ x, y }) => element("Freehand", { x, y }));
  return [
    element(
      "PVLinescanDefinition",
      { scanContinuous: "False", mode, SourcePixelsPerLine: source?.width, SourceLinesPerFrame: source?.height },
      path.shape === "freehand" ? points : [...line, ...points],
    ),
  ];
}
