/** Who takes part: the programs are started here, and each row's command is set. Who can't start leaves a reason. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TheirAccuracy } from "./accuracy.js";
import { start, type Program } from "./program.js";
import type { Contestant } from "./rounds.js";
import { threadsOf, TRIALS, who } from "./settings.js";

/** serve.py's names; NEURON twice, for two processes at once. */
const COMPETITORS = ["neuron", "neuron again", "coreneuron", "coreneuron-exact", "arbor"] as const;
type Competitor = (typeof COMPETITORS)[number];

export interface Place {
  /** bench/neuron in the repository, for what isn't built. */
  readonly sources: string;
  /** The environment, as environment.sh made it. */
  readonly folder: string;
  readonly python: string;
}

export interface Contest {
  readonly contestants: readonly Contestant[];
  /** Why a row is missing, by its name. */
  readonly missing: ReadonlyMap<string, string>;
  /** What each program states of itself. */
  readonly versions: Readonly<Record<string, Program["facts"]>>;
  stop(): Promise<void>;
}

/** Our tolerance in mV, if one is accurate enough, and those of CVODE's settings that may be the cheapest. */
export interface Matched {
  readonly tolerance: number | undefined;
  readonly cvode: readonly TheirAccuracy[];
}

/** A program of ours, built beside this one. */
export const built = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** What failed, in its own words, with the end of the log of what environment.sh could not build. */
export function whyNot(place: Place, name: string, error: unknown): string {
  const log = join(place.folder, `${name}.log`);
  const failed = existsSync(log) && !existsSync(join(place.folder, name, "made"));
  const said = error instanceof Error ? error.message : String(error);
  const words = existsSync(place.python) ? said : `environment.sh made no ${place.python}: ${said}`;
  return [words, ...(failed ? [readFileSync(log, "utf8").trim().slice(-300)] : [])].join(" | ").replaceAll("\n", " ");
}

export async function contest(place: Place, { tolerance, cvode }: Matched): Promise<Contest> {
  const missing = new Map<string, string>();
  const startOurs = (): Promise<Program> => start(process.execPath, [built("ours")]);
  const [ours, oursAgain] = [await startOurs(), await startOurs()];
  const theirs = new Map<Competitor, Program>();
  for (const name of COMPETITORS) {
    const simulator = name === "neuron again" ? "neuron" : name;
    try {
      theirs.set(name, await start(place.python, [join(place.sources, "serve.py"), simulator, place.folder]));
    } catch (error) {
      missing.set(name, whyNot(place, simulator.replace(/-.*/, ""), error));
    }
  }

  const contestants: Contestant[] = [];
  const enter = (name: string, programs: readonly Program[], command: string, detail = ""): void => {
    contestants.push({ name, who: who(name, programs[0]) + detail, programs, command });
  };
  const enterTheirs = (name: string, needed: readonly Competitor[], command: string, detail = ""): void => {
    const absent = needed.find((one) => !theirs.has(one));
    if (absent !== undefined) missing.set(name, missing.get(absent) ?? "");
    else enter(name, needed.flatMap((one) => theirs.get(one) ?? []), command, detail);
  };
  const fixed = `fixed 0 ${TRIALS} 0.025`;
  enter("fixed", [ours], fixed);
  enter("undiffused", [ours], `undiffused 0 ${TRIALS} 0.025`);
  enter("alone", [ours], `alone 0 ${TRIALS} 0.025`);
  enter("two processes", [ours, oursAgain], fixed);
  enter("threads", [ours], `threads 2 0 ${threadsOf(TRIALS)} 0.025`);
  if (tolerance !== undefined) {
    enter("adaptive", [ours], `adaptive ${tolerance} 0 ${TRIALS}`, `, tolerance ${tolerance} mV`);
  }
  enterTheirs("neuron", ["neuron"], fixed);
  enterTheirs("neuron, two processes", ["neuron", "neuron again"], fixed);
  cvode.forEach(({ atol = NaN, scale = NaN }, i) => {
    const detail = `, atol ${atol}, of free calcium ${scale} of that`;
    enterTheirs(`cvode ${i + 1}`, ["neuron"], `cvode ${atol} 0 ${TRIALS} ${scale}`, detail);
  });
  enterTheirs("coreneuron", ["coreneuron"], fixed);
  enterTheirs("coreneuron-exact", ["coreneuron-exact"], fixed.replace("fixed", "fixed-exact"));
  enterTheirs("arbor", ["arbor"], fixed.replace("fixed", "fixed-exact"));
  missing.delete("neuron again");

  const programs = [ours, oursAgain, ...theirs.values()];
  return {
    contestants,
    missing,
    versions: {
      radiatum: ours.facts,
      ...Object.fromEntries(COMPETITORS.flatMap((name) => {
        const program = name === "neuron again" ? undefined : theirs.get(name);
        return program ? [[name, program.facts]] : [];
      })),
    },
    async stop() { await Promise.all(programs.map((program) => program.stop())); },
  };
}
