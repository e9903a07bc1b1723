import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { failures, RigError } from "radiatum";
import { mostOfText, protocolFields, protocolSchema, readProtocol, starterProtocol, withChanges, writeProtocol, type Protocol } from "radiatum/protocol";
import { remark, say } from "./terminal.js";

const misuse = failures("usage", {
  "protocol-unreadable": (f: { file: string; reason: string }) =>
    `${f.file}: ${f.reason}. radiatum protocol new prints a protocol to start from.`,
  "beside-unreadable": (f: { file: string; looked: string; reason: string }) =>
    `${f.file}: ${f.reason}; it is looked for from the protocol's own folder, as ${f.looked}.`,
  "beside-outside": (f: { file: string; folder: string }) =>
    `${f.file} lies outside of the protocol's folder, ${f.folder}, beyond which nothing is read; put the file there, or its text into the protocol.`,
  "beside-too-large": (f: { file: string; bytes: number; most: number }) =>
    `${f.file}: ${f.bytes} bytes are too many for a mechanism; the most is ${f.most}.`,
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

function summary(file: string, { name, runs, conditions, spines, mechanisms, electrode, imaging, duration, interval }: Protocol): string {
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
  const trials = runs.reduce((sum, run) => sum + run.trials, 0);
  return [
    `${file}: ${name}`,
    `  ${counted(trials, "trial")} of ${duration}, one every ${interval}, in ${counted(conditions.length, "condition")}; ` +
      `${counted(spines.length, "spine")}; ${electrode.mode}; ${imaging.kind}`,
    ...mechanisms.map((own) => `  with ${own.name} in ${own.in.join(", ")}`),
    ...runs.map((run) => `  ${run.condition}: ${run.trials} × ${run.stimulus}`),
  ].join("\n");
}

/** The protocol of a file, with the changes of `--set`. */
export function protocolFrom(file: string, changes: readonly string[]): Protocol {
  return withChanges(readProtocol(bytesFrom(file), { file, fileText: beside(dirname(file)) }), changes);
}

/** Text of a file that a protocol names: in the protocol's folder or below, wherever a link leads; of a mechanism's size. */
const beside = (folder: string) => (file: string): string => {
  const looked = resolve(folder, file);
  const refuse = (reason: string, cause?: unknown): Error => misuse("beside-unreadable", { file, looked, reason }, { cause });
  try {
    const [home, found] = [realpathSync(folder), realpathSync(looked)];
    const way = relative(home, found);
    if (way.startsWith("..") || isAbsolute(way)) throw misuse("beside-outside", { file, folder });
    const about = statSync(found);
    if (!about.isFile()) throw refuse("that is no file");
    if (about.size > mostOfText.bytes) throw misuse("beside-too-large", { file, bytes: about.size, most: mostOfText.bytes });
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(found));
  } catch (error) {
    if (error instanceof RigError) throw error;
    throw refuse(error instanceof TypeError ? "it is no text in UTF-8" : reasonWhy(error, looked), error);
  }
};

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
