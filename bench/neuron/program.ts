/** A program that runs trials when told to, a line in and a line out: serve.py for the others, ours.ts for us. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What a command took, and the head's free calcium when its last trial ends: proof that the work was done. */
export interface Answer {
  readonly ms_per_trial: number;
  readonly cpu_ms_per_trial: number;
  readonly calcium_uM: number;
}

export interface Program {
  /** Version, build and settings, as the program itself states them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Rejects with the program's last words if it refuses or ends. */
  ask(command: string): Promise<Answer>;
  stop(): Promise<void>;
}

/** Enough of what a program complained of to see why it ended. */
const LAST_WORDS = 600;

/** Starts a program and waits until it has built what it needs and said who it is. */
export async function start(command: string, args: readonly string[]): Promise<Program> {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", OMP_NUM_THREADS: "1" };
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => { complaint = (complaint + text).slice(-LAST_WORDS); });
  child.on("error", (error) => { complaint += error.message; });
  // Writing to a program that ended is an error of its own, later than the one that ended it.
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const line: IteratorResult<string, unknown> = await lines.next();
    if (line.done === true) throw new Error(complaint.trim() || `${command} ended without a word`);
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  return {
    facts: await next(),
    async ask(line) {
      child.stdin.write(`${line}\n`);
      const answer = await next();
      if (typeof answer["error"] === "string") throw new Error(answer["error"]);
      return answer as unknown as Answer;
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.stdin.end("quit\n");
      await once(child, "exit");
    },
  };
}
