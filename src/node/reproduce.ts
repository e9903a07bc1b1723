/** The scorecard's experiments on threads, spine by spine; what has been finished is kept and not run again. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { failures } from "#errors";
import {
  answered, experiments, experimentsFor, readSpine, scorecardOf, summaryOf,
  type Experiment, type Reading, type Scorecard, type SpineTask,
} from "#paper";
import { saveFile } from "./save.js";
import { shared, type WorkerOptions } from "./threads.js";
import type { Step } from "./work.js";

const misuse = failures("usage", {
  "finding-unknown": (f: { asked: string; known: readonly string[] }) =>
    `--only ${f.asked}: no finding is called so. There are ${f.known[0] ?? ""} to ${f.known.at(-1) ?? ""}; ` +
    `a star stands for any ending, as in H*.`,
});

export interface ReproduceOptions extends WorkerOptions {
  /** Findings, "C01" or "H*"; all by default. */
  readonly only?: readonly string[];
  /** Spines of every experiment, in place of its own number. */
  readonly population?: number;
  /** A third of the spines. */
  readonly quick?: boolean;
  /** 1 by default. */
  readonly seed?: number;
  /** Named parameter set; "base" by default. */
  readonly parameters?: string;
  /** `name=value`, of the model or the protocols. */
  readonly set?: readonly string[];
  /** Folder where the readings of finished experiments are kept, and taken from. */
  readonly keepIn?: string;
}

export interface Reproduced extends Scorecard {
  /** By experiment, spine by spine. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
}

/** Runs the experiments that the findings asked for need. The same seed gives the same rows on any number of threads. */
export async function reproduce(options: ReproduceOptions = {}): Promise<Reproduced> {
  const { seed = 1, parameters = "base", set = [], keepIn } = options;
  const drawing = { seed, parameters, changes: set };
  const program = programDigest();
  const plans = asked(options.only).map((experiment): Plan => {
    const { spines, quick } = experiment;
    const text = paperText(protocolName(experiment));
    const count = options.population ?? (options.quick === true ? quick : spines);
    // Of what a reading depends on: the protocol, the drawing, and the program itself.
    const depends = JSON.stringify({ text, count, drawing, experiment: experiment.name, program });
    return { experiment, text, count, key: createHash("sha256").update(depends).digest("hex") };
  });
  const readings = new Map<string, readonly Reading[]>();
  const open = plans.filter((plan) => {
    const kept = keepIn === undefined ? undefined : keptIn(keepIn, plan);
    if (kept) readings.set(plan.experiment.name, kept);
    return !kept;
  });
  const tasks = open.flatMap(({ experiment, text, count }) =>
    Array.from({ length: count }, (_, k): PostedTask => ({ name: experiment.name, text, k, drawing })));
  const found = new Map(open.map(({ experiment }) => [experiment.name, [] as SpineReading[]]));
  /** An experiment is kept as soon as its last spine is read. */
  const take = (one: SpineReading): void => {
    const plan = open.find(({ experiment }) => experiment.name === tasks[one.task]?.name) as Plan;
    const { name } = plan.experiment;
    const own = found.get(name) as SpineReading[];
    own.push(one);
    if (own.length < plan.count) return;
    readings.set(name, own.sort((p, q) => p.task - q.task).map(({ reading }) => reading));
    if (keepIn !== undefined) saveFile(join(keepIn, `${name}.json`), keptText(plan, readings.get(name) ?? []));
  };
  if (tasks.length > 0) {
    const job = { work: spines, entry: "reproduce-worker.js", data: tasks, trials: tasks.length, lanes: 1 };
    await shared({ ...job, onFound: take }, options);
  }
  const texts = new Map(experiments.map((one) => [protocolName(one), paperText(protocolName(one))]));
  const card = scorecardOf(readings, texts);
  const rows = card.rows.filter(({ id }) => options.only === undefined || matches(options.only, id));
  return { ...card, rows, summary: summaryOf(rows), readings };
}

interface Plan {
  readonly experiment: Experiment;
  readonly text: string;
  readonly count: number;
  readonly key: string;
}

/** A task as it can be posted: the experiment by its name. */
type PostedTask = Omit<SpineTask, "experiment"> & { readonly name: string };

interface SpineReading {
  readonly task: number;
  readonly reading: Reading;
}

/** A reading for each task. */
export function* spines(tasks: readonly PostedTask[], places: Iterable<number>): Generator<Step<SpineReading>> {
  let done = 0;
  for (const place of places) {
    const { name, ...task } = tasks[place] as PostedTask;
    const experiment = experiments.find((one) => one.name === name) as Experiment;
    const reading = readSpine({ ...task, experiment });
    done++;
    yield { done, found: { task: place, reading } };
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

const protocolName = ({ name, protocol = name }: Experiment): string => protocol;

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

function keptIn(folder: string, { experiment, key, count }: Plan): readonly Reading[] | undefined {
  try {
    const kept = JSON.parse(readFileSync(join(folder, `${experiment.name}.json`), "utf8")) as Record<string, unknown>;
    const readings = kept["readings"];
    return kept["key"] === key && Array.isArray(readings) && readings.length === count
      ? (readings as Reading[]) : undefined;
  } catch {
    // Nothing is kept, or nothing readable: it is run anew.
    return undefined;
  }
}
