import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { failures } from "radiatum";
import { DEFAULT_PORT, serveApp } from "../server/index.js";
import { complain, remark, say } from "./terminal.js";

export interface AppOptions {
  readonly port?: string;
  readonly open?: boolean;
}

const misuse = failures("usage", {
  "port-malformed": (f: { port: string }) =>
    `--port ${f.port}: a port is a whole number from 0 to 65535, such as ${DEFAULT_PORT}; 0 takes any that is free.`,
});

/** Serves the workbench until Ctrl-C. The address is all that goes to standard output. */
export async function app(folder: string | undefined, options: AppOptions): Promise<void> {
  const served = await serveApp({
    statics: fileURLToPath(new URL("../web/", import.meta.url)),
    ...(folder === undefined ? {} : { folder }),
    port: portOf(options.port),
    onFault: (error) => {
      complain(`A fault in Radiatum: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    },
  });
  say(served.url);
  if (folder === undefined) remark("The page opens what you drop on it; radiatum app <folder> also lists a folder.");
  else remark(`The page may read ${folder}, and save new files into it.`);
  remark("Only this machine can open it. Ctrl-C ends it.");
  if (options.open === true) openBrowser(served.url);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await served.close();
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw misuse("port-malformed", { port: text });
  return port;
}

/** The program that opens an address in the person's own browser; no shell reads the address. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"], win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

function openBrowser(url: string): void {
  const [command = "xdg-open", ...before] = OPENERS[process.platform] ?? [];
  const failed = (): void => remark(`${command} opened no browser. Open the address above yourself.`);
  spawn(command, [...before, url], { detached: true, stdio: "ignore" })
    .once("error", failed)
    .once("exit", (code) => { if (code !== 0) failed(); })
    .unref();
}
