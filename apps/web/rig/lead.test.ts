import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readProtocol } from "radiatum/protocol";
import { leadOf, type Lead } from "./lead.js";

const leadIn = (file: string, stimulus: string): Lead | undefined =>
  leadOf(readProtocol(readFileSync(new URL(`../../../paper/${file}.yaml`, import.meta.url), "utf8")).stimuli[stimulus] ?? []);
const leadOfText = (stimulus: string): Lead | undefined =>
  leadOf(readProtocol(`name: Order\nelectrode: { mode: voltage clamp }\nstimuli: { order: [${stimulus}] }\nduration: 300 ms\n`).stimuli["order"] ?? []);

describe("by how much EPSPs lead", () => {
  test("Figure 8A: each of five shocks leads its action potential by 3 ms", () => {
    expect(leadIn("pairing", "paired")).toEqual({ time: 3, between: "first shock to first pulse" });
  });
  test("Figure 8B: the last of three shocks comes 8 ms before the step", () => {
    expect(leadIn("order", "EPSPs first")).toEqual({ time: 8, between: "last shock to first step" });
  });
  test("Figure 8B: after the step EPSPs follow its end, not its beginning", () => {
    expect(leadIn("order", "APs first")).toEqual({ time: -2, between: "end of step to first shock" });
  });
  test("one of the two alone leads nothing", () => {
    expect(leadIn("order", "five APs")).toBeUndefined();
    expect(leadIn("pairing", "EPSP")).toBeUndefined();
  });
  test("a shock during the step is paired with its beginning", () => {
    expect(leadOfText("{ kind: step, at: 100 ms, width: 40 ms, by: 50 mV }, { kind: synaptic, at: 110 ms }")?.time).toBe(-10);
  });
});
