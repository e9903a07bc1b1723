/** The files of which a report's folder is made: whoever has a file system or an archive writes them, the same bytes in both. */
import type { GroupedMeasurement, GroupRequest, MeasuredGroup, Measurement } from "#analysis";
import { figures } from "./figures.js";
import { groupsReport } from "./groups-page.js";
import { comparisonsCsv, groupNumbersCsv } from "./groups-tables.js";
import { htmlReport } from "./page.js";
import type { ReportFonts } from "./page-style.js";
import { plotSvg } from "./plot.js";
import { analysisCommand, analysisDocument, groupsAnalysisDocument, sharedParameters, truthSentence, type Repeated } from "./repeat.js";
import { TABLES } from "./tables.js";

/** px, of figures as PNG: a slide's width. */
export const PICTURE_WIDTH = 1600;

/** A file that is made when it is asked for; an `.svg` has a picture of the same name beside it, `.png`. */
export interface ReportFile {
  /** Within the folder, "figures/overview.svg". */
  readonly path: string;
  readonly make: () => string | Uint8Array;
}

/** What was asked of which recording, and what pages are made with. */
export interface ReportSource {
  readonly of: Repeated;
  readonly request: GroupRequest;
  readonly version: string;
  readonly fonts?: ReportFonts;
}

/** "report.html", then figures, tables, and the document that repeats the analysis. */
export function reportFiles(measurement: Measurement, { of, request, version, fonts }: ReportSource): readonly ReportFile[] {
  const command = analysisCommand(measurement.parameters, of, request);
  return [
    { path: "report.html", make: () => htmlReport(measurement, { version, command, ...(of.truth && { truth: of.truth }), ...(fonts && { fonts }) }) },
    ...figures(measurement).map(({ name, svg }) => ({ path: `figures/${name}.svg`, make: () => svg })),
    ...Object.entries(TABLES).map(([name, make]) => ({ path: `tables/${name}`, make: () => make(measurement) })),
    { path: "analysis.json", make: () => json(analysisDocument(measurement, of, request)) },
    ...truthNote(of),
  ];
}

/**
 * The same of several stimuli or conditions: a page of all, which links to each group's own report in a folder beside it. A
 * group that can't be measured has no folder; the page says why.
 */
export function groupsReportFiles(grouped: GroupedMeasurement, source: ReportSource): readonly ReportFile[] {
  const { of, request, version, fonts } = source;
  const command = analysisCommand(sharedParameters(grouped, request), of, request);
  const folders = foldersOf(grouped.groups);
  const pageOf = (group: MeasuredGroup): string | undefined =>
    ("answer" in group.found ? `${folders[grouped.groups.indexOf(group)] as string}/report.html` : undefined);
  return [
    { path: "report.html", make: () => groupsReport(grouped, { version, command, pageOf, ...(of.truth && { truth: of.truth }), ...(fonts && { fonts }) }) },
    { path: "figures/groups.svg", make: () => plotSvg(grouped) },
    { path: "tables/numbers.csv", make: () => groupNumbersCsv(grouped) },
    { path: "tables/comparisons.csv", make: () => comparisonsCsv(grouped) },
    { path: "analysis.json", make: () => json(groupsAnalysisDocument(grouped, of, request)) },
    ...truthNote(of),
    ...grouped.groups.flatMap(({ found, stimulus, condition }, k) => {
      if ("refused" in found) return [];
      const own = { ...(stimulus !== "" && { stimuli: [stimulus] }), ...(condition !== "" && { conditions: [condition] }) };
      // What is said beside tables is said once for all groups.
      const files = reportFiles(found.answer, { ...source, request: own }).filter(({ path }) => path !== NOTE);
      return files.map(({ path, make }) => ({ path: `${folders[k] as string}/${path}`, make }));
    }),
  ];
}

/** Beside tables and figures, which have no room for it. */
const truthNote = ({ truth }: Repeated): ReportFile[] => (truth === undefined ? [] : [{ path: NOTE, make: () => `${truthSentence(truth)}\n` }]);
const NOTE = "README.txt";

const json = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** A folder's name for each group: letters and digits of its own, told apart by numbers. */
function foldersOf(groups: readonly MeasuredGroup[]): string[] {
  const plain = groups.map(({ name }) => name.normalize("NFKD").replace(/[^\p{L}\p{N}.-]+/gu, "-").replace(/^[-.]+|[-.]+$/gu, "") || "group");
  return plain.map((name, k) => {
    const before = plain.slice(0, k).filter((other) => other.toLowerCase() === name.toLowerCase()).length;
    return before === 0 ? `group-${name}` : `group-${name}-${before + 1}`;
  });
}
