import { describe, expect, test } from "vitest";
import { readProtocol, withChanges, type Protocol } from "#protocol";
import { methodFindings, methodRows } from "./methods.js";

const asInPaper = readProtocol(`
name: as in the paper
electrode: { mode: current clamp, holding: -70 mV }
stimuli:
  EPSP: { kind: synaptic, at: 100 ms, count: 5, frequency: 40 Hz }
imaging: { kind: line scan, period: 2 ms, length: 6 µm, pixels: 256 }
`);
const second = withChanges(asInPaper, ["imaging.wavelength=810 nm", "imaging.numericalAperture=0.8"]);

function verdicts(protocol: Protocol): Record<string, boolean | undefined> {
  const rows = methodRows(new Map([["first", asInPaper], ["second", second], ["changed", protocol]]));
  return Object.fromEntries(rows.map(({ id, holds }) => [id, holds]));
}

describe("rows of the Methods", () => {
  test("all hold of protocols as the paper's, with both microscopes; without protocols there are none", () => {
    expect(verdicts(asInPaper)).toEqual(Object.fromEntries(methodFindings.map((id) => [id, true])));
    expect(methodRows(new Map())).toEqual([]);
  });

  // One change each, by which this row, and where two rows look at the same number both, must fall.
  test.each([
    ["M01", "temperature=34 °C"],
    ["M02", "bath.magnesium=1 mM"],
    ["M03", "electrode.seriesResistance=35 MΩ"],
    ["M04", "electrode.holding=-60 mV"],
    ["M04", "electrode.junctionPotential=0 mV"],
    ["M05", "imaging.wavelength=900 nm"],
    ["M07", "imaging.period=1 ms"],
    ["M07", "imaging.pixels=64"],
    ["M10", "spine.distance=210 µm"],
    ["M11", "stimuli.EPSP[0].frequency=66 Hz"],
    ["M14", "pipette.sinceBreakIn=15 min"],
  ])("%s falls with %s in one protocol of three, which its note names", (id, change) => {
    const changed = withChanges(asInPaper, [change]);
    expect(verdicts(changed)[id]).toBe(false);
    const rows = methodRows(new Map([["first", asInPaper], ["second", second], ["changed", changed]]));
    expect(rows.find((row) => row.id === id)?.note).toContain("(changed)");
  });

  test("M06 falls where no protocol uses the second microscope", () => {
    const rows = methodRows(new Map([["first", asInPaper]]));
    expect(rows.find(({ id }) => id === "M06")).toMatchObject({ holds: false, note: "In short: no protocol uses it." });
  });

  test("M08 and M09: ΔF/F of whole counts, a boxcar of 15 points, and Anscombe's T of 4.24 on 9 degrees of freedom", () => {
    const rows = methodRows(new Map([["first", asInPaper]]));
    expect(rows.find(({ id }) => id === "M08")).toMatchObject({ holds: true, value: 15 });
    expect(rows.find(({ id }) => id === "M09")?.value).toBeCloseTo(4.2415, 3);
  });
});
