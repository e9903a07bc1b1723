/** Readings as photons, where the recording knows its detector. */
import type { Channel } from "radiatum/recording";

/** The detector's reading without light, and what one photon adds to it. */
export type PhotonScale = Required<Pick<Channel, "darkLevel" | "countsPerPhoton">>;

/** Undefined where the recording doesn't say both. */
export function photonScaleOf(channel: Channel | undefined): PhotonScale | undefined {
  const { darkLevel, countsPerPhoton } = channel ?? {};
  return darkLevel !== undefined && countsPerPhoton !== undefined && countsPerPhoton > 0 ? { darkLevel, countsPerPhoton } : undefined;
}

/** Photons of a reading; a detector's noise may read as less than none. */
export const photonsOf = (counts: number, { darkLevel, countsPerPhoton }: PhotonScale): number => (counts - darkLevel) / countsPerPhoton;
