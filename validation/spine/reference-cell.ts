/** The cell of the nine reference traces (SPEC.json), made of the model's mechanisms. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  mechanismFromText,
  writeText,
  type Cell,
  type Mechanism,
  type MembranePlacement,
  type PointProcess,
} from "#engine";
import {
  ampa,
  aTypeDistal,
  aTypeProximal,
  delayedRectifier,
  hCurrent,
  highThreshold,
  nmda,
  passiveLeak,
  pyramidalSodium,
  spineCalcium,
} from "#model";
import { cylinder, type Compartment, type Section } from "#morphology";

interface SpecSection {
  readonly name: string;
  readonly L: number;
  readonly nseg: number;
  readonly diam: readonly number[];
  readonly parent: string | null;
  readonly parentx: number | null;
  readonly cm: number;
  readonly Ra: number;
  readonly g_pas: readonly number[];
  readonly e_pas: readonly number[];
  readonly gNa: readonly number[];
  readonly ar2: readonly number[];
  readonly gKdr: readonly number[];
  readonly gKA: readonly number[];
  readonly kaDist: readonly number[];
  readonly gH: readonly number[];
}
interface SpecDye {
  readonly dye: string;
  readonly B: number;
  readonly Kd: number;
  readonly kon: number;
  readonly KMg: number;
  readonly Mgi: number;
}
export interface SpecTrace {
  readonly file: string;
  readonly what: string;
  readonly dye: SpecDye;
  readonly over: { readonly nOther?: number };
  readonly protocol: {
    readonly kind: "CC" | "VC";
    readonly hold_true?: number;
    readonly pulses?: readonly (readonly [number, number, number])[];
    readonly command_true?: readonly (readonly [number, number])[];
    readonly release?: readonly number[];
    readonly other?: readonly number[];
  };
}
export interface Spec {
  readonly Vparams: {
    readonly gA: number;
    readonly gN: number;
    readonly gAo: number;
    readonly gNo: number;
    readonly Rs: number;
  };
  readonly Cparams: {
    readonly Vhead: number;
    readonly nSh: number;
    readonly dxSh: number;
    readonly dSh: number;
    readonly nNeck: number;
    readonly gamS: number;
  };
  readonly Pv_uM_per_ms_per_mM: number;
  readonly sections: readonly SpecSection[];
  readonly synapses: readonly { readonly i: number; readonly sec: string; readonly x: number }[];
  readonly traces: readonly SpecTrace[];
}

export function readSpec(folder: string): Spec {
  return JSON.parse(readFileSync(join(folder, "spine", "SPEC.json"), "utf8")) as Spec;
}

/** The same channels, whose current the membrane doesn't feel: the reference leaves the calcium current out of V. */
function electricallySilent(m: Mechanism): Mechanism {
  const text = writeText(m);
  return mechanismFromText({
    ...text,
    equations: text.equations.replace("current total = total", "current total = 0"),
  });
}

export interface ReferenceOptions {
  readonly dye?: SpecDye;
  /** Whether calcium channels change the voltage, as they do in the model and don't in the reference. */
  readonly calciumInVoltage?: boolean;
  /** How much finer than the reference shaft and neck are cut for calcium; 1 by default. */
  readonly finer?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** Of the head's channels, mV: what they bring there belongs to resting calcium. */
  readonly restingAt?: number;
  /** °C; 32 by default, as the reference. */
  readonly temperature?: number;
}

/** The reference's; `base` has what its fit says. */
const REFERENCE_KAPPA = "150";
/** A head as wide as it must be for its half to resist diffusion no more than 0.2 % of what the neck does; µm. */
const HEAD_DIAMETER = 1;

export function referenceCell(spec: Spec, options: ReferenceOptions = {}): Cell {
  const { finer = 1, settings = {} } = options;
  const temperature = `${(options.temperature ?? 32) + 273.15} K`;
  const shaftLength = spec.Cparams.nSh * spec.Cparams.dxSh;
  const longer = (shaftLength - (spec.sections.find(({ name }) => name === "sh") as SpecSection).L) / 2;
  const sections: Section[] = [];
  const of = new Map<string, { readonly section: SpecSection; readonly segment: number }>();
  const sphere = headSphere(spec.Cparams.Vhead);
  const headLength = spec.Cparams.Vhead / ((Math.PI * HEAD_DIAMETER ** 2) / 4);
  /** Membrane of the reference's sphere over ours. */
  const wider = sphere.area / (Math.PI * HEAD_DIAMETER * headLength);
  for (const section of spec.sections) {
    const { name, L, nseg, diam, parent, parentx, cm, Ra } = section;
    const place = parent === null ? undefined : placeOn(spec, parent, parentx as number);
    if (name === "head") {
      const half = HEAD_DIAMETER ** 2 / headLength;
      sections.push(
        cylinder({
          name,
          kind: "spine head",
          length: headLength,
          diameter: HEAD_DIAMETER,
          compartments: 1,
          capacitance: cm * wider,
          axialResistivity: Ra * (sphere.diameter / sphere.diameter ** 2) * half,
          parent: place,
        }),
      );
      of.set(name, { section, segment: 0 });
      continue;
    }
    const whole = name === "sh" || name === "neck";
    const pieces = whole ? 1 : nseg;
    for (let i = 0; i < pieces; i++) {
      const own =
        name === "sh"
          ? shaftLength
          : name === "oA" && i === pieces - 1
            ? L / nseg - longer
            : name === "oB" && i === 0
              ? L / nseg - longer
              : L / pieces;
      const piece = whole ? name : `${name} ${i}`;
      sections.push(
        cylinder({
          name: piece,
          kind: name === "neck" ? "spine neck" : name,
          length: own,
          diameter: diam[i] as number,
          compartments: name === "sh" ? spec.Cparams.nSh * finer : name === "neck" ? spec.Cparams.nNeck * finer : 1,
          capacitance: cm,
          axialResistivity: Ra,
          parent: i === 0 ? place : { section: `${name} ${i - 1}`, at: 1 },
        }),
      );
      of.set(piece, { section, segment: i });
    }
  }
  const settingsOf = (prefix: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(settings).flatMap(([name, text]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), text]] : [],
      ),
    );
  const at = (c: Compartment): { readonly section: SpecSection; readonly segment: number } =>
    of.get(c.section) as never;
  const value = (c: Compartment, key: "g_pas" | "e_pas" | "gNa" | "ar2" | "gKdr" | "gKA" | "kaDist" | "gH"): number => {
    const { section, segment } = at(c);
    return section[key][segment] ?? (section[key][0] as number);
  };
  const density =
    (key: "gNa" | "gKdr" | "gKA" | "gH" | "g_pas") =>
    (c: Compartment): string =>
      `${1000 * value(c, key) * (key === "g_pas" && c.section === "head" ? wider : 1)} mS/cm²`;
  const where =
    (key: "gNa" | "gKdr" | "gH") =>
    (c: Compartment): boolean =>
      value(c, key) > 0;
  const distal = (c: Compartment): boolean => value(c, "kaDist") > 0;
  const permeability = (1e-3 * spec.Pv_uM_per_ms_per_mM * spec.Cparams.Vhead) / sphere.area;
  const asked = settings["highThreshold.permeability"];
  const headPermeability = (c: Compartment): string =>
    `${(asked === undefined ? permeability : Number.parseFloat(asked)) * (c.section === "head" ? wider : 1)} µm/ms`;
  const membrane: MembranePlacement[] = [
    {
      mechanism: passiveLeak,
      in: "everywhere",
      with: { gMax: density("g_pas"), reversal: (c) => `${value(c, "e_pas")} mV` },
    },
    {
      mechanism: pyramidalSodium,
      in: where("gNa"),
      with: { gMax: density("gNa"), remaining: (c) => String(value(c, "ar2")), temperature },
    },
    { mechanism: delayedRectifier, in: where("gKdr"), with: { gMax: density("gKdr"), temperature } },
    {
      mechanism: aTypeProximal,
      in: (c) => value(c, "gKA") > 0 && !distal(c),
      with: { gMax: density("gKA"), temperature },
    },
    {
      mechanism: aTypeDistal,
      in: (c) => value(c, "gKA") > 0 && distal(c),
      with: { gMax: density("gKA"), temperature },
    },
    { mechanism: hCurrent, in: where("gH"), with: { gMax: density("gH") } },
    {
      mechanism: options.calciumInVoltage === true ? highThreshold : electricallySilent(highThreshold),
      in: { sections: ["head", "sh"] },
      with: { permeability: headPermeability, resting: `${options.restingAt ?? -77.8895} mV`, temperature },
    },
  ];
  const points: PointProcess[] = spec.synapses.flatMap(({ i, sec, x }): PointProcess[] => {
    const place = sec === "head" ? { section: "head" } : pieceAt(spec, sec, x);
    const [a, n] = i === 0 ? [spec.Vparams.gA, spec.Vparams.gN] : [spec.Vparams.gAo, spec.Vparams.gNo];
    return [
      { name: `ampa ${i}`, mechanism: ampa, at: place, with: { gMax: `${a} nS`, temperature } },
      { name: `nmda ${i}`, mechanism: nmda, at: place, with: { gMax: `${n} nS`, temperature, ...settingsOf("nmda.") } },
    ];
  });
  const { dye } = options;
  return {
    sections,
    membrane,
    points,
    start: "-80 mV",
    pools: [
      {
        mechanism: spineCalcium,
        in: { sections: ["head", "neck", "sh"] },
        with: {
          bindingRatio: REFERENCE_KAPPA,
          ...(dye && {
            dyeTotal: `${dye.B} µM`,
            dyeHalf: `${dye.Kd} µM`,
            dyeOn: `${dye.kon} /µM/ms`,
            dyeMagnesium: `${dye.KMg > 0 ? 1 / dye.KMg : 0} /mM`,
            magnesiumInside: `${dye.Mgi} mM`,
          }),
          ...settingsOf("spineCalcium."),
          temperature,
          clearance: (c) =>
            c.section === "sh" ? `${spec.Cparams.gamS / 1000} /ms` : (settings["spineCalcium.clearance"] ?? "1.6 /ms"),
        },
      },
    ],
  };
}

function headSphere(volume: number): { readonly diameter: number; readonly area: number } {
  const diameter = 2 * Math.cbrt((3 * volume) / (4 * Math.PI));
  return { diameter, area: Math.PI * diameter * diameter };
}

/** Where a section of the reference begins, in pieces of one compartment each. */
function placeOn(spec: Spec, name: string, x: number): { section: string; at: number } {
  if (name === "sh" || name === "neck") return { section: name, at: x };
  const { nseg } = spec.sections.find((s) => s.name === name) as SpecSection;
  if (x === 0) return { section: `${name} 0`, at: 0 };
  if (x === 1) return { section: `${name} ${nseg - 1}`, at: 1 };
  return pieceAt(spec, name, x);
}

function pieceAt(spec: Spec, name: string, x: number): { section: string; at: number } {
  const { nseg } = spec.sections.find((s) => s.name === name) as SpecSection;
  return { section: `${name} ${Math.min(Math.floor(nseg * x), nseg - 1)}`, at: 0.5 };
}
