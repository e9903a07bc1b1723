import { join } from "node:path";
import { pictureResources, saveFile } from "radiatum/node";
import { scorecardPage, type ScorecardPage } from "radiatum/paper";
import { light } from "radiatum/report";

/** Writes `scorecard.html`, `scorecard.json` and `figures/figure-1.svg` … into `folder`; returns the page's path. */
export function writeScorecard(folder: string, page: Omit<ScorecardPage, "fonts">, document: object): string {
  const path = join(folder, "scorecard.html");
  saveFile(path, scorecardPage({ ...page, fonts: pictureResources().fonts }));
  saveFile(join(folder, "scorecard.json"), `${JSON.stringify(document, null, 2)}\n`);
  for (const { number, svg } of page.figures) saveFile(join(folder, "figures", `figure-${number}.svg`), onPaper(svg));
  return path;
}

/** A drawing whose colours are the page's, as a file of its own: those of paper and daylight. */
function onPaper(svg: string): string {
  const colours: Readonly<Record<string, string>> = { ...light };
  return svg.replace(/var\(--(\w+)\)/gu, (whole, role: string) => colours[role] ?? whole);
}
