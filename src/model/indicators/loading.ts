import { exp } from "#elementary";
import { chosen, partOf } from "#engine";
import { quantities, valueOf, type Settings } from "#units";
import { asQuoted, muller2005, puschNeher1988 } from "../references.js";

/** How a dye gets from the pipette into a spine. */
export const loadingQuantities = quantities("loading", {
  soma: [
    "120 s",
    asQuoted(puschNeher1988, "0.6·Rₛ·∛M for 700 Da and 15 MΩ is 80 s in small cells"),
    { from: "30 s", to: "300 s" },
  ],
  dendrite: [
    "480 s",
    partOf(muller2005, "dendrites of CA1 exchange with the pipette within about 10 min"),
    { from: "180 s", to: "1200 s" },
  ],
  /** Where `dendrite` was taken. */
  distance: ["100 µm", chosen("middle of stratum radiatum"), { from: "50 µm", to: "200 µm" }],
});

/**
 * Concentration of a dye at a spine, µM, some time after break-in:
 *
 *     C·(1 − exp(−t/τ)),  τ = τ_soma + τ_dendrite·(x/x₀)²
 *
 * with x along the dendrite: 10 min at 100 µm. One exponential for what is a wave of diffusion: too high in the first
 * two minutes, and the tips of the tuft fill later still.
 */
export function dyeLoaded(
  concentration_uM: number,
  at: { readonly sinceBreakIn_min: number; readonly distance_um: number },
  settings: Settings = {},
): number {
  const value = (name: "soma" | "dendrite" | "distance"): number => valueOf(loadingQuantities, name, settings);
  const reach = at.distance_um / value("distance");
  const time = value("soma") + value("dendrite") * reach * reach;
  return concentration_uM * (1 - exp((-at.sinceBreakIn_min * 60_000) / time));
}
