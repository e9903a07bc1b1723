import type { Answer, Measurement, MeasuredRegion, Picture, TrialRow } from "#analysis";
import { exp, square } from "#elementary";
import type { Estimate } from "#statistics";

/** What a made-up measurement should look like; the defaults are a good recording of 40 trials. */
export interface Wanted {
  readonly seed?: number;
  readonly trials?: number;
  readonly lines?: number;
  readonly pixels?: number;
  readonly channels?: readonly string[];
  readonly regions?: readonly string[];
  readonly name?: string;
  readonly timing?: boolean;
  /** No stimulus brings anything. */
  readonly silent?: boolean;
  /** Every number that may be refused is. */
  readonly refused?: boolean;
  readonly soma?: boolean;
  readonly ratio?: boolean;
  readonly stimuli?: number;
  /** Values that must never be drawn, strewn through traces and pictures. */
  readonly damaged?: boolean;
  /** No line scan, as from an ABF file. */
  readonly electrodeOnly?: boolean;
}

const PERIOD = 2.048;

/**
 * A measurement with the shape of a real one and no analysis behind it: for tests and for looking at reports.
 * Equal wishes give equal numbers.
 */
export function syntheticMeasurement(wanted: Wanted = {}): Measurement {
  return wanted.electrodeOnly ? withoutLineScan(lineScanned(wanted)) : lineScanned(wanted);
}

/** What is left of a measurement where there is no line scan. */
function withoutLineScan(full: Measurement): Measurement {
  const rest: Measurement = { ...full };
  delete (rest as { amplitudes?: unknown }).amplitudes;
  const none = { refused: "The recording holds no line scan, so there is no calcium to measure." };
  return {
    ...rest, recording: { ...full.recording, lines: 0, pixels: 0, channels: ["IN 0"] }, timing: { source: "no line scan", alternatives: [], contradictions: [] },
    time: new Float64Array(0), pictures: [], regions: [], baseline: { from: 0, to: 0 }, background: {}, calciumTransientProbability: none, photonTransfer: [],
    trials: full.trials.map(({ trial, condition, included, reason, soma, somaCall }) => ({ trial, condition, lines: 0, included, reason, ...(soma === undefined || somaCall === undefined ? {} : { soma, somaCall }) })),
  };
}

function lineScanned(wanted: Wanted): Measurement {
  const {
    seed = 1, trials: trialCount = 40, lines = 200, pixels = 44, channels = ["Ch2"], regions: names = ["spine", "shaft"],
    name = "LineScan-09142026-1121-004", timing = true, silent = false, refused = false, soma = true, ratio = false,
    stimuli = 1, damaged = false,
  } = wanted;
  const random = draws(seed);
  const period = timing ? PERIOD : 1;
  const time = Float64Array.from({ length: lines }, (_, i) => i * period);
  const onsetLine = Math.round(lines * 0.25);
  const onset = onsetLine * period;
  const shape = (t: number): number => (t < onset ? 0 : (1 - exp(-(t - onset) / (11 * period))) * exp(-(t - onset) / (120 * period)) * 1.35);
  const answer = (value: number, unit: string, error: number, extra: Partial<Estimate> = {}): Answer =>
    refused ? { refused: "Refused: the baseline is dimmer than 10 standard errors. Lengthen it or average trials first." } : estimate(value, unit, error, trialCount, extra);

  const succeeds = Array.from({ length: trialCount }, () => !silent && random.uniform() < 0.47);
  const excluded = (i: number): boolean => trialCount > 10 && (i === 22 || i === 30);
  const sizes = succeeds.map((yes) => (yes ? 57 + 18 * random.normal() : 0));
  const noise = names.map((_, r) => (r === 0 ? 17 : 8));
  const traces = names.map((_, r) =>
    sizes.map((size) =>
      Float64Array.from(time, (t, i) =>
        damaged && (i % 17 === 3 || (r === 0 && i > lines - 9)) ? at([NaN, Infinity, -Infinity], i % 3) : (r === 0 ? size : 0.05 * size) * shape(t) + at(noise, r) * random.normal()),
    ),
  );
  const kept = sizes.map((_, i) => i).filter((i) => !excluded(i));
  const regions = names.map((regionName, r): MeasuredRegion => {
    const mean = averaged(kept.map((i) => at(at(traces, r), i)), lines);
    const amplitude = kept.reduce((sum, i) => sum + at(sizes, i), 0) / Math.max(1, kept.length) * (r === 0 ? 1 : 0.05);
    const from = Math.round((pixels * (0.18 + 0.34 * r)) % (pixels * 0.85));
    const to = Math.min(pixels - 1, from + Math.max(1, Math.round(pixels * 0.22)));
    const late: Answer = { refused: `No response in ${regionName} exceeds twice its standard error, so it has no time course.` };
    return {
      name: regionName, from, to, ...(timing ? { from_um: from * 0.15, to_um: (to + 1) * 0.15 } : {}),
      traces: at(traces, r), mean,
      standardError: mean.map(() => at(noise, r) / Math.sqrt(Math.max(1, kept.length))),
      smoothed: movingAverage(mean, 7),
      ...(r === 0 && !silent && !refused ? { fit: time.map((t) => amplitude * shape(t)) } : {}),
      restingFluorescence: answer(412.3 / (r + 1), "counts", 1.93),
      amplitude: answer(amplitude, "%", 4.2 / (r + 1)),
      windowMean: answer(amplitude * 0.7, "%", 3.1),
      onset: r === 0 && !silent && timing ? answer(1.84, "ms", 0.61) : late,
      rise: r === 0 && !silent && timing ? answer(22.1, "ms", 4.4) : late,
      decay: r === 0 && !silent && timing ? answer(243, "ms", 38, { interval: { low: 180, high: Infinity, level: 0.95 }, note: "The recording ends before the decay does, so the upper bound is open." }) : late,
    };
  });

  const trials = sizes.map((size, i): TrialRow => {
    const measured = size + 5 * random.normal();
    const current = succeeds[i] ? -4.6 + 1.3 * random.normal() : 0.3 * random.normal();
    return {
      trial: i, condition: "control", lines: i === 30 ? Math.round(lines * 0.8) : lines, included: !excluded(i),
      reason: i === 22 ? "cell moved 1.2 µm in z" : i === 30 ? `ends at line ${Math.round(lines * 0.8)} of ${lines}` : "",
      amplitude: measured, standardError: 4.7 + random.uniform(), detectability: measured / 5.2, successProbability: succeeds[i] ? 0.998 : 0.004,
      call: Math.abs(measured - 22) < 4 ? "undecided" : succeeds[i] ? "success" : "failure",
      ...(soma ? { soma: current, somaCall: succeeds[i] ? "success" : "failure", restingPotential: -64.2 + random.normal() } as const : {}),
    };
  });
  const successShare = kept.filter((i) => succeeds[i]).length / Math.max(1, kept.length);
  const somaTime = Float64Array.from({ length: 900 }, (_, i) => (i * lines * period) / 900);
  const somaTraces = sizes.map((_, i) =>
    Float64Array.from(somaTime, (t) => -6 * (succeeds[i] ? 1 : 0) * (t < onset + 3 ? 0 : exp(-(t - onset - 3) / 13)) + 0.5 * random.normal()));
  const windows = `0:${onsetLine - 2}lines`;

  return {
    parameters: {
      scan: 0, channel: channels[0] ?? "", ...(timing ? { linePeriod_ms: PERIOD } : {}),
      regions: regions.map((r) => `${r.name}=${r.from}:${r.to}px`), regionsFrom: "found", background: `auto ${pixels - 6}:${pixels - 1}px`,
      baseline: windows, stimulus: stimuli === 0 ? "none" : timing ? `${onset}ms` : `${onsetLine}lines`, stimulusFrom: "file", ratio: ratio ? "green/red" : "none",
      smoothing: "7 lines, drawn only", excluded: trials.filter((t) => !t.included).map((t) => ({ trial: t.trial, reason: t.reason })),
      ...(soma ? { ephys: "2026_09_14_0007.abf", ephysOffset_ms: 0.4 } : {}),
    },
    recording: {
      name, format: "prairie", formatDetail: "Prairie View 5.6.64.100 folder", startedAt: "2026-09-14T11:21:40", lines, pixels, trials: trialCount, channels,
      ...(timing ? { pixelSize_um: 0.15 } : {}), simulated: false,
    },
    timing: timing
      ? {
          period: PERIOD, source: "LineScan-09142026-1121-004.xml, Frame scanLinePeriod",
          alternatives: [{ period: 0.512, source: "LineScan-09142026-1121-004.xml, PVStateShard scanLinePeriod", note: "belongs to the reference image, not to the line scan" }],
          contradictions: ["The frame count of VoltageRecording gives 2.0490 ms; the XML says 2.0480 ms."],
          check: "The shock artefact at line 24.4 puts the stimulus at 50.0 ms; MarkPoints says 50.0 ms. The other value would say 12.5 ms.",
        }
      : { source: "nothing in the file", alternatives: [], contradictions: [] },
    timeUnit: timing ? "ms" : "lines",
    time,
    pictures: channels.map((channel, c) => picture(channel, c, lines, pixels, regions, seed + c, damaged)),
    regions,
    stimuli: Array.from({ length: stimuli }, (_, i) => ({ start: onset + i * 20, duration: i === 1 ? 5 : 0.5, label: `Point ${i + 1}`, source: "MarkPoints, InitialDelay" })),
    baseline: { from: 0, to: onsetLine - 2 },
    background: Object.fromEntries(channels.map((channel) => [channel, { value: 178.42, pixels: { from: pixels - 6, to: pixels - 1 } }])),
    ...(ratio
      ? {
          ratio: {
            numerator: "green", denominator: "red", region: names[0] ?? "", baseline_percent: estimate(11.58, "%", 0.14, trialCount),
            traces: at(traces, 0).map((trace) => trace.map((v) => v * 0.12)), mean: at(regions, 0).mean.map((v) => v * 0.12),
            amplitude: answer(6.9, "percentage points", 0.5), smoothedPeak: answer(8.4, "percentage points", 0.5, { note: "The largest value of a noisy trace; biased upwards." }),
          },
        }
      : {}),
    trials,
    calciumTransientProbability:
      trialCount < 5 || silent || refused
        ? { refused: `d′ is ${silent ? "0.4" : "2.1"}, below 4: successes and failures overlap, so their share is not a number. Average more photons or enlarge the region.` }
        : { value: successShare, unit: "1", interval: { low: Math.max(0, successShare - 0.16), high: Math.min(1, successShare + 0.16), level: 0.95 }, method: "mixture with the failures' law fixed, profile likelihood", n: kept.length, nOf: "trials" },
    ...(trialCount >= 5
      ? {
          amplitudes: {
            region: names[0] ?? "", binWidth: 6, detectability: silent ? 0 : 57 / 5.2,
            amplitudes: trials.filter((t) => t.included).map((t) => ({ trial: t.trial, value: t.amplitude ?? 0, call: t.call ?? "undecided" })),
            baselines: Array.from({ length: trialCount * 2 }, () => 5 * random.normal()),
            failure: { mean: 0, standardDeviation: 5.2, weight: silent ? 1 : 1 - successShare },
            ...(silent ? {} : { success: { mean: 57, standardDeviation: 18.5, weight: successShare } }),
          },
        }
      : {}),
    photonTransfer: channels.map((channel, c) => ({
      channel,
      gain: c === 0 ? answer(84.1, "counts per photon", 1.6) : { refused: `Variance in ${channel} does not rise with the mean, so it is not photon noise.` },
      photonsPerLine: c === 0 ? answer(31.2, "photons", 0.8) : { refused: "There is no gain to divide by." },
    })),
    ...(soma
      ? { soma: { channel: "IN 0", quantity: "current", unit: "pA", time: somaTime, traces: somaTraces, mean: averaged(kept.map((i) => at(somaTraces, i)), somaTime.length), amplitude: answer(-4.31, "pA", 0.32) } }
      : {}),
    further: [
      { name: "Drift of F₀ over the session", answer: answer(-4.2, "%", 1.1) },
      { name: "Optical and electrical calls agree", answer: soma ? { value: 1, unit: "1", interval: { low: 0.908, high: 1, level: 0.95 }, method: "Clopper–Pearson", n: kept.length, nOf: "trials" } : { refused: "No electrode recording was joined." } },
    ],
    issues: [
      { severity: "note", code: "prairie-colour-assumed", message: "Ch2 is taken to be green, as Prairie instruments are set up." },
      ...(trialCount > 30 ? [{ severity: "warning", code: "tiff-strip-truncated", message: `The strip ends ${lines - Math.round(lines * 0.8)} lines early.`, file: "Cycle00031_Ch2.tif", offset: 4096, trial: 30 } as const] : []),
    ],
    methods: [
      `Line scans of ${lines} lines and ${pixels} pixels were read from a Prairie View 5.6.64.100 folder; ${trials.filter((t) => t.included).length} of ${trialCount} trials were used.`,
      "Fluorescence was averaged over the pixels of each region and the background subtracted; ΔF/F is (F − F₀)/F₀ with F₀ the mean over the baseline (Yasuda et al. 2004).",
      "Amplitudes are matched fits of one time course, with the delta-method standard error.",
    ],
    references: ["Yasuda R, Nimchinsky EA, Scheuss V, Pologruto TA, Oertner TG, Sabatini BL, Svoboda K (2004). Imaging calcium concentration dynamics in small neuronal compartments. Sci STKE 2004:pl5."],
  };
}

function estimate(value: number, unit: string, error: number, n: number, extra: Partial<Estimate> = {}): Estimate {
  return { value, unit, interval: { low: value - 1.96 * error, high: value + 1.96 * error, level: 0.95 }, standardError: error, method: "matched fit, delta method", n, nOf: n === 1 ? "trial" : "trials", ...extra };
}

interface Draws {
  uniform(): number;
  normal(): number;
  poisson(mean: number): number;
}

/** Numbers that look random enough for a drawing: Weyl's sequence through MurmurHash3's finaliser (Appleby 2011). */
function draws(seed: number): Draws {
  let state = Math.imul(seed, 0x9e3779b1);
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (((word ^ (word >>> 16)) >>> 0) + 0.5) / 2 ** 32;
  };
  return {
    uniform,
    /** Twelve uniforms less six: mean 0, variance 1, tails cut at 6. */
    normal: () => Array.from({ length: 12 }, uniform).reduce((sum, u) => sum + u, -6),
    poisson: (mean) => {
      let [count, product] = [0, uniform()];
      for (const limit = exp(-mean); product > limit; product *= uniform()) count++;
      return count;
    },
  };
}

function at<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}

function averaged(traces: readonly Float64Array[], length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => traces.reduce((sum, trace) => sum + (trace[i] ?? NaN), 0) / Math.max(1, traces.length));
}

function movingAverage(values: Float64Array, width: number): Float64Array {
  const half = (width - 1) / 2;
  return values.map((_, i) => {
    const near = values.subarray(Math.max(0, i - half), i + half + 1).filter(Number.isFinite);
    return near.reduce((sum, v) => sum + v, 0) / near.length;
  });
}

function picture(channel: string, index: number, lines: number, pixels: number, regions: readonly MeasuredRegion[], seed: number, damaged: boolean): Picture {
  const random = draws(seed + 1000);
  const values = new Float32Array(lines * pixels);
  for (let line = 0; line < lines; line++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      let photons = 0.5;
      for (const [r, region] of regions.entries()) {
        const middle = (region.from + region.to) / 2;
        const gain = index === 1 ? 0 : (region.fit?.[line] ?? 0) / 100;
        photons += (r === 0 ? 6 : 11) * (1 + gain) * exp(-(square(pixel - middle)) / (2 * square(pixels / 16)));
      }
      const at = line * pixels + pixel;
      values[at] = damaged && at % 97 === 0 ? NaN : 180 + 160 * random.poisson(Math.max(0, photons));
    }
  }
  return { channel, colour: index === 0 ? "green" : index === 1 ? "red" : "other", lines, pixels, values, low: 180, high: 3400 };
}
