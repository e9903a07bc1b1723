import { citation } from "#engine";
import { quantityIn, readQuantity } from "#units";
import {
  cellQuantities, placedByCell, populationQuantities, spineQuantities, treeQuantities,
} from "../cells/index.js";
import { misuse } from "../failures.js";
import { dyes } from "../indicators/dyes.js";
import { loadingQuantities } from "../indicators/loading.js";
import { nearestTo, hint } from "../nearest.js";
import { drugQuantities } from "../pharmacology/drugs.js";
import { solutionQuantities } from "../pharmacology/solutions.js";
import type { Quantities, Settings } from "#units";
import { releaseQuantities, stimulationQuantities } from "../release/index.js";
import { mechanisms } from "./mechanisms.js";

/** Numbers of the model that belong to no mechanism. */
const groups: readonly Quantities[] = [
  cellQuantities,
  treeQuantities,
  spineQuantities,
  populationQuantities,
  releaseQuantities,
  stimulationQuantities,
  loadingQuantities,
  drugQuantities,
  solutionQuantities,
  ...dyes.map((dye) => dye.numbers),
];

/** One number of the model, as a report prints it. */
export interface ParameterRow {
  /** "nmda.gMax" */
  readonly name: string;
  /** As printed, with its unit: the settings', else the model's own. */
  readonly value: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
  /** A setting changed it. */
  readonly changed: boolean;
  readonly outsideBounds: boolean;
}

interface Declared {
  readonly text: string;
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

/** Parameters that a setting may name; densities and reversals of the cell's channels are the group "cell"'s. */
const settable = ({ name, parameters }: (typeof mechanisms)[number]): string[] =>
  parameters.filter((parameter) => !placedByCell.includes(`${name}.${parameter}`));

/** What is declared under each name: looked at when it is asked for, since that reads the whole mechanism. */
const declared: ReadonlyMap<string, () => Declared> = new Map([
  ...mechanisms.flatMap((m) =>
    settable(m).map((parameter): [string, () => Declared] => [
      `${m.name}.${parameter}`,
      () => {
        const known = m.names.get(parameter);
        if (!known?.source || !known.bounds)
          throw new Error(`broken invariant: ${m.name}.${parameter} has a source and bounds`);
        return { text: known.text, from: known.bounds.from, to: known.bounds.to, source: citation(known.source) };
      },
    ]),
  ),
  ...groups.flatMap(({ group, all }) =>
    Object.entries(all).map(([name, { text, from, to, source }]): [string, () => Declared] => [
      `${group}.${name}`,
      () => ({ text, from, to, source: citation(source) }),
    ]),
  ),
]);

/** Every name that a setting may have. */
export const parameterNames: readonly string[] = [...declared.keys()];

/** The unit behind the number of a quantity, "1" where there is none. */
const unitOf = (text: string): string => /^\s*[-+−]?[\d.]+(?:[eE][-+]?\d+)?\s*(.*)$/su.exec(text)?.[1]?.trim() || "1";

/**
 * Every number of the model under these settings, with unit, bounds and source. Throws a usage RigError for a setting
 * that names no number (with the nearest one) or that is a quantity of another kind. A value outside its bounds is
 * allowed, and marked.
 */
export function parameterTable(settings: Settings = {}): ParameterRow[] {
  for (const name of Object.keys(settings)) {
    if (!declared.has(name)) throw misuse("parameter-unknown", { name, hint: hintFor(name) });
  }
  return [...declared].map(([name, numberOf]) => {
    const { text, from, to, source } = numberOf();
    const asked = settings[name];
    const unit = unitOf(text);
    const number = asked === undefined ? (readQuantity(text)?.value as number) : quantityIn(asked, unit, name);
    const [low, high] = [quantityIn(from, unit, name), quantityIn(to, unit, name)];
    return {
      name,
      value: asked ?? text,
      from,
      to,
      source,
      changed: asked !== undefined,
      outsideBounds: number < low || number > high,
    };
  });
}

/** A name within the same group first: "nmda.gmx" is nearer to "nmda.gMax" than to anything else that reads alike. */
function hintFor(name: string): string {
  const group = nearestTo(
    name.split(".")[0] as string,
    new Set(parameterNames.map((known) => known.split(".")[0] as string)),
  );
  const own = parameterNames.filter((known) => known.startsWith(`${group ?? ""}.`));
  return hint(name, own.length > 0 ? own : parameterNames);
}
