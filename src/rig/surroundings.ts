/** What solutions, drugs, dialysis and light make of the model's numbers, trial by trial. */
import { dyeLoaded, surroundingsSettings } from "#model";
import { amount, type Protocol } from "#protocol";
import { quantityIn, type Settings } from "#units";
import { indicatorOf, poolOf } from "./indicator.js";
import type { TrialPlan } from "./session-plan.js";
import { declared } from "./specimen.js";

/** By "mechanism.parameter". */
export interface Surroundings {
  /** The same in every trial. */
  readonly shared: Settings;
  /** What differs, one for each trial. */
  readonly differing: readonly Settings[];
}

/**
 * `resting` is what light has done to resting calcium, as a factor on it, trial by trial. All numbers are rounded to
 * three digits, so that trials between which nothing to speak of has changed are alike to the engine.
 */
export function surroundingsOf(
  protocol: Protocol, plans: readonly TrialPlan[], settings: Settings, resting: readonly number[],
): Surroundings {
  const atp_mM = quantityIn(protocol.pipette.atp, "mM", "pipette.atp") / 1000;
  const pool = poolOf(protocol, settings).mechanism;
  const { concentration } = indicatorOf(protocol, settings);
  const distance_um = distanceOfImaged(protocol);
  const restingText = settings[`${pool.name}.resting`] ?? declared(pool, "resting");
  const each = plans.map((plan, k): Settings => {
    const { bath, sinceBreakIn: sinceBreakIn_min } = plan;
    const loaded = dyeLoaded(concentration, { sinceBreakIn_min, distance_um }, settings);
    const calcium = (resting[k] as number) * quantityIn(restingText, "µM", "resting calcium");
    return {
      ...mapped(surroundingsSettings({ ...bath, atp_mM, sinceBreakIn_min }, settings), rounded),
      [`${pool.name}.dyeTotal`]: rounded(`${loaded} µM`),
      [`${pool.name}.resting`]: rounded(`${calcium} µM`),
    };
  });
  const names = Object.keys(each[0] ?? {});
  const alike = new Set(names.filter((name) => each.every((one) => one[name] === each[0]?.[name])));
  return {
    shared: Object.fromEntries([...alike].map((name) => [name, each[0]?.[name] as string])),
    differing: each.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => !alike.has(name)))),
  };
}

/** Name of the spine that is imaged, or, where the soma is, of the first. */
export function imagedSpine({ imaging, spines }: Protocol): string {
  const wanted = imaging.kind === "line scan" ? imaging.through : imaging.around;
  return spines.find(({ name }) => name === wanted)?.name ?? (spines[0]?.name as string);
}

/** µm of path from the soma. */
function distanceOfImaged(protocol: Protocol): number {
  const spine = protocol.spines.find(({ name }) => name === imagedSpine(protocol));
  return amount(spine?.distance ?? "0 µm", "length") as number;
}

function mapped(settings: Settings, change: (text: string) => string): Settings {
  return Object.fromEntries(Object.entries(settings).map(([name, text]) => [name, change(text)]));
}

function rounded(text: string): string {
  const [number = "", ...unit] = text.split(" ");
  return [String(Number(Number(number).toPrecision(3))), ...unit].join(" ");
}
