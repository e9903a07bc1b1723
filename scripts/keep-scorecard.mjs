// Makes paper/scorecard.json anew: what `radiatum reproduce --json --seed 1 --set yuste-calibration --set sabatini-2002`
// says, with the authors' arguments and the questions of method. Needs the built package (npm run build) and minutes.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { reproduce, saveFile } from "radiatum/node";
import { scorecardDocument } from "radiatum/paper";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** SHA-256 of what the numbers depend on: the library's sources and the paper's protocols, by path. */
function sources() {
  const hash = createHash("sha256");
  const add = (folder, wanted) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) add(path, wanted);
      else if (wanted.test(entry.name)) hash.update(relative(root, path).replaceAll("\\", "/")).update(readFileSync(path));
    }
  };
  add(join(root, "src"), /(?<!\.test|\.d)\.ts$/);
  add(join(root, "paper"), /\.yaml$/);
  return hash.digest("hex");
}

const [seed, parameters, sets] = [1, "base", ["yuste-calibration", "sabatini-2002"]];
const made = { seed, parameters, version, sources: sources() };
const card = await reproduce({
  seed, parameters, sets, studies: true,
  // Interrupted, it goes on where it was.
  keepIn: join(root, "reproduce", "kept"),
  onProgress: (done, all) => process.stderr.write(`\rspine ${done} of ${all}`),
});
const path = join(root, "paper", "scorecard.json");
/** A row a line, so that a change shows which moved; without the spaces that a page would have to fetch. */
const laidOut = (value, deep) => {
  const plain = typeof value !== "object" || value === null || deep === 0;
  if (plain || Object.values(value).every((one) => typeof one !== "object" || one === null)) return JSON.stringify(value);
  const inner = (one) => laidOut(one, deep - 1);
  if (Array.isArray(value)) return `[\n${value.map(inner).join(",\n")}\n]`;
  return `{\n${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${inner(one)}`).join(",\n")}\n}`;
};
/** The document, its sets, a set, its rows. */
const DEEP = 4;
saveFile(path, `${laidOut({ ...made, ...scorecardDocument(card) }, DEEP)}\n`);
process.stderr.write(`\n${path}\n`);
