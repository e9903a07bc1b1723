import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plot, type GroupedMeasurement, type MeasuredGroup, type Measurement } from "radiatum";
import { pictureResources, saveFile } from "radiatum/node";
import {
  comparisonsCsv, figures, groupNumbersCsv, groupsReport, htmlReport, pngFromSvg, TABLES,
} from "radiatum/report";
import { version } from "./version.js";

/** Width of the figures as PNG: a slide's. */
const PICTURE_WIDTH = 1600;

const holds = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

/** Writes report, figures, tables and document into `folder`; returns the report's path. */
export async function writeReport(folder: string, measurement: Measurement, document: object, command: string): Promise<string> {
  const { fonts } = pictureResources();
  const page = join(folder, "report.html");
  saveFile(page, htmlReport(measurement, { version, command, fonts }));
  await writeFigures(folder, figures(measurement));
  for (const [name, make] of Object.entries(TABLES)) saveFile(join(folder, "tables", name), make(measurement));
  saveFile(join(folder, "analysis.json"), `${JSON.stringify(document, null, 2)}\n`);
  return page;
}

/** Each figure as SVG and as PNG. */
async function writeFigures(folder: string, drawn: readonly { readonly name: string; readonly svg: string }[]): Promise<void> {
  const { fonts, engine } = pictureResources();
  for (const { name, svg } of drawn) {
    const drawing = join(folder, "figures", `${name}.svg`);
    const picture = join(folder, "figures", `${name}.png`);
    // A picture of the very same drawing is not made again: rendering is most of a report's time.
    if (holds(drawing, svg) && existsSync(picture)) continue;
    saveFile(picture, await pngFromSvg(svg, { width: PICTURE_WIDTH, fonts: [fonts.regular, fonts.semibold], engine }));
    saveFile(drawing, svg);
  }
}

/** What a group's own report is made with. */
interface GroupFiles {
  readonly command: string;
  readonly ofGroup: (measurement: Measurement, group: MeasuredGroup) => { readonly document: object; readonly command: string };
}

/**
 * Writes a page of all groups with figure, tables and document into `folder`, and in a folder of its own each group's
 * report; returns the page's path.
 */
export async function writeGroupsReport(
  folder: string, grouped: GroupedMeasurement, document: object, { command, ofGroup }: GroupFiles,
): Promise<string> {
  const { fonts } = pictureResources();
  const places = foldersOf(grouped.groups);
  for (const [k, group] of grouped.groups.entries()) {
    if ("refused" in group.found) continue;
    const own = ofGroup(group.found.answer, group);
    await writeReport(join(folder, places[k] as string), group.found.answer, own.document, own.command);
  }
  const page = join(folder, "report.html");
  const pageOf = (group: MeasuredGroup): string | undefined =>
    ("answer" in group.found ? `${places[grouped.groups.indexOf(group)] as string}/report.html` : undefined);
  saveFile(page, groupsReport(grouped, { version, command, fonts, pageOf }));
  await writeFigures(folder, [{ name: "groups", svg: plot(grouped).svg() }]);
  saveFile(join(folder, "tables", "numbers.csv"), groupNumbersCsv(grouped));
  saveFile(join(folder, "tables", "comparisons.csv"), comparisonsCsv(grouped));
  saveFile(join(folder, "analysis.json"), `${JSON.stringify(document, null, 2)}\n`);
  return page;
}

/** A folder's name for each group: letters and digits of its own, told apart by numbers. */
function foldersOf(groups: readonly MeasuredGroup[]): string[] {
  const plain = groups.map(({ name }) => name.normalize("NFKD").replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+|[-.]+$/gu, "") || "group");
  return plain.map((name, k) => {
    const before = plain.slice(0, k).filter((other) => other.toLowerCase() === name.toLowerCase()).length;
    return before === 0 ? `group-${name}` : `group-${name}-${before + 1}`;
  });
}
