import { exp } from "#elementary";
import { chosen } from "#engine";
import { misuse } from "../failures.js";
import { quantities, valueOf, type Settings } from "#units";
import { fittedTo } from "../references.js";
import { mechanisms } from "../sets/mechanisms.js";
import { drugEffects } from "./drugs.js";

/** Bath and pipette beside what a protocol says of them. */
export const solutionQuantities = quantities("solutions", {
  /** Mg²⁺ in a bath that nominally has none. */
  magnesiumContamination: ["0.01 mM", chosen("5 to 20 µM come with the salts"), { from: "0.005 mM", to: "0.02 mM" }],
  /** Free Mg²⁺ in the pipette with 2 mM MgCl₂ and no ATP, and with 5 mM MgATP. */
  magnesiumWithoutAtp: ["1.8 mM", chosen("2 mM MgCl₂, some bound"), { from: "1.5 mM", to: "2 mM" }],
  magnesiumWithAtp: ["0.7 mM", chosen("5 mM MgATP leave 0.6; `base` has 0.7"), { from: "0.2 mM", to: "1.5 mM" }],
  /** Time constants with which high-threshold channels run down in whole cell, without ATP and with 5 mM. */
  runDown: ["840 s", fittedTo("S07"), { from: "600 s", to: "1200 s" }],
  runDownWithAtp: ["13200 s", chosen("so that 45 min leave 80 %"), { from: "12000 s", to: "120000 s" }],
});

/** ATP above this holds channels up as well as it can, mM. */
const ENOUGH_ATP_MM = 5;
/** From none to enough, 0 … 1. */
const fuelled = (atp_mM: number): number => Math.min(1, Math.max(0, atp_mM / ENOUGH_ATP_MM));

/**
 * Share of high-threshold channels left after some minutes in whole cell, exp(−t/τ). The rate 1/τ falls in proportion
 * to ATP, to its value with 5 mM. Only the ends are known.
 */
export function runDown(
  at: { readonly atp_mM: number; readonly sinceBreakIn_min: number },
  settings: Settings = {},
): number {
  const [without, withAtp] = [
    valueOf(solutionQuantities, "runDown", settings),
    valueOf(solutionQuantities, "runDownWithAtp", settings),
  ];
  const x = fuelled(at.atp_mM);
  return exp(-at.sinceBreakIn_min * 60_000 * ((1 - x) / without + x / withAtp));
}

/** Free Mg²⁺ that the pipette brings, mM: between that without ATP and that with 5 mM. */
export function pipetteMagnesium(atp_mM: number, settings: Settings = {}): number {
  const of = (name: "magnesiumWithoutAtp" | "magnesiumWithAtp"): number =>
    valueOf(solutionQuantities, name, settings) / 1000;
  const x = fuelled(atp_mM);
  return (1 - x) * of("magnesiumWithoutAtp") + x * of("magnesiumWithAtp");
}

/** What a trial's cell sits in, and for how long. */
export interface Surroundings {
  readonly calcium_mM: number;
  readonly magnesium_mM: number;
  readonly drugs: readonly { readonly name: string; readonly concentration_uM: number }[];
  readonly atp_mM: number;
  readonly sinceBreakIn_min: number;
}

/**
 * Solutions and drugs as parameters of every mechanism that they reach: ions outside, and `available`, which is the
 * settings' own times what drugs and run-down leave. Throws a usage RigError for an unknown drug or a negative dose.
 */
export function surroundingsSettings(around: Surroundings, settings: Settings = {}): Settings {
  for (const [what, found] of [
    ["Ca²⁺ in the bath", around.calcium_mM],
    ["Mg²⁺ in the bath", around.magnesium_mM],
  ] as const) {
    if (!(found >= 0)) throw misuse("solution-negative", { what, found });
  }
  const magnesium = Math.max(
    around.magnesium_mM,
    valueOf(solutionQuantities, "magnesiumContamination", settings) / 1000,
  );
  const left = drugEffects(around.drugs, settings);
  const upright = runDown(around, settings);
  const result: Record<string, string> = {};
  for (const { name, parameters } of mechanisms) {
    if (parameters.includes("caOutside")) result[`${name}.caOutside`] = `${around.calcium_mM} mM`;
    if (parameters.includes("magnesium")) result[`${name}.magnesium`] = `${magnesium} mM`;
    if (!parameters.includes("available")) continue;
    const own = Number(settings[`${name}.available`] ?? 1);
    const held = name.startsWith("highThreshold") ? upright : 1;
    result[`${name}.available`] = String(own * (left.get(name) ?? 1) * held);
  }
  return result;
}

/** "307.15 K" of 34 °C, which mechanisms know as their temperature. */
export const kelvin = (celsius: number): string => `${Number((celsius + 273.15).toFixed(6))} K`;

/** The temperature as a parameter of every mechanism that has one. */
export function temperatureSettings(celsius: number): Settings {
  const text = kelvin(celsius);
  return Object.fromEntries(
    mechanisms.filter((m) => m.parameters.includes("temperature")).map((m) => [`${m.name}.temperature`, text]),
  );
}
