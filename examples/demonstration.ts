/** Draws the README's figure: the demonstration recording as its report shows it. Run: node dist/examples/demonstration.js */
import { measure, twoStateSynapse } from "radiatum";
import { saveFile } from "radiatum/node";
import { figures } from "radiatum/report";

/** The report's overview of the demonstration, as SVG. */
export function demonstrationFigure(): string {
  const overview = figures(measure(twoStateSynapse(2))).find(({ name }) => name === "overview");
  if (!overview) throw new Error("the report drew no overview");
  return overview.svg;
}

if (process.argv[1]?.endsWith("demonstration.js")) saveFile("examples/demonstration.svg", demonstrationFigure());
