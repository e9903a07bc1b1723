import { describe, expect, test } from "vitest";
import type { Issue } from "#recording";
import { recordingOf, runSession, sessionOf, simulateHere } from "./index.js";
import { AT, highest, simulateWithTruth, spineProtocol, total } from "./testing/spine-protocol.js";

const DARK = { dye: "none" };
/** Until a drug is all there, and the last one gone. */
const LONG = "60 min";

describe("solutions, one after the other: control, D-APV, CNQX, much calcium", () => {
  const { truth, traceOf } = simulateWithTruth(spineProtocol({
    trials: 1, pipette: DARK, axon: { reliable: true, elsewhere: 0 },
    stimuli: { EPSC: { kind: "synaptic", at: `${AT} ms` } },
    conditions: {
      control: {},
      APV: { drugs: { "D-APV": "100 µM" }, wait: LONG },
      CNQX: { drugs: { CNQX: "20 µM" }, wait: LONG },
      rich: { bath: { calcium: "4 mM", magnesium: "1 mM" }, wait: LONG },
    },
    set: { "release.quantalVariation": "0", "release.jitter": "0 ms" },
  }));
  const left = (trial: number, name: string): number => total(traceOf(trial, name)) / total(traceOf(0, name));

  test("100 µM D-APV leaves 2 % of the calcium through NMDA receptors, and the AMPA current within 1 %", () => {
    expect(left(1, "NMDA_calcium_current_pA")).toBeGreaterThan(0.005);
    expect(left(1, "NMDA_calcium_current_pA")).toBeLessThan(0.03);
    expect(Math.abs(left(1, "AMPA_current_pA") - 1)).toBeLessThan(0.01);
  });
  test("20 µM CNQX leaves less than 5 % of the AMPA current, and the NMDA receptors' calcium within a fifth", () => {
    expect(left(2, "AMPA_current_pA")).toBeLessThan(0.05);
    expect(Math.abs(left(2, "NMDA_calcium_current_pA") - 1)).toBeLessThan(0.2);
  });
  test("4 mM Ca²⁺ and 1 mM Mg²⁺ let more calcium in for each release, and washing brings the AMPA current back", () => {
    expect(left(3, "NMDA_calcium_current_pA")).toBeGreaterThan(1.5);
    expect(Math.abs(left(3, "AMPA_current_pA") - 1)).toBeLessThan(0.02);
    expect(truth.trials.map(({ condition, attempts }) => [condition, attempts.length])).toEqual(
      [["control", 1], ["APV", 1], ["CNQX", 1], ["rich", 1]]);
  });
});

describe("channels of the spine", () => {
  // Hill 1.5, half at 200 µM: 1/(1 + 5^1.5) = 8.2 %.
  test("1 mM Ni²⁺ leaves 8 % of an action potential's calcium in the head, and its voltage within 1 mV", () => {
    const { traceOf } = simulateWithTruth(spineProtocol({
      trials: 1, pipette: DARK, conditions: { control: {}, nickel: { drugs: { "Ni²⁺": "1 mM" }, wait: LONG } },
      set: {
        "solutions.runDownWithAtp": "1000000000 s", "drugs.nickelHalf": "200 µM", "drugs.nickelHill": "1.5",
      },
    }));
    const left = total(traceOf(1, "channels_calcium_current_pA")) / total(traceOf(0, "channels_calcium_current_pA"));
    expect(left).toBeGreaterThan(0.07);
    expect(left).toBeLessThan(0.1);
    expect(Math.abs(highest(traceOf(1, "soma_v_mV")) - highest(traceOf(0, "soma_v_mV")))).toBeLessThan(1);
  });
  test("run down with 15 min without ATP: 30 min after the first trial exp(−2) of its current is left", () => {
    const { traceOf } = simulateWithTruth(spineProtocol({
      pipette: { dye: "none", atp: "0 mM", sinceBreakIn: "0 min" }, interval: "30 min",
      set: { "solutions.runDown": "900 s" },
    }));
    const [first, second] = [0, 1].map((trial) => total(traceOf(trial, "channels_calcium_current_pA")));
    expect((second as number) / (first as number)).toBeCloseTo(Math.exp(-2), 2);
  });
});

describe("the electrode", () => {
  const rest = (by: string) => ({ rest: { kind: "step", at: "0 ms", width: "1 ms", by } });

  test("in current clamp holds the soma within 0.1 mV of what it shows less the junction: −80, −70, −100 mV", () => {
    const { recording, traceOf } = simulateWithTruth(spineProtocol({
      trials: 1, stimuli: rest("0 pA"), pipette: DARK, electrode: { mode: "current clamp" },
      conditions: { a: { holding: "-70 mV" }, b: { holding: "-60 mV" }, c: { holding: "-90 mV" } },
    }));
    [-80, -70, -100].forEach((held, trial) => {
      const soma = traceOf(trial, "soma_v_mV");
      for (const v of [soma[0], soma.at(-1)]) expect(Math.abs((v as number) - held)).toBeLessThan(0.1);
      const samples = recording.sweeps[trial]?.samples ?? [];
      expect(Math.abs(total(samples) / samples.length - (held + 10))).toBeLessThan(0.1);
    });
    expect(recording.sweeps[0]).toMatchObject({ quantity: "potential", unit: "mV", samplePeriod: 0.05 });
  });
  test("in voltage clamp loses what its current takes in 15 MΩ: the soma is 1.9 mV from −80 mV at −127 pA", () => {
    const { recording, traceOf } = simulateWithTruth(spineProtocol({
      trials: 1, stimuli: rest("0 mV"), pipette: DARK,
      electrode: { mode: "voltage clamp", seriesResistance: "15 MΩ", currentNoise: "0 pA" },
    }));
    const samples = recording.sweeps[0]?.samples ?? [];
    const current = total(samples) / samples.length;
    const lost = (traceOf(0, "soma_v_mV")[0] as number) + 80;
    expect(lost).toBeCloseTo(-0.015 * current, 2);
    expect(lost).toBeCloseTo(1.9, 1);
    expect(recording.sweeps[0]).toMatchObject({ quantity: "current", unit: "pA" });
  });
  test("makes of five steps of 50 mV and 7 ms at 66 Hz five commands: five action potentials reach the spine", () => {
    const { recording, traceOf } = simulateWithTruth(spineProtocol({
      trials: 1, duration: "110 ms", pipette: DARK, electrode: { mode: "voltage clamp", seriesResistance: "15 MΩ" },
      stimuli: { steps: { kind: "step", at: `${AT} ms`, count: 5, frequency: "66 Hz", width: "7 ms", by: "50 mV" } },
    }));
    const v = traceOf(0, "head_v_mV");
    expect(v.filter((x, i) => x > -25 && (v[i - 1] ?? x) <= -25)).toHaveLength(5);
    expect(recording.events.map(({ start }) => start)).toEqual(
      [0, 1, 2, 3, 4].map((k): unknown => expect.closeTo(AT + (1000 * k) / 66, 9)));
  });
});

describe("without a dye", () => {
  const { recording, traceOf } = simulateWithTruth(spineProtocol({ trials: 1, pipette: DARK }));

  test("nothing is scanned: there is the electrode alone, with its action potential of more than 90 mV", () => {
    expect(recording).toMatchObject({ lineScans: [], images: [] });
    expect(recording.regions).toBeUndefined();
    expect(recording.sweeps).toHaveLength(1);
    const samples = recording.sweeps[0]?.samples ?? [];
    expect(highest(samples) - (samples[0] as number)).toBeGreaterThan(90);
  });
  test("an action potential lifts free calcium in the head more than tenfold, which no dye buffers", () => {
    const calcium = traceOf(0, "head_calcium_uM");
    expect(highest(calcium) / (calcium[0] as number)).toBeGreaterThan(10);
  });
});

test("a number outside its bounds is a warning of the recording, said once for the spine's receptors and the contacts elsewhere", () => {
  const short = { trials: 1, duration: "30 ms", axon: { reliable: true, elsewhere: 3 }, stimuli: { EPSP: { kind: "synaptic", at: "10 ms" } } };
  const issues = (set: Record<string, string>): unknown => simulateHere(spineProtocol({ ...short, set })).recording.issues;
  expect(issues({ "nmda.gMax": "50 nS" })).toContainEqual({
    severity: "warning", code: "model-bounds",
    message: expect.stringMatching(/^spine NMDA and 3 more: gMax = 50 nS lies outside its bounds, 0\.15 to 0\.5 nS\.$/) as string,
  });
  expect(issues({})).toEqual([]);
});

test("calcium that is less exact than was asked for is an issue of the recording, told once for all trials; else there is none", () => {
  const session = sessionOf(spineProtocol({ trials: 2, duration: "6 ms", stimuli: { AP: { kind: "action potentials", at: "2 ms" } } }));
  const issues = (poolTolerance: number): readonly Issue[] => {
    const asked = { ...session, prepared: { ...session.prepared, poolTolerance } };
    return recordingOf(asked, [...runSession(asked, [0, 1])].flatMap(({ record }) => record ?? [])).issues;
  };
  expect(issues(session.prepared.poolTolerance)).toEqual([]);
  const [issue, ...others] = issues(1e-9);
  expect(issue).toMatchObject({ severity: "warning", code: "less-exact" });
  expect(issue?.message).toMatch(/^reaction and diffusion were off by up to .* in \d+ parts of steps, where 1e-9 was asked for: .*\.$/u);
  expect(others).toEqual([]);
});
