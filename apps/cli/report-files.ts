import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Measurement } from "radiatum";
import { pictureResources, saveFile } from "radiatum/node";
import {
  figures, htmlReport, meansCsv, meansParquet, numbersCsv, numbersParquet, pngFromSvg, tracesCsv, tracesParquet, trialsCsv, trialsParquet,
} from "radiatum/report";
import { version } from "./version.js";

/** Width of the figures as PNG: a slide's. */
const PICTURE_WIDTH = 1600;

const holds = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

/** Writes report, figures, tables and document into `folder`; returns the report's path. */
export async function writeReport(folder: string, measurement: Measurement, document: object, command: string): Promise<string> {
  const { fonts, engine } = pictureResources();
  const page = join(folder, "report.html");
  saveFile(page, htmlReport(measurement, { version, command, fonts }));
  for (const { name, svg } of figures(measurement)) {
    const drawing = join(folder, "figures", `${name}.svg`);
    const picture = join(folder, "figures", `${name}.png`);
    // A picture of the very same drawing is not made again: rendering is most of a report's time.
    if (holds(drawing, svg) && existsSync(picture)) continue;
    saveFile(picture, await pngFromSvg(svg, { width: PICTURE_WIDTH, fonts: [fonts.regular, fonts.semibold], engine }));
    saveFile(drawing, svg);
  }
  const tables = {
    "trials.csv": trialsCsv, "traces.csv": tracesCsv, "means.csv": meansCsv, "numbers.csv": numbersCsv,
    "trials.parquet": trialsParquet, "traces.parquet": tracesParquet, "means.parquet": meansParquet, "numbers.parquet": numbersParquet,
  };
  for (const [name, make] of Object.entries(tables)) saveFile(join(folder, "tables", name), make(measurement));
  saveFile(join(folder, "analysis.json"), `${JSON.stringify(document, null, 2)}\n`);
  return page;
}
