import { hypot } from "#elementary";
import type { Issue, ScanPath } from "#recording";
import { stateNumber, type StateLayers } from "./state.js";
import { childrenNamed, finiteNumber, type XmlElement } from "./xml-tree.js";

/** Where the beam ran and how far apart its pixels lie. */
export interface LineGeometry {
  readonly path: ScanPath;
  readonly pixelSize_um?: number;
  readonly issues: readonly Issue[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const UNKNOWN: ScanPath = { shape: "unknown", vertices: [] };

/**
 * Path and pixel size from a PVLinescanDefinition, for a scan of `pixels` pixels a line.
 *
 * Vertices are pixels of the source image. A straight line of n pixels runs from `startPixelX` to `stopPixelX`
 * inclusive, and its `lineLength` (µm) is n times the source's `micronsPerPixel`: so all four samples. A freehand line
 * lists its points; its pixel size is the mean spacing. Other shapes keep whatever points they list, and no size is
 * claimed for them beyond `micronsPerPixel` where the file gives a length.
 */
export function lineGeometry(definition: XmlElement | undefined, state: StateLayers, pixels: number, file: string): LineGeometry {
  const micronsPerPixel = positive(stateNumber(state, "micronsPerPixel_XAxis"));
  if (!definition) return { path: UNKNOWN, issues: [] };
  const mode = definition.attributes.get("mode") ?? "";
  const line = childrenNamed(definition, "Line")[0];
  if (/^straight/i.test(mode) || (mode === "" && line)) return straightLine(line, micronsPerPixel, pixels, file);
  const vertices = listedPoints(definition, state);
  if (/^free/i.test(mode)) return freehandLine(vertices, micronsPerPixel, pixels, file);
  const shape = /circle/i.test(mode) ? "circle" : "unknown";
  const length = positive(finiteNumber(line?.attributes.get("lineLength")));
  const size = length !== undefined && pixels > 0 ? { pixelSize_um: length / pixels } : {};
  return {
    path: { shape, vertices },
    ...size,
    issues: [
      {
        severity: "note",
        code: "prairie-line-shape",
        message: `the line's mode is "${mode}", whose definition is not documented; ${vertices.length} listed points were kept as they stand`,
        file,
      },
    ],
  };
}

function straightLine(
  line: XmlElement | undefined,
  micronsPerPixel: number | undefined,
  pixels: number,
  file: string,
): LineGeometry {
  const at = (name: string): number | undefined => finiteNumber(line?.attributes.get(name));
  const [startX, startY, stopX] = [at("startPixelX"), at("startPixelY"), at("stopPixelX")];
  const issues: Issue[] = [];
  const path: ScanPath =
    startX === undefined || startY === undefined || stopX === undefined
      ? { shape: "straight", vertices: [] }
      : {
          shape: "straight",
          vertices: [
            { x: startX, y: startY },
            { x: stopX, y: at("stopPixelY") ?? startY },
          ],
        };
  const length = positive(at("lineLength"));
  const fromLength = length !== undefined && pixels > 0 ? length / pixels : undefined;
  if (fromLength !== undefined && micronsPerPixel !== undefined && Math.abs(fromLength / micronsPerPixel - 1) > 0.01) {
    issues.push({
      severity: "warning",
      code: "prairie-pixel-size-contradiction",
      message:
        `the line is ${shown(length)} µm long over ${pixels} pixels (${shown(fromLength)} µm each), but micronsPerPixel ` +
        `says ${shown(micronsPerPixel)} µm; the line's own length was used`,
      file,
    });
  }
  const size = fromLength ?? micronsPerPixel;
  return { path, ...(size === undefined ? {} : { pixelSize_um: size }), issues };
}

function freehandLine(vertices: readonly Point[], micronsPerPixel: number | undefined, pixels: number, file: string): LineGeometry {
  const path: ScanPath = { shape: "freehand", vertices };
  const steps = vertices.slice(1).map((to, i) => hypot(to.x - (vertices[i]?.x ?? to.x), to.y - (vertices[i]?.y ?? to.y)));
  const length = steps.reduce((sum, step) => sum + step, 0);
  if (micronsPerPixel === undefined || pixels < 2 || !(length > 0)) return { path, issues: [] };
  const size = (length * micronsPerPixel) / (pixels - 1);
  const message = `the pixels of a freehand line are unevenly spaced; ${shown(size)} µm is their mean distance`;
  return { path, pixelSize_um: size, issues: [{ severity: "note", code: "prairie-freehand-pixel-size", message, file }] };
}

/** Points in source pixels: elements with x and y; those named PV… give fractions of the source image. */
function listedPoints(definition: XmlElement, state: StateLayers): readonly Point[] {
  const width = finiteNumber(definition.attributes.get("SourcePixelsPerLine")) ?? fileNumber(state, "pixelsPerLine");
  const height = finiteNumber(definition.attributes.get("SourceLinesPerFrame")) ?? fileNumber(state, "linesPerFrame");
  const points = (fractional: boolean): readonly Point[] =>
    definition.children.flatMap((child) => {
      if (child.name.startsWith("PV") !== fractional) return [];
      const x = finiteNumber(child.attributes.get("x") ?? child.attributes.get("X"));
      const y = finiteNumber(child.attributes.get("y") ?? child.attributes.get("Y"));
      return x === undefined || y === undefined ? [] : [{ x, y }];
    });
  const inPixels = points(false);
  if (inPixels.length > 0 || width === undefined || height === undefined) return inPixels;
  return points(true).map(({ x, y }) => ({ x: x * width, y: y * height }));
}

/** The file-level number: that of the source image, whatever the line scan's frame says. */
function fileNumber(state: StateLayers, key: string): number | undefined {
  return finiteNumber(state.file.get(key.toLowerCase())?.value);
}

const positive = (value: number | undefined): number | undefined => (value !== undefined && value > 0 ? value : undefined);
const shown = (value: number | undefined): string => String(Number((value ?? 0).toPrecision(4)));
