/** A recording's fingerprint: whoever repeats the run, wherever, must come to the same. */
import { failures } from "#errors";
import type { PixelArray } from "./line-scan.js";
import type { Recording } from "./recording.js";

const refused = failures("refused", {
  "no-digest": (f: { recording: string }) =>
    `No hash of "${f.recording}": this place computes no SHA-256, which browsers do on https and on localhost alone. Open ` +
    "the page there, or let radiatum simulate --hash print the hash.",
});

/** Numbers before each block of samples, 32 bits each: what it is, which channel, how wide, bytes a sample, samples. */
const HEADER = 5;
const KIND = { sweep: 1, lines: 2, picture: 3 } as const;

interface Block {
  readonly kind: number;
  readonly channel: number;
  readonly width: number;
  readonly samples: PixelArray;
}

/**
 * SHA-256 of what was recorded, 64 hexadecimal digits: every sample of every sweep and every reading of every pixel, to the
 * bit. Of each trial in its order, and of each picture after them, a SHA-256 is taken over blocks of little-endian
 * samples with their sizes, sweeps before line scans; the hash is the SHA-256 of those one after the other. Names, notes
 * and times are no part of it. The same in Node and in browsers; rejects where there is no `crypto.subtle`.
 */
export async function recordingHash(recording: Recording): Promise<string> {
  const { trials, sweeps, lineScans, images } = recording;
  const parts = trials.map(({ index }): Block[] => [
    ...sweeps.filter(({ trial }) => trial === index).map(({ samples }, channel): Block => ({ kind: KIND.sweep, channel, width: 1, samples })),
    ...lineScans.flatMap(({ pixelsPerLine: width, trials: scanned }, scan) => scanned.filter(({ trial }) => trial === index)
      .flatMap(({ pixels }) => pixels.map((read, k): Block =>
        ({ kind: KIND.lines + 256 * scan, channel: k, width, samples: read ?? new Uint8Array(0) })))),
  ]);
  const pictures = images.map(({ width, pixels: samples }, channel): Block[] => [{ kind: KIND.picture, channel, width, samples }]);
  const { crypto } = globalThis as { readonly crypto?: { readonly subtle?: Digests } };
  if (!crypto?.subtle) throw refused("no-digest", { recording: recording.name });
  const { subtle } = crypto;
  const digestOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> => new Uint8Array(await subtle.digest("SHA-256", bytes));
  const digests: Uint8Array[] = [];
  for (const blocks of [...parts, ...pictures]) digests.push(await digestOf(bytesOf(blocks)));
  const all = new Uint8Array(digests.length * 32);
  digests.forEach((digest, k) => all.set(digest, 32 * k));
  return [...await digestOf(all)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What both Node and browsers have of it. */
interface Digests {
  digest(algorithm: "SHA-256", bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

/** Little-endian, whatever the machine. */
function bytesOf(blocks: readonly Block[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(blocks.reduce((sum, { samples }) => sum + 4 * HEADER + samples.byteLength, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { kind, channel, width, samples } of blocks) {
    const size = samples.BYTES_PER_ELEMENT;
    [kind, channel, width, size, samples.length].forEach((number, k) => view.setUint32(at + 4 * k, number, true));
    at += 4 * HEADER;
    bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), at);
    if (BIG_ENDIAN) for (let from = at; from < at + samples.byteLength; from += size) bytes.subarray(from, from + size).reverse();
    at += samples.byteLength;
  }
  return bytes;
}

const BIG_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;
