import { describe, expect, test } from "vitest";
import { baselineRatio, channelPixels, findRegions, lineProfile, photonTransfer, pixelStatistics, ratioTrace, regionTrace } from "../../src/analysis/traces/index.js";
import { open } from "../../src/node/open.js";
import { sampleFolder } from "../samples.js";

const samples = sampleFolder();

/** Regions and baselines that the author of the recordings chose by hand (swharden/ScanAGator, MIT). */
const byHand = [
  { name: "LineScan-02052019-1234-2683", from: 32, to: 37, baseline: { from: 0, to: 100 }, ratio: 106.06654 },
  { name: "LineScan-03142018-1454-2042", from: 37, to: 43, baseline: { from: 50, to: 150 }, ratio: 82.86594 },
] as const;

describe.skipIf(samples === undefined)("real line scans (../shared/samples)", () => {
  test.each(byHand)("$name: one structure, at pixels $from to $to within 1, as its author drew it", async ({ name, from, to }) => {
    const { lineScans: [scan] } = await open(`${samples!}bruker-prairie/${name}`);
    const pixelsPerLine = scan!.pixelsPerLine;
    const found = findRegions(lineProfile(channelPixels(scan!, "Ch1"), { pixelsPerLine }));
    expect(found).toHaveLength(1);
    expect(Math.abs(found[0]!.from - from)).toBeLessThanOrEqual(1);
    expect(Math.abs(found[0]!.to - to)).toBeLessThanOrEqual(1);
  });
  // His table holds rounded ratios: 1e-5 relative is all it can confirm.
  test.each(byHand)("$name: G/R of the baseline is $ratio %", async ({ name, from, to, baseline, ratio }) => {
    const { lineScans: [scan] } = await open(`${samples!}bruker-prairie/${name}`);
    const [red, green] = ["Ch1", "Ch2"].map((channel) =>
      regionTrace(channelPixels(scan!, channel)[0]!, { pixelsPerLine: scan!.pixelsPerLine, region: { from, to } }),
    );
    const found = baselineRatio([ratioTrace(green!, red!, { numeratorBackground: 0, denominatorBackground: 0 })], { baseline });
    expect(Math.abs(found.value / ratio - 1)).toBeLessThan(1e-5);
  });
  test("20 trials of 09212014 are saturated in red at the shaft: no gain is claimed", async () => {
    const { lineScans: [scan] } = await open(`${samples!}bruker-prairie/LineScan-09212014-1554-750`);
    const statistics = pixelStatistics(channelPixels(scan!, "Ch1"), { pixelsPerLine: scan!.pixelsPerLine, window: { from: 0, to: 30 } });
    expect(() => photonTransfer(statistics)).toThrow(/does not grow linearly|converter's end/);
  });
});
