import type { GroupComparison, GroupedMeasurement, MeasuredGroup } from "#analysis";
import { escapeMarkup as e } from "./escape.js";
import { flags, pageOf, type ReportOptions } from "./page.js";
import { issueList, section } from "./page-sections.js";
import { groupsDrawing } from "./plot-groups.js";
import { inlineSvg, type Markup } from "./svg.js";
import { inherited } from "./tokens.js";
import { answered, spoken } from "./wording.js";

export interface GroupsReportOptions extends ReportOptions {
  /** Address of a group's own report, beside this page; undefined where it has none. */
  readonly pageOf: (group: MeasuredGroup) => string | undefined;
}

/** The figure keeps its size on a phone, where it scrolls. */
const STYLE = ".drawing.groups{min-width:680px}a{color:inherit}";

/**
 * A recording of several stimuli or conditions as one page: side by side, in one table, and compared; each group's own
 * report is a page of its own. As `htmlReport`: one file, nothing fetched, nothing run, the same bytes every time.
 */
export function groupsReport(grouped: GroupedMeasurement, { version, command, fonts, truth, pageOf: address }: GroupsReportOptions): string {
  const { name, groups, comparisons, issues } = grouped;
  const trials = groups.reduce((sum, group) => sum + group.trials.length, 0);
  const answers = groups.flatMap(({ found }) => ("answer" in found ? [found.answer] : []));
  const flag = flags(answers.some(({ recording }) => recording.simulated), truth);
  const body = [
    `<section><h1>${e(name)}</h1><div class="facts">${flag}<span>${trials} trials in ${groups.length} groups</span></div></section>\n`,
    `<section><div class="scroll">${inlineSvg(groupsDrawing(grouped, inherited, { titled: false }), "groups")}</div></section>\n`,
    section("Groups", "means over trials with 95 % intervals, ΔF/F while the reference's response exceeds half its peak", groupTable(groups, address)),
    comparisons.length > 0 ? section("Compared", "ratios of means with 95 % intervals; 1 is no change; not corrected for how many there are", comparisonTable(comparisons)) : "",
    issues.length > 0 ? section("Read with care", `${issues.length} ${issues.length === 1 ? "remark" : "remarks"} on the recording`, issueList(issues)) : "",
    `<section><h3>Repeat it</h3><pre>${e(command)}</pre></section>\n`,
  ].join("");
  return pageOf(name, body, { version, fonts, style: STYLE });
}

/** Quantities that some group has, in the order in which they come. */
export function quantitiesOf(groups: readonly MeasuredGroup[]): { readonly quantity: string; readonly unit: string }[] {
  const all = groups.flatMap(({ responses }) => responses);
  return all.filter(({ quantity, unit }, i) => all.findIndex((other) => other.quantity === quantity && other.unit === unit) === i);
}

function groupTable(groups: readonly MeasuredGroup[], address: GroupsReportOptions["pageOf"]): Markup {
  const quantities = quantitiesOf(groups);
  const head = ["Stimulus", "Condition", "Trials", ...quantities.map(({ quantity, unit }) => `${quantity}, ${unit}`), "P(Ca transient)", ""];
  const rows = groups.map((group) => {
    const { found, stimulus, condition, trials } = group;
    const first = `<td class="any">${e(stimulus)}</td><td class="any">${e(condition)}</td><td class="r">${trials.length}</td>`;
    if ("refused" in found) return `<tr>${first}<td class="any" colspan="${quantities.length + 2}"><div class="refused">${e(found.refused)}</div></td></tr>`;
    const cells = quantities.map(({ quantity, unit }) => {
      const response = group.responses.find((one) => one.quantity === quantity && one.unit === unit);
      return cell(response?.mean);
    });
    const page = address(group);
    const link = page === undefined ? "" : `<a href="${e(encodeURI(page))}">all numbers</a>`;
    return `<tr>${first}${cells.join("")}${cell(found.answer.calciumTransientProbability)}<td class="w">${link}</td></tr>`;
  });
  const heads = head.map((text, i) => `<th${i === 2 ? ' class="r"' : ""}>${e(text)}</th>`).join("");
  return `<div class="scroll" tabindex="0" role="region" aria-label="Groups"><table><thead><tr>${heads}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function cell(answer: GroupComparison["ratio"] | undefined): Markup {
  const found = answer && answered(answer);
  if (!found) return '<td class="w"><span class="u">no response</span></td>';
  if ("refused" in found) return `<td class="any"><span class="u" title="${e(found.refused)}">none</span></td>`;
  const { value, interval } = spoken(found.estimate);
  return `<td class="w"><span class="v">${e(value)}</span>${interval === "" ? "" : ` <span class="u">${e(interval)}</span>`}</td>`;
}

function comparisonTable(comparisons: readonly GroupComparison[]): Markup {
  const rows = comparisons.map(({ name, quantity, ratio }) => {
    const found = answered(ratio);
    const first = `<td class="any">${e(name)}</td><td class="any">${e(quantity)}</td>`;
    if ("refused" in found) return `<tr>${first}<td class="any" colspan="3"><div class="refused">${e(found.refused)}</div></td></tr>`;
    const { value, interval, n } = spoken(found.estimate);
    return `<tr>${first}<td class="r"><span class="v">${e(value)}</span></td><td class="w">${e(interval)}</td><td class="w"><span class="u">${e(found.estimate.method)}, ${e(n)}</span></td></tr>`;
  });
  const head = '<thead><tr><th>Groups</th><th>Quantity</th><th class="r">Ratio</th><th>Interval</th><th>Method</th></tr></thead>';
  return `<div class="scroll" tabindex="0" role="region" aria-label="Compared"><table>${head}<tbody>${rows.join("")}</tbody></table></div>`;
}
