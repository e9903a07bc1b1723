import { Inflate } from "fflate";
import type { Unpacked } from "./codecs.js";

/** Input is fed in pieces, so that damage costs only what follows it, and a bomb unpacks at most one piece too far. */
const PIECE = 8192;

/** Deflate in a zlib wrapper (RFC 1950, 1951), its Adler-32 checked. */
export function inflate(stored: Uint8Array, limit: number): Unpacked {
  const [method = 0, flags = 0] = stored;
  if ((method & 15) !== 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 !== 0 || (flags & 32) !== 0) {
    return { bytes: new Uint8Array(0), problem: "expected a zlib header, found none" };
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  let problem: string | undefined;
  const stream = new Inflate((piece) => {
    pieces.push(piece);
    length += piece.length;
  });
  try {
    for (let at = 2; at < stored.length && length < limit; at += PIECE) stream.push(stored.subarray(at, at + PIECE), false);
  } catch (error) {
    problem = `its deflate data are damaged (${(error as Error).message})`;
  }
  const bytes = joined(pieces, Math.min(length, limit));
  if (problem === undefined && length === limit && !checksumFits(stored, bytes)) problem = "its checksum does not fit: some of its readings are wrong";
  return problem === undefined ? { bytes } : { bytes, problem };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    if (at >= length) break;
    out.set(at + piece.length > length ? piece.subarray(0, length - at) : piece, at);
    at += piece.length;
  }
  return out;
}

/** Strips may be padded by a few bytes after the checksum. */
function checksumFits(stored: Uint8Array, bytes: Uint8Array): boolean {
  const wanted = adler32(bytes);
  for (let padding = 0; padding < 4; padding++) {
    const at = stored.length - 4 - padding;
    if (at < 2) return true;
    const found = (((stored[at] as number) << 24) | ((stored[at + 1] as number) << 16) | ((stored[at + 2] as number) << 8) | (stored[at + 3] as number)) >>> 0;
    if (found === wanted) return true;
  }
  return false;
}

/** RFC 1950: two sums modulo 65521; 2654 steps fit before a sum could pass 2^31. */
function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + 2654, bytes.length);
    for (; at < end; at++) high += low += bytes[at] as number;
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}
