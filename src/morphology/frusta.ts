import type { SectionPoint } from "./sections.js";

/** Integrals over each of some equal pieces of a section, in order. */
export interface Pieces {
  /** µm², lateral membrane */
  readonly area: Float64Array;
  /** µm³ */
  readonly volume: Float64Array;
  /** 1/µm, ∫dx/A */
  readonly resistance: Float64Array;
}

/**
 * Cuts a section into `count` pieces of equal length and integrates each exactly, frustum by frustum. Between diameters
 * d₁ and d₂, a length h apart,
 *
 *     area = π/2·(d₁ + d₂)·√(h² + (d₁ − d₂)²/4)    volume = π/12·h·(d₁² + d₁d₂ + d₂²)    ∫dx/A = 4h/(π·d₁·d₂)
 *
 * A step (two points at one place) adds its ring of membrane to the piece that ends there, as in NEURON.
 */
export function cut(points: readonly SectionPoint[], count: number): Pieces {
  const area = new Float64Array(count);
  const volume = new Float64Array(count);
  const resistance = new Float64Array(count);
  const last = points.length - 1;
  const point = (i: number): SectionPoint => points[i] as SectionPoint;
  const length = point(last).at;
  let before = 0;
  let { at, diameter } = point(0);
  for (let piece = 0; piece < count; piece++) {
    const end = piece === count - 1 ? length : (length * (piece + 1)) / count;
    let [a, v, r] = [0, 0, 0];
    const advance = (to: number, d: number): void => {
      const h = to - at;
      const half = (d - diameter) / 2;
      a += (diameter + d) * Math.sqrt(h * h + half * half);
      v += h * (diameter * diameter + diameter * d + d * d);
      r += h / (diameter * d);
      at = to;
      diameter = d;
    };
    for (; before < last && point(before + 1).at <= end; before++) {
      const next = point(before + 1);
      advance(next.at, next.diameter);
    }
    if (at < end) {
      const [from, to] = [point(before), point(before + 1)];
      advance(end, from.diameter + ((to.diameter - from.diameter) * (end - from.at)) / (to.at - from.at));
    }
    area[piece] = (Math.PI / 2) * a;
    volume[piece] = (Math.PI / 12) * v;
    resistance[piece] = (4 / Math.PI) * r;
  }
  return { area, volume, resistance };
}
