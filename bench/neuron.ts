/**
 * How long does a trial of a neuron with a spine and its calcium take, here and in NEURON, CoreNEURON and Arbor?
 *
 *     npm run bench:neuron [-- --json] [--rounds N] [--environment FOLDER]
 *
 * neuron/MODEL.md is the model, README.md has the question and the answer. FOLDER, out/bench-neuron unless given, is
 * made or completed by neuron/environment.sh. Standard output gets the result, as Markdown or as one JSON document
 * (with `npm run --silent`, since npm prints a heading of its own there); standard error the progress. Status 1 if
 * results differ grossly, in which case there are no ratios.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  calciumWithoutDiffusion, ourAccuracy, theirAccuracy, type Accuracy, type TheirAccuracy,
} from "./neuron/accuracy.js";
import { built, contest, whyNot, type Contest, type Matched, type Place } from "./neuron/contest.js";
import { ratios } from "./neuron/ratios.js";
import { markdown, type Document } from "./neuron/report.js";
import { inRounds, rowOf, spreadOf } from "./neuron/rounds.js";
import { machineOf, TRIALS, who } from "./neuron/settings.js";
import type { SetUp } from "./neuron/setup.js";

/** CVODE's settings that are accurate enough and look cheapest: all take their turns, and the fastest counts. */
const CANDIDATES = 3;

const say = (text: string): void => { process.stderr.write(`${text}\n`); };

/** Runs a program to its end, with what it prints to standard error. */
function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", process.stderr.fd, process.stderr.fd] });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `exit status ${status ?? "none"}`}`);
}

interface Accuracies extends Matched {
  readonly our: readonly Accuracy[];
  readonly their: readonly TheirAccuracy[];
  /** Why there are none. */
  readonly reason?: string;
}

function accuracies(place: Place): Accuracies {
  try {
    const python = (args: readonly string[]): void => { run(place.python, args); };
    const { reference, rows: their } = theirAccuracy(place.sources, place.folder, python);
    const our = ourAccuracy(reference);
    const accurate = their.filter((row) => row.accurate && (row.atol ?? 0) > 1e-8);
    return {
      our, their,
      tolerance: our.find((row) => row.accurate && row.tolerance !== undefined)?.tolerance,
      cvode: accurate.sort((a, b) => a.ms - b.ms).slice(0, CANDIDATES),
    };
  } catch (error) {
    return { our: [], their: [], tolerance: undefined, cvode: [], reason: whyNot(place, "neuron", error) };
  }
}

/** In fresh processes, one after the other. */
function setUp(times: number): Document["setUp"] {
  const all = Array.from({ length: times }, (): SetUp => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [built("setup")], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the set-up could not be measured:\n${stderr}`);
    return JSON.parse(stdout) as SetUp;
  });
  const parts = ["modules", "declare", "prepare", "compile", "run"] as const;
  const sizes = Object.keys(all[0]?.memory ?? {}) as (keyof SetUp["memory"])[];
  const median = (of: (one: SetUp) => number): number => spreadOf(all.map(of)).median;
  return {
    total_ms: spreadOf(all.map(({ total }) => total)),
    cpu_ms: spreadOf(all.map(({ cpu }) => cpu)),
    parts_ms: Object.fromEntries(parts.map((part) => [part, median((one) => one[part])])),
    memory_bytes: Object.fromEntries(sizes.map((size) => [size, Math.round(median(({ memory }) => memory[size]))])),
  };
}

async function measure(
  { our, their, reason }: Accuracies, { contestants, missing, versions }: Contest, rounds: number,
): Promise<Omit<Document, "machine">> {
  const measured = await inRounds(contestants, rounds, say);
  const reasons = new Map([...missing, ...(reason === undefined ? [] : [["accuracy", reason] as const])]);
  say("set-up, in fresh processes …");
  const found = ratios(measured, reasons, { our, their, undiffused: calciumWithoutDiffusion(TRIALS - 1) });
  return {
    ...found,
    rows: [
      ...measured.map(rowOf),
      ...[...missing].map(([name, why]) => ({ name, who: who(name, undefined), reason: why })),
    ],
    accuracy: [...our, ...their],
    setUp: setUp(rounds),
    versions,
    rounds,
    trials: TRIALS,
  };
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: { json: { type: "boolean" }, rounds: { type: "string", default: "7" }, environment: { type: "string" } },
  });
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds takes a whole number, at least 1; found ${options.rounds}`);
  }
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const folder = resolve(options.environment ?? join(root, "out", "bench-neuron"));
  const python = join(folder, "venv", "bin", "python");
  const place: Place = { sources: join(root, "bench", "neuron"), folder, python };
  const before = loadavg();
  say(`completing ${folder} …`);
  try {
    run("bash", [join(place.sources, "environment.sh"), folder]);
  } catch (error) {
    say(`${whyNot(place, "", error)}; going on with what there is`);
  }
  say("accuracy against CVODE at 1e-8 (minutes, the first time) …");
  const found = accuracies(place);
  const match = await contest(place, found);
  try {
    const document: Document = { ...(await measure(found, match, rounds)), machine: machineOf(before) };
    process.stdout.write(options.json === true ? `${JSON.stringify(document, undefined, 1)}\n` : markdown(document));
    if (document.agreement.some(({ agrees }) => !agrees)) process.exitCode = 1;
  } finally {
    await match.stop();
  }
}

await main();
