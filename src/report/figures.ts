import type { Measurement } from "#analysis";
import { distributionDrawing } from "./distribution.js";
import { stackDrawing } from "./stack.js";
import { standaloneSvg, type Drawing } from "./svg.js";
import { light, type Theme } from "./tokens.js";
import { concordanceDrawing, sessionDrawing, stripDrawing } from "./trial-charts.js";

/** A figure as a file of its own; `name` is without extension, such as "amplitudes". */
export interface Figure {
  readonly name: string;
  readonly svg: string;
}

/**
 * Every figure of the measurement that has something to show, as SVG that carries its images and names its font.
 * The same measurement gives the same bytes.
 */
export function figures(measurement: Measurement, theme: Theme = light): Figure[] {
  const { amplitudes } = measurement;
  const drawings: readonly (readonly [string, Drawing | undefined])[] = [
    ["overview", stackDrawing(measurement, { theme, layout: "wide" })],
    ["line-scan", measurement.pictures.length > 0 ? stackDrawing(measurement, { theme, layout: "wide", rows: ["pictures"] }) : undefined],
    ["traces", measurement.regions.some((region) => region.mean.some(Number.isFinite)) ? stackDrawing(measurement, { theme, layout: "wide", rows: ["traces"] }) : undefined],
    ["trials", stripDrawing(measurement, theme)],
    ["amplitudes", amplitudes && distributionDrawing(amplitudes, theme, 420)],
    ["calcium-and-soma", concordanceDrawing(measurement, theme, 420)],
    ["session", sessionDrawing(measurement, theme, 420)],
  ];
  return drawings.flatMap(([name, drawing]) => (drawing ? [{ name, svg: standaloneSvg(drawing, theme) }] : []));
}
