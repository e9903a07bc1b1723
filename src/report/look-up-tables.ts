export type LookUpTable = "Green" | "Grey" | "Fire" | "Viridis";

/**
 * Colours at equal steps from dark to bright; between them sRGB is interpolated linearly.
 *
 * Green, Grey and Fire are ours: lightness rises monotonically. Viridis is thinned to nine of the colours of
 * van der Walt & Smith 2015 (matplotlib, CC0): no channel is off by more than 18 of 255, and that near the yellow end.
 */
const STOPS: Readonly<Record<LookUpTable, readonly (readonly [number, number, number])[]>> = {
  Green: [[0, 0, 0], [0, 62, 22], [18, 138, 48], [96, 214, 88], [224, 255, 196]],
  Grey: [[0, 0, 0], [255, 255, 255]],
  Fire: [[0, 0, 0], [60, 0, 110], [180, 20, 60], [245, 120, 10], [255, 230, 90], [255, 255, 240]],
  Viridis: [
    [68, 1, 84], [71, 45, 123], [59, 82, 139], [44, 114, 142], [33, 145, 140], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37],
  ],
};

/** The table as 256 colours, three bytes each: a PNG's palette. */
export function lookUpTable(name: LookUpTable): Uint8Array {
  const stops = STOPS[name];
  const colours = new Uint8Array(768);
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(place), stops.length - 2);
    for (let part = 0; part < 3; part++) {
      const from = stops[below]?.[part] ?? 0;
      const to = stops[below + 1]?.[part] ?? 0;
      colours[3 * level + part] = Math.round(from + (to - from) * (place - below));
    }
  }
  return colours;
}
