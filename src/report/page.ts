import type { Measurement } from "#analysis";
import { formatNumber } from "#statistics";
import { escapeMarkup as e } from "./escape.js";
import { htmlPage } from "./html-page.js";
import { charts, issueList, methodsText, parametersCard, placesCard, results, section, timingCard } from "./page-sections.js";
import type { TruthOnScreen } from "./repeat.js";
import { pageStyle, type ReportFonts } from "./page-style.js";
import { numbersTable, trialTable } from "./page-tables.js";
import { pictureImage } from "./picture-image.js";
import { stackDrawing } from "./stack.js";
import { tableFor } from "./stack-rows.js";
import { element, inlineSvg, type Markup } from "./svg.js";
import { inherited } from "./tokens.js";
import { stripDrawing } from "./trial-charts.js";

export interface ReportOptions {
  /** Radiatum's version. */
  readonly version: string;
  /** The command line that makes this report again. */
  readonly command: string;
  /** Carried within the page; without them the reader's own sans serif is used. */
  readonly fonts?: ReportFonts;
  /** Of a virtual recording, whether its truth was on screen; absent: nobody can say. */
  readonly truth?: TruthOnScreen;
}

/**
 * The whole measurement as one HTML file: no script, no network, fonts and images within, light and dark, wide and narrow.
 *
 * Deterministic: the same measurement and options give the same bytes. Strings from the recording are escaped everywhere.
 */
export function htmlReport(measurement: Measurement, { version, command, fonts, truth }: ReportOptions): string {
  const { recording, trials, issues } = measurement;
  const used = trials.filter((trial) => trial.included).length;
  const table = trialTable(measurement);
  const body = [
    heading(measurement, truth),
    results(measurement),
    measurement.pictures.length > 0 || measurement.soma ? `<section>${savedPictures(measurement)}${stack(measurement)}</section>\n` : "",
    strip(measurement),
    charts(measurement),
    section("Numbers", "intervals are 95 % where not said otherwise", numbersTable(measurement)),
    `<section><div class="cols"><div>${timingCard(measurement)}</div><div>${placesCard(measurement)}</div></div></section>\n`,
    table === undefined ? "" : section("Trials", trialNote(measurement, used), table, "long"),
    issues.length > 0 ? section("Read with care", `${issues.length} ${issues.length === 1 ? "remark" : "remarks"} on the recording`, issueList(issues)) : "",
    section("Methods", "", methodsText(measurement)),
    `<section><div class="cols"><div>${parametersCard(measurement)}</div><div><h3>Repeat it</h3><pre>${e(command)}</pre></div></div></section>\n`,
  ].join("");
  return pageOf(recording.name, body, { version, fonts });
}

/** The frame of every page of a recording. `body` is markup; `title` is escaped here; `style` is the page's own. */
export function pageOf(
  title: string, body: Markup,
  { version, fonts, style = "" }: Pick<ReportOptions, "version"> & { readonly fonts: ReportFonts | undefined; readonly style?: string },
): string {
  return htmlPage({ title: `${title}, Radiatum`, aside: `report, version ${version}`, style: pageStyle(fonts) + style, body });
}

/** Beside the name: that it is simulated, and whether what is hidden was seen. */
export function flags(simulated: boolean, truth: TruthOnScreen | undefined): Markup {
  return (simulated ? '<span class="flag">simulated</span>' : "") + (truth === undefined ? "" : `<span class="flag">truth ${truth === "shown" ? "was" : "was not"} on screen</span>`);
}

function heading({ recording, timing, trials }: Measurement, truth: TruthOnScreen | undefined): Markup {
  const used = trials.filter((trial) => trial.included).length;
  const timed = timing.period === undefined ? "no line timing" : `${formatNumber(timing.period, 6)} ms a line`;
  const facts = [
    recording.formatDetail,
    ...(recording.lines > 0 ? [`${formatNumber(recording.lines, 8)} lines of ${formatNumber(recording.pixels, 8)} pixels`, timed] : ["no line scan"]),
    recording.pixelSize_um === undefined ? "" : `${formatNumber(recording.pixelSize_um, 4)} µm a pixel`,
    `${recording.channels.length === 1 ? "channel" : "channels"} ${recording.channels.join(", ")}`,
    `${used} of ${recording.trials} ${recording.trials === 1 ? "trial" : "trials"}`,
    recording.startedAt ?? "",
  ].filter((fact) => fact !== "");
  const flag = flags(recording.simulated, truth);
  return `<section><h1>${e(recording.name)}</h1><div class="facts">${flag}${facts.map((fact) => `<span>${e(fact)}</span>`).join("")}</div></section>\n`;
}

function trialNote({ trials }: Measurement, used: number): string {
  const all = trials.length;
  const legend = trials.some((trial) => trial.call === "failure" || trial.somaCall === "failure") ? "; * is a failure" : "";
  return `${used === all ? `${all}, all in` : `${used} of ${all} in, ${all - used} left out with a reason`}${legend}`;
}

const pictureId = (index: number): string => `picture-${index}`;

/** The line scans' images once, one unit wide and high, for both layouts of the stack to use. */
function savedPictures({ pictures }: Measurement): Markup {
  const images = pictures.map((picture, i) =>
    element("image", { id: pictureId(i), width: 1, height: 1, preserveAspectRatio: "none", href: pictureImage(picture, tableFor(picture)) }));
  return images.length === 0 ? "" : `<svg class="keep" aria-hidden="true"><defs>${images.join("")}</defs></svg>`;
}

function stack(measurement: Measurement): Markup {
  const draw = (layout: "wide" | "narrow"): Markup => inlineSvg(stackDrawing(measurement, { theme: inherited, layout, pictureId }), layout);
  return draw("wide") + draw("narrow");
}

function strip(measurement: Measurement): Markup {
  const wide = stripDrawing(measurement, inherited);
  const narrow = stripDrawing(measurement, inherited, 368);
  return wide && narrow ? section("Every trial", "", inlineSvg(wide, "wide") + inlineSvg(narrow, "narrow")) : "";
}
