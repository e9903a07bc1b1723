/** From numbers to what people read: pages, figures, tables, text. Computes nothing that isn't in the measurement. */
export { figures, type Figure } from "./figures.js";
export { plotSvg, type Plottable } from "./plot.js";
export { pngFromSvg, type RasterOptions } from "./rasterise.js";
export { encodePng, type PngImage, type PngKind } from "./png.js";
export { lookUpTable, type LookUpTable } from "./look-up-tables.js";
export { htmlReport, type ReportOptions } from "./page.js";
export { groupsReport, type GroupsReportOptions } from "./groups-page.js";
export { comparisonsCsv, groupNumbersCsv, groupsDocument } from "./groups-tables.js";
export { groupsText } from "./groups-text.js";
export type { ReportFonts } from "./page-style.js";
export { jsonDocument, type NumberDocument, type RefusedDocument } from "./document.js";
export { meansCsv, meansParquet, numbersCsv, numbersParquet, tracesCsv, tracesParquet, trialsCsv, trialsParquet } from "./tables.js";
export { textReport, wrap, type TextOptions } from "./terminal.js";
