import { exp, log } from "#elementary";
import { misuse } from "./failures.js";

/** What focuses the light. */
export interface Optics {
  readonly numericalAperture: number;
  readonly wavelength_nm: number;
  /** Refractive index of what the objective dips into: water 1.33. */
  readonly medium: number;
}

/** The focus: excitation falls as exp(−(x² + y²)/lateral² − z²/axial²), z along the optical axis. µm. */
export interface PointSpread {
  /** 1/e radius of the squared illumination across the axis, */
  readonly lateral: number;
  /** and along it. */
  readonly axial: number;
  /** Full widths at half maximum, 2·√ln2 times the radii: a bead's width in an image. */
  readonly lateralWidth: number;
  readonly axialWidth: number;
  /** ∫ over space, µm³: dye that fills the focus counts as this much. */
  readonly volume: number;
}

const FWHM = 2 * Math.sqrt(log(2));

/**
 * The focus of a filled objective, squared as two-photon excitation does (Zipfel, Williams & Webb 2003, Nat Biotechnol
 * 21:1369):
 *
 *     lateral = 0.325 λ / (√2 · NA^0.91)        (0.320 λ / (√2 · NA) for NA ≤ 0.7)
 *     axial   = 0.532 λ / √2 · 1 / (n − √(n² − NA²))
 *
 * `widening` multiplies both, for tissue and for an objective that the beam does not fill. A Gaussian has no rings, and
 * none of the focus's slow axial wings: light from far out of focus is underestimated.
 */
export function pointSpread({ numericalAperture, wavelength_nm, medium }: Optics, widening = 1): PointSpread {
  if (!(numericalAperture > 0 && numericalAperture < medium)) {
    throw misuse("aperture-impossible", { aperture: numericalAperture, medium });
  }
  if (!(wavelength_nm >= 680 && wavelength_nm <= 1300)) {
    throw misuse("wavelength-impossible", { wavelength: wavelength_nm });
  }
  const wavelength = wavelength_nm / 1000 / Math.sqrt(2);
  const high = numericalAperture > 0.7;
  const spread = high ? 0.325 / exp(0.91 * log(numericalAperture)) : 0.32 / numericalAperture;
  const lateral = widening * wavelength * spread;
  const depth = medium - Math.sqrt(medium * medium - numericalAperture * numericalAperture);
  const axial = (widening * wavelength * 0.532) / depth;
  return {
    lateral,
    axial,
    lateralWidth: FWHM * lateral,
    axialWidth: FWHM * axial,
    volume: Math.PI * Math.sqrt(Math.PI) * lateral * lateral * axial,
  };
}
