import { exp, log, square } from "#elementary";
import type { Settings } from "#units";
import { misuse } from "./failures.js";
import { pointSpread, type Optics, type PointSpread } from "./point-spread.js";
import { microscopeValue } from "./quantities.js";

/** What a laser of this power does in the focus, all rates per ms of open shutter. */
export interface Illumination {
  readonly spread: PointSpread;
  /** Detected photons per µM·µm³ of dye of relative brightness 1. */
  readonly photons: number;
  /** Share of the unbleached dye in the scanned line that bleaches, */
  readonly bleaching: number;
  /** and at which unbleached dye comes back, shutter open or closed. */
  readonly recovery: number;
  /** Photodamage, as a share of what the cell stands. */
  readonly damage: number;
}

/** The optics and power for which the microscope's numbers are stated. */
const REFERENCE = { numericalAperture: 0.9, wavelength_nm: 830, medium: 1.33, power_mW: 10 } as const;

/** Share of a dye's light, which leaves to all sides, that the objective catches. */
const collected = ({ numericalAperture, medium }: Optics): number => {
  const sine = numericalAperture / medium;
  return (1 - Math.sqrt(1 - sine * sine)) / 2;
};

/**
 * Excitation, bleaching and damage at a mean power at the sample.
 *
 * Two photons are absorbed at once, so excitation and bleaching follow the square of the intensity, power over
 * lateral². A sharper focus is brighter and smaller: dye that fills it gives about the same light at any aperture, but
 * for the share that the objective catches. With `saturating`, a molecule is excited once a pulse at most: p² becomes
 * P²(1 − exp(−p²/P²)), with P the power at which it is excited 1 − 1/e times a pulse (Denk, Strickler & Webb 1990).
 * Damage is the integral of intensity to the power 2.5 over time and focus (as quoted from Hopt & Neher 2001).
 *
 * Stops being true: bleaching is one number for the line rather than a map; bleaching orders of 3 and more, seen at
 * high power, are left out; saturation does not widen the focus.
 */
export function illumination({ optics, power_mW, saturating = false, settings = {} }: {
  optics: Optics; power_mW: number; saturating?: boolean; settings?: Settings;
}): Illumination {
  if (!(power_mW >= 0)) throw misuse("power-negative", { power: power_mW });
  const value = (name: Parameters<typeof microscopeValue>[0]): number => microscopeValue(name, settings);
  const spread = pointSpread(optics, value("widening"));
  const reference = pointSpread(REFERENCE);
  const concentrated = square(reference.lateral / spread.lateral);
  const intensity = (power_mW / REFERENCE.power_mW) * concentrated;
  const limit = square(value("saturation") / REFERENCE.power_mW);
  const squared = intensity * intensity;
  const excited = saturating ? limit * (1 - exp(-squared / limit)) : squared;
  const raised = intensity > 0 ? exp(value("damageExponent") * log(intensity)) : 0;
  return {
    spread,
    photons: value("brightness") * excited * (collected(optics) / collected(REFERENCE)),
    bleaching: value("bleaching") * excited,
    recovery: value("bleachingRecovery"),
    damage: (raised * (spread.volume / reference.volume)) / value("damageDose"),
  };
}

/**
 * Share of the dye that is left unbleached after `duration` ms: dy/dt = −b·y + r·(1 − y), with b = 0 while the shutter
 * is closed. In closed form, so that any number of trials and pauses chain.
 */
export function unbleached(
  before: number,
  duration: number,
  { bleaching, recovery }: Pick<Illumination, "bleaching" | "recovery">,
  shutter: "open" | "closed",
): number {
  const loss = shutter === "open" ? bleaching : 0;
  const rate = loss + recovery;
  if (rate === 0) return before;
  const end = recovery / rate;
  return end + (before - end) * exp(-rate * duration);
}

/** What the light has done to the cell. */
export interface Photodamage {
  /** Open shutter so far, as a share of what the cell stands. */
  readonly dose: number;
  readonly damaged: boolean;
  /** Resting calcium, as a multiple of the healthy cell's. */
  readonly restingCalcium: number;
}

/**
 * Damage after `open` ms of open shutter. Below the dose that the cell stands nothing shows; beyond it resting calcium
 * rises in proportion (that it rises is quoted from Hopt & Neher 2001; dose and slope are chosen). Damage does not
 * heal.
 */
export function photodamage(
  open: number,
  { damage }: Pick<Illumination, "damage">,
  settings: Settings = {},
): Photodamage {
  const dose = open * damage;
  const beyond = Math.max(0, dose - 1);
  return { dose, damaged: dose > 1, restingCalcium: 1 + microscopeValue("damageSlope", settings) * beyond };
}
