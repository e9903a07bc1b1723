/** The papers that the models' numbers come from, each once. */
import { paper } from "#engine";

export const allbritton1992 = paper("Allbritton, Meyer & Stryer", 1992, "Science 258:1812");
export const bartol2015 = paper("Bartol et al.", 2015, "Front Synaptic Neurosci 7:17");
export const destexhe1998 = paper(
  "Destexhe, Mainen & Sejnowski", 1998, "Methods in Neuronal Modeling, 2nd ed., MIT Press, p 1");
export const dobrunzStevens1997 = paper("Dobrunz & Stevens", 1997, "Neuron 18:995");
export const dodgeRahamimoff1967 = paper("Dodge & Rahamimoff", 1967, "J Physiol 193:419");
export const garaschuk1996 = paper("Garaschuk et al.", 1996, "J Physiol 491:757");
export const hodgkinHuxley1952 = paper("Hodgkin & Huxley", 1952, "J Physiol 117:500");
export const jahrStevens1990 = paper("Jahr & Stevens", 1990, "J Neurosci 10:3178");
export const kullmann1993 = paper("Kullmann", 1993, "Proc R Soc Lond B 253:107");
export const reid1998 = paper("Reid, Bekkers & Clements", 1998, "J Neurosci 18:2849");
export const wesselingLo2002 = paper("Wesseling & Lo", 2002, "J Neurosci 22:9708");
