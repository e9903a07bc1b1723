/** Action potentials on their way into the tree: against NEURON's run of the same recipe, and against recordings. */
import type { Position } from "#engine";
import { ca1Neuron, placeOf, siteAt, type Neuron } from "#model";
import { judged, told, verdictOf, type EvidenceRow } from "../simulation/evidence.js";
import { cellWithSpine, head, injected, NEURONS_RECIPE, placesOf, sitesBetween, spikeIn, type Spike } from "./recording.js";

/** One brief current from rest, as the paper's: 3 ms of 1.6 nA. */
const PULSE = [5, 3, 1600] as const;

/** Peak (mV) and width (ms) that NEURON's CVODE gave for the recipe, as written: rounded to 1 mV and 0.01–0.05 ms. */
const PUBLISHED: readonly (readonly [dendrite: string, distance: number, peak: number, width: number])[] = [
  ["trunk", 50, 29, 1.65], ["trunk", 100, 19, 1.55], ["trunk", 150, 9, 1.45], ["trunk", 200, 3, 1.4],
  ["trunk", 300, -1, 1.27], ["oblique", 120, 18, 1.32], ["oblique", 222, 23, 0.82], ["tuft", 375, -4, 1.28],
];

/** A section's end lies between two compartments: NEURON's voltage there is their mean. */
function around(neuron: Neuron, dendrite: string, distance: number): Position[] {
  const near = (by: number): Position => placeOf(neuron, siteAt(neuron, { dendrite, distance: `${distance + by} µm` }));
  return dendrite === "trunk" && distance < 300 ? [near(-1), near(1)] : [near(0)];
}

export function referenceRows(): EvidenceRow[] {
  const neuron = cellWithSpine({ settings: NEURONS_RECIPE });
  const places: Record<string, Position> = { soma: neuron.soma };
  for (const [dendrite, distance] of PUBLISHED) {
    around(neuron, dendrite, distance).forEach((place, i) => { places[`${dendrite} ${distance} ${i}`] = place; });
  }
  const { v, interval } = injected(neuron, places, { duration: 25, pulses: [PULSE] });
  return PUBLISHED.flatMap(([dendrite, distance, peak, width]) => {
    const traces = [0, 1].flatMap((i) => v[`${dendrite} ${distance} ${i}`] ?? []);
    const mean = Float64Array.from(traces[0] as Float64Array, (_, k) =>
      traces.reduce((sum, trace) => sum + (trace[k] as number), 0) / traces.length);
    const found = spikeIn(mean, interval);
    const where = `${dendrite}, ${distance} µm`;
    return [
      judged(`${where}: peak of the action potential, ${found.peak.toFixed(1)} mV`, `${peak} mV`, found.peak - peak, 1, "mV"),
      ...(dendrite === "tuft" ? [] : [
        judged(`${where}: its width, ${found.width.toFixed(2)} ms`, `${width} ms`, found.width - width, 0.05, "ms")]),
    ];
  });
}

/** Peaks of a train in the head of the spine: all come, each smaller, as Na⁺ channels inactivate slowly. */
export function trainRows(): EvidenceRow[] {
  return [32, 26].map((temperature) => {
    const neuron = cellWithSpine({ temperature });
    const pulses = [0, 1, 2, 3, 4].map((k) => [20 + 15.15 * k, 3, 1600] as const);
    const { v, interval } = injected(neuron, { soma: neuron.soma, head }, { duration: 110, pulses, interval: 0.1 });
    const peaks = pulses.map(([at]) => {
      const stretch = v.head.subarray(Math.round(at / interval), Math.round((at + 14) / interval));
      return stretch.reduce((a, b) => Math.max(a, b));
    });
    const through = peaks.filter((peak) => peak > -25).length;
    const falling = peaks.every((peak, k) => k === 0 || peak < (peaks[k - 1] as number));
    return {
      case: `${temperature} °C: five currents at 66 Hz, action potentials in the head ` +
        `(${peaks.map((p) => p.toFixed(0)).join(", ")} mV, each smaller)`,
      reference: "5 of 5", error: `${through - 5}`, tolerance: "0", verdict: verdictOf(through === 5 && falling),
    };
  });
}

interface Passage { readonly dendrite: string; readonly delay: number; readonly amplitude: number }

/** The action potential at all places 75 to 200 µm from the soma, every 25 µm of every dendrite. */
function passages(neuron: Neuron): Passage[] {
  const sites = sitesBetween(neuron, 75, 200, 25);
  const places: Record<string, Position> = { ...placesOf(neuron, sites), soma: neuron.soma };
  const { v, interval } = injected(neuron, places, { duration: 25, pulses: [PULSE] });
  const somatic = spikeIn(v["soma"] as Float64Array, interval);
  return sites.map(({ dendrite }, i) => {
    const { time, amplitude } = spikeIn(v[`site ${i}`] as Float64Array, interval);
    return { dendrite, delay: time - somatic.time, amplitude };
  });
}

/** mV: of action potentials where the paper's spines stood, the range accepted before any model was made. */
const ACCEPTED = [50, 95] as const;

/** Every dendrite where the paper's spines stood, in the reference cell and in others drawn around it. */
export function everySiteRows({ seeds }: { readonly seeds: readonly number[] }): EvidenceRow[] {
  const [low, high] = ACCEPTED;
  const spine = cellWithSpine();
  const own = injected(spine, { head }, { duration: 25, pulses: [PULSE] });
  const { amplitude } = spikeIn(own.v.head, own.interval);
  const rows = [26, 32].flatMap((temperature): EvidenceRow[] => {
    const found = seeds.flatMap((seed) => passages(ca1Neuron({ seed, temperature })));
    const cells = `${temperature} °C, ${seeds.length} cells`;
    const delay = Math.max(...found.map((f) => f.delay));
    const obliques = found.filter((f) => f.dendrite === "oblique").map((f) => f.amplitude);
    const within = obliques.filter((x) => x >= low && x <= high).length;
    return [
      {
        case: `${cells}: ${found.length} places 75–200 µm away, the slowest peak after the soma's`,
        reference: "under 2 ms", error: `${delay.toFixed(2)} ms`, tolerance: "2 ms", verdict: verdictOf(delay < 2),
      },
      {
        case: `${cells}: the smallest action potential there, ${Math.min(...found.map((f) => f.amplitude)).toFixed(0)} mV`,
        reference: "all arrive", error: "", tolerance: `${low} mV`,
        verdict: verdictOf(found.every((f) => f.amplitude >= low)),
      },
      told(
        `${cells}: amplitudes in obliques, ${Math.min(...obliques).toFixed(0)} to ${Math.max(...obliques).toFixed(0)} mV`,
        `${low}–${high} mV`, `${((100 * within) / obliques.length).toFixed(0)} % in`,
      ),
    ];
  });
  return [
    {
      case: `the reference's spine, 120 µm away on an oblique: amplitude in the head, ${amplitude.toFixed(0)} mV`,
      reference: "measured", error: "", tolerance: `${low}–${high} mV`,
      verdict: verdictOf(amplitude >= low && amplitude <= high),
    },
    ...rows,
  ];
}

/** Recordings from the apical trunk of CA1 cells. */
export function recordedRows(): EvidenceRow[] {
  const neuron = ca1Neuron({ temperature: 32 });
  const distances = [100, 150, 200, 250, 280];
  const places: Record<string, Position> = { soma: neuron.soma };
  for (const d of distances) places[d] = placeOf(neuron, siteAt(neuron, { dendrite: "trunk", distance: `${d} µm` }));
  const { v, interval } = injected(neuron, places, { duration: 25, pulses: [PULSE] });
  const somatic = spikeIn(v["soma"] as Float64Array, interval);
  const spike = (d: number): Spike => spikeIn(v[String(d)] as Float64Array, interval);
  const lost = distances.map((d) => 1 - spike(d).amplitude / somatic.amplitude);
  const worst = Math.max(...lost);
  const far = spike(280);
  return [
    {
      case: `Golding, Kath & Spruston 2001: attenuation up to 280 µm along the trunk, ${distances.map((d, i) =>
        `${d}: ${(100 * (lost[i] as number)).toFixed(0)} %`).join(", ")}`,
      reference: "below 50 %", error: `${(100 * worst).toFixed(0)} %`, tolerance: "50 %",
      verdict: verdictOf(worst > 0 && worst < 0.5),
    },
    {
      case: "Spruston et al. 1995: the action potential begins near the soma and falls with distance, first to last",
      reference: "falls", error: `${somatic.amplitude.toFixed(0)}–${far.amplitude.toFixed(0)} mV`, tolerance: "",
      verdict: verdictOf(lost.every((x, i) => x > (lost[i - 1] ?? 0)) && far.time > somatic.time),
    },
    told(
      "velocity along the trunk, soma to 280 µm (recorded: about 0.5 m/s)", "0.5 m/s",
      `${(0.28 / (far.time - somatic.time)).toFixed(2)} m/s`,
    ),
  ];
}
