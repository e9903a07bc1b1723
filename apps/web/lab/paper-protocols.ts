/** The paper's experiments as protocol files, and the question that each asks. */

export interface PaperProtocol {
  /** Of the file in `paper/`, without its ending. */
  readonly name: string;
  /** "Fig. 6", or where in the text. */
  readonly figure: string;
  readonly question: string;
  /** The file, when it is asked for. */
  readonly text: () => Promise<string>;
}

const FILES = import.meta.glob<string>("../../../paper/*.yaml", { query: "?raw", import: "default" });

/** In the paper's order. */
const QUESTIONS: readonly (readonly [name: string, figure: string, question: string])[] = [
  ["cell-and-spines", "Fig. 1", "How does a filled CA1 cell look?"],
  ["action-potential", "Fig. 2A", "Does one action potential bring calcium into a spine?"],
  ["nickel", "Fig. 2B", "Does nickel take the action potential’s calcium?"],
  ["low-nickel", "Fig. 2C", "Are low-threshold channels part of it?"],
  ["epsc-train", "Fig. 3", "Is synaptic calcium NMDA receptors’?"],
  ["cnqx", "Text to Fig. 3", "How much is left without AMPA receptors?"],
  ["restriction", "Text to Fig. 3", "Does synaptic calcium stay in its spine?"],
  ["without-atp", "Text to Fig. 3", "What remains when calcium channels have run down?"],
  ["apv-search", "Text to Fig. 4", "Which spines keep calcium in APV?"],
  ["hyperpolarisation", "Fig. 4", "Does what APV leaves grow with hyperpolarisation?"],
  ["paired-pulse", "Fig. 5", "Is a calcium failure a failure of release?"],
  ["minimal-stimulation", "Fig. 6", "Does every calcium failure mean a release failure?"],
  ["release-probability", "Text to Fig. 6", "How often does calcium enter, and ever without an EPSC?"],
  ["two-action-potentials", "Fig. 7A", "How far does calcium green-1 saturate?"],
  ["two-action-potentials-magnesium-green", "Fig. 7B", "Does magnesium green saturate?"],
  ["pairing", "Fig. 8A", "Do EPSPs and spikes bring more than their sum?"],
  ["order", "Fig. 8B", "Does the order of EPSPs and spikes matter?"],
  ["contacts", "Methods", "How many contacts bring the cell to threshold?"],
  ["propagation", "Methods", "Do somatic spikes reach the spines?"],
];

/** Those of a figure's panel, "8" and "B"; where none is of that panel alone, all of the figure. */
export function protocolsOfPanel(figure: number, letter: string): readonly PaperProtocol[] {
  const own = paperProtocols.filter((one) => one.figure === `Fig. ${figure}${letter}` || one.figure === `Fig. ${figure}`);
  return own.length > 0 ? own : paperProtocols.filter((one) => one.figure.startsWith(`Fig. ${figure}`));
}

export const paperProtocols: readonly PaperProtocol[] = QUESTIONS.map(([name, figure, question]) => {
  const load = FILES[`../../../paper/${name}.yaml`];
  if (!load) throw new Error(`broken invariant: paper/${name}.yaml is not there`);
  return { name, figure, question, text: load };
});
