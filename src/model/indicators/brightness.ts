import { textOf, valueOf, type Settings } from "#units";
import type { Dye } from "./dyes.js";

/** Relative brightness of a µM of dye: calcium-bound calcium green-1 is 1. */
export interface DyeBrightness {
  readonly free: number;
  readonly bound: number;
}

/** What one µM of the free and of the bound form adds to fluorescence: F = free·([D]ₜ − [CaD]) + bound·[CaD]. */
export function dyeBrightness(dye: Dye, settings: Settings = {}): DyeBrightness {
  const bound = valueOf(dye.numbers, "brightness", settings);
  if (dye.kind === "structural") return { bound, free: bound };
  return { bound, free: bound / valueOf(dye.numbers, "dynamicRange", settings) };
}

/** The dye as parameters of the pools that may hold it: `proteinCalcium` a protein, the others a buffer. */
export function dyeSettings(dye: Dye, settings: Settings = {}): Settings {
  switch (dye.kind) {
    case "structural":
      return {};
    case "protein":
      return { "proteinCalcium.dyeDiffusion": textOf(dye.numbers, "diffusion", settings) };
    case "buffer": {
      const { numbers } = dye;
      return Object.fromEntries(
        ["spineCalcium", "mobileBufferCalcium"].flatMap((pool) => [
          [`${pool}.dyeHalf`, textOf(numbers, "half", settings)],
          [`${pool}.dyeOn`, textOf(numbers, "on", settings)],
          [`${pool}.dyeMagnesium`, textOf(numbers, "magnesium", settings)],
          [`${pool}.dyeDiffusion`, textOf(numbers, "diffusion", settings)],
        ]),
      );
    }
  }
}
