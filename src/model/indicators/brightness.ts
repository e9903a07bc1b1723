import { textOf, valueOf, type Settings } from "../quantities.js";
import type { Dye } from "./dyes.js";

/** Relative brightness of a µM of dye: calcium-bound calcium green-1 is 1. */
export interface DyeBrightness {
  readonly free: number;
  readonly bound: number;
}

/** What one µM of the free and of the bound form adds to fluorescence: F = free·([D]ₜ − [CaD]) + bound·[CaD]. */
export function dyeBrightness(dye: Dye, settings: Settings = {}): DyeBrightness {
  const bound = valueOf(dye.numbers, "brightness", settings);
  return { bound, free: bound / valueOf(dye.numbers, "dynamicRange", settings) };
}

/** The dye as parameters of its pool: `spineCalcium`, or `proteinCalcium` for a protein. */
export function dyeSettings(dye: Dye, settings: Settings = {}): Settings {
  const text = (name: "half" | "on" | "magnesium" | "diffusion"): string => textOf(dye.numbers, name, settings);
  if (dye.kind === "protein") return { "proteinCalcium.dyeDiffusion": text("diffusion") };
  if (dye.kind === "structural") return {};
  return {
    "spineCalcium.dyeHalf": text("half"),
    "spineCalcium.dyeOn": text("on"),
    "spineCalcium.dyeMagnesium": text("magnesium"),
    "spineCalcium.dyeDiffusion": text("diffusion"),
  };
}
