import { describe, expect, test } from "vitest";
import { protocolFields, protocolSchema, readProtocol, starterProtocol } from "./index.js";
import { parse } from "yaml";

type Schema = Readonly<Record<string, unknown>>;

/** Whether a value is what a schema says, as far as our schema says anything: written apart from it, after the specification. */
function valid(value: unknown, schema: Schema): boolean {
  const types = [schema["type"] ?? []].flat() as string[];
  const typeOf = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (types.length > 0 && !types.includes(typeOf) && !(types.includes("integer") && Number.isInteger(value))) return false;
  if (schema["enum"] && !(schema["enum"] as unknown[]).includes(value)) return false;
  if (schema["anyOf"] && !(schema["anyOf"] as Schema[]).some((one) => valid(value, one))) return false;
  if (schema["not"] && valid(value, schema["not"] as Schema)) return false;
  if (typeof value === "string") {
    if (schema["pattern"] !== undefined && !new RegExp(schema["pattern"] as string, "u").test(value)) return false;
    return value.length >= Number(schema["minLength"] ?? 0) && value.length <= Number(schema["maxLength"] ?? Infinity);
  }
  if (typeof value === "number") return value >= Number(schema["minimum"] ?? -Infinity) && value <= Number(schema["maximum"] ?? Infinity);
  if (Array.isArray(value)) {
    return value.length >= Number(schema["minItems"] ?? 0) && value.length <= Number(schema["maxItems"] ?? Infinity) &&
      (schema["items"] === undefined || value.every((item) => valid(item, schema["items"] as Schema)));
  }
  if (typeof value !== "object" || value === null) return true;
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  const others = schema["additionalProperties"];
  const names = schema["propertyNames"] as Schema | undefined;
  if (names && !Object.keys(value).every((key) => valid(key, names))) return false;
  return ((schema["required"] ?? []) as string[]).every((key) => key in value) && Object.entries(value).every(([key, item]) => {
    if (Object.hasOwn(properties, key)) return valid(item, properties[key]!);
    return others === undefined || (others !== false && valid(item, others as Schema));
  });
}

describe("protocolSchema", () => {
  const schema = protocolSchema();
  const asJson = (text: string): unknown => parse(text, { schema: "core" });
  test("is draft 2020-12, plain JSON, and describes every field", () => {
    expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    for (const [key, field] of Object.entries(schema["properties"] as Record<string, Schema>)) expect(field["description"], key).toMatch(/\.$/);
  });
  test.each([
    "name: x", "spine: { distance: 90 µm }", "spines: { a: { distance: 90 µm }, b: }", "conditions: { c: , APV: { drugs: { D-APV: 100 µM } } }",
    "conditions: { c: { drugs: CNQX 10 µM, bath: { magnesium: 0 mM } } }", "pipette: { dye: calcium green-1 200 µM }", "pipette: { dye: none }",
    "pipette: { dye: { name: X, concentration: 1 mM, kd: 1 µM, dynamicRange: 3 } }", "stimuli: { E: synaptic, A: [AP, { kind: uncaging }], r: [] }",
    "electrode: { compensation: 70 %, seriesResistance: 20 MOhm, holding: −60mV }", "imaging: stack", "imaging: { period: 2.6 ms }", "cell: CA1 pyramidal",
    "cell: { file: a.swc }", "axon: { threshold: 2.5, reliable: yes, onto: [] }", "set: { nmda.gMax: 1 nS }", "temperature: 26 C", "seed: 4294967295",
    "runs: [{ stimulus: rest, trials: 3 }]", starterProtocol(),
  ])("what the reader takes is valid: %s", (text) => {
    expect(() => readProtocol(text)).not.toThrow();
    expect(valid(asJson(text), schema)).toBe(true);
  });
  test.each([
    "nam: x", "seed: -1", "seed: 1.5", "temperature: 30", "temperature: 30 mV", "spine: { distance: 90 }", "conditions: { c: { drugs: { D-APC: 1 µM } } }",
    "stimuli: { E: { kind: synaptc } }", "stimuli: { S: { kind: step } }", "pipette: { dye: calcium green-1 }", "electrode: { compensation: 2 }",
    "imaging: { kind: line scan, frames: 3 }", "imaging: { detector: { bits: 7 } }", "cell: { kind: SWC }", "runs: [{ trials: 3 }]", "trials: many",
  ])("what the reader refuses field by field is not: %s", (text) => {
    expect(() => readProtocol(text)).toThrow();
    expect(valid(asJson(text), schema)).toBe(false);
  });
  test("an editor is offered drugs, dyes and kinds by name, and each default that is one", () => {
    const text = JSON.stringify(schema);
    for (const word of ["D-APV", "Alexa Fluor 594", "action potentials", "line scan", "oblique", "sabatini-2002"]) expect(text).toContain(JSON.stringify(word));
    expect((schema["properties"] as Record<string, Schema>)["temperature"]!["default"]).toBe("32 °C");
  });
});

test("the table of fields has each field that a line scan in the starter has, with its default", () => {
  const table = protocolFields();
  for (const path of ["name", "spines[].distance", "pipette.dye.kd", "conditions[].drugs[].dose", "stimuli.…[] (step).by", "imaging (line scan).detector.bits"]) {
    expect(table).toContain(`| \`${path}\` |`);
  }
  expect(table).toContain("| `interval` | From the start of one trial to the start of the next. | 10 s |");
  expect(table).toContain("| the electrode's |");
});
