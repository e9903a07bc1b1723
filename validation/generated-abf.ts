/** Small ABF files with known contents, for tests: what the readers' own tables say, written by other code. */

export interface GeneratedAbf {
  readonly mode: 1 | 2 | 3 | 4 | 5;
  /** Names and units, in sampling order. */
  readonly channels: readonly { readonly name: string; readonly unit: string }[];
  /** Interleaved; integers are scaled by 10 / 32768 / 0.1, floats are stored as they are. */
  readonly data: Int16Array | Float32Array;
  /** µs between samples of one channel. */
  readonly interval: number;
  /** µs; 0 means a sample of any channel. */
  readonly tick?: number;
  /** Start in ticks, length in samples of all channels. */
  readonly synch?: readonly (readonly [number, number])[];
  readonly sweeps?: number;
  /** Of all channels. */
  readonly samplesPerSweep: number;
  readonly tags?: readonly { readonly tick: number; readonly comment: string }[];
  readonly date?: number;
  readonly time_ms?: number;
  readonly epochs?: readonly { readonly type: number; readonly level: number; readonly increment?: number; readonly duration: number; readonly period?: number; readonly width?: number; readonly digital?: number; readonly train?: number }[];
  readonly holding?: number;
  readonly commandUnit?: string;
  /** Last changes, by offset: into the header (version 1) or the protocol, input and output records (version 2). */
  readonly poke?: (header: DataView, protocol: DataView, inputs: DataView, outputs: DataView) => void;
}

const BLOCK = 512;
const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK);

/** Sections laid out block after block behind a header. */
function assemble(header: Uint8Array, parts: readonly Uint8Array[]): { readonly bytes: Uint8Array; readonly at: readonly number[] } {
  const at: number[] = [];
  let next = blocks(header.length);
  for (const part of parts) {
    at.push(part.length === 0 ? 0 : next);
    next += blocks(part.length);
  }
  const bytes = new Uint8Array(next * BLOCK);
  bytes.set(header);
  parts.forEach((part, i) => {
    if (part.length > 0) bytes.set(part, (at[i] ?? 0) * BLOCK);
  });
  return { bytes, at };
}

const text = (bytes: Uint8Array, at: number, length: number, value: string): void => {
  bytes.fill(32, at, at + length);
  bytes.set(new TextEncoder().encode(value).slice(0, length), at);
};

function synchBytes({ synch = [] }: GeneratedAbf): Uint8Array {
  return new Uint8Array(Int32Array.from(synch.flat()).buffer);
}

function tagBytes({ tags = [] }: GeneratedAbf): Uint8Array {
  const bytes = new Uint8Array(64 * tags.length);
  const view = new DataView(bytes.buffer);
  tags.forEach((tag, i) => {
    view.setInt32(64 * i, tag.tick, true);
    text(bytes, 64 * i + 4, 56, tag.comment);
    view.setInt16(64 * i + 60, 1, true);
  });
  return bytes;
}

const dataBytes = ({ data }: GeneratedAbf): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

export function generateAbf1(spec: GeneratedAbf): Uint8Array {
  const header = new Uint8Array(6144);
  const view = new DataView(header.buffer);
  const i16 = (at: number, value: number): void => view.setInt16(at, value, true);
  const i32 = (at: number, value: number): void => view.setInt32(at, value, true);
  const f32 = (at: number, value: number): void => view.setFloat32(at, value, true);
  text(header, 0, 4, "ABF ");
  f32(4, 1.83);
  i16(8, spec.mode);
  i32(10, spec.data.length);
  i32(16, spec.sweeps ?? spec.synch?.length ?? 1);
  i32(20, spec.date ?? 20_240_229);
  i32(24, Math.floor((spec.time_ms ?? 45_296_789) / 1000));
  i16(366, (spec.time_ms ?? 45_296_789) % 1000);
  i16(100, spec.data instanceof Int16Array ? 0 : 1);
  i16(120, spec.channels.length);
  f32(122, spec.interval / spec.channels.length);
  f32(130, spec.tick ?? 0);
  i32(138, spec.samplesPerSweep);
  i32(146, spec.sweeps ?? spec.synch?.length ?? 1);
  i32(150, 1);
  f32(244, 10);
  f32(248, 10);
  i32(252, 32_768);
  i32(256, 32_768);
  text(header, 294, 16, "Clampex");
  [10, 7, 0, 3].forEach((part, i) => i16(5798 + 2 * i, part));
  text(header, 4898, 256, "C:\\protocols\\paired pulse.pro");
  for (let i = 0; i < 16; i++) {
    i16(378 + 2 * i, i);
    i16(410 + 2 * i, i < spec.channels.length ? i : -1);
    text(header, 442 + 10 * i, 10, spec.channels[i]?.name ?? "");
    text(header, 602 + 8 * i, 8, spec.channels[i]?.unit ?? "");
    for (const [at, value] of [[730, 1], [922, 0.1], [1050, 1], [4576, 1]] as const) f32(at + 4 * i, value);
  }
  text(header, 1306, 10, "Cmd 0");
  text(header, 1346, 8, spec.commandUnit ?? "mV");
  f32(1394, spec.holding ?? -70);
  const epochs = spec.epochs ?? [];
  i16(2296, epochs.length > 0 ? 1 : 0);
  i16(2300, epochs.length > 0 ? 1 : 0);
  i16(1436, epochs.some((e) => e.digital !== undefined || e.train !== undefined) ? 1 : 0);
  i16(2688, 1);
  epochs.forEach((e, i) => {
    i16(2308 + 2 * i, e.type);
    f32(2348 + 4 * i, e.level);
    f32(2428 + 4 * i, e.increment ?? 0);
    i32(2508 + 4 * i, e.duration);
    i32(2136 + 4 * i, e.period ?? 0);
    i32(2216 + 4 * i, e.width ?? 0);
    i16(1588 + 2 * i, e.digital ?? 0);
    i16(2668 + 2 * i, e.train ?? 0);
  });
  const synch = synchBytes(spec);
  const tags = tagBytes(spec);
  const layout = assemble(header, [dataBytes(spec), synch, tags]);
  i32(40, layout.at[0] ?? 0);
  i32(92, layout.at[1] ?? 0);
  i32(96, synch.length / 8);
  i32(44, layout.at[2] ?? 0);
  i32(48, tags.length / 64);
  spec.poke?.(view, view, view, view);
  layout.bytes.set(header);
  return layout.bytes;
}

export function generateAbf2(spec: GeneratedAbf): Uint8Array {
  const header = new Uint8Array(512);
  const protocol = new Uint8Array(512);
  const strings = ["Clampex", "C:\\protocols\\paired pulse.pro", "Cmd 0", spec.commandUnit ?? "mV", ...spec.channels.flatMap((c) => [c.name, c.unit])];
  const inputs = new Uint8Array(128 * spec.channels.length);
  const outputs = new Uint8Array(256);
  const epochs = spec.epochs ?? [];
  const table = new Uint8Array(48 * epochs.length);
  const words = new Uint8Array(32 * epochs.length);
  const p = new DataView(protocol.buffer);
  p.setInt16(0, spec.mode, true);
  p.setFloat32(2, spec.interval, true);
  p.setFloat32(14, spec.tick ?? 0, true);
  p.setInt32(22, spec.samplesPerSweep, true);
  p.setInt32(30, spec.sweeps ?? spec.synch?.length ?? 1, true);
  p.setInt32(34, 1, true);
  p.setFloat32(110, 10, true);
  p.setInt32(118, 32_768, true);
  p.setInt16(140, epochs.some((e) => e.digital !== undefined || e.train !== undefined) ? 1 : 0, true);
  p.setInt16(150, 1, true);
  const adc = new DataView(inputs.buffer);
  spec.channels.forEach((_, i) => {
    adc.setInt16(128 * i, i, true);
    for (const [at, value] of [[6, 1], [28, 1], [40, 0.1], [48, 1]] as const) adc.setFloat32(128 * i + at, value, true);
    adc.setInt32(128 * i + 74, 5 + 2 * i, true);
    adc.setInt32(128 * i + 78, 6 + 2 * i, true);
  });
  const dac = new DataView(outputs.buffer);
  dac.setFloat32(12, spec.holding ?? -70, true);
  dac.setInt32(24, 3, true);
  dac.setInt32(28, 4, true);
  dac.setInt16(40, epochs.length > 0 ? 1 : 0, true);
  dac.setInt16(42, epochs.length > 0 ? 1 : 0, true);
  const t = new DataView(table.buffer);
  const w = new DataView(words.buffer);
  epochs.forEach((e, i) => {
    t.setInt16(48 * i, i, true);
    t.setInt16(48 * i + 4, e.type, true);
    t.setFloat32(48 * i + 6, e.level, true);
    t.setFloat32(48 * i + 10, e.increment ?? 0, true);
    t.setInt32(48 * i + 14, e.duration, true);
    t.setInt32(48 * i + 22, e.period ?? 0, true);
    t.setInt32(48 * i + 26, e.width ?? 0, true);
    w.setInt16(32 * i, i, true);
    w.setInt16(32 * i + 2, e.digital ?? 0, true);
    w.setInt16(32 * i + 4, e.train ?? 0, true);
  });
  const cache = new Uint8Array([...new TextEncoder().encode("SSCH"), ...new Uint8Array(40), ...new TextEncoder().encode(strings.join("\0") + "\0")]);
  const data = dataBytes(spec);
  const synch = synchBytes(spec);
  const tags = tagBytes(spec);
  const layout = assemble(header, [protocol, inputs, outputs, words, table, cache, data, synch, tags]);
  const h = new DataView(header.buffer);
  text(header, 0, 4, "ABF2");
  header.set([0, 0, 6, 2], 4);
  h.setUint32(12, spec.sweeps ?? spec.synch?.length ?? 1, true);
  h.setUint32(16, spec.date ?? 20_240_229, true);
  h.setUint32(20, spec.time_ms ?? 45_296_789, true);
  h.setUint16(30, spec.data instanceof Int16Array ? 0 : 1, true);
  header.set([3, 0, 7, 10], 56);
  h.setUint32(60, 1, true);
  h.setUint32(72, 2, true);
  const place = (at: number, i: number, stride: number, count: number): void => {
    if (count === 0) return;
    h.setUint32(at, layout.at[i] ?? 0, true);
    h.setUint32(at + 4, stride, true);
    h.setBigInt64(at + 8, BigInt(count), true);
  };
  place(76, 0, 512, 1);
  place(92, 1, 128, spec.channels.length);
  place(108, 2, 256, 1);
  place(124, 3, 32, epochs.length);
  place(156, 4, 48, epochs.length);
  place(220, 5, cache.length, strings.length);
  place(236, 6, spec.data.BYTES_PER_ELEMENT, spec.data.length);
  place(316, 7, 8, synch.length / 8);
  place(252, 8, 64, tags.length / 64);
  spec.poke?.(h, p, adc, dac);
  layout.bytes.set(header);
  for (const [i, part] of [protocol, inputs, outputs].entries()) layout.bytes.set(part, (layout.at[i] ?? 0) * BLOCK);
  return layout.bytes;
}
