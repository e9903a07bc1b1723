import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { STARTERS } from "../rig/mechanism-texts.js";
import { mechanism } from "./mechanism-services.js";

test("the M-current's ten numbers come with unit, bounds in it and source; plain numbers too, and what the rig says is marked", () => {
  const [own] = readProtocol(readFileSync(new URL("../../../examples/protocols/m-current.yaml", import.meta.url))).mechanisms;
  const read = mechanism(own!);
  if (!("parameters" in read)) throw new Error(read.sentence);
  expect(read.parameters).toHaveLength(10);
  const of = (name: string) => read.parameters.find((one) => one.name === name);
  expect(of("gMax")).toEqual({
    name: "gMax", value: "20 mS/cm²", unit: "mS/cm²", filled: false, source: "fig4a.hoc of ModelDB 112546",
    bounds: { from: "0 mS/cm²", to: "60 mS/cm²", low: 0, high: 60 },
  });
  expect(of("axonal")).toMatchObject({ value: "3", unit: "", bounds: { low: 1, high: 6 } });
  expect(of("charge")).toMatchObject({ unit: "/mV", bounds: { low: 0.05, high: 0.4 } });
  expect(of("distance")?.filled).toBe(true);
  expect(read).toMatchObject({ placed: "over membrane", reads: ["v in mV"], states: ["m"] });
});

test.each(Object.entries(STARTERS))("%s, to begin from, is right as it stands", (_, { name, text }) => {
  expect(mechanism({ name, text })).toHaveProperty("parameters");
});

test("what is wrong is a sentence, and apart from it the line with its caret", () => {
  expect(mechanism({ name: "own", text: "reads v in mV\ncurrent total = v" })).toEqual({
    sentence: "own, current: v is in mV, but the current of a mechanism over membrane is in pA/µm².",
    excerpt: "  2 | current total = v\n    |                 ^",
  });
});
