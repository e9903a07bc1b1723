// Makes paper/scorecard.json anew: what `radiatum reproduce --json --seed 1 --set yuste-calibration --set sabatini-2002`
// says, with the authors' arguments and the questions of method. Needs the built package (npm run build) and minutes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reproduce, saveFile } from "radiatum/node";
import { scorecardDocument } from "radiatum/paper";
import { scorecardSources } from "../dist/validation/scorecard/kept.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const [seed, parameters, sets] = [1, "base", ["yuste-calibration", "sabatini-2002"]];
const made = { seed, parameters, version, sources: scorecardSources(root) };
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
