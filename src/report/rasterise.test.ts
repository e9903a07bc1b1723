import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { figures } from "./figures.js";
import { pngFromSvg } from "./rasterise.js";
import { syntheticMeasurement } from "./testing/synthetic-measurement.js";
import { woffFromTrueType } from "./woff.js";

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(name)));
const fonts = [file("@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf"), file("@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf")];
const engine = file("@resvg/resvg-wasm/index_bg.wasm");
const paint = (svg: string, width: number): Promise<Uint8Array> => pngFromSvg(svg, { width, fonts, engine });

/** Each pixel's red, green and blue of an 8-bit RGBA PNG, by undoing the five filters of ISO/IEC 15948 §9. */
function pixelsOf(png: Uint8Array): { width: number; height: number; at: (x: number, y: number) => number[] } {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  const raw = inflateSync(Buffer.concat(parts));
  const stride = 4 * width;
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i >= 4 ? out[y * stride + i - 4]! : 0;
      const up = y > 0 ? out[(y - 1) * stride + i]! : 0;
      const corner = i >= 4 && y > 0 ? out[(y - 1) * stride + i - 4]! : 0;
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      out[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + [0, left, up, (left + up) >> 1, paeth][filter]!;
    }
  }
  return { width, height, at: (x, y) => [...out.subarray(y * stride + 4 * x, y * stride + 4 * x + 3)] };
}

describe("pngFromSvg", () => {
  test("a blue square on the panel's ground is blue within and #fbfbf9 outside", async () => {
    const { at, width, height } = pixelsOf(await paint('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect x="10" y="5" width="10" height="10" fill="#0000ff"/></svg>', 80));
    expect([width, height]).toEqual([80, 40]);
    expect(at(30, 20)).toEqual([0, 0, 255]);
    expect(at(2, 2)).toEqual([0xfb, 0xfb, 0xf9]);
  });

  // A missing glyph is drawn as an empty box, the same for all; a present one differs from it and from a blank.
  test.each(["Δ", "µ", "τ", "−", "±", "₀", "′", "×", "…"])("Plex Sans has the glyph %s in both weights", async (letter) => {
    for (const weight of [400, 600]) {
      const draw = (text: string): Promise<Uint8Array> => paint(`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="30"><text x="5" y="22" font-size="20" font-weight="${weight}" font-family="IBM Plex Sans">${text}</text></svg>`, 60);
      const [drawn, missing, blank] = await Promise.all([draw(letter), draw("\u6f22"), draw(" ")]);
      expect(Buffer.from(drawn).equals(Buffer.from(missing))).toBe(false);
      expect(Buffer.from(drawn).equals(Buffer.from(blank))).toBe(false);
    }
  });

  test("a line scan's pixels stay hard-edged: enlarged 40 times, the picture has no colour that its palette lacks", async () => {
    const measurement = syntheticMeasurement({ trials: 1, soma: false, lines: 20, pixels: 10, stimuli: 0 });
    const svg = figures(measurement).find(({ name }) => name === "line-scan")!.svg;
    const { at } = pixelsOf(await paint(svg, 1064)); // its own size; the picture starts 34 px from the top, 20 columns over 804 px
    const shades = new Set<string>();
    for (let x = 250; x < 650; x++) shades.add(at(x, 37).join());
    expect(shades.size).toBeLessThanOrEqual(12); // 400 px cross ten or eleven columns; smoothed, they would be in hundreds of shades
  });
});

describe("woffFromTrueType", () => {
  test("packs every table so that it inflates to the bytes it had", () => {
    const font = fonts[0]!;
    const [view, woff] = [new DataView(font.buffer), woffFromTrueType(font)!];
    const packed = Buffer.from(woff);
    expect(packed.toString("latin1", 0, 4)).toBe("wOFF");
    expect(packed.readUInt32BE(8)).toBe(woff.length);
    expect(woff.length).toBeLessThan(0.6 * font.length);
    const count = packed.readUInt16BE(12);
    expect(count).toBe(view.getUint16(4));
    for (let i = 0; i < count; i++) {
      const [offset, length, full] = [4, 8, 12].map((by) => packed.readUInt32BE(44 + 20 * i + by)) as [number, number, number];
      const body = packed.subarray(offset, offset + length);
      const plain = length < full ? inflateSync(body) : body;
      const from = view.getUint32(12 + 16 * i + 8);
      expect(plain.equals(Buffer.from(font.subarray(from, from + full)))).toBe(true);
      expect(offset % 4).toBe(0);
    }
  });
  test("what is no font is left alone", () => {
    expect(woffFromTrueType(new Uint8Array([1, 2, 3]))).toBeUndefined();
    expect(woffFromTrueType(new Uint8Array(64))).toBeUndefined();
  });
});
