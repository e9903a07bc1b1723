import type { LineScan, LineScanTrial, PixelArray, Recording, StimulusEvent, Sweep } from "#recording";
import type { NwbOptions } from "../src/formats/nwb/index.js";

/** A made-up recording and what it is to show. */
export interface NwbCase {
  readonly name: string;
  readonly recording: Recording;
  readonly options?: NwbOptions;
}

/** Readings that differ from pixel to pixel and trial to trial, the same at every run. */
function readings(seed: number, count: number): Uint16Array {
  let state = seed + 1;
  return Uint16Array.from({ length: count }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 20) + 10);
}

const PIXELS = 24;

function lines(trial: number, count: number, channels: number, start = 0): LineScanTrial {
  return { trial, lines: count, start, pixels: Array.from({ length: channels }, (_, c) => readings(100 * trial + c, count * PIXELS)) };
}

const scan: LineScan = {
  name: "LineScan-001",
  pixelsPerLine: PIXELS,
  channels: [
    { name: "Ch1", colour: "red", dye: "Alexa Fluor 594", pmtGain: 650, darkLevel: 12.5 },
    { name: "Ch2", colour: "green", dye: "Fluo-5F", pmtGain: 700, darkLevel: 10, countsPerPhoton: 38.5 },
  ],
  trials: [0, 1, 2].map((trial) => lines(trial, 60, 2)),
  timing: {
    period: 1.84,
    source: "LineScan-001.xml, Frame scanLinePeriod",
    alternatives: [{ period: 1.9, source: "LineScan-001.xml, PVScan scanLinePeriod", note: "the frame's own value stands nearer to the data" }],
    contradictions: ["The file's head says 1.9 ms."],
    check: "a flash at 100 ms is seen in line 54",
  },
  dwellTime_us: 4,
  pixelOffsets: Float64Array.from({ length: PIXELS }, (_, i) => (i * 4 + 2) / 1000),
  pixelSize_um: 0.12,
  path: { shape: "straight", vertices: [{ x: 100, y: 120.5 }, { x: 140, y: 128 }] },
  bits: 12,
};

function sweep(trial: number, channel: string, quantity: Sweep["quantity"], unit: string, level: number): Sweep {
  const samples = Float32Array.from({ length: 500 }, (_, i) => level + Math.fround(Math.sin(i / 7 + trial)) * 3);
  return { trial, channel, quantity, unit, start: 0, samplePeriod: 0.1, samples };
}

const base: Recording = {
  name: "cell3-spine2",
  format: "nwb",
  formatDetail: "NWB 2.7.0 written by radiatum 0.0.0",
  startedAt: "2017-02-24T10:41:33.25",
  lineScans: [scan],
  sweeps: [0, 1, 2].flatMap((trial) => [sweep(trial, "Im_prime", "current", "pA", -40), sweep(trial, "Vcmd", "command potential", "mV", -70)]),
  sweepOffset: 0,
  trials: [
    { index: 0, start: 0, duration: 120, condition: "control", protocol: "EPSP" },
    { index: 1, start: 10_000.3, duration: 120, condition: "control", protocol: "paired" },
    { index: 2, start: 20_001.7, duration: 120, condition: "APV", protocol: "paired" },
  ],
  events: [
    { trial: 0, start: 20, duration: 0.2, kind: "synaptic", target: "Schaffer collaterals", amplitude: 1e-4, amplitudeUnit: "A", source: "user" },
    { trial: 1, start: 20, duration: 0.2, kind: "synaptic", source: "user" },
    { trial: 1, start: 30.5, duration: 2, kind: "somatic", target: "soma", amplitude: 1200, amplitudeUnit: "pA", source: "user" },
    { trial: 2, start: 40, duration: 0.5, kind: "uncaging", target: "Point 1", source: "MarkPoints, InitialDelay" },
  ],
  conditions: [
    { name: "control", bath: "ACSF", drugs: [], calcium_mM: 2, magnesium_mM: 1, temperature_C: 32, holding: -70 },
    { name: "APV", bath: "ACSF", drugs: [{ name: "D-APV", concentration_uM: 50 }, { name: "CNQX" }], calcium_mM: 2, magnesium_mM: 1, holding: -70 },
  ],
  images: [
    { name: "References/Ch1.tif", channel: "Ch1", width: 20, height: 16, pixels: readings(7, 320), pixelSize_um: 0.24 },
    { name: "References/Window2.tif", width: 4, height: 3, pixels: Uint8Array.from({ length: 12 }, (_, i) => i) },
  ],
  regions: [
    { name: "spine 1", structure: "spine", from: 4, to: 8, scan: "LineScan-001" },
    { name: "dendrite", structure: "dendrite", from: 12, to: 20, scan: "LineScan-001" },
  ],
  provenance: { simulated: false, files: [{ path: "cell3.nwb", bytes: 1 }], program: "Prairie View 5.4.64.100", settings: { "pmtGain Ch 1 HV": "650" } },
  issues: [{ severity: "warning", code: "tiff-strip-truncated", message: "the last 12 lines are missing", file: "a.tif", offset: 4096, trial: 2 }],
};

function without<T extends object, K extends keyof T & string>(whole: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key)) as Omit<T, K>;
}

const noElectrode = { sweeps: [], conditions: base.conditions.map((condition) => without(condition, "holding")) };

const untimed: LineScan = { ...scan, timing: { ...without(scan.timing, "period"), source: "nowhere in the file" } };

/** The scan with other pixels: one type after the other. */
function ofType(make: (count: number) => PixelArray): LineScan {
  return { ...scan, trials: scan.trials.map((trial) => ({ ...trial, pixels: trial.pixels.map(() => make(trial.lines * PIXELS)) })) };
}

/** Every variant that the writer must master, each differing from the first in what its name says. */
export const nwbCases: readonly NwbCase[] = [
  { name: "line scans, voltage clamp, drugs, regions", recording: base },
  {
    name: "full session metadata",
    recording: base,
    options: {
      version: "0.1.0",
      session: {
        subject: { id: "rat-7", species: "Rattus norvegicus", age: "P20D", sex: "M", description: "Wistar" },
        experimenters: ["Cajal, Santiago"],
        institution: "Example Institute",
        lab: "Spine Lab",
        experiment: "Coincidence of EPSP and action potential.",
        publications: ["https://doi.org/10.1523/JNEUROSCI.19-06-01976.1999"],
        pharmacology: "D-APV 50 µM",
        location: "CA1 stratum radiatum",
        excitation_nm: 830,
        emission_nm: { Ch1: 617, Ch2: 516 },
        laserPower_mW: 8,
        electrode: { cell: "rat-7-cell-3", location: "CA1 soma", resistance: "5 MOhm", seriesResistance_MOhm: 14.5 },
        notes: "Nothing unusual.",
      },
    },
  },
  { name: "mouse without location", recording: base, options: { session: { subject: { id: "m1", species: "Mus musculus", age: "P14D/P21D", sex: "F" } } } },
  { name: "line scans alone", recording: { ...base, ...noElectrode } },
  { name: "sweeps alone", recording: { ...without(base, "regions"), lineScans: [], images: [] } },
  {
    name: "trials of unequal length",
    recording: { ...base, lineScans: [{ ...scan, trials: [lines(0, 60, 2), lines(1, 31, 2, 1.5), lines(2, 47, 2)] }] },
  },
  {
    name: "a channel missing in one trial",
    recording: { ...base, lineScans: [{ ...scan, trials: scan.trials.map((trial, i) => (i === 1 ? { ...trial, pixels: [null, trial.pixels[1] ?? null] } : trial)) }] },
  },
  {
    name: "all channels missing in one trial",
    recording: { ...base, lineScans: [{ ...scan, trials: scan.trials.map((trial, i) => (i === 1 ? { ...trial, pixels: [null, null] } : trial)) }] },
  },
  {
    name: "a channel without any pixels",
    recording: { ...base, lineScans: [{ ...scan, trials: scan.trials.map((trial) => ({ ...trial, pixels: [null, trial.pixels[1] ?? null] })) }] },
  },
  {
    name: "two configurations",
    recording: {
      ...base,
      lineScans: [
        { ...scan, trials: scan.trials.slice(0, 2) },
        { ...scan, name: "LineScan-002", path: { shape: "freehand", vertices: [{ x: 1, y: 2 }, { x: 5, y: 9 }, { x: 12, y: 10 }] }, timing: { ...scan.timing, period: 1.2 }, trials: scan.trials.slice(2) },
      ],
      regions: [...(base.regions ?? []), { name: "shaft", structure: "background", from: 0, to: 3, scan: "LineScan-002" }],
    },
  },
  {
    name: "line period unknown, with sweeps",
    recording: { ...without(base, "regions"), lineScans: [untimed] },
  },
  {
    name: "line period unknown, no clock at all",
    recording: {
      ...without(base, "regions"),
      ...noElectrode,
      lineScans: [untimed],
      trials: base.trials.map((trial) => ({ ...trial, start: 0, duration: 0 })),
    },
  },
  {
    name: "one trial, evenly spaced",
    recording: {
      ...base,
      lineScans: [{ ...scan, trials: [lines(0, 60, 2)] }],
      sweeps: base.sweeps.filter((one) => one.trial === 0),
      trials: base.trials.slice(0, 1),
      events: base.events.slice(0, 1),
    },
  },
  {
    name: "trials without gaps",
    recording: { ...base, ...noElectrode, trials: base.trials.map((trial, i) => ({ ...trial, start: i * 60 * 1.84, duration: 60 * 1.84 })), events: [] },
  },
  {
    name: "current clamp on two electrodes, trigger and a thermometer",
    recording: {
      ...without(base, "regions"),
      lineScans: [],
      images: [],
      sweepOffset: 12.5,
      sweeps: [0, 1, 2].flatMap((trial) => [
        sweep(trial, "Vm 1", "potential", "mV", -65),
        sweep(trial, "Vm/2", "potential", "mV", -60),
        sweep(trial, "Icmd", "command current", "pA", 200),
        sweep(trial, "TTL", "trigger", "V", 5),
        { ...sweep(trial, "bath °C", "other", "degC", 32), samples: new Float64Array([32.1, 32.2, 1 / 3]) },
      ]),
    },
  },
  {
    name: "nothing known but pixels",
    recording: {
      name: "stack",
      format: "nwb",
      formatDetail: "NWB 2.7.0 written by radiatum 0.0.0",
      lineScans: [
        {
          name: "stack",
          pixelsPerLine: PIXELS,
          channels: [{ name: "" }, { name: "grün/2" }],
          trials: [lines(0, 40, 2), lines(1, 40, 2)],
          timing: { period: 2, source: "user", alternatives: [], contradictions: [] },
          path: { shape: "unknown", vertices: [] },
        },
      ],
      sweeps: [],
      sweepOffset: 0,
      trials: [0, 1].map((index) => ({ index, start: 80 * index, duration: 80, condition: "session" })),
      events: [],
      conditions: [{ name: "session", drugs: [] }],
      images: [],
      provenance: { simulated: false, files: [{ path: "stack.tif", bytes: 9 }], settings: {} },
      issues: [],
    },
  },
  {
    name: "simulated",
    recording: {
      ...base,
      provenance: { ...base.provenance, simulated: true, experiment: '{ "generator": {"name": "radiatum", "version": "0.1.0"},\n "simulated": true, "seed": 1 }' },
    },
  },
  { name: "8-bit pixels", recording: { ...base, lineScans: [ofType((n) => Uint8Array.from(readings(3, n), (x) => x & 255))] } },
  { name: "16-bit pixels with negatives", recording: { ...base, lineScans: [ofType((n) => Int16Array.from(readings(3, n), (x) => x - 900))] } },
  { name: "single-precision pixels", recording: { ...base, lineScans: [ofType((n) => Float32Array.from(readings(3, n), (x) => x / 7))] } },
  { name: "conditions that no trial has", recording: { ...base, conditions: [{ name: "wash", drugs: [{ name: "NBQX", concentration_uM: 5 }] }, ...base.conditions] } },
  {
    name: "a trial without anything in it",
    recording: {
      ...base,
      trials: [...base.trials.slice(0, 1), { index: 1, start: 5000, duration: 0, condition: "control" }, ...base.trials.slice(2)],
      lineScans: [{ ...scan, trials: scan.trials.filter((trial) => trial.trial !== 1) }],
      sweeps: base.sweeps.filter((one) => one.trial !== 1),
      events: [...base.events.map((event): StimulusEvent => (event.trial === 1 ? { ...event, kind: "tag" } : event)), { trial: 2, start: 50, duration: 0, kind: "tag", source: "ABF tag" }],
    },
  },
];
