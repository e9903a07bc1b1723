import { describe, expect, test } from "vitest";
import { measureGroups } from "#analysis";
import { twoStateSynapse } from "#microscope";
import { comparisonsCsv, groupNumbersCsv, groupsDocument, groupsReport, groupsText, plotSvg } from "./index.js";

const plain = twoStateSynapse(2);
/** One session in two baths, of which the second changes nothing. */
const grouped = measureGroups({
  ...plain, name: "cell <3>", trials: plain.trials.map((trial, i) => ({ ...trial, condition: i < 20 ? "control" : "APV & more" })),
});
const options = { version: "1", command: "radiatum analyze x.nwb", pageOf: ({ name }: { name: string }) => `group-${name}/report.html` };

describe("a report of groups", () => {
  const page = groupsReport(grouped, options);
  test("escapes what the recording says, fetches nothing, and links every group's own report", () => {
    expect(page).toContain("<h1>cell &lt;3&gt;</h1>");
    // The page says its name once; a figure by itself says it, too.
    expect(page).not.toContain(">cell &lt;3&gt;</text>");
    expect(plotSvg(grouped)).toContain(">cell &lt;3&gt;</text>");
    expect(page).toContain("APV &amp; more");
    expect(page).not.toMatch(/<script|https?:/u);
    expect([...page.matchAll(/href="(group-[^"]+)"/gu)].map(([, href]) => href)).toEqual([
      "group-control/report.html", "group-APV%20&amp;%20more/report.html",
    ]);
  });
  test("is the same again, to the byte, as its figure is", () => {
    expect(groupsReport(grouped, options)).toBe(page);
    expect(plotSvg(grouped)).toBe(plotSvg(grouped));
    expect(plotSvg(grouped)).toContain("APV &amp; more / control");
  });
});

test("the text has a row a group for every quantity, in lines of 80 letters at most", () => {
  const lines = groupsText(grouped, { columns: 80, colour: false }).split("\n");
  const at = lines.findIndex((line) => line.startsWith("spine, ΔF/F"));
  expect(lines.slice(at + 1, at + 3).map((line) => line.trim().split(/ {2,}/u)[0])).toEqual(["control", "APV & more"]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test("tables and document hold the same numbers: a mean a group and quantity, a ratio a quantity", () => {
  const rows = groupNumbersCsv(grouped).trimEnd().split("\r\n").map((row) => row.split(","));
  const [head] = rows;
  expect(head?.slice(0, 6)).toEqual(["group", "stimulus", "condition", "key", "name", "region"]);
  expect(new Set(rows.slice(1).map(([group]) => group))).toEqual(new Set(["control", "APV & more"]));
  const document = groupsDocument(grouped) as { groups: { responses: { mean: { value: number } }[] }[]; comparisons: { ratio: { value: number } }[] };
  expect(groupNumbersCsv(grouped)).toContain(String(document.groups[0]!.responses[0]!.mean.value));
  expect(comparisonsCsv(grouped)).toContain(String(document.comparisons[0]!.ratio.value));
  expect(document.comparisons).toHaveLength(grouped.comparisons.length);
});
