import { join } from "node:path";
import { pictureResources, saveFile } from "radiatum/node";
import { scorecardPage, type ScorecardPage } from "radiatum/paper";
import { light, outlinedSvg, pdfFromOutlines, PICTURE_WIDTH, pngFromSvg } from "radiatum/report";

/**
 * Writes `scorecard.html`, `scorecard.json` and `figures/figure-1.svg`, `.pdf` and `.png` … into `folder`; returns the
 * page's path. The figures' letters are outlines, so that they look the same wherever they are opened.
 */
export async function writeScorecard(
  folder: string, page: Omit<ScorecardPage, "fonts">, document: object,
): Promise<string> {
  const path = join(folder, "scorecard.html");
  const { fonts, engine } = pictureResources();
  saveFile(path, scorecardPage({ ...page, fonts }));
  saveFile(join(folder, "scorecard.json"), `${JSON.stringify(document, null, 2)}\n`);
  const letters = { fonts: [fonts.regular, fonts.semibold], engine };
  for (const { number, svg } of page.figures) {
    const save = (ending: string, content: string | Uint8Array): void => {
      saveFile(join(folder, "figures", `figure-${number}.${ending}`), content);
    };
    const outlined = await outlinedSvg(onPaper(svg), letters);
    save("svg", outlined);
    save("pdf", pdfFromOutlines(outlined));
    save("png", await pngFromSvg(outlined, { ...letters, width: PICTURE_WIDTH }));
  }
  return path;
}

/** A drawing whose colours are the page's, as a file of its own: those of paper and daylight. */
function onPaper(svg: string): string {
  const colours: Readonly<Record<string, string>> = { ...light };
  return svg.replace(/var\(--(\w+)\)/gu, (whole, role: string) => colours[role] ?? whole);
}
