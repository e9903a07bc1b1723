import { zlibSync } from "fflate";

/**
 * A TrueType file packed as WOFF 1.0 (W3C Recommendation 2012, §§3–5): the same tables, each deflated, for a page to embed.
 * Returns undefined where `font` is no TrueType or OpenType file, and the page then falls back on the reader's fonts.
 */
export function woffFromTrueType(font: Uint8Array): Uint8Array | undefined {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  if (font.length < 12 || ![0x00010000, 0x4f54544f].includes(view.getUint32(0))) return undefined;
  const count = view.getUint16(4);
  if (font.length < 12 + 16 * count) return undefined;

  const tables = Array.from({ length: count }, (_, i) => {
    const entry = 12 + 16 * i;
    const offset = view.getUint32(entry + 8);
    const plain = font.subarray(offset, offset + view.getUint32(entry + 12));
    const deflated = zlibSync(plain, { level: 9 });
    const stored = deflated.length < plain.length ? deflated : plain;
    return { tag: view.getUint32(entry), checksum: view.getUint32(entry + 4), plain, stored };
  });
  const padded = (length: number): number => (length + 3) & ~3;
  const bodyAt = 44 + 20 * count;
  const total = tables.reduce((sum, table) => sum + padded(table.stored.length), bodyAt);

  const woff = new Uint8Array(total);
  const out = new DataView(woff.buffer);
  out.setUint32(0, 0x774f4646); // "wOFF"
  out.setUint32(4, view.getUint32(0));
  out.setUint32(8, total);
  out.setUint16(12, count);
  out.setUint32(16, tables.reduce((sum, table) => sum + padded(table.plain.length), 12 + 16 * count));
  out.setUint16(20, 1); // version 1.0; metadata and private blocks stay zero: there are none
  let at = bodyAt;
  for (const [i, table] of tables.entries()) {
    const entry = 44 + 20 * i;
    out.setUint32(entry, table.tag);
    out.setUint32(entry + 4, at);
    out.setUint32(entry + 8, table.stored.length);
    out.setUint32(entry + 12, table.plain.length);
    out.setUint32(entry + 16, table.checksum);
    woff.set(table.stored, at);
    at += padded(table.stored.length);
  }
  return woff;
}
