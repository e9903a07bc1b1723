import type { PairingMeasurement } from "#analysis";
import { pairingDrawing } from "./plot-pairing.js";
import { standaloneSvg } from "./svg.js";
import { light, type Theme } from "./tokens.js";

/** The figure of one result as an SVG file's text, with its font named and its ground drawn. The same result, the same text. */
export function plotSvg(result: PairingMeasurement, theme: Theme = light): string {
  return standaloneSvg(pairingDrawing(result, theme), theme);
}
