import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { pdfFromOutlines } from "./pdf.js";
import { base64, encodePng } from "./png.js";
import { outlinedSvg, pngFromSvg } from "./rasterise.js";

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(name)));
const letters = {
  fonts: [file("@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf")],
  engine: file("@resvg/resvg-wasm/index_bg.wasm"),
};
const drawing = (marks: string, size = "width=\"40\" height=\"20\" viewBox=\"-4 -4 40 20\""): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" ${size}><title>one &amp; all</title>${marks}</svg>`;

describe("a drawing whose letters are outlines", () => {
  const said = drawing('<text x="2" y="12" font-size="12" fill="#14191b" font-family="IBM Plex Sans">ΔF/F</text>');

  test("has no text but its title, and needs no font: without one it is drawn as the text is with it", async () => {
    const outlined = await outlinedSvg(said, letters);
    expect(outlined).toContain("<title>one &amp; all</title>");
    expect(outlined).not.toMatch(/<text|font-family/u);
    const [there, without] = await Promise.all([
      pngFromSvg(said, { ...letters, width: 400 }), pngFromSvg(outlined, { ...letters, fonts: [], width: 400 }),
    ]);
    const [a, b] = [there, without].map((png) => Buffer.from(png));
    expect(Math.abs((a as Buffer).length - (b as Buffer).length)).toBeLessThan(0.05 * (a as Buffer).length);
    const lost = await pngFromSvg(said, { ...letters, fonts: [], width: 400 });
    expect(lost.length).toBeLessThan(0.5 * there.length);
  });
});

describe("the same as PDF", () => {
  const pdf = async (marks: string): Promise<Buffer> => Buffer.from(pdfFromOutlines(await outlinedSvg(drawing(marks), letters)));
  const objectOf = (bytes: Buffer, n: number): string => {
    const table = Number(/startxref\n(\d+)/u.exec(bytes.toString("latin1"))?.[1]);
    const entries = bytes.toString("latin1", table).split("\n").slice(2);
    return bytes.toString("latin1", Number(entries[n]?.slice(0, 10)));
  };
  const streamOf = (bytes: Buffer, n: number): Buffer => {
    const text = objectOf(bytes, n);
    const [, length] = /\/Length (\d+)/u.exec(text) ?? [];
    const at = text.indexOf("stream\n") + 7;
    return Buffer.from(text.slice(at, at + Number(length)), "latin1");
  };

  test("is one page of 30 by 15 points, every object where its table says, with nothing that names a time", async () => {
    const bytes = await pdf('<path d="M0 0L10 5" stroke="#ff0000" stroke-opacity="0.3" fill="none"/>');
    for (const n of [1, 2, 3, 4]) expect(objectOf(bytes, n)).toMatch(new RegExp(`^${n} 0 obj\\n`, "u"));
    expect(objectOf(bytes, 3)).toContain("/MediaBox [0 0 30 15]");
    expect(objectOf(bytes, 3)).toContain("/O0 << /CA 0.3 >>");
    expect(bytes.toString("latin1")).not.toMatch(/Date|\/ID/u);
    const content = inflateSync(streamOf(bytes, 4)).toString("latin1");
    // The drawing's corner lies 4 px from its origin; y runs up.
    expect(content).toMatch(/^0\.75 0 0 -0\.75 3 12 cm/u);
    expect(content).toMatch(/1 0 0 RG 1 w .* \/O0 gs 0 0 m 10 5 l S Q/u);
  });

  test("a quadratic curve becomes the cubic one that is the same", async () => {
    const content = inflateSync(streamOf(await pdf('<path d="M0 0Q6 0 6 6Z" fill="#0000ff"/>'), 4)).toString("latin1");
    expect(content).toContain("0 0 1 rg 0 0 m 4 0 6 2 6 6 c h f");
  });

  test("a picture keeps its pixels and its palette", async () => {
    const samples = Uint8Array.of(0, 1, 1, 0);
    const png = encodePng({ width: 2, height: 2, kind: "palette", samples, palette: Uint8Array.of(0, 0, 0, 10, 200, 30) });
    const bytes = await pdf(`<image x="0" y="0" width="8" height="8" href="data:image/png;base64,${base64(png)}"/>`);
    expect(objectOf(bytes, 5)).toMatch(/\/Width 2 \/Height 2 .*\/Indexed \/DeviceRGB (1|255) <0000000ac81e/u);
    const rows = inflateSync(streamOf(bytes, 5));
    expect([...rows]).toEqual([0, 0, 1, 0, 1, 0]);
    expect(inflateSync(streamOf(bytes, 4)).toString("latin1")).toContain("q 8 0 0 -8 0 8 cm /P0 Do Q");
  });

  test("an element that a page doesn't know is our own mistake", () => {
    expect(() => pdfFromOutlines(drawing("<foreignObject/>"))).toThrow("elements that a page knows");
  });
});
