import { describe, expect, test } from "vitest";
import { failures } from "#errors";
import { protocolSchema, readProtocol, withChanges, writeProtocol, type Protocol } from "./index.js";

const TEXT = `parameter gMax = 5 mS/cm² from 0 mS/cm² to 50 mS/cm²
reads v in mV
current total = gMax · (v + 90 mV)
`;
const protocol = (more = "", text = TEXT, indent = 6): string => [
  "name: own", "mechanisms:", "  slow:", "    in: dendrites", "    text: |   # with a remark",
  ...text.trimEnd().split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line)), more,
].join("\n");
const said = (text: string, options = {}): string => {
  try {
    readProtocol(text, { file: "own.yaml", ...options });
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
};
const bad = TEXT.replace("(v + 90 mV)", "v · v");

describe("mechanisms of a protocol", () => {
  const read = readProtocol(protocol("    with: { gMax: 500 µS/cm² }"));
  test("each has a name, its text line by line, places and values; where nothing is said it sits everywhere", () => {
    expect(read.mechanisms).toEqual([{ name: "slow", text: TEXT, in: ["dendrites"], with: { gMax: "500 µS/cm²" } }]);
    expect(readProtocol(JSON.stringify({ mechanism: { name: "slow", text: TEXT } })).mechanisms[0]).toEqual({ name: "slow", text: TEXT, in: ["everywhere"], with: {} });
    expect(readProtocol(JSON.stringify({ mechanisms: { slow: { text: TEXT, in: ["Obliques", "spine head"] } } })).mechanisms[0]?.in).toEqual(["oblique", "spine heads"]);
    expect(readProtocol("name: x").mechanisms).toEqual([]);
  });
  test("it is written as lines, and reads back the same; one address of the workbench holds all of it", () => {
    const text = writeProtocol(read);
    expect(text).toContain("\n    text: |\n      parameter gMax = 5 mS/cm²");
    expect(readProtocol(text)).toEqual(read);
    expect(readProtocol(JSON.stringify(read))).toEqual(read);
    const tiny: Protocol = readProtocol(JSON.stringify({ mechanisms: { k: { text: "reads v in mV\ncurrent total = 1 mS/cm² · v" } } }));
    expect(writeProtocol(tiny)).toContain("text: |");
  });
  test("a value is changed by name, also one that the protocol doesn't say", () => {
    const without = readProtocol(protocol());
    expect(withChanges(without, ["mechanisms.slow.with.gMax=2 mS/cm²", "mechanism.in=soma"]).mechanisms[0]).toMatchObject({ in: ["soma"], with: { gMax: "2 mS/cm²" } });
  });

  test.each<[string, string, string]>([
    ["a block", protocol("", bad), "own.yaml: line 8, column 23: mechanisms.slow.text: slow, current: "],
    ["a block further in", protocol("", bad, 9), "own.yaml: line 8, column 26: mechanisms.slow.text: slow, current: "],
    ["a block that begins with empty lines", protocol("", `\n\n${bad}`), "own.yaml: line 10, column 23: mechanisms.slow.text: slow, current: "],
    ["a block with a blank line within", protocol("", bad.replace("reads", "\n\nreads")), "own.yaml: line 10, column 23: mechanisms.slow.text: slow, current: "],
  ])("what is wrong in %s is said by the file's own line, with a caret", (_, text, begins) => {
    const message = said(text);
    expect(message).toContain(begins);
    const line = Number(/line (\d+)/u.exec(begins)?.[1]);
    expect(text.split("\n")[line - 1]).toContain("current total");
    expect(message).toContain(`\n  ${line} | current total = gMax · v · v\n`);
    expect(message).toMatch(/\n +\| +\^+$/u);
  });
  test("a text in quotes has lines of its own, which are counted from its beginning", () => {
    expect(said(`mechanisms: { slow: { text: ${JSON.stringify(bad)} } }`)).toMatch(/line 1, column 23: mechanisms\.slow\.text: [^]*\n {2}3 \| current total/u);
  });
  test.each<[string, string]>([
    [`mechanisms: { slow: { in: dendrites, text: ${JSON.stringify("placed at a point\nparameter g = 1 nS\nreads v in mV\nstate o\nd o/dt = −o / 1 ms\ninitial o = 0\nreceives o = o + weight\ncurrent total = g · o · v")} } }`,
      "mechanisms.slow.in: slow is a receptor, one in each spine head, which a release there opens; write in: spine heads"],
    [protocol("    with: { gMx: 1 mS/cm² }"), "mechanisms.slow.with.gMx: slow has no such parameter; it has gMax"],
    [protocol("    with: { gMax: 1 nS }"), '"1 nS" is not a quantity like "5 mS/cm²", which is the text\'s own'],
    [protocol("    with: { gMax: 60 mS/cm² }"), "60 mS/cm² is out of the text's own bounds, 0 mS/cm² to 50 mS/cm²"],
    [protocol().replace("in: dendrites", "in: nucleus"), '"nucleus" is not a place of the membrane; known are "everywhere", "soma"'],
    [protocol().replace("in: dendrites", "in: axn"), 'did you mean "axon"?'],
    [protocol().replace("slow:", "nmda:"), "mechanisms.nmda.name: a mechanism can't be called"],
    [protocol("", `${TEXT}reads caInside in µM\nfree = caInside\ncurrent ca = 0 · free / 1 µM · 1 pA/µm²`), "slow reads caInside, and calcium is followed in shafts, spine necks, spine heads alone"],
    [`mechanisms:\n  - { name: a, text: ${JSON.stringify(TEXT)} }\n  - { name: a, text: ${JSON.stringify(TEXT)} }`, '"a" is taken by mechanisms[0]'],
    ["mechanisms: { slow: {} }", "mechanisms.slow.text: it is missing; expected a mechanism as text, or the file that holds it"],
    ["mechanisms: { slow: { text: { path: x } } }", "a mapping is not a mechanism as text"],
    [`mechanisms: { slow: { text: "${"x".repeat(20_100)}" } }`, "it has more than 20000 letters"],
    [`mechanisms: [${Array.from({ length: 9 }, (_, i) => `{ name: m${i}, text: ${JSON.stringify(TEXT)} }`).join(", ")}]`, "9 are too many; expected mechanisms, 0 to 8 of them"],
    [protocol("", `${TEXT}x = ${"(".repeat(5000)}v`), "this nests too deeply to read"],
    [protocol("", "require('fs')"), `"'" is not used in equations`],
  ])("%#: what can't be is refused before anything runs", (text, message) => {
    expect(said(text)).toContain(message);
  });
  test("several wrong mechanisms are listed, each with its line and caret", () => {
    const message = said(`${protocol("", bad)}\n  other:\n    text: |\n      reads v in ms\n      current total = 1 mS/cm² · v\n`);
    expect(message).toMatch(/^own\.yaml has 2 problems:\n {2}line 8, column 23: [^]*\n {4}8 \| current[^]*\n {2}line 12, column 13: mechanisms\.other\.text: other: v is read in ms[^]*\n {4}12 \| reads v in ms\n {5,7}\|/u);
  });

  describe("a text in a file of its own", () => {
    const naming = "mechanisms:\n  slow: { in: soma, text: { file: slow.txt } }";
    const refuse = failures("usage", { gone: (f: { path: string }) => `${f.path}: there is no such file.` });
    test("becomes part of the protocol; what is wrong in it is said by the file's lines", () => {
      expect(readProtocol(naming, { fileText: (path) => (path === "slow.txt" ? TEXT.replaceAll("\n", "\r\n") : "") }).mechanisms[0]?.text).toBe(TEXT);
      expect(said(naming, { fileText: () => bad })).toMatch(/line 2, column 35: mechanisms\.slow\.text, slow\.txt: slow, current: [^]*\n {2}3 \| current total/u);
    });
    test("is refused where there is nobody to read it, and where it isn't there", () => {
      expect(said(naming)).toContain("mechanisms.slow.text.file: slow.txt can't be opened from here; put its text in its place");
      expect(said(naming, { fileText: (path: string) => { throw refuse("gone", { path }); } })).toContain("mechanisms.slow.text.file: slow.txt: there is no such file.");
    });
  });

  test("an editor is told of the places by name and of both ways to give a text", () => {
    const schema = JSON.stringify(protocolSchema());
    for (const word of ['"spine heads"', '"obliques"', '"file"']) expect(schema).toContain(word);
  });
});
