/** What the evidence of the cell records: currents into the soma, voltages along the tree. */
import { simulate, type Command, type Position } from "#engine";
import { ca1Neuron, placeOf, siteAt, typicalSpine, withSpineOn, type Neuron, type Settings, type Site } from "#model";

interface Wanted {
  readonly temperature?: number;
  readonly seed?: number;
  readonly settings?: Settings;
}

/** What NEURON ran, where it isn't `base`: Ih grows fourfold along the trunk, not sixfold. */
export const NEURONS_RECIPE: Settings = { "cell.hSlope": "0.01 /µm" };

/** The reference cell with its spine, 120 µm from the soma on the first oblique. */
export function cellWithSpine({ temperature = 32, seed = 0, settings = {} }: Wanted = {}): Neuron {
  const neuron = ca1Neuron({ temperature, seed, settings });
  const site = siteAt(neuron, { dendrite: "oblique", distance: "120 µm" });
  return withSpineOn(neuron, site, { name: "spine", geometry: typicalSpine().geometry });
}

export const head: Position = { section: "spine head" };

export interface Recorded<Name extends string> {
  /** mV every `interval` ms, by place. */
  readonly v: Readonly<Record<Name, Float64Array>>;
  readonly interval: number;
}

/** One trial from rest, or from where `start` (mV) and a standing current put it, with currents (pA) into the soma. */
export function injected<Name extends string>(
  neuron: Neuron, places: Readonly<Record<Name, Position>>,
  { duration, pulses, start, interval = 0.02, tolerance = 0.01 }: {
    readonly duration: number;
    readonly pulses: readonly (readonly [at: number, width: number, pA: number])[];
    readonly start?: { readonly mV: number; readonly pA: number };
    readonly interval?: number;
    readonly tolerance?: number;
  },
): Recorded<Name> {
  const electrode = "pipette";
  const names = Object.keys(places) as Name[];
  const commands: Command[] = [
    ...(start ? [{ electrode, level: `${start.pA} pA` }] : []),
    ...pulses.map(([at, width, pA]) => ({ electrode, from: `${at} ms`, to: `${at + width} ms`, level: `${pA} pA` })),
  ];
  const { traces } = simulate({
    cell: {
      ...neuron, start: `${start?.mV ?? neuron.rest_mV} mV`,
      electrodes: [{ name: electrode, kind: "current clamp", at: neuron.soma }],
    },
    duration: `${duration} ms`, settle: start ? "400 ms" : "1 ms",
    step: { kind: "adaptive", tolerance: `${tolerance} mV` },
    commands,
    probes: Object.fromEntries(names.map((name) => [name, { of: "v", at: places[name], every: `${interval} ms` }])),
  });
  const v = Object.fromEntries(names.map((name) => [name, traces[name]?.trials[0]]));
  return { v: v as Record<Name, Float64Array>, interval };
}

/** pA that hold the soma at `mV`, as a hard clamp measures it. */
export function holdingCurrent(neuron: Neuron, mV: number): number {
  const { traces } = simulate({
    cell: {
      ...neuron, start: `${mV} mV`,
      electrodes: [{ name: "clamp", kind: "voltage clamp", at: neuron.soma, pipette: { seriesResistance: "0.01 MΩ" } }],
    },
    duration: "1500 ms", step: { kind: "fixed", dt: "0.1 ms" },
    commands: [{ electrode: "clamp", level: `${mV} mV` }],
    probes: { current: { of: "clamp.current", every: "1500 ms" } },
  });
  return traces.current.trials[0]?.at(-1) as number;
}

export interface Spike {
  readonly peak: number;
  readonly amplitude: number;
  /** ms, at half of the amplitude. */
  readonly width: number;
  /** ms */
  readonly time: number;
}

/** The largest deflection of a trace from where it began. */
export function spikeIn(v: Float64Array, interval: number): Spike {
  const from = v[0] as number;
  const top = v.reduce((best, x, i) => (x > (v[best] as number) ? i : best), 0);
  const peak = v[top] as number;
  const half = from + (peak - from) / 2;
  let [rise, fall] = [top, top];
  while (rise > 0 && (v[rise] as number) >= half) rise--;
  while (fall < v.length - 1 && (v[fall] as number) >= half) fall++;
  const crossing = (i: number): number =>
    i + (half - (v[i] as number)) / ((v[i + 1] as number) - (v[i] as number));
  return {
    peak, amplitude: peak - from, time: top * interval,
    width: (crossing(fall - 1) - crossing(rise)) * interval,
  };
}

/** Places along every dendrite whose middles lie from `from` to `to` µm from the soma, `every` µm. */
export function sitesBetween(neuron: Neuron, from: number, to: number, every: number): Site[] {
  return neuron.parts.branches.flatMap(({ name, kind, from: begins, points }) => {
    if (kind === "soma" || kind === "axon") return [];
    const length = points.at(-1)?.at ?? 0;
    const first = Math.max(0, Math.ceil((from - begins) / every) * every);
    const sites: Site[] = [];
    for (let along = first; along <= length && begins + along <= to; along += every) {
      sites.push({ branch: name, dendrite: kind, along, distance: begins + along });
    }
    return sites;
  });
}

export const placesOf = (neuron: Neuron, sites: readonly Site[]): Record<string, Position> =>
  Object.fromEntries(sites.map((site, i) => [`site ${i}`, placeOf(neuron, site)]));
