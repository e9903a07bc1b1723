import type { GroupedMeasurement, Measurement, PairingMeasurement } from "#analysis";
import { groupsDrawing } from "./plot-groups.js";
import { pairingDrawing } from "./plot-pairing.js";
import { picturesDrawing, type Pictured } from "./plot-pictures.js";
import { stackDrawing } from "./stack.js";
import { standaloneSvg, type Drawing } from "./svg.js";
import { light, type Theme } from "./tokens.js";

/** What has a figure of its own: results, and a recording's pictures. */
export type Plottable = PairingMeasurement | Measurement | GroupedMeasurement | Pictured;

/** The figure of one result as an SVG file's text, with its font named and its ground drawn. The same result, the same text. */
export function plotSvg(result: Plottable, theme: Theme = light): string {
  return standaloneSvg(drawingOf(result, theme), theme);
}

function drawingOf(result: Plottable, theme: Theme): Drawing {
  if ("groups" in result) return groupsDrawing(result, theme);
  if ("paired" in result) return pairingDrawing(result, theme);
  if ("images" in result) return picturesDrawing(result, theme);
  return stackDrawing(result, { theme, layout: "wide" });
}
