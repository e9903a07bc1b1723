import { describe, expect, test } from "vitest";
import { digitalPulses } from "./digital.js";
import type { AnalogOutput, Epoch, Stimulus, UserList } from "./stimulus.js";
import { commandWaveform } from "./waveform.js";

const epoch = (type: number, level: number, duration: number, rest: Partial<Epoch> = {}): Epoch => ({
  number: 0, type, level, levelIncrement: 0, duration, durationIncrement: 0, period: 0, width: 0, ...rest,
});
const output = (epochs: readonly Epoch[], rest: Partial<AnalogOutput> = {}): AnalogOutput => ({
  index: 0, name: "Cmd 0", unit: "mV", enabled: true, source: "epochs", file: "", holding: 0, keepsLastLevel: false, epochs, ...rest,
});
const stimulus = (out: AnalogOutput, rest: Partial<Stimulus> = {}): Stimulus => ({
  outputs: [out], activeOutput: 0, userLists: [], sweepsPerRun: 10, runsPerTrial: 1, alternating: false, alternatingDigital: false, gearShift: false,
  digital: { enabled: false, lines: 8, holding: 0, keepsLastLevel: false, trainsActiveHigh: true, epochs: new Map() },
  ...rest,
});
/** 64 samples of one channel: one of holding, then the epochs. */
const SHAPE = { samples: 64, channels: 1 };

function played(out: AnalogOutput, sweep = 0, rest: Partial<Stimulus> = {}, shape = SHAPE): number[] {
  const command = commandWaveform(stimulus(out, rest), out, sweep, shape);
  if (typeof command === "string") throw new Error(command);
  return Array.from(command);
}

describe("epochs", () => {
  test("a ramp from 0 to 10 over 4 samples passes 2.5, 5, 7.5 and ends on 10", () => {
    expect(played(output([epoch(2, 10, 4)])).slice(0, 6)).toEqual([0, 2.5, 5, 7.5, 10, 0]);
  });

  test("with 2 channels the same ramp is sampled half a step earlier: 1.25, 3.75, 6.25, 8.75", () => {
    expect(played(output([epoch(2, 10, 4)]), 0, {}, { samples: 64, channels: 2 }).slice(0, 6)).toEqual([0, 1.25, 3.75, 6.25, 8.75, 0]);
  });

  test("a pulse train of period 4, width 2 over 10 samples has 2 pulses and drops the half-period's third only if it doesn't fit", () => {
    const train = (duration: number) => played(output([epoch(3, 5, duration, { period: 4, width: 2 })])).slice(1, 1 + duration);
    expect(train(10)).toEqual([5, 5, 0, 0, 5, 5, 0, 0, 5, 5]);
    expect(train(9)).toEqual([5, 5, 0, 0, 5, 5, 0, 0, 0]);
  });

  test("a triangle of period 4, width 2 rises to its level in 2 samples and falls in 2", () => {
    expect(played(output([epoch(4, 8, 8, { period: 4, width: 2 })])).slice(1, 9)).toEqual([0, 4, 8, 4, 0, 4, 8, 4]);
  });

  test("a cosine of period 4 is 0, half, full, half: level · (1 − cos φ) / 2", () => {
    const values = played(output([epoch(5, 8, 5, { period: 4 })])).slice(1, 6);
    [0, 4, 8, 4, 0].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 5));
  });

  test("a biphasic pulse of width 4 goes up for 2 samples and down as far for 2, about the level before", () => {
    expect(played(output([epoch(1, 1, 1), epoch(7, 4, 6, { number: 1, period: 6, width: 4 })])).slice(2, 8)).toEqual([4, 4, -2, -2, 1, 1]);
  });

  test("durations grow by their increment: 3 samples in the first sweep, 7 in the third", () => {
    const out = output([epoch(1, 5, 3, { durationIncrement: 2 })]);
    expect([0, 2].map((sweep) => played(out, sweep).filter((v) => v === 5).length)).toEqual([3, 7]);
  });

  test("an output that keeps its last level starts the next sweep from it", () => {
    const out = output([epoch(1, 5, 3, { levelIncrement: 1 })], { keepsLastLevel: true });
    expect(played(out, 0).filter((v) => v === 5)).toHaveLength(63);
    expect(played(out, 2).slice(0, 2)).toEqual([6, 7]);
  });

  test("after a conditioning train the sweep is held at the train's last level", () => {
    expect(played(output([epoch(1, 5, 3)], { conditioningLevel: -9 })).slice(0, 2)).toEqual([-9, 5]);
  });

  test("alternating outputs: output 0 plays in sweeps 1, 3, …, and holds in 2, 4, …", () => {
    const out = output([epoch(1, 5, 3)]);
    expect([0, 1, 2].map((sweep) => played(out, sweep, { alternating: true }).includes(5))).toEqual([true, false, true]);
  });
});

describe("user lists", () => {
  const list = (parameter: number, values: string, rest: Partial<UserList> = {}): Partial<Stimulus> => ({
    userLists: [{ output: 0, parameter, repeats: false, values: values.split(","), ...rest }],
  });
  const out = output([epoch(1, 5, 3, { number: 1, period: 2, width: 1 })]);
  const high = (sweep: number, rest: Partial<Stimulus>) => played(out, sweep, rest).filter((v) => v !== 0);

  test("parameter 32 is the duration of epoch B: 4, 6, then 6 again when the list is over", () => {
    expect([0, 1, 2].map((s) => high(s, list(32, "4,6")).length)).toEqual([4, 6, 6]);
  });

  test("a repeating list starts over: 4, 6, 4", () => {
    expect([0, 1, 2].map((s) => high(s, list(32, "4,6", { repeats: true })).length)).toEqual([4, 6, 4]);
  });

  test("parameter 22 is the level of epoch B", () => {
    expect([0, 1].map((s) => high(s, list(22, "1.5,-2"))[0])).toEqual([1.5, -2]);
  });

  test("lists of another epoch or output change nothing", () => {
    expect(high(0, list(31, "9")).length).toBe(3);
    expect(high(0, list(32, "9", { output: 1 })).length).toBe(3);
  });
});

describe("digital lines", () => {
  const digital = (words: [number, { value: number; train?: number }][], rest: Partial<Stimulus["digital"]> = {}): Stimulus => ({
    ...stimulus(output([epoch(1, 0, 4), epoch(1, 0, 4, { number: 1, period: 2, width: 1 })])),
    digital: {
      enabled: true, lines: 4, holding: 0, keepsLastLevel: false, trainsActiveHigh: true,
      epochs: new Map(words.map(([n, w]) => [n, { value: w.value, train: w.train ?? 0, alternateValue: 0, alternateTrain: 0 }])), ...rest,
    },
  });
  const pulses = (s: Stimulus) => {
    const found = digitalPulses(s, 0, SHAPE, 100);
    if (typeof found === "string") throw new Error(found);
    return found.map((p) => [p.line, p.start, p.end, p.state, p.epochs]);
  };

  test("a line that stays high through epochs A and B is one pulse", () => {
    expect(pulses(digital([[0, { value: 1 }], [1, { value: 1 }]]))).toEqual([[0, 1, 9, 1, "A to B"]]);
  });

  test("a line that rests high and drops in epoch A is a pulse of state 0", () => {
    expect(pulses(digital([[0, { value: 0 }], [1, { value: 2 }]], { holding: 2 }))).toEqual([[1, 1, 5, 0, "A"]]);
  });

  test("trains that are active low start with the resting state: high for the second sample of each period of 2", () => {
    expect(pulses(digital([[1, { value: 0, train: 1 }]], { trainsActiveHigh: false }))).toEqual([[0, 6, 7, 1, "B"], [0, 8, 9, 1, "B"]]);
  });

  test("lines beyond those that move with the samples keep their holding state: bit 4 of 4 lines is no event", () => {
    expect(pulses(digital([[0, { value: 16 }]]))).toEqual([]);
  });

  test("at most as many pulses as asked for", () => {
    expect(digitalPulses(digital([[1, { value: 0, train: 15 }]]), 0, SHAPE, 3)).toHaveLength(3);
  });
});
