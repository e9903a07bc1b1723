import { byLength, dLambda, type DLambda } from "./discretise.js";
import { checkSection, type Section } from "./sections.js";
import type { Spot } from "./soma-outline.js";
import { somaOf, type AskedSoma, type SomaShape } from "./soma.js";
import { collectOddities, readPoints } from "./swc-points.js";
import { branchesOf, type Branch } from "./swc-branches.js";
import { readTree } from "./swc-tree.js";

export interface SwcOptions {
  /** The file's name, for messages. */
  readonly name?: string;
  /** Ω·cm */
  readonly axialResistivity: number;
  /** µF/cm² */
  readonly capacitance: number;
  /** µm; no compartment is longer. */
  readonly maximumLength?: number;
  /** NEURON's rule. Without it and without `maximumLength`, 0.1 λ at 100 Hz; with both, the finer of the two. */
  readonly dLambda?: DLambda;
  /** Id of the root of the tree to read, where the file has several. */
  readonly root?: number;
  /** How to read a soma whose points can be read in more than one way. */
  readonly soma?: AskedSoma;
}

export interface SwcCell {
  /** Parents first: "soma" (or "soma[0]", … if it branches), "axon[0]", "basal[0]", "apical[0]", "custom[0]", … */
  readonly sections: readonly Section[];
  /** What was odd in the file and how it was read, a sentence each. */
  readonly issues: readonly string[];
  /** How the soma was drawn. */
  readonly soma: SomaShape;
  /** Where the points of each section lie, µm, by the section's name; a ball or outline of a soma stands upright. */
  readonly spots: ReadonlyMap<string, readonly Spot[]>;
}

/**
 * A cell from an SWC file (Cannon et al. 1998, J Neurosci Methods 84:49). Unbranched runs of one type become sections;
 * a run begins at the point it hangs on, with that point's diameter. On the soma it is as in NEURON's Import3d:
 *
 *     sphere, three points,   branches stand on the soma's centre; the straight jump from a soma point to a branch's
 *     outline, stack          first point is no cable (a branch of one point begins at the soma's, or has no length)
 *     cylinders               at an end of the soma, branches begin at the soma's point, with their own diameter; at an
 *                             inner point they stand on the centre, and there, as where arms meet, they jump
 *
 * Unlike Import3d, a run is not split where its points aren't neighbours in the file. Throws a RigError of kind
 * "unreadable" where the file is wrong or ambiguous.
 */
export function readSwc(text: string, options: SwcOptions): SwcCell {
  const file = options.name ?? "SWC file";
  const oddities = collectOddities();
  const tree = readTree(readPoints(text, file, oddities), file, oddities, options.root);
  const soma = somaOf(tree, file, options.soma, oddities);
  if (soma.shape === "absent") {
    oddities.note("no soma", tree.points[0]?.line ?? 1, (line) =>
      `No point is marked as soma (type 1); the tree stands on its first point, line ${line}.`);
  }
  const branches = branchesOf(tree, soma, file, oddities);
  return {
    sections: branches.map((branch) => finished(branch, options)),
    issues: oddities.issues(),
    soma: soma.shape,
    spots: new Map(branches.map(({ name, spots }) => [name, spots])),
  };
}

function finished({ name, kind, parent, points }: Branch, options: SwcOptions): Section {
  const { axialResistivity, capacitance, maximumLength, dLambda: rule } = options;
  const section = {
    name, kind, points, ...(parent && { parent }), axialResistivity, capacitance, compartments: 1,
  };
  checkSection(section);
  const counts: number[] = [];
  if (maximumLength !== undefined) counts.push(byLength(section, maximumLength));
  if (rule !== undefined || maximumLength === undefined) counts.push(dLambda(section, rule));
  section.compartments = Math.max(...counts);
  return section;
}
