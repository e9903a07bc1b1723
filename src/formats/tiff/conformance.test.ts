import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sampleFolder } from "../../../validation/samples.js";
import { memoryFile } from "../source.js";
import { openTiff, readPage } from "./index.js";

const folder = sampleFolder();

/** What tifffile read; `err` where it lacked a codec. */
interface Reference {
  readonly sha256: string;
  readonly pages?: number;
  readonly page0_shape?: readonly number[];
  readonly dtype?: string;
  readonly first3?: readonly number[];
  readonly last3?: readonly number[];
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
}

const references = folder === undefined ? {} : (JSON.parse(readFileSync(join(folder, "reference.json"), "utf8")) as Record<string, Reference>);
const tiffs = Object.entries(references).filter(([path, reference]) => /\.tiff?$/.test(path) && reference.dtype !== undefined);

describe.skipIf(folder === undefined)("pages of the sample recordings (skipped without ../shared/samples) agree with tifffile", () => {
  test("there are more than a hundred of them", () => {
    expect(tiffs.length).toBeGreaterThan(100);
  });

  test.each(tiffs)("%s: shape, type, first and last three values, range and mean", async (path, reference) => {
    const bytes = readFileSync(join(folder ?? "", path));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(reference.sha256);
    const file = memoryFile(path, bytes);
    const tiff = await openTiff(file);
    expect(tiff.pages).toHaveLength(reference.pages ?? NaN);
    expect(tiff.issues).toEqual([]);
    const { pixels, width, height, samplesPerPixel, issues } = await readPage(file, tiff.pages[0]!);
    expect(issues).toEqual([]);
    expect(samplesPerPixel === 1 ? [height, width] : [height, width, samplesPerPixel]).toEqual(reference.page0_shape);
    expect(pixels.constructor.name.toLowerCase()).toBe(`${reference.dtype ?? ""}array`);
    expect([...pixels.slice(0, 3)]).toEqual(reference.first3);
    expect([...pixels.slice(-3)]).toEqual(reference.last3);
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    for (const value of pixels) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
    }
    expect([low, high]).toEqual([reference.min, reference.max]);
    expect(sum / pixels.length).toBeCloseTo(reference.mean ?? NaN, 8);
  });
});
