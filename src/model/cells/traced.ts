/** A traced cell with the channels of the pyramidal cell. */
import { readSwc, type AskedSoma, type Section, type SwcCell } from "#morphology";
import { randomStream } from "#random";
import { valueOf, type Settings } from "#units";
import { lengthOf, type Branch, type BranchKind, type CoursePoint } from "./branches.js";
import { grown } from "./course.js";
import { misuse } from "./failures.js";
import { assembled, type Neuron } from "./neuron.js";
import { treeQuantities } from "./quantities.js";

export interface TracedOptions {
  /** The file's name, for messages. */
  readonly name?: string;
  readonly settings?: Settings;
  /** °C */
  readonly temperature: number;
  readonly soma?: AskedSoma;
  /** Id of the root of the tree to read, where the file has several. */
  readonly root?: number;
}

export interface TracedNeuron {
  readonly neuron: Neuron;
  /** What was odd in the file and how it was read, a sentence each. */
  readonly issues: readonly string[];
}

/** µm from the soma: nearer forks of the apical dendrite give off obliques, whatever their size. */
const TUFT_FROM = 200;
/** A daughter of the trunk with this share of its sister's cable ends the trunk: both are tuft. */
const TUFT_SHARE = 1 / 3;

/**
 * A neuron from an SWC file. Soma, axon and basal dendrites are what the file says; the apical tree is told apart by
 * size:
 *
 *     trunk    from the soma, at every fork on along the daughter that carries more cable …
 *     tuft     … until, beyond 200 µm, the other daughter carries at least a third as much: all that is beyond
 *     oblique  every other apical branch, and what hangs on it
 *
 * Branches of a lab's own types go with what they hang on, or else with the basal dendrites. A file without an axon gets
 * the initial part that the reference cell has. Throws a RigError where the file has no soma or can't be read.
 */
export function neuronFromSwc(text: string, options: TracedOptions): TracedNeuron {
  const { settings = {}, temperature, name = "SWC file", soma, root } = options;
  // Uncut and of no matter: how it is cut and what it is made of is the same for grown and traced cells.
  const uncut = { axialResistivity: 1, capacitance: 1, maximumLength: 1e6 };
  const cell = readSwc(text, { name, ...uncut, ...(soma && { soma }), ...(root !== undefined && { root }) });
  if (cell.soma === "absent") throw misuse("soma-missing", { file: name });
  const kinds = kindsOf(cell.sections);
  const branches: Branch[] = [];
  const byName = new Map<string, Branch>();
  for (const section of cell.sections) {
    const { name: own, parent, points } = section;
    const kind = kinds.get(own) as BranchKind;
    const on = parent && byName.get(parent.section);
    const from = !on || on.kind === "soma" || kind === "soma" ? 0 : on.from + parent.at * lengthOf(on);
    const branch: Branch = {
      name: own, kind, points, from, course: courseOf(cell, section),
      ...(parent && { parent: { branch: parent.section, at: parent.at } }),
    };
    branches.push(branch);
    byName.set(own, branch);
  }
  const issues = [...cell.issues];
  if (!branches.some(({ kind }) => kind === "axon")) {
    branches.push(initialPart(branches[0] as Branch, settings));
    issues.push("The file has no axon; the reference cell's initial part was added, for action potentials to begin in.");
  }
  return { neuron: assembled({ branches, spines: [], settings, temperature }), issues };
}

function courseOf({ spots }: SwcCell, { name, points }: Section): CoursePoint[] {
  return (spots.get(name) ?? []).map((spot, i) => ({ ...spot, radius: (points[i]?.diameter ?? 0) / 2 }));
}

function initialPart(soma: Branch, settings: Settings): Branch {
  const own = (name: "axonLength" | "axonDiameter"): number => valueOf(treeQuantities, name, settings);
  const [length, diameter] = [own("axonLength"), own("axonDiameter")];
  const { x, y, z } = soma.course[0] as CoursePoint;
  return {
    name: "axon", kind: "axon", from: 0, parent: { branch: soma.name, at: 0 },
    points: [{ at: 0, diameter }, { at: length, diameter }],
    course: grown({
      start: [x, y, z], heading: [0, -1, 0], length, radiusAt: () => diameter / 2, random: randomStream(0, 0, 0),
    }),
  };
}

/** What each section is, by the rules that `neuronFromSwc` states. Sections come parents first. */
function kindsOf(sections: readonly Section[]): Map<string, BranchKind> {
  const children = new Map<string, Section[]>();
  for (const section of sections) {
    if (!section.parent) continue;
    const sisters = children.get(section.parent.section);
    if (sisters) sisters.push(section);
    else children.set(section.parent.section, [section]);
  }
  const isApicalOne = ({ kind }: Section): boolean => kind === "apical" || kind === "custom";
  const cable = new Map<string, number>();
  for (const section of [...sections].reverse()) {
    const beyond = (children.get(section.name) ?? []).filter(isApicalOne);
    cable.set(section.name, beyond.reduce((sum, child) => sum + (cable.get(child.name) ?? 0), lengthOf(section)));
  }
  const cableOf = ({ name }: Section): number => cable.get(name) ?? 0;
  const kinds = new Map<string, BranchKind>();
  const ends = new Map<string, number>();
  for (const section of sections) {
    const { name, kind, parent } = section;
    const above = parent && kinds.get(parent.section);
    ends.set(name, (above === "soma" ? 0 : ends.get(parent?.section ?? "") ?? 0) + lengthOf(section));
    if (kind === "soma" || kind === "axon" || kind === "basal") kinds.set(name, kind);
    else if (kind === "custom") kinds.set(name, customKind(above));
    else kinds.set(name, apicalKind(section, above));
  }
  return kinds;

  function customKind(above: BranchKind | undefined): BranchKind {
    if (above === undefined || above === "soma") return "basal";
    return above === "trunk" ? "oblique" : above;
  }
  function apicalKind(section: Section, above: BranchKind | undefined): BranchKind {
    if (above === "tuft" || above === "oblique") return above;
    const sisters = (children.get(section.parent?.section ?? "") ?? []).filter((s) => s.kind === "apical");
    const ranked = [...sisters].sort((a, b) => cableOf(b) - cableOf(a));
    const [heavier, lighter] = ranked;
    const isFork = above === "trunk" && section.parent?.at === 1;
    const isFar = (ends.get(section.parent?.section ?? "") ?? 0) >= TUFT_FROM;
    if (isFork && isFar && heavier && lighter && cableOf(lighter) >= TUFT_SHARE * cableOf(heavier)) return "tuft";
    return section === heavier ? "trunk" : "oblique";
  }
}
