/** Calcium in a spine with a buffer and a dye (O5): against SciPy's BDF, extrapolated in space over grids of 115 to 460. */
import { mechanism, type Cell } from "#engine";
import { cylinder, type Section } from "#morphology";
import { judged, largestDifference, leftOut, measured, oracleFolder, orderOf, prescribed, readColumns, type EvidenceRow } from "./evidence.js";

/** Calcium with an immobile buffer and a dye, both of which start in equilibrium with `rest`; calcium itself at `start`. */
export const bufferedCalcium = mechanism("bufferedCalcium", {
  placed: "in a volume",
  parameters: {
    calciumDiffusion: ["0.22 µm²/ms", prescribed], dyeDiffusion: ["0.05 µm²/ms", prescribed],
    buffer: ["50 µM", prescribed], bufferOn: ["0.5 /µM/ms", prescribed], bufferOff: ["5 /ms", prescribed],
    dyeTotal: ["100 µM", prescribed], dyeOn: ["0.43 /µM/ms", prescribed], dyeOff: ["0.086 /ms", prescribed],
    start: ["0.05 µM", prescribed], rest: ["0.05 µM", prescribed],
  },
  reads: { influx: "µM/ms" },
  states: { ca: "µM", free: "µM", bound: "µM", dye: "µM", caDye: "µM" },
  rates: (_, __, p) => ({
    "ca + free ⇌ bound": [p.bufferOn, p.bufferOff],
    "ca + dye ⇌ caDye": [p.dyeOn, p.dyeOff],
  }),
  derivative: (_, { influx }) => ({ ca: influx }),
  initial: (_, p) => {
    const bound = (p.buffer * p.rest) / (p.rest + p.bufferOff / p.bufferOn);
    const caDye = (p.dyeTotal * p.rest) / (p.rest + p.dyeOff / p.dyeOn);
    return { ca: p.start, bound, free: p.buffer - bound, caDye, dye: p.dyeTotal - caDye };
  },
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "calciumDiffusion", dye: "dyeDiffusion", caDye: "dyeDiffusion" },
});

/** Compartments of head, neck and dendrite. */
interface Grid { readonly head: number; readonly neck: number; readonly dendrite: number }

/** A head of 0.5 × 0.5 µm, a neck of 1 × 0.1 µm and 20 × 1 µm of dendrite. */
export function spineSections({ head, neck, dendrite }: Grid): Section[] {
  const cytosol = { axialResistivity: 100, capacitance: 1 };
  return [
    cylinder({ name: "head", kind: "head", length: 0.5, diameter: 0.5, compartments: head, ...cytosol }),
    cylinder({ name: "neck", kind: "neck", length: 1, diameter: 0.1, compartments: neck, parent: { section: "head", at: 1 }, ...cytosol }),
    cylinder({ name: "dendrite", kind: "dendrite", length: 20, diameter: 1, compartments: dendrite, parent: { section: "neck", at: 1 }, ...cytosol }),
  ];
}

/** Columns of the file: volume means. */
const MEANS = [["head", "ca"], ["head", "caDye"], ["head", "bound"], ["neck", "ca"], ["dendrite", "ca"], ["dendrite", "caDye"]] as const;

/** The means of the spine with 10 µM of calcium in its head, every 0.1 ms. */
function spineMeans(grid: Grid, duration: string): Float64Array[] {
  const cell: Cell = {
    sections: spineSections(grid), membrane: [], start: "-65 mV",
    pools: [{ mechanism: bufferedCalcium, in: "everywhere", with: { start: (c) => (c.section === "head" ? "10 µM" : "0.05 µM") } }],
  };
  const probes = Object.fromEntries(MEANS.flatMap(([section, state]) => Array.from({ length: grid[section] }, (_, i) => [
    `${section} ${state} ${i}`, { of: `bufferedCalcium.${state}`, at: { section, at: (i + 0.5) / grid[section] }, every: "0.1 ms" },
  ])));
  const samples = measured({ cell, duration, step: { kind: "fixed", dt: "0.005 ms" }, poolTolerance: 0.002, probes });
  return MEANS.map(([section, state]) => {
    const each = Array.from({ length: grid[section] }, (_, i) => samples[`${section} ${state} ${i}`] as Float64Array);
    return (each[0] as Float64Array).map((__, k) => each.reduce((sum, trace) => sum + (trace[k] as number), 0) / each.length);
  });
}

/**
 * The steepest thing is the front that enters the neck in the first 0.1 ms: with 25 nm there its mean is off by 0.25 % of
 * its peak, everything else by less than 0.01 %. As the reference is, ours is extrapolated over two grids. Errors count
 * from 0.1 ms on (at 0 the means are given).
 */
function spineRows(folder: string, duration: string): EvidenceRow[] {
  const columns = readColumns(folder, "nrn/O5_spine_buffered_Ca_dye_1D_reference.csv");
  const [coarse, fine] = [1, 2].map((n) => spineMeans({ head: 12 * n, neck: 20 * n, dendrite: 20 * n }, duration)) as [Float64Array[], Float64Array[]];
  const limit = fine.map((means, i) => means.map((x, k) => (4 * x - (coarse[i]?.[k] as number)) / 3));
  const errors = (found: readonly Float64Array[]): number[] => found.map((means, i) => {
    const reference = (columns[i + 1] as number[]).slice(0, means.length);
    return (100 * largestDifference(means, reference, 1)) / Math.max(...reference.slice(1));
  });
  return [
    ...errors(limit).map((error, i) => judged(
      `O5, spine with buffer and dye, extrapolated in space, by the peak: ${MEANS[i]?.join(" ") ?? ""}`,
      `${Math.max(...(columns[i + 1] as number[]).slice(1)).toPrecision(4)} µM`, error, 0.1, "%")),
    judged("O5, order in space: 52 → 104 compartments", "2", orderOf([coarse, fine].map((found) => Math.max(...errors(found)))) - 2, 0.1),
  ];
}

export function referenceCalciumRows({ duration = "100 ms" } = {}): EvidenceRow[] {
  const folder = oracleFolder();
  if (folder === undefined) return leftOut("O5");
  return spineRows(folder, duration);
}
