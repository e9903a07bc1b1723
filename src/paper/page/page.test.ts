import { describe, expect, test } from "vitest";
import { studies } from "../experiments/index.js";
import { findingOf, findings } from "../findings.js";
import { cardOf, scorecardDocument } from "../document.js";
import type { Reading } from "../experiment.js";
import type { FigurePicture } from "../figures/index.js";
import type { Row, Scorecard } from "../scorecard.js";
import { summaryOf } from "../scorecard.js";
import { wholeOf, type Whole } from "../whole.js";
import { eachDrawing, rowDrawing } from "./chart.js";
import { scorecardPage, type ScorecardPage } from "./index.js";
import { text } from "./marks.js";

const VERDICTS = ["reproduced", "direction only", "not reproduced", "conflicts within the paper"] as const;

const row = (id: string, more: Partial<Row> = {}): Row => ({
  id, value: 1.5, low: 1, high: 2, n: 5, nOf: "spines", truth: 1.4, direction: true, verdict: "reproduced",
  finding: findingOf(id), ...more,
});

/** Every finding, each with a verdict, and everything beside them. */
const rows = findings.map(({ id }, i) => row(id, { verdict: VERDICTS[i % 4]!, note: "Less than <half> of Ca²⁺, K_D & -70 mV." }));
const other: Reading[] = [{}];
const empty = wholeOf([{ name: "base", readings: new Map(studies.map(({ name }) => [name, other])) }], new Map(), () => true);
const card: Scorecard & Whole = {
  ...empty, rows, summary: summaryOf(rows),
  sets: [{ name: "base", rows, summary: summaryOf(rows) }, { name: "sabatini-2002", rows, summary: summaryOf(rows) }],
  influx: [50, 400].map((influx) => ({ influx, a: { value: 0.5, truth: 0.6 }, ratio: { value: 1.2, low: 1, high: 1.4, truth: 1.3 } })),
  arguments: [{
    name: "a", title: "No <receptors>", page: 1978, words: "words", argument: "Because.", changed: "nmda.available=0", measured: "ΔF/F",
    unit: "%", expected: "less", verdict: "does not hold", truly: false, because: "It isn't.", outcomes: [{ what: "with", value: 1, low: 0.5, high: 1.5, n: 3, nOf: "spines", truth: 1 },
      { what: "without", n: 0, nOf: "spines" }],
  }],
  biases: [{
    name: "b", title: "Peaks", page: 1981, words: "words", unit: "ms", paperWay: "peaks", betterWay: "means", says: "So.", remedy: "no better", remedySays: "It isn't.",
    cases: [{ name: "c", paper: { what: "p", value: 2, n: 3, nOf: "spines" }, better: { what: "m", n: 3, nOf: "spines" }, truth: 1, nearer: null }],
  }],
};
const figure: FigurePicture = {
  number: 2, title: "Action potentials", caption: "A, spine & shaft.", protocols: ["nickel"], findings: ["A01", "A04"], panels: [],
  svg: '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h9"/></svg>',
};
const page: ScorecardPage = {
  card, figures: [figure], seed: 7, seconds: 61.4, version: "0.1.0", command: "radiatum reproduce --seed 7",
  parameters: [{ name: "nmda.gMax", value: "0.4 nS", from: "0.15 nS", to: "0.5 nS", source: "a <paper>", changed: true, outsideBounds: true }],
};
const html = scorecardPage(page);

describe("the scorecard's page", () => {
  test("has every finding once, with its verdict, and each verdict's count", () => {
    for (const { id } of findings) expect(html.split(`<article class="row" id="${id}">`), id).toHaveLength(2);
    expect(html).toContain("<b>17</b>reproduced");
    expect(html).toContain("<b>16</b>conflicts within the paper");
  });

  test("needs nothing beside itself and runs nothing; no number is NaN or undefined", () => {
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|src="http|url\(http|NaN|undefined|Infinity/);
    expect(html).toContain("default-src 'none'");
  });

  test("words are escaped, and ions, indices and minus signs set as in print", () => {
    expect(html).toContain("Less than &lt;half&gt; of Ca<sup>2+</sup>, K<sub>D</sub> &amp; −70 mV.");
    expect(html).not.toContain("<half>");
    expect(text("from -80 mV (-5) to 2-3 µM")).toBe("from −80 mV (−5) to 2-3 µM");
  });

  test("a figure stands above the first row that it shows, without its file's prolog; none is fine, too", () => {
    expect(html.indexOf('id="figure-2"')).toBeGreaterThan(0);
    expect(html.indexOf('id="figure-2"')).toBeLessThan(html.indexOf('<article class="row" id="A01">'));
    expect(html).not.toContain("<?xml");
    expect(scorecardPage({ ...page, figures: [] })).not.toContain("<figure class=\"paper-figure\"");
  });

  test("of rows that a figure shows in another group, the figure stands in the first one's alone", () => {
    const both = scorecardPage({ ...page, figures: [{ ...figure, findings: ["C01", "H01"] }] });
    expect(both.split('id="figure-2"')).toHaveLength(2);
  });

  test("other sets, arguments that don't hold, refused estimates, flagged numbers and the command line are there", () => {
    expect(html).toContain("sabatini-2002");
    expect(html).toContain("does not hold");
    expect(html).toContain("No &lt;receptors&gt;");
    expect(html).toContain(">refused<");
    expect(html).toContain("outside its bounds");
    expect(html).toContain("radiatum reproduce --seed 7");
  });

  test("a row without a number says whether it holds, or that nothing was measured, however many were tried", () => {
    const bare = (id: string, more: Partial<Row>): Row =>
      ({ id, n: 0, nOf: "spines", direction: false, verdict: "not reproduced", finding: findingOf(id), ...more });
    const shown = (one: Row): string => scorecardPage({ ...page, card: { ...card, rows: [one], sets: [] } });
    expect(shown(bare("H07", { holds: true }))).toMatch(/d="M2\.5 6h7"[^>]*><\/svg><div><b>not measured<\/b><div><span class="u">paper/u);
    expect(shown(bare("C01", { n: 1, nOf: "cells" }))).toContain("<b>not measured</b>");
    expect(shown(bare("C01", { n: 1, nOf: "cells" }))).toContain("Of those not reproduced 1 could not be measured.");
    expect(shown(bare("M02", { holds: true, n: 17, nOf: "protocols" }))).toContain('<div>holds<span class="u">, 17 protocols');
  });

  test("a row says what decides it, on what it rests, why it falls short, and what was put in", () => {
    const said = (id: string, more: Partial<Row> = {}): string => scorecardPage({
      ...page, card: { ...card, rows: [{ ...row(id, { verdict: "direction only" }), ...more }], sets: [] },
    });
    const short = said("H01", { why: "The value is below the range.", spines: 7, cells: 7, trials: 126 });
    expect(short).toContain('<p class="why short">The value is below the range.</p>');
    expect(short).toContain("Decides: The median of pairing over the sum of its parts is in the range");
    expect(short).toContain('<span class="u">, 7 spines, 7 cells, 126 trials</span>');
    expect(short).toMatch(/<summary>How spines were chosen<\/summary><p>A spine a cell/u);
    expect(said("S18")).toContain("<b>by construction</b>: the model has no stores");
    expect(said("H07")).toContain("<b>follows from another row</b>: the estimate of H02");
  });

  test("training rows are those given, else those the findings name", () => {
    const marks = (of: string): number => of.split("<span>training</span>").length - 1;
    expect(marks(html)).toBe(findings.filter(({ role }) => role === "fit").length);
    expect(marks(scorecardPage({ ...page, training: ["A02"] }))).toBe(1);
  });

  test("the same card gives the same bytes, and the document survives JSON", () => {
    expect(scorecardPage(page)).toBe(html);
    const document = scorecardDocument(card);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({ sets: [{ name: "base" }, { name: "sabatini-2002" }], methods: [{ cases: [{ better: { value: null } }] }] });
  });
});

describe("a card read back from its document", () => {
  const back = (own: Scorecard & Whole): Scorecard & Whole =>
    cardOf(JSON.parse(JSON.stringify(scorecardDocument(own))) as ReturnType<typeof scorecardDocument>);

  test("is the card that was written, and makes the same page to the byte", () => {
    expect(back(card)).toEqual(card);
    expect(scorecardPage({ ...page, card: back(card) })).toBe(html);
  });

  test("has an interval's open end, a row without a value, and what each spine gave", () => {
    const odd = [
      row("H08", { low: 10, high: Infinity }), row("A01", { each: [1, NaN, 0], low: -Infinity, high: 1 }),
      { id: "A05", n: 0, nOf: "spines", direction: false, holds: true, verdict: "reproduced", finding: findingOf("A05") } as const,
    ];
    const own = { ...card, rows: odd, influx: [{ influx: NaN, a: { truth: NaN }, ratio: { truth: 1, value: 2 } }] };
    expect(back(own)).toEqual(own);
  });
});

describe("what each spine gave", () => {
  test("a share is as many discs as spines that say yes, and rings for the others", () => {
    const { marks, spoken } = eachDrawing(row("A04", { each: [1, 1, 0, 1], n: 4 }))!;
    expect(marks.split('fill="none"')).toHaveLength(2);
    expect(marks.split("<circle")).toHaveLength(5);
    expect(spoken).toBe("APs in 1 mM Ni²⁺: blocked: 3 of 4 spines");
  });

  test("numbers are dots on the row's scale, all within the frame, in their order from left to right", () => {
    const { marks, width } = eachDrawing(row("H01", { each: [1.2, 1.8, 2.5, 900] }))!;
    const x = [...marks.matchAll(/cx="([\d.]+)"/g)].map(([, at]) => Number(at));
    expect(x).toHaveLength(4);
    expect([...x].sort((a, b) => a - b)).toEqual(x);
    for (const at of x) expect(at).toBeLessThanOrEqual(width);
  });

  test("rows that aren't made of spines' numbers have none", () => {
    expect(eachDrawing(row("C03"))).toBeUndefined();
    expect(eachDrawing(row("H01", { each: [NaN] }))).toBeUndefined();
  });
});

describe("a row's chart", () => {
  const coordinates = (drawing: { marks: string }): number[] =>
    [...drawing.marks.matchAll(/ (?:cx|x)="(-?[\d.]+)"/g)].map(([, x]) => Number(x));

  test("whatever the interval, everything lies within it, and what is cut has an arrow", () => {
    for (const [low, high] of [[-1e6, 1e6], [1.49, 1.51], [NaN, NaN], [-Infinity, 3]] as const) {
      const drawing = rowDrawing(row("A01", { low, high }))!;
      for (const x of coordinates(drawing)) expect(x).toBeGreaterThanOrEqual(0);
      for (const x of coordinates(drawing)) expect(x).toBeLessThanOrEqual(drawing.width);
    }
    const arrows = (r: Row): number => rowDrawing(r)!.marks.split("stroke-width=\"1.5\"").length - 1;
    expect([arrows(row("A01", { low: -1e6, high: 1e6 })), arrows(row("A01"))]).toEqual([2, 0]);
  });

  test("a range that is open goes to the frame; without a value, or with nothing beside it, there is none", () => {
    const band = /<rect x="([\d.]+)" y="4" width="([\d.]+)"/.exec(rowDrawing(row("H08", { value: 20 }))!.marks)!;
    expect(Number(band[1]) + Number(band[2])).toBeCloseTo(260, 6);
    const without = (id: string, left: keyof Row): Row =>
      Object.fromEntries(Object.entries(row(id)).filter(([name]) => name !== left)) as unknown as Row;
    expect(rowDrawing(without("A01", "value"))).toBeUndefined();
    expect(rowDrawing(without("A05", "truth"))).toBeUndefined();
  });

  test("the accepted range, ours and the truth stand where they are: 0.28 to 0.99, 1.5, 1.4", () => {
    const { marks } = rowDrawing(row("A01", { low: 1.4, high: 1.6 }))!;
    const [from, width] = /<rect x="([\d.]+)" y="4" width="([\d.]+)"/.exec(marks)!.slice(1).map(Number) as [number, number];
    const at = (value: number): number => from + ((value - 0.28) / (0.99 - 0.28)) * width;
    expect(Number(/cx="([\d.]+)"/.exec(marks)![1])).toBeCloseTo(at(1.5), 1);
    const truth = /M([\d.]+) 4L/.exec(marks);
    expect(Number(truth?.[1])).toBeCloseTo(at(1.4), 1);
  });
});
