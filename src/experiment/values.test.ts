import { describe, expect, test } from "vitest";
import { protocolOf, readProtocol } from "#protocol";
import {
  ca1Pyramidal, frame, lineScan, protocol, toProtocol, toProtocolFile, tracedCell, zStack, type TrialImaging,
} from "./index.js";
import { refusal } from "../testing/refusal.js";

const says = (run: () => unknown): string => refusal(run).message;

const cell = ca1Pyramidal({ dye: { name: "OGB-1", concentration: "200 µM" }, temperature: "34 °C" });
const spine = cell.spineAt({ dendrite: "oblique", distance: "120 µm" });
const near = cell.spineAt({ dendrite: "oblique", distance: "90 µm", name: "near" });
const epsp = protocol.epsp(spine, { at: "100 ms" });
const ap = protocol.actionPotential({ at: "110 ms" });

describe("a cell", () => {
  test("has what a protocol file without a word has, but for what is said", () => {
    const of = protocolOf({ pipette: { dye: "OGB-1 200 µM" }, temperature: "34 °C" });
    const { cell: kind, pipette, electrode, bath, temperature } = of;
    expect(cell).toMatchObject({ cell: kind, pipette, electrode, bath, temperature, parameters: "base", set: {} });
  });

  test("is plain data: its JSON and its clone say all of it", () => {
    expect(structuredClone({ ...cell })).toEqual({ ...cell });
    expect(Object.keys(cell)).not.toContain("spineAt");
  });

  test("takes everything that a file can say of it", () => {
    const all = ca1Pyramidal({
      seed: 3, parameters: "sabatini-2002", set: { "nmda.gMax": "0.3 nS" }, gating: "stochastic", buffer: "mobile",
      dye: null, structuralDye: { name: "Alexa Fluor 594", concentration: "50 µM" }, atp: "0 mM",
      sinceBreakIn: "10 min", bath: { calcium: "4 mM" },
      electrode: { mode: "voltage clamp", holding: "-60 mV", seriesResistance: "20 MΩ", compensation: 0.7 },
    });
    expect(all).toMatchObject({
      cell: { kind: "CA1 pyramidal", seed: 3 }, parameters: "sabatini-2002", set: { "nmda.gMax": "0.3 nS" },
      gating: "stochastic",
      pipette: { dye: null, structuralDye: { name: "Alexa Fluor 594" }, atp: "0 mM", sinceBreakIn: "10 min" },
      bath: { calcium: "4 mM", magnesium: "2 mM" }, buffer: "mobile",
      electrode: { mode: "voltage clamp", holding: "-60 mV", compensation: 0.7, junctionPotential: "-10 mV" },
    });
  });

  test("what can't be is refused where it is written, in its own words", () => {
    expect(says(() => ca1Pyramidal({ temperature: "43 °C" })))
      .toBe("ca1Pyramidal: temperature: 43 °C is out of range; expected from 20 °C to 40 °C.");
    expect(says(() => ca1Pyramidal({ dye: { name: "OGB-2", concentration: "200 µM" } })))
      .toMatch(/^ca1Pyramidal: dye.name: "OGB-2" is no indicator of the model, .* did you mean "OGB-1"\?$/);
    // @ts-expect-error a time is no temperature
    expect(refusal(() => ca1Pyramidal({ temperature: "34 ms" })))
      .toMatchObject({ kind: "usage", code: "protocol-wrong" });
    // @ts-expect-error no option is spelt so
    expect(says(() => ca1Pyramidal({ temprature: "34 °C" }))).toContain('did you mean "temperature"?');
  });

  test("a traced cell keeps its SWC, and refuses a file without a soma", () => {
    const swc = "1 1 0 0 0 8 -1\n2 4 0 8 0 2 1\n3 4 0 200 0 1 2\n";
    const traced = tracedCell(swc, { file: "cell 7.swc", dye: null });
    expect(traced).toMatchObject({ cell: { kind: "SWC", file: "cell 7.swc" }, morphology: swc });
    expect(traced.spineAt({ dendrite: "trunk", distance: "100 µm" })).toMatchObject({ dendrite: "trunk" });
    expect(says(() => tracedCell("1 4 0 0 0 1 -1\n2 4 0 9 0 1 1\n", { file: "x.swc" })))
      .toContain("x.swc marks no point as soma");
  });
});

describe("a spine", () => {
  test("is its place, as plain data that knows its cell; the same place is the same spine", () => {
    expect(spine).toEqual({ dendrite: "oblique", distance: "120 µm", with: {} });
    expect(spine.cell).toBe(cell);
    const again = cell.spineAt({ dendrite: "oblique", distance: "120 µm" });
    const both = { conditions: { one: protocol.uncaging(spine), other: protocol.uncaging(again) } };
    expect(toProtocol(cell, both).spines.map(({ name }) => name)).toEqual(["spine"]);
  });

  test("off the tree it is refused at once, with the nearest place that there is", () => {
    const { kind, message } = refusal(() => cell.spineAt({ dendrite: "oblique", distance: "900 µm" }));
    expect(kind).toBe("usage");
    expect(message).toMatch(/900 µm from the soma/);
    expect(message).toMatch(/no oblique dendrite.*nearest place is at \d+ µm/);
  });

  test("a number that spines don't have is refused at once, with the nearest one", () => {
    expect(says(() => cell.spineAt({ dendrite: "oblique", distance: "120 µm", with: { headVolum: "0.1 µm³" } })))
      .toBe('spineAt: with.headVolum: the model has no such number; did you mean "headVolume"?');
  });

  test("of another cell it is refused; of an equal cell, or as a copy, it is taken", () => {
    const other = ca1Pyramidal({ seed: 5, temperature: "34 °C" });
    expect(refusal(() => toProtocol(other, { conditions: { EPSP: epsp } })))
      .toMatchObject({ kind: "usage", code: "spine-of-another-cell" });
    const equal = ca1Pyramidal({ temperature: "34 °C", dye: { name: "OGB-1", concentration: "200 µM" } });
    expect(toProtocol(equal, { conditions: { EPSP: epsp } })).toEqual(toProtocol(cell, { conditions: { EPSP: epsp } }));
    const copy = JSON.parse(JSON.stringify(spine)) as typeof spine;
    expect(toProtocol(cell, { conditions: { EPSP: protocol.epsp(copy) } }).spines).toHaveLength(1);
  });
});

describe("a stimulus", () => {
  test("has the defaults of a protocol file", () => {
    expect(epsp).toEqual({
      kind: "synaptic", at: "100 ms", count: 1, frequency: "66 Hz", strength: "1",
      axon: { onto: [spine], elsewhere: 20, threshold: "1", reliable: false },
    });
    expect(ap)
      .toEqual({
        kind: "action potentials", at: "110 ms", count: 1, frequency: "66 Hz", width: "3 ms", current: "1.6 nA",
      });
    expect(protocol.step({ by: "50 mV", width: "7 ms" }))
      .toMatchObject({ kind: "step", at: "100 ms", width: "7 ms", by: "50 mV" });
    expect(protocol.step({ by: "200 pA" })).toMatchObject({ by: "200 pA", width: "40 ms" });
  });

  test("what can't be is refused where it is written", () => {
    // @ts-expect-error a potential is no time
    expect(says(() => protocol.epsp(spine, { at: "20 mV" })))
      .toBe('protocol.epsp: at: "20 mV" is not a time such as "2 ms".');
    expect(says(() => protocol.epsp(spine, { elsewhere: 3.5 })))
      .toContain("protocol.epsp: elsewhere: 3.5 is not a whole number");
    expect(says(() => protocol.epsp(spine, { strength: "5 V" })))
      .toContain("protocol.epsp: threshold: 1 can't be compared with a stimulus of strength 5 V");
    expect(protocol.epsp(spine, { strength: "5 V", threshold: "3 V" }))
      .toMatchObject({ strength: "5 V", axon: { threshold: "3 V" } });
    expect(says(() => protocol.actionPotential({ count: 3, frequency: "500 Hz" })))
      .toContain("protocol.actionPotential: width: 3 ms does not fit");
    // @ts-expect-error a length is neither potential nor current
    expect(says(() => protocol.step({ by: "50 µm" })))
      .toContain('protocol.step: by: "50 µm" is not a potential or a current');
  });

  test("late in a long trial it is as good as any other", () => {
    expect(protocol.epsp(spine, { at: "59.9 s" }).at).toBe("59.9 s");
  });
});

describe("imaging", () => {
  test("500 lines a second are one every 2 ms; 300 are one every 3.33333333333 ms", () => {
    expect(lineScan(spine, { lines: "500 Hz" }))
      .toMatchObject({ kind: "line scan", period: "2 ms", pixels: 64, through: spine });
    expect(lineScan(spine, { lines: "300 Hz" })).toMatchObject({ period: "3.33333333333 ms" });
    expect(lineScan(spine, { period: "4 ms" })).toMatchObject({ period: "4 ms" });
  });

  test("a trial ends with its lines: 600 ms of them from 50 ms on are a trial of 650 ms", () => {
    const of = (imaging: TrialImaging): string => toProtocol(cell, { conditions: { AP: ap }, imaging }).duration;
    expect(of(lineScan(spine, { duration: "600 ms" }))).toBe("600 ms");
    expect(of(lineScan(spine, { duration: "600 ms", from: "50 ms" }))).toBe("650 ms");
    expect(of(lineScan(spine))).toBe("700 ms");
    const imaging = lineScan(spine, { duration: "600 ms" });
    expect(says(() => toProtocol(cell, { conditions: { AP: ap }, imaging, duration: "1 s" })))
      .toBe("The line scan ends with its trial after 600 ms, but duration says 1 s; give one of them.");
  });

  test("what can't be is refused where it is written", () => {
    expect(refusal(() => lineScan(spine, { lines: "500 Hz", period: "2 ms" })).code).toBe("line-rate-twice");
    // @ts-expect-error a time is no rate
    expect(says(() => lineScan(spine, { lines: "2 ms" })))
      .toBe('lineScan: lines: "2 ms" is not a rate of lines such as "500 Hz".');
    expect(refusal(() => lineScan(spine, { lines: "0 Hz" })).code).toBe("line-rate");
    expect(says(() => lineScan(spine, { pixels: 1 }))).toContain("lineScan: pixels: 1 is out of range");
    expect(says(() => lineScan(spine, { duration: "2 min" }))).toContain("lineScan: duration: 2 min is out of range");
    expect(says(() => frame("soma", { numericalAperture: 1.4 })))
      .toContain("frame: numericalAperture: 1.4 is more than a medium");
    expect(says(() => zStack(spine, { step: "50 µm" })))
      .toContain("zStack: step: 50 µm is more than the stack's depth");
  });

  test("frames and stacks lie around a spine or the soma", () => {
    const of = (imaging: TrialImaging): unknown => toProtocol(cell, { conditions: { rest: [] }, imaging }).imaging;
    expect(of(frame(spine, { pixels: 64, frames: 20 })))
      .toMatchObject({ kind: "frame", around: "spine", pixels: 64, frames: 20 });
    expect(of(zStack("soma", { width: "400 µm" }))).toMatchObject({ kind: "stack", around: "soma", width: "400 µm" });
  });
});

describe("an experiment", () => {
  const imaging = lineScan(spine, { lines: "500 Hz", duration: "600 ms" });

  test("means what a person would write in a file", () => {
    const file = `
      name: Pairing
      temperature: 34 °C
      spine: { dendrite: oblique, distance: 120 µm }
      pipette: { dye: OGB-1 200 µM }
      stimuli:
        EPSP: { kind: EPSP, at: 100 ms }
        AP: { kind: AP, at: 110 ms }
        paired: [{ kind: EPSP, at: 100 ms }, { kind: AP, at: 110 ms }]
      conditions:
        control:
        APV: { drugs: { D-APV: 100 µM }, wait: 5 min }
        wash: { holding: -65 mV, bath: { calcium: 1 mM } }
      trials: 30
      duration: 600 ms
      interval: 5 s
      imaging: { kind: line scan, period: 2 ms }
      seed: 7
    `;
    const experiment = {
      name: "Pairing", imaging, trials: 30, seed: 7, interval: "5 s",
      conditions: { EPSP: [epsp], AP: ap, paired: [epsp, ap] },
      solutions: {
        control: {},
        APV: { drugs: { "D-APV": "100 µM" }, wait: "5 min" },
        wash: { holding: "-65 mV", bath: { calcium: "1 mM" } },
      },
    } as const;
    expect(toProtocol(cell, experiment)).toEqual(readProtocol(file));
    expect(readProtocol(toProtocolFile(cell, experiment))).toEqual(toProtocol(cell, experiment));
  });

  test("a drug from start to end is a solution of its name; beside solutions it is refused", () => {
    const experiment = { conditions: { EPSP: epsp }, drugs: { "D-APV": "100 µM", CNQX: "10 µM" } } as const;
    expect(toProtocol(cell, experiment).conditions).toMatchObject([{
      name: "D-APV + CNQX", drugs: [{ name: "D-APV", dose: "100 µM" }, { name: "CNQX", dose: "10 µM" }],
    }]);
    expect(refusal(() => toProtocol(cell, { ...experiment, solutions: { control: {} } })).code).toBe("drugs-twice");
  });

  test("runs say which trials there are, and in which order; other names than the experiment's don't compile", () => {
    const conditions = { EPSP: epsp, AP: ap };
    const runs = [{ condition: "AP", trials: 2 }, { condition: "EPSP" }, { condition: "AP", trials: 1 }] as const;
    expect(toProtocol(cell, { conditions, runs, trials: 4 }).runs).toEqual([
      { stimulus: "AP", condition: "control", trials: 2 }, { stimulus: "EPSP", condition: "control", trials: 4 },
      { stimulus: "AP", condition: "control", trials: 1 },
    ]);
    // @ts-expect-error "APs" is no condition of this experiment
    expect(says(() => toProtocol(cell, { conditions, runs: [{ condition: "APs" }] }))).toContain('no stimulus "APs"');
    const solutions = { control: {} };
    // @ts-expect-error "APV" is no solution of this experiment
    expect(says(() => toProtocol(cell, { conditions, solutions, runs: [{ condition: "AP", solution: "APV" }] })))
      .toContain('no condition "APV"');
  });

  test("spines are named in the order of imaging, stimuli and the rest; a name of its own stays", () => {
    const far = cell.spineAt({ dendrite: "oblique", distance: "130 µm" });
    const drawn = cell.spineAt({ dendrite: "oblique", distance: "120 µm", draw: 4 });
    const { spines, imaging: scan, axons } = toProtocol(cell, {
      conditions: { EPSP: protocol.epsp([far, near]) }, imaging: lineScan(spine), spines: [drawn, far],
    });
    expect(spines.map(({ name, distance, draw }) => [name, distance, draw])).toEqual([
      ["spine 1", "120 µm", undefined], ["spine 2", "130 µm", undefined], ["near", "90 µm", undefined],
      ["spine 3", "120 µm", 4],
    ]);
    expect(scan).toMatchObject({ through: "spine 1" });
    expect(axons).toMatchObject([{ name: "axon", onto: ["spine 2", "near"] }]);
  });

  test("EPSPs of the same spines and options are one axon; others have an axon and an electrode of their own", () => {
    const { axons, stimuli } = toProtocol(cell, {
      conditions: {
        one: [epsp, protocol.epsp(spine, { at: "150 ms" })], other: protocol.epsp(near, { at: "100 ms" }),
        both: [epsp, protocol.epsp(near, { at: "100 ms" }), ap], control: protocol.epsp(spine, { reliable: true }),
      },
    });
    expect(axons.map(({ name, onto, reliable }) => [name, onto, reliable]))
      .toEqual([["axon 1", ["spine"], false], ["axon 2", ["near"], false], ["axon 3", ["spine"], true]]);
    expect(stimuli["one"]).toMatchObject([{ at: "100 ms", axons: ["axon 1"] }, { at: "150 ms", axons: ["axon 1"] }]);
    expect(stimuli["other"]).toMatchObject([{ axons: ["axon 2"] }]);
    // One moment, one shock: two would be two artefacts in the electrode.
    expect(stimuli["both"])
      .toMatchObject([{ kind: "synaptic", axons: ["axon 1", "axon 2"] }, { kind: "action potentials" }]);
    expect(stimuli["control"]).toMatchObject([{ axons: ["axon 3"] }]);
  });

  test("minimal stimulation as in the paper's Figure 6: a stronger shock recruits a second axon, too", () => {
    const [alone, second] = [{ elsewhere: 0 }, { elsewhere: 3, threshold: "2" }] as const;
    const at = (strength: "1" | "3") =>
      [protocol.epsp(spine, { ...alone, strength }), protocol.epsp([], { ...second, strength })];
    const { axons, stimuli } = toProtocol(cell, { conditions: { minimal: at("1"), stronger: at("3") } });
    expect(axons)
      .toMatchObject([{ onto: ["spine"], elsewhere: 0, threshold: "1" }, { onto: [], elsewhere: 3, threshold: "2" }]);
    expect(stimuli["stronger"])
      .toEqual([{ kind: "synaptic", at: "100 ms", count: 1, frequency: "66 Hz", strength: "3" }]);
  });

  test("what doesn't fit together is refused in the script's words", () => {
    const late = protocol.epsp(spine, { at: "900 ms" });
    expect(says(() => toProtocol(cell, { conditions: { EPSP: late }, imaging })))
      .toBe("The experiment: conditions.EPSP[0]: it ends at 900 ms, after the trial, which lasts 600 ms.");
    const clamped = ca1Pyramidal({ electrode: { mode: "voltage clamp" } });
    expect(says(() => toProtocol(clamped, { conditions: { AP: [ap] } })))
      .toContain("The experiment: conditions.AP[0].kind: a current can't be injected");
    const solutions = { APV: { drugs: { "D-APW": "100 µM" } } } as const;
    expect(says(() => toProtocol(cell, { conditions: { EPSP: epsp }, solutions })))
      .toContain('solutions.APV.drugs.D-APW.name: "D-APW" is not a drug of the model; did you mean "D-APV"?');
    expect(says(() => toProtocol(cell, { conditions: {} }))).toContain("conditions: 0 are too few");
  });
});
