import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/**
 * Each snippet is compiled beside the module itself, all in one program; what counts is on which lines the compiler
 * objects, and how.
 */
const PREAMBLE = `
import { chosen, mechanism } from "./index.js";
const s = chosen("a test");
const point = { placed: "at a point", parameters: { g: ["2 nS", s], tau: ["2 ms", s] }, reads: { v: "mV" }, states: { open: "1" } } as const;
const pool = { placed: "in a volume", parameters: { on: ["2 /µM/ms", s], off: ["5 /ms", s], diffusion: ["0.22 µm²/ms", s] },
  reads: { influx: "µM/ms" }, states: { ca: "µM", b: "µM", cab: "µM" } } as const;
`;

const RIGHT: Record<string, string> = {
  "derivative and current": `mechanism("a", { ...point,
    derivative: ({ open }, _, p) => ({ open: -open / p.tau }), current: ({ open }, { v }, p) => ({ total: p.g * open * v }) })`,
  "everything written out": `mechanism("a", { placed: "over membrane", parameters: { g: ["2 mS/cm²", s, { from: "0 mS/cm²", to: "9 mS/cm²" }], tau: ["2 ms", s] },
    reads: { v: "mV" }, states: { open: "1" },
    derivative: ({ open }, { v }, p, { exp, mV }) => { const rest = 1 / (1 + exp(-v / (5 * mV))); return { open: (rest - open) / p.tau }; },
    current: ({ open }, { v }, p) => { const total = p.g * open * v; return { total, ca: 0.1 * total }; },
    initial: ({ v }, p, { mV }) => ({ open: v > 0 * mV ? 1 : 0 }),
    receives: ({ open }, { weight, chance }) => ({ open: chance < 0.5 ? open + weight : open }) })`,
  "bodies that take no arguments": `mechanism("a", { ...point, derivative: () => ({ open: 0 }), initial: () => ({ open: 0 }),
    current: (_, { v }, p) => ({ total: p.g * v }) })`,
  "no states": `mechanism("a", { placed: "at a point", parameters: { g: ["2 nS", s] }, reads: { v: "mV" }, states: {},
    current: (_, { v }, p) => ({ total: p.g * v }) })`,
  "reactions with a partial derivative": `mechanism("a", { ...pool,
    rates: (_s, _r, p) => ({ "ca + b ⇌ cab": [p.on, p.off], "ca →": p.off, "→ ca": p.off * 0 * 1 }),
    derivative: (_, { influx }) => ({ ca: influx }), ion: { name: "ca", valence: 2, state: "ca" }, mobile: { ca: "diffusion" } })`,
};

/** What is wrong, the words of the complaint, and the snippet. */
const WRONG: readonly (readonly [title: string, complaint: string, snippet: string])[] = [
  ["a misspelt state", "'opne' does not exist", `mechanism("a", { ...point, derivative: ({ opne }, _, p) => ({ open: -opne / p.tau }) })`],
  ["a misspelt parameter", "'tua' does not exist", `mechanism("a", { ...point, derivative: ({ open }, _, p) => ({ open: -open / p.tua }) })`],
  ["a misspelt result", "property 'opne' has conflicting types", `mechanism("a", { ...point, derivative: ({ open }, _, p) => ({ opne: -open / p.tau }) })`],
  ["a result too many", "property 'shut' has conflicting types", `mechanism("a", { ...point, derivative: ({ open }, _, p) => ({ open: -open / p.tau, shut: 0 }) })`],
  ["a state that nothing moves", "Property 'shut' is missing", `mechanism("a", { ...point, states: { open: "1", shut: "1" }, derivative: ({ open }, _, p) => ({ open: -open / p.tau }) })`],
  ["a misspelt unit of a parameter", '\"mss\" is not a unit', `mechanism("a", { ...point, parameters: { tau: ["2 mss", s] } })`],
  ["a misspelt unit of a state", '\"mVV\" is not a unit', `mechanism("a", { ...point, states: { open: "mVV" } })`],
  ["a misspelt unit of a read", '\"mVV\" is not a unit', `mechanism("a", { ...point, reads: { v: "mVV" } })`],
  ["a parameter without a source", "is not assignable", `mechanism("a", { ...point, parameters: { tau: ["2 ms"] } })`],
  ["a number without its unit's blank", '\"2ms\" is not a number and a unit', `mechanism("a", { ...point, parameters: { tau: ["2ms", s] } })`],
  ["a species that nobody declared", '\"caB\" is not a state', `mechanism("a", { ...pool, rates: (_s, _r, p) => ({ "ca + b ⇌ caB": [p.on, p.off] }) })`],
  ["a reversible reaction with one rate", "target requires 2", `mechanism("a", { ...pool, rates: (_s, _r, p) => ({ "ca + b ⇌ cab": [p.on] }) })`],
  ["an irreversible reaction with two", "'number[]' is not assignable to type 'number'", `mechanism("a", { ...pool, rates: (_s, _r, p) => ({ "cab → b": [p.on, p.off] }) })`],
  ["something that is no reaction", `property '"ca"' has conflicting types`, `mechanism("a", { ...pool, rates: (_s, _r, p) => ({ "ca": p.off }) })`],
  ["a misspelt state beside reactions", "property 'cal' has conflicting types", `mechanism("a", { ...pool, rates: (_s, _r, p) => ({ "ca + b ⇌ cab": [p.on, p.off] }), derivative: (_, { influx }) => ({ cal: influx }) })`],
  ["a current without a total", "Property 'total' is missing", `mechanism("a", { ...point, current: (_, { v }, p) => ({ ca: p.g * v }) })`],
  ["an unknown function", "'tanh' does not exist", `mechanism("a", { ...point, current: (_, { v }, p, { tanh }) => ({ total: p.g * v * tanh(v) }) })`],
  ["a start for no state", "property 'opne' has conflicting types", `mechanism("a", { ...point, initial: () => ({ opne: 1 }) })`],
  ["an event for no state", "property 'opne' has conflicting types", `mechanism("a", { ...point, receives: ({ open }, { weight }) => ({ opne: open + weight }) })`],
  ["an event's weight outside an event", "'weight' does not exist", `mechanism("a", { ...point, current: (_, { weight }, p) => ({ total: p.g * weight }) })`],
  ["an ion that flows into no state", `'"cal"' is not assignable`, `mechanism("a", { ...pool, ion: { name: "ca", valence: 2, state: "cal" } })`],
  ["a mobile state without its coefficient", `'"difusion"' is not assignable`, `mechanism("a", { ...pool, mobile: { ca: "difusion" } })`],
  ["an unknown placement", `'"on a dendrite"' is not assignable to type 'Placement'`, `mechanism("a", { ...point, placed: "on a dendrite" })`],
];

/** For each snippet the first complaint that lies within it, or undefined. */
function complaints(snippets: readonly string[]): (string | undefined)[] {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const file = `${folder}snippets.ts`;
  const starts: number[] = [];
  let text = PREAMBLE;
  for (const snippet of snippets) {
    starts.push(text.length);
    text += `${snippet};\n`;
  }
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const config = ts.readConfigFile(`${root}tsconfig.json`, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...(config.config as object), include: [], files: [] }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (path) => path === file || disk.fileExists(path);
  host.readFile = (path) => (path === file ? text : disk.readFile(path));
  host.getSourceFile = (path, ...rest) =>
    path === file ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) : disk.getSourceFile(path, ...rest);
  const program = ts.createProgram([file], { ...options, noUnusedLocals: false, noUnusedParameters: false, types: [] }, host);
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  expect(found.filter(({ start = 0 }) => start < PREAMBLE.length)).toEqual([]);
  return starts.map((from, i) => {
    const to = starts[i + 1] ?? text.length;
    const first = found.find(({ start = 0 }) => start >= from && start < to);
    return first && ts.flattenDiagnosticMessageText(first.messageText, "\n").replaceAll('\\"', '"');
  });
}

describe("the types of a declaration", () => {
  const right = Object.entries(RIGHT);
  const found = complaints([...right.map(([, snippet]) => snippet), ...WRONG.map(([, , snippet]) => snippet)]);
  test.each(right.map(([title], i) => [title, found[i]] as const))("%s compiles", (_, complaint) => {
    expect(complaint).toBeUndefined();
  });
  test.each(WRONG.map(([title, words], i) => [title, words, found[right.length + i]] as const))(
    "%s does not compile: %s",
    (_, words, complaint) => {
      expect(complaint).toContain(words);
    },
  );
});
