/** The design's two faces, cut down to what the workbench writes with. */
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";

const require = createRequire(import.meta.url);

const between = (first: number, last: number): string =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, k) => first + k));
/** Latin with accents, Greek, and the marks of figures: dashes, quotes, primes, raised digits, arrows, operators. */
const LETTERS = between(0x20, 0x7e) + between(0xa0, 0xff) + between(0x391, 0x3c9) + "–—‘’“”†…′″⁰⁴⁵⁶⁷⁸⁹⁻←↑→↓⌘∂∆∑−∕∙√∞∼≈≠≤≥△○●◐✓";

const FACES = [
  {
    file: "plex.woff2", from: "@ibm/plex-sans-variable/fonts/complete/ttf/IBM Plex Sans Var-Roman.ttf",
    axes: { wght: { min: 400, max: 600 }, wdth: { min: 85, max: 100 } },
  },
  {
    file: "stix-italic.woff2", from: "@fontsource-variable/stix-two-text/files/stix-two-text-latin-wght-italic.woff2",
    axes: { wght: 400 },
  },
] as const;

/** A folder within that one, in which the files then are. What is there already, of the same letters, is not made again. */
export async function subsetFonts(within: string): Promise<string> {
  const folder = join(within, createHash("sha256").update(LETTERS).digest("hex").slice(0, 12));
  mkdirSync(folder, { recursive: true });
  for (const { file, from, axes } of FACES) {
    const path = join(folder, file);
    if (existsSync(path)) continue;
    const small = await subsetFont(readFileSync(fontAt(from)), LETTERS, { targetFormat: "woff2", variationAxes: axes });
    writeFileSync(`${path}.${process.pid}`, small);
    renameSync(`${path}.${process.pid}`, path);
  }
  return folder;
}

/** Packages of fonts keep their files from `require` by a list of exports; the folder is beside their package.json. */
function fontAt(path: string): string {
  const [scope = "", name = "", ...rest] = path.split("/");
  const found = (require.resolve.paths("x") ?? []).map((folder) => join(folder, scope, name, ...rest)).find(existsSync);
  if (found === undefined) throw new Error(`${path} is not installed; run npm ci.`);
  return found;
}
