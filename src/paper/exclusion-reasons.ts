/**
 * Why findings don't go together. Those without a condition follow from one set of equations, whatever the parameters
 * within their bounds and at the dye that is stated: the findings name each other (`against`). Others need a condition.
 */

export interface Reason {
  readonly pair: readonly [string, string];
  readonly why: string;
  readonly under?: string;
}

const FILLS = "Calcium green-1 saturates as in Fig. 7A only where an action potential brings several hundred µM.";

export const reasons: readonly Reason[] = [
  { pair: ["C01", "H01"], why: `${FILLS} Beside so much, what EPSPs add can't double the sum.` },
  { pair: ["C01", "H06"], why: `${FILLS} Then five of them fill the dye, and pairing has nothing left to show.` },
  { pair: ["C01", "A04"], why: `${FILLS} Then the tenth that 1 mM Ni²⁺ leaves still lights a quarter of it.` },
  { pair: ["C04", "H01"], why: "C04 is Eq. 1 on the a of C01: the same influx." },
  { pair: ["C04", "H06"], why: "C04 is Eq. 1 on the a of C01: the same influx." },
  { pair: ["C04", "A04"], why: "C04 is Eq. 1 on the a of C01: the same influx." },
  {
    pair: ["C06", "H01"], under: "the 2 µM last, and the binding ratio is 150 (C05)",
    why: "They are 300 µM an action potential then: too much for pairing to exceed its sum twice. A peak of a millisecond, "
      + "before the buffer has bound, needs less.",
  },
  {
    pair: ["A04", "A06"], under: "one binding site for Ni²⁺, Hill slope 1",
    why: "What 1 mM takes by nine tenths has an IC₅₀ of 111 µM or less, and 50 µM takes 31 % of it or more.",
  },
  {
    pair: ["S02", "S05"], under: "the spine is held by the clamp",
    why: "Calcium that APV takes there came without depolarisation: AMPA receptors aren't needed, and CNQX can't take it.",
  },
  {
    pair: ["S05", "S08"], under: "the spine is held by the clamp",
    why: "Synaptic calcium of that size came without depolarisation, as for S02.",
  },
  {
    pair: ["A01", "C01"], under: "a of Fig. 7A is read in the shaft",
    why: "So many channels as saturate the dye in a shaft give it no less ΔF/F than the spine.",
  },
  { pair: ["A01", "C04"], under: "a of Fig. 7A is read in the shaft", why: "C04 is Eq. 1 on the a of C01." },
];
