import { square } from "#elementary";

/** Two correlated estimates and Student's t for their interval. */
interface RatioParts {
  readonly top: number;
  readonly bottom: number;
  readonly vTop: number;
  readonly vBottom: number;
  readonly covariance: number;
  readonly t: number;
}

/**
 * All ratios ρ for which top − ρ·bottom is not significantly different from 0, for *correlated* top and bottom, such as
 * intercept and slope of one line or two responses of the same trial. Undefined where the bottom may be 0, for then the
 * set is unbounded. Fieller 1954, J. R. Stat. Soc. B 16:175.
 */
export function fiellerEnds({ top, bottom, vTop, vBottom, covariance, t }: RatioParts): { low: number; high: number } | undefined {
  const a = square(bottom) - square(t) * vBottom;
  if (!(a > 0)) return undefined;
  const b = top * bottom - square(t) * covariance;
  const c = square(top) - square(t) * vTop;
  const root = Math.sqrt(Math.max(b * b - a * c, 0));
  return { low: (b - root) / a, high: (b + root) / a };
}
