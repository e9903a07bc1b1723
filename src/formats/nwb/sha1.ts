/**
 * SHA-1 (FIPS 180-4) and name-based identifiers (RFC 9562, version 5), synchronous, without WebCrypto, which browsers
 * withhold from pages that were not loaded securely. For names, never for secrecy.
 */

/** A running SHA-1: `update` as often as wanted, `digest` once. */
export class Sha1 {
  readonly #state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  readonly #block = new Uint8Array(64);
  readonly #words = new Int32Array(80);
  #filled = 0;
  #bytes = 0;

  update(data: Uint8Array): this {
    this.#bytes += data.length;
    let at = 0;
    while (at < data.length) {
      const take = Math.min(64 - this.#filled, data.length - at);
      this.#block.set(data.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled === 64) this.#compress();
    }
    return this;
  }

  digest(): Uint8Array {
    const bits = this.#bytes * 8;
    this.update(Uint8Array.of(0x80));
    while (this.#filled !== 56) this.update(Uint8Array.of(0));
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(bits));
    this.update(new Uint8Array(length.buffer));
    const result = new DataView(new ArrayBuffer(20));
    this.#state.forEach((word, i) => result.setInt32(4 * i, word));
    return new Uint8Array(result.buffer);
  }

  #compress(): void {
    const w = this.#words;
    const block = new DataView(this.#block.buffer);
    for (let t = 0; t < 16; t += 1) w[t] = block.getInt32(4 * t);
    const at = (t: number): number => w[t] ?? 0;
    for (let t = 16; t < 80; t += 1) w[t] = rotated(at(t - 3) ^ at(t - 8) ^ at(t - 14) ^ at(t - 16), 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = this.#state;
    for (let t = 0; t < 80; t += 1) {
      const mixed =
        t < 20 ? ((b & c) | (~b & d)) + 0x5a827999 : t < 40 ? (b ^ c ^ d) + 0x6ed9eba1 : t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc : (b ^ c ^ d) + 0xca62c1d6;
      const next = (rotated(a, 5) + mixed + e + at(t)) | 0;
      [e, d, c, b, a] = [d, c, rotated(b, 30), a, next];
    }
    const sums = [a, b, c, d, e];
    for (let i = 0; i < 5; i += 1) this.#state[i] = ((this.#state[i] ?? 0) + (sums[i] ?? 0)) | 0;
    this.#filled = 0;
  }
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** The namespace of names that are URLs, by RFC 9562. */
export const URL_NAMESPACE = "6ba7b811-9dad-11d1-80b4-00c04fd430c8";

/** The identifier of `name` within `namespace` (a UUID): the same name always gets the same one. */
export function nameUuid(namespace: string, name: string | Uint8Array): string {
  const space = Uint8Array.from(namespace.replaceAll("-", "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hash = new Sha1().update(space).update(typeof name === "string" ? new TextEncoder().encode(name) : name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** SHA-1 of plain data: numbers, texts, arrays and typed arrays within objects, whatever the order of their keys. */
export function contentHash(value: unknown): Uint8Array {
  const hash = new Sha1();
  const encoder = new TextEncoder();
  const feed = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) {
      hash.update(encoder.encode(`${part.constructor.name} ${part.byteLength}\n`));
      hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    } else if (Array.isArray(part)) {
      hash.update(encoder.encode(`[${part.length}\n`));
      part.forEach(feed);
    } else if (typeof part === "object" && part !== null) {
      const fields = Object.entries(part).filter(([, field]) => field !== undefined);
      hash.update(encoder.encode(`{${fields.length}\n`));
      for (const [key, field] of fields.sort(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(encoder.encode(`${JSON.stringify(key)}:`));
        feed(field);
      }
    } else hash.update(encoder.encode(`${JSON.stringify(part)}\n`));
  };
  feed(value);
  return hash.digest();
}
