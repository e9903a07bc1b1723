import { existsSync, readFileSync, statSync } from "node:fs";
import { failures } from "radiatum";
import { protocolFields, protocolSchema, readProtocol, starterProtocol, withChanges, writeProtocol, type Protocol } from "radiatum/protocol";
import { remark, say } from "./terminal.js";

const misuse = failures("usage", {
  "protocol-unreadable": (f: { file: string; reason: string }) =>
    `${f.file}: ${f.reason}. radiatum protocol new prints a protocol to start from.`,
});

/** Prints the JSON Schema with which an editor completes protocol files. */
export function printSchema(): void {
  say(JSON.stringify(protocolSchema(), null, 2));
}

/** Prints a protocol to start from. */
export function printStarter(name: string | undefined): void {
  say(starterProtocol(name));
}

/** Prints every field with its default, as a Markdown table. */
export function printFields(): void {
  say(protocolFields());
}

/** Checks a protocol file; says what it would do, or prints all of it with its defaults. */
export function check(file: string, options: { readonly set: readonly string[]; readonly full?: boolean; readonly json?: boolean }): void {
  const protocol = protocolFrom(file, options.set);
  if (options.json) say(JSON.stringify(protocol, null, 2));
  else if (options.full) say(writeProtocol(protocol));
  else say(summary(file, protocol));
  if (!options.json && !options.full) remark("radiatum protocol check --full prints it with every default.");
}

function summary(file: string, { name, runs, conditions, spines, electrode, imaging, duration, interval }: Protocol): string {
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  const trials = runs.reduce((sum, run) => sum + run.trials, 0);
  return [
    `${file}: ${name}`,
    `  ${counted(trials, "trial")} of ${duration}, one every ${interval}, in ${counted(conditions.length, "condition")}; ` +
      `${counted(spines.length, "spine")}; ${electrode.mode}; ${imaging.kind}`,
    ...runs.map((run) => `  ${run.condition}: ${run.trials} × ${run.stimulus}`),
  ].join("\n");
}

/** The protocol of a file, with the changes of `--set`. */
export function protocolFrom(file: string, changes: readonly string[]): Protocol {
  return withChanges(readProtocol(bytesFrom(file), { file }), changes);
}

/** The bytes of a file that a person names; throws a usage RigError where there are none. */
function bytesFrom(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw misuse("protocol-unreadable", { file, reason: reasonWhy(error, file) }, { cause: error });
  }
}

/** Why a file that a person names couldn't be read. */
export function reasonWhy(error: unknown, path: string): string {
  return !existsSync(path) ? "there is no such file"
    : statSync(path).isDirectory() ? "that is a folder" : (error as Error).message;
}
