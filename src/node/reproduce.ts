/** The scorecard's experiments on threads, spine by spine; what has been finished is kept and not run again. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { failures } from "#errors";
import { parameterSet } from "#model";
import {
  answered, experiments, experimentsFor, longestFirst, readSpine, studies, wholeOf,
  type Experiment, type Reading, type Readings, type Scorecard, type SpineTask, type Whole,
} from "#paper";
import { saveFile } from "./save.js";
import { shared, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

const misuse = failures("usage", {
  "population-count": (f: { found: number }) =>
    `A population is a whole number of spines an experiment, at least 1; found ${f.found}.`,
  "finding-unknown": (f: { asked: string; known: readonly string[] }) =>
    `--only ${f.asked}: no finding is called so. There are ${f.known[0] ?? ""} to ${f.known.at(-1) ?? ""}; ` +
    `a star stands for any ending, as in H*.`,
});

export interface ReproduceOptions extends WorkerOptions {
  /** Findings, "C01" or "H*"; all by default. */
  readonly only?: readonly string[];
  /** Spines of every experiment, in place of its own number. */
  readonly population?: number;
  /** One or two spines an experiment. */
  readonly quick?: boolean;
  /** 1 by default. */
  readonly seed?: number;
  /** Named parameter set; "base" by default. */
  readonly parameters?: string;
  /** Named sets that are run as well, to stand beside it. */
  readonly sets?: readonly string[];
  /** Also the experiments of arguments and questions of method; none where `only` chooses rows. */
  readonly studies?: boolean;
  /** `name=value`, of the model or the protocols. */
  readonly set?: readonly string[];
  /** Folder where the readings of finished experiments are kept, and taken from. */
  readonly keepIn?: string;
}

export interface Reproduced extends Scorecard, Whole {
  /** Of the first set: by experiment, spine by spine. */
  readonly readings: Readings;
}

/** Runs the experiments that the findings asked for need. The same seed gives the same rows on any number of threads. */
export async function reproduce(options: ReproduceOptions = {}): Promise<Reproduced> {
  const { seed = 1, parameters = "base", sets = [], set = [], keepIn, only } = options;
  const { population = 1 } = options;
  if (!Number.isInteger(population) || population < 1) throw misuse("population-count", { found: population });
  const names = [...new Set([parameters, ...sets])];
  for (const name of names) parameterSet(name); // a wrong one is refused before anything long is begun
  const program = programDigest();
  const further = options.studies === true && only === undefined ? studies : [];
  const plans = names.flatMap((name, i) => [...asked(only), ...(i === 0 ? further : [])].map((experiment): Plan => {
    const { spines, quick } = experiment;
    const text = paperText(protocolName(experiment));
    const own = options.quick === true ? quick : spines;
    const count = experiment.findings.length > 0 ? options.population ?? own : own;
    const drawing = { seed, parameters: name, changes: set };
    // Of what a reading depends on: the protocol, the drawing, and the program itself.
    const run = digest({ count, drawing });
    return { experiment, text, count, drawing, run, key: digest({ text, count, drawing, experiment: experiment.name, program }) };
  }));
  const readings = new Map(names.map((name) => [name, new Map<string, readonly Reading[]>()]));
  const finish = ({ experiment, drawing }: Plan, all: readonly Reading[]): void => {
    readings.get(drawing.parameters)?.set(experiment.name, all);
  };
  const open = plans.filter((plan) => {
    const kept = keepIn === undefined ? undefined : keptIn(keepIn, plan);
    if (kept) finish(plan, kept);
    return !kept;
  });
  const inOrder = [...open].sort((a, b) => longestFirst(a.experiment, b.experiment));
  const planned = inOrder.flatMap((plan) => Array.from({ length: plan.count }, (_, k) => ({ plan, k })));
  const groups = grouped(planned);
  const tasks = groups.map((group): PostedTask => {
    const [{ plan: { experiment, text, drawing }, k }] = group as readonly [Planned, ...Planned[]];
    const known = searchedOf(readings.get(drawing.parameters)?.get(experiment.searchedBy ?? "")?.[k]);
    return { names: group.map(({ plan }) => plan.experiment.name), text, k, drawing, ...(known && { known }) };
  });
  const found = new Map(open.map((plan) => [plan, new Map<number, Reading>()]));
  /** An experiment is kept as soon as its last spine is read. */
  const take = ({ task, readings: read }: SpineReading): void => {
    (groups[task] as Planned[]).forEach(({ plan, k }, i) => {
      const own = found.get(plan) as Map<number, Reading>;
      own.set(k, read[i] as Reading);
      if (own.size < plan.count) return;
      const all = Array.from({ length: plan.count }, (_, n) => own.get(n) as Reading);
      finish(plan, all);
      if (keepIn !== undefined) saveFile(keptFile(keepIn, plan), keptText(plan, all));
    });
  };
  if (tasks.length > 0) {
    const job = { work: spines, entry: "reproduce-worker.js", data: tasks, trials: tasks.length, lanes: 1 };
    await shared({ ...job, onFound: take }, options);
  }
  const texts = new Map(experiments.map((one) => [protocolName(one), paperText(protocolName(one))]));
  const named = [...readings].map(([name, own]) => ({ name, readings: own }));
  const whole = wholeOf(named, texts, (id) => only === undefined || matches(only, id));
  return { ...whole, readings: readings.get(parameters) ?? new Map() };
}

interface Plan {
  readonly experiment: Experiment;
  readonly text: string;
  readonly count: number;
  readonly drawing: SpineTask["drawing"];
  /** Of how many spines and which: runs that differ in it are kept side by side. */
  readonly run: string;
  /** Of everything that a reading depends on. */
  readonly key: string;
}

/** One spine of a plan. */
interface Planned {
  readonly plan: Plan;
  readonly k: number;
}

/** Spines that one search serves, each with the experiment that searches for it first; those of a search that is done already stand alone. */
function grouped(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  const keyOf = ({ plan, k }: Planned, experiment: string): string => `${plan.drawing.parameters}/${experiment}/${k}`;
  const groups = new Map(planned.map((one) => [keyOf(one, one.plan.experiment.name), [one]]));
  for (const one of planned) {
    const { name, searchedBy } = one.plan.experiment;
    const host = searchedBy === undefined ? undefined : groups.get(keyOf(one, searchedBy));
    if (!host) continue;
    host.push(one);
    groups.delete(keyOf(one, name));
  }
  return [...groups.values()];
}

/** A task as it can be posted: by their names the experiments on one spine, of which the first searches for it. */
type PostedTask = Omit<SpineTask, "experiment"> & { readonly names: readonly string[] };

interface SpineReading {
  readonly task: number;
  /** One an experiment. */
  readonly readings: readonly Reading[];
}

/** What a search came to, by a reading of the experiment that searched. */
const searchedOf = (reading: Reading | undefined): SpineTask["known"] =>
  (reading && typeof reading["searched"] === "number"
    ? { searched: reading["searched"], found: reading["found"] === true } : undefined);

/** The readings of each task. */
export function* spines(tasks: readonly PostedTask[], places: Iterable<number>): Generator<Step<SpineReading>> {
  let done = 0;
  for (const place of places) {
    const { names, known, ...task } = tasks[place] as PostedTask;
    const readings: Reading[] = [];
    for (const name of names) {
      const experiment = [...experiments, ...studies].find((one) => one.name === name) as Experiment;
      const found = known ?? searchedOf(experiment.searchedBy === names[0] ? readings[0] : undefined);
      readings.push(readSpine({ ...task, experiment, ...(found && { known: found }) }));
    }
    done++;
    yield { done, found: { task: place, readings } };
  }
}

function asked(only: readonly string[] | undefined): readonly Experiment[] {
  if (!only) return experiments;
  const known = [...answered].sort();
  for (const one of only) {
    if (!known.some((id) => matches([one], id))) throw misuse("finding-unknown", { asked: one, known });
  }
  return experimentsFor((id) => matches(only, id));
}

function matches(only: readonly string[], id: string): boolean {
  return only.some((one) => {
    const wanted = one.trim().toUpperCase();
    return wanted.endsWith("*") ? id.startsWith(wanted.slice(0, -1)) : id === wanted;
  });
}

/** The root of the package, built or not. */
const root = (): string => dirname(createRequire(import.meta.url).resolve("radiatum/package.json"));

/** The name of its protocol file, which it may share with another experiment. */
export const protocolName = ({ name, protocol = name }: Experiment): string => protocol;

/** A protocol file of the paper. */
export function paperText(protocol: string): string {
  return readFileSync(join(root(), "paper", `${protocol}.yaml`), "utf8");
}

/** SHA-256 of the built program. */
function programDigest(): string {
  const hash = createHash("sha256");
  const add = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) add(path);
      else if (entry.name.endsWith(".js")) hash.update(entry.name).update(readFileSync(path));
    }
  };
  add(join(root(), "dist", "src"));
  return hash.digest("hex");
}

const keptText = ({ key }: Plan, readings: readonly Reading[]): string => `${JSON.stringify({ key, readings })}\n`;

/** `readings/base/nickel-0a1b2c3d.json`, the last being the run's: another seed, population or change has its own. */
function keptFile(folder: string, { experiment, drawing, run }: Plan): string {
  return join(folder, "readings", drawing.parameters, `${experiment.name}-${run.slice(0, 8)}.json`);
}

const digest = (of: object): string => createHash("sha256").update(JSON.stringify(of)).digest("hex");

function keptIn(folder: string, plan: Plan): readonly Reading[] | undefined {
  try {
    const { key, count } = plan;
    const kept = JSON.parse(readFileSync(keptFile(folder, plan), "utf8")) as Record<string, unknown>;
    const readings = kept["readings"];
    return kept["key"] === key && Array.isArray(readings) && readings.length === count
      ? (readings as Reading[]) : undefined;
  } catch {
    // Nothing is kept, or nothing readable: it is run anew.
    return undefined;
  }
}
