import { misuse, requireNonNegative, requirePositive } from "./failures.js";
import { calciumAfterInflux, deltaFOverFAt, dyeBindingRatio, finiteDyeBindingRatio, occupancy } from "./isotherm.js";

/** A calcium indicator as bought; in cells Kd is usually higher, up to 1.6-fold, and depends on magnesium and temperature. */
export interface Indicator {
  readonly name: string;
  /** Kd for calcium, nM. */
  readonly dissociation_nM: number;
  /** Rf = Fmax/Fmin; absent where no value can be trusted. */
  readonly dynamicRange?: number;
  readonly source: string;
  /** True where the source itself was read; otherwise the value is as commonly quoted from it. */
  readonly sourceRead: boolean;
  readonly note?: string;
}

/** Indicators used in spines, by affinity. */
export const INDICATORS: readonly Indicator[] = [
  {
    name: "calcium green-1", dissociation_nM: 189, dynamicRange: 14, source: "Haugland 1996, as used by Yuste et al. 1999; Rf as commonly quoted", sourceRead: true,
    note: "In the cell Kd may be 1.2 to 1.6 times higher.",
  },
  { name: "OGB-1", dissociation_nM: 205, dynamicRange: 6, source: "Sabatini, Oertner & Svoboda 2002; Rf Maravall et al. 2000", sourceRead: true },
  {
    name: "Fluo-4", dissociation_nM: 345, dynamicRange: 100, source: "Gee et al. 2000, Cell Calcium 27:97", sourceRead: false,
    note: "Dim at rest: find the spine by a second, red dye. Rf in cells is lower than in the cuvette.",
  },
  {
    name: "Fluo-5F", dissociation_nM: 2300, source: "Haugland 2002, Handbook of Fluorescent Probes", sourceRead: false,
    note: "Measure Rf and Kd in the internal solution.",
  },
  {
    name: "magnesium green", dissociation_nM: 6000, dynamicRange: 1.8, sourceRead: true,
    source: "Haugland 1996, as used by Yuste et al. 1999; Rf after Sabatini et al. 2002, in situ",
    note: "Kd without magnesium; at 0.3 to 1 mM free Mg²⁺ it is 8 to 12 µM, and resting fluorescence is raised.",
  },
  {
    name: "Fluo-4FF", dissociation_nM: 10_400, source: "Yasuda et al. 2004, Sci. STKE 2004:pl5", sourceRead: false,
    note: "Measure Rf in the internal solution.",
  },
];

/** The compartment an indicator would report from. */
export interface IndicatorQuestion {
  /** Rise of free calcium there would be without any dye, nM. */
  readonly rise_nM: number;
  readonly restingCalcium_nM: number;
  readonly endogenousBindingRatio: number;
  /** Concentration considered, nM. */
  readonly dye_nM: number;
}

/** What one indicator would do to the calcium and say about it. */
export interface IndicatorAnswer {
  readonly indicator: Indicator;
  /** κ_B at rest: what the dye adds to the endogenous binding ratio for small changes. */
  readonly bindingRatioAtRest: number;
  /** κ_B over the whole step. */
  readonly bindingRatio: number;
  /** Rise of free calcium that is left with the dye present, nM, and as a share of the undisturbed one. */
  readonly rise_nM: number;
  readonly amplitudeLeft: number;
  /** By what the decay is slowed at rest: (1 + κ_E + κ_B)/(1 + κ_E). */
  readonly slowing: number;
  /** Share of dye bound at the peak; from about 0.5 on ΔF/F no longer follows calcium. */
  readonly occupancy: number;
  /** ΔF/F at the peak, as a fraction, where Rf is known. */
  readonly deltaFOverF?: number;
  /** How many times larger ΔF/F grows for twice the influx: 2 is a linear dye, near 1 a saturated one. */
  readonly doubling?: number;
}

/**
 * Compares indicators for one compartment: how much each disturbs the transient and how far it saturates, the two between
 * which every choice lies. High affinity: large signals, but reporting influx rather than free calcium. Equal influx, dye in
 * equilibrium, κ_E linear. Neher 1995; Maravall et al. 2000.
 */
export function compareIndicators(question: IndicatorQuestion, indicators: readonly Indicator[] = INDICATORS): IndicatorAnswer[] {
  const { rise_nM, restingCalcium_nM, endogenousBindingRatio, dye_nM } = question;
  requirePositive(rise_nM, "rise of calcium without dye, nM,");
  requireNonNegative(restingCalcium_nM, "resting calcium, nM,");
  requireNonNegative(endogenousBindingRatio, "endogenous binding ratio");
  requirePositive(dye_nM, "dye concentration, nM,");
  const others = 1 + endogenousBindingRatio;
  return indicators.map((indicator) => {
    const dye = { dissociation_nM: indicator.dissociation_nM, dye_nM, endogenousBindingRatio };
    requirePositive(indicator.dissociation_nM, `Kd of ${indicator.name}, nM,`);
    const peak = calciumAfterInflux(restingCalcium_nM, rise_nM * others, dye);
    const atRest = dyeBindingRatio(restingCalcium_nM, dye);
    const left = peak - restingCalcium_nM;
    const signal = (calcium: number): number =>
      deltaFOverFAt(calcium, { resting_nM: restingCalcium_nM, dissociation_nM: indicator.dissociation_nM, dynamicRange: indicator.dynamicRange ?? Number.NaN });
    return {
      indicator,
      bindingRatioAtRest: atRest,
      bindingRatio: finiteDyeBindingRatio(restingCalcium_nM, peak, dye),
      rise_nM: left,
      amplitudeLeft: left / rise_nM,
      slowing: 1 + atRest / others,
      occupancy: occupancy(peak, indicator.dissociation_nM),
      ...(indicator.dynamicRange !== undefined && {
        deltaFOverF: signal(peak),
        doubling: signal(calciumAfterInflux(restingCalcium_nM, 2 * rise_nM * others, dye)) / signal(peak),
      }),
    };
  });
}

/** The indicator of that name, however it is capitalised; throws a usage error that lists the known ones. */
export function indicatorNamed(name: string): Indicator {
  const found = INDICATORS.find((indicator) => indicator.name.toLowerCase() === name.trim().toLowerCase());
  if (!found) throw misuse("indicator-unknown", { name, known: INDICATORS.map((indicator) => indicator.name).join(", ") });
  return found;
}
