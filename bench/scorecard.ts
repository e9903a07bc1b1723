/**
 * Where does the time of a scorecard go? Experiment by experiment on one thread, CPU of all its spines, with sessions,
 * trials and steps; then the whole paper and the quick look as they are run, on two threads: wall and CPU. README.md has
 * the answers.
 *
 *     node dist/bench/scorecard.js [--quick]      --quick leaves out the whole paper
 */
import { readFileSync } from "node:fs";
import { trialRunner } from "radiatum/engine";
import { reproduce } from "radiatum/node";
import { experiments, readSpine, studies, type Experiment } from "radiatum/paper";
import { readProtocol } from "radiatum/protocol";
import { openSession, runSession } from "radiatum/rig";

const SEED = 1;
const drawing = { seed: SEED, parameters: "base", changes: [] };
const quickly = process.argv.includes("--quick");

const textOf = ({ name, protocol = name }: Experiment): string =>
  readFileSync(new URL(`../../paper/${protocol}.yaml`, import.meta.url), "utf8");
/** Seconds of this process, of all threads. */
const cpu = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

/** The experiment, with sessions and trials counted as they are read. */
function counting(experiment: Experiment): { readonly counted: Experiment; readonly so: { sessions: number; trials: number } } {
  const so = { sessions: 0, trials: 0 };
  const note = (trials: number): void => {
    so.sessions++;
    so.trials += trials;
  };
  const seen = new Set<string>();
  const noted = <Session>(of: (variant: string) => Session, trialsOf: (session: Session) => number) =>
    (variant: string): Session => {
      const session = of(variant);
      if (!seen.has(variant)) note(trialsOf(session));
      seen.add(variant);
      return session;
    };
  const { search, read } = experiment;
  const counted: Experiment = {
    ...experiment,
    ...(search && {
      search: {
        ...search,
        // Of each spine that is looked at; what is read of the last was looked at before.
        finds: (of) => {
          seen.clear();
          return search.finds(noted(of, ({ trials }) => trials.length));
        },
      },
    }),
    read: (of) => {
      if (!search) seen.clear();
      return read(noted(of, ({ recording }) => recording.trials.length));
    },
  };
  return { counted, so };
}

/** Steps of a trial, mean over the protocol's own session. */
function stepsOf(experiment: Experiment): number {
  const { session } = openSession(readProtocol(textOf(experiment), { file: experiment.name }), {});
  const runner = trialRunner(session.prepared);
  let steps = 0;
  const counted: typeof runner = {
    ...runner,
    *run(...given) {
      const portion = yield* runner.run(...given);
      steps += portion.cost.steps;
      return portion;
    },
  };
  const running = runSession(session, session.trials.keys(), counted);
  while (running.next().done !== true);
  return steps / session.trials.length;
}

interface Line { readonly name: string; readonly spines: number; readonly sessions: number; readonly trials: number; readonly steps: number; readonly seconds: number }

function lineOf(experiment: Experiment): Line {
  const { counted, so } = counting(experiment);
  const text = textOf(experiment);
  const spines = quickly ? experiment.quick : experiment.spines;
  const began = cpu();
  for (let k = 0; k < spines; k++) readSpine({ experiment: counted, text, k, drawing });
  const seconds = cpu() - began;
  return { name: experiment.name, spines, ...so, steps: stepsOf(experiment), seconds };
}

const cells = (line: readonly string[]): string => `| ${line.join(" | ")} |`;
const lines = [...experiments, ...studies].map(lineOf).sort((a, b) => b.seconds - a.seconds);
const total = lines.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(cells(["experiment", "spines", "sessions", "trials", "steps a trial", "CPU, s", "share"]));
console.log(cells(Array.from({ length: 7 }, () => "---")));
for (const { name, spines, sessions, trials, steps, seconds } of lines) {
  const share = `${((100 * seconds) / total).toFixed(0)} %`;
  console.log(cells([name, String(spines), String(sessions), String(trials), steps.toFixed(0), seconds.toFixed(2), share]));
}
const sum = (of: (line: Line) => number): string => String(lines.reduce((all, line) => all + of(line), 0));
console.log(cells(["all", sum(({ spines }) => spines), sum(({ sessions }) => sessions), sum(({ trials }) => trials), "", total.toFixed(1), ""]));

for (const quick of quickly ? [true] : [true, false]) {
  for (const withStudies of quick ? [false] : [false, true]) {
    const [wall, began] = [performance.now(), cpu()];
    await reproduce({ seed: SEED, quick, studies: withStudies, workers: 2 });
    const said = quick ? "--quick" : withStudies ? "the whole paper with arguments and methods" : "the whole paper";
    console.log(`${said}, two threads: ${((performance.now() - wall) / 1000).toFixed(1)} s wall, ${(cpu() - began).toFixed(1)} s of CPU`);
  }
}
