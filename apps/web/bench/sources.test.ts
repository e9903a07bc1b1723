import { describe, expect, test } from "vitest";
import type { DroppedFile } from "../lab/bench-services.js";
import { hasElectrode, hasPictures, sorted } from "./sources.js";

const files = (...paths: string[]): DroppedFile[] => paths.map((path) => ({ path, size: 10, address: `/${path}` }));

describe("a dropped folder", () => {
  // As a day at the microscope leaves it: two scans with pictures and voltage beneath, an electrode's file and notes beside.
  const day = sorted(
    files(
      "day/LineScan-01/LineScan-01.xml",
      "day/LineScan-01/LineScan-01_Cycle00001_Ch2_000001.ome.tif",
      "day/LineScan-01/References/a.tif",
      "day/LineScan-01/LineScan-01_Cycle00001_VoltageRecording_001.xml",
      "day/LineScan-02/LineScan-02.xml",
      "day/LineScan-02/b.tif",
      "day/0007.abf",
      "day/notes.docx",
      "day/picture.tif",
      "day/trials.csv",
    ),
  );
  test("is two scans with all beneath them, then every other file of a known kind by itself; notes are none", () => {
    expect(day.sources.map(({ name, kind }) => [name, kind])).toEqual([
      ["LineScan-01", "Prairie folder"],
      ["LineScan-02", "Prairie folder"],
      ["picture.tif", "TIFF"],
      ["0007.abf", "ABF"],
      ["trials.csv", "CSV"],
    ]);
    expect(day.sources[0]?.files).toBe(4);
  });
  test("gives a scan's files with paths from its own folder on, as a reader of that folder sees them", () => {
    expect(day.sources[0]?.dropped?.files.map(({ path }) => path)).toEqual([
      "LineScan-01/LineScan-01.xml",
      "LineScan-01/LineScan-01_Cycle00001_Ch2_000001.ome.tif",
      "LineScan-01/References/a.tif",
      "LineScan-01/LineScan-01_Cycle00001_VoltageRecording_001.xml",
    ]);
  });
  test("gives a single file first, and its folder's others after it", () => {
    expect(day.sources.find(({ name }) => name === "0007.abf")?.dropped?.files.map(({ path }) => path)).toEqual([
      "0007.abf",
      "notes.docx",
      "picture.tif",
      "trials.csv",
    ]);
  });
  test("tells what holds pictures from what may hold an electrode's traces", () => {
    expect(day.sources.filter(hasPictures).map(({ name }) => name)).toEqual([
      "LineScan-01",
      "LineScan-02",
      "picture.tif",
    ]);
    expect(day.sources.filter(hasElectrode).map(({ name }) => name)).toEqual(["0007.abf", "trials.csv"]);
  });
});

test("a scan's folder that was given another name is one recording still, under that name", () => {
  const { sources } = sorted(
    files(
      "day/cell 3/LineScan-01.xml",
      "day/cell 3/LineScan-01-Cycle00001_Ch2Source.tif",
      "day/cell 3/LineScan-01_Cycle00001_VoltageRecording_001.xml",
      "day/cell 3/LineScan-01_Cycle00001_VoltageRecording_001.csv",
      "day/other.xml",
    ),
  );
  expect(sources.map(({ name, kind, files: n }) => [name, kind, n])).toEqual([["cell 3", "Prairie folder", 4]]);
});

describe("files dropped alone", () => {
  test("of the same name in two folders get names of their own", () => {
    expect(sorted(files("a/1.abf", "b/1.abf")).sources.map(({ id }) => id)).toEqual(["1.abf", "1.abf (2)"]);
  });
  test("an electrode's file within a scan's folder can be opened by itself too", () => {
    expect(sorted(files("s/s.xml", "s/x.tif", "s/e.abf")).sources.map(({ id }) => id)).toEqual(["s", "e.abf"]);
  });
  test("a scan's files without their folder are that scan", () => {
    const { sources } = sorted(
      files("LineScan-05012020-1200-001.xml", "LineScan-05012020-1200-001_Cycle00001_Ch2_000001.ome.tif"),
    );
    expect(sources.map(({ name, kind, files: n }) => [name, kind, n])).toEqual([
      ["LineScan-05012020-1200-001", "Prairie folder", 2],
    ]);
  });
  test("analyses are no recordings", () => {
    const { sources, analyses } = sorted(files("x.analysis.json"));
    expect([sources.length, analyses.map(({ path }) => path)]).toEqual([0, ["x.analysis.json"]]);
  });
  test("of no known kind, one is kept, so that the reader can say what it is not", () => {
    expect(sorted(files("a.docx", "b.docx")).sources.map(({ name, kind }) => [name, kind])).toEqual([
      ["a.docx", "file"],
    ]);
  });
});
