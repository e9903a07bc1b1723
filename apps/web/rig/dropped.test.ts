import { describe, expect, test } from "vitest";
import { sortedDrop } from "./dropped.js";

const file = (path: string, text = ""): { path: string; size: number; file: File } => {
  const made = new File([text], path);
  return { path, size: made.size, file: made };
};

describe("a drop on the rig", () => {
  test("a protocol is one with the traced cell that was dropped along", async () => {
    expect(await sortedDrop([file("cell.swc", "1 1 0 0 0 5 -1"), file("own.yaml", "name: mine")])).toEqual({ kind: "protocol", name: "own.yaml", text: "name: mine", traced: { "cell.swc": "1 1 0 0 0 5 -1" }, beside: {} });
  });
  test("JSON with stimuli is a protocol, other JSON is the bench's", async () => {
    expect(await sortedDrop([file("own.json", '{"stimuli":{}}')])).toMatchObject({ kind: "protocol" });
    expect(await sortedDrop([file("parameters.json", '{"request":{}}')])).toEqual({ kind: "recording", name: "parameters.json" });
  });
  test("recordings are the bench's, also where a protocol lies beside them", async () => {
    expect(await sortedDrop([file("cell1.abf")])).toEqual({ kind: "recording", name: "cell1.abf" });
    expect(await sortedDrop([file("run/protocol.yaml", "name: x"), file("run/recording.nwb")])).toEqual({ kind: "recording", name: "recording.nwb" });
    expect(await sortedDrop([file("day/LineScan-1/LineScan-1.xml"), file("day/LineScan-1/a.tif")])).toEqual({ kind: "recording", name: "LineScan-1" });
  });
  test("the text of a mechanism goes with its protocol, or is edited by itself; a table of numbers in .txt is the bench's", async () => {
    const leak = "reads v in mV\ncurrent total = 0.1 mS/cm² · (v + 70 mV)\n";
    expect(await sortedDrop([file("own.yaml", "name: mine"), file("day/leak.txt", leak)])).toMatchObject({ kind: "protocol", beside: { "leak.txt": leak } });
    expect(await sortedDrop([file("leak.txt", leak)])).toEqual({ kind: "mechanism", name: "leak.txt", text: leak });
    expect(await sortedDrop([file("trace.txt", "0 1\n1 2\n")])).toEqual({ kind: "recording", name: "trace.txt" });
  });
  test("anything else says what it is not, and what can be dropped; a traced cell alone may be the one that the protocol on screen wants", async () => {
    const found = await sortedDrop([file("holiday.jpg")]);
    expect(found).toMatchObject({ kind: "neither", what: "holiday.jpg is neither a protocol nor a recording" });
    expect(found.kind === "neither" && found.where).toContain("protocol file (YAML)");
    expect(await sortedDrop([file("day/cell.swc", "1 1 0 0 0 5 -1")])).toEqual({ kind: "traced cells", traced: { "cell.swc": "1 1 0 0 0 5 -1" } });
  });
});
