import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { htmlReport } from "./page.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { HOSTILE, VARIANTS } from "./testing/variants.js";
import { answered, namedAnswers, spoken } from "./wording.js";

const options = { version: "0.1.0", command: `npx radiatum analyze "x" --roi '<i>=1:2px'` };

/** Tags and text of the page. Everything but void elements is closed, so a strict XML parser can judge it. */
function read(html: string): { tags: { name: string; attributes: Record<string, string> }[]; text: string } {
  const xml = html
    .replace("<!doctype html>", "")
    .replaceAll(/<(meta|br)\b([^>]*?)>/g, "<$1$2/>")
    .replace(/<style>[^]*?<\/style>/, "<style></style>");
  const tags: { name: string; attributes: Record<string, string> }[] = [];
  let text = "";
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => tags.push({ name, attributes }));
  parser.on("text", (piece) => (text += piece));
  parser.write(xml).close();
  return { tags, text };
}

const bare = (html: string): string => html.replaceAll(/data:[a-z]+\/[a-z]+;base64,[A-Za-z0-9+/=]+/g, "");

describe.each(Object.entries(VARIANTS))("the page of %s", (_, wanted) => {
  const measurement = syntheticMeasurement(wanted);
  const html = htmlReport(measurement, options);
  const { tags, text } = read(html);

  test("is balanced markup without scripts, handlers, links or anything to fetch, under a policy that allows none", () => {
    const names = new Set(tags.map(({ name }) => name));
    for (const never of ["script", "iframe", "object", "embed", "link", "a", "form", "img", "base", "foreignObject"]) expect(names).not.toContain(never);
    for (const { attributes } of tags) {
      expect(Object.keys(attributes).filter((key) => key.startsWith("on") || key === "style")).toEqual([]);
      const target = attributes["href"] ?? attributes["src"];
      if (target !== undefined) expect(target).toMatch(/^(#picture-\d+$|data:image\/png;base64,)/);
    }
    expect(html).toContain(`http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;`.replaceAll("&#39;", "'"));
    expect(bare(html)).not.toMatch(/https?:/);
  });

  test("has unique ids, and every use of one finds it", () => {
    const ids = tags.flatMap(({ attributes }) => attributes["id"] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, attributes } of tags) if (name === "use") expect(ids).toContain(attributes["href"]?.slice(1));
  });

  test("says no NaN, undefined, null or Infinity", () => {
    expect(bare(html)).not.toMatch(/NaN|undefined|Infinity|∞|\bnull\b|\[object/);
  });

  test("gives every number with unit, interval, method and n, or the sentence there is instead", () => {
    for (const { answer } of namedAnswers(measurement)) {
      const found = answered(answer);
      if ("refused" in found) {
        expect(text).toContain(found.refused.replaceAll(/[\u001B\u0007\u202E]|[\uD800-\uDFFF](?![\uDC00-\uDFFF])/gu, "\uFFFD"));
        continue;
      }
      const { value, unit, interval, n } = spoken(found.estimate);
      for (const part of [value, unit, interval, n, found.estimate.method]) expect(text).toContain(part);
    }
  });

  test("lists every trial, parameter and issue", () => {
    for (const region of measurement.parameters.regions) expect(text).toContain(region.replaceAll(/[\u001B\u0007\u202E]/g, "\uFFFD").replaceAll(/\uD800/g, "\uFFFD"));
    for (const { reason } of measurement.trials) expect(text).toContain(reason);
    for (const { message } of measurement.issues) expect(text).toContain(message);
    expect(text).toContain(options.command);
  });

  test("is the same bytes from the same measurement", () => {
    expect(htmlReport(syntheticMeasurement(wanted), options)).toBe(html);
  });
});

describe("hostile strings", () => {
  test("are shown as typed, with what cannot be printed replaced by U+FFFD", () => {
    const html = htmlReport(syntheticMeasurement(VARIANTS["hostile strings"]), options);
    expect(html).not.toContain(HOSTILE[0]);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
    expect(html).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202E]/);
    expect(html).not.toMatch(/\p{Surrogate}/u);
  });
});

test("the style sheet has no rule for bare svg elements: it would undo the frames that cut traces off at their row", () => {
  expect(htmlReport(syntheticMeasurement({ trials: 1 }), options)).not.toMatch(/(^|[},\s])svg\s*[{,]/m);
});

test("a chance of success is never printed as 0 or 1", () => {
  const measurement = syntheticMeasurement({ trials: 6 });
  const sure = { ...measurement, trials: measurement.trials.map((trial, i) => ({ ...trial, successProbability: i % 2 === 0 ? 1 : 1e-9 })) };
  const html = htmlReport(sure, options);
  expect(html).toContain("&gt; 0.999");
  expect(html).toContain("&lt; 0.001");
  expect(html).not.toMatch(/<td class="r">[01]\.000</);
});

describe("timing", () => {
  test("shows the value in use, where it stands, the alternative not used, the contradiction and the check", () => {
    const { text } = read(htmlReport(syntheticMeasurement(), options));
    for (const part of ["2.048 ms a line", "Frame scanLinePeriod", "0.512 ms", "belongs to the reference image", "2.0490 ms", "shock artefact at line 24.4"]) expect(text).toContain(part);
  });
  test("without a line period asks for one, and no figure is in ms", () => {
    const { text } = read(htmlReport(syntheticMeasurement({ timing: false, soma: false }), options));
    expect(text).toContain("--line-period 2ms");
    expect(text).not.toMatch(/\d ms\b/);
  });
});

test("a font is carried as WOFF in a data URI, and bytes that are no font are left out", () => {
  const font = new Uint8Array(12 + 16 + 8);
  const view = new DataView(font.buffer);
  view.setUint32(0, 0x00010000);
  view.setUint16(4, 1);
  view.setUint32(12 + 8, 28);
  view.setUint32(12 + 12, 8);
  const html = htmlReport(syntheticMeasurement({ trials: 1 }), { ...options, fonts: { regular: font, semibold: new Uint8Array([1, 2, 3]) } });
  expect(html.match(/@font-face/g)).toHaveLength(1);
  expect(html).toContain("data:font/woff;base64,d09GR"); // "wOFF"
});
