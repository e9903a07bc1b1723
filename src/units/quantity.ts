import { failures } from "#errors";

const misuse = failures("usage", {
  "quantity-malformed": (f: { text: string; what: string; example: string }) =>
    `"${f.text}" is not ${f.what}: write it like ${f.example}.`,
  "unit-unknown": (f: { text: string; unit: string; what: string; known: string }) =>
    `"${f.text}": ${f.unit === "" ? "the unit is missing" : `"${f.unit}" is no unit of ${f.what}`}; known are ${f.known}.`,
  "range-empty": (f: { text: string }) => `"${f.text}" is empty: the first number must be the smaller.`,
});

/** Factors to the canonical unit of each dimension (ms, mV, µm, pA, µM, counts, %). */
const DIMENSIONS = {
  time: { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, min: 6e4 },
  potential: { uV: 1e-3, µV: 1e-3, mV: 1, V: 1e3 },
  length: { nm: 1e-3, um: 1, µm: 1, mm: 1e3 },
  current: { pA: 1, nA: 1e3, uA: 1e6, µA: 1e6, A: 1e12 },
  concentration: { nM: 1e-3, uM: 1, µM: 1, mM: 1e3, M: 1e6 },
} as const satisfies Record<string, Record<string, number>>;

export type Dimension = keyof typeof DIMENSIONS;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;

/** The spellings that people and files use, folded: Greek mu for the micro sign, a true minus, no spaces. */
function normalise(text: string): string {
  return text.trim().replaceAll("μ", "µ").replaceAll("−", "-").replace(/\s+/g, "");
}

/** "2 ms", "1000ms" or "0.5s" in the dimension's canonical unit (ms, mV, µm, pA, µM). Throws a usage RigError. */
export function parseQuantity(text: string, dimension: Dimension): number {
  const match = new RegExp(`^(${NUMBER})(\\D*)$`, "u").exec(normalise(text));
  const units: Record<string, number> = DIMENSIONS[dimension];
  const known = Object.keys(units).join(", ");
  if (!match) throw misuse("quantity-malformed", { text, what: `a ${dimension}`, example: `2${Object.keys(units)[1]}` });
  const unit = match[2] ?? "";
  const factor = units[unit];
  if (factor === undefined) throw misuse("unit-unknown", { text, unit, what: dimension, known });
  return Number(match[1]) * factor;
}

/** A moment or duration: in ms, or in lines where the recording has no clock. */
export type Time = { readonly ms: number } | { readonly lines: number };

/** "1000ms", "1.2s" or "120lines". */
export function parseTime(text: string): Time {
  const lines = new RegExp(`^(${NUMBER})lines?$`, "u").exec(normalise(text));
  return lines ? { lines: Number(lines[1]) } : { ms: parseQuantity(text, "time") };
}

/** `from` inclusive, `to` exclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
  readonly unit: "ms" | "lines";
}

/** "0:100lines" (lines 0 to 99) or "0:200ms". Throws a usage RigError. */
export function parseTimeRange(text: string): TimeRange {
  const { from, to, unit } = parseRange(text, "a stretch of time", "0:100lines or 0:200ms");
  if (!(to > from)) throw misuse("range-empty", { text });
  if (unit === "line" || unit === "lines") return { from, to, unit: "lines" };
  const factor = (DIMENSIONS.time as Record<string, number>)[unit];
  if (factor === undefined) throw misuse("unit-unknown", { text, unit, what: "time", known: "lines, us, ms, s" });
  return { from: from * factor, to: to * factor, unit: "ms" };
}

/**
 * A stretch of the scanned line. Pixels: `from` and `to` both belong to it, as in imaging programs. µm: pixels whose
 * centres lie within.
 */
export interface PixelRange {
  readonly from: number;
  readonly to: number;
  readonly unit: "px" | "um";
}

/** "32:37px" (six pixels) or "2.1:3.0um". Throws a usage RigError. */
export function parsePixelRange(text: string): PixelRange {
  const { from, to, unit } = parseRange(text, "a stretch of the line", "32:37px or 2.1:3.0um");
  if (!(to >= from) || from < 0) throw misuse("range-empty", { text });
  if (unit === "px" || unit === "pixel" || unit === "pixels") {
    if (!Number.isInteger(from) || !Number.isInteger(to)) {
      throw misuse("quantity-malformed", { text, what: "a range of whole pixels", example: "32:37px" });
    }
    return { from, to, unit: "px" };
  }
  const factor = (DIMENSIONS.length as Record<string, number>)[unit];
  if (factor === undefined) throw misuse("unit-unknown", { text, unit, what: "the line", known: "px, um, nm" });
  return { from: from * factor, to: to * factor, unit: "um" };
}

function parseRange(text: string, what: string, example: string): { from: number; to: number; unit: string } {
  const match = new RegExp(`^(${NUMBER}):(${NUMBER})(\\D*)$`, "u").exec(normalise(text));
  if (!match) throw misuse("quantity-malformed", { text, what, example });
  return { from: Number(match[1]), to: Number(match[2]), unit: match[3] ?? "" };
}
