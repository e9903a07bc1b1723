/**
 * The Chromium in which pages are looked at: the machine's own where there is one, else the packaged one, which npm
 * installs with everything else.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { projectFolder } from "./samples.js";

export interface FoundChromium {
  readonly kind: "system" | "packaged";
  readonly executablePath: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const PLACES = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * `RADIATUM_CHROMIUM` (a path, or "packaged"), one of the usual places, or the packaged one, unpacked if it hasn't been
 * yet. That one is a Linux program for x64: elsewhere, with none installed, undefined.
 */
export async function findChromium(): Promise<FoundChromium | undefined> {
  const asked = process.env["RADIATUM_CHROMIUM"] ?? "";
  if (asked === "packaged") return packagedChromium();
  if (asked !== "" && !existsSync(asked)) throw new Error(`RADIATUM_CHROMIUM: ${asked}: there is no such file`);
  const executablePath = asked === "" ? PLACES.find((path) => existsSync(path)) : asked;
  if (executablePath !== undefined) {
    const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    return { kind: "system", executablePath, args, env: {} };
  }
  return process.platform === "linux" && process.arch === "x64" ? packagedChromium() : undefined;
}

export function launchChromium({ executablePath, args, env }: FoundChromium): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: [...args], env: { ...process.env, ...env } });
}

const PACKAGE = "@sparticuz/chromium";

/** Three seconds the first time: 200 MB, kept among the installed packages. */
async function packagedChromium(): Promise<FoundChromium> {
  const modules = join(projectFolder(), "node_modules");
  const { version } = JSON.parse(readFileSync(join(modules, PACKAGE, "package.json"), "utf8")) as { version: string };
  const folder = join(modules, `.radiatum-chromium-${version}`);
  if (!existsSync(folder)) await (unpacking ??= unpack(folder));
  return {
    kind: "packaged",
    executablePath: join(folder, "chromium"),
    args: [
      "--no-sandbox", "--headless=shell", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
      "--disable-background-networking",
    ],
    env: { LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_PATH: folder },
  };
}

let unpacking: Promise<void> | undefined;

/**
 * The package unpacks into the folder for temporary files, and takes what lies there under its names for its own, also
 * what another process has half written. So it is given a folder of its own, which gets its name when it is whole.
 */
async function unpack(folder: string): Promise<void> {
  const fresh = `${folder}-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  // Its libraries are unpacked only where it believes to be on the machines it was made for.
  const env = { AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x", TMPDIR: fresh };
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    const { default: packaged } = await import("@sparticuz/chromium");
    await packaged.executablePath();
  } finally {
    for (const name of [...Object.keys(env), "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "HOME"]) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
  const [fonts, cache] = [join(folder, "fonts"), join(folder, "fonts-cache")];
  const config = `<fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>\n`;
  writeFileSync(join(fresh, "fonts.conf"), config);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // another process was faster
  }
}
