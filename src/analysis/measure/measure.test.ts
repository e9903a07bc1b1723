import { describe, expect, test } from "vitest";
import { demonstrationSynapse, twoStateSynapse } from "#microscope";
import { RigError } from "#errors";
import { randomStream } from "#random";
import type { Recording } from "#recording";
import { isRefusal, measure, measureTraces, planSeparation, type Answer } from "../index.js";
import type { Estimate } from "#statistics";

const estimate = (answer: Answer): Estimate => {
  if (isRefusal(answer)) throw new Error(answer.refused);
  return answer;
};
/** Whether the truth lies within the 95 % interval stretched twofold about its value: about 4 standard errors. */
const nearTruth = (answer: Answer, truth: number): boolean => {
  const { value, interval } = estimate(answer);
  return interval !== undefined && value - 2 * (value - interval.low) <= truth && truth <= value + 2 * (interval.high - value);
};

const recording = twoStateSynapse(4);
/** SD of what a bad amplifier adds, counts a pixel. */
const NOISE = 200;
const measured = measure(recording);

describe("measure, on a two-state synapse whose truth is known", () => {
  // The truths are the generator's own numbers. One seed can't show coverage, which validation/ does; it shows gross error.
  test("release probability, decay, onset and counts per photon come out within 4 standard errors of the truth", () => {
    const spine = measured.regions[0]!;
    expect(nearTruth(measured.calciumTransientProbability, demonstrationSynapse.releaseProbability)).toBe(true);
    expect(nearTruth(spine.decay, demonstrationSynapse.decay)).toBe(true);
    expect(nearTruth(spine.onset, 0)).toBe(true);
    const green = measured.photonTransfer.find(({ channel }) => channel === "Ch2")!;
    expect(nearTruth(green.gain, demonstrationSynapse.countsPerPhoton)).toBe(true);
  });

  test("every release is called a success and every failure a failure, by light and by current alike", () => {
    // Truth from the generator: a success leaves several hundred more photons in the spine than a failure ever does.
    const calls = measured.trials.map(({ call }) => call);
    expect(calls).not.toContain("undecided");
    expect(measured.trials.map(({ somaCall }) => somaCall)).toEqual(calls);
    for (const { call, amplitude } of measured.trials) expect(call === "success").toBe(amplitude! > 30);
  });

  test("under an amplifier's noise of 200 counts no trial is called; the distribution says its d′ and what would help, and a call by hand stands", () => {
    const random = randomStream(6, 0, 0);
    const scan = recording.lineScans[0]!;
    const noisy: Recording = {
      ...recording,
      lineScans: [{
        ...scan,
        trials: scan.trials.map((trial) => ({
          ...trial, pixels: trial.pixels.map((pixels) => pixels && Float32Array.from(pixels as Uint16Array, (value) => value + NOISE * random.normal())),
        })),
      }],
    };
    const found = measure(noisy, { ...measured.parameters, ratio: "none", calls: [{ trial: 2, call: "success" }] });
    const { detectability, separation, success, failure } = found.amplitudes!;
    expect(detectability).toBeCloseTo((success!.mean - failure.mean) / failure.standardDeviation, 9);
    expect(detectability).toBeLessThan(4);
    expect(separation).toEqual(planSeparation(detectability));
    expect(found.trials.map(({ call, callFrom }) => (callFrom === "user" ? "by hand" : call))).toEqual(
      found.trials.map(({ trial }) => (trial === 2 ? "by hand" : "undecided")),
    );
    expect([measured.amplitudes!.detectability > 4, measured.amplitudes!.separation]).toEqual([true, undefined]);
  });

  test("the shaft, which nothing entered, has a mean within 3 % of none and no onset", () => {
    const shaft = measured.regions[1]!;
    expect(Math.abs(estimate(shaft.windowMean).value)).toBeLessThan(3);
    expect(isRefusal(shaft.onset)).toBe(true);
  });

  test("what needs no fit is the same by itself, with every choice that a request can make", () => {
    for (const request of [{}, { background: "110 counts", excluded: [{ trial: 1, reason: "moved" }], baseline: "5:60lines" }]) {
      const { time, baseline, regions, trials } = measure(recording, request);
      expect(measureTraces(recording, request)).toEqual({
        time, baseline, regions: regions.map(({ name, from, to, traces }) => ({ name, from, to, traces })),
        trials: trials.map(({ trial, condition, protocol, included }) => ({ trial, condition, ...(protocol !== undefined && { protocol }), included })),
      });
    }
    expect(measureTraces(recording, { excluded: [{ trial: 1, reason: "moved" }] }).trials.map(({ included }) => included).indexOf(false)).toBe(1);
    expect(() => measureTraces(recording, { baseline: "60:5lines" })).toThrow(RigError);
  });

  test("its parameters, given back as a request, make the same measurement", () => {
    expect(JSON.stringify(measure(recording, measured.parameters)) === JSON.stringify(measured)).toBe(true);
  });

  test("regions are found where the structures lie when none are marked", () => {
    const { regions, parameters } = measure({ ...recording, regions: [] });
    expect(parameters.regionsFrom).toBe("found");
    expect(regions[0]!.from).toBeGreaterThanOrEqual(9);
    expect(regions[0]!.to).toBeLessThanOrEqual(17);
    expect(regions[1]!.from).toBeLessThanOrEqual(27);
    expect(regions[1]!.to).toBeGreaterThanOrEqual(27);
  });

  test("two halves of one spine respond together: the onset of one minus the other's is 0 within 4 standard errors", () => {
    const { further } = measure(recording, { regions: ["left=10:12px", "right=13:16px"] });
    const delay = further.find(({ name }) => name === "onset of right minus onset of left")!.answer;
    expect(estimate(delay).unit).toBe("ms");
    expect(nearTruth(delay, 0)).toBe(true);
  });

  test("five stimuli of 66 Hz are one train with one response; of two 100 ms apart the fit sees the first alone", () => {
    const marked = (...later: number[]): Recording => ({
      ...recording, events: recording.events.flatMap((event) => [event, ...later.map((ms) => ({ ...event, start: event.start + ms }))]),
    });
    const amplitudeOf = (one: Recording): number => estimate(measure(one).regions[0]!.amplitude).value;
    const alone = estimate(measured.regions[0]!.amplitude).value;
    expect(amplitudeOf(marked(15, 30, 45, 60))).toBe(alone);
    const pair = amplitudeOf(marked(100));
    expect(pair).not.toBe(alone);
    expect(Math.abs(pair / alone - 1)).toBeLessThan(0.2);
  });

  test("a trial that is left out is shown with its reason and counts nowhere", () => {
    const { trials, regions } = measure(recording, { excluded: [{ trial: 3, reason: "blebbing" }] });
    expect(trials[3]).toMatchObject({ included: false, reason: "blebbing" });
    expect(trials[3]!.call).toBeUndefined();
    expect(estimate(regions[0]!.windowMean).n).toBe(39);
  });
});

describe("measure, where a person decides", () => {
  const called = measure(recording, { calls: [{ trial: 0, call: measured.trials[0]!.call === "success" ? "failure" : "success" }] });
  test("a call by hand is the trial's call, beside what was computed, and moves the count of successes by one", () => {
    const [own, was] = [called.trials[0]!, measured.trials[0]!];
    expect([own.callFrom, own.computedCall, was.callFrom]).toEqual(["user", was.call, "computed"]);
    expect(own.call).not.toBe(was.call);
    const count = ({ trials }: typeof called): number => trials.filter(({ call }) => call === "success").length;
    expect(Math.abs(count(called) - count(measured))).toBe(1);
    const moved = estimate(called.calciumTransientProbability).value - estimate(measured.calciumTransientProbability).value;
    expect(Math.abs(moved)).toBeCloseTo(1 / 40, 2);
    expect(called.methods.join(" ")).toMatch(/Called by hand, .*: trial 1 a (success|failure) \(computed: /);
  });
  test("its parameters make the same measurement again, calls and all", () => {
    expect(JSON.stringify(measure(recording, called.parameters)) === JSON.stringify(called)).toBe(true);
  });
  test.each([
    [{ calls: [{ trial: 40, call: "success" as const }] }, /Trial 41 can't be called: there are 40/],
    [{ calls: [{ trial: 2, call: "maybe" as "success" }] }, /Trial 3 is called "maybe"; a call by hand is "success" or "failure"/],
    [{ included: [44] }, /Trial 45 can't be taken in: there are 40/],
  ])("%j is turned down", (request, message) => {
    expect(() => measure(recording, request)).toThrow(message);
  });

  /** Trial 5 stopped: it has this many of 200 lines. */
  const stopped = (lines: number): Recording => ({
    ...recording,
    lineScans: recording.lineScans.map((scan) => ({
      ...scan,
      trials: scan.trials.map((trial) =>
        trial.trial === 4 ? { ...trial, lines, pixels: trial.pixels.map((pixels) => pixels?.subarray(0, lines * scan.pixelsPerLine) ?? null) } : trial),
    })),
  });
  test("a trial that ends at line 120 of 200 is left out and says so; taken in, it counts and all are fitted over 120 lines", () => {
    const left = measure(stopped(120));
    expect(left.trials[4]).toMatchObject({ included: false, endsAt: 120, reason: "Ends at line 120 of 200." });
    const used = measure(stopped(120), { included: [4] });
    expect(used.trials[4]).toMatchObject({ included: true, lines: 120, call: measured.trials[4]!.call });
    expect(estimate(used.calciumTransientProbability).n).toBe(40);
    expect(used.methods.join(" ")).toContain("fitted over the 120 lines that each of them has");
    expect(measure(stopped(120), used.parameters)).toEqual(used);
  });
  test("one that ends within the F₀ window can't be taken in", () => {
    expect(() => measure(stopped(30), { included: [4] })).toThrow(/Trial 5 ends at line 30, within the F₀ window, which ends at line 50/);
  });
});

test("leaving out every trial is refused", () => {
  expect(() => measure(recording, { excluded: recording.trials.map(({ index }) => ({ trial: index, reason: "test" })) })).toThrow(/All 40 trials/);
});

describe("measure, where something is missing", () => {
  const untimed: Recording = {
    ...recording,
    lineScans: recording.lineScans.map((scan) => ({ ...scan, timing: { source: "none", alternatives: [], contradictions: [] } })),
  };
  test("without a line period times are counted in lines and kinetics are refused with what to do", () => {
    const { timeUnit, regions } = measure(untimed, { stimulus: "50lines" });
    expect(timeUnit).toBe("lines");
    expect(regions[0]!.decay).toEqual({ refused: expect.stringMatching(/no line period.*--line-period/) as string });
    expect(estimate(regions[0]!.amplitude).unit).toBe("%");
  });
  test("a stimulus in ms is then refused", () => {
    expect(() => measure(untimed, { stimulus: "100ms" })).toThrow(/no line period/);
  });
  test("without a stimulus there is F₀ and G/R but no response", () => {
    const { regions, ratio, calciumTransientProbability } = measure(recording, { stimulus: "none" });
    expect(estimate(regions[0]!.restingFluorescence).value).toBeGreaterThan(0);
    expect(ratio?.baseline_percent.value).toBeGreaterThan(0);
    expect(regions[0]!.amplitude).toEqual({ refused: expect.stringMatching(/--stim/) as string });
    expect(isRefusal(calciumTransientProbability)).toBe(true);
  });
  test("one trial has an amplitude with an interval and no probability", () => {
    const one: Recording = {
      ...recording, trials: recording.trials.slice(0, 1), sweeps: recording.sweeps.slice(0, 1), events: recording.events.slice(0, 1),
      lineScans: recording.lineScans.map((scan) => ({ ...scan, trials: scan.trials.slice(0, 1) })),
    };
    expect(isRefusal(measure(one).calciumTransientProbability)).toBe(true);
  });
  test("electrode traces alone are measured as far as they go", () => {
    const { soma, trials, regions } = measure({ ...recording, lineScans: [] });
    expect(regions).toHaveLength(0);
    expect(estimate(soma!.amplitude).unit).toBe("pA");
    expect(trials).toHaveLength(40);
  });
  test.each([
    [{ channel: "blue" }, "usage", /No channel "blue" here; there are Ch1 \(red\), Ch2 \(green\)/],
    [{ regions: ["40:60px"] }, "refused", /does not lie on the line/],
    [{ baseline: "0:1000lines" }, "refused", /the recording has 200 lines/],
    [{ stimulus: "5s" }, "refused", /end at 400 ms/],
    [{ ratio: "green" }, "usage", /two channels with a slash/],
    [{ background: "dark" }, "usage", /"auto", "none"/],
    [{ smoothing: "average 10" }, "usage", /odd number/],
  ])("%j is turned down as %s", (request, kind, message) => {
    const attempt = (): unknown => measure(recording, request);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect((error as RigError).kind).toBe(kind);
    }
  });
});
