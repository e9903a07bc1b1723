/** The papers that the models' numbers come from, each once. */
import { chosen, citation, paper, type Paper, type Source } from "#units";

/** A number that others quote from a paper which nobody here has opened: chosen, then, and it says so. */
export function asQuoted(whole: Paper, what?: string): Source {
  return chosen(`as commonly quoted from ${citation(whole)}${what === undefined ? "" : ` (${what})`}; not checked`);
}

/** A number that a command fitted to findings of the seed paper; `paper/fit-base.json` is its result. */
export function fittedTo(findings: string): Source {
  return chosen(`by the fit to ${findings} of ${citation(yuste1999)} (radiatum fit-base --seed 1)`);
}

export const acker2016 = paper("Acker, Hoyos & Loew", 2016, "eNeuro 3:ENEURO.0050-15.2016");
export const allbritton1992 = paper("Allbritton, Meyer & Stryer", 1992, "Science 258:1812");
export const bartol2015 = paper("Bartol et al.", 2015, "Front Synaptic Neurosci 7:17");
export const bowie1995 = paper("Bowie & Mayer", 1995, "Neuron 15:453");
export const burnashev1995 = paper("Burnashev et al.", 1995, "J Physiol 485:403");
export const cais2008 = paper("Cais et al.", 2008, "Neuroscience 151:428");
export const chen2013 = paper("Chen et al.", 2013, "Nature 499:295");
export const destexhe1998 = paper(
  "Destexhe, Mainen & Sejnowski", 1998, "Methods in Neuronal Modeling, 2nd ed., MIT Press, p 1");
export const dobrunzStevens1997 = paper("Dobrunz & Stevens", 1997, "Neuron 18:995");
export const dodgeRahamimoff1967 = paper("Dodge & Rahamimoff", 1967, "J Physiol 193:419");
export const garaschuk1996 = paper("Garaschuk et al.", 1996, "J Physiol 491:757");
export const gee2000 = paper("Gee et al.", 2000, "Cell Calcium 27:97");
export const grunditz2008 = paper("Grunditz et al.", 2008, "J Neurosci 28:13457");
export const gulyas1998 = paper("Gulyás et al.", 1998, "Eur J Neurosci 10:3813");
export const harnett2012 = paper("Harnett et al.", 2012, "Nature 491:599");
export const harrisStevens1989 = paper("Harris & Stevens", 1989, "J Neurosci 9:2982");
export const haugland1996 = paper(
  "Haugland", 1996, "Handbook of Fluorescent Probes and Research Chemicals, 6th ed., Molecular Probes");
export const hodgkinHuxley1952 = paper("Hodgkin & Huxley", 1952, "J Physiol 117:500");
export const ishizuka1995 = paper("Ishizuka, Cowan & Amaral", 1995, "J Comp Neurol 362:17");
export const jahrStevens1990 = paper("Jahr & Stevens", 1990, "J Neurosci 10:3178");
export const jarsky2005 = paper("Jarsky et al.", 2005, "Nat Neurosci 8:1667");
export const lee1999 = paper("Lee et al.", 1999, "Biophys J 77:3034");
export const mageeIh1998 = paper("Magee", 1998, "J Neurosci 18:7613");
export const mageeJohnston1995 = paper("Magee & Johnston", 1995, "J Physiol 487:67");
export const mainen1999 = paper("Mainen, Malinow & Svoboda", 1999, "Nature 399:151");
export const maravall2000 = paper("Maravall et al.", 2000, "Biophys J 78:2655");
export const migliore1999 = paper("Migliore et al.", 1999, "J Comput Neurosci 7:5");
export const muller2005 = paper("Müller et al.", 2005, "J Neurosci 25:558");
export const poirazi2003 = paper("Poirazi, Brannon & Mel", 2003, "Neuron 37:977");
export const puschNeher1988 = paper("Pusch & Neher", 1988, "Pflügers Arch 411:204");
export const reid1998 = paper("Reid, Bekkers & Clements", 1998, "J Neurosci 18:2849");
export const sabatini2002 = paper("Sabatini, Oertner & Svoboda", 2002, "Neuron 33:439");
export const sabatiniSvoboda2000 = paper("Sabatini & Svoboda", 2000, "Nature 408:589");
export const spruston1995 = paper("Spruston, Jonas & Sakmann", 1995, "J Physiol 482:325");
export const vargasCaballeroRobinson2003 = paper("Vargas-Caballero & Robinson", 2003, "J Neurophysiol 89:2778");
export const wesselingLo2002 = paper("Wesseling & Lo", 2002, "J Neurosci 22:9708");
export const yasuda2004 = paper("Yasuda et al.", 2004, "Sci STKE 2004:pl5");
export const yuste1999 = paper("Yuste et al.", 1999, "J Neurosci 19:1976");
