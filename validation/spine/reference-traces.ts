/** Nine traces of a spine on a whole cell (NEURON's CVODE at 1e-6, calcium by SDIRK2 at 12.5 µs), met by the model. */
import { simulate, type Cell, type Command, type PointEvent, type Request } from "#engine";
import { judged, leftOut, oracleFolder, readColumns, told, type EvidenceRow } from "../simulation/evidence.js";
import { readSpec, referenceCell, type ReferenceOptions, type Spec, type SpecTrace } from "./reference-cell.js";

const EVERY = "0.1 ms";
const HEAD = { section: "head" };
const SHAFT = { section: "sh" };
const SOMA = { section: "soma 0" };
/** Columns of the files, by what they hold. */
const COLUMNS = {
  "V soma": 1,
  "V head": 2,
  "V shaft": 3,
  "Ca head": 8,
  "buffer head": 9,
  "dye head": 10,
  "Ca shaft": 11,
} as const;
type Recorded = Readonly<Record<keyof typeof COLUMNS, Float64Array>>;

/** pA that hold the soma at −80 mV, as a hard clamp measures it. */
export function holdingCurrent(cell: Cell, mV = -80): number {
  const { traces } = simulate({
    cell: {
      ...cell,
      pools: [],
      electrodes: [{ name: "clamp", kind: "voltage clamp", at: SOMA, pipette: { seriesResistance: "0.01 MΩ" } }],
    },
    duration: "1500 ms",
    step: { kind: "fixed", dt: "0.1 ms" },
    commands: [{ electrode: "clamp", level: `${mV} mV` }],
    probes: { current: { of: "clamp.current", every: "1500 ms" } },
  });
  return traces.current.trials[0]?.at(-1) as number;
}

function commandsOf({ protocol }: SpecTrace, cell: Cell): Command[] {
  const electrode = "pipette";
  if (protocol.kind === "CC") {
    const pulses = protocol.pulses ?? [];
    return [
      { electrode, level: `${holdingCurrent(cell)} pA` },
      ...pulses.map(([at, width, nA]): Command => ({
        electrode,
        from: `${at} ms`,
        to: `${at + width} ms`,
        level: `${1000 * nA} pA`,
      })),
    ];
  }
  // The reference's command takes 20 µs from one level to the next.
  const levels = protocol.command_true ?? [];
  return levels.flatMap(([at, mV], i): Command[] => {
    const until = levels[i + 1]?.[0];
    const to = until === undefined ? {} : { to: `${until} ms` };
    if (i === 0) return [{ electrode, ...to, level: `${mV} mV` }];
    const before = levels[i - 1]?.[1] as number;
    return [
      { electrode, from: `${at} ms`, to: `${at + 0.02} ms`, level: { from: `${before} mV`, to: `${mV} mV` } },
      { electrode, from: `${at + 0.02} ms`, ...to, level: `${mV} mV` },
    ];
  });
}

function eventsOf(spec: Spec, { protocol, over }: SpecTrace): PointEvent[] {
  const fire = (i: number, ms: number): PointEvent[] =>
    ["ampa", "nmda"].map((receptor) => ({ point: `${receptor} ${i}`, at: `${ms} ms` }));
  const own = (protocol.release ?? []).flatMap((at) => fire(0, at));
  if (over.nOther === 0) return own;
  const others = spec.synapses.filter(({ i }) => i > 0);
  return [...own, ...(protocol.other ?? []).flatMap((at) => others.flatMap(({ i }) => fire(i, at + 0.1 * (i - 1))))];
}

/** One trace as ours, every 0.1 ms. */
function ours(
  spec: Spec,
  trace: SpecTrace,
  duration: number,
  { tolerance = "0.0005 mV", ...options }: ReferenceOptions & { readonly tolerance?: string } = {},
): Recorded {
  const clamped = trace.protocol.kind === "VC";
  const base = referenceCell(spec, { dye: trace.dye, restingAt: clamped ? -76.432 : -77.8893, ...options });
  const cell: Cell = {
    ...base,
    electrodes: [
      clamped
        ? { name: "pipette", kind: "voltage clamp", at: SOMA, pipette: { seriesResistance: `${spec.Vparams.Rs} MΩ` } }
        : { name: "pipette", kind: "current clamp", at: SOMA },
    ],
  };
  const request: Request = {
    cell,
    duration: `${duration} ms`,
    settle: "400 ms",
    step: { kind: "adaptive", tolerance },
    poolTolerance: 0.002,
    commands: commandsOf(trace, base),
    events: eventsOf(spec, trace),
    probes: {
      "V soma": { of: "v", at: SOMA, every: EVERY },
      "V head": { of: "v", at: HEAD, every: EVERY },
      "V shaft": { of: "v", at: SHAFT, every: EVERY },
      "Ca head": { of: "spineCalcium.ca", at: HEAD, every: EVERY },
      "buffer head": { of: "spineCalcium.bufferCa", at: HEAD, every: EVERY },
      "dye head": { of: "spineCalcium.dyeCa", at: HEAD, every: EVERY },
      "Ca shaft": { of: "spineCalcium.ca", at: SHAFT, every: EVERY },
    },
  };
  const { traces } = simulate(request);
  return Object.fromEntries(
    Object.keys(COLUMNS).map((name) => [name, traces[name]?.trials[0] as Float64Array]),
  ) as unknown as Recorded;
}

/** ms at which a voltage rises through −10 mV, between samples by a straight line. */
export function spikeTimes(v: ArrayLike<number>): number[] {
  const times: number[] = [];
  for (let i = 1; i < v.length; i++) {
    const [a, b] = [v[i - 1] as number, v[i] as number];
    if (a <= -10 && b > -10) times.push(0.1 * (i - 1 + (-10 - a) / (b - a)));
  }
  return times;
}

/** The largest difference but for 1 ms before to 4 ms after each spike, where a shift of 10 µs is millivolts. */
export function awayFromSpikes(found: Float64Array, wanted: readonly number[]): number {
  const spikes = spikeTimes(wanted);
  let largest = 0;
  wanted.forEach((x, i) => {
    if (spikes.some((t) => 0.1 * i > t - 1 && 0.1 * i < t + 4)) return;
    const difference = Math.abs((found[i] as number) - x);
    if (!(difference <= largest)) largest = difference;
  });
  return largest;
}

/** The largest difference over the largest change, %. */
export function byPeak(found: Float64Array, wanted: ArrayLike<number>): number {
  let [largest, peak] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs((found[i] as number) - (wanted[i] as number));
    if (!(difference <= largest)) largest = difference;
    peak = Math.max(peak, Math.abs((wanted[i] as number) - (wanted[0] as number)));
  }
  return (100 * largest) / peak;
}

function rowsOf(spec: Spec, trace: SpecTrace, folder: string): EvidenceRow[] {
  const columns = readColumns(folder, `spine/${trace.file}`);
  const [time] = columns as [number[]];
  const found = ours(spec, trace, time.at(-1) as number);
  const wanted = (name: keyof typeof COLUMNS): number[] => columns[COLUMNS[name]] as number[];
  const title = `${trace.file.slice(0, 2)}, ${trace.what}`;
  const voltages = ["V soma", "V head", "V shaft"] as const;
  const spikes = voltages.map((name) => [spikeTimes(found[name]), spikeTimes(wanted(name))] as const);
  const shifts = spikes.flatMap(([mine, theirs]) => theirs.map((t, i) => Math.abs((mine[i] ?? Infinity) - t)));
  const count = spikes[1]?.[1].length ?? 0;
  const substances = (["Ca head", "Ca shaft", "buffer head", "dye head"] as const).filter(
    (name) => Math.max(...wanted(name)) > 0,
  );
  return [
    judged(
      `${title}: V of soma, head and shaft away from spikes`,
      "CVODE",
      Math.max(...voltages.map((name) => awayFromSpikes(found[name], wanted(name)))),
      0.3,
      "mV",
    ),
    ...(count === 0
      ? []
      : [
          judged(
            `${title}: times of the spikes in soma, head and shaft`,
            `${count} spikes`,
            Math.max(...shifts),
            0.05,
            "ms",
          ),
        ]),
    ...substances.map((name) =>
      judged(
        `${title}: ${name}, by its largest change`,
        `${Math.max(...wanted(name)).toPrecision(4)} µM`,
        byPeak(found[name], wanted(name)),
        1,
        "%",
      ),
    ),
  ];
}

/** `only`: numbers of the traces; all nine by default. */
export function referenceTraceRows({ only }: { readonly only?: readonly string[] } = {}): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("nine traces of a spine");
  const spec = readSpec(folder);
  return spec.traces
    .filter(({ file }) => only?.includes(file.slice(0, 2)) ?? true)
    .flatMap((trace) => rowsOf(spec, trace, folder));
}

/**
 * Who is the nearer to the truth: ours at the tolerance of the rows against ours sixteen times as strict, and against
 * ours with shaft and neck cut twice as finely, beside what separates it from the reference.
 */
export function traceConvergenceRows(): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("convergence of the nine traces");
  const spec = readSpec(folder);
  const trace = spec.traces.find(({ file }) => file.startsWith("06")) as SpecTrace;
  const columns = readColumns(folder, `spine/${trace.file}`);
  const [usual, strict, fine] = [{}, { tolerance: "0.00003 mV" }, { finer: 2 }].map((options) =>
    ours(spec, trace, 120, options),
  ) as [Recorded, Recorded, Recorded];
  const reference = (columns[COLUMNS["Ca head"]] as number[]).slice(0, usual["Ca head"].length);
  const title = "06, pairing: Ca head, by its largest change";
  return [
    judged(
      `${title}: against a tolerance 17 times as strict`,
      "ours",
      byPeak(usual["Ca head"], strict["Ca head"]),
      0.3,
      "%",
    ),
    judged(
      `${title}: against shaft and neck cut twice as finely`,
      "ours",
      byPeak(usual["Ca head"], fine["Ca head"]),
      0.3,
      "%",
    ),
    told(
      `${title}: strict, against the reference`,
      "SDIRK2, 12.5 µs",
      `${byPeak(strict["Ca head"], reference).toPrecision(2)} %`,
    ),
  ];
}
