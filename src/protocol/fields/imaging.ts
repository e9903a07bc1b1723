/** Fields of the microscope. */
import type { Detector, Imaging, Optics } from "../protocol.js";
import { list, name, number, orNone } from "../shapes/plain.js";
import { quantity } from "../shapes/quantities.js";
import { record, variants, type Field, type Fields } from "../shapes/record.js";
import type { Draft, Shape } from "../shapes/shape.js";

const detector = record<Detector>("a detector", {
  bits: { shape: number({ what: "a whole number", least: 8, most: 16, whole: true }), about: "Of the converter.", default: 12 },
  darkLevel: { shape: number({ what: "counts", least: 0, most: 60_000 }), about: "Reading without light, in counts.", default: 50 },
  countsPerPhoton: { shape: number({ what: "counts", least: 0.001, most: 10_000 }), about: "Counts a detected photon makes, on average.", default: 10 },
  readNoise: { shape: number({ what: "counts", least: 0, most: 10_000 }), about: "Standard deviation of the electronics, in counts.", default: 2 },
  excessNoise: {
    shape: number({ what: "a factor", least: 1, most: 10 }), default: 1.25,
    about: "One more than variance over squared mean of the pulse that one photon makes; 1 is a perfect counter.",
  },
  backgroundRate: { shape: quantity("frequency", { least: "0 /ms", most: "100000 /ms" }), about: "Stray photons.", default: "10 /ms" },
});

const optics: Fields<Optics> = {
  wavelength: { shape: quantity("length", { least: "680 nm", most: "1300 nm" }), about: "Of the laser.", default: "830 nm" },
  numericalAperture: { shape: number({ what: "an aperture", least: 0.1, most: 1.5 }), about: "Of the objective.", default: 0.9 },
  medium: { shape: number({ what: "a refractive index", least: 1, most: 1.6 }), about: "Refractive index of what the objective dips into.", default: 1.33 },
  power: { shape: quantity("power", { above: "0 mW", most: "200 mW" }), about: "Mean power at the sample; light goes with its square, and dyes that are dim at rest need more: magnesium green 20 mW.", default: "10 mW" },
  detector: { shape: detector, about: "Detector and converter.", default: {} },
};

const firstSpine = { by: (draft: Draft): unknown => draft.spines?.[0]?.name ?? "spine", said: "the first spine" };
const around: Field<string> = { shape: name(), about: 'Spine in the middle, or "soma".', implied: firstSpine };
const pixels = (fallback: number): Field<number> => ({
  shape: number({ what: "a whole number", least: 2, most: 4096, whole: true }), about: "Pixels of a line.", default: fallback,
});
const dwell: Field<string> = { shape: quantity("time", { above: "0 ms", most: "10 ms" }), about: "Of one pixel.", default: "4 µs" };
const length = (): Shape<string> => quantity("length", { above: "0 µm", most: "2 mm" });

const point = record<{ readonly x: number; readonly y: number }>("a point", {
  x: { shape: number({ what: "µm", least: -2000, most: 2000 }), about: "µm from the spine's head, along the dendrite." },
  y: { shape: number({ what: "µm", least: -2000, most: 2000 }), about: "µm from the spine's head, away from the dendrite." },
});

export const imaging = variants<Imaging>("a way of imaging", {
  "line scan": {
    about: "One line again and again, through a spine and its shaft.",
    aliases: ["line", "linescan", "lines"],
    fields: {
      ...optics,
      through: { shape: name(), about: "Spine whose head and shaft the line crosses.", implied: firstSpine },
      path: {
        shape: orNone(list("points of a path", point, { least: 2, most: 100 })), default: "none",
        about: "Ends and corners in the plane of that spine, for lines that go elsewhere.",
      },
      length: { shape: length(), about: "Of the straight line, without a path.", default: "8 µm" },
      pixels: pixels(64),
      period: { shape: quantity("time", { least: "0.05 ms", most: "1 s" }), about: "From line to line.", default: "2 ms" },
      from: { shape: quantity("time", { least: "0 ms" }), about: "The shutter opens here, until the trial ends.", default: "0 ms" },
    },
  },
  frame: {
    about: "Square frames around a spine or the soma.",
    aliases: ["frames", "frame scan"],
    fields: {
      ...optics, around,
      width: { shape: length(), about: "Side of the frame.", default: "20 µm" },
      pixels: pixels(128), dwell,
      frames: { shape: number({ what: "a whole number", least: 1, most: 10_000, whole: true }), about: "How many.", default: 1 },
    },
  },
  stack: {
    about: "Frames at successive depths, for pictures of the cell.",
    aliases: ["z-stack", "zstack"],
    fields: {
      ...optics, around,
      width: { shape: length(), about: "Side of the frames.", default: "200 µm" },
      pixels: pixels(256), dwell,
      depth: { shape: length(), about: "From the first frame to the last, half on either side.", default: "40 µm" },
      step: { shape: length(), about: "From frame to frame.", default: "1 µm" },
    },
  },
}, () => "line scan");
