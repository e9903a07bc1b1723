import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { LineScan, Recording } from "#recording";
import { sampleFolder } from "../../../validation/samples.js";
import { dropFile, memoryFile, type Drop, type FileSource } from "../source.js";
import { prairieReader } from "./index.js";

const samples = sampleFolder();
const root = join(samples ?? "", "bruker-prairie");

function filesOf(name: string): readonly FileSource[] {
  const paths = readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).filter((path) => statSync(join(root, name, path)).isFile());
  return paths.sort().map((path) => memoryFile(path.replaceAll("\\", "/"), readFileSync(join(root, name, path))));
}

const folderDrop = (name: string): Drop => ({ name, kind: "folder", files: filesOf(name), siblings: [] });
const opened = new Map<string, Promise<Recording>>();
function open(name: string): Promise<Recording> {
  const known = opened.get(name) ?? prairieReader.read(folderDrop(name), {});
  opened.set(name, known);
  return known;
}
async function onlyScan(name: string): Promise<LineScan> {
  const { lineScans } = await open(name);
  expect(lineScans).toHaveLength(1);
  return lineScans[0]!;
}

/** From the reference reader and the physical checks that SOURCES.md records. */
const FOLDERS = [
  {
    name: "LineScan-02052019-1234-2683",
    version: "5.4.64.500",
    period: 13.6941563473174,
    lines: 1000,
    pixels: 70,
    cycles: 1,
    bits: 13,
    gains: [620, 825],
    startedAt: "2019-02-05T14:50:09",
    pixelSize: 0.294698390910515,
    from: 108,
    to: 177,
    y: 101,
  },
  {
    name: "LineScan-03142018-1454-2042",
    version: "5.3.64.400",
    period: 11.9239007960034,
    lines: 1000,
    pixels: 70,
    cycles: 1,
    bits: 12,
    gains: [615, 825],
    startedAt: "2018-03-14T15:57:43",
    pixelSize: 0.294117647058823,
    from: 75,
    to: 144,
    y: 150,
  },
  {
    name: "LineScan-11182022-1250-763",
    version: "5.6.64.400",
    period: 8.228,
    lines: 500,
    pixels: 60,
    cycles: 3,
    bits: 13,
    gains: [650, 825],
    startedAt: "2022-11-18T16:20:16",
    pixelSize: 0.147349195455257,
    from: 78,
    to: 137,
    y: 96,
  },
  {
    name: "LineScan-09212014-1554-750",
    version: "4.3.2.13",
    period: 2.70160579721955,
    lines: 183,
    pixels: 60,
    cycles: 20,
    bits: 12,
    gains: [650, 825],
    startedAt: "2014-09-21T17:28:24",
    pixelSize: 2.74462762034644,
    from: 28,
    to: 87,
    y: 124,
  },
] as const;

describe.skipIf(samples === undefined)("four Prairie View folders of Scan-A-Gator (skipped where ../shared/samples is absent)", () => {
  test.each(FOLDERS)("$name: $cycles cycles of $lines lines × $pixels pixels at $period ms", async (expected) => {
    const recording = await open(expected.name);
    const scan = await onlyScan(expected.name);
    expect(recording.formatDetail).toBe(`Prairie View ${expected.version} folder`);
    expect(recording.startedAt).toBe(expected.startedAt);
    expect(recording.trials).toHaveLength(expected.cycles);
    expect(scan.timing.period).toBeCloseTo(expected.period, 10);
    expect(scan.pixelsPerLine).toBe(expected.pixels);
    expect(scan.bits).toBe(expected.bits);
    expect(scan.pixelSize_um).toBeCloseTo(expected.pixelSize, 4);
    expect(scan.path).toEqual({
      shape: "straight",
      vertices: [
        { x: expected.from, y: expected.y },
        { x: expected.to, y: expected.y },
      ],
    });
    expect(scan.channels.map(({ name, colour, pmtGain }) => [name, colour, pmtGain])).toEqual([
      ["Ch1", "red", expected.gains[0]],
      ["Ch2", "green", expected.gains[1]],
    ]);
    for (const trial of scan.trials) {
      expect(trial.lines).toBe(expected.lines);
      expect(trial.pixels.map((pixels) => pixels?.length)).toEqual([expected.lines * expected.pixels, expected.lines * expected.pixels]);
    }
    expect(recording.issues.map((issue) => issue.code)).toEqual(["prairie-colours-assumed"]);
  });

  test.each(FOLDERS)("$name: first, last, least, greatest and mean reading of every image are those that tifffile reads", async ({ name }) => {
    const reference = JSON.parse(readFileSync(join(samples!, "reference.json"), "utf8")) as Record<
      string,
      { page0_shape: number[]; first3: number[]; last3: number[]; min: number; max: number; mean: number }
    >;
    const scan = await onlyScan(name);
    const images = Object.entries(reference).filter(([path]) => path.startsWith(`bruker-prairie/${name}/${name}_Cycle`) && path.endsWith(".tif"));
    expect(images).toHaveLength(2 * scan.trials.length);
    for (const [path, expected] of images) {
      const [cycle, channel] = [Number(/Cycle(\d+)/.exec(path)![1]), Number(/_Ch(\d)_/.exec(path)![1])];
      const pixels = scan.trials[cycle - 1]!.pixels[channel - 1]!;
      expect([scan.trials[cycle - 1]!.lines, scan.pixelsPerLine]).toEqual(expected.page0_shape);
      expect([...pixels.slice(0, 3), ...pixels.slice(-3)]).toEqual([...expected.first3, ...expected.last3]);
      let [least, greatest, sum] = [Infinity, -Infinity, 0];
      for (const pixel of pixels) [least, greatest, sum] = [Math.min(least, pixel), Math.max(greatest, pixel), sum + pixel];
      expect([least, greatest]).toEqual([expected.min, expected.max]);
      expect(sum / pixels.length).toBeCloseTo(expected.mean, 9);
    }
  });

  // Ch1 is red, Ch2 green. The author's table gives R, G and G/R of each line to three decimals, so ours may differ by
  // half a thousandth. His baseline is not printed, but G/R − ΔG/R is it in every one of 1000 rows: their mean undoes the
  // rounding to 0.0005/√1000. The means over his rounded G/R (106.06654, 82.86594) carry the rounding of 100 rows alone.
  test.each([
    { name: "LineScan-02052019-1234-2683", from: 32, to: 37, first: 0, last: 99, baseline: 106.0666, printed: 106.06654 },
    { name: "LineScan-03142018-1454-2042", from: 37, to: 43, first: 50, last: 149, baseline: 82.866, printed: 82.86594 },
  ])(
    "$name: pixels $from to $to, lines $first to $last: green/red = $baseline %, as the author's table says line by line",
    async ({ name, from, to, first, last, baseline, printed }) => {
      const scan = await onlyScan(name);
      const mean = (channel: number, line: number): number => {
        const pixels = scan.trials[0]!.pixels[channel]!.subarray(line * scan.pixelsPerLine + from, line * scan.pixelsPerLine + to + 1);
        return [...pixels].reduce((sum, pixel) => sum + pixel, 0) / pixels.length;
      };
      const rows = readFileSync(join(root, name, "ScanAGator/LineScanAnalysis.csv"), "utf8")
        .trim()
        .split(/\r?\n/)
        .slice(3)
        .map((row) => row.split(",").map(Number));
      expect(rows).toHaveLength(1000);
      const ratios = rows.map((row, line) => {
        const [red, green] = [mean(0, line), mean(1, line)];
        expect(Math.abs(red - row[1]!)).toBeLessThanOrEqual(0.000501);
        expect(Math.abs(green - row[2]!)).toBeLessThanOrEqual(0.000501);
        expect(Math.abs((100 * green) / red - row[3]!)).toBeLessThanOrEqual(0.000501);
        return (100 * green) / red;
      });
      const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      const ours = average(ratios.slice(first, last + 1));
      expect(ours).toBeCloseTo(baseline, 4);
      expect(Math.abs(ours - average(rows.map((row) => row[3]! - row[4]!)))).toBeLessThan(5e-5);
      expect(average(rows.slice(first, last + 1).map((row) => row[3]!))).toBeCloseTo(printed, 5);
      expect(Math.abs(ours - printed)).toBeLessThan(1e-4);
    },
  );

  test.each([
    { name: "LineScan-02052019-1234-2683", reference: 4.56714773157785, pass: 4.56471878243914, dwell: 1.176, passes: 3 },
    { name: "LineScan-03142018-1454-2042", reference: 3.97603539697798, pass: 3.97463359866779, dwell: 1.008, passes: 3 },
    { name: "LineScan-11182022-1250-763", reference: 2.0582, pass: 2.057, dwell: 0.432, passes: 4 },
  ])(
    "$name: the period is the Frame's; $reference ms, $pass ms and $dwell ms stand beside it, each with why not",
    async ({ name, reference, pass, dwell, passes }) => {
      const { timing } = await onlyScan(name);
      expect(timing.source).toBe(`${name}.xml, Frame scanLinePeriod`);
      expect(timing.alternatives.map((alternative) => alternative.period)).toEqual([
        expect.closeTo(reference, 9),
        expect.closeTo(pass, 9),
        expect.closeTo(dwell, 9),
      ]);
      expect(timing.alternatives.map((alternative) => alternative.note)).toEqual([
        "belongs to the reference frame (256 × 256), not to the line scan",
        `one pass of the beam: ${passes} passes make one recorded line`,
        "the time on the pixels alone, without the beam's way back: a lower bound",
      ]);
      expect(timing.contradictions).toEqual([]);
    },
  );

  test("11182022: light of the stimulus at line 121 in 3 of 3 trials, 121.5 × 8.228 = 999.7 ms, where MarkPoints says 1000 ms", async () => {
    const name = "LineScan-11182022-1250-763";
    const recording = await open(name);
    expect(recording.events.map(({ trial, start, duration, kind, target }) => [trial, start, duration, kind, target])).toEqual(
      [0, 1, 2].map((trial) => [trial, 1000, 100, "uncaging", "Point 1"]),
    );
    expect(recording.lineScans[0]!.timing.check).toContain(
      "line 121 (of trial 1; seen in 3 of 3): (121 + ½) × 8.228 ms = 999.7 ms; MarkPoints, InitialDelay says 1000 ms.",
    );
  });

  test("11182022: the file-level 2.058 ms, given by the user, is contradicted by the same light", async () => {
    const recording = await prairieReader.read(folderDrop("LineScan-11182022-1250-763"), { linePeriod: 2.0582 });
    const { timing } = recording.lineScans[0]!;
    expect(timing.source).toBe("user");
    expect(timing.check).toBeUndefined();
    expect(timing.contradictions.join("\n")).toContain(
      "By the wall clock, the first cycle's image is dated 16:20:25; 500 lines of 2.0582 ms begun at 16:20:21.0 end at 16:20:22.0, but LineScan-11182022-1250-763.xml, Frame scanLinePeriod (8.228 ms) would end them at 16:20:25.1.",
    );
    expect(timing.contradictions.join("\n")).toContain(
      "which is 250.07 ms at 2.0582 ms a line, but MarkPoints, InitialDelay says 1000 ms; LineScan-11182022-1250-763.xml, Frame scanLinePeriod (8.228 ms) would put it at 999.7 ms.",
    );
    expect(recording.trials[0]!.duration).toBeCloseTo(500 * 2.0582, 9);
  });

  // Prairie 5 dates an image in its OME-XML when the last line is in: an independent clock, to the second.
  test.each([
    ["LineScan-02052019-1234-2683", "The first cycle's image is dated 14:50:27, and 1000 lines of 13.694 ms begun at 14:50:13.2 end at 14:50:26.9."],
    ["LineScan-03142018-1454-2042", "The first cycle's image is dated 15:58:06, and 1000 lines of 11.924 ms begun at 15:57:54.4 end at 15:58:06.3."],
    ["LineScan-11182022-1250-763", "The first cycle's image is dated 16:20:25, and 500 lines of 8.228 ms begun at 16:20:21.0 end at 16:20:25.1."],
  ])("%s: the wall clock agrees: %s", async (name, sentence) => {
    expect((await onlyScan(name)).timing.check).toContain(sentence);
  });

  test("09212014: the XML's 2.7016 ms, and the .lsd's 10.831 ms that contradicts it, are both shown", async () => {
    const { timing } = await onlyScan("LineScan-09212014-1554-750");
    expect(timing.source).toBe("LineScan-09212014-1554-750.xml, Frame scanlinePeriod");
    expect(timing.alternatives.map((alternative) => alternative.period)).toContain(10.830863);
    expect(timing.contradictions).toHaveLength(1);
    expect(timing.contradictions[0]).toContain("10.831 ms between lines, 4 times as long");
    expect(timing.check).toBeUndefined();
  });

  // 500 ms / 10.831 ms = 46.2 lines and 1000 ms / 10.831 ms = 92.3 lines; at 2.7016 ms the same lines mean 125 and 250 ms.
  test("09212014: green over the author's pixels 36..45 rises from line 47 and falls from line 94, in the mean of 20 cycles", async () => {
    const scan = await onlyScan("LineScan-09212014-1554-750");
    const trace = Array.from({ length: 183 }, (_, line) => {
      let sum = 0;
      for (const trial of scan.trials) for (let pixel = 36; pixel <= 45; pixel++) sum += trial.pixels[1]![line * 60 + pixel]!;
      return sum / (20 * 10);
    });
    const mean = (from: number, to: number): number => trace.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    const rest = mean(0, 45);
    const noise = Math.sqrt(trace.slice(0, 45).reduce((sum, value) => sum + (value - rest) ** 2, 0) / 44);
    expect(Math.max(...trace.slice(0, 47))).toBeLessThan(rest + 3 * noise);
    expect(trace[48]).toBeGreaterThan(rest + 4 * noise);
    expect(Math.min(...trace.slice(84, 94))).toBeGreaterThan(Math.max(...trace.slice(95, 103)));
  });

  test("09212014: 20 trials begin every 5.000 s, within the 1 ms of their own clock", async () => {
    const { trials } = await open("LineScan-09212014-1554-750");
    for (const [i, trial] of trials.entries()) expect(Math.abs(trial.start - 5000 * i)).toBeLessThan(1.1);
  });

  test("the field is kept once per channel at 16 bits, however many cycles repeat it", async () => {
    for (const { name, pixelSize, version } of FOLDERS) {
      const { images } = await open(name);
      expect(images.map(({ channel, width, height }) => [channel, width, height])).toEqual([
        ["Ch1", 256, 256],
        ["Ch2", 256, 256],
      ]);
      if (version.startsWith("5")) expect(images[0]!.pixelSize_um).toBeCloseTo(pixelSize, 9);
    }
  });

  test("settings carry the file's names: pmtGain Ch 1 HV 650, laserPower Mira 400, linesToSkip 3, objective 40X LUMPlanFL/IR", async () => {
    const { settings, program } = (await open("LineScan-11182022-1250-763")).provenance;
    expect(program).toBe("Prairie View 5.6.64.400");
    expect(settings).toMatchObject({
      "pmtGain Ch 1 HV": "650",
      "laserPower Mira": "400",
      "LineScanController linesToSkip": "3",
      objectiveLens: "40X LUMPlanFL/IR",
      opticalZoom: "8",
    });
  });

  test.each([
    "LineScan-11182022-1250-763.xml",
    "LineScan-11182022-1250-763_Cycle00002_Ch2_000001.ome.tif",
    "LineScan-11182022-1250-763.env",
    "LineScan-11182022-1250-763_Cycle00001_MarkPoints.xml",
  ])("pointing at %s opens the whole recording of 3 cycles", async (pointed) => {
    const files = filesOf("LineScan-11182022-1250-763").filter((file) => !file.path.includes("/"));
    const drop = dropFile(
      files.find((file) => file.path === pointed)!,
      files.filter((file) => file.path !== pointed),
    );
    expect(await prairieReader.recognises(drop)).toBe(true);
    expect((await prairieReader.read(drop, {})).trials).toHaveLength(3);
  });

  test("pointing at a picture beside the cycles, or at the author's CSV, is not taken for the recording", async () => {
    const files = filesOf("LineScan-02052019-1234-2683");
    for (const pointed of ["LineScan-02052019-1234-2683-Cycle00001_Ch1Source.tif", "ScanAGator/LineScanAnalysis.csv"]) {
      const drop = dropFile(
        files.find((file) => file.path === pointed)!,
        files.filter((file) => file.path !== pointed),
      );
      expect(await prairieReader.recognises(drop)).toBe(false);
    }
  });

  test("a folder that holds one such folder opens; one that holds two says which to choose", async () => {
    const within = (name: string): FileSource[] => filesOf(name).map((file) => ({ ...file, path: `${name}/${file.path}` }));
    const one = within("LineScan-02052019-1234-2683");
    const two = within("LineScan-03142018-1454-2042");
    const recording = await prairieReader.read({ name: "day", kind: "folder", files: one, siblings: [] }, {});
    expect(recording.name).toBe("LineScan-02052019-1234-2683");
    expect(recording.images).toHaveLength(2);
    const both: Drop = { name: "day", kind: "folder", files: [...one, ...two], siblings: [] };
    expect(await prairieReader.recognises(both)).toBe(true);
    await expect(prairieReader.read(both, {})).rejects.toMatchObject({
      kind: "usage",
      code: "prairie-several-scans",
      message: expect.stringContaining(
        "LineScan-02052019-1234-2683/LineScan-02052019-1234-2683.xml, LineScan-03142018-1454-2042/LineScan-03142018-1454-2042.xml",
      ) as string,
    });
  });
});
