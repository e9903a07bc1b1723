/** What is in the pipette, as light and as a buffer: the protocol's dye in the model's terms. */
import type { Mechanism } from "#engine";
import {
  dyeBrightness, dyeNamed, dyeNames, dyeSettings, mobileBufferCalcium, proteinCalcium, spineCalcium, type DyeBrightness,
} from "#model";
import type { Protocol } from "#protocol";
import { quantityIn, type Settings } from "#units";

/** A calcium indicator and the pool that holds it. */
export interface CalciumIndicator {
  readonly name: string;
  /** µM in the pipette. */
  readonly concentration: number;
  readonly brightness: DyeBrightness;
}

export interface Pool {
  readonly mechanism: Mechanism;
  /** What the dye makes of the pool's parameters, by "mechanism.parameter". */
  readonly settings: Settings;
}

const NO_DYE = { free: 0, bound: 0 } as const;

/**
 * The pool with this protocol's indicator. Without one calcium is unbuffered by dye. GCaMP6f has a pool of its own, in
 * which the cell's buffer is always fixed.
 */
export function poolOf({ pipette: { dye }, buffer }: Protocol, settings: Settings): Pool {
  const named = dye && isOwn(dye) ? undefined : dye && dyeNamed(dye.name);
  if (named?.kind === "protein") return { mechanism: proteinCalcium, settings: dyeSettings(named, settings) };
  const mechanism = buffer === "mobile" ? mobileBufferCalcium : spineCalcium;
  const asked = {
    ...(dye?.kd !== undefined && { [`${mechanism.name}.dyeHalf`]: dye.kd }),
    ...(dye?.on !== undefined && { [`${mechanism.name}.dyeOn`]: dye.on }),
  };
  return { mechanism, settings: { ...(named && dyeSettings(named, settings)), ...asked } };
}

/** How bright the protocol's indicator is; dark where there is none. */
export function indicatorOf({ pipette: { dye } }: Protocol, settings: Settings): CalciumIndicator {
  if (!dye) return { name: "none", concentration: 0, brightness: NO_DYE };
  const concentration = quantityIn(dye.concentration, "µM", "pipette.dye.concentration");
  const known = isOwn(dye) ? undefined : dyeBrightness(dyeNamed(dye.name), settings);
  const bound = dye.brightness ?? known?.bound ?? 1;
  const range = dye.dynamicRange ?? (known ? known.bound / known.free : 1);
  return { name: dye.name, concentration, brightness: { bound, free: bound / range } };
}

/** A dye of the person's own, which the model knows nothing of: the protocol was checked to say what it binds. */
function isOwn({ name }: { readonly name: string }): boolean {
  return dyeNames.every((known) => known.toLowerCase() !== name.trim().toLowerCase());
}
