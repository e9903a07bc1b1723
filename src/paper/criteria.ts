/**
 * By what each finding's verdict is decided, in words: what is held against the range, and what must be true besides.
 * All of it is measured on the recordings; the truth is shown beside it and decides nothing.
 */

/** Where a row says less than it seems: what it finds was put in, or another row has said it. */
export interface Basis {
  readonly kind: "by construction" | "follows from another row";
  readonly says: string;
}

export interface Criterion {
  readonly criterion: string;
  readonly basis?: Basis;
}

const decides = (criterion: string): Criterion => ({ criterion });
const built = (criterion: string, says: string): Criterion => ({ criterion, basis: { kind: "by construction", says } });
const follows = (criterion: string, says: string): Criterion =>
  ({ criterion, basis: { kind: "follows from another row", says } });

export const criteria: Readonly<Record<string, Criterion>> = {
  M01: decides("Every protocol has the model's CA1 pyramidal cell at 26 to 32 °C."),
  M02: decides("Every protocol begins with 2 mM Ca²⁺ and 2 mM Mg²⁺ in the bath."),
  M03: decides("Every protocol's series resistance is in the range."),
  M04: decides("Every protocol begins at −70 mV on the amplifier, with a junction potential behind it."),
  M05: decides("Some protocol is seen through it, and each through one of the two."),
  M06: decides("Some protocol is seen through it, and each through one of the two."),
  M07: decides("Every protocol's lines take 2 or 2.6 ms, with 20 to 50 pixels on the typical head."),
  M08: decides("ΔF/F of whole counts comes out as the printed formula has it, and the boxcar has 10 to 30 points."),
  M09: decides("T of Anscombe's first data set is 4.24 on 9 degrees of freedom."),
  M10: decides("Every protocol's spines lie in the range."),
  M11: decides("Every train of shocks is of 20 to 50 Hz and lasts 50 to 200 ms."),
  M12: decides("The median over cells of the fewest contacts with which the soma fires is in the range."),
  M13: decides("In every spine each of five action potentials brings at least half of the calcium that it brings to the same "
    + "spine 60 µm from the soma."),
  M14: decides("Every protocol's imaging begins 30 min after break-in or later."),
  A01: decides("The share of spines with more ΔF/F than their shaft is in the range, and the median of spine over shaft "
    + "between 1.05 and 3."),
  A02: decides("The median delay, either way, is in the range; without channels in the spine the onset would be more "
    + "than 10 ms late."),
  A03: decides("The median time to 90 % of the fitted peak is in the range."),
  A04: decides("The share of spines in which Ni²⁺ leaves a tenth or less, or nothing that two standard errors tell from "
    + "noise, is in the range."),
  A05: built("Width and height of the first action current in Ni²⁺ are within 10 % of control.",
    "no current of the model depends on calcium, so that nothing could change but the channels' own current"),
  A06: decides("The share of spines in which Ni²⁺ takes a fifth of the peak or more, or what noise explains in fewer than "
    + "5 % of trials, is in the range."),
  A07: built("What Ni²⁺ takes after a prepulse beyond what it takes without one is less than a tenth of the response.",
    "the model has no low-threshold channels; what is measured is that none are seen"),
  S01: decides("What is left of ΔF/F, all spines together, is in the range, and of the EPSCs 5 % or less."),
  S02: decides("The share of spines that APV blocks is in the range (a tenth of control or less left, or nothing that two "
    + "standard errors tell from noise); blocked spines together keep a tenth or less, and more than half returns."),
  S03: decides("The action potentials' ΔF/F in APV over that before, all spines together, is in the range."),
  S04: decides("The EPSCs in APV over those before, all spines together, are in the range."),
  S05: decides("What CNQX leaves of ΔF/F, all spines together, is in the range."),
  S06: decides("What there is in CNQX without Mg²⁺, of control with it, all spines together, is in the range."),
  S07: decides("What is left without ATP of the action potential's ΔF/F, all spines together, is in the range; with ATP, as "
    + "long after break-in, 80 % or more of that at 30 min is there."),
  S08: decides("The mean over spines of the peak of one release is in the range."),
  S09: decides("The mean over spines of the peak of one release is in the range, and without ATP it is 0.5 to 1.1 of this."),
  S10: decides("The share of spines in which two EPSCs in APV bring more than three standard errors is in the range."),
  S11: decides("In more than half of the spines that a search found the mean at −70 mV exceeds three standard errors."),
  S12: decides("Both ΔF/F and EPSCs at −260 mV are larger than at −70 mV, by their medians; and the EPSCs grow as driving "
    + "force and clamp have it, by an interval that holds 1: as the potential that is left behind the series resistance."),
  S13: decides("The share of spines whose regression has a negative slope is in the range."),
  S14: decides("The median over spines of p is in the range, which it is where power exceeds one half."),
  S15: decides("Without permeable receptors ΔF/F doesn't grow by 5 % from −70 to −260 mV, by its interval."),
  S16: decides("The mean time to the peak of the fastest quarter of spines, chosen by other trials, is in the range, and its "
    + "interval ends there."),
  S17: decides("ΔF/F within 50 ms of the shaft and that of the spine beside, each over that of the spine and all spines "
    + "together, are in the range."),
  S18: built("In no spine does the response rise again by more than three standard errors.",
    "the model has no stores; what was looked for is anything else that rises again"),
  Q01: decides("5 and 95 % of the spines' pCa are in the range, and their mean between 0.2 and 0.4."),
  Q02: decides("The mean over spines of pCa of all shocks of the pairs is in the range, and second shocks succeed more often "
    + "than shocks to a rested terminal, spine by spine, by a 95 % interval."),
  Q03: decides("The mean pCa in 4 mM Ca²⁺ of spines whose pCa in 2 mM is 0.25 to 0.5 is in the range."),
  Q04: follows("The mean of the spines' pCa is in the range.", "the mean of Q01"),
  Q05: decides("No trial has calcium without an EPSC, and more than a fifth have an EPSC without calcium."),
  Q06: decides("The share of trials in which both succeed or both fail is in the range, of 31 or more that are sure."),
  Q07: decides("The mean over spines of the mean EPSC is 3 to 6 pA, 5 and 95 % of the EPSCs are in the range, and their "
    + "coefficient of variation is 0.25 to 0.5."),
  C01: decides("a = (F₃ − F₂)/(F₁ − F₀) of the spines' means is in the range."),
  C02: decides("a of all trials is in the range, and its interval holds 1."),
  C03: built("Eq. 1 gives equal steps of free calcium back, within the range.", "a check of the formula, without a recording"),
  C04: follows("Eq. 1 on the a of C01 is in the range.", "C01 by Eq. 1"),
  C05: built("The model's binding ratio is in the range.", "a parameter"),
  C06: decides("The median over spines of the step that ΔF/F of one action potential shows, times what the dye's buffering "
    + "takes, is in the range. The influx is that of C04: it is read from the same action potentials."),
  C07: built("The dye's binding ratio at rest, of the cell's own, is in the range.",
    "reckoned from parameters: K_D, free Mg²⁺, κ and the pipette's dye"),
  C08: built("Both dyes have the paper's K_D.", "parameters"),
  C09: built("Calcium at rest is in the range.", "a parameter"),
  H01: decides("The median of pairing over the sum of its parts is in the range, and it exceeds 1.5 in 40 % of the spines."),
  H02: decides("The yardstick's estimate is in the range, and one of the two estimates between 13 and 40 µM."),
  H03: decides("ΔF/F of EPSPs first over APs first, all spines together, is in the range, and 1.5 or more in 54 % of the "
    + "spines."),
  H04: decides("The yardstick's estimate is in the range and no more than that of pairing (H02), and one of the two "
    + "estimates between 10 and 30 µM."),
  H05: decides("What APV leaves of the difference, all spines together, is in the range, or its interval holds 0 and ends "
    + "below a half; and pairing in APV is 0.9 to 1.1 of the sum of its parts."),
  H06: decides("The median of pairing over the sum of its parts is in the range."),
  H07: follows("The estimate of H02 is in the range.", "the estimate of H02, held against another number"),
  H08: follows("The yardstick's estimate among the half of spines to which EPSPs alone bring more is in the range, and more "
    + "than the 2 µM of one action potential by its interval.",
    "the estimate of H02, of some of its spines"),
  H09: follows("A04, S02 and S11 are reproduced with one set of numbers.", "A04, S02 and S11"),
  H10: decides("What APV takes of the EPSPs' ΔF/F, of what it takes of pairing's, is in the range, and more than nothing by "
    + "its interval."),
  N01: decides("The median over spines of the scatter from line to line before the stimulus is in the range."),
};
