/**
 * A trial's result doesn't depend on lane, batch, order, thread, executor or platform: the SHA-256 of every sample of a
 * stochastic run, from one thread, against the same run made in every other way that there is.
 */
import { createHash } from "node:crypto";
import {
  prepare, resultOf, runTrials, simulate, type Portion, type Prepared, type Request, type Result, type Target,
} from "#engine";
import { readProtocol, writeProtocol } from "#protocol";
import { simulateHere, type Simulated } from "#rig";
import { simulateOnWorkers, simulateProtocol } from "radiatum/node";
import { findChromium } from "../browser.js";
import type { digests } from "./bytes-browser.js";
import { keptDigests } from "./bytes-kept.js";
import { bytesOf, STEPS, type Stepping } from "./bytes-model.js";
import { RUNS, type Run } from "./bytes-runs.js";
import { digestOfSession, sessionDigest, sessionProtocol } from "./bytes-session.js";
import { evaluateInChromium } from "./chromium.js";
import { verdictOf, type EvidenceRow } from "./evidence.js";

export function digestOf(result: Result): string {
  return createHash("sha256").update(bytesOf(result)).digest("hex");
}

/** Trials as they are dealt: each list is a batch of its own. */
export const DEALT: Readonly<Record<string, readonly (readonly number[])[]>> = {
  "backwards, 9 to 0": [[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
  "one by one": [[0], [1], [2], [3], [4], [5], [6], [7], [8], [9]],
  "batches of 3, 1 and 6, out of order": [[5, 1, 9], [4], [0, 2, 8, 3, 6, 7]],
};

export function inBatches(prepared: Prepared, batches: readonly (readonly number[])[], target?: Target): Result {
  return resultOf(prepared, batches.map((orders): Portion => {
    const run = runTrials(prepared, orders, target);
    for (;;) {
      const step = run.next();
      if (step.done === true) return step.value;
    }
  }));
}

/** A row for every way, for both runs by fixed and by adaptive steps; and against the digests that are kept. */
export async function sameBytes(): Promise<EvidenceRow[]> {
  const rows: EvidenceRow[] = [];
  for (const run of Object.keys(RUNS) as Run[]) {
    for (const step of Object.keys(STEPS) as Stepping[]) rows.push(...await sameRun(run, step));
  }
  return rows;
}

async function sameRun(run: Run, step: Stepping): Promise<EvidenceRow[]> {
  const rows: EvidenceRow[] = [];
  const { words, request: requestOf, brief: briefOf } = RUNS[run];
  const request = requestOf(step);
  const prepared = prepare(request);
  const reference = digestOf(simulate(request));
  const add = (way: string, found: string, against = reference): void => {
    rows.push(sameRow(`${words}, ${step}: ${way}`, against, found));
  };
  for (const [way, batches] of Object.entries(DEALT)) add(way, digestOf(inBatches(prepared, batches)));
  add("two workers of Node", digestOf(await simulateOnWorkers(request, { workers: 2 })));
  const brief = briefOf(step);
  add(`the interpreter, ${brief.duration} of it`, digestOf(onInterpreter(brief)), digestOf(simulate(brief)));
  const kept = keptDigests();
  add(`what is kept, made on ${kept.made}`, reference, kept.digests[run][step]);
  const chromium = await findChromium();
  if (chromium === undefined) return [...rows, withoutChromium(`${words}, ${step}`)];
  const { value, version } = await evaluateInChromium(chromium, onPage(run, step));
  const found = value as Awaited<ReturnType<typeof digests>>;
  add(`Chromium ${version}, the page`, found.page);
  add(`Chromium ${version}, two workers of the page`, found.workers);
  return rows;
}

export function onInterpreter(request: Request): Result {
  const prepared = prepare(request);
  return inBatches(prepared, [[...prepared.schedules.keys()]], "interpreter");
}

/** A whole experiment that a script runs, against the same in every other way: a row for each. */
export async function sameSession({ trials }: { readonly trials: number }): Promise<EvidenceRow[]> {
  const reference = await sessionDigest(trials);
  const what = `${4 * trials} trials of a script's experiment, counts, samples and truth`;
  const row = (way: string, found: string): EvidenceRow => sameRow(`${what}: ${way}`, reference, found);
  const digest = ({ recording, truth }: Simulated): Promise<string> => {
    if (!truth) throw new Error("the truth was asked for");
    return digestOfSession(recording, truth);
  };
  const protocol = sessionProtocol(trials);
  const rows = [
    row("its protocol file", await digest(simulateHere(readProtocol(writeProtocol(protocol)), { truth: true }))),
    row("two workers of Node", await digest(await simulateProtocol(protocol, { workers: 2, truth: true }))),
  ];
  const chromium = await findChromium();
  if (chromium === undefined) return [...rows, withoutChromium(what)];
  const call = `sessionDigest(${trials})`;
  const page = `import("/dist/validation/simulation/bytes-session.js").then(({ sessionDigest }) => ${call})`;
  const { value, version } = await evaluateInChromium(chromium, page);
  return [...rows, row(`Chromium ${version}, the page`, value as string)];
}

function sameRow(name: string, reference: string, found: string): EvidenceRow {
  return {
    case: name,
    reference: brief(reference),
    error: found === reference ? "0 bits" : brief(found),
    tolerance: "0 bits",
    verdict: verdictOf(found === reference),
  };
}

function onPage(run: Run, step: Stepping): string {
  const call = `digests(${JSON.stringify(run)}, ${JSON.stringify(step)})`;
  return `import("/dist/validation/simulation/bytes-browser.js").then(({ digests }) => ${call})`;
}

function withoutChromium(what: string): EvidenceRow {
  return {
    case: `${what}: Chromium, left out: none found; set RADIATUM_CHROMIUM to its path`,
    reference: "", error: "", tolerance: "", verdict: process.env["CI"] ? "differs" : "told",
  };
}

const brief = (digest: string): string => digest.slice(0, 10);
