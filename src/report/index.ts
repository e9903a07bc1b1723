/** From numbers to what people read: pages, figures, tables, text. Computes nothing that isn't in the measurement. */
export { figures, type Figure } from "./figures.js";
export { plotSvg, type Plottable } from "./plot.js";
export { pdfFromOutlines } from "./pdf.js";
export { outlinedSvg, pngFromSvg, type LetterOptions, type RasterOptions } from "./rasterise.js";
export { encodePng, type PngImage, type PngKind } from "./png.js";
export { lookUpTable, type LookUpTable } from "./look-up-tables.js";
export { photographImage, imagePanel, type ImagePanel } from "./image-panel.js";
export { meansPanel, type MeansPanel } from "./means-panel.js";
export { pictureImage } from "./picture-image.js";
export { above, sheetSvg, type Lettered } from "./sheet.js";
export { tracePanel, type PanelNote, type PanelTrace, type Stroke, type TracePanel, type Traces } from "./trace-panel.js";
export { trialsPanel, type Outcome, type TrialsPanel } from "./trials-panel.js";
export { htmlReport, type ReportOptions } from "./page.js";
export { groupsReport, type GroupsReportOptions } from "./groups-page.js";
export { comparisonsCsv, groupNumbersCsv, groupsDocument } from "./groups-tables.js";
export { groupsReportFiles, PICTURE_WIDTH, reportFiles, type ReportFile, type ReportSource } from "./files.js";
export { groupsText } from "./groups-text.js";
export { htmlPage, type HtmlPage } from "./html-page.js";
export { pageStyle, type ReportFonts } from "./page-style.js";
export { escapeMarkup } from "./escape.js";
export { element, inlineSvg, label, rule, textWidth, type Drawing, type Markup } from "./svg.js";
export { linearScale, ticks, tickText, type Scale } from "./scale.js";
export { customProperties, dark, inherited, light, typeScale, type Theme } from "./tokens.js";
export { separationText, withDecimals } from "./wording.js";
export {
  analysisCommand, analysisDocument, earlierAnalysis, groupsAnalysisDocument, sharedParameters, shellWord, truthOnScreen,
  withTruthOnScreen,
  type EarlierAnalysis, type Opening, type Repeated, type TruthOnScreen,
} from "./repeat.js";
export { TABLES } from "./tables.js";
export { jsonDocument, type NumberDocument, type RefusedDocument } from "./document.js";
export { meansCsv, meansParquet, numbersCsv, numbersParquet, tracesCsv, tracesParquet, trialsCsv, trialsParquet } from "./tables.js";
export { textReport, wrap, type TextOptions } from "./terminal.js";
