/** What the paper's threads do: a spine of an experiment, the rows of what has been read, a figure, the report's page. */
import { RigError, type Recording } from "radiatum";
import { parameterSet, parameterTable } from "radiatum/model";
import {
  experiments, experimentsFor, figureOf, figurePicture, figures, longestFirst, protocolsOf, readSpine, recorderOf, scorecardPage, studies, wholeOf,
  type Experiment, type FigurePicture, type Reading, type Run, type Scorecard, type ScorecardPage, type Whole,
} from "radiatum/paper";
import { readProtocol, writeProtocol } from "radiatum/protocol";
import { inherited } from "radiatum/report";
import regular from "@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf?url";
import semibold from "@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf?url";
import { paperProtocols } from "./paper-protocols.js";

/** How many spines: as many as the paper had or more, one or two, or so many each. */
export type Population = "paper" | "quick" | number;

export interface PlanOrder {
  /** Rows that are wanted, those of a figure; all with the studies beside them where absent. */
  readonly figure?: number | undefined;
  readonly population: Population;
}

/** An experiment that is to be done. */
export interface Planned {
  readonly name: string;
  readonly spines: number;
  /** Rows that it answers, for which those that it needs must be done, too. */
  readonly findings: readonly string[];
  readonly needs: readonly string[];
}

const numberOf = ({ spines, quick, findings: own }: Experiment, population: Population): number => {
  if (population === "quick") return quick;
  // Experiments that answer no finding have a number of their own, as in the command line's.
  return typeof population === "number" && own.length > 0 ? population : spines;
};

/** The experiments that these rows need, in the order in which they are done. */
export function plan({ figure, population }: PlanOrder): Planned[] {
  const wanted = figure === undefined ? [...experiments, ...studies] : experimentsFor((id) => figureOf(id) === figure);
  return [...wanted].sort(longestFirst).map((one) =>
    ({ name: one.name, spines: numberOf(one, population), findings: one.findings, needs: one.needs ?? [] }));
}

export interface SpineOrder {
  readonly experiment: string;
  /** Which, from 0. */
  readonly k: number;
  readonly run: Run;
}

/** One spine, read. */
export async function spine({ experiment: name, k, run }: SpineOrder): Promise<Reading> {
  const experiment = [...experiments, ...studies].find((one) => one.name === name);
  if (!experiment) throw new Error(`broken invariant: there is an experiment ${name}`);
  return readSpine({ experiment, text: await textOf(experiment.protocol ?? name), k, drawing: run });
}

/** The card of what has been read so far, of one set or several beside each other. */
export async function conclude({ sets }: {
  readonly sets: readonly { readonly name: string; readonly readings: ReadonlyMap<string, readonly Reading[]> }[];
}): Promise<Scorecard & Whole> {
  // The rows that check settings read the protocols by name.
  return wholeOf(sets, await textsOf(experiments.map(({ name, protocol = name }) => protocol)), () => true);
}

export interface FigureOrder {
  readonly number: number;
  readonly run: Run;
  readonly readings?: ReadonlyMap<string, readonly Reading[]> | undefined;
}

/** A figure in the page's own colours. */
export async function figure(
  { number, run, readings }: FigureOrder, tell: (news: { readonly done: number; readonly of: number }) => void,
): Promise<FigurePicture> {
  const texts = await textsOf(figures.flatMap((one) => (one.number === number ? protocolsOf(one) : [])));
  return figurePicture(number, texts, run, inherited, readings, (done, of) => tell({ done, of }));
}

/** An experiment's first spine recorded, for the bench, and the protocol that records it again. */
export async function recording({ protocol, run }: { readonly protocol: string; readonly run: Run }): Promise<{ readonly recording: Recording; readonly text: string }> {
  const own = experiments.find(({ name, protocol: file = name }) => file === protocol);
  const text = await textOf(protocol);
  const record = recorderOf({ protocol, text, population: own?.population ?? "typical", k: 0, drawing: run });
  const found = record();
  return { recording: found.recording, text: writeProtocol(found.protocol) };
}

/** What a protocol says that it does, and how many spines of what kind it is done on. */
export async function method({ protocol }: { readonly protocol: string }): Promise<{
  readonly name: string; readonly about: string; readonly spines: number; readonly population: Experiment["population"];
}> {
  const { name, about = "" } = readProtocol(await textOf(protocol), { file: `paper/${protocol}.yaml` });
  const own = experiments.find(({ name: of, protocol: file = of }) => file === protocol);
  return { name, about, spines: own?.spines ?? 1, population: own?.population ?? "typical" };
}

/** The page that `radiatum reproduce --out` writes. */
export async function page({ card, figures, seed, version, command }:
Pick<ScorecardPage, "card" | "figures" | "seed" | "version" | "command">): Promise<string> {
  const parameters = parameterTable(parameterSet(card.sets[0]?.name ?? "base"));
  return scorecardPage({
    card, figures, seed, version, command, parameters, fonts: { regular: await bytes(regular), semibold: await bytes(semibold) },
  });
}

async function bytes(url: string): Promise<Uint8Array> {
  const answer = await fetch(url);
  if (!answer.ok) throw new RigError("unreadable", "font-missing", `${url}: the report's face can't be read (${answer.status}). Reload the page.`, {});
  return new Uint8Array(await answer.arrayBuffer());
}

async function textOf(protocol: string): Promise<string> {
  const found = paperProtocols.find(({ name }) => name === protocol);
  if (!found) throw new Error(`broken invariant: there is a file paper/${protocol}.yaml`);
  return found.text();
}

async function textsOf(names: readonly string[]): Promise<Map<string, string>> {
  return new Map(await Promise.all([...new Set(names)].map(async (name) => [name, await textOf(name)] as const)));
}
