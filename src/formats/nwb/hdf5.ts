import type { Metadata } from "h5wasm";
import { withBoundedMemory } from "./bounded-memory.js";
import { decode, decodable, type Value } from "./hdf5-values.js";

/** A part of the file that HDF5 could not give: damaged, of an unknown filter, or absurdly large. */
export class Hdf5Failure extends Error {
  override readonly name = "Hdf5Failure";
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path}: ${reason}`);
  }
}

/** What is stored at a path, before reading it. */
export interface Stored {
  readonly shape: readonly number[];
  readonly kind: "number" | "text" | "reference" | "compound" | "other";
  readonly metadata: Metadata;
}

/** The largest file that is taken into memory: WebAssembly's file offsets and JavaScript's arrays both end near 2 GiB. */
export const LARGEST_FILE = 2 ** 31 - 2 ** 16;

/**
 * Bytes that reading a file may take beside the file itself. Readings deflate to a half or a third, texts and blank
 * pictures to a fiftieth; what asks for more is damaged.
 */
const allowanceFor = (fileBytes: number): number => 2 ** 26 + 64 * fileBytes;

/** The part of Emscripten's file system that is used; h5wasm's own types leave most of it out. */
export interface MemoryFiles {
  writeFile(path: string, data: Uint8Array, options?: { canOwn: boolean }): void;
  readFile(path: string): Uint8Array;
  unlink(path: string): void;
  close(stream: OpenFile): void;
  getStream(descriptor: number): OpenFile | null;
  readonly streams: readonly (OpenFile | null | undefined)[];
}
interface OpenFile {
  readonly path?: string;
  stream_ops: StreamOperations;
}
interface StreamOperations {
  write(stream: OpenFile, buffer: Uint8Array | Int8Array, offset: number, length: number, position?: number): number;
}

/** The HDF5 library, once it is there. */
export interface Hdf5 {
  readonly library: typeof import("h5wasm");
  readonly engine: Awaited<(typeof import("h5wasm"))["ready"]>;
  readonly files: MemoryFiles;
}

/** h5wasm, loaded when first needed: 4 MB of JavaScript with HDF5 2.0 compiled to WebAssembly inside. */
export async function loadHdf5(): Promise<Hdf5> {
  const library = await import("h5wasm");
  const engine = await library.ready;
  return { library, engine, files: engine.FS as unknown as MemoryFiles };
}

let opened = 0;
/** A name in the in-memory file system that nobody else has. */
export const privatePath = (): string => `/radiatum-${(opened += 1)}.nwb`;

/**
 * Runs HDF5 with its complaints caught instead of printed.
 *
 * HDF5 reports a failure by a status, which h5wasm drops, and a text on stderr. Reading that text is the one way to
 * learn of every failure without h5wasm's throwing handler, whose exception unwinds HDF5's own frames and leaves its
 * identifiers open. `complaint()` returns what was said since the last call, and forgets it.
 */
export function withComplaints<T>({ files }: Hdf5, run: (complaint: () => string | undefined) => T): T {
  const stderr = files.getStream(2);
  if (stderr === null) throw new Error("h5wasm has no stderr to listen to");
  const printed = stderr.stream_ops;
  let said = "";
  stderr.stream_ops = {
    ...printed,
    write: (_stream, buffer, offset, length) => {
      if (said.length < 20_000) for (let i = offset; i < offset + length; i += 1) said += String.fromCharCode((buffer[i] ?? 0) & 255);
      return length;
    },
  };
  try {
    return run(() => {
      const text = said;
      said = "";
      return text === "" ? undefined : innermost(text);
    });
  } finally {
    stderr.stream_ops = printed;
  }
}

/** The sentence of the deepest frame in HDF5's error stack, which says what is wrong rather than what failed for it. */
function innermost(stack: string): string {
  const frames = [...stack.matchAll(/#\d+: \S+ line \d+ in (\w+)\(\): (.*)/g)];
  const last = frames.at(-1);
  return last ? `${last[2] ?? ""} (${last[1] ?? ""})` : (stack.trim().split("\n")[0] ?? "").slice(0, 200);
}

/**
 * Opens a file that is in memory, hands it to `use`, and closes and forgets it, whatever happens.
 *
 * `use` is synchronous, so nothing else touches the shared HDF5 meanwhile. Throws Hdf5Failure where the file can't be
 * opened. A WebAssembly trap within HDF5 arrives as a Hdf5Failure too.
 */
export async function withHdf5File<T>(bytes: Uint8Array, use: (file: Hdf5File) => T): Promise<T> {
  const hdf5 = await loadHdf5();
  const path = privatePath();
  hdf5.files.writeFile(path, bytes, { canOwn: true });
  try {
    return withComplaints(hdf5, (complaint) => {
      const file = new Hdf5File(hdf5, path, bytes.length, complaint);
      try {
        return withBoundedMemory(() => hdf5.engine.HEAPU8, allowanceFor(bytes.length), () => use(file));
      } finally {
        file.close();
      }
    });
  } finally {
    // Whatever HDF5 left open after damage would keep the bytes alive.
    for (const stream of hdf5.files.streams) if (stream?.path === path) hdf5.files.close(stream);
    hdf5.files.unlink(path);
  }
}

/** An open file. Every method either gives what is stored, or `undefined` where nothing is, or throws Hdf5Failure. */
export class Hdf5File {
  readonly #hdf5: Hdf5;
  readonly #id: bigint;
  readonly #complaint: () => string | undefined;
  readonly bytes: number;
  /** What was asked before; the file doesn't change. */
  readonly #types = new Map<string, "group" | "dataset" | undefined>();
  readonly #attributes = new Map<string, readonly string[]>();

  constructor(hdf5: Hdf5, path: string, bytes: number, complaint: () => string | undefined) {
    this.#hdf5 = hdf5;
    this.#complaint = complaint;
    this.bytes = bytes;
    this.#id = this.#guarded("/", () => hdf5.engine.open(path, hdf5.engine.H5F_ACC_RDONLY, false, -1, -1));
    if (this.#id < 0n) throw new Hdf5Failure("/", "HDF5 opens no such file");
  }

  /** Closing may fail on a damaged file; there is nothing left to do about it then. */
  close(): void {
    try {
      this.#guarded("/", () => this.#hdf5.engine.close_file(this.#id));
    } catch (cause) {
      if (!(cause instanceof Hdf5Failure)) throw cause;
    }
  }

  /** Runs one call; whatever HDF5 printed, returned or trapped on becomes a Hdf5Failure. */
  #guarded<T>(path: string, call: () => T): T {
    let result: T;
    try {
      result = call();
    } catch (cause) {
      if (cause instanceof Hdf5Failure) throw cause;
      const said = this.#complaint();
      throw new Hdf5Failure(path, said ?? (cause instanceof Error ? cause.message.split("\n")[0] ?? cause.name : String(cause)));
    }
    const said = this.#complaint();
    if (said !== undefined) throw new Hdf5Failure(path, said);
    return result;
  }

  /** "group" or "dataset", or undefined where nothing is (dead links included). */
  typeOf(path: string): "group" | "dataset" | undefined {
    if (!this.#types.has(path)) {
      const { engine } = this.#hdf5;
      const type = this.#guarded(path, () => engine.get_type(this.#id, path));
      this.#types.set(path, type === engine.H5G_GROUP ? "group" : type === engine.H5G_DATASET ? "dataset" : undefined);
    }
    return this.#types.get(path);
  }

  /** Names within a group, numbers within names in numeric order; empty where there is no such group. */
  children(path: string): string[] {
    if (this.typeOf(path) !== "group") return [];
    const names = this.#guarded(path, () => this.#hdf5.engine.get_names(this.#id, path, false));
    return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  }

  /** One attribute, or undefined where the object or the attribute is missing. */
  attribute(path: string, name: string): Value | undefined {
    if (this.typeOf(path) === undefined) return undefined;
    const { engine } = this.#hdf5;
    const where = `${path} attribute ${name}`;
    if (!this.#attributeNames(path).includes(name)) return undefined;
    const metadata = this.#guarded(where, () => engine.get_attribute_metadata(this.#id, path, name));
    return this.#values(where, metadata, metadata.shape ?? undefined, {
      fill: (at) => engine.get_attribute_data(this.#id, path, name, at),
      reclaim: (at) => engine.reclaim_vlen_memory(this.#id, path, name, at),
    });
  }

  #attributeNames(path: string): readonly string[] {
    const known = this.#attributes.get(path) ?? this.#guarded(path, () => this.#hdf5.engine.get_attribute_names(this.#id, path));
    this.#attributes.set(path, known);
    return known;
  }

  /** Shape and kind of a dataset, or undefined where there is none. */
  stored(path: string): Stored | undefined {
    if (this.typeOf(path) !== "dataset") return undefined;
    const metadata = this.#guarded(path, () => this.#hdf5.engine.get_dataset_metadata(this.#id, path));
    const names = ["number", "number", "other", "text", "other", "other", "compound", "reference", "number"] as const;
    return { shape: metadata.shape ?? [], kind: names[metadata.type] ?? "other", metadata };
  }

  /** A dataset's values in stored order; `rows` takes part of its first axis, `to` exclusive. */
  read(path: string, rows?: { readonly from: number; readonly to: number }): Value | undefined {
    const stored = this.stored(path);
    if (stored === undefined || stored.metadata.shape === null) return undefined;
    const { engine } = this.#hdf5;
    const shape = [...stored.shape];
    const first = shape[0];
    if (rows === undefined || first === undefined) {
      return this.#values(path, stored.metadata, shape, {
        fill: (at) => engine.get_dataset_data(this.#id, path, null, null, null, at),
        reclaim: (at) => engine.reclaim_vlen_memory(this.#id, path, "", at),
      });
    }
    const from = Math.min(Math.max(0, rows.from), first);
    shape[0] = Math.max(0, Math.min(rows.to, first) - from);
    const count = shape.map(BigInt);
    const offset = shape.map((_, axis) => (axis === 0 ? BigInt(from) : 0n));
    const stride = shape.map(() => 1n);
    return this.#values(path, stored.metadata, shape, {
      fill: (at) => engine.get_dataset_data(this.#id, path, count, offset, stride, at),
      reclaim: (at) => engine.reclaim_vlen_memory_count(this.#id, path, "", at, count),
    });
  }

  /** Where a soft link leads, or undefined where there is none. */
  linkTarget(path: string): string | undefined {
    if (this.typeOf(path) === undefined) return undefined;
    return textOrNothing(this.#guarded(path, () => this.#hdf5.engine.get_symbolic_link(this.#id, path)));
  }

  /** The path an object reference leads to, or undefined where it leads nowhere. */
  resolve(reference: Uint8Array): string | undefined {
    if (reference.every((byte) => byte === 0)) return undefined;
    return textOrNothing(this.#guarded("object reference", () => this.#hdf5.engine.get_referenced_name(this.#id, reference, true)));
  }

  #values(
    where: string,
    metadata: Metadata,
    shape: readonly number[] | undefined,
    memory: { readonly fill: (at: bigint) => number; readonly reclaim: (at: bigint) => number },
  ): Value | undefined {
    if (shape === undefined) return undefined;
    const problem = decodable(metadata);
    if (problem !== undefined) throw new Hdf5Failure(where, problem);
    const elements = shape.reduce((product, n) => product * n, 1);
    const bytes = elements * metadata.size;
    this.#refuseAbsurd(where, metadata, bytes);
    const { engine } = this.#hdf5;
    if (elements === 0) return decode(engine, metadata, new Uint8Array(0), shape);
    const at = engine._malloc(bytes);
    if (at === 0) throw new Hdf5Failure(where, `${bytes} bytes cannot be had`);
    try {
      engine.HEAPU8.fill(0, at, at + bytes); // were anything left unread, it would at least not be rubbish
      const status = this.#guarded(where, () => memory.fill(BigInt(at)));
      if (status < 0) throw new Hdf5Failure(where, "HDF5 could not read it");
      const values = decode(engine, metadata, engine.HEAPU8.slice(at, at + bytes), shape);
      if (metadata.vlen) this.#guarded(where, () => memory.reclaim(BigInt(at)));
      return values;
    } finally {
      engine._free(at);
    }
  }

  /** Damaged sizes ask for more memory than the file could ever fill. */
  #refuseAbsurd(where: string, metadata: Metadata, bytes: number): void {
    const chunk = metadata.chunks?.reduce((product, n) => product * n, metadata.size) ?? 0;
    const limit = metadata.chunks ? allowanceFor(this.bytes) : this.bytes;
    if (bytes > limit || !Number.isFinite(bytes)) {
      throw new Hdf5Failure(where, `claims ${bytes} bytes, more than a file of ${this.bytes} bytes can hold`);
    }
    if (chunk > limit) {
      throw new Hdf5Failure(where, `claims chunks of ${chunk} bytes, more than a file of ${this.bytes} bytes can hold`);
    }
  }
}

/** h5wasm gives null for what isn't there, though its types say otherwise. */
const textOrNothing = (value: string | null): string | undefined => value ?? undefined;
