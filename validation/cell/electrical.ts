/** The cell at rest and at its electrode; and with its spine against the reference's first trace. */
import type { Position } from "#engine";
import { ca1Neuron } from "#model";
import {
  judged, leftOut, oracleFolder, readColumns, told, verdictOf, type EvidenceRow,
} from "../simulation/evidence.js";
import { spikeTimes } from "../spine/reference-traces.js";
import { cellWithSpine, head, holdingCurrent, injected, NEURONS_RECIPE, spikeIn } from "./recording.js";

/** −10 pA for a second: how far the soma goes, where it stays, and when it has gone 63 % of the way. */
export function passiveRows(): EvidenceRow[] {
  const neuron = ca1Neuron({ temperature: 32, settings: NEURONS_RECIPE });
  const { v, interval } = injected(neuron, { soma: neuron.soma }, {
    duration: 1000, pulses: [[0, 1000, -10]], interval: 0.1, tolerance: 0.001,
  });
  const change = v.soma.map((x) => x - neuron.rest_mV);
  const peak = change.reduce((a, b) => Math.min(a, b));
  const steady = change.at(-1) as number;
  const tau = change.findIndex((x) => x < peak * (1 - Math.exp(-1))) * interval;
  return [
    judged(`input resistance of the soma at its largest, ${(-100 * peak).toFixed(1)} MΩ`, "98 MΩ", -100 * peak - 98, 3, "MΩ"),
    judged(`input resistance when Ih has opened, ${(-100 * steady).toFixed(1)} MΩ`, "89 MΩ", -100 * steady - 89, 3, "MΩ"),
    judged(`time to 63 % of the largest change, ${tau.toFixed(1)} ms`, "14 ms", tau - 14, 0.7, "ms"),
  ];
}

/** Nothing moves while nothing is done: every compartment of the cell, 500 ms. */
export function restRows({ seeds }: { readonly seeds: readonly number[] }): EvidenceRow[] {
  return seeds.map((seed) => {
    const neuron = cellWithSpine({ seed });
    const places = Object.fromEntries(neuron.sections.map(({ name }): [string, Position] => [name, { section: name }]));
    const { v } = injected(neuron, places, { duration: 500, pulses: [], interval: 100 });
    const off = Math.max(...Object.values(v).flatMap((trace) => [...trace].map((x) => Math.abs(x - neuron.rest_mV))));
    return judged(`cell ${seed} at rest, ${neuron.sections.length} sections: departure from −68 mV in 500 ms`, "0", off, 1e-6, "mV");
  });
}

/** Brief currents: one action potential each, from rest and from −80 mV. */
export function singleSpikeRows(): EvidenceRow[] {
  const neuron = cellWithSpine();
  const held = holdingCurrent(neuron, -80);
  return [undefined, { mV: -80, pA: held }].map((start) => {
    const { v, interval } = injected(neuron, { soma: neuron.soma }, {
      duration: 80, pulses: [[20, 3, 1600]], interval: 0.05, ...(start && { start }),
    });
    const count = spikeTimes(v.soma).length;
    return {
      case: `3 ms of 1.6 nA from ${start ? "−80 mV" : "rest"}: action potentials at the soma, ` +
        `peak ${spikeIn(v.soma, interval).peak.toFixed(1)} mV`,
      reference: "1", error: String(count - 1), tolerance: "0", verdict: verdictOf(count === 1),
    };
  });
}

/** ms around a spike in which two traces are compared by its time, not by their voltage. */
const BESIDE_SPIKE = 3;

/**
 * The same recipe grown by this code against NEURON's run of it. The two are not cut alike: here tapers are linear, the
 * shaft under the spine is cut into 21 and thin for 12.6 µm instead of 10.
 */
export function firstTraceRows(): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("the grown cell against the reference's first trace");
  const [time, soma, inHead, shaft] = readColumns(folder, "spine/01_ap1_cg200.csv") as [number[], number[], number[], number[]];
  const neuron = cellWithSpine({ settings: NEURONS_RECIPE });
  const at = neuron.spines[0]?.shaft as Position;
  const { v } = injected(neuron, { soma: neuron.soma, head, shaft: at }, {
    duration: time.at(-1) as number, pulses: [[20, 3, 1600]], interval: 0.1, tolerance: 0.003,
    start: { mV: -80, pA: holdingCurrent(neuron, -80) },
  });
  return ([["soma", soma], ["head", inHead], ["shaft", shaft]] as const).flatMap(([name, wanted]) => {
    const found = v[name];
    const [theirs] = spikeTimes(wanted) as [number];
    const [ours = Infinity] = spikeTimes(found);
    const apart = wanted.reduce((most, x, i) => {
      const isBeside = Math.abs((time[i] as number) - theirs) < BESIDE_SPIKE;
      return isBeside ? most : Math.max(most, Math.abs(x - (found[i] as number)));
    }, 0);
    const top = (trace: ArrayLike<number>): number => Math.max(...Array.from(trace));
    return [
      judged(`${name}: V away from the spike`, "CVODE", apart, 0.3, "mV"),
      judged(`${name}: time of the spike`, `${theirs.toFixed(2)} ms`, ours - theirs, 0.05, "ms"),
      told(`${name}: peak of the spike`, `${top(wanted).toFixed(2)} mV`, `${(top(found) - top(wanted)).toFixed(2)} mV`),
    ];
  });
}
