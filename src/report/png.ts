import { zlibSync } from "fflate";
import { assert } from "#errors";

/** How samples lie in `PngImage.samples`: one byte of grey, three of red, green, blue, or one index into a palette. */
export type PngKind = "grey" | "rgb" | "palette";

export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly kind: PngKind;
  /** Row after row from the top, 8 bits a sample. */
  readonly samples: Uint8Array;
  /** Up to 256 colours, three bytes each; for `palette` only. */
  readonly palette?: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const COLOUR_TYPE = { grey: 0, rgb: 2, palette: 3 } as const;

/** CRC-32 of each byte value, polynomial 0xEDB88320. */
const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (CRC[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

function chunk(kind: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = kind.charCodeAt(i);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, checksum(bytes.subarray(4, 8 + data.length)));
  return bytes;
}

/**
 * A PNG file (ISO/IEC 15948:2004) of 8-bit grey, RGB or palette samples: no interlace, no filter, no metadata, so equal
 * pixels give equal bytes. Noise, which is what line scans are made of, gains nothing from filters.
 */
export function encodePng({ width, height, kind, samples, palette }: PngImage): Uint8Array {
  assert(width > 0 && height > 0 && Number.isInteger(width) && Number.isInteger(height), "a picture has whole, positive sides");
  const stride = width * (kind === "rgb" ? 3 : 1);
  assert(samples.length === stride * height, "a picture has one sample a pixel and channel");
  assert((kind === "palette") === (palette !== undefined), "a palette belongs to indexed pixels and to no others");
  assert(palette === undefined || (palette.length % 3 === 0 && palette.length <= 768), "a palette has at most 256 colours");

  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = COLOUR_TYPE[kind];

  const rows = new Uint8Array((stride + 1) * height); // each row starts with its filter, 0
  for (let y = 0; y < height; y++) rows.set(samples.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);

  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", palette)] : []),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base 64 with padding (RFC 4648 §4), the same in Node and in a browser. */
export function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const letter = (shift: number): string => BASE64.charAt((word >>> shift) & 63);
    pieces.push(letter(18) + letter(12) + (left > 1 ? letter(6) : "=") + (left > 2 ? letter(0) : "="));
  }
  return pieces.join("");
}
