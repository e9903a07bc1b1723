import { failures } from "#errors";

const number = (x: number): string => String(Number(x.toPrecision(3)));

export const misuse = failures("usage", {
  "aperture-impossible": (f: { aperture: number; medium: number }) =>
    `A numerical aperture of ${f.aperture} is not possible in a medium of refractive index ${f.medium}: it lies ` +
    `above 0 and below the index (water 1.33). The paper's objectives have 0.8 and 0.9.`,
  "wavelength-impossible": (f: { wavelength: number }) =>
    `${f.wavelength} nm is no wavelength for two-photon excitation; use 680 to 1300 nm (the paper's are 810 and 830).`,
  "power-negative": (f: { power: number }) => `The laser's power is ${f.power} mW; it must be 0 or more.`,
  "power-malformed": (f: { text: string; what: string }) => `"${f.text}" is not ${f.what}: write it like "10 mW".`,
  "scan-impossible": (f: { what: string; value: number; needed: string }) =>
    `${f.what} is ${f.value}; it must be ${f.needed}.`,
  "line-without-length": (f: { length: number }) =>
    `The scanned line is ${number(f.length)} µm long; give two ends that lie apart.`,
  "detector-impossible": (f: { what: string; value: number; needed: string }) =>
    `The detector's ${f.what} is ${f.value}; it must be ${f.needed}.`,
  "detector-overfull": (f: {
    channel: string; photons: number; reading: number; full: number; bits: number; dwell_us: number; gain: number;
  }) =>
    `${f.channel} would read ${number(f.reading)} counts at rest in its brightest pixel ` +
    `(${number(f.photons)} photons in ${number(f.dwell_us)} µs, ${number(f.gain)} counts each), and ${f.bits} bits ` +
    `end at ${f.full}. Lower the power, or the counts per photon ` +
    `(${number((f.gain * f.full) / (2 * f.reading))} leaves room for a response), or take more bits.`,
});
