/** What a strip or tile unpacked to: all of it, or what came before `problem`. */
export interface Unpacked {
  readonly bytes: Uint8Array;
  readonly problem?: string;
}

/** Unpacks `stored` to at most `limit` bytes. */
export type Codec = (stored: Uint8Array, limit: number) => Unpacked;

/**
 * How many bytes one stored byte can become at most, so that no file makes us allocate beyond its size.
 * Deflate: 258 bytes from two bits (1032), rounded up. PackBits: 128 from two. LZW: once the table is full, codes of 12
 * bits stand for strings of at most 3838 bytes.
 */
export const EXPANSION = { none: 1, packBits: 64, deflate: 1100, lzw: 2560 } as const;

/** PackBits: a count, then literal bytes (0 to 127: count + 1) or one byte to repeat (−1 to −127: 1 − count). TIFF 6.0 §9. */
export function unpackBits(stored: Uint8Array, limit: number): Unpacked {
  const out = new Uint8Array(Math.min(limit, stored.length * EXPANSION.packBits));
  let at = 0;
  let length = 0;
  while (at < stored.length && length < out.length) {
    const head = stored[at++] as number;
    if (head === 128) continue;
    if (head < 128) {
      const take = Math.min(head + 1, out.length - length, stored.length - at);
      out.set(stored.subarray(at, at + take), length);
      length += take;
      at += take;
    } else if (at < stored.length) {
      const end = Math.min(length + 257 - head, out.length);
      out.fill(stored[at++] as number, length, end);
      length = end;
    }
  }
  return { bytes: out.subarray(0, length) };
}

const CLEAR = 256;
const END = 257;
const TABLE = 4096;

/**
 * LZW (TIFF 6.0 §13): codes from the most significant bit, widened one code early. Files of before 1987 run from the
 * least significant bit and widen on time; they show by starting with the byte 0 and an odd one.
 *
 * Every string of the table is a stretch of what is already unpacked (a string and the character after it), so the
 * table keeps places, not characters.
 */
export function unpackLzw(stored: Uint8Array, limit: number): Unpacked {
  const oldStyle = stored.length > 1 && stored[0] === 0 && ((stored[1] as number) & 1) === 1;
  const early = oldStyle ? 0 : 1;
  const most = Math.min(limit, stored.length * EXPANSION.lzw);
  let out = new Uint8Array(Math.min(most, 8 * stored.length + 1024));
  const starts = new Uint32Array(TABLE);
  const lengths = new Uint16Array(TABLE);
  let length = 0;
  let at = 0;
  let held = 0;
  let heldBits = 0;
  let width = 9;
  let next = END + 1;
  let before = -1; // where the previous string starts, −1 after a clear code
  let beforeLength = 0;
  while (length < most) {
    while (heldBits < width && at < stored.length) {
      const byte = stored[at++] as number;
      held = oldStyle ? held | (byte << heldBits) : ((held << 8) | byte) & 0xffffff;
      heldBits += 8;
    }
    if (heldBits < width) break; // the data end without an end code: what is there counts
    const mask = (1 << width) - 1;
    const code = oldStyle ? held & mask : (held >> (heldBits - width)) & mask;
    heldBits -= width;
    if (oldStyle) held >>= width;
    if (code === END) break;
    if (code === CLEAR) {
      width = 9;
      next = END + 1;
      before = -1;
      continue;
    }
    const grown = before >= 0 && next < TABLE;
    if (grown) {
      starts[next] = before;
      lengths[next] = beforeLength + 1;
      next++;
    }
    before = length;
    if (length + TABLE > out.length && out.length < most) out = enlarged(out, most);
    if (code < CLEAR) {
      out[length++] = code;
      beforeLength = 1;
    } else {
      if (code >= next) {
        return { bytes: out.subarray(0, length), problem: `its LZW data are damaged at byte ${at} of the strip (code ${code} is not in the table of ${next})` };
      }
      const count = lengths[code] as number;
      const from = starts[code] as number;
      const end = Math.min(length + count, out.length);
      for (let source = from; length < end; source++) out[length++] = out[source] as number;
      beforeLength = count;
    }
    if (grown && next + early >= 1 << width && width < 12) width++;
  }
  return { bytes: out.subarray(0, length) };
}

/** Twice the room, within `most`: a small strip that declares a large image gets no more memory than it fills. */
function enlarged(bytes: Uint8Array<ArrayBuffer>, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(most, 2 * bytes.length));
  larger.set(bytes);
  return larger;
}
