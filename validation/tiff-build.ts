import { zlibSync } from "fflate";

/**
 * TIFF files by the specification, for tests: written apart from the project's own writer, one choice of coding at a
 * time, in either byte order, classic or Big.
 */
export interface BuildOptions {
  readonly byteOrder?: "little" | "big";
  readonly big?: boolean;
}

/** One page: its tags beyond those that follow from the image, and the pieces its pixels are stored in. */
export interface BuildPage {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly format?: number;
  readonly samples?: number;
  readonly compression?: number;
  readonly photometric?: number;
  readonly predictor?: number;
  readonly planar?: boolean;
  readonly description?: string;
  readonly software?: string;
  /** Stored strips or tiles, as they stand in the file. */
  readonly pieces: readonly Uint8Array[];
  readonly rowsPerStrip?: number;
  readonly tile?: { readonly width: number; readonly height: number };
  /** Any further or overriding entries; `undefined` leaves the tag out. */
  readonly tags?: Readonly<Record<number, readonly number[] | undefined>>;
}

const SHORT = 3;
const LONG = 4;
const LONG8 = 16;

export function buildTiff(pages: readonly BuildPage[], { byteOrder = "little", big = false }: BuildOptions = {}): Uint8Array {
  const little = byteOrder === "little";
  const out = new Growing(little);
  out.bytes(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  out.u16(big ? 43 : 42);
  if (big) {
    out.u16(8);
    out.u16(0);
  }
  let link = out.length;
  out.word(0, big);
  for (const page of pages) {
    const offsets = page.pieces.map((piece) => {
      out.align();
      const at = out.length;
      out.bytes(piece);
      return at;
    });
    const samples = page.samples ?? 1;
    const tags = new Map<number, { readonly type: number; readonly values: readonly number[] }>();
    const put = (tag: number, type: number, ...values: number[]): unknown => tags.set(tag, { type, values });
    put(256, LONG, page.width);
    put(257, LONG, page.height);
    put(258, SHORT, ...Array.from({ length: samples }, () => page.bits));
    put(259, SHORT, page.compression ?? 1);
    put(262, SHORT, page.photometric ?? 1);
    put(277, SHORT, samples);
    put(284, SHORT, page.planar ? 2 : 1);
    if (page.predictor !== undefined) put(317, SHORT, page.predictor);
    put(339, SHORT, ...Array.from({ length: samples }, () => page.format ?? 1));
    if (page.description !== undefined) put(270, 2, ...new TextEncoder().encode(`${page.description}\0`));
    if (page.software !== undefined) put(305, 2, ...new TextEncoder().encode(`${page.software}\0`));
    const counts = page.pieces.map((piece) => piece.length);
    if (page.tile) {
      put(322, LONG, page.tile.width);
      put(323, LONG, page.tile.height);
      put(324, big ? LONG8 : LONG, ...offsets);
      put(325, big ? LONG8 : LONG, ...counts);
    } else {
      put(273, big ? LONG8 : LONG, ...offsets);
      put(278, LONG, page.rowsPerStrip ?? page.height);
      put(279, big ? LONG8 : LONG, ...counts);
    }
    for (const [tag, values] of Object.entries(page.tags ?? {})) {
      if (values) put(Number(tag), tags.get(Number(tag))?.type ?? SHORT, ...values);
      else tags.delete(Number(tag));
    }
    const entries = [...tags].sort(([a], [b]) => a - b).map(([tag, { type, values }]) => {
      const size = { 2: 1, 3: 2, 4: 4, 16: 8 }[type] ?? 4;
      const inline = values.length * size <= (big ? 8 : 4);
      let at = 0;
      if (!inline) {
        out.align();
        at = out.length;
        values.forEach((value) => out.sized(value, size));
      }
      return { tag, type, values, size, at, inline };
    });
    out.align();
    out.patch(link, out.length, big);
    if (big) out.u64(entries.length);
    else out.u16(entries.length);
    for (const { tag, type, values, size, at, inline } of entries) {
      out.u16(tag);
      out.u16(type);
      out.word(values.length, big);
      const before = out.length;
      if (inline) values.forEach((value) => out.sized(value, size));
      else out.word(at, big);
      while (out.length < before + (big ? 8 : 4)) out.bytes([0]);
    }
    link = out.length;
    out.word(0, big);
  }
  return out.done();
}

/** Bytes that grow, in one byte order. */
class Growing {
  private held = new Uint8Array(1024);
  length = 0;
  constructor(private readonly little: boolean) {}
  private room(more: number): DataView {
    if (this.length + more > this.held.length) {
      const larger = new Uint8Array(2 * (this.length + more));
      larger.set(this.held);
      this.held = larger;
    }
    return new DataView(this.held.buffer);
  }
  bytes(bytes: ArrayLike<number>): void {
    this.room(bytes.length);
    this.held.set(bytes, this.length);
    this.length += bytes.length;
  }
  align(): void {
    while (this.length % 8 !== 0) this.bytes([0]);
  }
  u16(value: number): void {
    this.sized(value, 2);
  }
  u64(value: number): void {
    this.sized(value, 8);
  }
  word(value: number, big: boolean): void {
    this.sized(value, big ? 8 : 4);
  }
  sized(value: number, size: number): void {
    this.write(this.room(size), this.length, value, size);
    this.length += size;
  }
  patch(at: number, value: number, big: boolean): void {
    this.write(this.room(0), at, value, big ? 8 : 4);
  }
  private write(view: DataView, at: number, value: number, size: number): void {
    if (size === 1) view.setUint8(at, value);
    else if (size === 2) view.setUint16(at, value, this.little);
    else if (size === 4) view.setUint32(at, value, this.little);
    else view.setBigUint64(at, BigInt(value), this.little);
  }
  done(): Uint8Array {
    return this.held.slice(0, this.length);
  }
}

/** Numbers as stored samples of 8, 16, 32 or 64 bits. */
export function stored(values: readonly number[], bits: number, format: number, byteOrder: "little" | "big" = "little"): Uint8Array {
  const little = byteOrder === "little";
  const bytes = new Uint8Array((values.length * bits) / 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    const at = (i * bits) / 8;
    if (format === 3 && bits === 32) view.setFloat32(at, value, little);
    else if (format === 3) view.setFloat64(at, value, little);
    else if (bits === 8) view.setUint8(at, value);
    else if (bits === 16) view.setUint16(at, value, little);
    else if (bits === 32) view.setUint32(at, value, little);
    else view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), little);
  });
  return bytes;
}

export const deflated = (bytes: Uint8Array): Uint8Array => zlibSync(bytes);

/** PackBits with literal runs and repeats, by TIFF 6.0 section 9. */
export function packedBits(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 128 && bytes[at + run] === bytes[at]) run++;
    if (run > 1) out.push(257 - run, bytes[at] ?? 0);
    else out.push(0, bytes[at] ?? 0);
    at += run;
  }
  return Uint8Array.from(out);
}

/** LZW by the pseudocode of TIFF 6.0 section 13, or as it was before 1987: lowest bit first, widened on time. */
export function lzw(bytes: Uint8Array, oldStyle = false): Uint8Array {
  const codes: { readonly code: number; readonly width: number }[] = [];
  let table = new Map<string, number>();
  let next = 258;
  let width = 9;
  const reset = (): void => {
    codes.push({ code: 256, width });
    table = new Map();
    next = 258;
    width = 9;
  };
  const codeOf = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (table.get(text) ?? -1));
  reset();
  let omega = "";
  for (const byte of bytes) {
    const longer = omega + String.fromCharCode(byte);
    if (longer.length === 1 || table.has(longer)) {
      omega = longer;
      continue;
    }
    codes.push({ code: codeOf(omega), width });
    table.set(longer, next++);
    if (next + (oldStyle ? 0 : 1) > 1 << width && width < 12) width++;
    if (next === 4094) reset();
    omega = String.fromCharCode(byte);
  }
  if (omega !== "") {
    codes.push({ code: codeOf(omega), width });
    next++;
    if (next + (oldStyle ? 0 : 1) > 1 << width && width < 12) width++;
  }
  codes.push({ code: 257, width });
  const bits = codes.flatMap(({ code, width: w }) => Array.from({ length: w }, (_, i) => (oldStyle ? (code >> i) & 1 : (code >> (w - 1 - i)) & 1)));
  const out = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    out[i >> 3] = (out[i >> 3] ?? 0) | (bit << (oldStyle ? i % 8 : 7 - (i % 8)));
  });
  return out;
}
