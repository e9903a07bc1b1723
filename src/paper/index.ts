/**
 * The scorecard: the experiments of Yuste, Majewska, Cash & Denk 1999 on the virtual rig, measured by the bench.
 *
 *     findings     66 rows, with the ranges that count; `criteria`, by what each is decided
 *     experiments  protocol + population + reading + conclusion, a file a figure
 *     figures      1 to 8, a file each: sessions on chosen spines → panels and a legend
 *     spine        one spine of an experiment: protocol → recording → reading
 *     methods      what protocol files set and the bench computes, beside the Methods
 *     composites   rows that other rows answer
 *     training     rows that `base` is fitted to, its free numbers, and the simulations behind them
 *     fit          least squares: batches of points asked for, readings taken
 *     scorecard    readings of all spines → rows with verdicts
 *     studies      experiments that answer no finding, but these:
 *       counterfactuals   what the authors argued from, taken away or put in
 *       biases            where the paper's way of measuring moves the answer; `remedy`, whether another is better
 *       exclusions        which findings don't go together, and why (exclusion-reasons)
 *     whole        all of that under each parameter set, as `document` (JSON) and `page` (HTML)
 */
export { findingOf, findings, type Finding, type Role } from "./findings.js";
export type { Basis } from "./criteria.js";
export { countsSaid } from "./counts.js";
export { quoteOf, type Quote } from "./quotes.js";
export {
  figureOf, figurePicture, figures, panelsOf, protocolsOf, type FigurePanel, type FigurePicture,
} from "./figures/index.js";
export type { Argument } from "./counterfactuals.js";
export type { Bias } from "./biases.js";
export type { BiasCase } from "./remedy.js";
export { exclusionsSay, influxSays, type Exclusion, type InfluxPoint, type TradeOff } from "./exclusions.js";
export type { Outcome } from "./outcome.js";
export {
  argumentSaid, argumentsSaid, counted, eachDrawing, influxDrawing, methodDrawing, outcomesDrawing, printed, rangeSaid, remedyHead,
  rowDrawing, scorecardPage, signOf, verdictGlyph, verdicts, withInterval, written, type OtherSet, type ScorecardPage, type Sign,
} from "./page/index.js";
export { cardOf, scorecardDocument, type FindingDocument, type ScorecardDocument } from "./document.js";
export { wholeOf, type Named, type SetCard, type Whole } from "./whole.js";
export { experiments, studies } from "./experiments/index.js";
export type { Conclusion, Experiment, Reading, Readings, Search } from "./experiment.js";
export { fitBase, type Answered, type Asked, type Evaluated, type Fit } from "./fit.js";
export { documentOf, type FitDocument, type FittedParameter, type FittedRow } from "./fit-document.js";
export { settingsAt, settingsNow } from "./training.js";
export { experimentOf, readSession, type SessionName, type SomeReadings } from "./training-sessions.js";
export { readSpine, recorderOf, type Place, type Run, type SpineTask } from "./spine.js";
export {
  answered, experimentsFor, longestFirst, protocolOf, scorecardOf, selectionOf, summaryOf, type Row, type Scorecard,
} from "./scorecard.js";
export { isMeasured, wordsFor, type Verdict } from "./verdict.js";
