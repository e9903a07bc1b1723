/** From ΔF/F to free calcium, and on to what it would be without the dye, as the paper reckons both. */
import { calciumFromDeltaFOverF, indicatorNamed, saturatedDeltaFOverF } from "#analysis";

/** What the paper reckons with: calcium at rest, nM, and the binding ratio of the cell's own buffers. */
export const PAPER = { resting_nM: 75, ownBindingRatio: 150 } as const;

export interface DyeAtRest {
  /** Such as "magnesium green". */
  readonly dye: string;
  readonly resting_nM: number;
  readonly dissociation_nM: number;
}

/** Free calcium by the dye's isotherm, nM, of ΔF/F in %; null where the dye would be full. */
export function freeCalcium(percent: number, { dye, resting_nM, dissociation_nM }: DyeAtRest): number | null {
  const constants = { resting_nM, dissociation_nM, dynamicRange: indicatorNamed(dye).dynamicRange as number };
  const saturated = saturatedDeltaFOverF(constants);
  return percent / 100 < saturated ? calciumFromDeltaFOverF(percent / 100, { ...constants, saturated }) : null;
}

/** What so much calcium beside a dye would be without it, by the binding ratios of the cell's own buffers and of the dye. */
export const withoutBufferOf = (calcium: number, own: number, dye: number): number => (calcium * (1 + own + dye)) / (1 + own);
