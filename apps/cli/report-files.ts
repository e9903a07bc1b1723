import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pictureResources, saveFile } from "radiatum/node";
import { PICTURE_WIDTH, pngFromSvg, type ReportFile } from "radiatum/report";

/** Writes a report's files into `folder`, figures as PNG too; returns the page's path. */
export async function writeReport(folder: string, files: readonly ReportFile[]): Promise<string> {
  for (const { path, make } of files) {
    const content = make();
    if (path.endsWith(".svg") && typeof content === "string") await writeFigure(join(folder, path), content);
    else saveFile(join(folder, path), content);
  }
  return join(folder, "report.html");
}

/** As SVG and as PNG. */
async function writeFigure(drawing: string, svg: string): Promise<void> {
  const picture = drawing.replace(/svg$/, "png");
  // A picture of the very same drawing is not made again: rendering is most of a report's time.
  if (existsSync(picture) && existsSync(drawing) && readFileSync(drawing, "utf8") === svg) return;
  const { fonts, engine } = pictureResources();
  saveFile(picture, await pngFromSvg(svg, { width: PICTURE_WIDTH, fonts: [fonts.regular, fonts.semibold], engine }));
  saveFile(drawing, svg);
}
