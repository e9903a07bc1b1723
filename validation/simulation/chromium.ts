/**
 * A page in headless Chromium that runs the project's own modules as they were built: no bundler, an import map
 * instead. They are served from this machine to this machine; the browser reaches nothing else.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { launchChromium, type FoundChromium } from "../browser.js";
import { projectFolder } from "../samples.js";

/** ms: a page that is silent for longer is given up. */
const PATIENCE = 600_000;

/** Evaluates an expression, a promise perhaps, on a page with modules from `dist`; also says which browser it was. */
export async function evaluateInChromium(
  found: FoundChromium, expression: string,
): Promise<{ value: unknown; version: string }> {
  const server = await serve();
  const { port } = server.address() as AddressInfo;
  const browser = await launchChromium(found);
  const limit = setTimeout(() => void browser.close(), PATIENCE);
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    return { value: await page.evaluate(expression), version: browser.version() };
  } finally {
    clearTimeout(limit);
    await browser.close();
    server.close();
  }
}

interface PackageFile {
  readonly imports?: Record<string, string>;
  readonly exports?: Entry;
  readonly dependencies?: Record<string, string>;
}
/** A file, files by the conditions under which each holds, or several of these, the first of which holds. */
type Entry = string | readonly Entry[] | { readonly [condition: string]: Entry };

const packageFile = (folder: string): PackageFile =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageFile;

/** What a bare name stands for, as an address: the package's own `imports`, and what it depends on. */
function importMap(root: string): Record<string, string> {
  const { imports = {}, dependencies = {} } = packageFile(root);
  return {
    ...Object.fromEntries(Object.entries(imports).map(([name, path]) => [name, path.slice(1)])),
    ...Object.fromEntries(Object.keys(dependencies).flatMap((name): [string, string][] => {
      const entry = entryOf(packageFile(join(root, "node_modules", name)).exports ?? []);
      const folder = `/node_modules/${name}/`;
      return entry === undefined ? [] : [[`${name}/`, folder], [name, folder + entry.replace("./", "")]];
    })),
  };
}

/** The file for a browser, else for whoever imports. */
function entryOf(entry: Entry): string | undefined {
  if (typeof entry === "string") return entry;
  const choices = isList(entry) ? entry : [".", "browser", "import", "default"].map((condition) => entry[condition]);
  const chosen = choices.find((choice) => choice !== undefined);
  return chosen === undefined ? undefined : entryOf(chosen);
}

const isList = (entry: Exclude<Entry, string>): entry is readonly Entry[] => Array.isArray(entry);

const SERVED = /^(\/mapped)?(\/(?:dist|node_modules)\/[\w./@-]+\.m?js)$/;

function serve(): Promise<Server> {
  const root = projectFolder();
  const map = importMap(root);
  const script = `<script type="importmap">${JSON.stringify({ imports: map })}</script>`;
  const page = `<!doctype html><title>Radiatum</title>${script}`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, mapped, path] = SERVED.exec(pathname) ?? [];
    if (pathname === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    else if (path === undefined || !existsSync(join(root, path))) response.writeHead(404).end();
    else {
      const source = readFileSync(join(root, path), "utf8");
      const text = mapped === undefined ? source : withAddresses(source, map);
      response.setHeader("content-type", "text/javascript; charset=utf-8").end(text);
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** A module for a worker, where import maps don't reach: each bare name replaced by its address. */
function withAddresses(source: string, map: Readonly<Record<string, string>>): string {
  return source.replace(/\b(from|import)\s*"([^".][^"]*)"/g, (whole, word: string, name: string) =>
    map[name] === undefined ? whole : `${word} "/mapped${map[name]}"`);
}
