import { chosen, partOf, type Source } from "#engine";
import { misuse } from "../failures.js";
import { hint } from "../nearest.js";
import { quantities, type Quantities } from "#units";
import {
  asQuoted, chen2013, gee2000, haugland1996, maravall2000, sabatini2002, yasuda2004, yuste1999,
} from "../references.js";

/** A fluorescent dye of the pipette or, GCaMP6f, of the cell. Bound calcium green-1 is the unit of `brightness`. */
export type Dye = DyeName & (Buffering | Protein | Structural);

interface DyeName {
  readonly name: string;
  readonly aliases: readonly string[];
  /** In which of the microscope's two channels it shows. */
  readonly color: "green" | "red";
}

/**
 * Binds calcium at one site: `half` is K_D without Mg²⁺, `on` the rate of binding, `magnesium` 1/K_Mg, `dynamicRange`
 * bound over free, `brightness` the bound form's.
 */
interface Buffering {
  readonly kind: "buffer";
  readonly numbers: Quantities<"half" | "on" | "magnesium" | "dynamicRange" | "brightness" | "diffusion">;
}

/** Binds calcium by the scheme of `proteinCalcium`. */
interface Protein {
  readonly kind: "protein";
  readonly numbers: Quantities<"dynamicRange" | "brightness" | "diffusion">;
}

/** Calcium leaves it alone. */
interface Structural {
  readonly kind: "structural";
  readonly numbers: Quantities<"brightness" | "diffusion">;
}

type Entry = readonly [text: string, source: Source, bounds: { readonly from: string; readonly to: string }];

const unmeasured = chosen("as Fluo-4; measure it in the internal solution");
const quantumYield = asQuoted(haugland1996, "absorption times quantum yield of the bound form");
const bapta: Entry = [
  "0.6 /µM/ms",
  chosen("as BAPTA and its relatives bind"),
  { from: "0.1 /µM/ms", to: "0.8 /µM/ms" },
];
const fluo: Entry = [
  "0.3 /µM/ms",
  chosen("as Fluo dyes bind, slower than BAPTA"),
  { from: "0.1 /µM/ms", to: "0.8 /µM/ms" },
];
const blindToMagnesium: Entry = ["0 /mM", chosen("K_Mg of BAPTA is above 10 mM"), { from: "0 /mM", to: "0.1 /mM" }];
const small: Entry = ["0.02 µm²/ms", chosen("15–20 µm²/s in cytoplasm"), { from: "0.005 µm²/ms", to: "0.1 µm²/ms" }];
const fluoBrightness: Entry = ["0.2", quantumYield, { from: "0.05", to: "0.5" }];

/** Every dye, by affinity; the structural last. */
export const dyes: readonly Dye[] = [
  {
    name: "calcium green-1",
    aliases: ["CG-1", "CG1", "calcium green 1", "calcium green"],
    kind: "buffer",
    color: "green",
    numbers: quantities("calciumGreen1", {
      half: ["0.189 µM", partOf(yuste1999, "after Haugland 1996"), { from: "0.15 µM", to: "0.3 µM" }],
      on: bapta,
      magnesium: blindToMagnesium,
      dynamicRange: ["14", asQuoted(haugland1996), { from: "6", to: "20" }],
      brightness: ["1", chosen("the unit"), { from: "0.5", to: "2" }],
      diffusion: small,
    }),
  },
  {
    name: "OGB-1",
    aliases: ["OGB1", "Oregon green BAPTA-1", "Oregon green 488 BAPTA-1"],
    kind: "buffer",
    color: "green",
    numbers: quantities("oregonGreenBapta1", {
      half: ["0.205 µM", sabatini2002, { from: "0.15 µM", to: "0.35 µM" }],
      on: bapta,
      magnesium: blindToMagnesium,
      dynamicRange: ["6", maravall2000, { from: "4", to: "14" }],
      brightness: ["0.9", quantumYield, { from: "0.5", to: "2" }],
      diffusion: small,
    }),
  },
  {
    name: "Fluo-4",
    aliases: ["fluo 4", "fluo4"],
    kind: "buffer",
    color: "green",
    numbers: quantities("fluo4", {
      half: ["0.345 µM", asQuoted(gee2000), { from: "0.2 µM", to: "1 µM" }],
      on: fluo,
      magnesium: blindToMagnesium,
      dynamicRange: ["100", asQuoted(gee2000), { from: "20", to: "150" }],
      brightness: fluoBrightness,
      diffusion: small,
    }),
  },
  {
    name: "Fluo-5F",
    aliases: ["fluo 5F", "fluo5F"],
    kind: "buffer",
    color: "green",
    numbers: quantities("fluo5F", {
      half: ["2.3 µM", chosen("as commonly quoted from Haugland 2002; not checked"), { from: "0.8 µM", to: "3 µM" }],
      on: fluo,
      magnesium: blindToMagnesium,
      dynamicRange: ["100", unmeasured, { from: "20", to: "150" }],
      brightness: fluoBrightness,
      diffusion: small,
    }),
  },
  {
    name: "magnesium green",
    aliases: ["MgGreen", "Mg green", "MgG", "mag green", "MgGr"],
    kind: "buffer",
    color: "green",
    numbers: quantities("magnesiumGreen", {
      half: ["6 µM", partOf(yuste1999, "after Haugland 1996, without Mg²⁺"), { from: "5 µM", to: "7 µM" }],
      on: [
        "0.09 /µM/ms",
        chosen("as models of CA1 have it, with 0.6 /ms off"),
        { from: "0.05 /µM/ms", to: "0.5 /µM/ms" },
      ],
      magnesium: ["1 /mM", chosen("K_Mg 1 mM, its maker's"), { from: "0.77 /mM", to: "1.43 /mM" }],
      // ΔF/F of 0.8 from rest to saturation, at 75 nM Ca²⁺ and 0.7 mM Mg²⁺, is 1.811 between free and bound.
      dynamicRange: [
        "1.811",
        partOf(sabatini2002, "in situ: 7.1 % per action potential, 57 % at 12 µM"),
        { from: "1.6", to: "2.1" },
      ],
      brightness: [
        "0.073",
        chosen("500 µM at rest as bright as 30 photons where 200 µM calcium green-1 gives 100; by quantum yield 0.95"),
        { from: "0.05", to: "1" },
      ],
      diffusion: small,
    }),
  },
  {
    name: "Fluo-4FF",
    aliases: ["fluo 4FF", "fluo4FF"],
    kind: "buffer",
    color: "green",
    numbers: quantities("fluo4FF", {
      half: ["10.4 µM", asQuoted(yasuda2004), { from: "8 µM", to: "15 µM" }],
      on: fluo,
      magnesium: blindToMagnesium,
      dynamicRange: ["100", unmeasured, { from: "20", to: "150" }],
      brightness: fluoBrightness,
      diffusion: small,
    }),
  },
  {
    name: "GCaMP6f",
    aliases: ["GCaMP", "GCaMP 6f", "GCaMP-6f"],
    kind: "protein",
    color: "green",
    numbers: quantities("gcamp6f", {
      dynamicRange: ["52.8", asQuoted(chen2013, "Supplementary Table 1, ΔF/F₀ 51.8"), { from: "20", to: "60" }],
      brightness: [
        "0.65",
        chosen("absorption times quantum yield, at its own best wavelength"),
        { from: "0.2", to: "1.5" },
      ],
      diffusion: [
        "0.02 µm²/ms",
        chosen("a protein of 50 kDa in cytoplasm"),
        { from: "0.005 µm²/ms", to: "0.05 µm²/ms" },
      ],
    }),
  },
  {
    name: "Alexa Fluor 594",
    aliases: ["Alexa 594", "Alexa594", "Alexa"],
    kind: "structural",
    color: "red",
    numbers: quantities("alexa594", {
      brightness: ["1", quantumYield, { from: "0.5", to: "2" }],
      diffusion: small,
    }),
  },
];

/** Every name and alias that `dyeNamed` takes. */
export const dyeNames: readonly string[] = dyes.flatMap(({ name, aliases }) => [name, ...aliases]);

/** The dye of that name or alias, however it is capitalised. Throws a usage RigError with the nearest right word. */
export function dyeNamed(name: string): Dye {
  const wanted = name.trim().toLowerCase();
  const found = dyes.find((dye) => [dye.name, ...dye.aliases].some((known) => known.toLowerCase() === wanted));
  if (!found) throw misuse("dye-unknown", { name, hint: hint(name, dyeNames) });
  return found;
}
