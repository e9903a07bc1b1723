/** Diffusion into a cylinder by shells (O6): against Crank's series for a constant flux across the surface. */
import { mechanism, type Cell } from "#engine";
import {
  judged, largestDifference, leftOut, measured, oracleFolder, orderOf, prescribed, readColumns, shown, told, trace,
  type EvidenceRow,
} from "./evidence.js";
import { piece } from "./membranes.js";

const RADIUS_um = 0.5;
/** µm²/ms */
const DIFFUSION = 0.22;
/** µM·µm/ms, inward. */
const FLUX = 1e-3;
const TIMES_ms = [0.02, 0.05, 0.1, 0.2, 0.5, 1];

/** Jₙ(x) = 1/π·∫₀^π cos(nτ − x·sin τ) dτ; the trapezoid over a period converges faster than any power. */
function bessel(n: number, x: number): number {
  const points = 64 + 2 * Math.ceil(x);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const tau = (2 * Math.PI * i) / points;
    sum += Math.cos(n * tau - x * Math.sin(tau));
  }
  return sum / points;
}

/** The first positive zeros of J₁, by Newton from their asymptotic places; J₁′ = J₀ − J₁/x. */
const zeros = Array.from({ length: 100 }, (_, k) => {
  let x = (k + 1.25) * Math.PI;
  for (let i = 0; i < 6; i++) x -= bessel(1, x) / (bessel(0, x) - bessel(1, x) / x);
  return x;
});

/**
 * Crank, The Mathematics of Diffusion, §5.3.3, with a the radius, F the flux, qₙ the zeros of J₁:
 *
 *     C(r, t) = F·a/D·(2Dt/a² + r²/2a² − 1/4 − 2·Σ e^(−D·qₙ²·t/a²)·J₀(qₙr/a)/(qₙ²·J₀(qₙ)))
 *
 * `shape` stands for what replaces J₀(qr/a) and r²: themselves at a point, their means over a shell.
 */
function series(t: number, square: number, shape: (q: number) => number): number {
  const scale = DIFFUSION / (RADIUS_um * RADIUS_um);
  const sum = zeros.reduce((all, q) => {
    const decay = Math.exp(-scale * q * q * t);
    return decay < 1e-18 ? all : all + (decay * shape(q)) / (q * q * bessel(0, q));
  }, 0);
  return ((FLUX * RADIUS_um) / DIFFUSION) * (2 * scale * t + square / (2 * RADIUS_um * RADIUS_um) - 0.25 - 2 * sum);
}

function atRadius(r: number, t: number): number {
  return series(t, r * r, (q) => bessel(0, (q * r) / RADIUS_um));
}

/** The mean from radius `inner` to `outer`; ∫ρ·J₀(ρ) dρ = ρ·J₁(ρ). */
function shellMean(inner: number, outer: number, t: number): number {
  const area = outer * outer - inner * inner;
  const integral = (q: number, r: number): number => (r * RADIUS_um * bessel(1, (q * r) / RADIUS_um)) / q;
  return series(t, (outer * outer + inner * inner) / 2, (q) => (2 * (integral(q, outer) - integral(q, inner))) / area);
}

const calcium = mechanism("radialCalcium", {
  placed: "in a volume",
  parameters: { diffusion: [`${DIFFUSION} µm²/ms`, prescribed], start: ["0 µM", prescribed] },
  reads: { influx: "µM/ms" },
  states: { ca: "µM" },
  derivative: (_, { influx }) => ({ ca: influx }),
  initial: (_, p) => ({ ca: p.start }),
  ion: { name: "ca", valence: 2, state: "ca" },
  mobile: { ca: "diffusion" },
});

/** A calcium current that nothing governs. */
const steadyInflux = mechanism("steadyInflux", {
  placed: "over membrane",
  parameters: { density: ["1 pA/µm²", prescribed], leak: ["1 nS/µm²", prescribed], reversal: ["0 mV", prescribed] },
  reads: { v: "mV" },
  states: {},
  // The leak takes what the calcium brings, so that the voltage stays in range.
  current: (_, { v }, p) => ({ total: p.leak * (v - p.reversal) - p.density, ca: -p.density }),
});

/** µM in each shell, outermost first, at each of the times. */
function simulated(count: number, dt: string): number[][] {
  // A current of doubly charged ions: 2·F·flux; one C/mol is 10⁻⁶ pA·ms/(µM·µm³).
  const density = 2 * 96_485.332_12e-6 * FLUX;
  const cell: Cell = {
    sections: [piece("dendrite", "cylinder", [1, 2 * RADIUS_um], 1)],
    membrane: [{ mechanism: steadyInflux, in: "everywhere", with: { density: `${density} pA/µm²` } }],
    pools: [{ mechanism: calcium, in: "everywhere", shells: count }],
    start: "0 mV",
  };
  const samples = measured({
    cell, duration: "1 ms", step: { kind: "fixed", dt },
    probes: Object.fromEntries(Array.from({ length: count }, (_, shell) =>
      [String(shell), { of: "radialCalcium.ca", at: { section: "cylinder", shell }, every: "0.01 ms" }])),
  });
  return TIMES_ms.map((t) => Array.from({ length: count }, (_, shell) =>
    trace(samples, String(shell))[Math.round(t / 0.01)] as number));
}

/** The largest error of any shell's mean at any of the times, by the concentration at the surface then, in percent. */
function shellError(count: number, dt: string): number {
  const thickness = RADIUS_um / count;
  return Math.max(...simulated(count, dt).map((found, i) => {
    const t = TIMES_ms[i] as number;
    const radius = (shell: number): number => RADIUS_um - shell * thickness;
    const expected = found.map((_, shell) => shellMean(radius(shell + 1), radius(shell), t));
    return (100 * largestDifference(found, expected)) / atRadius(RADIUS_um, t);
  }));
}

export function radialDiffusionRows(): EvidenceRow[] {
  const folder = oracleFolder();
  const counts = [5, 10, 20, 40];
  const errors = counts.map((count) => shellError(count, "0.001 ms"));
  return [
    ...(folder === undefined ? leftOut("O6") : fileRows(folder)),
    told("O6, 5, 10, 20, 40 shells: largest errors by what stands at the surface, %", "", errors.map(shown).join(" ")),
    judged("O6, 40 shells: largest error by what stands at the surface", "Crank", errors[3] as number, 0.1, "%"),
    judged("O6, order in space: 20 → 40 shells", "2", orderOf(errors) - 2, 0.1),
  ];
}

/** Two evaluations of the series, ours and the file's, at eleven radii. */
function fileRows(folder: string): EvidenceRow[] {
  const columns = readColumns(folder, "nrn/O6_radial_diffusion_constant_influx_cylinder.csv");
  const differences = TIMES_ms.map((t, row) => {
    const reference = columns.slice(1).map((column) => column[row] as number);
    const ours = reference.map((_, k) => atRadius(0.05 * k, t));
    return largestDifference(ours, reference) / (reference.at(-1) as number);
  });
  return [judged("O6, the closed form here against the file's nine digits", "1", Math.max(...differences), 1e-8)];
}
