/**
 * Random streams of a trial, one a purpose, so that a further contact or channel changes no draw of the others. The
 * engine's own begin at 0, two a point process.
 */
export const STREAM = {
  /** Whether a shock reaches an axon's threshold; plus the axon's place. */
  firing: 0x1000_0000,
  /** Release at one contact; plus the contact's place. */
  release: 0x2000_0000,
  /** Photons and the detector's noise; plus the channel. */
  light: 0x3000_0000,
  /** The amplifier's noise. */
  electrode: 0x4000_0000,
} as const;

/** Seeds of the cell's own making, which no trial may share. */
export const SEED = { elsewhere: 0x5eed_0001 } as const;
