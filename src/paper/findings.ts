/**
 * What Yuste, Majewska, Cash & Denk 1999 (J Neurosci 19:1976) found, as the scorecard asks for it: 66 rows. Values are
 * the paper's; ranges are those in which a virtual experiment counts as having reproduced it, set before any was run.
 */

import { criteria, type Basis, type Criterion } from "./criteria.js";

/**
 * `setting`: a condition of the experiments, checked in the protocols. `fit`: the parameter set was chosen by it.
 * `held out`: it had no say in the choice.
 */
export type Role = "setting" | "fit" | "held out";

export interface Finding {
  readonly id: string;
  /** Section or figure. */
  readonly where: string;
  readonly about: string;
  /** As the paper gives it. */
  readonly paper: string;
  /** Of the range. */
  readonly unit: string;
  readonly range?: readonly [low: number, high: number];
  readonly role: Role;
  /** What decides the verdict, in words. */
  readonly criterion: string;
  /** Absent: the row says what it seems to say. */
  readonly basis?: Basis;
  /** Findings with which it can't hold at once, whatever the parameters: both follow from one set of equations. */
  readonly against?: readonly string[];
}

type Row = readonly [
  id: string, where: string, about: string, paper: string, unit: string, range: readonly [number, number] | null,
  role: Role, against?: readonly string[],
];

const ROWS: readonly Row[] = [
  ["M01", "Methods", "CA1 pyramidal cells, about P20", "136 cells", "", null, "setting"],
  ["M02", "Methods", "bath with 2 mM Ca²⁺ and 2 mM Mg²⁺", "2 and 2 mM", "mM", null, "setting"],
  ["M03", "Methods", "resistance of the electrode", "about 7 MΩ", "MΩ", [7, 30], "setting"],
  ["M04", "Methods", "holding, junction potential uncorrected", "−70 mV", "mV", null, "setting"],
  ["M05", "Methods", "first microscope", "830 nm, 0.9 NA", "", null, "setting"],
  ["M06", "Methods", "second microscope", "810 nm, 0.8 NA", "", null, "setting"],
  ["M07", "Methods", "line period", "2 or 2.6 ms", "ms", null, "setting"],
  ["M08", "Methods", "ΔF/F and its smoothing", "10 to 30 points", "points", null, "setting"],
  ["M09", "Methods", "test of a regression's slope", "T = b/SE(b)", "", null, "setting"],
  ["M10", "Methods", "distance of spines from the soma", "75–200 µm", "µm", [75, 200], "setting"],
  ["M11", "Methods", "trains of shocks", "20–50 Hz, 50–200 ms", "", null, "setting"],
  ["M12", "Methods", "contacts that reach threshold together", "about 30–50", "contacts", [20, 80], "held out"],
  ["M13", "Methods", "action potentials reach all spines", "reliably", "", null, "held out"],
  ["M14", "Methods", "wait after break-in", "30 min", "min", null, "setting"],
  ["A01", "Fig. 2A", "one AP: larger in the spine than in the shaft", "4 of 5", "of spines", [0.28, 0.99], "fit"],
  ["A02", "Results", "one AP: onset in the spine after the shaft's", "below 2 ms", "ms", [0, 2], "held out"],
  ["A03", "Discussion", "one AP: time to the peak", "below 2 ms", "ms", [0, 4], "held out"],
  ["A04", "Fig. 2B", "APs in 1 mM Ni²⁺: blocked", "8 of 8", "of spines", [0.63, 1], "fit"],
  ["A05", "Fig. 2B", "Ni²⁺ leaves the AP's shape", "unaffected", "", null, "held out"],
  ["A06", "Fig. 2C", "APs in 50 µM Ni²⁺: reduced", "0 of 7", "of spines", [0, 0.41], "fit"],
  ["A07", "Fig. 2C", "no share of low-threshold channels", "none", "", null, "held out"],
  ["S01", "Results", "APV and CNQX leave nothing", "nothing", "of control", [0, 0.05], "held out"],
  ["S02", "Fig. 3", "APV blocks synaptic calcium", "5 of 6", "of spines", [0.36, 1], "held out"],
  ["S03", "Fig. 3", "APV leaves the APs' calcium", "unaffected", "of control", [0.9, 1.1], "held out"],
  ["S04", "Fig. 3", "APV leaves the EPSCs", "still there", "of control", [0.8, Infinity], "held out"],
  ["S05", "Results", "CNQX blocks, in 2 mM Mg²⁺", "2 of 2", "of control", [0, 0.2], "held out"],
  ["S06", "Results", "CNQX doesn't, without Mg²⁺", "2 of 2", "of control", [0.5, Infinity], "held out"],
  ["S07", "Results", "AP calcium runs down in 45 min without ATP", "12 of 12", "of control", [0, 0.1], "fit"],
  ["S08", "Results", "synaptic ΔF/F without ATP", "35 ± 15 %", "%", [16, 54], "fit"],
  ["S09", "Results", "synaptic ΔF/F with 5 mM ATP", "54 ± 30 %", "%", [22.5, 85.5], "fit"],
  ["S10", "Fig. 4", "spines that APV leaves", "1 of 6", "of spines", [0.004, 0.64], "fit"],
  ["S11", "Fig. 4A", "their calcium in APV is there", "clear", "", null, "held out"],
  ["S12", "Fig. 4B", "and grows with hyperpolarisation, as EPSCs do", "larger", "", null, "held out"],
  ["S13", "Results", "spines in which it grows", "4 of 5", "of spines", [0.28, 0.99], "held out"],
  ["S14", "Fig. 4C", "p of the slope over 36 trials", "below 0.02", "p", [0, 0.02], "held out"],
  ["S15", "Discussion", "calcium channels would do the opposite", "excluded", "", null, "held out"],
  ["S16", "Discussion", "time to the peak of a synaptic response", "below 50 ms", "ms", [5, 50], "held out"],
  ["S17", "Results", "the shaft hardly responds", "restricted", "of the spine", [-Infinity, 0.2], "held out"],
  ["S18", "Discussion", "no late component from stores", "none", "", null, "held out"],
  ["Q01", "Results", "pCa among spines", "0.09 to 0.5", "", [0.05, 0.6], "fit"],
  ["Q02", "Fig. 5A", "pCa of pairs 30 ms apart", "about 0.5", "", [0.35, 0.65], "fit"],
  ["Q03", "Fig. 5B", "pCa in 4 mM Ca²⁺, 1 mM Mg²⁺", "1", "", [0.85, 1], "fit"],
  ["Q04", "Results", "mean pCa below 0.5", "like release", "", [0, 0.5], "held out"],
  ["Q05", "Results", "calcium never without an EPSC", "never", "", null, "held out"],
  ["Q06", "Fig. 6", "calcium and EPSC succeed and fail together", "all of 31", "of trials", [0.95, 1], "held out"],
  ["Q07", "Fig. 6", "EPSC of one contact", "2–7 pA", "pA", [1.5, 9], "fit"],
  ["C01", "Fig. 7A", "two APs 50 ms apart, calcium green-1: a", "about 0.355", "", [0.3, 0.42], "held out", ["H01", "H06", "A04"]],
  ["C02", "Fig. 7B", "two APs 100 ms apart, magnesium green: a", "about 1", "", [0.8, 1.15], "held out"],
  ["C03", "Results", "Eq. 1", "240 nM of a = 0.3548", "nM", [239.9, 240.1], "held out"],
  ["C04", "Results", "Eq. 1 on calcium green-1", "240 nM", "nM", [190, 300], "held out", ["H01", "H06", "A04"]],
  ["C05", "Results", "the cell's own buffer, κ", "about 150", "", [100, 200], "fit"],
  ["C06", "Results", "one AP without dye", "2 µM", "µM", [1.3, 2.5], "fit"],
  ["C07", "Results", "what 500 µM magnesium green adds to κ", "about 50 %", "%", [45, 60], "held out"],
  ["C08", "Results", "K_D of the dyes", "189 nM and 6 µM", "", null, "setting"],
  ["C09", "Results", "calcium at rest", "75 nM", "nM", [60, 90], "setting"],
  ["H01", "Fig. 8A", "5 EPSPs with 5 APs over their sum", "above 2, 4 of 4", "", [1.5, 4], "fit", ["C01", "C04"]],
  ["H02", "Results", "peak calcium of pairing, without dye", "26 µM", "µM", [10, 60], "held out"],
  ["H03", "Fig. 8B, C", "EPSPs first over APs first", "larger, 6 of 6", "", [1.5, 10], "held out"],
  ["H04", "Results", "peak calcium of EPSPs first, without dye", "about 19 µM", "µM", [8, 45], "held out"],
  ["H05", "Fig. 8D", "what APV leaves of the difference", "nothing", "of control", [-Infinity, 0.15], "held out"],
  ["H06", "Results", "pairing with calcium green-1 over the sum", "above 1", "", [1, Infinity], "held out", ["C01", "C04"]],
  ["H07", "Discussion", "calcium of a coincidence", "20 µM or more", "µM", [20, Infinity], "held out"],
  ["H08", "Abstract", "peak calcium", "above 10 µM", "µM", [10, Infinity], "held out"],
  ["H09", "Abstract", "three pathways in one cell", "three", "", null, "held out"],
  ["H10", "Discussion", "Mg²⁺ blocks in part: EPSPs' share of pairing's influx", "in part", "", [0, 0.5], "held out"],
  ["N01", "(derived)", "noise of ΔF/F in a 2 ms line", "5–20 %", "%", [5, 20], "held out"],
];

export const findings: readonly Finding[] = ROWS.map(([id, where, about, paper, unit, range, role, against]) =>
  ({ id, where, about, paper, unit, role, ...criterionOf(id), ...(range && { range }), ...(against && { against }) }));

function criterionOf(id: string): Criterion {
  const found = criteria[id];
  if (!found) throw new Error(`broken invariant: something decides ${id}`);
  return found;
}

export function findingOf(id: string): Finding {
  const found = findings.find((one) => one.id === id);
  if (!found) throw new Error(`broken invariant: the paper has a finding ${id}`);
  return found;
}
