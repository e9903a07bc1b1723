import type { FileSource } from "../source.js";
import type { AbfHeader } from "./header.js";
import type { Extent } from "./sweeps.js";

/** Bytes asked for at once: sweeps are small, requests are dear. */
const CHUNK = 8 << 20;

/** Factor and shift that bring a channel's stored numbers to mV, pA or the file's own unit. */
export interface Scale {
  readonly factor: number;
  readonly shift: number;
}

/**
 * Each sweep's samples as one array per channel, in the order of `extents`; `done` is told of every sweep.
 *
 * Samples of the channels alternate in the file. Stored integers times `factor` plus `shift` are rounded to 32-bit
 * floats, whose 24 bits hold any 16-bit reading.
 */
export async function readSamples(
  file: FileSource,
  header: AbfHeader,
  extents: readonly Extent[],
  scales: readonly Scale[],
  done: (sweeps: number) => void,
): Promise<Float32Array[][]> {
  const sweeps: Float32Array[][] = [];
  const size = header.sampleBytes;
  let next = 0;
  while (next < extents.length) {
    const group = groupFrom(extents, next, size);
    const from = group[0]?.first ?? 0;
    const to = group.reduce((end, extent) => Math.max(end, extent.first + extent.samples), 0);
    const bytes = await file.read(header.dataStart + from * size, header.dataStart + to * size);
    const stored = size === 2 ? asInt16(bytes) : asFloat32(bytes);
    for (const extent of group) sweeps.push(separate(stored, extent.first - from, extent.samples, scales));
    next += group.length;
    done(next);
  }
  return sweeps;
}

/** Neighbouring sweeps worth one request. */
function groupFrom(extents: readonly Extent[], next: number, sampleBytes: number): readonly Extent[] {
  let end = next;
  let bytes = 0;
  for (; end < extents.length && (end === next || bytes < CHUNK); end++) bytes += (extents[end]?.samples ?? 0) * sampleBytes;
  return extents.slice(next, end);
}

function separate(stored: Int16Array | Float32Array, first: number, samples: number, scales: readonly Scale[]): Float32Array[] {
  const width = scales.length;
  return scales.map(({ factor, shift }, channel) => {
    const values = new Float32Array(samples / width);
    for (let i = 0, at = first + channel; i < values.length; i++, at += width) values[i] = (stored[at] ?? 0) * factor + shift;
    return values;
  });
}

/** Views need alignment, which a slice of a file needn't have. Machines that run JavaScript are little-endian, as ABF is. */
function asInt16(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 2));
}

function asFloat32(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 4));
}
